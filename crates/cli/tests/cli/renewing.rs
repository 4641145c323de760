//! `renew`, with nobody to be asked.

use serde_json::Value;

use crate::common::{Desk, Practice};
use crate::support::{LICENSE, add, end_without_violation, read, renew, renew_in_text};

/// Scenario and options; exit code, outcome and code of the problem.
type Case = (&'static str, &'static [&'static str], i32, &'static str, Option<&'static str>);

#[test]
fn renew_stops_where_nobody_can_be_asked() {
    let cases: &[Case] = &[
        ("other-location", &[], 1, "refused", Some("location-differs")),
        ("other-location", &["--accept-location", "本社"], 1, "refused", Some("location-differs")),
        ("other-location", &["--accept-location", "大阪"], 0, "renewed", None),
        ("revoked", &[], 1, "refused", Some("apple-revoked")),
        ("revoked", &["--accept-location", "本社"], 1, "refused", Some("apple-revoked")),
        ("revoked", &["--skip-apple"], 0, "renewed", None),
        ("cut-stored", &["--wait", "5"], 0, "renewed", None),
        ("cut-not-stored", &["--wait", "0"], 2, "not-renewed", Some("save-not-taken")),
        ("lagging", &["--wait", "0"], 3, "unknown", Some("save-old-date")),
        ("lagging", &["--wait", "30"], 0, "renewed", None),
        ("no-labels", &[], 4, "failed", Some("site-label-missing")),
        ("wrong-password", &[], 4, "failed", Some("server-sign-in-refused")),
    ];
    for (scenario, options, exit, outcome, code) in cases {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice, "本社");

        let answer = renew(&desk, &practice, options);

        assert_eq!(answer.json["outcome"], *outcome, "{scenario} {options:?}: {}", answer.stdout);
        assert_eq!(answer.exit, *exit, "{scenario} {options:?}");
        assert_eq!(answer.json["problem"]["code"].as_str(), *code, "{scenario} {options:?}");
        end_without_violation(practice);
    }
}

#[test]
fn what_the_checks_found_is_told_in_text_too() {
    let practice = Practice::start(&["--scenario", "other-mdm"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let answer = renew_in_text(&desk, &practice, &["--dry-run"]);

    assert_eq!(answer.exit, 0, "{}", answer.stderr);
    let lines: Vec<_> = answer.stdout.lines().collect();
    let owner = lines.iter().find(|it| it.starts_with("トークンを使っているMDM: "));
    assert!(owner.is_some_and(|it| it.contains("別のMDM")), "whose it is: {lines:?}");
    assert_eq!(lines.last(), Some(&"管理サイトには何も保存していません。"), "{lines:?}");
    assert!(lines.contains(&"このトークンで更新できます。"), "{lines:?}");
    let passed = lines.iter().any(|it| it.starts_with("ファイルの種類"));
    assert!(!passed, "what is in order is not told: {lines:?}");
}

#[test]
fn what_the_checks_found_names_no_button_of_the_window_and_nothing_twice() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    assert_eq!(renew_in_text(&desk, &practice, &[]).exit, 0, "the first time");

    let again = renew_in_text(&desk, &practice, &[]);

    assert_eq!(again.exit, 1, "{} {}", again.stdout, again.stderr);
    let remark = again.stdout.lines().find(|it| it.starts_with("前回のファイルとの比較: "));
    let remark = remark.expect("it is last time's file");
    assert!(!remark.contains("［ファイルを選択］"), "there is no such button here: {remark}");
    assert!(remark.contains("そのファイルを指定"), "but an option: {remark}");
    let stopped = "有効期限が現在のトークンより後にならない";
    assert!(again.stderr.contains(stopped), "why it stopped: {}", again.stderr);
    assert!(!again.stdout.contains(stopped), "is told once: {}", again.stdout);
}

#[test]
fn progress_is_told_once_however_often_the_site_is_read_again() {
    let practice = Practice::start(&["--scenario", "lagging"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let answer = renew_in_text(&desk, &practice, &["--wait", "30"]);

    assert_eq!(answer.exit, 0, "{}", answer.stderr);
    let lines: Vec<_> = answer.stderr.lines().collect();
    let sent = lines.iter().position(|it| *it == "保存しています").expect("it was sent");
    for told in [&lines[..sent], &lines[sent..]] {
        let mut once = told.to_vec();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), told.len(), "no line twice: {lines:?}");
    }
    assert!(lines[sent..].contains(&"一覧を読んでいます"), "the list is read again: {lines:?}");
    assert_eq!(lines.last(), Some(&"ログアウトしています"), "{lines:?}");
}

#[test]
fn who_renews_is_recorded_as_said_else_by_the_account() {
    let practice = Practice::start(&[]);
    let accounts: &[(&str, &str)] = &[("USERNAME", ""), ("USER", ""), ("LOGNAME", "")];
    for (options, variable, person) in [
        (&["--person", " 佐藤 "] as &[&str], Some(("USER", "taro")), Some("佐藤")),
        (&["--person", ""], Some(("USER", "taro")), None),
        (&[], Some(("USER", "taro")), Some("taro")),
        (&[], Some(("LOGNAME", "cron")), Some("cron")),
        (&[], None, None),
    ] {
        let mut desk = Desk::new(&practice, false);
        let set = accounts.iter().copied().chain(variable);
        desk.environment.extend(set.map(|(name, value)| (name.to_owned(), value.to_owned())));
        add(&desk, &practice, "本社");

        // Whether it is renewed or refused since it was renewed before: both are recorded.
        renew(&desk, &practice, options);

        let history = desk.run(&["history"], None);
        let record = &history.json["records"][0];
        assert_eq!(record["person"].as_str(), person, "{options:?} {variable:?}: {record}");
    }
}

#[test]
fn a_dry_run_sends_and_records_nothing() {
    for (scenario, exit, outcome) in [("normal", 0, "dry-run"), ("revoked", 1, "refused")] {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice, "本社");
        let before = read(&desk, &practice);

        let answer = renew(&desk, &practice, &["--dry-run", "--notes", "変更"]);

        assert_eq!((answer.exit, &answer.json["outcome"]), (exit, &Value::from(outcome)));
        assert!(answer.json["record"].is_null(), "{scenario}: nothing is recorded");
        assert_eq!(read(&desk, &practice), before, "{scenario}: nothing was saved");
        let history = desk.run(&["history"], None);
        assert_eq!(history.json["records"], serde_json::json!([]), "{scenario}: no record");
        assert_eq!(history.json["interrupted"], serde_json::json!([]), "{scenario}: none begun");
    }
}

#[test]
fn what_a_check_stopped_changes_nothing_on_the_site_and_is_recorded() {
    let practice = Practice::start(&["--scenario", "revoked"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let before = read(&desk, &practice);

    let answer = renew(&desk, &practice, &["--notes", "変更"]);

    assert_eq!(answer.exit, 1, "{}", answer.stdout);
    assert_eq!(read(&desk, &practice), before, "nothing was sent");
    let history = desk.run(&["history"], None);
    assert_eq!(history.json["records"][0]["id"], answer.json["record"], "it can be found later");
    assert_eq!(history.json["records"][0]["outcome"], "refused", "as what it was");
}

#[test]
fn an_accepted_location_is_marked_in_the_answer_and_in_the_record() {
    let practice = Practice::start(&["--scenario", "other-location"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let answer = renew(&desk, &practice, &["--accept-location", "大阪"]);

    let history = desk.run(&["history"], None);
    for checks in [&answer.json["checks"], &history.json["records"][0]["checks"]] {
        let checks = checks.as_array().expect("checks");
        let location = checks.iter().find(|it| it["check"] == "location").expect("the check");
        assert_eq!(location["result"], "stop", "it never counts as passed: {location}");
        assert_eq!(location["accepted"], true, "and says who let it pass: {location}");
    }
}

#[test]
fn a_license_that_is_not_there_is_told_with_its_id() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let file = practice.token("new");
    let renew = ["renew", "--server", "本社", "--license", "1041", "--file", &file];
    let secrets = practice.secrets("本社");

    let answer = desk.run(&[&renew[..], &["--secrets-stdin"]].concat(), Some(&secrets));

    assert_eq!(answer.exit, 4, "{}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "server-license-gone", "not on the site");
    let message = answer.json["problem"]["message"]["ja"].as_str().expect("a text");
    assert!(message.contains("「1041」") && message.contains("status"), "where to look: {message}");
}

#[test]
fn the_same_renewal_twice_at_once_leaves_one_token_and_two_whole_records() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let answers = std::thread::scope(|scope| {
        let two = [(); 2].map(|()| scope.spawn(|| renew(&desk, &practice, &[])));
        two.map(|it| it.join().expect("it ends"))
    });

    let file = desk.run(&["inspect", &practice.token("new")], None);
    let licenses = read(&desk, &practice);
    let licenses = licenses.as_array().expect("licenses");
    assert_eq!(licenses.len(), 3, "no row came or went");
    let license = licenses.iter().find(|it| it["id"] == LICENSE).expect("the license");
    assert_eq!(license["expires"], file.json["expires"], "the new token is there");
    let history = desk.run(&["history"], None);
    assert!(history.json["problem"].is_null(), "the journal is whole: {}", history.stdout);
    assert_eq!(history.json["interrupted"], serde_json::json!([]), "nothing is open");
    let records = history.json["records"].as_array().expect("records");
    for answer in &answers {
        let allowed = ["renewed", "refused", "failed"];
        let outcome = answer.json["outcome"].as_str().expect("an outcome");
        assert!(allowed.contains(&outcome), "both know how they ended: {}", answer.stdout);
        let record = answer.json["record"].as_str();
        assert!(record.is_none_or(|id| records.iter().any(|it| it["id"] == id)), "both are kept");
    }
    assert!(answers.iter().any(|it| it.exit == 0), "one of them renewed");
}

#[test]
fn what_was_never_sent_has_no_result_to_be_looked_for() {
    let practice = Practice::start(&["--scenario", "no-labels"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let answer = renew_in_text(&desk, &practice, &[]);

    assert_eq!(answer.exit, 4, "{}", answer.stderr);
    assert!(!answer.stderr.contains("保存しています"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("結果を確認しています"), "{}", answer.stderr);
}
