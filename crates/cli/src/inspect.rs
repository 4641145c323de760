//! `inspect`: what a file is, without asking anybody.

use std::process::ExitCode;

use koshin_app::work::examine::file_name;
use koshin_core::{Code, Expiry, FileKind, Problem};
use koshin_remote::clock::{Clock as _, SystemClock};
use koshin_store::{TokenFileError, read_token_file};
use serde_json::json;

use crate::args;
use crate::out::{Out, object};

/// Exit code for a file that is no usable token.
const REFUSED: u8 = 1;
/// Exit code for a file that cannot be read.
const UNREADABLE: u8 = 2;

pub(crate) fn run(args: &args::Inspect) -> ExitCode {
    let out = Out::new(args.json);
    let now = args.as_of.unwrap_or_else(|| SystemClock.now());
    let file = match read_token_file(&args.file) {
        Ok(file) => file,
        Err(error) => return refuse(out, args, error),
    };
    let expires = Expiry::second(file.token.expires());
    let is_expired = expires.is_expired(now);
    let problem =
        is_expired.then(|| Problem::new(Code::TokenExpired).with("expires", expires.to_param()));
    let object = object(json!({
        "kind": FileKind::ContentToken,
        "verdict": if is_expired { "refused" } else { "usable" },
        "organization": file.token.organization(),
        "expires": expires.to_param(),
        "days_left": expires.days_left(now),
    }));
    let words = out.words();
    let text = format!(
        "{}\t{}\n{}\t{} ({})",
        words.say("label.organization", &[]),
        file.token.organization(),
        words.say("label.expires", &[]),
        words.expiry(&expires),
        words.days_left(&expires, now),
    );
    out.answer(object, &text, problem.as_ref(), if is_expired { REFUSED } else { 0 })
}

fn refuse(out: Out, args: &args::Inspect, error: TokenFileError) -> ExitCode {
    let kind = error.kind();
    let problem = Problem::from(error).with("name", file_name(&args.file));
    let object = object(json!({
        "kind": kind,
        "verdict": "refused",
        "organization": null,
        "expires": null,
        "days_left": null,
    }));
    let code = if kind == FileKind::NotAFile { UNREADABLE } else { REFUSED };
    out.answer(object, "", Some(&problem), code)
}
