//! What the journal tells.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use koshin_core::judge::LastRenewal;
use koshin_core::record::{Entry, Outcome, Record, RecordedServer};
use koshin_core::secret::Fingerprint;
use koshin_core::words;
use koshin_core::{Code, License};

use super::{BadLine, Fault, Numbered, record};
use crate::error::StoreError;

/// The journal as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// The entries, in the order in which they were written.
    pub entries: Vec<Numbered>,
    /// The lines that are not as they were written.
    pub bad_lines: Vec<BadLine>,
}

/// What is known of a license when its past is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LicenseKey {
    /// The server's id; `None` by hand without a registered server.
    pub server: Option<String>,
    /// The license's id; empty where the server's licenses cannot be read.
    pub license: String,
    /// Apple's key of its location.
    pub uid: Option<String>,
    /// 「アカウント名」.
    pub account_name: Option<String>,
}

/// A save that was begun and of which no end is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSaving {
    /// The renewal's id; its record will close it.
    pub renewal: String,
    /// When it was begun, UTC.
    pub at: DateTime<Utc>,
    /// Where.
    pub server: RecordedServer,
    /// The license as it was.
    pub before: License,
    /// The token that was sent.
    pub fingerprint: Fingerprint,
    /// Its expiry, UTC.
    pub expires: DateTime<Utc>,
    /// The account name that was sent, where it changes.
    pub account_name: Option<String>,
    /// Every row right before, without notes; none where a former version wrote the line.
    pub rows: Vec<License>,
    /// The record as it stood then; none where a former version wrote the line.
    pub begun: Option<Record>,
}

impl OpenSaving {
    /// Returns the record of this save as far as it is known: that nobody knows its end.
    #[must_use]
    pub fn into_record(self) -> Record {
        let unknown = Record {
            id: self.renewal,
            started: self.at,
            finished: self.at,
            outcome: Outcome::Unknown,
            problem: Some(Code::SaveUnknown),
            problem_params: BTreeMap::new(),
            server: self.server,
            before: self.before,
            after: None,
            seen_by_person: None,
            token: None,
            apple_id: None,
            person: None,
            notes: None,
            checks: Vec::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        match self.begun {
            Some(begun) => Record { outcome: Outcome::Unknown, problem: unknown.problem, ..begun },
            None => unknown,
        }
    }
}

/// In what a license and one of the past are the same; the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alike {
    /// The server's own id for it.
    Id,
    /// The location, wherever it is registered.
    Uid,
    /// The account name on the same server, or by hand.
    AccountName,
}

impl LicenseKey {
    /// The key of a license as a server shows it.
    #[must_use]
    pub fn of(server: Option<&str>, license: &License) -> Self {
        Self {
            server: server.map(str::to_owned),
            license: license.id.clone(),
            uid: license.uid.clone(),
            account_name: license.account_name.clone(),
        }
    }

    fn is(&self, alike: Alike, server: &RecordedServer, license: &License) -> bool {
        let is_same_server = self.server == server.id;
        match alike {
            Alike::Id => is_same_server && !self.license.is_empty() && self.license == license.id,
            Alike::Uid => {
                both(self.uid.as_ref(), license.uid.as_ref()).is_some_and(|(a, b)| a == b)
            }
            Alike::AccountName => {
                let names = both(self.account_name.as_ref(), license.account_name.as_ref());
                is_same_server && names.is_some_and(|(a, b)| words::same_name(a, b))
            }
        }
    }

    fn is_of(&self, alike: Alike, record: &Record) -> bool {
        let uid = record.token.as_ref().and_then(|it| it.uid.as_ref());
        let is_uid =
            alike == Alike::Uid && both(self.uid.as_ref(), uid).is_some_and(|(a, b)| a == b);

        is_uid
            || self.is(alike, &record.server, &record.before)
            || record.after.as_ref().is_some_and(|it| self.is(alike, &record.server, it))
    }
}

fn both<'a>(a: Option<&'a String>, b: Option<&'a String>) -> Option<(&'a String, &'a String)> {
    a.filter(|it| !it.trim().is_empty()).zip(b)
}

impl History {
    /// Returns all records, the one that ended last first.
    #[must_use]
    pub fn records(&self) -> Vec<&Record> {
        let mut records: Vec<_> = self.entries.iter().filter_map(|it| record(&it.entry)).collect();
        records.reverse();
        records.sort_by_key(|it| std::cmp::Reverse(it.finished));

        records
    }

    /// Returns the record with this id.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records().into_iter().find(|it| it.id == id)
    }

    /// Returns the last renewal of a license that succeeded: of the one with the same id on the same
    /// server, else of the same location on any server, else of the one with the same account name
    /// on the same server.
    ///
    /// The location counts before the server, since it is Apple's: it stays when the server is
    /// registered anew or the license's id changes with its name.
    #[must_use]
    pub fn last_renewed(&self, key: &LicenseKey) -> Option<&Record> {
        let mut renewed: Vec<_> = self.records().into_iter().filter(|it| it.is_renewed()).collect();
        // One that does not know its token, as a former version wrote after a crash, has nothing to be
        // compared with: it comes last.
        renewed.sort_by_key(|it| it.token.is_none());

        [Alike::Id, Alike::Uid, Alike::AccountName]
            .into_iter()
            .find_map(|alike| renewed.iter().copied().find(|it| key.is_of(alike, it)))
    }

    /// Returns the last save of a license, where nobody knows what became of it.
    #[must_use]
    pub fn unsettled(&self, key: &LicenseKey) -> Option<&Record> {
        let is_sent = |it: &&Record| {
            it.is_renewed() || matches!(it.outcome, Outcome::NotRenewed | Outcome::Unknown)
        };
        let sent: Vec<_> = self.records().into_iter().filter(is_sent).collect();

        [Alike::Id, Alike::Uid, Alike::AccountName]
            .into_iter()
            .find_map(|alike| sent.iter().copied().find(|it| key.is_of(alike, it)))
            .filter(|it| it.outcome == Outcome::Unknown)
    }

    /// Returns what the next renewal of a license is compared with.
    #[must_use]
    pub fn last_renewal(&self, key: &LicenseKey) -> Option<LastRenewal> {
        self.last_renewed(key)?.last_renewal()
    }

    /// Returns the saves that were begun and have no end, the last one first. After a crash this is
    /// how a save that may have taken effect is found; while one is on its way it is here, too.
    #[must_use]
    pub fn open_savings(&self) -> Vec<OpenSaving> {
        let open = |index: usize, saving: &OpenSaving| {
            !self.entries[index..]
                .iter()
                .filter_map(|it| record(&it.entry))
                .any(|it| it.id == saving.renewal || it.is_renewed() && is_same_license(saving, it))
        };
        let savings = self.entries.iter().enumerate().rev();

        savings
            .filter_map(|(index, it)| Some((index, saving(&it.entry)?)))
            .filter(|(index, it)| open(*index, it))
            .map(|(_, it)| it)
            .collect()
    }

    /// Returns the rows as they were right before the save of a renewal, whether or not its end is
    /// recorded; none where there was no save or a former version wrote the line.
    #[must_use]
    pub fn rows_before(&self, renewal: &str) -> &[License] {
        let savings = self.entries.iter().rev().filter_map(|it| match &it.entry {
            Entry::Saving { renewal, rows, .. } => Some((renewal, rows)),
            Entry::Finished { .. } => None,
        });
        let mut own = savings.filter(|(it, _)| *it == renewal);
        own.next().map(|(_, rows)| rows.as_slice()).unwrap_or_default()
    }

    /// Returns the save of a license that was begun last and has no end.
    #[must_use]
    pub fn open_saving(&self, key: &LicenseKey) -> Option<OpenSaving> {
        let savings = self.open_savings();

        [Alike::Id, Alike::Uid, Alike::AccountName].into_iter().find_map(|alike| {
            savings.iter().find(|it| key.is(alike, &it.server, &it.before)).cloned()
        })
    }

    /// Returns what the person has to be told about the journal itself. A line that was torn while it
    /// was written is no reason.
    #[must_use]
    pub fn damage(&self) -> Option<StoreError> {
        let mut damaged = self.bad_lines.iter().filter(|it| match it.fault {
            Fault::Unreadable | Fault::NotFollowing => true,
            Fault::Torn | Fault::TooNew => false,
        });
        let first = damaged.next()?.number;

        Some(StoreError::JournalDamaged { lines: 1 + damaged.count(), first })
    }
}

fn saving(entry: &Entry) -> Option<OpenSaving> {
    match entry {
        Entry::Saving {
            renewal,
            at,
            server,
            before,
            fingerprint,
            expires,
            account_name,
            rows,
            begun,
        } => Some(OpenSaving {
            renewal: renewal.clone(),
            at: *at,
            server: server.clone(),
            before: (**before).clone(),
            fingerprint: fingerprint.clone(),
            expires: *expires,
            account_name: account_name.clone(),
            rows: rows.clone(),
            begun: begun.as_deref().cloned(),
        }),
        Entry::Finished { .. } => None,
    }
}

/// A later renewal of the same license that succeeded settles an earlier save.
fn is_same_license(saving: &OpenSaving, record: &Record) -> bool {
    LicenseKey::of(saving.server.id.as_deref(), &saving.before).is_of(Alike::Id, record)
}
