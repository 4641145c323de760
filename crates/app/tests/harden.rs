//! What a process does first, seen from within one: a program of its own, since it is for good.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

use std::sync::{Mutex, Once};

static COMPLAINTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn complain(text: &str) {
    COMPLAINTS.lock().expect("nobody panics in here").push(text.to_owned());
}

fn harden() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| koshin_app::harden::process(complain));
}

#[test]
fn a_panic_tells_its_place_and_nothing_that_was_at_hand() {
    harden();
    let thread = std::thread::spawn(|| {
        let token = "canary".to_owned();
        panic!("cannot read {token}");
    });

    assert!(thread.join().is_err(), "it panicked");
    let told = COMPLAINTS.lock().expect("nobody panics in here").join("\n");
    assert!(!told.contains("canary"), "a secret at hand stays there: {told}");
    assert!(told.contains("harden.rs:"), "the place is told: {told}");
}

#[cfg(unix)]
#[test]
fn no_core_file_is_written() {
    harden();

    let limits = rlimit::getrlimit(rlimit::Resource::CORE).expect("limits can be read");

    assert_eq!(limits, (0, 0), "now and for good");
}

#[cfg(target_os = "linux")]
#[test]
fn no_memory_goes_to_a_program_that_collects_dumps() {
    harden();

    let filter = std::fs::read_to_string("/proc/self/coredump_filter").expect("Linux has it");

    assert_eq!(u32::from_str_radix(filter.trim(), 16), Ok(0), "no part of it");
}
