//! The administrator's policy holds in what ships: it is asked for, and nothing leads it elsewhere.

use std::collections::BTreeSet;

use koshin_tests::tree::{files_with, read};

/// Ways in which a process learns what the person wants of it.
const OF_THE_PERSON: [&str; 5] = ["env::", "env!(", "home_dir", "args_os", "current_dir"];

#[test]
fn nothing_of_the_person_says_where_the_policy_stands() {
    let files = files_with("crates/store/src/policy", &[".rs"]);
    assert!(files.len() > 3, "the readers: {files:?}");
    for file in files.iter().map(String::as_str).chain(["crates/store/src/policy.rs"]) {
        let text = read(file);
        let code = text.split("#[cfg(test)]\nmod ").next().expect("a first part");
        for word in OF_THE_PERSON {
            assert!(!code.contains(word), "{file}: {word}");
        }
    }
}

#[test]
fn window_and_command_line_are_under_the_policy_of_the_machine() {
    let window = read("src-tauri/src/start.rs");
    assert_eq!(window.matches("World::real(").count(), 1, "the one world of the window");
    assert_eq!(window.matches(".under(koshin_app::policy::in_force())").count(), 1, "is under it");
    let place = read("crates/cli/src/place.rs");
    assert_eq!(place.matches("SettingsFile::new(").count(), 1, "the one place of the command line");
    assert_eq!(place.matches("SettingsFile::new(places).under(").count(), 1, "is under it");
    for file in files_with("crates/cli/src", &[".rs"]) {
        let is_owner = file.ends_with("/place.rs") || file.ends_with("/tests.rs");
        assert!(is_owner || !read(&file).contains("SettingsFile::new("), "{file}: another one");
    }
}

/// What stands between two texts, as often as it does.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> BTreeSet<&'a str> {
    text.split(start).skip(1).filter_map(|it| Some(it.split_once(end)?.0)).collect()
}

#[test]
fn the_template_for_group_policy_sets_every_key_and_says_each_in_both_languages() {
    let folder = "packaging/windows/policy";
    let template = read(&format!("{folder}/koshin.admx"));
    let documented = read("docs/deploy.md");
    let rows = documented.split("\n| key | value |").nth(1).expect("the table of keys");
    let rows = rows.split("\n\n").next().expect("its rows");
    // `Servers` is a key of the registry, not a value.
    let keys: BTreeSet<&str> =
        between(rows, "\n| `", "`").into_iter().filter(|it| *it != "Servers").collect();
    assert!(keys.len() > 8, "the keys: {keys:?}");

    assert_eq!(between(&template, "valueName=\"", "\""), keys, "template and docs/deploy.md");
    for language in ["ja-JP", "en-US"] {
        let words = read(&format!("{folder}/{language}/koshin.adml"));
        let said = between(&words, "<string id=\"", "\"");
        assert_eq!(between(&template, "$(string.", ")"), said, "{language}");
        let shown = between(&words, "<presentation id=\"", "\"");
        assert_eq!(between(&template, "$(presentation.", ")"), shown, "{language}");
        let asked = between(&words, "refId=\"", "\"");
        assert_eq!(between(&template, "<text id=\"", "\"").difference(&asked).count(), 0);
    }
}
