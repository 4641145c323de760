//! The decisions of this crate, from outside: which files are tokens, which tokens may replace
//! which, and what the walk promises.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod judge;
mod renewal;
mod samples;
mod token;
