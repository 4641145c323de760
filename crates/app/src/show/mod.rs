//! From what is known to what is shown.

mod home;
mod pages;
mod record;
mod renewing;
mod steps;

pub use pages::found;

use koshin_core::expiry::{ExpiryState, state};
use koshin_core::judge::{Check, CheckResult, Finding};
use koshin_core::{Expiry, Problem};
use koshin_remote::connector::Question;

use crate::session::internal::{PageState, State};
use crate::view::{
    Busy, FindingRow, Governed, Mark, Page, QuestionView, Row, Theme, Urgency, View,
};
use crate::words::{Words, word};

impl State {
    /// Makes the view anew.
    pub(crate) fn view(&self) -> View {
        let words = self.words();
        View {
            revision: self.revision,
            language: words.language(),
            language_choice: self.world.policy.language.or(self.settings.language).map(
                |it| match it {
                    koshin_store::settings::Language::Ja => crate::view::Language::Ja,
                    koshin_store::settings::Language::En => crate::view::Language::En,
                },
            ),
            theme: match self.settings.theme {
                koshin_store::settings::Theme::System => Theme::System,
                koshin_store::settings::Theme::Light => Theme::Light,
                koshin_store::settings::Theme::Dark => Theme::Dark,
            },
            practice: self.world.practice.is_some(),
            governed: self.governed(words),
            page: self.page(words),
            busy: self.busy(words),
            problem: self.problem.as_ref().map(|it| words.problem_view(it)),
            notice: self.notice.map(|it| words.say(it, &[])),
        }
    }

    fn governed(&self, words: Words) -> Governed {
        let told = |it: Problem| words.problem(&it);
        Governed {
            language: self.world.policy.language.is_some(),
            practice_off: self.world.policy.is_practice_off,
            read_only: self
                .permit()
                .err()
                .map(told)
                .map(|it| format!("{}{}", it.what, words.second(&it.cure))),
        }
    }

    fn page(&self, words: Words) -> Page {
        match &self.page {
            PageState::Welcome => Page::Welcome,
            PageState::Home => Page::Home(self.home(words)),
            PageState::AddServer(form) => Page::AddServer(self.add_server_page(words, form, None)),
            PageState::EditServer { server, form } => {
                Page::AddServer(self.add_server_page(words, form, Some(server)))
            }
            PageState::ServerTest { server, rehearsal } => {
                Page::ServerTest(self.server_test(words, server, rehearsal))
            }
            PageState::SignIn { server } => Page::SignIn(self.sign_in(words, server)),
            PageState::Walk => match &self.walk {
                Some(walk) => self.walk_page(words, walk),
                None => Page::Home(self.home(words)),
            },
            PageState::Record(id) => match self.history.record(id) {
                Some(record) => {
                    let next = self.still_unsettled(words, record);
                    Page::Record(record::page(words, record, next))
                }
                None => Page::History(self.history_page(words)),
            },
            PageState::History => Page::History(self.history_page(words)),
            PageState::Settings => Page::Settings(self.settings_page(words)),
            PageState::About => Page::About(self.about(words)),
        }
    }

    fn busy(&self, words: Words) -> Option<Busy> {
        let job = self.job.as_ref()?;
        let question = job.question.as_ref().map(|(it, _)| match it {
            Question::OneTimeCode { prompt } => QuestionView {
                prompt: words.say("question.one-time-code", &[("prompt", prompt)]),
                url: None,
                code: None,
                wants_answer: true,
            },
            Question::DeviceCode { url, code } => QuestionView {
                prompt: words.say("question.device-code", &[]),
                url: Some(url.clone()),
                code: Some(code.clone()),
                wants_answer: false,
            },
        });
        Some(Busy {
            what: words.say(job.what, &[]),
            stage: job.stage.map(|it| words.say(&format!("stage.{}", word(&it)), &[])),
            can_cancel: true,
            question,
        })
    }

    /// Returns how urgent an expiry is today.
    pub(super) fn urgency(&self, expires: Option<&Expiry>) -> Urgency {
        match state(expires, self.ports.clock.now(), self.settings.warn_days) {
            ExpiryState::Ok => Urgency::Ok,
            ExpiryState::Soon => Urgency::Soon,
            ExpiryState::Unknown => Urgency::Unknown,
            ExpiryState::Expired => Urgency::Expired,
        }
    }

    /// Forms what is left of an expiry.
    pub(super) fn days_left(&self, words: Words, expires: Option<&Expiry>) -> String {
        expires.map_or_else(
            || words.say("days.unknown", &[]),
            |it| words.days_left(it, self.ports.clock.now()),
        )
    }

    /// Forms the sentence about an expiry (Appendix A 1).
    pub(super) fn headline(&self, words: Words, expires: Option<&Expiry>) -> String {
        let Some(expires) = expires else { return words.say("expiry.unknown", &[]) };
        let now = self.ports.clock.now();
        let days = expires.days_left(now);
        let key = if expires.is_expired(now) {
            "expiry.expired"
        } else if days == 1 {
            "expiry.one"
        } else if days == 0 {
            "expiry.today"
        } else {
            "expiry.left"
        };
        words.say(key, &[("days", &days.to_string()), ("expires", &words.expiry(expires))])
    }
}

/// Forms an expiry, or says that it is not known.
pub(super) fn expires_text(words: Words, expires: Option<&Expiry>) -> String {
    expires.map_or_else(|| words.say("value.unknown", &[]), |it| words.expiry(it))
}

/// Forms a value that may be lacking.
pub(super) fn text(words: Words, value: Option<&str>) -> String {
    match value.map(str::trim) {
        None => words.say("value.unknown", &[]),
        Some("") => words.say("value.empty", &[]),
        Some(value) => value.to_owned(),
    }
}

/// Makes a row of a label's key and a value.
pub(super) fn row(words: Words, label: &str, value: impl Into<String>) -> Row {
    Row { label: words.say(label, &[]), value: value.into() }
}

/// Forms all findings of a token.
#[must_use]
pub fn findings(words: Words, all: &[Finding]) -> Vec<FindingRow> {
    let is_refused =
        all.iter().any(|it| it.check == Check::Apple && it.result == CheckResult::Stop);
    let row = |it: &Finding| {
        let asks_apple = matches!(it.check, Check::Location | Check::Owner);
        // Of a token that it refuses Apple says nothing more: that is no worry of its own.
        if is_refused && asks_apple && it.result == CheckResult::NotComparable {
            let check = word(&it.check);
            return FindingRow {
                title: words.say(&format!("check.{check}"), &[]),
                text: words.say("check.not-asked", &[]),
                check,
                mark: Mark::Skipped,
                cure: None,
            };
        }
        finding(words, it)
    };

    all.iter().map(row).collect()
}

/// Forms one finding.
fn finding(words: Words, finding: &Finding) -> FindingRow {
    let check = word(&finding.check);
    let mark = mark(finding);
    let told = finding.problem().map(|it| words.problem(&it));
    let values: Vec<(&str, String)> =
        finding.params.iter().map(|(name, value)| (name.as_str(), words.value(value))).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(a, b)| (*a, b.as_str())).collect();
    let text = match (&told, mark) {
        (_, Mark::Accepted) => words.say(&format!("check.{check}.accepted"), &values),
        (Some(told), _) => format!("{}{}", told.what, words.second(&told.why)),
        (None, _) => words.say(&format!("check.{check}.{}", word(&finding.result)), &values),
    };
    let cure = told
        .map(|it| it.cure)
        .filter(|it| !it.is_empty() && !matches!(mark, Mark::Accepted | Mark::Pass));
    FindingRow { title: words.say(&format!("check.{check}"), &[]), check, mark, text, cure }
}

/// Returns how one finding went.
fn mark(finding: &Finding) -> Mark {
    if finding.accepted {
        return Mark::Accepted;
    }
    match finding.result {
        CheckResult::Pass => Mark::Pass,
        CheckResult::Note => Mark::Note,
        CheckResult::Stop => Mark::Stop,
        CheckResult::NotComparable => Mark::NotComparable,
        CheckResult::Skipped => Mark::Skipped,
    }
}
