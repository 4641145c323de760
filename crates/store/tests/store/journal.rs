//! The journal on the disk: only ever added to, and read as far as it can be.

use std::fs;
use std::path::PathBuf;

use koshin_core::Code;
use koshin_core::record::Entry;
use koshin_store::journal::Fault;
use koshin_store::{History, Journal, Places};

use crate::samples::{places, record};

fn entry(id: &str) -> Entry {
    Entry::Finished { record: Box::new(record(id, "2026-11-22T08:40:00Z")) }
}

fn path(places: &Places) -> PathBuf {
    places.folder().join("journal.jsonl")
}

fn written(places: &Places, ids: &[&str]) -> Vec<u8> {
    let journal = Journal::new(places);
    for id in ids {
        journal.append(&entry(id)).expect("a writable disk");
    }

    fs::read(path(places)).expect("a journal")
}

fn ids(history: &History) -> Vec<&str> {
    let mut ids: Vec<_> = history.records().into_iter().map(|it| it.id.as_str()).collect();
    ids.reverse();

    ids
}

fn faults(history: &History) -> Vec<(usize, Fault)> {
    history.bad_lines.iter().map(|it| (it.number, it.fault)).collect()
}

#[test]
fn entries_are_numbered_and_each_names_the_one_before() {
    let (_folder, places) = places();
    let bytes = written(&places, &["r-1", "r-2", "r-3"]);

    let history = Journal::new(&places).read().expect("a journal");

    assert_eq!(ids(&history), ["r-1", "r-2", "r-3"], "all of them");
    assert_eq!(history.entries.iter().map(|it| it.seq).collect::<Vec<_>>(), [1, 2, 3], "in order");
    assert_eq!(faults(&history), [], "and undamaged");
    let second: serde_json::Value = bytes
        .split(|it| *it == b'\n')
        .nth(1)
        .and_then(|it| serde_json::from_slice(it).ok())
        .expect("a line of JSON");
    assert_eq!(second["schema"], 1, "the form of the line");
    assert_eq!(second["previous"].as_str().map(str::len), Some(64), "a SHA-256");
}

#[test]
fn no_journal_is_an_empty_history_and_an_unreadable_one_is_not() {
    let (_folder, places) = places();
    let journal = Journal::new(&places);

    assert_eq!(journal.read(), Ok(History::default()), "nothing was ever recorded");
    fs::create_dir(path(&places)).expect("a new folder");

    assert_eq!(journal.read().map_err(|it| it.code()), Err(Code::StoreFailed), "a folder");
    assert_eq!(journal.append(&entry("r")).map_err(|it| it.code()), Err(Code::StoreFailed), "too");
}

#[test]
fn a_journal_cut_at_any_byte_keeps_every_whole_line_and_goes_on() {
    let (_folder, places) = places();
    let whole = written(&places, &["r-1", "r-2"]);
    let ends: Vec<usize> = (0..whole.len()).filter(|it| whole[*it] == b'\n').collect();

    for cut in 0..=whole.len() {
        fs::write(path(&places), &whole[..cut]).expect("a writable file");
        let journal = Journal::new(&places);
        let expected: Vec<_> = ["r-1", "r-2"]
            .into_iter()
            .zip(&ends)
            .filter_map(|(id, end)| (cut >= *end).then_some(id))
            .collect();

        let before = journal.read().expect("a journal");
        let seq = journal.append(&entry("new")).expect("a writable disk");
        let after = journal.read().expect("a journal");

        assert_eq!(ids(&before), expected, "every whole line at {cut}");
        assert!(before.bad_lines.iter().all(|it| it.fault == Fault::Torn), "at {cut}");
        assert_eq!(ids(&after), [&expected[..], &["new"]].concat(), "and the new one at {cut}");
        assert_eq!(seq, expected.len() as u64 + 1, "numbered after the last whole one at {cut}");
        assert_eq!(after.damage(), None, "a torn line is no damage at {cut}");
        let present = fs::read(path(&places)).expect("a journal");
        assert!(present.starts_with(&whole[..cut]), "nothing is rewritten at {cut}");
        assert!(present.ends_with(b"}\n"), "the new line is whole at {cut}");
    }
}

#[test]
fn a_tail_of_zeros_after_a_power_cut_is_passed_over() {
    let (_folder, places) = places();
    let mut bytes = written(&places, &["r-1"]);
    bytes.extend([0; 512]);
    fs::write(path(&places), bytes).expect("a writable file");

    let journal = Journal::new(&places);
    journal.append(&entry("r-2")).expect("a writable disk");
    let history = journal.read().expect("a journal");

    assert_eq!(ids(&history), ["r-1", "r-2"], "what was recorded");
    assert_eq!(faults(&history), [(2, Fault::Torn)], "the zeros");
}

#[test]
fn a_line_that_was_changed_or_taken_out_shows() {
    let (_folder, places) = places();
    let whole = String::from_utf8(written(&places, &["r-1", "r-2", "r-3"])).expect("UTF-8");
    let lines: Vec<&str> = whole.lines().collect();
    let changed = lines[1].replace("vpp@example.jp", "xpp@example.jp");
    for (text, expected, first, what) in [
        (whole.replace(lines[1], &changed), vec!["r-1", "r-2", "r-3"], Some(3), "changed"),
        (whole.replace(&format!("{}\n", lines[1]), ""), vec!["r-1", "r-3"], Some(2), "taken out"),
        (whole.replace(&format!("{}\n", lines[0]), ""), vec!["r-2", "r-3"], Some(1), "the first"),
        (
            whole.replace(lines[1], &lines[1][..40]),
            vec!["r-1", "r-3"],
            Some(3),
            "cut in the middle",
        ),
        (whole.replace(lines[1], "{\"a\":1}"), vec!["r-1", "r-3"], Some(2), "replaced"),
        (whole.replace(lines[1], "\u{fffd}}"), vec!["r-1", "r-3"], Some(2), "no JSON"),
        (format!("\n\n{whole}\n\n"), vec!["r-1", "r-2", "r-3"], None, "empty lines around"),
    ] {
        fs::write(path(&places), text).expect("a writable file");
        let history = Journal::new(&places).read().expect("a journal");

        assert_eq!(ids(&history), expected, "what can be read: {what}");
        let told = history.damage().map(koshin_core::Problem::from);
        let told = told.map(|it| (it.code, it.params["first"].clone()));
        let expected = first.map(|it: usize| (Code::JournalDamaged, it.to_string()));
        assert_eq!(told, expected, "what is told: {what}");
    }
}

#[test]
fn a_line_of_a_newer_koshin_is_passed_over_without_alarm() {
    let (_folder, places) = places();
    let mut text = String::from_utf8(written(&places, &["r-1"])).expect("UTF-8");
    text.push_str("{\"schema\":2,\"seq\":2,\"previous\":\"\",\"entry\":\"novel\"}\n");
    fs::write(path(&places), text).expect("a writable file");
    let journal = Journal::new(&places);

    journal.append(&entry("r-2")).expect("adding does no harm");
    let history = journal.read().expect("a journal");

    assert_eq!(ids(&history), ["r-1", "r-2"], "what this version knows");
    assert_eq!(faults(&history), [(2, Fault::TooNew)], "the line is named");
    assert_eq!(history.damage(), None, "and is no damage");
}

#[test]
fn two_that_write_at_once_lose_nothing() {
    let (_folder, places) = places();
    std::thread::scope(|scope| {
        for who in ["a", "b"] {
            let journal = Journal::new(&places);
            scope.spawn(move || {
                for number in 0..20 {
                    journal.append(&entry(&format!("{who}-{number}"))).expect("a writable disk");
                }
            });
        }
    });

    let history = Journal::new(&places).read().expect("a journal");

    assert_eq!(faults(&history), [], "every line follows the one before");
    let seqs: Vec<_> = history.entries.iter().map(|it| it.seq).collect();
    assert_eq!(seqs, (1..=40).collect::<Vec<_>>(), "every entry has a number of its own");
}
