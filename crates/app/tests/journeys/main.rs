//! Whole renewals through the session, against the practice servers: no window, no waiting.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod apple;
mod by_hand;
mod keyring;
mod leaving;
mod normal;
mod site;
mod support;
