//! What Koshin asks of an MDM server, whatever its kind.

use std::fmt;
use std::time::Duration;

use koshin_core::secret::SecretString;
use koshin_core::{CheckedToken, License, Notes, Problem};
use serde::{Deserialize, Serialize};

use crate::clock::Boxed;

/// How long a request that saves may take; after that it has failed.
pub const UPLOAD_LIMIT: Duration = Duration::from_secs(180);

/// The kinds of server. Adding one: `docs/connectors.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The manual's management site, read as a person reads it.
    Site,
    /// Any server, done by the person in the browser.
    ByHand,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Site, Self::ByHand];

    /// Returns the word that stands for the kind in settings and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::ByHand => "by-hand",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the knowledge of a kind rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A real server was renewed with it.
    Real,
    /// The vendor's published schema or source.
    Schema,
    /// Documents for people only.
    Documents,
}

/// What a server lets a program do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each stands for itself; any mix is possible")]
pub struct Abilities {
    /// The licenses can be read.
    pub reads: bool,
    /// The token of an entry can be replaced.
    pub renews: bool,
    /// The account name can be written.
    pub account_name: bool,
    /// The notes can be written.
    pub notes: bool,
    /// The longest account name, in characters, where known beforehand.
    pub account_name_max: Option<usize>,
    /// The longest notes, in characters, where known beforehand.
    pub notes_max: Option<usize>,
    /// How long the old date may be shown after a save that took effect.
    pub lags: Option<Duration>,
    /// What this rests on.
    pub evidence: Evidence,
}

/// How far a job has come, for the person who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Opening the first page.
    Connecting,
    /// Sending user name and password.
    SigningIn,
    /// Walking to the list.
    OpeningList,
    /// Reading the entries.
    ReadingList,
    /// Opening the entry.
    OpeningEntry,
    /// Sending the token.
    Sending,
    /// Reading what the server says of it.
    ReadingAnswer,
    /// Signing out.
    SigningOut,
}

/// What a server asks of the person in the middle of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "question")]
pub enum Question {
    /// A one-time code or second factor; the server's own words for it.
    OneTimeCode {
        /// What the server's page says.
        prompt: String,
    },
    /// Open this address and enter this code.
    DeviceCode {
        /// The address.
        url: String,
        /// The code.
        code: String,
    },
}

/// The person, as seen from a job: hears how far it has come, answers its questions.
pub trait Ask: Send + Sync {
    /// Takes note of the stage. Returns at once.
    fn stage(&self, stage: Stage);

    /// Asks the person; `None` where nobody can be asked or the person declined.
    fn ask(&self, question: Question) -> Boxed<'_, Option<SecretString>>;

    /// Lets a save go out. A connector asks right before each request that changes something, and
    /// sends nothing where the answer is a problem: from here on a cancelled save may have been taken.
    fn sending(&self) -> Boxed<'_, Result<(), Problem>> {
        self.stage(Stage::Sending);
        Box::pin(async { Ok(()) })
    }
}

/// Nobody: hears nothing and declines every question.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Ask for Nobody {
    fn stage(&self, _stage: Stage) {}

    fn ask(&self, _question: Question) -> Boxed<'_, Option<SecretString>> {
        Box::pin(async { None })
    }
}

/// How far a failed save had come, which decides what can be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Nothing that changes anything was sent.
    Nothing,
    /// It was sent and the server definitely refused it.
    Refused,
    /// It was sent and what became of it is not known.
    Unknown,
}

/// Why a job at a server failed.
#[derive(Debug, Clone)]
pub struct ConnectorError {
    /// What the person is told.
    pub problem: Problem,
    /// For a save, how far it had come; [`Sent::Nothing`] for reads.
    pub sent: Sent,
    /// The password was sent and rejected: it must not be sent again.
    pub secret_rejected: bool,
}

impl ConnectorError {
    /// A failure before anything that changes anything was sent.
    #[must_use]
    pub fn new(problem: impl Into<Problem>) -> Self {
        Self { problem: problem.into(), sent: Sent::Nothing, secret_rejected: false }
    }

    /// Says how far the save had come.
    #[must_use]
    pub fn sent(mut self, sent: Sent) -> Self {
        self.sent = sent;
        self
    }
}

impl fmt::Display for ConnectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.problem, f)
    }
}

impl std::error::Error for ConnectorError {}

/// What the server said of a save. A hint: the reading afterwards decides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// The server said that it was saved.
    pub said_saved: bool,
    /// The sentence in which it said so.
    pub sentence: Option<String>,
    /// Something that the server did not keep as it was given, such as notes cut short.
    pub remarks: Vec<Problem>,
}

/// One thing that a rehearsal looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The page on which it was looked for, by the last word of the path to it.
    pub page: String,
    /// The label, menu entry or button, as the manual names it.
    pub label: String,
    /// As it stands on the page; `None` where it was not found.
    pub found: Option<String>,
    /// A renewal cannot do without it.
    pub needed: bool,
}

/// The outcome of a rehearsal: all of a renewal but the save.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rehearsal {
    /// What was looked for, in the order of the walk.
    pub seen: Vec<Seen>,
    /// The licenses that were read.
    pub licenses: Vec<License>,
    /// Why it ended before the edit page, where it did.
    pub problem: Option<Problem>,
    /// The pages' labels and structure without any value, for a support file.
    pub structure: String,
}

/// Reads the licenses of one server and replaces the token of one of them.
///
/// A connector lives for one sign-in: cookies and sessions belong to it and go with it. It never
/// creates or deletes a license, and presses nothing that it was not told to.
pub trait Connector: Send {
    /// Returns what the server lets a program do.
    fn abilities(&self) -> Abilities;

    /// Signs in. A rejected password is never sent again by this connector.
    fn sign_in<'a>(&'a mut self, ask: &'a dyn Ask) -> Boxed<'a, Result<(), ConnectorError>>;

    /// Reads all entries. Safe to repeat.
    fn licenses<'a>(
        &'a mut self,
        ask: &'a dyn Ask,
    ) -> Boxed<'a, Result<Vec<License>, ConnectorError>>;

    /// Replaces the token of one entry, and its account name and notes; asks [`Ask::sending`] first.
    /// Never repeated blindly: after an error with [`Sent::Unknown`] read first.
    fn renew<'a>(
        &'a mut self,
        id: &'a str,
        token: &'a CheckedToken,
        notes: &'a Notes,
        ask: &'a dyn Ask,
    ) -> Boxed<'a, Result<Receipt, ConnectorError>>;

    /// Walks the way of a renewal up to the point before the save.
    fn rehearse<'a>(&'a mut self, ask: &'a dyn Ask) -> Boxed<'a, Rehearsal>;

    /// Signs out, as far as that works; says nothing of failure.
    fn sign_out<'a>(&'a mut self, ask: &'a dyn Ask) -> Boxed<'a, ()>;
}
