//! Hardening of the process, before any thread exists. The one place with `unsafe`.
#![expect(unsafe_code, reason = "the environment is changed before any thread exists")]

/// Switches off what would let others look into the window, and what is known to fail.
///
/// Call this first in `main`.
pub(crate) fn process() {
    koshin_app::harden::process(crate::start::complain);
    // Both let a debugger into shipped builds: WebKitGTK's automation and WebView2's arguments.
    #[cfg(not(feature = "e2e"))]
    for name in ["TAURI_WEBVIEW_AUTOMATION", "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS"] {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::remove_var(name) };
    }
    // WebKitGTK shows an empty window with some graphics drivers otherwise, and takes more memory.
    #[cfg(target_os = "linux")]
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1") };
    }
}
