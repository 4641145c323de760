//! The command line as its users run it, also wrongly. No keyring is needed here.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

#[path = "../common/mod.rs"]
mod common;

mod apple;
mod arguments;
mod inspect;
mod keys;
mod output;
mod renewing;
mod secrets;
mod server;
mod status;
mod support;
mod usage;
mod window;
mod words;

use common::{Desk, Practice, renew_everything};

#[test]
fn a_license_is_renewed_without_any_keyring() {
    for structure in ["table", "frames", "cards"] {
        let practice = Practice::start(&["--structure", structure]);
        let desk = Desk::new(&practice, false);

        renew_everything(&desk, &practice, false);
    }
}

#[test]
fn a_license_is_renewed_over_tls_with_a_ca_file() {
    let practice = Practice::start(&["--tls"]);
    let desk = Desk::new(&practice, false);

    renew_everything(&desk, &practice, false);
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_memory_behind() {
    let practice = Practice::start(&[]);

    let limits = std::fs::read_to_string(format!("/proc/{}/limits", practice.process.id()));

    let limits = limits.expect("Linux tells the limits of a process");
    let dump = limits.lines().find(|it| it.starts_with("Max core file size")).expect("its line");
    let values: Vec<_> = dump.split_whitespace().skip(4).take(2).collect();
    assert_eq!(values, ["0", "0"], "no core dump, and none can be switched on");
}
