//! The hand-over file (引き継ぎファイル): servers, remembered locations and records for the next PC or
//! the next person. No secret is in it, and nothing of it replaces anything.

mod merge;

use std::path::Path;

use chrono::{DateTime, Utc};
use koshin_core::record::Record;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{StoreError, file_name};
use crate::files;
use crate::journal::{History, Journal, OpenSaving};
use crate::settings::{ServerProfile, Settings, SettingsFile};
pub use merge::{Merged, Named};

/// The newest form of a hand-over file that this Koshin knows.
pub const SCHEMA: u64 = 1;

/// The largest hand-over file that is read: 16 MiB, some ten thousand records.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// What is handed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Handover {
    /// When it was written, UTC.
    pub written: DateTime<Utc>,
    /// The servers, without secrets.
    pub servers: Vec<ServerProfile>,
    /// The records of all renewals, the oldest first. A save whose end is not recorded is among them:
    /// nobody but whoever renews next can find out.
    pub records: Vec<Record>,
}

/// The hand-over as it stands in its file.
#[derive(Serialize, Deserialize)]
struct Wire {
    /// Says what the file is, and in which form.
    koshin_handover: u64,
    written: DateTime<Utc>,
    servers: Vec<ServerProfile>,
    records: Vec<Record>,
}

impl Handover {
    /// Gathers what is handed over. That a server's secrets are kept in this PC's keyring is not: on
    /// the next one they are typed again.
    #[must_use]
    pub fn of(settings: &Settings, history: &History, now: DateTime<Utc>) -> Self {
        let without_secrets =
            |it: &ServerProfile| ServerProfile { secret_kept: false, ..it.clone() };
        let mut records: Vec<_> = history.records().into_iter().cloned().collect();
        records.extend(history.open_savings().into_iter().map(OpenSaving::into_record));
        records.sort_by_key(|it| it.finished);

        Self {
            written: now,
            servers: settings.servers.iter().map(without_secrets).collect(),
            records,
        }
    }

    /// Writes it where the person chose, whole or not at all; open to this person only.
    ///
    /// # Errors
    ///
    /// [`StoreError::Disk`].
    pub fn write(self, path: &Path) -> Result<(), StoreError> {
        let Self { written, servers, records } = self;
        let wire = Wire { koshin_handover: SCHEMA, written, servers, records };

        files::write(path, &files::to_json(path, &wire)?)
    }

    /// Reads the file that the person chose. A pipe, a device or a huge file is refused without being
    /// read.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotHandover`]; [`StoreError::TooNew`]; [`StoreError::Disk`].
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: &std::io::Error| StoreError::disk("reading", path, error);
        let metadata = std::fs::metadata(path).map_err(|error| failed(&error))?;
        if !metadata.is_file() {
            return Err(StoreError::NotHandover("no regular file"));
        }
        if metadata.len() > MAX_BYTES as u64 {
            return Err(StoreError::NotHandover("far too large"));
        }
        let bytes =
            files::read(path)?.ok_or_else(|| failed(&std::io::ErrorKind::NotFound.into()))?;

        Self::parse(&bytes, &file_name(path))
    }

    fn parse(bytes: &[u8], file: &str) -> Result<Self, StoreError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value: Value =
            serde_json::from_slice(bytes).map_err(|_| StoreError::NotHandover("no JSON"))?;
        let schema = value.get("koshin_handover").and_then(Value::as_u64);
        let found = schema.ok_or(StoreError::NotHandover("no mark of a hand-over file"))?;
        if found > SCHEMA {
            return Err(StoreError::TooNew { file: file.to_owned(), found, known: SCHEMA });
        }
        let Wire { written, mut servers, records, .. } = serde_json::from_value(value)
            .map_err(|_| StoreError::NotHandover("a part is missing or of another type"))?;
        for server in &mut servers {
            if server.id.len() != 32 || !server.id.bytes().all(|it| it.is_ascii_hexdigit()) {
                return Err(StoreError::NotHandover("a server without an id"));
            }
            server.secret_kept = false;
        }

        Ok(Self { written, servers, records })
    }

    /// Adds what is missing here; what is here stays as it is. The answer says what became of each
    /// part. Safe to repeat.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`], [`StoreError::TooNew`], [`StoreError::Disk`]: records may have been
    /// added by then, which are kept the next time.
    pub fn merge(
        &self,
        settings: &SettingsFile,
        journal: &Journal,
        now: DateTime<Utc>,
    ) -> Result<Merged, StoreError> {
        let mut merged = Merged::default();
        let missing = merge::records(&self.records, &journal.read()?, &mut merged);
        journal.append_all(&missing)?;
        settings.change::<_, StoreError>(now, |it| {
            merge::servers(&self.servers, it, &mut merged);
            Ok(())
        })?;

        Ok(merged)
    }
}
