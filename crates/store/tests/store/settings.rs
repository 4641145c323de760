//! Settings: written as a whole, read as well as can be, changed by two at once.

use std::fs;

use koshin_core::Code;
use koshin_store::settings::{LastRead, Remembered};
use koshin_store::{Loaded, Places, Settings, SettingsFile, StoreError};

use crate::samples::{license, names, now, places, server};

/// Writes settings with one server, then with two; returns both.
fn written_twice(places: &Places) -> (Settings, Settings) {
    let file = SettingsFile::new(places);
    let add = |name: &str| {
        let (settings, ()) =
            file.change::<_, StoreError>(now(), |it| it.add(server(name))).expect("a free name");
        settings
    };

    (add("本社のサイト"), add("大阪のサイト"))
}

#[test]
fn the_first_start_is_no_problem() {
    let (_folder, places) = places();

    let loaded = SettingsFile::new(&places).read(now());

    assert_eq!(loaded, Loaded { value: Settings::default(), problem: None }, "nothing was lost");
    assert_eq!(names(places.folder(), "settings"), Vec::<String>::new(), "reading writes nothing");
}

#[test]
fn what_was_set_is_read_again() {
    let (_folder, places) = places();
    let file = SettingsFile::new(&places);
    let mut profile = server("本社のサイト");
    profile.last_read = Some(LastRead { at: now(), licenses: vec![license("l-1")] });
    let remembered = Remembered { uid: "u-1".into(), location: None, organization: None };
    profile.uids.insert("l-1".into(), remembered);

    let (written, ()) = file
        .change::<_, StoreError>(now(), |it| {
            it.warn_days = 60;
            it.first_start_done = true;
            it.add(profile)
        })
        .expect("a free name");

    assert_eq!(file.read(now()), Loaded { value: written, problem: None }, "the same again");
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_what_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, places) = places();
    written_twice(&places);

    let mode = |path: &std::path::Path| {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    };

    assert_eq!(mode(places.folder()), 0o700, "the folder");
    for name in ["settings.json", "settings.json.bak", "koshin.lock"] {
        assert_eq!(mode(&places.folder().join(name)), 0o600, "{name}");
    }
}

#[test]
fn what_this_version_does_not_know_is_kept() {
    let (_folder, places) = places();
    written_twice(&places);
    let path = places.folder().join("settings.json");
    let text = fs::read_to_string(&path).expect("settings");
    let text = text.replacen('{', "{\n  \"novel\": {\"a\": [1, 2]},", 1);
    let text = text.replace("\"kind\": \"site\",", "\"kind\": \"site\", \"shape\": \"round\",");
    fs::write(&path, text).expect("a writable file");

    let change = |it: &mut Settings| -> Result<(), StoreError> {
        it.warn_days = 45;
        Ok(())
    };
    SettingsFile::new(&places).change(now(), change).expect("a good file");

    let text = fs::read_to_string(&path).expect("settings");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["novel"]["a"][1], 2, "a field of the settings");
    assert_eq!(value["servers"][0]["shape"], "round", "a field of a server");
    assert_eq!(value["warn_days"], 45, "and the change was made");
}

#[test]
fn a_file_cut_at_any_byte_gives_the_former_settings_and_is_told() {
    let (_folder, places) = places();
    let (former, present) = written_twice(&places);
    let path = places.folder().join("settings.json");
    let whole = fs::read(&path).expect("settings");

    for cut in 0..=whole.len() {
        fs::write(&path, &whole[..cut]).expect("a writable file");
        let loaded = SettingsFile::new(&places).read(now());
        let asides = names(places.folder(), ".damaged-");

        if cut + 1 >= whole.len() {
            let all = Loaded { value: present.clone(), problem: None };
            assert_eq!(loaded, all, "only the line end is missing at {cut}");
        } else {
            let problem = loaded.problem.expect("it is told");
            assert_eq!(loaded.value, former, "the former settings at {cut}");
            assert_eq!(problem.code, Code::SettingsRestored, "at {cut}");
            assert_eq!(asides, [problem.params["aside"].clone()], "set aside at {cut}");
            let aside = places.folder().join(&asides[0]);
            assert_eq!(fs::read(&aside).expect("it is there"), whole[..cut], "as it was, at {cut}");
            fs::remove_file(aside).expect("a removable file");
        }
    }
}

#[test]
fn damaged_settings_without_former_ones_are_told_until_new_ones_are_saved() {
    let (_folder, places) = places();
    let path = places.folder().join("settings.json");
    for damaged in ["", "{", "[]", "null", "{\"servers\": []}", "{\"schema\": \"x\"}", "\0\0\0"] {
        fs::write(&path, damaged).expect("a writable file");
        let file = SettingsFile::new(&places);

        for reader in ["the first", "the next"] {
            let loaded = file.read(now());
            let problem = loaded.problem.unwrap_or_else(|| panic!("{reader} is told: {damaged:?}"));
            assert_eq!(problem.code, Code::SettingsDamaged, "{reader}: {damaged:?}");
            let aside = places.folder().join(&problem.params["aside"]);
            assert_eq!(fs::read_to_string(&aside).expect("it is there"), damaged, "as it was");
        }

        file.change::<_, StoreError>(now(), |_| Ok(())).expect("the person begins anew");
        assert_eq!(file.read(now()).problem, None, "settled: {damaged:?}");
        for name in names(places.folder(), "settings") {
            fs::remove_file(places.folder().join(name)).expect("a removable file");
        }
    }
}

#[test]
fn a_change_of_damaged_settings_is_made_once_the_person_knows() {
    let (_folder, places) = places();
    let (former, _) = written_twice(&places);
    fs::write(places.folder().join("settings.json"), "{").expect("a writable file");
    let file = SettingsFile::new(&places);
    let rename = |it: &mut Settings| it.rename(&former.servers[0].id, "東京のサイト");

    let refused = file.change(now(), rename).expect_err("nobody was told yet");
    assert_eq!(refused.code(), Code::SettingsRestored, "the former settings are there");

    let (settings, ()) = file.change(now(), rename).expect("told by now");
    assert_eq!(settings.servers.len(), 1, "from the former settings");
    assert_eq!(settings.servers[0].name, "東京のサイト", "with the change");
    assert_eq!(file.read(now()).problem, None, "all is well again");
}

#[test]
fn settings_of_a_newer_koshin_are_shown_and_left_alone() {
    let (_folder, places) = places();
    let path = places.folder().join("settings.json");
    let newer = "{\"schema\": 2, \"warn_days\": 90, \"servers\": []}";
    fs::write(&path, newer).expect("a writable file");
    let file = SettingsFile::new(&places);

    let loaded = file.read(now());
    let refused = file.change::<_, StoreError>(now(), |_| Ok(())).expect_err("too new");

    assert_eq!(loaded.problem.expect("it is told").code, Code::SettingsTooNew, "by its schema");
    assert_eq!(loaded.value.warn_days, 90, "what can be understood is shown");
    assert_eq!(refused.code(), Code::SettingsTooNew, "nothing is written");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), newer, "as it was");
}

#[test]
fn settings_that_cannot_be_read_are_not_a_first_start() {
    let (_folder, places) = places();
    fs::create_dir(places.folder().join("settings.json")).expect("a new folder");
    let file = SettingsFile::new(&places);

    let loaded = file.read(now());
    let refused = file.change::<_, StoreError>(now(), |_| Ok(())).expect_err("a folder");

    assert_eq!(loaded.problem.expect("it is told").code, Code::StoreFailed, "reading");
    assert_eq!(refused.code(), Code::StoreFailed, "writing");
}

#[test]
fn two_that_change_at_once_lose_nothing() {
    let (_folder, places) = places();
    std::thread::scope(|scope| {
        for who in ["a", "b"] {
            let file = SettingsFile::new(&places);
            scope.spawn(move || {
                for number in 0..12 {
                    let name = format!("{who}-{number}");
                    file.change::<_, StoreError>(now(), |it| it.add(server(&name)))
                        .expect("a free name");
                }
            });
        }
    });

    let loaded = SettingsFile::new(&places).read(now());

    assert_eq!(loaded.problem, None, "no damage");
    assert_eq!(loaded.value.servers.len(), 24, "every server is there");
}

#[test]
fn a_change_that_fails_or_changes_nothing_writes_nothing() {
    let (_folder, places) = places();
    let (former, present) = written_twice(&places);
    let file = SettingsFile::new(&places);

    let refused = file.change(now(), |it| {
        it.warn_days = 1;
        it.add(server("本社のサイト"))
    });
    file.change::<_, StoreError>(now(), |_| Ok(())).expect("nothing to do");

    let taken = StoreError::NameTaken { name: "本社のサイト".to_owned() };
    assert_eq!(refused.err(), Some(taken), "the name");
    assert_eq!(file.read(now()).value, present, "as it was");
    fs::remove_file(places.folder().join("settings.json")).expect("a removable file");
    assert_eq!(file.read(now()).value, former, "the former ones were not replaced by the same");
}

#[test]
fn an_address_with_a_password_is_never_written() {
    let (_folder, places) = places();
    let file = SettingsFile::new(&places);
    let mut profile = server("本社");
    profile.proxy = Some("http://user:canary@proxy.example.jp:8080".to_owned());

    let refused = file.change(now(), |it| it.add(profile)).expect_err("a password");

    assert_eq!(refused, StoreError::SecretInAddress("proxy"), "the field is named");
    assert_eq!(names(places.folder(), "settings"), Vec::<String>::new(), "nothing was written");
}

#[test]
fn no_two_servers_have_the_same_name() {
    let mut settings = Settings::default();
    settings.add(server(" 本社 ABC ")).expect("a free name");
    settings.add(server("大阪")).expect("a free name");
    let id = settings.servers[0].id.clone();

    assert_eq!(settings.servers[0].name, "本社 ABC", "without the spaces around");
    for name in ["本社 ABC", "本社　ａｂｃ", " 本社 abc"] {
        let code = settings.add(server(name)).expect_err("taken").code();
        assert_eq!(code, Code::InputNameTaken, "{name} reads the same");
        assert!(settings.server_named(name).is_some_and(|it| it.id == id), "{name} finds it");
        settings.rename(&id, name).expect("its own name in another spelling");
    }
    let code = |it: Result<(), StoreError>| it.err().map(|it| it.code());
    assert_eq!(code(settings.rename(&id, "大阪")), Some(Code::InputNameTaken), "another's");
    assert_eq!(code(settings.rename(&id, " \u{3000}")), Some(Code::InputMissing), "no name");
    assert_eq!(code(settings.rename("x", "東京")), Some(Code::InputNoSuchServer), "no server");
    assert_eq!(settings.remove(&id).map(|it| it.id), Ok(id.clone()), "it can be removed");
    assert_eq!(settings.remove(&id).map_err(|it| it.code()), Err(Code::InputNoSuchServer), "once");
}
