//! Hardening of the process, before any thread exists. The one place with `unsafe`.
#![expect(unsafe_code, reason = "the environment is changed before any thread exists")]

/// Switches off what would let others look into the window, and what is known to fail.
///
/// Call this first in `main`.
pub(crate) fn process() {
    std::panic::set_hook(Box::new(|panic| {
        // Where it happened and nothing of what was at hand: a payload may hold a secret.
        let place = panic.location().map(|it| {
            let file = it.file().rsplit(['/', '\\']).next().unwrap_or_default();
            format!("{file}:{}", it.line())
        });
        let place = place.unwrap_or_default();
        crate::start::complain(&format!("koshin: a mistake of Koshin's own at {place}"));
    }));
    no_core_dump();
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

/// A core dump would hold the token and the password. The process stays inspectable by its own user
/// otherwise: the portal that shows the file dialog looks at `/proc` to tell who asks.
#[cfg(unix)]
fn no_core_dump() {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the struct outlives the call, which only reads it.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const none) };
}

#[cfg(not(unix))]
const fn no_core_dump() {}
