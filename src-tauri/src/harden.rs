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
    #[cfg(target_os = "linux")]
    {
        give_back_memory();
        let ours = not_said(|name| std::env::var_os(name).is_some());
        for (name, value) in &ours {
            // SAFETY: no other thread runs yet.
            unsafe { std::env::set_var(name, value) };
        }
        // This is called once.
        let _ = SET.set(ours.into_iter().map(|(name, _)| name).collect());
    }
}

/// What the processes of `WebKitGTK` are told, where the person's environment says nothing else.
///
/// # Source
///
/// WebKitGTK, `AcceleratedBackingStore`; `JavaScriptCore`, `Options`, which are read as `JSC_…`;
/// `mallopt(3)`; `GLib`, its page on running applications and the news of 2.76.
#[cfg(target_os = "linux")]
const FOR_THE_WINDOW: [(&str, &str); 5] = [
    // It shows an empty window with some graphics drivers otherwise, and takes more memory.
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    // The page computes nothing for long. No memory in its process is written and then run, and 10 MiB
    // are not taken.
    ("JSC_useJIT", "0"),
    // glibc's own value, said so that it stays: it grows with the first large table that is given back
    // (of a font), and what is given back later is kept then; 5 MiB.
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
    // Nothing there takes memory in many threads at once, and each would keep some of its own.
    ("MALLOC_ARENA_MAX", "1"),
    // As newer `GLib` has it anyway; 1 MiB.
    ("G_SLICE", "always-malloc"),
];

/// Tells this process's own allocator the same, which has looked at its variables before.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn give_back_memory() {
    // SAFETY: both only set numbers of the allocator, before any other thread runs.
    unsafe {
        libc::mallopt(libc::M_TRIM_THRESHOLD, 128 * 1024);
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}

#[cfg(all(target_os = "linux", not(target_env = "gnu")))]
const fn give_back_memory() {}

/// Returns what is to be set: what the person has said otherwise stays.
#[cfg(target_os = "linux")]
fn not_said(is_said: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    FOR_THE_WINDOW.into_iter().filter(|(name, _)| !is_said(name)).collect()
}

#[cfg(target_os = "linux")]
static SET: std::sync::OnceLock<Vec<&str>> = std::sync::OnceLock::new();

/// Returns the variables that were set for the window, and that are not for other programs.
#[cfg(target_os = "linux")]
pub(crate) fn set_for_the_window() -> &'static [&'static str] {
    SET.get().map_or(&[], Vec::as_slice)
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_the_person_has_set_stays_as_it_is() {
        let set: Vec<_> =
            not_said(|name| name == "JSC_useJIT").into_iter().map(|it| it.0).collect();

        assert!(!set.contains(&"JSC_useJIT"));
        assert_eq!(set.len(), FOR_THE_WINDOW.len() - 1, "and the rest is set");
    }
}
