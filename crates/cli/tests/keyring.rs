//! A whole renewal through the command line alone, with the password in the real Secret Service.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod common;

use common::{Desk, Practice, renew_everything};

#[test]
fn a_license_is_renewed_with_the_password_in_the_keyring() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, true);

    renew_everything(&desk, &practice, true);

    let removed = desk.run(&["server", "remove", "本社"], None);
    assert_eq!(removed.exit, 0, "and the keyring forgets it: {}", removed.stdout);
    assert!(removed.json["problem"].is_null(), "nothing is left: {}", removed.stdout);
}

#[test]
fn a_password_typed_anew_is_kept_and_is_sent_again() {
    let practice = Practice::start(&["--scenario", "wrong-password"]);
    let desk = Desk::new(&practice, true);
    let secrets = practice.secrets("本社");
    let add = practice.add();
    let mut arguments = vec!["server", "add", "本社"];
    arguments.extend(add.iter().map(String::as_str));
    arguments.extend(["--secrets-stdin", "--keep"]);
    let added = desk.run(&arguments, Some(&secrets));
    assert_eq!(added.exit, 0, "{}", added.stdout);
    let code = || {
        let status = desk.run(&["status"], None);
        status.json["servers"][0]["problem"]["code"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(code(), "server-sign-in-refused", "the kept one is sent, and refused");
    assert_eq!(code(), "secret-rejected", "and not sent again");

    let typed = desk.run(&["server", "password", "本社", "--secrets-stdin"], Some(&secrets));

    assert_eq!(typed.exit, 0, "it is kept: {}", typed.stdout);
    assert!(typed.json["problem"].is_null(), "{}", typed.stdout);
    assert_eq!(code(), "server-sign-in-refused", "and sent from the keyring");
    let removed = desk.run(&["server", "remove", "本社"], None);
    assert!(removed.json["problem"].is_null(), "nothing is left: {}", removed.stdout);
}
