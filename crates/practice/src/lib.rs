//! Practice servers on the loopback address: the management site of the manual, a twin of Apple's
//! service, and a page from which a practice token is downloaded.
//!
//! They serve the app's practice mode, the connectors' contract tests and `koshin-cli practice`.
//! They record what they were asked and tell what must never be asked
//! ([`Practice::violations`]).
//!
//! Deliberately not here: any type of the clients. The servers know HTTP and HTML, and what a
//! token file looks like, from Apple's documents and the manual; so a mistake of the clients
//! cannot repeat itself here.

mod announcement;
mod apple;
#[cfg_attr(not(feature = "certificates"), path = "no_certificate.rs")]
mod certificate;
mod clock;
mod fault;
mod folder;
mod html;
mod log;
mod names;
mod options;
#[cfg(feature = "certificates")]
mod pem;
mod portal;
mod practice;
mod reply;
mod samples;
mod scenario;
mod serve;
mod site;
mod tokens;
mod visit;
mod world;

pub use announcement::{Announced, Announcement};
pub use apple::{CANARY, OWNER};
pub use fault::{AppleFault, Fault, Label, Mishap, Place};
pub use log::{Asked, Field, FilePart, Server};
pub use names::UnknownName;
pub use options::{Certificate, Lag, Options};
pub use practice::{Practice, start};
pub use scenario::{Scenario, Structure};
pub use tokens::{ORGANIZATION, TokenFacts};
pub use world::{Account, LOCATION, LicenseRow, OTHER_LOCATION, Standing};
