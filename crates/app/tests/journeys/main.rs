//! Whole renewals through the session, against the practice servers: no window, no waiting.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod anew;
mod appendix;
mod apple;
mod by_hand;
mod changing;
mod keyring;
mod leaving;
mod normal;
mod person;
mod saving;
mod scripted;
mod shown;
mod site;
mod support;
mod unsettled;
