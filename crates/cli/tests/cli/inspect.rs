//! `inspect`.

use crate::common::{Desk, Practice};

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
