//! Hardening of the process, before any thread exists. The one place with `unsafe`.
#![expect(unsafe_code, reason = "the environment is changed before any thread exists")]

/// Switches off what would let others look into the window, and what is known to fail.
///
/// Call this first in `main`. What cannot be switched off is told to `complain`.
pub(crate) fn process(complain: fn(&str)) {
    koshin_app::harden::process(complain);
    // Both let a debugger into shipped builds: WebKitGTK's automation and WebView2's arguments.
    #[cfg(not(feature = "e2e"))]
    for name in ["TAURI_WEBVIEW_AUTOMATION", "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS"] {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::remove_var(name) };
    }
    // Windows reports a crash with parts of the memory otherwise.
    #[cfg(windows)]
    no_error_report();
    // WebKitGTK shows an empty window with some graphics drivers otherwise, and takes more memory.
    #[cfg(target_os = "linux")]
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1") };
    }
}

/// Has Windows send no report of a crash, and put no heap into one that is written all the same.
///
/// # Source
///
/// Microsoft, `WerAddExcludedApplication` and `WerSetFlags` (`WER_FAULT_REPORTING_FLAG_NOHEAP`). An
/// error mode would not do: an abort goes past it.
#[cfg(windows)]
fn no_error_report() {
    use std::os::windows::ffi::OsStrExt as _;

    use windows_sys::Win32::System::ErrorReporting::{
        WER_FAULT_REPORTING_FLAG_NOHEAP, WerAddExcludedApplication, WerSetFlags,
    };

    // Where Windows refuses, Koshin works all the same.
    let program = std::env::current_exe().ok();
    if let Some(name) = program.as_deref().and_then(std::path::Path::file_name) {
        let name: Vec<u16> = name.encode_wide().chain([0]).collect();
        // SAFETY: the name ends with a zero and outlives the call.
        let _ = unsafe { WerAddExcludedApplication(name.as_ptr(), 0) };
    }
    // SAFETY: it takes flags and touches no memory of ours.
    let _ = unsafe { WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP) };
}
