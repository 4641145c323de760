//! Mistakes in the arguments and the settings.

use serde_json::json;

use crate::common::{Desk, Practice};
use crate::support::{keys, run_plain, text};

const SITE: [&str; 6] = ["--kind", "site", "--url", "https://mdm.example.jp/", "--user", "u"];

#[test]
fn mistakes_in_arguments_and_settings_exit_64_with_schema_and_problem_alone() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (arguments, code) in [
        (&[] as &[&str], "input-usage"),
        (&["frobnicate"], "input-usage"),
        (&["server"], "input-usage"),
        (&["inspect"], "input-usage"),
        (&["inspect", "x", "--as-of", "tomorrow"], "input-usage"),
        (&["status", "--server", "nobody"], "input-no-such-server"),
        (&["status", "--warn-days", "soon"], "input-usage"),
        (&["status", "--warn-days", "-1"], "input-usage"),
        (&["status", "--password", "secret"], "input-usage"),
        (&["renew", "--server", "x"], "input-usage"),
        (&["renew", "--server", "x", "--license", "y", "--file", "z"], "input-no-such-server"),
        (
            &["renew", "--server", "x", "--license", "y", "--file", "z", "--wait", "1h"],
            "input-usage",
        ),
        (&["history", "all"], "input-usage"),
        (&["practice", "--scenario", "heaven"], "input-usage"),
        (&["practice", "--kind", "jamf"], "input-usage"),
        (&["practice", "--fault", "rain"], "input-usage"),
        (&["server", "add", "x", "--kind", "toaster", "--url", "https://e.jp/"], "input-usage"),
        (&["server", "add", "x", "--kind", "site", "--url", "http://e.jp/"], "net-not-https"),
        (&["server", "add", "x", "--kind", "site", "--url", "not an address"], "net-bad-url"),
        (&["server", "add", "x", "--kind", "site", "--url", "https://u:p@e.jp/"], "net-bad-url"),
        (&["server", "add", "x", "--kind", "site", "--url", "https://e.jp/"], "input-missing"),
        (&["server", "test", "nobody"], "input-no-such-server"),
        (&["server", "password", "nobody"], "input-no-such-server"),
        (&["server", "remove", "nobody"], "input-no-such-server"),
    ] {
        let mut arguments = arguments.to_vec();
        if matches!(code, "net-bad-url" | "net-not-https") {
            arguments.extend(["--user", "u"]);
        }

        let answer = desk.run(&arguments, None);

        assert_eq!(answer.exit, 64, "{arguments:?}: {}", answer.stdout);
        assert_eq!(keys(&answer.json), ["problem", "schema"], "{arguments:?}");
        let problem = &answer.json["problem"];
        assert_eq!(problem["code"], code, "{arguments:?}: {}", answer.stdout);
        assert_eq!(keys(problem), ["code", "message", "params", "remedy"], "{arguments:?}");
        assert_eq!(keys(&problem["message"]), ["en", "ja"], "{arguments:?}: both languages");
        let english = problem["message"]["en"].as_str().expect("a text");
        assert!(english.matches(['.', '?']).count() >= 3, "what, why and what to do: {english}");
    }
    let list = desk.run(&["server", "list"], None);
    assert_eq!(list.json["servers"], json!([]), "none of them was registered");
}

#[test]
fn a_mistake_names_what_is_wrong_in_both_languages() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (arguments, named) in [
        (&["frobnicate"] as &[&str], "frobnicate"),
        (&["practice", "--scenario", "heaven"], "other-location"),
        (&["server", "add", "x", "--kind", "toaster", "--url", "https://e.jp/"], "by-hand"),
        (&["status", "--server", "支社"], "支社"),
    ] {
        let answer = desk.run(arguments, None);

        for language in ["ja", "en"] {
            let message = answer.json["problem"]["message"][language].as_str().expect("a text");
            assert!(message.contains(named), "{arguments:?} in {language}: {message}");
        }
    }
}

#[test]
fn the_environment_gives_no_secret() {
    let practice = Practice::start(&[]);
    let mut desk = Desk::new(&practice, false);
    crate::support::add(&desk, &practice, "本社");
    for name in ["KOSHIN_PASSWORD", "KOSHIN_SECRETS", "PASSWORD"] {
        desk.environment.push((name.to_owned(), "Practice-1".to_owned()));
    }

    let answer = desk.run(&["status"], None);

    assert_eq!(answer.json["servers"][0]["problem"]["code"], "secret-missing", "none was given");
}

#[test]
fn only_this_machine_can_stand_in_for_apple() {
    let practice = Practice::start(&[]);
    for (url, exit) in [
        ("https://apple.example.jp", 64),
        ("http://192.0.2.1:8080", 64),
        ("http://127.0.0.1.example.jp", 64),
        ("http://localhost@example.jp", 64),
        ("ftp://127.0.0.1", 64),
        ("somewhere", 64),
        ("http://127.0.0.1:1", 0),
        ("http://localhost:1", 0),
        ("http://[::1]:1", 0),
        ("", 0),
    ] {
        let mut desk = Desk::new(&practice, false);
        desk.environment.push(("KOSHIN_APPLE_URL".to_owned(), url.to_owned()));

        let answer = desk.run(&["server", "list"], None);

        assert_eq!(answer.exit, exit, "{url}: {}", answer.stdout);
        if exit == 64 {
            let message = answer.json["problem"]["message"]["ja"].as_str().expect("a text");
            assert!(
                message.contains("KOSHIN_APPLE_URL"),
                "{url}: the variable is named: {message}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_stand_in_that_is_no_text_never_leads_to_apple() {
    use std::os::unix::ffi::OsStringExt as _;
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let url = std::ffi::OsString::from_vec(b"http://127.0.0.1\xff".to_vec());

    let output = crate::support::command(&desk, &["server", "list"])
        .env("KOSHIN_APPLE_URL", url)
        .output()
        .expect("koshin-cli starts");

    assert_eq!(output.status.code(), Some(64), "{}", text(&output.stderr));
}

#[test]
fn settings_that_cannot_be_used_stop_every_command_and_are_never_written_over() {
    let practice = Practice::start(&[]);
    for (content, code) in [("{", "settings-damaged"), (r#"{"schema": 99}"#, "settings-too-new")] {
        let desk = Desk::new(&practice, false);
        let file = desk.home.path().join("settings.json");
        std::fs::write(&file, content).expect("a writable folder");
        let add = [&["server", "add", "x"][..], &SITE[..], &["--secrets-stdin"]].concat();
        for arguments in [&["server", "list"] as &[&str], &["status"], &["history"], &add] {
            let answer = desk.run(arguments, Some("{}"));

            assert_eq!(answer.exit, 64, "{arguments:?} with {content}: {}", answer.stdout);
            assert_eq!(answer.json["problem"]["code"], code, "{arguments:?} with {content}");
        }
        let files = std::fs::read_dir(desk.home.path()).expect("the folder").flatten();
        let kept = files.filter_map(|it| std::fs::read_to_string(it.path()).ok());
        assert!(kept.into_iter().any(|it| it == content), "{content} is still there");
    }
}

#[test]
fn damaged_settings_that_were_moved_away_are_a_first_start() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    std::fs::write(desk.home.path().join("settings.json"), "{").expect("a writable folder");
    let told = desk.run(&["server", "list"], None);
    let aside = told.json["problem"]["params"]["aside"].as_str().expect("its name").to_owned();
    let message = told.json["problem"]["message"]["en"].as_str().expect("a text");
    assert!(message.contains(&format!("move “{aside}”")), "it says how to go on: {message}");

    std::fs::remove_file(desk.home.path().join(&aside)).expect("it is there");

    assert_eq!(desk.run(&["server", "list"], None).exit, 0, "and that is the way");
}

#[test]
fn previous_settings_are_used_again_as_the_message_says() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for name in ["本社", "支社"] {
        crate::support::add(&desk, &practice, name);
    }
    let file = desk.home.path().join("settings.json");
    std::fs::write(&file, "{").expect("a writable folder");
    let told = desk.run(&["server", "list"], None);
    assert_eq!(told.json["problem"]["code"], "settings-restored", "{}", told.stdout);
    let message = told.json["problem"]["message"]["en"].as_str().expect("a text");
    assert!(message.contains("copy “settings.json.bak” to “settings.json”"), "{message}");

    std::fs::copy(desk.home.path().join("settings.json.bak"), &file).expect("the previous ones");

    let list = desk.run(&["server", "list"], None);
    assert_eq!(list.json["servers"][0]["name"], "本社", "{}", list.stdout);
}

/// For Windows a folder in a file is one that is missing.
#[cfg(unix)]
#[test]
fn a_home_that_is_no_folder_is_told_with_the_systems_reason() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let file = desk.home.path().join("file");
    std::fs::write(&file, "").expect("a writable folder");
    let home = file.display().to_string();
    let add = [&["server", "add", "x"][..], &SITE[..], &["--secrets-stdin"]].concat();

    let output = run_plain(&desk, &add, &[("KOSHIN_HOME", &home), ("KOSHIN_LANGUAGE", "en")]);

    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(64), "{stderr}");
    assert!(stderr.contains("KOSHIN_HOME"), "where to look: {stderr}");
    assert!(stderr.contains("(store-failed)") || stderr.contains("(input-"), "the code: {stderr}");
}
