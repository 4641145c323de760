//! Whole renewals through the session, against the practice servers: no window, no waiting.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod again;
mod anew;
mod appendix;
mod apple;
mod by_hand;
mod changing;
mod guards;
mod keyring;
mod leaving;
mod normal;
mod person;
mod rows;
mod saving;
mod scenarios;
mod scripted;
mod settled;
mod shown;
mod site;
mod stands;
mod support;
mod unsettled;
mod worlds;
