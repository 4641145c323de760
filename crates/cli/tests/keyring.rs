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

#[test]
fn forgetting_leaves_no_secret_and_every_server() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, true);
    let add = practice.add();
    for name in ["本社", "大阪"] {
        let mut arguments = vec!["server", "add", name];
        arguments.extend(add.iter().map(String::as_str));
        arguments.extend(["--secrets-stdin", "--keep"]);
        assert_eq!(desk.run(&arguments, Some(&practice.secrets(name))).exit, 0, "{name} is added");
    }
    assert_eq!(desk.run(&["status", "--server", "大阪"], None).exit, 0, "its password is kept");

    let forgotten = desk.run(&["forget-secrets"], None);

    assert_eq!(forgotten.exit, 0, "{} {}", forgotten.stdout, forgotten.stderr);
    assert_eq!(forgotten.json["servers"], serde_json::json!(["本社", "大阪"]), "both");
    let again = desk.run(&["forget-secrets"], None);
    assert_eq!((again.exit, &again.json["servers"]), (0, &serde_json::json!([])), "none is left");
    // As if the settings still said that they are kept: the keyring itself is asked.
    let file = desk.home.path().join("settings.json");
    let settings = std::fs::read_to_string(&file).expect("settings");
    let claimed = settings.replace(r#""secret_kept": false"#, r#""secret_kept": true"#);
    assert_ne!(claimed, settings, "they say that nothing is kept");
    std::fs::write(&file, claimed).expect("settings");
    for name in ["本社", "大阪"] {
        let status = desk.run(&["status", "--server", name], None);
        let problem = &status.json["servers"][0]["problem"]["code"];
        assert_eq!(problem, "secret-missing", "of {name}: {}", status.stdout);
    }
}
