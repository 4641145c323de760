//! The jobs that both the window and the command line do: each an `async` function over ports.

pub mod connect;
pub mod examine;
pub mod permit;
pub mod renewed;
pub mod rows;
pub mod saving;

use koshin_core::Expiry;

/// Reads an expiry as a person copies it from a page: with or without a time, in any form that the
/// management site may show.
#[must_use]
pub fn typed_expiry(text: &str) -> Option<Expiry> {
    koshin_remote::servers::site::dates::read(text)
}
