//! Which parts of the repository are there yet. Each line goes when its part lands.

/// `ui/check`: type check, unit tests and the Chromium tests of the UI.
pub(crate) const UI: bool = true;

/// The pictures of every screen: `tests/desktop/screens.rs`.
pub(crate) const SCREENS: bool = true;
