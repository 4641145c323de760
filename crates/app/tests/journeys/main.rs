//! Whole renewals through the session, against the practice servers: no window, no waiting.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod addresses;
mod again;
mod anew;
mod appendix;
mod apple;
mod broken;
mod by_hand;
mod by_hand_on_a_server;
mod changing;
mod guards;
mod handing_over;
mod keyring;
mod leaving;
mod normal;
mod opened;
mod person;
mod policy;
mod practice;
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
