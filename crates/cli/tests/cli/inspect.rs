//! `inspect`.

use chrono::{DateTime, TimeDelta, Utc};

use crate::common::{Desk, Practice};
use crate::support::{ENGLISH, JAPANESE, run_text};

#[test]
fn inspect_tells_what_a_file_is() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (name, exit, kind, code) in [
        ("new", 0, "content-token", None),
        ("expired", 1, "content-token", Some("token-expired")),
        ("device-token", 1, "device-token", Some("file-is-device-token")),
        ("html", 1, "html", Some("file-is-html")),
        ("zip", 1, "archive", Some("file-is-archive")),
        ("empty", 1, "empty", Some("file-empty")),
        ("truncated", 1, "content-token", Some("token-truncated")),
    ] {
        let answer = desk.run(&["inspect", &practice.token(name)], None);

        assert_eq!(answer.exit, exit, "{name}: {}", answer.stdout);
        assert_eq!(answer.json["kind"], kind, "{name}");
        assert_eq!(answer.json["verdict"], if exit == 0 { "usable" } else { "refused" }, "{name}");
        assert_eq!(answer.json["problem"]["code"].as_str(), code, "{name}");
    }
    let missing = desk.home.path().join("nothing.vpptoken").display().to_string();
    assert_eq!(desk.run(&["inspect", &missing], None).exit, 2, "a file that is not there");
    let folder = desk.home.path().display().to_string();
    let answer = desk.run(&["inspect", &folder], None);
    assert_eq!((answer.exit, answer.json["kind"].as_str()), (2, Some("not-a-file")), "a folder");
}

#[test]
fn inspect_judges_as_of_a_moment() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let file = practice.token("new");
    let expires = desk.run(&["inspect", &file], None).json["expires"].clone();
    let expires = expires.as_str().expect("a date");

    let answer = desk.run(&["inspect", &file, "--as-of", expires], None);

    assert_eq!(answer.exit, 1, "expired at its very second");
    assert_eq!(answer.json["days_left"], 0, "with no day left");
}

/// `days_left` is rounded down, as `docs/cli.md` says; the text counts the days that have passed.
#[test]
fn days_are_told_as_a_person_counts_them() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let file = practice.token("new");
    let expires = desk.run(&["inspect", &file], None).json["expires"].clone();
    let expires: DateTime<Utc> = expires.as_str().expect("a date").parse().expect("RFC 3339");
    for (hours_left, days_left, japanese, english) in [
        (60, 2, "(あと2日)", "(2 days left)"),
        (36, 1, "(あと1日)", "(1 day left)"),
        (12, 0, "(あと24時間以内)", "(less than 24 hours left)"),
        (-12, -1, "(期限切れ（24時間以内）)", "(expired within the last 24 hours)"),
        (-36, -2, "(1日前に期限切れ)", "(expired 1 day ago)"),
        (-252, -11, "(10日前に期限切れ)", "(expired 10 days ago)"),
    ] {
        let as_of = (expires - TimeDelta::hours(hours_left)).to_rfc3339();
        let inspect = ["inspect", &file, "--as-of", &as_of];

        let json = desk.run(&inspect, None).json;

        assert_eq!(json["days_left"], days_left, "{hours_left} hours before");
        for (locale, told) in [(JAPANESE, japanese), (ENGLISH, english)] {
            let stdout = run_text(&desk, &inspect, "", locale).stdout;
            assert!(stdout.contains(told), "{hours_left} hours before: {stdout}");
        }
    }
}

#[test]
fn a_refusal_names_no_button_of_the_window() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let names = practice.announced["tokens"].as_object().expect("samples").keys();
    let missing = desk.home.path().join("新しい トークン.vpptoken").display().to_string();
    let files = names.map(|it| practice.token(it)).chain([missing]);
    for file in files {
        let answer = desk.run(&["inspect", &file], None);
        let Some(message) = answer.json["problem"]["message"].as_object() else { continue };

        let message = format!("{message:?}");
        for button in ["［ファイルを選択］", "[Choose a file]"] {
            assert!(!message.contains(button), "{file}: {message}");
        }
    }
}
