//! What outlives a run is never lost, never torn, never replaced in silence.

#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

#[cfg(unix)]
mod crash;
mod drafts;
mod handover;
mod history;
mod journal;
mod policy;
mod presets;
mod samples;
mod secrets;
mod settings;
mod token_files;
