//! Registering, removing and rehearsing.

use serde_json::json;

use crate::common::{Desk, Practice};
use crate::support::{JAPANESE, add, keys, read, run_text};

// Only Linux can be without a keyring.
#[cfg(target_os = "linux")]
#[test]
fn a_server_whose_password_cannot_be_kept_is_not_left_behind() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let add = practice.add();
    let mut arguments = vec!["server", "add", "本社"];
    arguments.extend(add.iter().map(String::as_str));
    arguments.extend(["--secrets-stdin", "--keep"]);

    let answer = desk.run(&arguments, Some(&practice.secrets("本社")));

    assert_eq!(answer.exit, 64, "{}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "keyring-absent", "it says why");
    let list = desk.run(&["server", "list"], None);
    assert_eq!(list.json["servers"], json!([]), "nothing is half done");
}

// Only Linux can be without a keyring.
#[cfg(target_os = "linux")]
#[test]
fn a_server_is_removed_also_where_the_keyring_keeps_its_password() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let settings = desk.home.path().join("settings.json");
    let kept = std::fs::read_to_string(&settings).expect("the settings");
    let kept = kept.replace("\"secret_kept\": false", "\"secret_kept\": true");
    std::fs::write(&settings, kept).expect("a writable folder");

    let answer = desk.run(&["server", "remove", "本社"], None);

    assert_eq!(answer.exit, 0, "what was asked for is done: {}", answer.stdout);
    assert_eq!(answer.json["server"]["name"], "本社", "{}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "secret-left", "and what is left is told");
    let message = answer.json["problem"]["message"]["ja"].as_str().expect("a text");
    assert!(message.contains("「Koshin: 本社」"), "under its name in the keyring: {message}");
    let list = desk.run(&["server", "list"], None);
    assert_eq!(list.json["servers"], json!([]), "the server is gone");
}

#[test]
fn names_are_trimmed_and_compared_as_a_person_compares_them() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let site = practice.add();
    let site: Vec<_> = site.iter().map(String::as_str).collect();
    let add = |name| [&["server", "add", name], &site[..], &["--secrets-stdin"]].concat();

    let added = desk.run(&add("  本社 の サイト　"), Some("{}"));
    assert_eq!(added.json["server"]["name"], "本社 の サイト", "{}", added.stdout);
    let list = desk.run(&["server", "list"], None);
    assert_eq!(list.json["servers"], json!([added.json["server"]]), "the very same object");

    let again = desk.run(&add("本社　の　サイト"), Some("{}"));
    assert_eq!(again.exit, 64, "{}", again.stdout);
    assert_eq!(again.json["problem"]["code"], "input-name-taken", "one name, one server");
    let empty = desk.run(&add(" 　"), Some("{}"));
    assert_eq!(empty.json["problem"]["code"], "input-missing", "{}", empty.stdout);

    assert_eq!(desk.run(&["server", "remove", "本社　の サイト"], None).exit, 0, "found again");
}

#[test]
fn a_ca_file_is_found_again_from_another_folder() {
    let practice = Practice::start(&["--tls"]);
    let desk = Desk::new(&practice, false);
    let site = practice.add();
    let ca = practice.announced["servers"][0]["ca_file"].as_str().expect("its path");
    let ca_file = std::path::Path::new(ca);
    let folder = ca_file.parent().expect("a folder");
    let file = ca_file.file_name().and_then(|it| it.to_str()).expect("its name");
    let site: Vec<_> = site.iter().map(|it| if it == ca { file } else { it.as_str() }).collect();
    let arguments = [&["server", "add", "本社"], &site[..], &["--secrets-stdin"]].concat();

    let mut command = crate::support::command(&desk, &arguments);
    let added = command.current_dir(folder).stdin(empty_object(&desk)).output();

    let added = added.expect("koshin-cli starts");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    assert_eq!(read(&desk, &practice).as_array().map(Vec::len), Some(3), "read from elsewhere");
}

/// A file with `{}` to read from.
fn empty_object(desk: &Desk) -> std::fs::File {
    let path = desk.home.path().join("nothing.json");
    std::fs::write(&path, "{}").expect("a writable folder");
    std::fs::File::open(path).expect("it was just written")
}

#[test]
fn a_rehearsal_tells_what_is_missing_and_saves_nothing() {
    for (scenario, exit, code) in
        [("normal", 0, None), ("no-labels", 1, Some("site-label-missing"))]
    {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice, "本社");
        let secrets = practice.secrets("本社");
        let before = read(&desk, &practice);
        let support = desk.home.path().join("support.txt");
        let support = support.to_str().expect("a path in UTF-8");
        let test = ["server", "test", "本社", "--secrets-stdin", "--support-file", support];

        let answer = desk.run(&test, Some(&secrets));

        assert_eq!(answer.exit, exit, "{scenario}: {}", answer.stdout);
        assert_eq!(answer.json["passed"], exit == 0, "{scenario}");
        assert_eq!(answer.json["problem"]["code"].as_str(), code, "{scenario}");
        let seen = answer.json["seen"].as_array().expect("what was looked for");
        let lacks = seen.iter().any(|it| it["found"].is_null() && it["needed"] == true);
        assert_eq!(lacks, exit == 1, "{scenario}: {}", answer.stdout);
        let written = std::fs::read_to_string(support).expect("the support file");
        assert!(written.contains("有効期限"), "labels are in it: {written}");
        assert!(!written.contains("vpp-honsha"), "values are not: {written}");
        assert_eq!(before, read(&desk, &practice), "{scenario}: nothing was saved");
    }
}

#[test]
fn a_support_file_that_cannot_be_written_is_told_with_its_name() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let path = desk.home.path().join("no/folder/support.txt").display().to_string();
    let test = ["server", "test", "本社", "--secrets-stdin", "--support-file", &path];

    let answer = desk.run(&test, Some(&practice.secrets("本社")));

    assert_eq!(answer.exit, 1, "{}", answer.stdout);
    let message = answer.json["problem"]["message"]["en"].as_str().expect("a text");
    assert!(message.contains("support.txt"), "{message}");
}

#[test]
fn a_server_done_by_hand_cannot_be_rehearsed_and_that_is_all_that_is_told() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let url = "https://mdm.example.jp/";
    let add = ["server", "add", "外", "--kind", "by-hand", "--url", url, "--secrets-stdin"];
    assert_eq!(desk.run(&add, Some("{}")).exit, 0, "registered");
    let support = desk.home.path().join("support.txt");
    let path = support.display().to_string();
    let test = ["server", "test", "外", "--support-file", &path];

    let answer = desk.run(&test, None);
    let told = run_text(&desk, &test, "", JAPANESE);

    assert_eq!(answer.exit, 1, "{}", answer.stdout);
    assert_eq!(keys(&answer.json), ["problem", "schema"], "it could not begin: {}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "server-cannot", "{}", answer.stdout);
    assert_eq!((told.exit, told.stdout.as_str()), (1, ""), "nothing was looked at");
    assert!(told.stderr.contains("Koshinは、このサーバーには接続しません。"), "{}", told.stderr);
    assert!(!support.exists(), "there is no page to describe");
}

#[test]
fn a_rehearsal_that_did_not_come_to_look_tells_the_problem_alone() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = practice.secrets("本社");
    drop(practice);

    let told = run_text(&desk, &["server", "test", "本社", "--secrets-stdin"], &secrets, JAPANESE);

    assert_eq!((told.exit, told.stdout.as_str()), (1, ""), "{}", told.stderr);
    assert!(told.stderr.ends_with("(net-unreachable)\n"), "{}", told.stderr);
    assert!(!told.stderr.contains("ログアウト"), "nobody signed in: {}", told.stderr);
}

#[test]
fn a_rehearsal_lists_what_is_missing_in_words() {
    let practice = Practice::start(&["--scenario", "no-labels"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let test = ["server", "test", "本社", "--secrets-stdin"];

    let told = run_text(&desk, &test, &practice.secrets("本社"), JAPANESE);

    assert_eq!(told.exit, 1, "{}", told.stderr);
    assert!(told.stdout.contains("\t見つかりません\n"), "{}", told.stdout);
    let count = told.stdout.matches("\t見つかりません\n").count();
    let whole = format!("更新に必要な項目が{count}件見つかりません。何も保存していません。");
    assert!(told.stdout.trim_end().ends_with(&whole), "{}", told.stdout);
}

#[test]
fn a_rehearsal_that_was_refused_does_not_speak_of_missing_things() {
    let practice = Practice::start(&["--scenario", "wrong-password"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let test = ["server", "test", "本社", "--secrets-stdin"];

    let told = run_text(&desk, &test, &practice.secrets("本社"), JAPANESE);

    assert_eq!(told.exit, 1, "{}", told.stderr);
    assert!(told.stdout.contains("ユーザーID\t"), "what was found is listed: {}", told.stdout);
    assert!(!told.stdout.contains("見つか"), "and all of it was found: {}", told.stdout);
    assert!(told.stderr.ends_with("(server-sign-in-refused)\n"), "{}", told.stderr);
}
