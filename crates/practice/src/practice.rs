//! A practice: its servers, its files, and what it saw.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::announcement::{Announced, Announcement};
use crate::fault::Fault;
use crate::folder::Folder;
use crate::log::{Asked, Server};
use crate::options::Options;
use crate::scenario::{Scenario, Structure};
use crate::serve::{self, Running};
use crate::tokens::{TokenFacts, sha256};
use crate::world::{Account, CHANGED_PASSWORD, LicenseRow, Shared, Standing, World};
use crate::{certificate, samples, site};

/// Running practice servers. They end, and their files go, when this is dropped.
pub struct Practice {
    shared: Shared,
    structure: Structure,
    site: Running,
    apple: Running,
    portal: Running,
    _elsewhere: Running,
    is_tls: bool,
    ca_file: Option<PathBuf>,
    tokens: BTreeMap<String, PathBuf>,
    folder: Folder,
}

/// Starts the servers on 127.0.0.1 and writes the sample files into a private folder.
///
/// # Errors
///
/// If a port cannot be bound or the folder cannot be written.
pub async fn start(options: Options) -> io::Result<Practice> {
    let pages = site::pages(options.structure);
    let folder = Folder::new()?;
    let mut world = World::new(&options, pages.company());
    let tokens = samples::write(&mut world, &folder.path().join("tokens"))?;
    let tls = options.tls.then(|| certificate::make(options.certificate)).transpose()?;
    let ca_file = match &tls {
        None => None,
        Some(tls) => {
            let path = folder.path().join("practice-ca.pem");
            std::fs::write(&path, &tls.ca)?;
            Some(path)
        }
    };
    let shared = Shared::new(world);
    let running = |server, port, tls| serve::start(server, port, tls, shared.clone());
    let elsewhere = running(Server::Elsewhere, 0, None).await?;
    let apple = running(Server::Apple, 0, None).await?;
    let portal = running(Server::Portal, 0, None).await?;
    let site = running(Server::Site, options.port, tls.map(|tls| tls.acceptor)).await?;
    shared.lock().elsewhere = format!("http://{}", elsewhere.address);
    Ok(Practice {
        shared,
        structure: options.structure,
        site,
        apple,
        portal,
        _elsewhere: elsewhere,
        is_tls: options.tls,
        ca_file,
        tokens,
        folder,
    })
}

impl Practice {
    /// The site's sign-in address, as a person would paste it.
    #[must_use]
    pub fn site_url(&self) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        format!("{scheme}://{}{}", self.site.address, site::pages(self.structure).entry())
    }

    /// The CA that signed the site's certificate, where it speaks https.
    #[must_use]
    pub fn ca_file(&self) -> Option<PathBuf> {
        self.ca_file.clone()
    }

    /// What stands in for `https://vpp.itunes.apple.com`; paths such as
    /// `/mdm/v2/client/config` are appended.
    #[must_use]
    pub fn apple_url(&self) -> String {
        format!("http://{}", self.apple.address)
    }

    /// The page from which a person downloads a token.
    #[must_use]
    pub fn portal_url(&self) -> String {
        format!("http://{}/", self.portal.address)
    }

    /// Who may sign in to the site.
    #[must_use]
    pub fn account(&self) -> Account {
        self.shared.lock().account.clone()
    }

    /// The password that the site takes while it refuses the one in [`Account`].
    #[must_use]
    pub fn changed_password(&self) -> &'static str {
        CHANGED_PASSWORD
    }

    /// The sample files by name; they exist as long as this practice.
    ///
    /// Of the scenario at the start: `new` (what the portal offers first), `old` (what the first
    /// license has). Tokens that are the same in every scenario: `right-location` (the good one
    /// of 本社), `other-location`, `other-organization`, `other-owner`, `revoked`, `expired`,
    /// `not-later`, `short-lived`, `unknown-to-apple`. The good one in other spellings:
    /// `newline`, `wrapped`, `utf-16`, `no-extension`. No tokens: `device-token`, `html`, `zip`,
    /// `gzip`, `empty`, `white-space`, `text`, `binary`, `truncated`, `two-tokens`, `not-json`,
    /// `no-date`, `no-organization`, `no-token`, `bad-date`, `web-token`, `too-large`,
    /// `certificate`, `push-certificate`, `private-key`, `signing-request`.
    #[must_use]
    pub fn tokens(&self) -> BTreeMap<String, PathBuf> {
        self.tokens.clone()
    }

    /// The folder that holds sample files and CA, and into which tests may put further ones.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a token known to Apple and returns the file's content.
    #[must_use]
    pub fn issue(&self, facts: TokenFacts, standing: Standing) -> String {
        self.shared.lock().issue(facts, standing)
    }

    /// The rows as the site has them now, whatever its pages show.
    #[must_use]
    pub fn licenses(&self) -> Vec<LicenseRow> {
        self.shared.lock().rows.iter().map(|row| row.license.clone()).collect()
    }

    /// Every request so far, to all servers, in the order in which they were answered.
    #[must_use]
    pub fn log(&self) -> Vec<Asked> {
        self.shared.lock().log.clone()
    }

    /// What was asked that a renewal must never ask. A test fails unless this is empty.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        self.shared.lock().violations.clone()
    }

    /// Puts rows, offered tokens and faults as the scenario has them and ends every session. The
    /// log and the sample files stay as they are.
    pub fn set_scenario(&self, scenario: Scenario) {
        self.shared.lock().set_scenario(scenario);
    }

    /// Replaces every fault, those of the scenario too.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.shared.lock().set_faults(faults);
    }

    /// A row appears, as when somebody else registers a license.
    pub fn add_row(&self, account_name: &str) {
        self.shared.lock().add_row(account_name);
    }

    /// The row of a location gets the token that was downloaded today, as when somebody else saves it.
    pub fn renew_row(&self, location: &str) {
        let mut world = self.shared.lock();
        let facts = world.fresh(location);
        let row = world.rows.iter_mut().find(|row| row.license.location == location);
        if let Some(row) = row {
            row.license.expires = facts.expires;
            row.license.token_sha256 = sha256(facts.content());
        }
    }

    /// The row of a location gets another account name, as when somebody else changes it.
    pub fn rename_row(&self, location: &str, account_name: &str) {
        let mut world = self.shared.lock();
        let row = world.rows.iter_mut().find(|row| row.license.location == location);
        if let Some(row) = row {
            account_name.clone_into(&mut row.license.account_name);
        }
    }

    /// The row of a location goes, as when somebody else deletes it.
    pub fn remove_row(&self, location: &str) {
        self.shared.lock().rows.retain(|row| row.license.location != location);
    }

    /// Ends every session on the site.
    pub fn sign_everybody_out(&self) {
        self.shared.lock().sessions.clear();
    }

    /// What another process needs to use these servers.
    #[must_use]
    pub fn announcement(&self) -> Announcement {
        let account = self.account();
        Announcement {
            servers: vec![Announced::site(self.site_url(), self.ca_file(), &account)],
            apple_url: self.apple_url(),
            portal_url: self.portal_url(),
            tokens: self.tokens(),
        }
    }

    /// Ends the servers. The same as dropping.
    pub fn stop(self) {}
}
