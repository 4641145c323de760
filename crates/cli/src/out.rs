//! What is printed, and with which exit code the process ends.
//!
//! Nothing here gives up where the reader has gone, as `head` does: what was done was done, and the exit
//! code says it.

use std::io::{self, Write as _};
use std::process::ExitCode;

use koshin_app::view::Language;
use koshin_app::words::Words;
use koshin_core::{Code, Problem};
use serde_json::{Map, Value, json};

use crate::policy;

/// A mistake in the arguments or the settings (`EX_USAGE` of `sysexits.h`).
pub(crate) const USAGE: u8 = 64;

/// Names the language of text, `ja` or `en`; Windows gives a scheduled task that of its account, and
/// knows no other way to choose.
const LANGUAGE: &str = "KOSHIN_LANGUAGE";

/// Where the answer goes: one JSON object, or text in the language that the administrator has set, else in
/// that of [`LANGUAGE`], else in the system's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    is_json: bool,
    words: Words,
}

impl Out {
    pub(crate) fn new(is_json: bool) -> Self {
        let set = match policy::in_force().language {
            Some(koshin_store::settings::Language::Ja) => Some(Language::Ja),
            Some(koshin_store::settings::Language::En) => Some(Language::En),
            None => None,
        };
        let language = set.or_else(asked_for).unwrap_or_else(of_the_system);
        Self { is_json, words: Words::of(language) }
    }

    pub(crate) const fn words(self) -> Words {
        self.words
    }

    /// Prints the answer: `object` with `schema` and `problem` as JSON, or `text` and the problem.
    pub(crate) fn answer(
        self,
        mut object: Map<String, Value>,
        text: &str,
        problem: Option<&Problem>,
        code: u8,
    ) -> ExitCode {
        if self.is_json {
            object.insert("schema".to_owned(), json!(1));
            object.insert("problem".to_owned(), problem.map_or(Value::Null, problem_json));
            self.line(&Value::Object(object).to_string());
        } else {
            if !text.is_empty() {
                self.line(text);
            }
            if let Some(problem) = problem {
                Self::progress(&self.problem_text(problem));
            }
        }
        ExitCode::from(code)
    }

    /// Prints a line to standard output; tells whether it was taken.
    pub(crate) fn line(self, text: &str) -> bool {
        let mut output = io::stdout().lock();
        match writeln!(output, "{text}").and_then(|()| output.flush()) {
            Ok(()) => true,
            Err(error) => {
                if error.kind() != io::ErrorKind::BrokenPipe {
                    let reason = error.to_string();
                    Self::progress(&self.words.say("terminal.no-output", &[("reason", &reason)]));
                }
                false
            }
        }
    }

    /// Prints an answer for programs, `--json` or not; tells whether it was taken.
    pub(crate) fn announce(self, mut object: Map<String, Value>) -> bool {
        object.insert("schema".to_owned(), json!(1));
        object.insert("problem".to_owned(), Value::Null);
        self.line(&Value::Object(object).to_string())
    }

    /// Prints a problem alone.
    pub(crate) fn problem(self, problem: &Problem, code: u8) -> ExitCode {
        self.answer(Map::new(), "", Some(problem), code)
    }

    /// Prints a mistake of Koshin's own.
    pub(crate) fn internal(self, detail: &str) -> ExitCode {
        self.problem(&Problem::new(Code::Internal).detail(detail), 4)
    }

    /// Says something beside the answer that its JSON says by itself.
    pub(crate) fn remark(self, text: &str) {
        if !self.is_json {
            Self::progress(text);
        }
    }

    /// Says something on the way, to standard error.
    pub(crate) fn progress(text: &str) {
        if !text.is_empty() {
            // Without standard error there is nobody to tell.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Forms a problem as text: what, why, what to do, and the code to quote.
    pub(crate) fn problem_text(self, problem: &Problem) -> String {
        let told = self.words.problem_on_terminal(problem);
        let lines = [told.what, told.why, told.cure, format!("({})", problem.code)];
        lines.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// A problem as the JSON output has it.
pub(crate) fn problem_json(problem: &Problem) -> Value {
    let message = |language| sentences(Words::of(language), problem);
    json!({
        "code": problem.code,
        "remedy": problem.remedy(),
        "message": { "ja": message(Language::Ja), "en": message(Language::En) },
        "params": problem.params,
    })
}

/// Forms a problem as one text: what, why, what to do.
pub(crate) fn sentences(words: Words, problem: &Problem) -> String {
    let told = words.problem_on_terminal(problem);
    [told.what, words.second(&told.why), words.second(&told.cure)].concat()
}

/// Returns the entries of a JSON object.
pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

fn asked_for() -> Option<Language> {
    match std::env::var(LANGUAGE).ok()?.as_str() {
        "ja" => Some(Language::Ja),
        "en" => Some(Language::En),
        _ => None,
    }
}

fn of_the_system() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.starts_with("ja") => Language::Ja,
        _ => Language::En,
    }
}
