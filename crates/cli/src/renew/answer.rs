//! What `renew` prints, and its exit code.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use koshin_app::show::findings;
use koshin_app::view::Mark;
use koshin_app::words::Words;
use koshin_core::judge::Judgement;
use koshin_core::record::Outcome;
use koshin_core::{Check, CheckResult, Finding, License, Problem};
use serde_json::{Value, json};

use crate::args::WARN_DAYS;
use crate::out::{self, Out, object};
use crate::status::license_json;

/// What is known at the end.
pub(super) struct Ended {
    pub(super) outcome: Outcome,
    pub(super) is_dry: bool,
    pub(super) judgement: Option<Judgement>,
    pub(super) before: Option<License>,
    pub(super) after: Option<License>,
    pub(super) problem: Option<Problem>,
    pub(super) record: Option<String>,
}

impl Ended {
    /// A failure before anything was sent or judged.
    pub(super) const fn failed(problem: Problem) -> Self {
        Self {
            outcome: Outcome::Failed,
            is_dry: false,
            judgement: None,
            before: None,
            after: None,
            problem: Some(problem),
            record: None,
        }
    }
}

/// Prints what is known, with the exit code of the outcome.
pub(super) fn answer(out: Out, result: &Ended, now: DateTime<Utc>) -> ExitCode {
    let is_dry = result.is_dry && result.outcome == Outcome::Renewed;
    let (word, code) = match result.outcome {
        Outcome::Renewed | Outcome::RenewedByHand if is_dry => ("dry-run", 0),
        Outcome::Renewed | Outcome::RenewedByHand => ("renewed", 0),
        Outcome::Refused => ("refused", 1),
        Outcome::NotRenewed => ("not-renewed", 2),
        Outcome::Unknown => ("unknown", 3),
        Outcome::Failed | Outcome::Abandoned => ("failed", 4),
    };
    let checks = checks_json(result);
    let license = |it: &License| license_json(it, now, WARN_DAYS);
    let object = object(json!({
        "outcome": word,
        "checks": checks,
        "before": result.before.as_ref().map(license),
        "after": result.after.as_ref().map(license),
        "record": result.record,
    }));
    let words = out.words();
    let text = match (is_dry, result.after.as_ref().and_then(|it| it.expires)) {
        (true, _) => words.say("file.fit", &[]),
        (false, Some(expires)) if code == 0 => {
            words.say("confirm.renewed", &[("expires", &words.expiry(&expires))])
        }
        (false, _) => String::new(),
    };
    let text = [remarks(words, result), text, unsaved(words, is_dry)].concat();
    out.answer(object, text.trim_end(), result.problem.as_ref(), code)
}

/// What the checks found beside what stopped it, a line each: whoever has only the text would not hear
/// of it otherwise.
fn remarks(words: Words, result: &Ended) -> String {
    let told_already = result.problem.as_ref().map(|it| it.code);
    let all = result
        .judgement
        .iter()
        .flat_map(|it| it.findings.iter().zip(findings(words, &it.findings)));
    let mut text = String::new();
    for (finding, row) in all {
        let is_told = finding.code.is_some() && finding.code == told_already;
        if is_told || matches!(row.mark, Mark::Pass | Mark::Stop) {
            continue;
        }
        text += &row.title;
        text += ": ";
        // A row with something to do names the window's buttons; here there are options.
        match finding.problem().filter(|_| row.cure.is_some()) {
            Some(problem) => text += &out::sentences(words, &problem),
            None => text += &row.text,
        }
        text.push('\n');
    }
    text
}

fn unsaved(words: Words, is_dry: bool) -> String {
    if is_dry { format!("\n{}", words.say("notice.nothing-saved", &[])) } else { String::new() }
}

fn checks_json(result: &Ended) -> Vec<Value> {
    match (&result.judgement, &result.problem) {
        (Some(judgement), _) => judgement.findings.iter().map(check_json).collect(),
        // The file was the first thing looked at, and the last.
        (None, Some(problem)) if result.outcome == Outcome::Refused => {
            vec![json!({
                "check": Check::File,
                "result": CheckResult::Stop,
                "code": problem.code,
                "params": problem.params,
            })]
        }
        (None, _) => Vec::new(),
    }
}

fn check_json(it: &Finding) -> Value {
    let mut check =
        json!({ "check": it.check, "result": it.result, "code": it.code, "params": it.params });
    if it.accepted {
        check["accepted"] = json!(true);
    }
    check
}
