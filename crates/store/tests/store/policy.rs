//! What the values of an administrator's policy mean.

use koshin_core::Code;
use koshin_store::Policy;
use koshin_store::settings::{Language, Preset};
use serde_json::{Value, json};

fn policy(value: Value) -> Policy {
    Policy::of_value("/etc/koshin/policy.json", value)
}

fn code(policy: &Policy) -> Option<Code> {
    policy.problem.as_ref().map(|it| it.code)
}

/// The names that are told as bad.
fn bad(policy: &Policy) -> String {
    policy.problem.as_ref().and_then(|it| it.params.get("name").cloned()).unwrap_or_default()
}

fn site() -> Value {
    json!({"Kind": "site", "Name": "本社", "Url": "https://mdm.example.jp/login", "User": "admin"})
}

/// The site with one value set, or taken away where it is null.
fn site_with(name: &str, value: Value) -> Value {
    let mut site = site();
    let all = site.as_object_mut().expect("an object");
    if value.is_null() {
        all.remove(name)
    } else {
        all.insert(name.to_owned(), value)
    };
    site
}

#[test]
fn an_empty_policy_sets_nothing() {
    assert_eq!(policy(json!({})), Policy::default());
}

#[test]
fn each_key_sets_what_it_says() {
    let all = policy(json!({
        "ReadOnly": true,
        "Language": "en",
        "PracticeOff": true,
        "UpdateNoticeOff": true,
        "Servers": [site()],
    }));

    assert!(all.is_read_only && all.is_practice_off && all.is_update_notice_off);
    assert_eq!(all.language, Some(Language::En));
    assert_eq!(all.servers.len(), 1);
    assert_eq!((all.problem, all.unknown), (None, Vec::new()), "nothing to tell");
}

#[test]
fn a_name_counts_however_it_is_spelled() {
    for name in ["ReadOnly", "readonly", "READONLY", "read_only", "read-only"] {
        assert!(policy(json!({ name: true })).is_read_only, "{name}");
    }
    assert!(policy(json!({"ReadOnly": false, "read_only": true})).is_read_only, "named twice");
}

#[test]
fn a_switch_is_true_or_false_or_one_or_zero() {
    for (value, expected) in
        [(json!(true), true), (json!(1), true), (json!(false), false), (json!(0), false)]
    {
        let policy = policy(json!({"ReadOnly": value, "PracticeOff": value}));
        assert_eq!((policy.is_read_only, policy.is_practice_off), (expected, expected), "{value}");
        assert_eq!(policy.problem, None, "{value}");
    }
}

#[test]
fn a_read_only_that_cannot_be_understood_lets_nothing_be_saved() {
    for value in
        [json!("false"), json!("no"), json!(2), json!(-1), json!(null), json!([]), json!({})]
    {
        let policy = policy(json!({"ReadOnly": value}));

        assert!(policy.is_read_only, "{value}");
        assert_eq!(code(&policy), Some(Code::PolicyUnreadable), "{value}");
    }
}

#[test]
fn what_is_no_object_lets_nothing_be_saved() {
    for value in [json!(null), json!([]), json!("ReadOnly"), json!(1)] {
        let policy = policy(value.clone());

        assert!(policy.is_read_only, "{value}");
        assert_eq!(code(&policy), Some(Code::PolicyUnreadable), "{value}");
    }
}

#[test]
fn other_values_that_cannot_be_used_are_told_and_the_rest_counts() {
    let policy = policy(json!({"ReadOnly": false, "Language": "fr", "PracticeOff": "no"}));

    assert!(!policy.is_read_only, "which was understood");
    assert_eq!(policy.language, None, "the person's");
    assert!(policy.is_practice_off, "what restricts more");
    assert_eq!(code(&policy), Some(Code::PolicyValueBad));
    assert_eq!(bad(&policy), "Language, PracticeOff", "by their names");
}

#[test]
fn unknown_names_change_nothing_and_are_noted() {
    let policy = policy(json!({"Colour": "red", "Servers": [site_with("Nickname", json!("x"))]}));

    assert_eq!(policy.unknown, ["Colour", "Servers.1.Nickname"]);
    assert_eq!(policy.problem, None);
    assert_eq!(policy.servers.len(), 1, "the server counts");
}

#[test]
fn a_server_is_as_the_policy_says() {
    let ca = if cfg!(windows) { r"C:\ca.pem" } else { "/etc/ca.pem" };
    let mut value = site_with("Company", json!(" c-0001 "));
    value["CaFile"] = json!(ca);
    value["Proxy"] = json!("proxy.example.jp:8080");
    let policy = policy(json!({"Servers": [value, site_with("User", json!(null))]}));

    assert_eq!(bad(&policy), "Servers.2", "its name is taken");
    let server = policy.servers.first().expect("a server");
    assert_eq!((server.name.as_str(), server.kind.as_str()), ("本社", "site"));
    assert_eq!(server.url, "https://mdm.example.jp/login");
    assert_eq!(server.company.as_deref(), Some("c-0001"), "without spaces around");
    assert_eq!(server.user.as_deref(), Some("admin"));
    assert_eq!(server.ca_file.as_deref(), Some(std::path::Path::new(ca)));
    assert_eq!(server.proxy.as_deref(), Some("proxy.example.jp:8080"));
    assert_eq!(server.preset, Preset::Whole, "nothing is left to the person");
    assert!(!server.secret_kept, "no password comes with it");
}

#[test]
fn the_user_can_be_left_to_the_person() {
    for user in [json!(null), json!(""), json!("  ")] {
        let policy = policy(json!({"Servers": [site_with("User", user.clone())]}));

        let server = policy.servers.first().expect("a server");
        assert_eq!((server.preset, &server.user), (Preset::ButUser, &None), "{user}");
    }
}

#[test]
fn a_server_that_cannot_be_used_is_left_out_and_told() {
    let check = |name: &str, value: Value| {
        let osaka = json!({"Kind": "by-hand", "Name": "大阪", "Url": "https://osaka.example.jp/"});
        let policy = policy(json!({"Servers": [site_with(name, value.clone()), osaka]}));

        let names: Vec<_> = policy.servers.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["大阪"], "{name}: {value}");
        assert_eq!(bad(&policy), format!("Servers.1.{name}"), "{value}");
        assert!(!policy.is_read_only, "saving elsewhere is not touched by it");
    };

    for name in ["Kind", "Name", "Url"] {
        check(name, json!(null));
        check(name, json!(" "));
        check(name, json!(7));
    }
    check("Url", json!("mdm.example.jp"));
    check("Url", json!("file:///etc/passwd"));
    check("Url", json!("https://admin@mdm.example.jp/"));
    check("Url", json!("https://admin:canary@mdm.example.jp/"));
    check("Proxy", json!("admin:canary@proxy.example.jp:8080"));
    check("CaFile", json!("ca.pem"));
    check("User", json!(1));
}

#[test]
fn what_is_told_of_a_policy_repeats_no_value() {
    let mut value = site_with("Password", json!("canary"));
    value["Url"] = json!("https://admin:canary@mdm.example.jp/");
    let policy = policy(json!({"Servers": [value], "Language": "canary", "ReadOnly": "canary"}));

    assert!(!format!("{policy:?}").contains("canary"), "{policy:?}");
}

#[test]
fn a_password_in_a_policy_is_told_and_not_used() {
    let policy = policy(json!({"Servers": [site_with("Password", json!("canary"))]}));

    assert_eq!(bad(&policy), "Servers.1.Password");
    assert_eq!(policy.servers.len(), 1, "the server itself counts");
    assert!(!format!("{policy:?}").contains("canary"));
}

#[test]
fn servers_can_be_keys_as_the_registry_has_them() {
    let of = |name: &str| {
        let url = format!("https://{name}.example.jp/");
        json!({"Kind": "by-hand", "Name": name, "Url": url})
    };
    let policy = policy(json!({"Servers": {"10": of("c"), "2": of("b"), "1": of("a")}}));

    let names: Vec<_> = policy.servers.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"], "by their numbers");
    assert_eq!(policy.problem, None);
}

#[test]
fn the_id_of_a_server_is_that_of_its_account() {
    let id = |value: Value| policy(json!({"Servers": [value]})).servers[0].id.clone();
    let plain = id(site());

    assert_eq!(plain.len(), 32, "as every other");
    assert_eq!(id(site()), plain, "the same every time");
    assert_eq!(id(site_with("Name", json!("東京"))), plain, "also under another name");
    for (name, value) in [
        ("Url", json!("https://other.example.jp/login")),
        ("User", json!("other")),
        ("User", json!(null)),
        ("Company", json!("c-0002")),
        ("Kind", json!("by-hand")),
    ] {
        assert_ne!(id(site_with(name, value.clone())), plain, "{name}: {value}");
    }
}
