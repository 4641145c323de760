//! How a practice is to be.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::fault::Fault;
use crate::scenario::{Scenario, Structure};

/// How a practice is to be. Start from [`Options::new`] and change what differs.
#[derive(Debug, Clone)]
pub struct Options {
    /// The situation.
    pub scenario: Scenario,
    /// How the site's pages are built.
    pub structure: Structure,
    /// What goes wrong beside the scenario.
    pub faults: Vec<Fault>,
    /// The site's port; 0 takes any free one. The other servers always take a free one.
    pub port: u16,
    /// Whether the site speaks https, with a certificate of an own CA.
    pub tls: bool,
    /// What is wrong with that certificate.
    pub certificate: Certificate,
    /// The present at the start, from which the servers' time runs on.
    pub now: DateTime<Utc>,
    /// The delay of every answer under [`Fault::Slow`].
    pub slow: Duration,
    /// For how long the former date is shown under [`Fault::Lagging`].
    pub lag: Lag,
}

impl Options {
    /// The normal scenario on [`Structure::Table`], http, any port.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self {
            scenario: Scenario::Normal,
            structure: Structure::Table,
            faults: Vec::new(),
            port: 0,
            tls: false,
            certificate: Certificate::Good,
            now,
            slow: Duration::from_secs(3),
            lag: Lag { reads: 2, at_least: Duration::ZERO },
        }
    }
}

/// For how long the former date is shown after a save: until both have passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Times that the list was shown.
    pub reads: u32,
    /// Time since the save.
    pub at_least: Duration,
}

/// The site's certificate under TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For 127.0.0.1 and localhost, in force, signed by the CA in
    /// [`Practice::ca_file`](crate::Practice::ca_file).
    Good,
    /// For another host.
    WrongName,
    /// No longer in force.
    Expired,
}
