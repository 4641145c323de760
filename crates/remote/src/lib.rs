//! Everything of Koshin that goes over the network.
//!
//! One HTTP door ([`http`]), the one question to Apple ([`apple`]), and one connector per kind of
//! server ([`connector`], [`servers`]). Connectors translate; they decide nothing: what may be saved
//! is decided in `koshin-core`, and whether it was saved by reading again.
//!
//! Deliberately not here: files, the keyring, the order of the steps, sentences for people.

pub mod apple;
pub mod clock;
pub mod connector;
pub mod http;
pub mod servers;
