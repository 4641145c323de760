//! Why something could not be kept or read.

use std::io;

use koshin_core::{Code, Problem};

/// Why something could not be kept or read. English, for engineers; [`StoreError::code`] is what
/// people are told by. Holds no secret, and of a path only the last part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The system does not say where this person's files are.
    #[error("the system names no folder for this person's files")]
    NoHome,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandom,
    /// The disk refused.
    #[error("{doing} {file} failed: {reason}")]
    Disk {
        /// What was tried, such as `writing`.
        doing: &'static str,
        /// The last part of the path.
        file: String,
        /// What the system said.
        reason: String,
        /// The kind of it.
        kind: io::ErrorKind,
    },
    /// Another Koshin held the lock for longer than a write takes.
    #[error("another process holds the lock")]
    Busy,
    /// Settings that are no settings. They were set aside.
    #[error("{file} cannot be read and was set aside as {aside}")]
    SettingsDamaged {
        /// The name of the file.
        file: String,
        /// The name under which it can still be found.
        aside: String,
    },
    /// As [`StoreError::SettingsDamaged`], and the previous settings are there.
    #[error("{file} cannot be read and was set aside as {aside}; the previous one is used")]
    SettingsRestored {
        /// The name of the file.
        file: String,
        /// The name under which it can still be found; empty where the file had disappeared.
        aside: String,
    },
    /// A draft that is no draft. It was set aside.
    #[error("{file} cannot be read and was set aside as {aside}")]
    DraftDamaged {
        /// The name of the file.
        file: String,
        /// The name under which it can still be found.
        aside: String,
    },
    /// Written by a newer Koshin; left as it is.
    #[error("{file} has schema {found}, newer than {known}")]
    TooNew {
        /// The name of the file.
        file: String,
        /// Its schema.
        found: u64,
        /// The newest that this Koshin knows.
        known: u64,
    },
    /// Lines of the journal that cannot be read or do not follow each other.
    #[error("{lines} lines of the journal are damaged, the first is line {first}")]
    JournalDamaged {
        /// How many.
        lines: usize,
        /// The number of the first, counted from 1.
        first: usize,
    },
    /// A name that has to be there is empty.
    #[error("the field {0} is empty")]
    Empty(&'static str),
    /// Another server has that name.
    #[error("another server has that name")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// An address or a proxy with a user name or password in it, which would be a secret in a file.
    #[error("the field {0} holds a user name or password")]
    SecretInAddress(&'static str),
    /// No server has that name or id.
    #[error("no such server")]
    NoSuchServer {
        /// What was looked for.
        name: String,
    },
    /// Not a hand-over file.
    #[error("not a hand-over file: {0}")]
    NotHandover(&'static str),
    /// The administrator's policy cannot be read, or is not to be trusted.
    #[error("the policy in {place} does not count: {reason}")]
    PolicyUnreadable {
        /// Where it stands, as the administrator knows it; without the name of a person.
        place: String,
        /// Why.
        reason: String,
    },
}

impl StoreError {
    /// Returns what the person is told.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::NoHome | Self::NoRandom | Self::Disk { .. } => Code::StoreFailed,
            Self::Busy => Code::StoreBusy,
            Self::SettingsDamaged { .. } => Code::SettingsDamaged,
            Self::SettingsRestored { .. } => Code::SettingsRestored,
            Self::DraftDamaged { .. } => Code::DraftDamaged,
            Self::TooNew { .. } => Code::SettingsTooNew,
            Self::JournalDamaged { .. } => Code::JournalDamaged,
            Self::Empty(_) => Code::InputMissing,
            Self::SecretInAddress(_) => Code::NetBadUrl,
            Self::NameTaken { .. } => Code::InputNameTaken,
            Self::NoSuchServer { .. } => Code::InputNoSuchServer,
            Self::NotHandover(_) => Code::HandoverNotOne,
            Self::PolicyUnreadable { .. } => Code::PolicyUnreadable,
        }
    }

    /// Names what was tried with which file when the disk refused.
    pub(crate) fn disk(doing: &'static str, path: &std::path::Path, error: &io::Error) -> Self {
        Self::Disk { doing, file: file_name(path), reason: error.to_string(), kind: error.kind() }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let problem = Self::new(error.code()).detail(error.to_string());
        match error {
            StoreError::Disk { file, reason, .. } => {
                problem.with("file", file).with("reason", reason)
            }
            StoreError::SettingsDamaged { file, aside }
            | StoreError::SettingsRestored { file, aside }
            | StoreError::DraftDamaged { file, aside } => {
                problem.with("file", file).with("aside", aside)
            }
            StoreError::TooNew { file, .. } => problem.with("file", file),
            StoreError::JournalDamaged { lines, first } => {
                problem.with("lines", lines.to_string()).with("first", first.to_string())
            }
            StoreError::Empty(field) | StoreError::SecretInAddress(field) => {
                problem.with("field", field)
            }
            StoreError::NameTaken { name } | StoreError::NoSuchServer { name } => {
                problem.with("name", name)
            }
            StoreError::PolicyUnreadable { place, .. } => problem.with("place", place),
            StoreError::NoHome
            | StoreError::NoRandom
            | StoreError::Busy
            | StoreError::NotHandover(_) => problem,
        }
    }
}

/// Returns the last part of a path for a person to read.
pub(crate) fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
