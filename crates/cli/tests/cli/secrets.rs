//! Passwords: where they come from, and where they never do.

use serde_json::json;

use crate::common::{Desk, Practice};
use crate::support::{add, run_plain, text};

/// No password of the practice, to be looked for in what is printed.
const CANARY: &str = "canary-7f3a";

#[test]
fn secrets_of_another_shape_are_told_plainly_and_without_themselves() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    for input in [
        String::new(),
        CANARY.to_owned(),
        format!("\"{CANARY}\""),
        format!("[\"{CANARY}\"]"),
        format!("{{\"password\": \"{CANARY}\"}}"),
        format!("{{\"本社\": \"{CANARY}\"}}"),
        format!("{{\"本社\": {{\"pasword\": \"{CANARY}\"}}}}"),
        format!("{{\"本社\": {{\"{CANARY}\": \"x\"}}}}"),
        format!("{{\"本社\": {{\"password\": [\"{CANARY}\"]}}}}"),
        format!("{{\"本社\": {{\"password\": \"{CANARY}\""),
        format!("{{\"本社\": {{\"password\": \"{CANARY}\"}}}} {{}}"),
    ] {
        let answer = desk.run(&["status", "--secrets-stdin"], Some(&input));

        assert_eq!(answer.exit, 64, "{input}: {}", answer.stdout);
        assert_eq!(answer.json["problem"]["code"], "input-secrets", "{input}: {}", answer.stdout);
        let message = answer.json["problem"]["message"]["ja"].as_str().expect("a text");
        assert!(message.contains(r#"{"SERVER NAME": {"password": "…"}}"#), "the form: {message}");
        for told in [&answer.stdout, &answer.stderr] {
            assert!(!told.contains(CANARY), "{input}: never shown: {told}");
        }
    }
}

#[test]
fn an_empty_password_is_a_mistake_and_is_not_sent() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = json!({ "本社": { "password": "" } }).to_string();

    let answer = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    assert_eq!(answer.exit, 64, "{}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "input-missing", "{}", answer.stdout);
}

#[test]
fn the_fields_of_every_kind_are_taken_and_a_site_uses_its_password() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let password = &practice.announced["servers"][0]["secrets"]["password"];
    let all = json!({ "password": password, "api_token": null, "client_secret": "x" });
    // The name is compared as a person compares names.
    for name in ["本社", " 本社 "] {
        let secrets = json!({ name: all }).to_string();

        let answer = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

        assert_eq!(answer.exit, 0, "{name}: {}", answer.stdout);
    }
}

#[test]
fn a_name_of_nobody_on_standard_input_is_told_on_standard_error() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let answer = desk.run(&["status", "--secrets-stdin"], Some(&practice.secrets("本杜")));

    assert_eq!(answer.exit, 3, "{}", answer.stdout);
    assert_eq!(answer.json["servers"][0]["problem"]["code"], "secret-missing", "none for 本社");
    assert!(answer.stderr.contains("本杜"), "the likely reason: {}", answer.stderr);
}

#[test]
fn a_rejected_password_is_not_sent_by_the_next_process() {
    let practice = Practice::start(&["--scenario", "wrong-password"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = practice.secrets("本社");
    let first = desk.run(&["status", "--secrets-stdin"], Some(&secrets));
    let problem = &first.json["servers"][0]["problem"];
    assert_eq!(problem["code"], "server-sign-in-refused", "the site refuses it");

    for command in [&["status"] as &[&str], &["server", "test", "本社"]] {
        let again = desk.run(&[command, &["--secrets-stdin"]].concat(), Some(&secrets));

        let problem = again.json["servers"][0]["problem"].clone();
        let problem = if problem.is_null() { again.json["problem"].clone() } else { problem };
        assert_eq!(problem["code"], "secret-rejected", "a scheduler does not lock the account");
        let message = problem["message"]["en"].as_str().expect("a text");
        assert!(message.contains("server password"), "{command:?} says how to go on: {message}");
    }
    crate::support::end_without_violation(practice);
}

// Only Linux can be without a keyring.
#[cfg(target_os = "linux")]
#[test]
fn a_password_typed_anew_counts_as_mended_also_without_a_keyring() {
    let practice = Practice::start(&["--scenario", "wrong-password"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = practice.secrets("本社");
    desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    let typed = desk.run(&["server", "password", "本社", "--secrets-stdin"], Some(&secrets));
    assert_eq!(typed.exit, 64, "{}", typed.stdout);
    assert_eq!(typed.json["problem"]["code"], "keyring-absent", "it could not be kept");
    let again = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    let problem = &again.json["servers"][0]["problem"];
    assert_eq!(problem["code"], "server-sign-in-refused", "it was sent, and refused, once more");
}

/// Where the former password may still be in a keyring that is not there for the moment.
// Only Linux can be without a keyring.
#[cfg(target_os = "linux")]
#[test]
fn a_password_that_could_not_be_kept_does_not_bring_the_former_one_back() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let settings = desk.home.path().join("settings.json");
    let kept = std::fs::read_to_string(&settings).expect("the settings");
    let kept = kept.replace("\"secret_kept\": false", "\"secret_kept\": true");
    std::fs::write(&settings, &kept).expect("a writable folder");
    let before = desk.run(&["status"], None);
    let problem = &before.json["servers"][0]["problem"];
    assert_eq!(problem["code"], "keyring-absent", "the keyring is asked: {}", before.stdout);

    let secrets = practice.secrets("本社");
    desk.run(&["server", "password", "本社", "--secrets-stdin"], Some(&secrets));

    let after = desk.run(&["status"], None);
    let problem = &after.json["servers"][0]["problem"];
    assert_eq!(problem["code"], "secret-missing", "and not any more: {}", after.stdout);
}

// Only Linux can be without a keyring.
#[cfg(target_os = "linux")]
#[test]
fn keeping_where_there_is_no_keyring_stops_before_anything_is_sent() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = practice.secrets("本社");

    let answer = desk.run(&["status", "--secrets-stdin", "--keep"], Some(&secrets));

    assert_eq!(answer.exit, 64, "{}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "keyring-absent", "it says why");
    let message = answer.json["problem"]["message"]["ja"].as_str().expect("a text");
    assert!(message.contains("--secrets-stdin"), "and what to do in its place: {message}");
    assert!(!message.contains('［'), "without the window's buttons: {message}");
}

#[test]
fn no_password_is_written_to_the_folder_of_the_settings() {
    let practice = Practice::start(&["--scenario", "wrong-password"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = practice.secrets("本社");
    desk.run(&["status", "--secrets-stdin"], Some(&secrets));
    desk.run(&["server", "password", "本社", "--secrets-stdin"], Some(&secrets));

    let mut folders = vec![desk.home.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let content = std::fs::read(&path).expect("a file");
            let content = String::from_utf8_lossy(&content);
            assert!(!content.contains("Practice-1"), "{}", path.display());
        }
    }
    assert!(files > 1, "there was something to look at");
}

#[test]
fn without_a_terminal_nobody_is_waited_for() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let status = run_plain(&desk, &["status", "--secrets-stdin"], &[("KOSHIN_LANGUAGE", "en")]);

    assert_eq!(status.status.code(), Some(64), "standard input is empty");
    assert!(text(&status.stderr).contains("(input-secrets)"), "{}", text(&status.stderr));
}
