//! The shell around `koshin-app`: one window, the ports of a desktop, one command each for what the
//! page can ask for. Decides nothing.

mod commands;
mod desk;
mod harden;
mod launch;
mod log;
mod single;
mod start;
#[cfg(feature = "e2e")]
mod test_clock;
mod told;

pub use start::run;
