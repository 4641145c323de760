//! The record of one renewal: who, when, what, and with what result. Holds no secret.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::apple::Owner;
use crate::code::{Code, Problem};
use crate::expiry::Expiry;
use crate::judge::{Finding, LastRenewal};
use crate::license::License;
use crate::secret::Fingerprint;

/// How a renewal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The server, read again, shows the new expiry.
    Renewed,
    /// The person typed the new expiry that the site shows.
    RenewedByHand,
    /// A check stopped it, nothing was sent.
    Refused,
    /// Sent, and read back: the old one stands.
    NotRenewed,
    /// Could not be found out.
    Unknown,
    /// Failed before anything was sent.
    Failed,
    /// Given up by the person before anything was sent.
    Abandoned,
}

/// The token of a record, without the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedToken {
    /// Which file it was.
    pub fingerprint: Fingerprint,
    /// The name of the chosen file, without its folder.
    pub file_name: String,
    /// The organization named in it.
    pub organization: String,
    /// Its expiry, UTC.
    pub expires: DateTime<Utc>,
    /// Its location's name, as Apple gave it.
    pub location: Option<String>,
    /// Its location's key.
    pub uid: Option<String>,
    /// The MDM that owned the location then.
    pub owner: Option<Owner>,
}

/// The server of a record. By hand without a registered server both are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RecordedServer {
    /// The profile's id.
    pub id: Option<String>,
    /// The name that the person gave it.
    pub name: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
}

/// One finished or abandoned renewal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// A random name.
    pub id: String,
    /// When the person began, UTC.
    pub started: DateTime<Utc>,
    /// When it ended, UTC.
    pub finished: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
    /// What went wrong, where something did.
    pub problem: Option<Code>,
    /// The values of that problem's sentences.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub problem_params: BTreeMap<String, String>,
    /// Where the license is.
    pub server: RecordedServer,
    /// The license before.
    pub before: License,
    /// The license as read again, where it was.
    pub after: Option<License>,
    /// The expiry that the person typed, by hand.
    pub seen_by_person: Option<Expiry>,
    /// The token.
    pub token: Option<RecordedToken>,
    /// Who renewed, as named in the settings of that PC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The Apple ID that was used for the download.
    pub apple_id: Option<String>,
    /// The notes, where the server has no place for them.
    pub notes: Option<String>,
    /// What was looked at.
    pub checks: Vec<Finding>,
    /// Koshin's version.
    pub version: String,
}

impl Record {
    /// Tells whether the license has the token of this record.
    #[must_use]
    pub const fn is_renewed(&self) -> bool {
        matches!(self.outcome, Outcome::Renewed | Outcome::RenewedByHand)
    }

    /// Returns what went wrong, with its values.
    #[must_use]
    pub fn told_problem(&self) -> Option<Problem> {
        let params = self.problem_params.clone();
        self.problem.map(|code| Problem { params, ..code.into() })
    }

    /// Returns what the next renewal of the same license is compared with.
    #[must_use]
    pub fn last_renewal(&self) -> Option<LastRenewal> {
        let token = self.token.as_ref().filter(|_| self.is_renewed())?;
        Some(LastRenewal {
            fingerprint: Some(token.fingerprint.clone()),
            organization: Some(token.organization.clone()),
            location: token.location.clone(),
            uid: token.uid.clone(),
            owner: token.owner.clone(),
        })
    }
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Entry {
    /// A save is about to be sent: written and synced before the request.
    Saving {
        /// The renewal's id, that of its later record.
        renewal: String,
        /// When, UTC.
        at: DateTime<Utc>,
        /// Where.
        server: RecordedServer,
        /// The license as it was.
        before: Box<License>,
        /// The token that is sent.
        fingerprint: Fingerprint,
        /// Its expiry, UTC.
        expires: DateTime<Utc>,
        /// The account name that is sent, where it changes; `None` also in lines of former versions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account_name: Option<String>,
        /// Every row right before, without notes, to be compared with those after; none in lines of
        /// former versions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rows: Vec<License>,
        /// The record as it stands then, for the case that its end is found out by a later run; none
        /// in lines of former versions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        begun: Option<Box<Record>>,
    },
    /// A renewal ended.
    Finished {
        /// Its record.
        record: Box<Record>,
    },
}
