//! `history`: the recorded renewals.

use std::process::ExitCode;

use koshin_core::Problem;
use koshin_core::record::Record;
use koshin_store::journal::OpenSaving;
use serde_json::json;

use crate::args;
use crate::out::{Out, USAGE, object};
use crate::place::Place;

pub(crate) fn run(args: &args::History) -> ExitCode {
    let out = Out::new(args.json);
    let read = Place::open().and_then(|it| it.journal.read().map_err(Problem::from));
    let history = match read {
        Ok(history) => history,
        Err(problem) => return out.problem(&problem, USAGE),
    };
    let damage = history.damage().map(Problem::from);
    let records = history.records();
    let open = history.open_savings();
    let lines = open.iter().map(|it| interrupted_line(out, it));
    let text: Vec<_> = lines.chain(records.iter().map(|it| line(out, it))).collect();
    let interrupted: Vec<_> = open
        .into_iter()
        .map(|it| json!({ "renewal": it.renewal, "at": it.at, "license": it.before }))
        .collect();
    let object = object(json!({ "records": records, "interrupted": interrupted }));
    let code = out.answer(object, &text.join("\n"), damage.as_ref(), 0);
    if text.is_empty() {
        out.remark(&out.words().say("terminal.no-records", &[]));
    }
    code
}

/// What was begun last and has no end stands first: somebody has to look at it.
fn interrupted_line(out: Out, open: &OpenSaving) -> String {
    let words = out.words();
    format!(
        "{}\t{}\t{}\t{}",
        words.time(open.at),
        open.server.name.as_deref().unwrap_or("-"),
        open.before.display_name(),
        words.say("terminal.interrupted", &[]),
    )
}

fn line(out: Out, record: &Record) -> String {
    let words = out.words();
    let outcome = serde_json::to_value(record.outcome).ok();
    let outcome = outcome.as_ref().and_then(|it| it.as_str()).unwrap_or_default();
    format!(
        "{}\t{}\t{}\t{}",
        words.time(record.finished),
        record.server.name.as_deref().unwrap_or("-"),
        record.before.display_name(),
        words.say(&format!("outcome.{outcome}"), &[]),
    )
}
