//! The exact keys of every JSON object: scripts rely on them.

use serde_json::Value;

use crate::common::{Answer, Desk, Practice};
use crate::support::{LICENSE, add, keys, renew};

const SERVER: [&str; 5] = ["company", "kind", "name", "url", "user"];
const LICENSE_KEYS: [&str; 10] = [
    "account_name",
    "days_left",
    "expires",
    "expires_precision",
    "id",
    "location",
    "notes",
    "organization",
    "state",
    "uid",
];
const RENEW: [&str; 7] = ["after", "before", "checks", "outcome", "problem", "record", "schema"];

#[test]
fn inspect_has_its_keys_whatever_the_file_is() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let folder = desk.home.path().display().to_string();
    for file in [practice.token("new"), practice.token("html"), folder, "nowhere".to_owned()] {
        let answer = desk.run(&["inspect", &file], None);

        assert_eq!(
            keys(&answer.json),
            ["days_left", "expires", "kind", "organization", "problem", "schema", "verdict"],
            "{file}"
        );
    }
}

#[test]
fn the_commands_for_servers_have_their_keys() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let arguments = practice.add();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let secrets = practice.secrets("本社");
    let one = |answer: &Answer| {
        assert_eq!(answer.exit, 0, "{}", answer.stdout);
        assert_eq!(keys(&answer.json), ["problem", "schema", "server"], "{}", answer.stdout);
        assert_eq!(keys(&answer.json["server"]), SERVER, "{}", answer.stdout);
    };

    let added = [&["server", "add", "本社"], &arguments[..], &["--secrets-stdin"]].concat();
    one(&desk.run(&added, Some(&secrets)));

    let list = desk.run(&["server", "list"], None);
    assert_eq!(keys(&list.json), ["problem", "schema", "servers"], "{}", list.stdout);
    assert_eq!(keys(&list.json["servers"][0]), SERVER, "{}", list.stdout);

    let test = desk.run(&["server", "test", "本社", "--secrets-stdin"], Some(&secrets));
    let expected = ["licenses", "passed", "problem", "schema", "seen"];
    assert_eq!(keys(&test.json), expected, "{}", test.stdout);
    assert_eq!(keys(&test.json["seen"][0]), ["found", "label", "needed", "page"], "one thing");
    assert_eq!(test.json["licenses"], 3, "a number");

    one(&desk.run(&["server", "remove", "本社"], None));
}

#[test]
fn a_rehearsal_that_could_not_begin_has_schema_and_problem_alone() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");

    let answer = desk.run(&["server", "test", "本社"], None);

    assert_eq!(answer.exit, 1, "without a password: {}", answer.stdout);
    assert_eq!(keys(&answer.json), ["problem", "schema"], "{}", answer.stdout);
}

#[test]
fn status_has_its_keys_reachable_or_not() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    add(&desk, &practice, "支社");
    let secrets = practice.secrets("本社");

    let answer = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    assert_eq!(keys(&answer.json), ["problem", "schema", "servers"], "{}", answer.stdout);
    let servers = answer.json["servers"].as_array().expect("servers");
    assert_eq!(servers.len(), 2, "both, in the order in which they were added");
    for (server, is_reachable) in servers.iter().zip([true, false]) {
        let expected = ["kind", "licenses", "name", "problem", "reachable"];
        assert_eq!(keys(server), expected, "{server}");
        assert_eq!(server["reachable"], is_reachable, "{server}");
        assert_eq!(server["problem"].is_null(), is_reachable, "{server}");
    }
    let licenses = servers[0]["licenses"].as_array().expect("licenses");
    assert_eq!(licenses.len(), 3, "as on the site");
    for license in licenses {
        assert_eq!(keys(license), LICENSE_KEYS, "{license}");
    }
    assert_eq!(servers[1]["licenses"], serde_json::json!([]), "none where none was read");
}

#[test]
fn renew_has_its_keys_however_it_ends() {
    for (scenario, options, outcome, has_before, has_after) in [
        ("normal", &[] as &[&str], "renewed", true, true),
        ("normal", &["--dry-run"], "dry-run", true, false),
        ("revoked", &[], "refused", true, false),
        ("cut-not-stored", &["--wait", "0"], "not-renewed", true, true),
        ("lagging", &["--wait", "0"], "unknown", true, true),
        ("wrong-password", &[], "failed", false, false),
    ] {
        let practice = Practice::start(&["--scenario", scenario]);
        let desk = Desk::new(&practice, false);
        add(&desk, &practice, "本社");

        let answer = renew(&desk, &practice, options);

        let json = &answer.json;
        assert_eq!(json["outcome"], outcome, "{scenario}: {}", answer.stdout);
        assert_eq!(keys(json), RENEW, "{scenario}");
        for (name, is_there) in [("before", has_before), ("after", has_after)] {
            if is_there {
                assert_eq!(keys(&json[name]), LICENSE_KEYS, "{scenario}: {name} is as in status");
            } else {
                assert!(json[name].is_null(), "{scenario}: {name} is not known");
            }
        }
        let checks = json["checks"].as_array().expect("checks");
        let names: Vec<_> = checks.iter().map(|it| it["check"].as_str().unwrap_or("?")).collect();
        let all = "file expired later same-file lifetime organization location owner apple";
        let expected = if has_before { all } else { "" };
        assert_eq!(names.join(" "), expected, "{scenario}: each check once, in this order");
        for check in checks {
            assert_eq!(keys(check), ["check", "code", "params", "result"], "{scenario}: {check}");
        }
    }
}

#[test]
fn before_and_after_are_the_licenses_of_status() {
    let practice = Practice::start(&["--scenario", "expiring"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let of_status = |license: &str| -> Value {
        let read = crate::support::read(&desk, &practice);
        let licenses = read.as_array().expect("licenses");
        licenses.iter().find(|it| it["id"] == license).expect("the license").clone()
    };
    let mut before = of_status(LICENSE);
    assert_eq!(before["state"], "soon", "12 days are left");

    let renewed = renew(&desk, &practice, &[]);

    let mut after = of_status(LICENSE);
    assert_eq!(after["state"], "ok", "a year is left");
    // Apple told the location's key meanwhile, and it is remembered.
    for (one, seen) in [(&mut before, "before"), (&mut after, "after")] {
        let mut told = renewed.json[seen].clone();
        one["uid"].take();
        told["uid"].take();
        assert_eq!(told, *one, "{seen}: {}", renewed.stdout);
    }
}

#[test]
fn a_file_that_is_no_token_is_a_check_that_stopped_it() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let folder = desk.home.path().display().to_string();
    for (file, exit, outcome, code) in [
        (practice.token("html"), 1, "refused", "file-is-html"),
        (practice.token("device-token"), 1, "refused", "file-is-device-token"),
        (folder, 4, "failed", "file-not-a-file"),
        ("nowhere".to_owned(), 4, "failed", "file-missing"),
    ] {
        let renew = ["renew", "--server", "本社", "--license", LICENSE, "--file", &file];

        let answer = desk.run(&renew, None);

        assert_eq!((answer.exit, &answer.json["outcome"]), (exit, &outcome.into()), "{file}");
        assert_eq!(keys(&answer.json), RENEW, "{file}");
        assert_eq!(answer.json["problem"]["code"], code, "{file}: {}", answer.stdout);
        let checks = answer.json["checks"].as_array().expect("checks");
        assert_eq!(checks.len(), usize::from(outcome == "refused"), "{file}: {checks:?}");
        for check in checks {
            assert_eq!(keys(check), ["check", "code", "params", "result"], "{file}: {check}");
            assert_eq!((&check["check"], &check["result"]), (&"file".into(), &"stop".into()));
            assert_eq!(check["code"], code, "{file}: the same code");
        }
    }
}

#[test]
fn policy_has_its_keys() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);

    let policy = desk.run(&["policy"], None);

    let expected = [
        "language",
        "practice_off",
        "problem",
        "read_only",
        "schema",
        "servers",
        "unknown",
        "update_notice_off",
    ];
    assert_eq!(keys(&policy.json), expected, "whatever is set on this machine");
}

#[test]
fn history_has_its_keys() {
    let practice = Practice::start(&["--scenario", "lagging"]);
    let desk = Desk::new(&practice, false);
    let empty = desk.run(&["history"], None);
    assert_eq!(keys(&empty.json), ["interrupted", "problem", "records", "schema"], "nothing yet");
    add(&desk, &practice, "本社");
    let who = ["--apple-id", "it@example.jp", "--person", "更新 花子"];
    renew(&desk, &practice, &[&["--wait", "0"], &who[..]].concat());

    let history = desk.run(&["history"], None);

    assert_eq!(history.exit, 0, "{}", history.stdout);
    assert_eq!(keys(&history.json), ["interrupted", "problem", "records", "schema"], "as ever");
    let record = &history.json["records"][0];
    assert_eq!(
        keys(record),
        [
            "after",
            "apple_id",
            "before",
            "checks",
            "finished",
            "id",
            "notes",
            "outcome",
            "person",
            "problem",
            "problem_params",
            "seen_by_person",
            "server",
            "started",
            "token",
            "version",
        ],
        "{record}"
    );
    assert_eq!(record["outcome"], "unknown", "how it ended");
    assert_eq!(record["apple_id"], "it@example.jp", "for whoever renews next");
    assert_eq!(record["person"], "更新 花子", "as it was given");
    assert_eq!(keys(&record["server"]), ["id", "kind", "name"], "{record}");
    let token = ["expires", "file_name", "fingerprint", "location", "organization", "owner", "uid"];
    assert_eq!(keys(&record["token"]), token, "never the token itself");
}

#[test]
fn practice_has_its_keys_with_json_and_without() {
    for options in [&[] as &[&str], &["--json"]] {
        let practice = Practice::start(options);

        let announced = &practice.announced;
        assert_eq!(
            keys(announced),
            ["apple_url", "portal_url", "problem", "schema", "servers", "tokens"],
            "{options:?}: {announced}"
        );
        assert_eq!(announced["schema"], 1, "{options:?}");
        assert!(announced["problem"].is_null(), "{options:?}");
        let server = &announced["servers"][0];
        assert_eq!(keys(server), ["add", "ca_file", "kind", "secrets", "url"], "{options:?}");
        assert_eq!(keys(&server["secrets"]), ["password"], "what a site needs");
    }
}

#[test]
fn practice_that_cannot_start_says_so() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let url = practice.announced["servers"][0]["url"].as_str().expect("an address");
    let port = url.split([':', '/']).nth(4).expect("its port");

    let answer = desk.run(&["practice", "--port", port], None);

    assert_eq!(answer.exit, 4, "{}", answer.stdout);
    assert_eq!(keys(&answer.json), ["problem", "schema"], "{}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "practice-failed", "the port is in use");
}
