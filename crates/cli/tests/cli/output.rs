//! Where the output goes: one object to standard output, the rest to standard error, and nothing breaks
//! where nobody reads.

#[cfg(unix)]
use std::process::Stdio;

use crate::common::{Desk, Practice};
#[cfg(unix)]
use crate::support::command;
use crate::support::{JAPANESE, LICENSE, add, keys, run_plain, run_text, text};

#[test]
fn progress_goes_to_standard_error_only() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let secrets = practice.secrets("本社");

    let answer = desk.run(&["status", "--secrets-stdin"], Some(&secrets));

    assert!(answer.stderr.lines().count() >= 3, "stages are told: {}", answer.stderr);
    assert!(!answer.stderr.contains('{'), "the object is not there: {}", answer.stderr);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_gone_breaks_nothing() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (arguments, exit) in [
        (&["server", "list", "--json"] as &[&str], 0),
        (&["server", "list"], 0),
        (&["--help"], 0),
        (&["server", "remove", "nobody"], 64),
        (&["frobnicate"], 64),
        (&["inspect", "nowhere", "--json"], 2),
        (&["practice"], 0),
    ] {
        let [output, error] = [(); 2].map(|()| {
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            Stdio::from(writer)
        });

        let status = command(&desk, arguments).stdout(output).stderr(error).status();

        let status = status.expect("koshin-cli starts");
        assert_eq!(status.code(), Some(exit), "{arguments:?}: as with a reader");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_the_output_is_told_and_what_was_done_stays_done() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has it");

    let output = command(&desk, &["server", "remove", "本社"])
        .env("KOSHIN_LANGUAGE", "en")
        .stdout(full)
        .output()
        .expect("koshin-cli starts");

    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "the server is removed: {stderr}");
    assert!(stderr.contains("Standard output could not be written"), "and it is told: {stderr}");
}

/// Windows takes its language from the account, not from the environment.
#[cfg(unix)]
#[test]
fn text_is_in_the_systems_language() {
    for (locale, told) in [("ja_JP.UTF-8", "あと"), ("C", "days"), ("en_US.UTF-8", "days")] {
        assert_inspects(&[("LC_ALL", locale), ("LANG", locale), ("TERM", "dumb")], told);
    }
}

#[test]
fn text_is_in_the_language_that_is_asked_for() {
    for (language, told) in [("ja", "あと"), ("en", "days")] {
        assert_inspects(&[("KOSHIN_LANGUAGE", language), ("LC_ALL", "de_DE.UTF-8")], told);
    }
}

/// Another word than the two is as none: a schedule goes on, in the system's language.
#[cfg(unix)]
#[test]
fn a_language_that_is_not_there_is_as_none() {
    for unknown in ["", "de", "JA", "ja_JP.UTF-8"] {
        assert_inspects(&[("KOSHIN_LANGUAGE", unknown), ("LC_ALL", "ja_JP.UTF-8")], "あと");
    }
}

/// What a token's file holds is told with these variables set, and in these words.
fn assert_inspects(variables: &[(&str, &str)], told: &str) {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);

    let output = run_plain(&desk, &["inspect", &practice.token("new")], variables);

    assert_eq!(output.status.code(), Some(0), "{variables:?}");
    assert!(text(&output.stdout).contains(told), "{variables:?}: {}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "", "{variables:?}: nothing went wrong");
}

/// A journal that cannot be written: the line that precedes the save is lacking.
#[test]
fn without_a_journal_nothing_is_sent() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    let before = crate::support::read(&desk, &practice);
    // As on a full disk, also for root: a folder stands where the file would be.
    std::fs::create_dir(desk.home.path().join("journal.jsonl")).expect("a writable folder");

    let answer = crate::support::renew(&desk, &practice, &[]);

    assert_eq!(answer.exit, 4, "{}", answer.stdout);
    assert_eq!(answer.json["outcome"], "failed", "before anything was sent");
    assert_eq!(answer.json["problem"]["code"], "store-failed", "it says why: {}", answer.stdout);
    assert_eq!(answer.json["before"]["id"], LICENSE, "what was read is told");
    assert_eq!(crate::support::read(&desk, &practice), before, "the site is as before");
    let history = desk.run(&["history"], None);
    assert_eq!(history.exit, 64, "that there is a history is not pretended: {}", history.stdout);
    assert_eq!(keys(&history.json), ["problem", "schema"], "{}", history.stdout);
}

#[cfg(unix)]
#[test]
fn a_refusal_that_cannot_be_recorded_says_both() {
    let practice = Practice::start(&["--scenario", "revoked"]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    // It reads as an empty journal, and nothing can be written there, also by root.
    let nowhere = desk.home.path().join("nowhere").join("journal.jsonl");
    let journal = desk.home.path().join("journal.jsonl");
    std::os::unix::fs::symlink(nowhere, journal).expect("a writable folder");

    let answer = crate::support::renew(&desk, &practice, &[]);

    assert_eq!(answer.exit, 1, "{}", answer.stdout);
    assert_eq!(answer.json["problem"]["code"], "apple-revoked", "why it stopped");
    assert!(answer.json["record"].is_null(), "there is none: {}", answer.stdout);
    assert!(answer.stderr.contains("(store-failed)"), "and why not: {}", answer.stderr);
}

#[test]
fn a_save_without_an_end_stands_in_the_text_of_the_history() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add(&desk, &practice, "本社");
    assert_eq!(crate::support::renew(&desk, &practice, &[]).exit, 0, "renewed");
    // As after a power cut right after the save: the line of its end is lacking.
    let journal = desk.home.path().join("journal.jsonl");
    let whole = std::fs::read_to_string(&journal).expect("the journal");
    let begun = whole.lines().next().expect("the line of the save").to_owned() + "\n";
    assert_ne!(begun, whole, "the end had a line of its own");
    std::fs::write(&journal, begun).expect("a writable folder");

    let told = run_text(&desk, &["history"], "", JAPANESE);

    assert_eq!((told.exit, told.stderr.as_str()), (0, ""), "{}", told.stdout);
    let columns: Vec<_> = told.stdout.trim_end().split('\t').collect();
    assert_eq!((columns.len(), columns[1]), (4, "本社"), "one line: {}", told.stdout);
    assert!(columns[3].contains("「有効期限」を確認"), "what to do: {}", told.stdout);
}
