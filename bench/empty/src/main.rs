//! A window with nothing in it: what Tauri and the system's web view cost by themselves.
//!
//! It is built with the same profile and the same features of Tauri as Koshin, and shown as Tauri
//! shows a window when nobody asks for anything else.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
