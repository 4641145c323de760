//! What the tests of the whole are made with: the files of the tree, and, behind the feature
//! `desktop`, the real window driven as a person drives it.
//!
//! A test harness fails loudly: whatever goes wrong here ends the test with a panic that says what
//! was waited for and what was there instead.
#![expect(clippy::expect_used, reason = "a test harness fails loudly")]
#![expect(clippy::missing_panics_doc, reason = "a test harness fails loudly, everywhere")]

#[cfg(feature = "desktop")]
pub mod app;
#[cfg(feature = "desktop")]
pub mod driver;
#[cfg(feature = "desktop")]
mod loopback;
#[cfg(feature = "desktop")]
pub mod page;
#[cfg(feature = "desktop")]
pub mod shots;
pub mod tree;

#[cfg(feature = "desktop")]
pub use self::{app::App, driver::Window, page::Page, page::Role};
