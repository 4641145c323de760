//! Every decision of Koshin, as values and pure functions.
//!
//! A *content token* is the `.vpptoken` file that lets an MDM server install, assign and take back
//! an organization's apps for one year. This crate reads such a file ([`token`]), reads what Apple
//! says of it ([`apple`]), decides whether it may replace the one on the server ([`judge`]), and
//! holds the walk through one renewal as a value ([`renewal`]).
//!
//! Deliberately not here: input and output of any kind, a clock, anything asynchronous, sentences
//! for people. Times are `DateTime<Utc>` and arrive as arguments.

pub mod apple;
pub mod code;
pub mod expiry;
pub mod file_kind;
pub mod judge;
pub mod license;
pub mod notes;
pub mod record;
pub mod renewal;
pub mod secret;
pub mod token;
pub mod words;

pub use code::{Code, Problem, Remedy};
pub use expiry::{Expiry, ExpiryState, Precision};
pub use file_kind::FileKind;
pub use judge::{Check, CheckResult, CheckedToken, Finding};
pub use license::{License, Notes};
pub use token::{ContentToken, TokenError};
