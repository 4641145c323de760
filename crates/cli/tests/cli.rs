//! The command line as its users run it, also wrongly. No keyring is needed here.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod common;

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

#[test]
fn mistakes_in_arguments_and_settings_exit_64() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for arguments in [
        &["frobnicate"] as &[&str],
        &["status", "--server", "nobody"],
        &["status", "--warn-days", "soon"],
        &["renew", "--server", "x"],
        &["renew", "--server", "x", "--license", "y", "--file", "z"],
        &["server", "add", "x", "--kind", "toaster", "--url", "https://example.jp/"],
        &["server", "add", "x", "--kind", "site", "--url", "http://example.jp/", "--user", "u"],
        &["server", "add", "x", "--kind", "site", "--url", "not an address", "--user", "u"],
        &["server", "add", "x", "--kind", "site", "--url", "https://example.jp/"],
        &["server", "remove", "nobody"],
    ] {
        let answer = desk.run(arguments, None);

        assert_eq!(answer.exit, 64, "{arguments:?}: {}", answer.stdout);
        assert!(answer.json["problem"]["message"]["ja"].is_string(), "{arguments:?} says why");
        assert!(answer.json["problem"]["message"]["en"].is_string(), "in both languages");
    }
}

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
fn status_exits_by_the_worst() {
    for (scenario, warn_days, exit) in
        [("normal", "30", 0), ("normal", "50", 1), ("expired", "30", 2)]
    {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice);
        let secrets = practice.secrets("本社");
        let status = ["status", "--warn-days", warn_days, "--secrets-stdin"];

        let answer = desk.run(&status, Some(&secrets));

        assert_eq!(answer.exit, exit, "{scenario} with {warn_days} days: {}", answer.stdout);
    }
}

#[test]
fn a_server_that_cannot_be_reached_is_unknown() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice);
    let secrets = practice.secrets("本社");
    drop(practice);

    let answer = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    assert_eq!(answer.exit, 3, "{}", answer.stdout);
    let server = &answer.json["servers"][0];
    assert_eq!(server["reachable"], false, "it says so");
    assert_eq!(server["problem"]["code"], "net-unreachable", "and why");
}

/// Scenario and options; exit code, outcome and code of the problem.
type Case = (&'static str, &'static [&'static str], i32, &'static str, Option<&'static str>);

#[test]
fn renew_stops_where_nobody_can_be_asked() {
    let cases: &[Case] = &[
        ("other-location", &[], 1, "refused", Some("location-differs")),
        ("other-location", &["--accept-location", "本社"], 1, "refused", Some("location-differs")),
        ("other-location", &["--accept-location", "大阪"], 0, "renewed", None),
        ("revoked", &[], 1, "refused", Some("apple-revoked")),
        ("revoked", &["--skip-apple"], 0, "renewed", None),
        ("normal", &["--dry-run"], 0, "dry-run", None),
        ("cut-stored", &["--wait", "5"], 0, "renewed", None),
        ("cut-not-stored", &["--wait", "0"], 2, "not-renewed", Some("save-not-taken")),
        ("lagging", &["--wait", "0"], 3, "unknown", Some("save-old-date")),
        ("no-labels", &[], 4, "failed", Some("site-label-missing")),
        ("wrong-password", &[], 4, "failed", Some("server-sign-in-refused")),
    ];
    for (scenario, options, exit, outcome, code) in cases {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice);
        let secrets = practice.secrets("本社");
        let license = "/mdm/console/ios/apps/vpp/1041/edit";
        let file = practice.token("new");
        let renew = ["renew", "--server", "本社", "--license", license, "--file", &file];

        let answer = desk.run(&[&renew, *options, &["--secrets-stdin"]].concat(), Some(&secrets));

        assert_eq!(answer.json["outcome"], *outcome, "{scenario} {options:?}: {}", answer.stdout);
        assert_eq!(answer.exit, *exit, "{scenario} {options:?}");
        assert_eq!(answer.json["problem"]["code"].as_str(), *code, "{scenario} {options:?}");
    }
}

#[test]
fn a_rejected_password_is_not_sent_by_the_next_process() {
    let practice = Practice::start(&["--scenario", "wrong-password"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice);
    let secrets = practice.secrets("本社");
    let first = desk.run(&["status", "--secrets-stdin"], Some(&secrets));
    let problem = &first.json["servers"][0]["problem"];
    assert_eq!(problem["code"], "server-sign-in-refused", "the site refuses it");

    let second = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    let problem = &second.json["servers"][0]["problem"];
    assert_eq!(problem["code"], "secret-rejected", "a scheduler does not lock the account");
}

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
    assert_eq!(list.json["servers"], serde_json::json!([]), "nothing is half done");
}

#[test]
fn without_apples_answer_nothing_is_sent_unless_it_is_said_so() {
    let practice = Practice::start(&[]);
    let mut desk = Desk::new(&practice, false);
    let nobody = ("KOSHIN_APPLE_URL".to_owned(), "http://127.0.0.1:1".to_owned());
    desk.environment.push(nobody);
    add(&desk, &practice);
    let secrets = practice.secrets("本社");
    let file = practice.token("new");
    let license = "/mdm/console/ios/apps/vpp/1041/edit";
    let renew = ["renew", "--server", "本社", "--license", license, "--file", &file];
    let renew = [&renew[..], &["--secrets-stdin"]].concat();

    let stopped = desk.run(&renew, Some(&secrets));
    assert_eq!(stopped.exit, 1, "{}", stopped.stdout);
    assert_eq!(stopped.json["outcome"], "refused", "nothing was sent");
    assert_eq!(stopped.json["problem"]["code"], "apple-unreachable", "it says why");

    let skipped = desk.run(&[&renew[..], &["--skip-apple"]].concat(), Some(&secrets));
    assert_eq!(skipped.exit, 0, "{}", skipped.stdout);
}

#[test]
fn a_password_typed_anew_counts_as_mended_also_without_a_keyring() {
    let practice = Practice::start(&["--scenario", "wrong-password"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice);
    let secrets = practice.secrets("本社");
    desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    let typed = desk.run(&["server", "password", "本社", "--secrets-stdin"], Some(&secrets));
    assert_eq!(typed.json["problem"]["code"], "keyring-absent", "it could not be kept");
    let again = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    let problem = &again.json["servers"][0]["problem"];
    assert_eq!(problem["code"], "server-sign-in-refused", "it was sent, and refused, once more");
}

#[test]
fn a_rehearsal_tells_what_is_missing_and_saves_nothing() {
    for (scenario, exit, code) in
        [("normal", 0, None), ("no-labels", 1, Some("site-label-missing"))]
    {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice);
        let secrets = practice.secrets("本社");
        let before = desk.run(&["status", "--secrets-stdin"], Some(&secrets));
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
        let after = desk.run(&["status", "--secrets-stdin"], Some(&secrets));
        assert_eq!(before.json["servers"], after.json["servers"], "{scenario}: nothing was saved");
    }
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

/// Registers the practice site without keeping its password.
fn add(desk: &Desk, practice: &Practice) {
    let add = practice.add();
    let mut arguments = vec!["server", "add", "本社"];
    arguments.extend(add.iter().map(String::as_str));
    arguments.push("--secrets-stdin");
    let answer = desk.run(&arguments, Some("{}"));
    assert_eq!(answer.exit, 0, "{}", answer.stdout);
}
