//! Servers that the administrator has set, among those of the person.

use std::fs;

use koshin_store::settings::LastRead;
use koshin_store::{
    Handover, History, Journal, Places, Policy, ServerProfile, Settings, SettingsFile, StoreError,
};
use serde_json::json;

use crate::samples::{license, now, places, server};

/// A policy with one server, that of `samples::server`.
fn policy() -> Policy {
    policy_of("本社", Some("admin"), "https://mdm.example.jp/biz/login")
}

fn policy_of(name: &str, user: Option<&str>, url: &str) -> Policy {
    let server = json!({"Kind": "site", "Name": name, "Url": url, "Company": "c-0001", "User": user.unwrap_or("")});
    Policy::of_value("a test", json!({"Servers": [server]}))
}

fn file(places: &Places, policy: &Policy) -> SettingsFile {
    SettingsFile::new(places).under(policy)
}

fn read(places: &Places, policy: &Policy) -> Settings {
    let loaded = file(places, policy).read(now());
    assert_eq!(loaded.problem, None, "good settings");
    loaded.value
}

fn change(places: &Places, policy: &Policy, change: impl FnOnce(&mut Settings)) -> Settings {
    let change = |it: &mut Settings| {
        change(it);
        Ok::<_, StoreError>(())
    };
    file(places, policy).change(now(), change).expect("a writable disk").0
}

fn names(settings: &Settings) -> Vec<&str> {
    settings.servers.iter().map(|it| it.name.as_str()).collect()
}

fn written(places: &Places) -> String {
    fs::read_to_string(places.folder().join("settings.json")).unwrap_or_default()
}

#[test]
fn a_preset_is_registered_and_not_written() {
    let (_folder, places) = places();

    assert_eq!(names(&read(&places, &policy())), ["本社"], "without any settings");
    assert_eq!(written(&places), "", "reading writes nothing");
    change(&places, &policy(), |it| it.warn_days = 60);

    assert!(!written(&places).contains("本社"), "there is nothing to remember of it");
    assert_eq!(names(&read(&places, &policy())), ["本社"], "and it is still there");
    assert_eq!(names(&read(&places, &Policy::default())), [""; 0], "until the policy goes");
}

#[test]
fn what_is_remembered_of_a_preset_is_there_again() {
    let (_folder, places) = places();
    let id = read(&places, &policy()).servers[0].id.clone();
    let last_read = LastRead { at: now(), licenses: vec![license("l-1")] };

    change(&places, &policy(), |it| {
        let server = it.server_mut(&id).expect("the preset");
        server.secret_kept = true;
        server.last_read = Some(last_read.clone());
    });

    let server = read(&places, &policy()).servers.remove(0);
    assert!(server.is_preset() && server.secret_kept, "{server:?}");
    assert_eq!((server.id, server.last_read), (id, Some(last_read)), "the same server");
    let settings = read(&places, &Policy::default());
    assert_eq!(names(&settings), ["本社"], "once the policy goes it is the person's");
    assert!(!settings.servers[0].is_preset(), "who can remove it then");
}

#[test]
fn nothing_changes_what_the_administrator_has_set() {
    let (_folder, places) = places();
    let preset = read(&places, &policy()).servers.remove(0);
    let expected = ServerProfile { secret_kept: true, ..preset.clone() };

    change(&places, &policy(), |it| {
        let server = it.server_mut(&preset.id).expect("the preset");
        server.secret_kept = true;
        server.url = "https://elsewhere.example.jp/".to_owned();
        server.user = Some("somebody".to_owned());
        server.company = None;
        server.ca_file = Some("/tmp/ca.pem".into());
        server.proxy = Some("proxy.example.jp:8080".to_owned());
        server.name = "別の名前".to_owned();
    });
    assert_eq!(read(&places, &policy()).servers, [expected], "led nowhere else");

    let settings = change(&places, &policy(), |it| {
        it.remove(&preset.id).expect("the preset");
    });
    assert_eq!(names(&settings), ["本社"], "it cannot be removed");
    assert_eq!(names(&read(&places, &policy())), ["本社"], "also not for the next start");
}

#[test]
fn an_adopted_server_cannot_be_led_elsewhere_either() {
    let (_folder, places) = places();
    let own = server("わたしの登録");
    change(&places, &Policy::default(), |it| it.add(own.clone()).expect("a free name"));

    let settings = change(&places, &policy(), |it| {
        it.server_mut(&own.id).expect("adopted").url = "https://elsewhere.example.jp/".to_owned();
    });

    assert_eq!(settings.servers.len(), 1, "{:?}", names(&settings));
    assert_eq!(settings.servers[0].id, own.id);
    assert_eq!(settings.servers[0].url, own.url);
}

#[test]
fn the_person_types_the_user_where_the_policy_leaves_it_open() {
    let (_folder, places) = places();
    let open = policy_of("本社", None, "https://mdm.example.jp/biz/login");
    let id = read(&places, &open).servers[0].id.clone();

    change(&places, &open, |it| {
        it.server_mut(&id).expect("the preset").user = Some("suzuki".to_owned());
    });

    let server = read(&places, &open).servers.remove(0);
    assert_eq!((server.user.as_deref(), server.id), (Some("suzuki"), id), "for the next start");
}

#[test]
fn what_the_person_had_registered_becomes_the_preset_with_password_and_history() {
    let (_folder, places) = places();
    let mut own = server("わたしの登録");
    own.secret_kept = true;
    own.last_read = Some(LastRead { at: now(), licenses: vec![license("l-1")] });
    change(&places, &Policy::default(), |it| it.add(own.clone()).expect("a free name"));

    for _ in 0..2 {
        let settings = change(&places, &policy(), |it| it.warn_days += 1);

        assert_eq!(names(&settings), ["本社"], "one server, by the administrator's name");
        let server = &settings.servers[0];
        assert_eq!((&server.id, server.secret_kept), (&own.id, true), "its password and history");
        assert!(server.is_preset() && server.last_read.is_some());
    }
    assert_eq!(names(&read(&places, &Policy::default())), ["本社"], "it stays without the policy");
}

#[test]
fn another_account_is_another_server_without_that_password() {
    let (_folder, places) = places();
    let mut own = server("本社");
    own.secret_kept = true;
    change(&places, &Policy::default(), |it| it.add(own.clone()).expect("a free name"));

    for other in [
        policy_of("本社", Some("other"), "https://mdm.example.jp/biz/login"),
        policy_of("本社", Some("admin"), "https://elsewhere.example.jp/biz/login"),
    ] {
        let settings = read(&places, &other);

        assert_eq!(names(&settings), ["本社", "本社 (2)"], "the name is the administrator's");
        assert!(!settings.servers[0].secret_kept, "the password belongs to another account");
        assert_ne!(settings.servers[0].id, own.id);
        let own_now = ServerProfile { name: "本社 (2)".to_owned(), ..own.clone() };
        assert_eq!(settings.servers[1], own_now, "which stays the person's");
    }
}

#[test]
fn a_preset_that_is_led_elsewhere_leaves_its_password_behind() {
    let (_folder, places) = places();
    let id = read(&places, &policy()).servers[0].id.clone();
    change(&places, &policy(), |it| it.server_mut(&id).expect("the preset").secret_kept = true);

    let elsewhere = policy_of("本社", Some("admin"), "https://elsewhere.example.jp/login");
    let settings = read(&places, &elsewhere);

    assert!(!settings.servers[0].secret_kept, "it is not sent to another host");
    assert_ne!(settings.servers[0].id, id, "nor found there in the keyring");
    assert_eq!(names(&settings), ["本社", "本社 (2)"], "the former one can be removed");
    assert!(!settings.servers[1].is_preset());
}

#[test]
fn a_preset_stays_as_it_is_when_a_hand_over_is_read() {
    let (folder, here) = places();
    let (_other, there) = places();
    let mut namesake = server("本社");
    namesake.url = "https://other.example.jp/".to_owned();
    change(&there, &Policy::default(), |it| it.add(namesake.clone()).expect("a free name"));
    let path = folder.path().join("handover.json");
    let settings = read(&there, &Policy::default());
    Handover::of(&settings, &History::default(), now()).write(&path).expect("a file");
    let before = read(&here, &policy()).servers.remove(0);

    let handover = Handover::read(&path).expect("a hand-over");
    let merged = handover.merge(&file(&here, &policy()), &Journal::new(&here), now());

    assert_eq!(merged.expect("it merges").servers_renamed.len(), 1, "its name is taken");
    let settings = read(&here, &policy());
    assert_eq!(settings.servers[0], before, "the administrator's");
    assert_eq!(names(&settings), ["本社", "本社 (2)"], "and that of the file");
}

#[test]
fn the_same_server_in_a_hand_over_is_the_preset() {
    let (folder, here) = places();
    let path = folder.path().join("handover.json");
    let settings = read(&here, &policy());
    Handover::of(&settings, &History::default(), now()).write(&path).expect("a file");
    let (_other, there) = places();

    let handover = Handover::read(&path).expect("a hand-over");
    let merged = handover.merge(&file(&there, &policy()), &Journal::new(&there), now());

    assert_eq!(merged.expect("it merges").servers_kept, ["本社"], "it is there already");
    assert_eq!(names(&read(&there, &policy())), ["本社"]);
}
