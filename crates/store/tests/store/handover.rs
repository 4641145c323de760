//! The hand-over file: everything arrives, nothing is replaced.

use std::fs;
use std::path::Path;

use koshin_core::Code;
use koshin_core::record::{Entry, Outcome};
use koshin_store::handover::{MAX_BYTES, Merged, Named};
use koshin_store::settings::Remembered;
use koshin_store::{
    Handover, Journal, LicenseKey, Places, ServerProfile, SettingsFile, StoreError,
};

use crate::history::saving;
use crate::samples::{now, places, record, server};

fn remembered(uid: &str) -> Remembered {
    Remembered { uid: uid.into(), location: Some("本社".into()), organization: None }
}

fn keep(places: &Places, servers: &[ServerProfile], records: &[&str]) {
    let file = SettingsFile::new(places);
    for server in servers {
        file.change::<_, StoreError>(now(), |it| it.add(server.clone())).expect("a free name");
    }
    for id in records {
        let record = Box::new(record(id, "2026-11-22T09:00:00Z"));
        Journal::new(places).append(&Entry::Finished { record }).expect("a writable disk");
    }
}

fn export(places: &Places, path: &Path) {
    let settings = SettingsFile::new(places).read(now()).value;
    let history = Journal::new(places).read().expect("a journal");
    Handover::of(&settings, &history, now()).write(path).expect("a writable disk");
}

fn import(places: &Places, path: &Path) -> Merged {
    let handover = Handover::read(path).expect("a hand-over file");
    handover.merge(&SettingsFile::new(places), &Journal::new(places), now()).expect("it merges")
}

#[test]
fn everything_arrives_on_the_next_pc_and_once_only() {
    let (folder, here) = places();
    let (_other, there) = places();
    let mut site = server("本社のサイト");
    site.secret_kept = true;
    site.uids.insert("l-1".into(), remembered("u-1"));
    keep(&here, &[site.clone(), server("大阪のサイト")], &["r-1", "r-2"]);
    let path = folder.path().join("引き継ぎ.json");

    export(&here, &path);
    let text = fs::read_to_string(&path).expect("a hand-over file");
    assert!(!text.contains("\"secret_kept\": true"), "whose keyring would that be");
    let first = import(&there, &path);
    let second = import(&there, &path);

    let names = vec!["本社のサイト".to_owned(), "大阪のサイト".to_owned()];
    let all = Merged { servers_added: names.clone(), records_added: 2, ..Merged::default() };
    assert_eq!(first, all, "all of it is new");
    let none = Merged { servers_kept: names, records_kept: 2, ..Merged::default() };
    assert_eq!(second, none, "none of it is new");
    let settings = SettingsFile::new(&there).read(now()).value;
    let expected = ServerProfile { secret_kept: false, ..site };
    assert_eq!(settings.servers[0], expected, "the same server, whose password is typed again");
    let history = Journal::new(&there).read().expect("a journal");
    assert_eq!(history.record("r-1"), Some(&record("r-1", "2026-11-22T09:00:00Z")), "a record");
    assert_eq!(history.bad_lines, [], "in a journal of its own");
}

#[test]
fn what_is_here_stays_and_what_differs_is_told() {
    let (folder, here) = places();
    let (_other, there) = places();
    let mut site = server("本社のサイト");
    site.uids.insert("l-1".into(), remembered("u-1"));
    site.uids.insert("l-2".into(), remembered("u-2"));
    let twin = server("双子のサイト");
    let namesake = server("同名のサイト");
    keep(&here, &[site.clone(), twin.clone(), namesake.clone()], &["r-1", "r-2"]);
    let mut changed = site.clone();
    changed.url = "https://other.example.jp/".into();
    changed.uids.insert("l-1".into(), remembered("u-9"));
    changed.uids.remove("l-2");
    let mut same = server("双子のサイト");
    same.last_read = None;
    let mut other = server("同名のサイト");
    other.user = Some("somebody-else".into());
    keep(&there, &[changed, same, other], &["r-1"]);
    let mut different = record("r-2", "2026-11-22T09:00:00Z");
    different.apple_id = Some("other@example.jp".into());
    let entry = Entry::Finished { record: Box::new(different.clone()) };
    Journal::new(&there).append(&entry).expect("a writable disk");
    let before = SettingsFile::new(&there).read(now()).value;
    let path = folder.path().join("handover.json");

    export(&here, &path);
    let merged = import(&there, &path);

    let name = |it: &str| vec![it.to_owned()];
    let named = Named { there: "同名のサイト".into(), here: "同名のサイト (2)".into() };
    let expected = Merged {
        servers_differing: name("本社のサイト"),
        servers_kept: name("双子のサイト"),
        servers_renamed: vec![named],
        uids_added: 1,
        uids_differing: 1,
        records_kept: 1,
        records_differing: name("r-2"),
        ..Merged::default()
    };
    assert_eq!(merged, expected, "each part is told");
    let after = SettingsFile::new(&there).read(now()).value;
    assert_eq!(after.servers[0].url, before.servers[0].url, "ours stays");
    assert_eq!(after.servers[0].uids["l-1"], remembered("u-9"), "ours stays");
    assert_eq!(after.servers[0].uids["l-2"], remembered("u-2"), "what was missing is added");
    assert_eq!(after.servers[1], before.servers[1], "the same server, registered here by hand");
    assert_eq!(after.servers[3].id, namesake.id, "another server of that name is added");
    let history = Journal::new(&there).read().expect("a journal");
    assert_eq!(history.record("r-2"), Some(&different), "ours stays");
}

#[test]
fn a_save_without_an_end_is_handed_over_as_unknown_and_stays_open_here() {
    let (folder, here) = places();
    let (_other, there) = places();
    let earlier = Box::new(record("r-1", "2025-11-22T09:00:00Z"));
    let before = earlier.before.clone();
    for entry in [Entry::Finished { record: earlier }, saving("r-2", "s-1", before.clone())] {
        Journal::new(&here).append(&entry).expect("a writable disk");
    }
    let path = folder.path().join("handover.json");

    export(&here, &path);
    let merged = import(&there, &path);
    let back = import(&here, &path);

    assert_eq!(merged.records_added, 2, "it is among the records");
    let history = Journal::new(&there).read().expect("a journal");
    let unknown = history.record("r-2").expect("handed over");
    assert_eq!(unknown.outcome, Outcome::Unknown, "whoever renews next is told");
    let key = LicenseKey::of(Some("s-1"), &before);
    assert!(history.unsettled(&key).is_some(), "at the license itself");
    assert_eq!((back.records_added, back.records_kept), (0, 2), "the file that comes back");
    let history = Journal::new(&here).read().expect("a journal");
    assert_eq!(history.open_savings().len(), 1, "settles nothing where it can be settled");
}

#[test]
fn a_ca_file_that_is_not_on_this_pc_is_told() {
    let (folder, here) = places();
    let (_other, there) = places();
    let ca_file = folder.path().join("ca.pem");
    fs::write(&ca_file, "a certificate").expect("a writable disk");
    let with_ca = |name: &str| ServerProfile { ca_file: Some(ca_file.clone()), ..server(name) };
    keep(&here, &[with_ca("本社のサイト"), server("大阪のサイト")], &[]);
    let path = folder.path().join("handover.json");
    export(&here, &path);
    let (_third, third) = places();

    let merged = import(&third, &path);
    assert_eq!(merged.servers_without_ca_file, Vec::<String>::new(), "it is on this PC");
    fs::remove_file(&ca_file).expect("a writable disk");
    let merged = import(&there, &path);

    assert_eq!(merged.servers_without_ca_file, ["本社のサイト"], "it stayed on the former one");
}

#[test]
fn what_is_no_hand_over_file_is_refused() {
    let (folder, here) = places();
    let path = folder.path().join("handover.json");
    keep(&here, &[server("本社")], &["r-1"]);
    export(&here, &path);
    let good = fs::read_to_string(&path).expect("a hand-over file");
    for (text, expected, what) in [
        (String::new(), Code::HandoverNotOne, "empty"),
        ("<html>".to_owned(), Code::HandoverNotOne, "a page"),
        ("[]".to_owned(), Code::HandoverNotOne, "another JSON"),
        ("{\"schema\": 1, \"servers\": []}".to_owned(), Code::HandoverNotOne, "settings"),
        (
            good.split_once("\"records\"").expect("records").0.to_owned(),
            Code::HandoverNotOne,
            "cut off",
        ),
        (good.replace("\"servers\"", "\"server\""), Code::HandoverNotOne, "a part is missing"),
        (good.replace("\"id\": \"", "\"id\": \"../"), Code::HandoverNotOne, "an id that is none"),
        (
            good.replace("\"koshin_handover\": 1", "\"koshin_handover\": 2"),
            Code::SettingsTooNew,
            "a newer one",
        ),
    ] {
        fs::write(&path, text).expect("a writable file");

        assert_eq!(Handover::read(&path).map_err(|it| it.code()), Err(expected), "{what}");
    }
    fs::write(&path, format!("\u{feff}{good}")).expect("a writable file");
    assert!(Handover::read(&path).is_ok(), "saved again by an editor");
}

#[test]
fn a_huge_file_or_no_file_is_refused_unread() {
    let folder = tempfile::tempdir().expect("a folder");
    let huge = folder.path().join("huge");
    let file = fs::File::create(&huge).expect("a new file");
    file.set_len(MAX_BYTES as u64 + 1).expect("a sparse file");

    let code = |path: &Path| Handover::read(path).map_err(|it| it.code());

    assert_eq!(code(&huge), Err(Code::HandoverNotOne), "huge");
    assert_eq!(code(folder.path()), Err(Code::HandoverNotOne), "a folder");
    assert_eq!(code(&folder.path().join("none")), Err(Code::StoreFailed), "gone");
}
