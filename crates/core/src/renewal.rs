//! One renewal as a value: the facts of the walk, and the step that follows from them.
//!
//! There is no field for the present step that could fall out of line with the facts:
//! [`Renewal::step`] is the first fact that is still missing. Replacing a fact forgets every later
//! one that was based on it; what the person typed is kept elsewhere. After a save that took effect,
//! or may have, nothing can be taken back; after a refused one the walk is open again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::expiry::Expiry;
use crate::judge::CheckedToken;
use crate::license::{License, Notes};

/// One screen of the walk, in the manual's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// 有効期限を確認する
    CheckExpiry,
    /// Appleからトークンをダウンロードする
    GetToken,
    /// トークンファイルを選択する
    ChooseFile,
    /// アカウント名と備考を入力する
    WriteNotes,
    /// 内容を確認して保存する
    Save,
    /// 更新結果を確認する
    Confirm,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 6] = [
        Self::CheckExpiry,
        Self::GetToken,
        Self::ChooseFile,
        Self::WriteNotes,
        Self::Save,
        Self::Confirm,
    ];

    /// Returns the number that the person sees, from 1.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::CheckExpiry => 1,
            Self::GetToken => 2,
            Self::ChooseFile => 3,
            Self::WriteNotes => 4,
            Self::Save => 5,
            Self::Confirm => 6,
        }
    }
}

/// What became of a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Saved {
    /// The request is on its way.
    Sending,
    /// The server says that it was saved.
    Said,
    /// No answer, or one that cannot be understood.
    NoAnswer,
    /// The person did it in the browser.
    ByHand,
}

/// What reading again gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The server shows the new expiry.
    Renewed,
    /// The person typed the new expiry, as the site shows it.
    RenewedByHand,
    /// The old date stands and the save was not taken.
    NotRenewed,
    /// Could not be found out.
    Unknown,
}

/// Something that happened in the walk.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person chose this license and begins.
    Began(License),
    /// The person says that the token is downloaded, or goes on to choose it.
    TokenFetched,
    /// A token passed the checks.
    Checked(CheckedToken),
    /// The account name and the notes are written.
    Written(Notes),
    /// A save was begun or done.
    Saved(Saved, DateTime<Utc>),
    /// The server definitely refused the save, or it was never sent.
    SaveRefused,
    /// The server was read again, or the person looked.
    Confirmed(Verdict),
    /// The person goes back to a step.
    WentBack(Step),
}

impl Event {
    /// Returns the step that this event ends.
    #[must_use]
    pub const fn ends(&self) -> Step {
        match self {
            Self::Began(_) => Step::CheckExpiry,
            Self::TokenFetched => Step::GetToken,
            Self::Checked(_) => Step::ChooseFile,
            Self::Written(_) => Step::WriteNotes,
            Self::Saved(..) => Step::Save,
            Self::SaveRefused | Self::Confirmed(_) => Step::Confirm,
            Self::WentBack(step) => *step,
        }
    }
}

/// Why an event was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// An earlier step is not done yet.
    #[error("an earlier step is not done yet")]
    TooEarly,
    /// A save took effect, or may have: there is only forward.
    #[error("a save took effect, or may have")]
    AlreadySaved,
    /// The token was judged for another license.
    #[error("the token was judged for another license")]
    OtherLicense,
    /// The walk has ended.
    #[error("the walk has ended")]
    Ended,
}

/// One walk. Pure: no clock, no network, no disk; times arrive inside events.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Renewal {
    license: Option<License>,
    fetched: bool,
    checked: Option<CheckedToken>,
    written: Option<Notes>,
    saved: Option<(Saved, DateTime<Utc>)>,
    verdict: Option<Verdict>,
}

impl Renewal {
    /// Returns the screen to show.
    #[must_use]
    pub const fn step(&self) -> Step {
        if self.license.is_none() {
            Step::CheckExpiry
        } else if self.checked.is_none() {
            if self.fetched { Step::ChooseFile } else { Step::GetToken }
        } else if self.written.is_none() {
            Step::WriteNotes
        } else if self.saved.is_none() {
            Step::Save
        } else {
            Step::Confirm
        }
    }

    /// Returns the license that is renewed, as it was read before.
    #[must_use]
    pub const fn license(&self) -> Option<&License> {
        self.license.as_ref()
    }

    /// Returns the checked token.
    #[must_use]
    pub const fn checked(&self) -> Option<&CheckedToken> {
        self.checked.as_ref()
    }

    /// Returns what is written for the server.
    #[must_use]
    pub const fn written(&self) -> Option<&Notes> {
        self.written.as_ref()
    }

    /// Returns what became of the save, and when it was begun (UTC).
    #[must_use]
    pub const fn saved(&self) -> Option<(Saved, DateTime<Utc>)> {
        self.saved
    }

    /// Returns how it ended.
    #[must_use]
    pub const fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// Tells whether the person may still go back: nothing was saved, and nothing is on its way.
    #[must_use]
    pub const fn may_go_back(&self) -> bool {
        self.saved.is_none()
    }

    /// Takes one event, or refuses it and changes nothing.
    ///
    /// # Errors
    ///
    /// Why the event does not fit the facts.
    pub fn apply(&mut self, event: Event) -> Result<Step, Refusal> {
        let ends = event.ends();
        match event {
            Event::SaveRefused => {
                let Some((Saved::Sending, _)) = self.saved else {
                    return Err(self.refusal());
                };
                self.saved = None;
            }
            Event::Confirmed(verdict) => {
                let Some((saved, _)) = self.saved else {
                    return Err(Refusal::TooEarly);
                };
                self.confirm(saved, verdict)?;
            }
            Event::Saved(saved, at) => self.save(saved, at)?,
            Event::Began(license) => {
                self.open(ends)?;
                *self = Self { license: Some(license), ..Self::default() };
            }
            Event::TokenFetched => {
                self.open(ends)?;
                self.forget_from(Step::GetToken);
                self.fetched = true;
            }
            Event::Checked(checked) => {
                self.open(ends)?;
                let is_for_it =
                    self.license.as_ref().is_some_and(|it| it.id == checked.license_id());
                if !is_for_it {
                    return Err(Refusal::OtherLicense);
                }
                self.forget_from(Step::ChooseFile);
                self.checked = Some(checked);
            }
            Event::Written(notes) => {
                self.open(ends)?;
                self.forget_from(Step::WriteNotes);
                self.written = Some(notes);
            }
            Event::WentBack(step) => {
                self.open(step)?;
                self.forget_from(step);
            }
        }

        Ok(self.step())
    }

    /// Lets an event pass that ends `step`.
    fn open(&self, step: Step) -> Result<(), Refusal> {
        if self.saved.is_some() {
            return Err(self.refusal());
        }
        // The token may be chosen without having said that it is fetched.
        let reached = self.step().max(if self.license.is_some() {
            Step::ChooseFile
        } else {
            Step::CheckExpiry
        });
        if step > reached { Err(Refusal::TooEarly) } else { Ok(()) }
    }

    fn save(&mut self, saved: Saved, at: DateTime<Utc>) -> Result<(), Refusal> {
        if self.checked.is_none() || self.written.is_none() {
            return Err(Refusal::TooEarly);
        }
        match (self.saved, saved) {
            (None, Saved::Sending | Saved::ByHand) => self.saved = Some((saved, at)),
            (Some((Saved::Sending, begun)), Saved::Said | Saved::NoAnswer) => {
                self.saved = Some((saved, begun));
            }
            // Once the outcome is not known, the person may go and do it in the browser.
            (Some((Saved::NoAnswer | Saved::Said, begun)), Saved::ByHand)
                if !matches!(self.verdict, Some(Verdict::Renewed | Verdict::RenewedByHand)) =>
            {
                self.saved = Some((saved, begun));
                self.verdict = None;
            }
            (None, Saved::Said | Saved::NoAnswer) => return Err(Refusal::TooEarly),
            (Some(_), _) => return Err(Refusal::AlreadySaved),
        }
        Ok(())
    }

    fn confirm(&mut self, saved: Saved, verdict: Verdict) -> Result<(), Refusal> {
        if matches!(self.verdict, Some(Verdict::Renewed | Verdict::RenewedByHand)) {
            return Err(Refusal::Ended);
        }
        match (saved, verdict) {
            (Saved::Sending, _) => return Err(Refusal::TooEarly),
            // Not renewed for certain: the way is open again.
            (Saved::NoAnswer, Verdict::NotRenewed) => {
                self.saved = None;
                self.verdict = None;
            }
            (
                Saved::Said | Saved::NoAnswer | Saved::ByHand,
                Verdict::Renewed | Verdict::RenewedByHand | Verdict::NotRenewed | Verdict::Unknown,
            ) => self.verdict = Some(verdict),
        }
        Ok(())
    }

    const fn refusal(&self) -> Refusal {
        match self.verdict {
            Some(Verdict::Renewed | Verdict::RenewedByHand) => Refusal::Ended,
            Some(Verdict::NotRenewed | Verdict::Unknown) | None => match self.saved {
                Some(_) => Refusal::AlreadySaved,
                None => Refusal::TooEarly,
            },
        }
    }

    fn forget_from(&mut self, step: Step) {
        if step <= Step::Save {
            self.saved = None;
            self.verdict = None;
        }
        if step <= Step::WriteNotes {
            self.written = None;
        }
        if step <= Step::ChooseFile {
            self.checked = None;
        }
        if step <= Step::GetToken {
            self.fetched = false;
        }
        if step <= Step::CheckExpiry {
            self.license = None;
        }
    }
}

/// Judges what a reading after a save shows, against the token that was sent and the license before.
///
/// After success was said or no answer came, an old date is only believed once waiting has ended;
/// success said but the old date stays, or a server whose dates lag, is [`Verdict::Unknown`].
#[must_use]
pub fn reading(
    shown: Option<&Expiry>,
    before: Option<&Expiry>,
    token: &Expiry,
    saved: Saved,
    lags: bool,
) -> Verdict {
    let Some(shown) = shown else { return Verdict::Unknown };
    let stands = before.is_some_and(|it| shown.shows(it));
    // Where a page's precision cannot tell the two dates apart, showing «the new one» proves nothing.
    if shown.shows(token) && !stands {
        return Verdict::Renewed;
    }
    match saved {
        Saved::NoAnswer | Saved::Sending if stands && !lags => Verdict::NotRenewed,
        Saved::Sending | Saved::Said | Saved::NoAnswer | Saved::ByHand => Verdict::Unknown,
    }
}
