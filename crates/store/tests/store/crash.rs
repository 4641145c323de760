//! A process that is killed while it writes.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use koshin_core::record::Entry;
use koshin_store::{Journal, Places, Settings, SettingsFile, StoreError};

use crate::samples::{names, now, places, record, server};

const HOME: &str = "KOSHIN_TEST_HOME";

/// In the child process: writes until it is killed.
fn write_without_end(places: &Places) -> ! {
    let file = SettingsFile::new(places);
    let journal = Journal::new(places);
    for round in 1.. {
        let change = |it: &mut Settings| -> Result<(), StoreError> {
            it.warn_days = round;
            Ok(())
        };
        file.change(now(), change).expect("settings");
        let record = Box::new(record(&format!("r-{round}"), "2026-11-22T08:40:00Z"));
        journal.append(&Entry::Finished { record }).expect("a journal");
    }
    unreachable!("numbers do not end")
}

#[test]
fn a_killed_writer_leaves_the_old_or_the_new() {
    if let Some(home) = std::env::var_os(HOME) {
        write_without_end(&Places::at(home.as_ref()).expect("an absolute path"));
    }
    let (_folder, places) = places();
    let file = SettingsFile::new(&places);
    let add = |it: &mut Settings| it.add(server("本社"));
    file.change::<_, StoreError>(now(), add).expect("a free name");

    let path = places.folder().join("journal.jsonl");
    let length = || std::fs::metadata(&path).map_or(0, |it| it.len());
    let journal = Journal::new(&places);
    let (mut records, mut written) = (0, 0);
    for round in 0..12 {
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "crash::a_killed_writer_leaves_the_old_or_the_new"])
            .env(HOME, places.folder())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child process");
        // Kills it at another moment of its work each time, once it is at work.
        while length() <= written {
            let ended = child.try_wait().expect("a child process");
            assert_eq!(ended, None, "it does not end by itself");
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_micros(700 * round));
        child.kill().expect("a child process");
        child.wait().expect("a child process");

        let loaded = file.read(now());
        let history = journal.read().expect("a readable journal");
        assert_eq!(loaded.problem, None, "the settings are whole after kill {round}");
        assert_eq!(loaded.value.servers.len(), 1, "the server is there after kill {round}");
        assert_eq!(history.damage(), None, "the journal is whole after kill {round}");
        assert!(history.entries.len() > records, "no record is lost by kill {round}");
        (records, written) = (history.entries.len(), length());
    }

    places.prepare().expect("the lock is free");
    assert_eq!(names(places.folder(), ".tmp"), Vec::<String>::new(), "what was begun is removed");
}
