//! Whole renewals through the session, against the practice servers: no window, no waiting.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod addresses;
mod apple;
mod broken;
mod by_hand;
mod by_hand_on_a_server;
mod changing;
mod handing_over;
mod keyring;
mod leaving;
mod normal;
mod practice;
mod saving;
mod scripted;
mod site;
mod support;
mod unsettled;
