//! The shell around `koshin-app`: one window, the ports of a desktop, one command each for what the
//! page can ask for. Decides nothing.

mod commands;
mod desk;
mod harden;
mod start;

pub use start::run;
