//! What of Koshin outlives a run: keyring, settings, journal, drafts.
//!
//! Everything lives in one folder ([`Places`]) but the secrets, which live in the keyring of the
//! system and nowhere else ([`Vault`]). Files are written atomically ([`Settings`], [`Draft`]) or
//! appended to and synced ([`Journal`]); they are read tolerantly, and what cannot be read is set
//! aside and told, never replaced in silence. A lock file keeps the app and the command line from
//! writing over each other.
//!
//! Deliberately not here: a clock (times arrive as arguments), a decision about a renewal, sentences
//! for people. The functions on files block for the time that a disk takes; call them off the
//! runtime's own threads where that matters.

mod beside;
pub mod draft;
mod error;
mod files;
pub mod handover;
mod id;
pub mod journal;
mod lock;
pub mod places;
pub mod policy;
pub mod settings;
pub mod token_file;
pub mod vault;

pub use beside::{open_log, portal_data, write_text};
pub use draft::{AppleIdChoice, Draft, DraftKey, Drafts, newest_first};
pub use error::StoreError;
pub use files::Loaded;
pub use handover::Handover;
pub use id::random_id;
pub use journal::{History, Journal, LicenseKey};
pub use places::Places;
pub use policy::Policy;
pub use settings::{ServerProfile, Settings, SettingsFile};
pub use token_file::{TokenFile, TokenFileError, read_token_file};
pub use vault::{Role, Vault, VaultError};
