//! One record, in full and as a line of the history.

use koshin_core::record::{Outcome, Record};

use super::{expires_text, findings, row, text};
use crate::view::{FindingRow, HistoryRow, Mark, RecordPage};
use crate::words::{Words, word};

/// Forms a record; `next` is what is still to be done about it.
pub(super) fn page(words: Words, record: &Record, next: Option<String>) -> RecordPage {
    let after = record.after.as_ref().and_then(|it| it.expires).or(record.seen_by_person);
    let unknown = || words.say("value.unknown", &[]);
    let server = record.server.name.clone().unwrap_or_else(|| words.say("walk.by-hand", &[]));
    let mut rows = vec![
        row(words, "label.outcome", outcome(words, record)),
        row(words, "label.license", name(words, record)),
        row(words, "label.server", server),
        row(words, "label.organization", text(words, record.before.organization.as_deref())),
        row(words, "label.location", text(words, record.before.location.as_deref())),
        row(words, "label.expires-before", expires_text(words, record.before.expires.as_ref())),
        row(words, "label.expires-after", expires_text(words, after.as_ref())),
        row(words, "label.person", record.person.clone().unwrap_or_else(unknown)),
        row(words, "label.apple-id", record.apple_id.clone().unwrap_or_else(unknown)),
        row(words, "label.started", words.time(record.started)),
        row(words, "label.finished", words.time(record.finished)),
    ];
    if let Some(token) = &record.token {
        rows.push(row(words, "label.file", &token.file_name));
        rows.push(row(words, "label.fingerprint", token.fingerprint.as_str()));
        let location = text(words, token.location.as_deref());
        rows.push(row(words, "label.token-location", location));
    }
    if let Some(notes) = &record.notes {
        rows.push(row(words, "label.notes", notes));
    }
    if let Some(problem) = record.told_problem() {
        let told = words.problem(&problem);
        rows.push(row(words, "label.problem", format!("{} ({})", told.what, problem.code)));
    }
    rows.push(row(words, "label.record", &record.id));
    rows.push(row(words, "label.version", &record.version));
    // It is over: what was to be done then is no order any more.
    let findings = findings(words, &record.checks)
        .into_iter()
        .map(|it| FindingRow { cure: None, ..it })
        .collect();
    RecordPage {
        license: name(words, record),
        outcome: outcome(words, record),
        mark: mark(record),
        next,
        rows,
        findings,
    }
}

pub(super) fn line(words: Words, record: &Record) -> HistoryRow {
    let after = record.after.as_ref().and_then(|it| it.expires).or(record.seen_by_person);
    HistoryRow {
        id: record.id.clone(),
        when: words.time(record.finished),
        license: name(words, record),
        server: record.server.name.clone().unwrap_or_else(|| words.say("walk.by-hand", &[])),
        outcome: outcome(words, record),
        mark: mark(record),
        expiry: words.say(
            "value.change",
            &[
                ("before", &expires_text(words, record.before.expires.as_ref())),
                ("after", &expires_text(words, after.as_ref())),
            ],
        ),
        apple_id: record.apple_id.clone().unwrap_or_default(),
    }
}

fn name(words: Words, record: &Record) -> String {
    let shown = record.before.display_name();
    // Where nobody read the license its id is random and would say nothing.
    let is_random = shown.len() == 32 && shown.bytes().all(|it| it.is_ascii_hexdigit());
    let is_known = record.server.id.is_some() && !is_random;
    let has_name = is_known || record.before.account_name.is_some();
    if has_name { shown.to_owned() } else { words.say("value.unknown", &[]) }
}

fn outcome(words: Words, record: &Record) -> String {
    words.say(&format!("outcome.{}", word(&record.outcome)), &[])
}

const fn mark(record: &Record) -> Mark {
    match record.outcome {
        Outcome::Renewed => Mark::Pass,
        Outcome::RenewedByHand => Mark::Accepted,
        Outcome::Refused | Outcome::NotRenewed | Outcome::Failed => Mark::Stop,
        Outcome::Unknown => Mark::NotComparable,
        Outcome::Abandoned => Mark::Skipped,
    }
}
