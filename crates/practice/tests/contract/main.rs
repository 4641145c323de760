//! What clients may rely on when they speak to the practice servers.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that finds nothing to unwrap has failed"
)]

mod apple;
mod browser;
mod faults;
mod person;
mod structures;
mod surroundings;
