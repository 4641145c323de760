//! The use cases of Koshin: what the window and the command line do, through ports.
//!
//! [`session::Session`] is a cheap handle to one task that owns everything that is known and hands
//! out [`view::View`]s. The task never waits for the world: it starts a numbered job, answers with a
//! busy view, takes the result as an event, and drops results of jobs that are no longer wanted.
//!
//! Deliberately not here: windows, Tauri, the terminal.

pub mod harden;
pub mod policy;
mod portal;
pub mod ports;
pub mod session;
pub mod show;
pub mod view;
pub mod words;
pub mod work;
