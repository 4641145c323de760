//! The exit code of `status`.

use crate::common::{Desk, Practice};
use crate::support::{ENGLISH, JAPANESE, add, run_text};

#[test]
fn status_exits_by_the_worst() {
    for (scenario, warn_days, exit) in
        [("normal", "30", 0), ("normal", "50", 1), ("expired", "30", 2)]
    {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice, "本社");
        let secrets = practice.secrets("本社");
        let status = ["status", "--warn-days", warn_days, "--secrets-stdin"];

        let answer = desk.run(&status, Some(&secrets));

        assert_eq!(answer.exit, exit, "{scenario} with {warn_days} days: {}", answer.stdout);
    }
}

/// Of two servers at once, in either order: expired 2 > unknown 3 > soon 1 > ok 0.
#[test]
fn of_two_servers_the_worse_one_decides() {
    let [ok, soon, expired, empty] = [
        &["--scenario", "normal"] as &[&str],
        &["--scenario", "expiring"],
        &["--scenario", "expired"],
        &["--fault", "empty-list"],
    ]
    .map(Practice::start);
    let gone = Practice::start(&[]);
    let desk = Desk::new(&ok, false);
    let all = [("ok", &ok), ("soon", &soon), ("expired", &expired), ("empty", &empty)];
    for (name, practice) in all.into_iter().chain([("gone", &gone)]) {
        add(&desk, practice, name);
    }
    let listed = desk.home.path().join("settings.json");
    let settings = std::fs::read_to_string(&listed).expect("the settings");
    let settings: serde_json::Value = serde_json::from_str(&settings).expect("JSON");
    let password = &ok.announced["servers"][0]["secrets"];
    drop(gone);
    for (pair, exit) in [
        (["ok", "ok"], 0),
        (["ok", "soon"], 1),
        (["ok", "expired"], 2),
        (["ok", "empty"], 3),
        (["ok", "gone"], 3),
        (["soon", "soon"], 1),
        (["soon", "expired"], 2),
        (["soon", "empty"], 3),
        (["soon", "gone"], 3),
        (["expired", "empty"], 2),
        (["expired", "gone"], 2),
        (["empty", "gone"], 3),
    ] {
        for names in [pair, [pair[1], pair[0]]] {
            let servers = settings["servers"].as_array().expect("servers");
            let chosen = names.map(|name| servers.iter().find(|it| it["name"] == name));
            let mut two = settings.clone();
            two["servers"] = chosen.into_iter().flatten().cloned().collect();
            std::fs::write(&listed, two.to_string()).expect("a writable folder");
            let secrets = serde_json::json!({ names[0]: password, names[1]: password });

            let answer = desk.run(&["status", "--secrets-stdin"], Some(&secrets.to_string()));

            assert_eq!(answer.exit, exit, "{names:?}: {}", answer.stdout);
            let told = answer.json["servers"].as_array().expect("servers");
            assert_eq!(told.len(), 2, "{names:?}: one does not hide the other");
        }
    }
}

#[test]
fn status_of_one_server_asks_no_other() {
    let practice = Practice::start(&[]);
    let other = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    add(&desk, &other, "支社");
    drop(other);
    let secrets = practice.secrets("本社");

    let status = ["status", "--server", " 本社 ", "--secrets-stdin"];
    let answer = desk.run(&status, Some(&secrets));

    assert_eq!(answer.exit, 0, "{}", answer.stdout);
    assert_eq!(answer.json["servers"].as_array().map(Vec::len), Some(1), "the one asked for");
}

#[test]
fn a_server_that_cannot_be_reached_is_unknown() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = practice.secrets("本社");
    drop(practice);

    let answer = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    assert_eq!(answer.exit, 3, "{}", answer.stdout);
    let server = &answer.json["servers"][0];
    assert_eq!(server["reachable"], false, "it says so");
    assert_eq!(server["problem"]["code"], "net-unreachable", "and why");
}

#[test]
fn without_a_server_there_is_nothing_to_warn_of() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);

    let answer = desk.run(&["status"], None);

    assert_eq!(answer.exit, 0, "{}", answer.stdout);
    assert_eq!(answer.json["servers"], serde_json::json!([]), "none");
}

#[test]
fn a_server_done_by_hand_is_unknown_and_says_that_it_is_done_in_the_browser() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let url = "https://mdm.example.jp/";
    let add = ["server", "add", "外", "--kind", "by-hand", "--url", url, "--secrets-stdin"];
    assert_eq!(desk.run(&add, Some("{}")).exit, 0, "registered");

    let answer = desk.run(&["status"], None);

    assert_eq!(answer.exit, 3, "{}", answer.stdout);
    assert_eq!(answer.json["servers"][0]["problem"]["code"], "server-cannot", "no password asked");
}

#[test]
fn in_text_the_problem_of_a_server_is_on_standard_error_and_named() {
    let practice = Practice::start(&[]);
    let gone = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    add(&desk, &gone, "支社");
    drop(gone);
    let secrets = serde_json::json!({
        "本社": practice.announced["servers"][0]["secrets"],
        "支社": practice.announced["servers"][0]["secrets"],
    });

    let told = run_text(&desk, &["status", "--secrets-stdin"], &secrets.to_string(), JAPANESE);

    assert_eq!(told.exit, 3, "{}", told.stderr);
    let lines: Vec<_> = told.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "the licenses of the other, and nothing else: {lines:?}");
    for line in lines {
        let columns: Vec<_> = line.split('\t').collect();
        assert_eq!((columns.len(), columns[0]), (5, "本社"), "{line}");
        assert!(columns[4].starts_with("あと"), "what is left, in words: {line}");
    }
    let problem = "支社: サーバーに接続できませんでした。";
    assert!(told.stderr.contains(problem), "whose problem it is: {}", told.stderr);
    assert!(told.stderr.ends_with("(net-unreachable)\n"), "with its code: {}", told.stderr);
    assert!(told.stderr.contains("本社: 接続しています"), "so is progress: {}", told.stderr);
}

#[test]
fn a_server_without_a_license_is_told_in_text() {
    let practice = Practice::start(&["--fault", "empty-list"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let told = run_text(&desk, &["status", "--secrets-stdin"], &practice.secrets("本社"), JAPANESE);

    assert_eq!((told.exit, told.stdout.as_str()), (3, ""), "{}", told.stderr);
    assert!(told.stderr.contains("本社: 管理サイトに、VPPライセンスが1件もありません。"));
}

#[test]
fn where_there_is_nothing_one_line_on_standard_error_says_so() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (arguments, japanese, english) in [
        (&["server", "list"] as &[&str], "「koshin-cli server add」", "“koshin-cli server add”"),
        (&["status"], "「koshin-cli server add」", "“koshin-cli server add”"),
        (&["history"], "履歴はまだありません。", "There are no records yet."),
    ] {
        for (locale, named) in [(JAPANESE, japanese), (ENGLISH, english)] {
            let told = run_text(&desk, arguments, "", locale);

            assert_eq!((told.exit, told.stdout.as_str()), (0, ""), "{arguments:?}");
            assert_eq!(told.stderr.lines().count(), 1, "{arguments:?}: {}", told.stderr);
            assert!(told.stderr.contains(named), "{arguments:?}: {}", told.stderr);
        }
        let json = desk.run(arguments, None);
        assert_eq!(json.stderr, "", "{arguments:?}: the object says it by itself");
    }
}
