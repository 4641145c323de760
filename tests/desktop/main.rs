//! Walks in real windows, driven as a person drives them. One window at a time: each brings its
//! own driver, app and folder, and leaves none of them behind.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod harness;
mod portal;
mod walks;
