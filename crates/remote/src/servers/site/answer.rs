//! What the site says of a save.
//!
//! Everything here is a hint: whether it was saved is decided by reading the list again. Only what can
//! be nothing else counts as a refusal.

use koshin_core::{Code, Problem};

use super::browser::said_by;
use super::form::Kind;
use super::screen::Screen;
use super::stops::{self, Obstacle};
use super::walk::Stop;
use super::words::words;
use crate::connector::{ConnectorError, Receipt, Sent};

/// What the page after ［保存］ is called.
pub(super) const SAVING: &str = "保存";

/// What the page after ［保存］ says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Saved, in these words.
    Saved(String),
    /// Not saved: the form is shown again, or the request itself was refused.
    Refused(Problem),
    /// Something went wrong; it may have been saved before.
    Failed(Problem),
    /// The sign-in form stands there instead of an answer: the form was not taken.
    SignedOut,
    /// Nothing that says either.
    Silent,
}

impl Answer {
    /// Tells whether another page may say more.
    pub(super) const fn is_open(&self) -> bool {
        match self {
            Self::Silent => true,
            Self::Saved(_) | Self::Refused(_) | Self::Failed(_) | Self::SignedOut => false,
        }
    }

    /// Turns it into what the connector returns.
    pub(super) fn into_receipt(self) -> Result<Receipt, Stop> {
        let failed = |problem, sent| Err(Stop::Failed(ConnectorError::new(problem).sent(sent)));
        match self {
            Self::Saved(sentence) => {
                Ok(Receipt { said_saved: true, sentence: Some(sentence), remarks: Vec::new() })
            }
            Self::Silent => Ok(Receipt::default()),
            Self::Refused(problem) => failed(problem, Sent::Refused),
            Self::Failed(problem) => failed(problem, Sent::Unknown),
            Self::SignedOut => Err(Stop::SignedOut { page: SAVING.to_owned() }),
        }
    }
}

/// Reads the screen after ［保存］. `is_direct` tells that it is the answer to the form itself, `before`
/// is what the edit page said.
///
/// Only the sign-in form itself says that the form was not taken. A page that speaks of a time-out may
/// come after the save: nothing is sent again for its words.
pub(super) fn read(screen: &Screen, status: u16, is_direct: bool, before: &[String]) -> Answer {
    let words = words();
    let new = || screen.lines().filter(|it| !before.iter().any(|old| old == it));
    if status < 400
        && let Some(sentence) =
            new().find(|it| words.success.are_in(it) && !words.failure.are_in(it))
    {
        return Answer::Saved(sentence.to_owned());
    }
    match stops::obstacle(screen, SAVING) {
        Some(Obstacle::SignedOut) => return Answer::SignedOut,
        // Pages that stand before the site's own are shown without looking at the form.
        Some(Obstacle::Stop(problem)) => return Answer::Failed(problem),
        None => (),
    }
    let sentence = stops::error_sentence(screen, before);
    if status >= 400 {
        let code = if status == 403 { Code::ServerForbidden } else { Code::ServerError };
        let problem = Problem::new(code)
            .with("page", SAVING)
            .with("status", status.to_string())
            .with("sentence", sentence.unwrap_or_else(|| stops::first_line(screen)));
        let is_refusal = is_direct && said_by(status) == Sent::Refused;
        return if is_refusal { Answer::Refused(problem) } else { Answer::Failed(problem) };
    }
    let has_form = screen.field(&words.upload, &[Kind::File], |_, _| true).is_ok();
    let says_failure = sentence.as_ref().is_some_and(|it| words.failure.are_in(it));
    match (has_form, sentence) {
        (true, Some(sentence)) => Answer::Refused(
            Problem::new(Code::ServerSaveRefused).with("page", SAVING).with("sentence", sentence),
        ),
        (false, Some(sentence)) if says_failure => Answer::Failed(
            Problem::new(Code::ServerError).with("page", SAVING).with("sentence", sentence),
        ),
        (_, _) => match stops::explain(screen, SAVING) {
            Some(Obstacle::Stop(problem)) if problem.code == Code::SiteMaintenance => {
                Answer::Failed(problem)
            }
            Some(Obstacle::Stop(_) | Obstacle::SignedOut) | None => Answer::Silent,
        },
    }
}
