//! Saving a checked token and finding out what became of it.
//!
//! The server, read again, decides; its success sentence is a hint. What cannot be known is called
//! unknown, never guessed either way.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_core::record::{Entry, RecordedServer};
use koshin_core::renewal::{Saved, Verdict, reading};
use koshin_core::secret::SecretString;
use koshin_core::{CheckedToken, Code, License, Notes, Problem, words};
use koshin_remote::clock::{Boxed, Clock};
use koshin_remote::connector::{Ask, Connector, ConnectorError, Question, Receipt, Sent, Stage};

/// How long a server is read again after a save whose outcome is not seen yet.
pub const USUAL_WAIT: Duration = Duration::from_secs(60);

/// The pauses between the first readings, in seconds, and those that follow.
const PAUSES: [u64; 5] = [1, 2, 3, 5, 8];
const LATER_PAUSE: u64 = 10;

/// What is to be saved, and where.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The renewal's id, for the journal.
    pub renewal: &'a str,
    /// The server, for the journal.
    pub server: &'a RecordedServer,
    /// The license as the person saw it.
    pub license: &'a License,
    /// The token.
    pub token: &'a CheckedToken,
    /// Account name and notes.
    pub notes: &'a Notes,
    /// How long to read again at the most; a server that lags is read longer.
    pub wait: Duration,
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// It failed before anything that changes anything was sent.
    Failed {
        /// Why.
        problem: Problem,
        /// The password was rejected.
        secret_rejected: bool,
    },
    /// The server refused it; it was read once more.
    Refused {
        /// Why, in the server's words.
        problem: Problem,
        /// The license as it stands, where it could be read.
        after: Option<License>,
        /// The old expiry was seen to stand.
        stands: bool,
    },
    /// It was sent and was not refused.
    Sent {
        /// What the server said.
        saved: Saved,
        /// What reading again gave.
        verdict: Verdict,
        /// The license as it stands, where it could be read.
        after: Option<License>,
        /// What is worth knowing or went wrong.
        problem: Option<Problem>,
    },
}

/// Appends one line to the journal and syncs it.
pub type Append<'a> = &'a (dyn Fn(Entry) -> Result<(), Problem> + Send + Sync);

/// Signs in, reads, saves, finds out, signs out.
///
/// `is_sent` is set right before the request leaves: from then on a cancelled save is unknown, and the
/// journal says that it was begun.
pub async fn save(
    connector: &mut dyn Connector,
    order: Order<'_>,
    append: Append<'_>,
    clock: &dyn Clock,
    ask: &dyn Ask,
    is_sent: &AtomicBool,
) -> End {
    let read = async {
        connector.sign_in(ask).await?;
        connector.licenses(ask).await
    };
    let end = match read.await {
        Ok(rows) => save_read(connector, rows, order, append, clock, ask, is_sent).await,
        Err(error) => End::from(error),
    };
    ask.stage(Stage::SigningOut);
    connector.sign_out(ask).await;
    end
}

/// Saves on a server that is signed in to and whose rows were just read, and finds out.
pub async fn save_read(
    connector: &mut dyn Connector,
    rows: Vec<License>,
    order: Order<'_>,
    append: Append<'_>,
    clock: &dyn Clock,
    ask: &dyn Ask,
    is_sent: &AtomicBool,
) -> End {
    let present = match look_before(&rows, order) {
        Ok(present) => present.clone(),
        Err(problem) => return End::Failed { problem, secret_rejected: false },
    };
    let gate = Gate { order, append, clock, ask, is_sent };
    let answer = connector.renew(&present.id, order.token, order.notes, &gate).await;
    ask.stage(Stage::ReadingAnswer);
    let watch = Watch { order, present, rows };
    match answer {
        Ok(receipt) => watch.confirm(connector, receipt, clock, ask).await,
        Err(error) => match error.sent {
            Sent::Nothing => End::from(error),
            Sent::Refused => watch.read_once(connector, error.problem, ask).await,
            Sent::Unknown => watch.confirm(connector, Receipt::default(), clock, ask).await,
        },
    }
}

/// The person as a connector sees it while it saves, with the gate that the request goes out through.
struct Gate<'a> {
    order: Order<'a>,
    append: Append<'a>,
    clock: &'a dyn Clock,
    ask: &'a dyn Ask,
    is_sent: &'a AtomicBool,
}

impl Ask for Gate<'_> {
    fn stage(&self, stage: Stage) {
        self.ask.stage(stage);
    }

    fn ask(&self, question: Question) -> Boxed<'_, Option<SecretString>> {
        self.ask.ask(question)
    }

    fn sending(&self) -> Boxed<'_, Result<(), Problem>> {
        Box::pin(async {
            // A form that was not taken goes out again under the same line.
            if !self.is_sent.swap(true, Ordering::SeqCst) {
                // Whoever cancels aborts first and looks at the mark then: a job that was aborted
                // before the mark ends here, and nothing leaves.
                tokio::task::yield_now().await;
                if let Err(problem) = (self.append)(self.entry()) {
                    self.is_sent.store(false, Ordering::SeqCst);
                    return Err(problem);
                }
            }
            self.ask.sending().await
        })
    }
}

impl Gate<'_> {
    fn entry(&self) -> Entry {
        let token = self.order.token.token();
        Entry::Saving {
            renewal: self.order.renewal.to_owned(),
            at: self.clock.now(),
            server: self.order.server.clone(),
            before: Box::new(self.order.license.clone()),
            fingerprint: token.fingerprint().clone(),
            expires: token.expires(),
        }
    }
}

impl From<ConnectorError> for End {
    /// A failure before anything that changes anything was sent.
    fn from(error: ConnectorError) -> Self {
        Self::Failed { problem: error.problem, secret_rejected: error.secret_rejected }
    }
}

/// Looks at the entry right before the save: the person may have looked at it hours ago.
fn look_before<'a>(rows: &'a [License], order: Order<'_>) -> Result<&'a License, Problem> {
    let present = same_entry(rows, order.license).ok_or(Code::ServerLicenseGone)?;
    if let Some(expires) = present.expires
        && !order.token.expires().is_later_than(&expires)
    {
        let problem = Problem::new(Code::TokenNotLater)
            .with("expires", order.token.expires().to_param())
            .with("present", expires.to_param());
        return Err(problem);
    }
    Ok(present)
}

/// Finds a license among rows that were read again: by its id, else by all of its names where only
/// one row has them, since a server may show ids only to some accounts.
#[must_use]
pub fn same_entry<'a>(rows: &'a [License], license: &License) -> Option<&'a License> {
    if let Some(same) = rows.iter().find(|it| it.id == license.id) {
        return Some(same);
    }
    let names = |it: &License| {
        [&it.account_name, &it.organization, &it.location]
            .map(|it| it.as_deref().map(words::fold).unwrap_or_default())
    };
    let wanted = names(license);
    let mut alike = rows.iter().filter(|it| names(it) == wanted);
    alike.next().filter(|_| alike.next().is_none() && !wanted.concat().is_empty())
}

/// Watching one license after its save.
struct Watch<'a> {
    order: Order<'a>,
    /// The license right before.
    present: License,
    rows: Vec<License>,
}

impl Watch<'_> {
    async fn read_once(
        &self,
        connector: &mut dyn Connector,
        problem: Problem,
        ask: &dyn Ask,
    ) -> End {
        let rows = connector.licenses(ask).await.unwrap_or_default();
        let after = self.find(&rows);
        if self.verdict(after.as_ref(), Saved::NoAnswer, false) == Verdict::Renewed {
            return End::Sent {
                saved: Saved::NoAnswer,
                verdict: Verdict::Renewed,
                after,
                problem: None,
            };
        }
        let shown = after.as_ref().and_then(|it| it.expires);
        let stands = shown.zip(self.present.expires).is_some_and(|(a, b)| a.shows(&b));
        End::Refused { problem, after, stands }
    }

    async fn confirm(
        &self,
        connector: &mut dyn Connector,
        receipt: Receipt,
        clock: &dyn Clock,
        ask: &dyn Ask,
    ) -> End {
        let lags = connector.abilities().lags;
        let saved = if receipt.said_saved { Saved::Said } else { Saved::NoAnswer };
        let until = clock.now() + lags.unwrap_or_default().max(self.order.wait);
        let read = self.watch(connector, until, clock, ask).await;
        let rows = read.as_deref().ok();
        let after = rows.and_then(|it| self.find(it));
        let verdict = self.verdict(after.as_ref(), saved, lags.is_some());
        let problem = match verdict {
            Verdict::Renewed | Verdict::RenewedByHand => {
                rows.and_then(|it| self.appeared(it)).or_else(|| receipt.remarks.into_iter().next())
            }
            Verdict::NotRenewed => Some(self.about_dates(Code::SaveNotTaken, after.as_ref())),
            Verdict::Unknown => Some(
                rows.and_then(|it| self.appeared(it))
                    .unwrap_or_else(|| self.unknown(after.as_ref(), read.as_ref().err())),
            ),
        };
        End::Sent { saved, verdict, after, problem }
    }

    /// Reads until the new expiry shows or the time is up; returns the last reading. What an earlier one
    /// showed says nothing of the end.
    async fn watch(
        &self,
        connector: &mut dyn Connector,
        until: DateTime<Utc>,
        clock: &dyn Clock,
        ask: &dyn Ask,
    ) -> Result<Vec<License>, Problem> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let read = connector.licenses(ask).await;
            let is_over = match &read {
                Ok(rows) => {
                    let after = self.find(rows);
                    self.verdict(after.as_ref(), Saved::Said, false) == Verdict::Renewed
                }
                Err(error) => error.secret_rejected,
            };
            let pause = Duration::from_secs(pauses.next().unwrap_or(LATER_PAUSE));
            if is_over || clock.now() + pause > until {
                return read.map_err(|it| it.problem);
            }
            clock.sleep(pause).await;
        }
    }

    fn verdict(&self, after: Option<&License>, saved: Saved, lags: bool) -> Verdict {
        reading(
            after.and_then(|it| it.expires.as_ref()),
            self.present.expires.as_ref(),
            &self.order.token.expires(),
            saved,
            lags,
        )
    }

    /// Finds the license among rows read after the save. Its id may have changed with its account
    /// name, where the server gives rows no id of their own.
    fn find(&self, rows: &[License]) -> Option<License> {
        let id = &self.present.id;
        if let Some(same) = rows.iter().find(|it| it.id == *id) {
            return Some(same.clone());
        }
        let known: BTreeSet<_> = self.rows.iter().map(|it| it.id.as_str()).collect();
        let new_name = self.order.notes.account_name.as_deref();
        let mut renamed = rows.iter().filter(|it| {
            !known.contains(it.id.as_str())
                && match (new_name, it.account_name.as_deref()) {
                    (Some(new), Some(shown)) => words::same_name(new, shown),
                    _ => true,
                }
        });
        match (renamed.next(), renamed.next()) {
            (Some(only), None) if rows.len() == self.rows.len() => Some(only.clone()),
            _ => None,
        }
    }

    /// A row that was not there before, which a renewal never makes.
    fn appeared(&self, rows: &[License]) -> Option<Problem> {
        if rows.len() <= self.rows.len() {
            return None;
        }
        let known: BTreeSet<_> = self.rows.iter().map(|it| it.id.as_str()).collect();
        let new = rows.iter().find(|it| !known.contains(it.id.as_str()));
        let name = new.map(|it| it.display_name().to_owned()).unwrap_or_default();
        Some(Problem::new(Code::ServerRowAppeared).with("name", name))
    }

    fn unknown(&self, after: Option<&License>, failure: Option<&Problem>) -> Problem {
        let Some(shown) = after.and_then(|it| it.expires) else {
            let problem = Problem::new(Code::SaveUnknown);
            return match failure {
                Some(failure) => problem.detail(failure.to_string()),
                None => problem,
            };
        };
        let is_old = self.present.expires.is_some_and(|it| shown.shows(&it));
        self.about_dates(if is_old { Code::SaveOldDate } else { Code::SaveOtherDate }, after)
    }

    fn about_dates(&self, code: Code, after: Option<&License>) -> Problem {
        let shown = after.and_then(|it| it.expires).map(|it| it.to_param());
        Problem::new(code)
            .with("present", shown.unwrap_or_default())
            .with("expires", self.order.token.expires().to_param())
    }
}
