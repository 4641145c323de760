//! What the journal tells of a license.

use koshin_core::record::{Entry, Outcome, Record};
use koshin_core::secret::Fingerprint;
use koshin_core::{Code, License};
use koshin_store::{History, Journal, LicenseKey};

use crate::samples::{at, license, now, places, record, recorded_server};

/// Writes the entries to a journal and reads it.
fn history(entries: &[Entry]) -> History {
    let (_folder, places) = places();
    let journal = Journal::new(&places);
    for entry in entries {
        journal.append(entry).expect("a writable disk");
    }

    journal.read().expect("a journal")
}

fn finished(record: Record) -> Entry {
    Entry::Finished { record: Box::new(record) }
}

pub(crate) fn saving(renewal: &str, server: &str, before: License) -> Entry {
    Entry::Saving {
        renewal: renewal.to_owned(),
        at: now(),
        server: recorded_server(server),
        before: Box::new(before),
        fingerprint: Fingerprint::of("token"),
        expires: at("2027-11-22T08:30:00Z"),
        account_name: None,
        rows: Vec::new(),
        begun: None,
    }
}

#[test]
fn a_save_keeps_the_rows_before_and_a_line_of_the_first_version_has_none() {
    let plain = saving("r1", "s-1", license("l-7"));
    let line = serde_json::to_string(&plain).expect("an entry is JSON");
    assert!(!line.contains("\"rows\""), "as the first version wrote it: {line}");
    let mut full = saving("r2", "s-1", license("l-1"));
    if let Entry::Saving { rows, account_name, .. } = &mut full {
        *rows = vec![license("l-1"), license("l-2")];
        *account_name = Some("新しい名前".to_owned());
    }

    let history = history(&[plain, full, finished(record("r2", "2026-11-22T09:00:00Z"))]);

    assert_eq!(history.rows_before("r1"), [], "nothing to compare with");
    assert_eq!(history.rows_before("r2").len(), 2, "also once its end is recorded");
    assert_eq!(history.rows_before("r3"), [], "of no save at all");
    let [open] = history.open_savings().try_into().expect("one is open");
    assert!(open.rows.is_empty() && open.account_name.is_none(), "{open:?}");
}

fn key(server: &str, license: &str, uid: &str, account_name: &str) -> LicenseKey {
    let some = |it: &str| (!it.is_empty()).then(|| it.to_owned());
    LicenseKey {
        server: some(server),
        license: license.to_owned(),
        uid: some(uid),
        account_name: some(account_name),
    }
}

#[test]
fn the_record_that_ended_last_comes_first() {
    let history = history(&[
        finished(record("b", "2026-11-22T09:00:00Z")),
        finished(record("c", "2026-11-22T10:00:00Z")),
        finished(record("a", "2025-11-22T09:00:00Z")),
        finished(record("d", "2026-11-22T10:00:00Z")),
    ]);

    let ids: Vec<_> = history.records().into_iter().map(|it| it.id.as_str()).collect();

    assert_eq!(ids, ["d", "c", "b", "a"], "by the end; of two at once the one written later");
    assert_eq!(
        history.record("a").map(|it| it.finished),
        Some(at("2025-11-22T09:00:00Z")),
        "by id"
    );
    assert_eq!(history.record("x"), None, "no such record");
}

#[test]
fn the_last_renewal_is_that_of_the_same_license() {
    let by = |id: &str, change: fn(&mut Record)| {
        let mut record = record(id, "2026-11-22T09:00:00Z");
        change(&mut record);
        finished(record)
    };
    let history = history(&[
        by("first", |it| it.finished = at("2024-11-22T09:00:00Z")),
        by("last", |_| ()),
        by("other-location", |it| {
            it.before = License { id: "l-2".into(), uid: Some("u-2".into()), ..License::default() };
            it.after = None;
            it.token.as_mut().expect("a token").uid = Some("u-2".into());
        }),
        by("by-hand", |it| {
            it.outcome = Outcome::RenewedByHand;
            it.server = koshin_core::record::RecordedServer::default();
            it.before = License { account_name: Some("名古屋".into()), ..License::default() };
            it.after = None;
            it.token.as_mut().expect("a token").uid = None;
        }),
        by("renamed", |it| {
            it.before = License { id: "l-old".into(), ..License::default() };
            it.after = Some(License { id: "l-new".into(), ..License::default() });
            it.token.as_mut().expect("a token").uid = Some("u-3".into());
        }),
        by("failed", |it| {
            it.outcome = Outcome::NotRenewed;
            it.finished = at("2026-11-23T09:00:00Z");
        }),
    ]);
    for (key, expected, what) in [
        (key("s-1", "l-1", "", ""), Some("last"), "the same license, the last time it worked"),
        (key("s-1", "l-2", "", ""), Some("other-location"), "another license"),
        (key("s-1", "l-new", "", ""), Some("renamed"), "the id that it had afterwards"),
        (key("s-2", "l-9", "u-1", ""), Some("last"), "the same location, registered anew"),
        (key("s-2", "l-9", "u-3", ""), Some("renamed"), "the location that Apple told"),
        (key("s-1", "l-2", "u-1", ""), Some("other-location"), "the id counts more"),
        (key("s-1", "l-9", "", "本　社"), None, "another account name"),
        (key("s-1", "l-9", "u-9", " 本社 "), Some("last"), "the account name on the same server"),
        (key("s-2", "l-9", "u-9", "本社"), None, "an account name on another server says nothing"),
        (key("", "", "", "名古屋"), Some("by-hand"), "by hand without a server"),
        (key("", "", "", ""), None, "nothing to go by"),
        (key("s-1", "", "", ""), None, "no id is not the same id"),
    ] {
        let found = history.last_renewed(&key).map(|it| it.id.as_str());

        assert_eq!(found, expected, "{what}");
        assert_eq!(history.last_renewal(&key).is_some(), expected.is_some(), "{what}");
    }
    let last = history.last_renewal(&key("s-1", "l-1", "", "")).expect("it is there");
    assert_eq!(
        last.fingerprint,
        Some(Fingerprint::of("last")),
        "what the next one is compared with"
    );
}

#[test]
fn a_save_without_an_end_is_found_after_a_crash() {
    let other = || License { id: "l-2".into(), ..License::default() };
    let failed = |id: &str| Record {
        outcome: Outcome::Unknown,
        problem: Some(Code::SaveUnknown),
        ..record(id, "2026-11-22T09:00:00Z")
    };
    let ended = |id: &str| finished(record(id, "2026-11-22T09:00:00Z"));
    for (entries, expected, what) in [
        (vec![], None, "nothing"),
        (vec![saving("r-1", "s-1", license("l-1"))], Some("r-1"), "a crash"),
        (vec![saving("r-1", "s-1", license("l-1")), ended("r-1")], None, "its end"),
        (vec![saving("r-1", "s-1", license("l-1")), finished(failed("r-1"))], None, "any end"),
        (
            vec![saving("r-1", "s-1", license("l-1")), finished(failed("r-2"))],
            Some("r-1"),
            "another",
        ),
        (vec![saving("r-1", "s-1", license("l-1")), ended("r-2")], None, "a later success"),
        (
            vec![ended("r-0"), saving("r-1", "s-1", license("l-1"))],
            Some("r-1"),
            "an earlier success",
        ),
        (vec![saving("r-1", "s-2", license("l-1")), ended("r-2")], Some("r-1"), "another server's"),
        (
            vec![saving("r-1", "s-1", license("l-1")), saving("r-2", "s-1", license("l-1"))],
            Some("r-2"),
            "the later of two",
        ),
        (vec![saving("r-1", "s-1", other())], None, "another license"),
    ] {
        let history = history(&entries);
        let mut sought = license("l-1");
        // By the uid alone, "another server's" is the same location.
        sought.uid = if what == "another license" { None } else { sought.uid };
        let found = history.open_saving(&LicenseKey::of(Some("s-1"), &sought));

        assert_eq!(found.map(|it| it.renewal).as_deref(), expected, "{what}");
    }
}

#[test]
fn an_open_save_tells_what_was_sent() {
    let history = history(&[saving("r-1", "s-1", license("l-1"))]);

    let open = history.open_savings().pop().expect("it has no end");

    assert_eq!(open.before, license("l-1"), "the license as it was");
    assert_eq!(open.fingerprint, Fingerprint::of("token"), "which token");
    assert_eq!(open.expires, at("2027-11-22T08:30:00Z"), "what to look for");
    assert_eq!(open.server, recorded_server("s-1"), "where");
}
