//! Saving a checked token and finding out what became of it.
//!
//! The server, read again, decides; its success sentence is a hint. What cannot be known is called
//! unknown, never guessed either way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_core::record::{Entry, Record};
use koshin_core::renewal::{Saved, Verdict, reading};
use koshin_core::secret::SecretString;
use koshin_core::{CheckedToken, Code, License, Notes, Problem};
use koshin_remote::clock::{Boxed, Clock};
use koshin_remote::connector::{
    Ask, Connector, ConnectorError, Question, Receipt, Sent, Stage, UPLOAD_LIMIT,
};

use super::permit::Permit;
use super::rows::{Rows, same_entry};

/// How long a server is read again after a save whose outcome is not seen yet.
pub const USUAL_WAIT: Duration = Duration::from_secs(60);

/// Tells whether a save that was begun then and got no answer may still be on its way, or at work on
/// the server: an old date says nothing of it until [`settled_at`].
#[must_use]
pub fn may_be_on_its_way(begun: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < settled_at(begun)
}

/// Returns when a save that was begun then has taken effect or failed: its request is given up after
/// [`UPLOAD_LIMIT`], and then read again for as long as after any other without an answer.
#[must_use]
pub fn settled_at(begun: DateTime<Utc>) -> DateTime<Utc> {
    begun + UPLOAD_LIMIT + USUAL_WAIT
}

/// The pauses between the first readings, in seconds, and those that follow.
const PAUSES: [u64; 5] = [1, 2, 3, 5, 8];
const LATER_PAUSE: u64 = 10;

/// What is to be saved, and where.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The administrator lets Koshin save.
    pub permit: Permit,
    /// The record as it stands now, for the journal.
    pub begun: &'a Record,
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

/// What a save needs of its surroundings.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The journal.
    pub append: Append<'a>,
    /// The time.
    pub clock: &'a dyn Clock,
    /// The person.
    pub ask: &'a dyn Ask,
    /// Set right before the request leaves: from then on a cancelled save is unknown, and the journal
    /// says that it was begun.
    pub is_sent: &'a AtomicBool,
    /// Set where the password was rejected at any time on the way: it must not be sent again.
    pub is_rejected: &'a AtomicBool,
}

impl Surroundings<'_> {
    fn note<T>(self, result: Result<T, ConnectorError>) -> Result<T, ConnectorError> {
        if result.as_ref().is_err_and(|it| it.secret_rejected) {
            self.is_rejected.store(true, Ordering::SeqCst);
        }
        result
    }

    async fn read(self, connector: &mut dyn Connector) -> Result<Vec<License>, ConnectorError> {
        self.note(connector.licenses(self.ask).await)
    }
}

/// Signs in, reads, saves, finds out, signs out.
pub async fn save(
    connector: &mut dyn Connector,
    order: Order<'_>,
    around: Surroundings<'_>,
) -> End {
    let signed_in = around.note(connector.sign_in(around.ask).await);
    let read = match signed_in {
        Ok(()) => around.read(connector).await,
        Err(error) => Err(error),
    };
    let end = match read {
        Ok(rows) => save_read(connector, rows, order, around).await,
        Err(error) => End::Failed { problem: error.problem },
    };
    around.ask.stage(Stage::SigningOut);
    connector.sign_out(around.ask).await;
    end
}

/// Saves on a server that is signed in to and whose rows were just read, and finds out.
pub async fn save_read(
    connector: &mut dyn Connector,
    rows: Vec<License>,
    order: Order<'_>,
    around: Surroundings<'_>,
) -> End {
    let present = match look_before(&rows, order, around.clock.now()) {
        Ok(present) => present.clone(),
        Err(problem) => return End::Failed { problem },
    };
    let gate = Gate { order, rows: &rows, around };
    let answer = connector.renew(&present.id, order.token, order.notes, &gate).await;
    let answer = around.note(answer);
    if around.is_sent.load(Ordering::SeqCst) {
        around.ask.stage(Stage::ReadingAnswer);
    }
    let watch = Watch { order, present, rows, around };
    match answer {
        Ok(receipt) => watch.confirm(connector, receipt, None).await,
        Err(error) => match error.sent {
            Sent::Nothing if !around.is_sent.load(Ordering::SeqCst) => {
                End::Failed { problem: error.problem }
            }
            // A form that went out may have been answered by a sign-in page before it failed for good.
            Sent::Nothing | Sent::Refused => watch.read_once(connector, error.problem).await,
            Sent::Unknown => {
                watch.confirm(connector, Receipt::default(), Some(error.problem)).await
            }
        },
    }
}

/// The person as a connector sees it while it saves, with the gate that the request goes out through.
struct Gate<'a> {
    order: Order<'a>,
    rows: &'a [License],
    around: Surroundings<'a>,
}

impl Ask for Gate<'_> {
    fn stage(&self, stage: Stage) {
        self.around.ask.stage(stage);
    }

    fn ask(&self, question: Question) -> Boxed<'_, Option<SecretString>> {
        self.around.ask.ask(question)
    }

    fn sending(&self) -> Boxed<'_, Result<(), Problem>> {
        Box::pin(async {
            // A form that was not taken goes out again under the same line.
            if !self.around.is_sent.swap(true, Ordering::SeqCst) {
                // Whoever cancels aborts first and looks at the mark then: a job that was aborted
                // before the mark ends here, and nothing leaves.
                tokio::task::yield_now().await;
                if let Err(problem) = (self.around.append)(self.entry()) {
                    self.around.is_sent.store(false, Ordering::SeqCst);
                    return Err(problem);
                }
            }
            self.around.ask.sending().await
        })
    }
}

impl Gate<'_> {
    fn entry(&self) -> Entry {
        let token = self.order.token.token();
        Entry::Saving {
            renewal: self.order.begun.id.clone(),
            at: self.around.clock.now(),
            server: self.order.begun.server.clone(),
            before: Box::new(self.order.license.clone()),
            fingerprint: token.fingerprint().clone(),
            expires: token.expires(),
            account_name: self.order.notes.account_name.clone(),
            rows: self.rows.iter().map(|it| License { notes: None, ..it.clone() }).collect(),
            begun: Some(Box::new(self.order.begun.clone())),
        }
    }
}

/// Looks at the entry right before the save: the person may have looked at it hours ago.
fn look_before<'a>(
    rows: &'a [License],
    order: Order<'_>,
    now: DateTime<Utc>,
) -> Result<&'a License, Problem> {
    // It was judged before signing in, which may have waited for the person.
    let token = order.token.expires();
    if token.is_expired(now) {
        return Err(Problem::new(Code::TokenExpired).with("expires", token.to_param()));
    }
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

/// Watching one license after its save.
struct Watch<'a> {
    order: Order<'a>,
    /// The license right before.
    present: License,
    rows: Vec<License>,
    around: Surroundings<'a>,
}

impl Watch<'_> {
    /// The account name is what was written, or stays.
    fn rows(&self) -> Rows<'_> {
        let present = &self.present;
        let name = self.order.notes.account_name.as_deref().or(present.account_name.as_deref());
        Rows { before: &self.rows, license: present, name }
    }

    async fn read_once(&self, connector: &mut dyn Connector, problem: Problem) -> End {
        let read = self.around.read(connector).await.ok();
        let rows = read.as_deref();
        let after = rows.and_then(|it| self.rows().find(it)).cloned();
        let change = rows.and_then(|it| self.rows().change(it));
        let sent = |verdict, problem| {
            let after = after.clone();
            End::Sent { saved: Saved::NoAnswer, verdict, after, problem }
        };
        if self.verdict(after.as_ref(), Saved::NoAnswer, false) == Verdict::Renewed {
            return sent(Verdict::Renewed, change);
        }
        // Refused, and yet the list is another: what the save did is not known.
        if let Some(change) = change {
            return sent(Verdict::Unknown, Some(change.detail(problem.to_string())));
        }
        let shown = after.as_ref().and_then(|it| it.expires);
        let stands = shown.zip(self.present.expires).is_some_and(|(a, b)| a.shows(&b));
        End::Refused { problem, after, stands }
    }

    async fn confirm(
        &self,
        connector: &mut dyn Connector,
        receipt: Receipt,
        trouble: Option<Problem>,
    ) -> End {
        let lags = connector.abilities().lags;
        let saved = if receipt.said_saved { Saved::Said } else { Saved::NoAnswer };
        let until = self.around.clock.now() + lags.unwrap_or_default().max(self.order.wait);
        let read = self.watch(connector, until).await;
        let rows = read.as_deref().ok();
        let after = rows.and_then(|it| self.rows().find(it)).cloned();
        let change = rows.and_then(|it| self.rows().change(it));
        let verdict = self.verdict(after.as_ref(), saved, lags.is_some());
        // The old date stands, and yet the list is another: what the save did is not known.
        let is_open = verdict == Verdict::NotRenewed && change.is_some();
        let verdict = if is_open { Verdict::Unknown } else { verdict };
        let problem = match verdict {
            Verdict::Renewed | Verdict::RenewedByHand => {
                change.or_else(|| receipt.remarks.into_iter().next())
            }
            Verdict::NotRenewed => {
                Some(because(self.about_dates(Code::SaveNotTaken, after.as_ref()), trouble))
            }
            Verdict::Unknown => {
                Some(change.unwrap_or_else(|| self.unknown(after.as_ref(), read.as_ref().err())))
            }
        };
        End::Sent { saved, verdict, after, problem }
    }

    /// Reads until the new expiry shows or the time is up; returns the last reading. What an earlier one
    /// showed says nothing of the end.
    async fn watch(
        &self,
        connector: &mut dyn Connector,
        until: DateTime<Utc>,
    ) -> Result<Vec<License>, Problem> {
        let clock = self.around.clock;
        let mut pauses = PAUSES.into_iter();
        loop {
            let read = self.around.read(connector).await;
            let is_over = match &read {
                Ok(rows) => {
                    let after = self.rows().find(rows);
                    self.verdict(after, Saved::Said, false) == Verdict::Renewed
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

/// Tells with a save that was not taken what came in place of an answer.
fn because(problem: Problem, trouble: Option<Problem>) -> Problem {
    let Some(trouble) = trouble else { return problem };
    let is_elsewhere = trouble.code == Code::SiteOtherHost;
    let (from, name) = if is_elsewhere { ("host", "elsewhere") } else { ("sentence", "sentence") };
    let text = trouble.params.get(from).filter(|it| !it.is_empty());
    let problem = problem.detail(trouble.to_string());
    match text {
        Some(text) => problem.with(name, text),
        None => problem,
    }
}
