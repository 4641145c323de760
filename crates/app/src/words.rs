//! The words of the interface: sentences with values, formed once, here.
//!
//! The files stand in `ui/app/locales`: `sentences/*.json`, `problems/*.json` and `terminal/*.json` are
//! formed here, the labels beside them are looked up by the page. Keys are flat; `{name}` stands for a
//! value.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use koshin_core::expiry::japan;
use koshin_core::{Expiry, Precision, Problem};

use crate::view::{Language, ProblemView};

type Table = BTreeMap<String, String>;

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    language: Language,
}

/// What happened, why, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do.
    pub cure: String,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// Returns the language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// Forms a sentence. A key that is missing shows as itself, so that a person can quote it; a test
    /// keeps that from happening.
    #[must_use]
    pub fn say(self, key: &str, values: &[(&str, &str)]) -> String {
        let Some(sentence) = self.table().get(key) else {
            return key.to_owned();
        };
        fill(sentence, |name| {
            values.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
        })
    }

    /// Tells whether there is a sentence for a key.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.table().contains_key(key)
    }

    /// Forms the sentences of a problem.
    #[must_use]
    pub fn problem(self, problem: &Problem) -> Told {
        self.told(problem, &["problem"])
    }

    /// As [`Words::problem`], for a terminal (with the feature `terminal`): there are options in place of buttons.
    #[must_use]
    pub fn problem_on_terminal(self, problem: &Problem) -> Told {
        self.told(problem, &["terminal", "problem"])
    }

    /// Forms what the first of these kinds of sentences has for the problem.
    fn told(self, problem: &Problem, kinds: &[&str]) -> Told {
        let label = problem.params.get("field").map(|it| self.say(&format!("field.{it}"), &[]));
        let value = |name: &str| match (problem.params.get(name), name) {
            // It stands in 「」, where the last full stop is left out.
            (Some(value), "sentence") => Some(value.trim_end_matches('。').to_owned()),
            (Some(value), _) => Some(self.value(value)),
            (None, "label") => label.clone(),
            (None, _) => None,
        };
        let field = problem.params.get("field");
        let form = |part: &str| {
            // What is to be done may depend on which field it is about.
            let keys = kinds.iter().map(|it| format!("{it}.{}.{part}", problem.code));
            let mut keys = keys.flat_map(|it| [field.map(|name| format!("{it}.{name}")), Some(it)]);
            let sentence = keys.find_map(|it| self.table().get(&it?));
            sentence.map_or_else(
                || format!("problem.{}.{part}", problem.code),
                |it| fill(it, value).trim().to_owned(),
            )
        };
        Told { what: form("what"), why: form("why"), cure: form("do") }
    }

    /// Forms a problem for the page.
    #[must_use]
    pub fn problem_view(self, problem: &Problem) -> ProblemView {
        let told = self.problem(problem);
        ProblemView {
            code: problem.code.to_string(),
            remedy: word(&problem.remedy()),
            what: told.what,
            why: told.why,
            cure: told.cure,
            field: problem.params.get("field").cloned(),
            server: problem.params.get("server_id").cloned(),
        }
    }

    /// Forms an expiry in Japan time: 2026/12/04 17:30, or 2026/12/04 where only the day is known.
    #[must_use]
    pub fn expiry(self, expiry: &Expiry) -> String {
        match expiry.precision {
            Precision::Second => self.time(expiry.at),
            Precision::Day => expiry.day_in_japan().format("%Y/%m/%d").to_string(),
        }
    }

    /// Forms what is left of an expiry in whole days, or how many whole days ago it was.
    #[must_use]
    pub fn days_left(self, expiry: &Expiry, now: DateTime<Utc>) -> String {
        let ([none, one, more], days) = if expiry.is_expired(now) {
            let keys = ["days.just-expired", "days.expired-one", "days.expired"];
            (keys, (now - expiry.at).num_days())
        } else {
            (["days.last", "days.one", "days.left"], expiry.days_left(now))
        };
        let key = match days {
            0 => none,
            1 => one,
            _ => more,
        };
        self.say(key, &[("days", &days.to_string())])
    }

    /// Forms a moment in Japan time: 2026/12/04 17:30.
    #[must_use]
    pub fn time(self, at: DateTime<Utc>) -> String {
        let at = at.with_timezone(&japan());
        format!(
            "{:04}/{:02}/{:02} {:02}:{:02}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute()
        )
    }

    /// Forms the day of a moment in Japan: 2026/12/04.
    #[must_use]
    pub fn day(self, at: DateTime<Utc>) -> String {
        at.with_timezone(&japan()).format("%Y/%m/%d").to_string()
    }

    /// Forms a second sentence to stand after a first one: English wants a space between.
    #[must_use]
    pub fn second(self, sentence: &str) -> String {
        match self.language {
            Language::Ja => sentence.to_owned(),
            Language::En if sentence.is_empty() => String::new(),
            Language::En => format!(" {sentence}"),
        }
    }

    /// Forms a value on its way into a sentence: dates arrive in RFC 3339 and leave in Japan time.
    pub(crate) fn value(self, text: &str) -> String {
        if text.len() == 10
            && let Ok(day) = text.parse::<chrono::NaiveDate>()
        {
            return day.format("%Y/%m/%d").to_string();
        }
        let is_date = text.len() >= 20 && text.as_bytes().get(10) == Some(&b'T');
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) if is_date => self.time(at.to_utc()),
            _ => text.to_owned(),
        }
    }

    fn table(self) -> &'static Table {
        static JA: OnceLock<Table> = OnceLock::new();
        static EN: OnceLock<Table> = OnceLock::new();
        match self.language {
            Language::Ja => JA.get_or_init(|| {
                read(&[
                    include_str!("../../../ui/app/locales/sentences/ja.json"),
                    include_str!("../../../ui/app/locales/problems/ja.json"),
                    #[cfg(feature = "terminal")]
                    include_str!("../../../ui/app/locales/terminal/ja.json"),
                ])
            }),
            Language::En => EN.get_or_init(|| {
                read(&[
                    include_str!("../../../ui/app/locales/sentences/en.json"),
                    include_str!("../../../ui/app/locales/problems/en.json"),
                    #[cfg(feature = "terminal")]
                    include_str!("../../../ui/app/locales/terminal/en.json"),
                ])
            }),
        }
    }
}

/// Returns the wire word of a value that is a word.
#[must_use]
pub fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn read(files: &[&str]) -> Table {
    // A file that does not parse is caught by a test; here the keys then show as themselves.
    files.iter().flat_map(|it| serde_json::from_str::<Table>(it).unwrap_or_default()).collect()
}

/// Puts values in place of `{name}`; a name without a value becomes nothing, and a part in `[[…]]` is
/// left out where a value in it is lacking or empty.
fn fill(sentence: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut whole = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((part, after)) = after.split_once("]]") else { break };
        whole.push_str(&fill_values(before, &value).0);
        let (filled, is_complete) = fill_values(part, &value);
        if is_complete {
            whole.push_str(&filled);
        }
        rest = after;
    }
    whole.push_str(&fill_values(rest, &value).0);
    whole
}

/// Fills one part; tells whether every value in it was there.
fn fill_values(sentence: &str, value: &impl Fn(&str) -> Option<String>) -> (String, bool) {
    let mut is_complete = true;
    let mut filled = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        filled.push_str(&rest[..start]);
        let value = value(&rest[start + 1..start + length]).unwrap_or_default();
        is_complete &= !value.is_empty();
        filled.push_str(&value);
        rest = &rest[start + length + 1..];
    }
    filled.push_str(rest);
    (filled, is_complete)
}
