//! What `koshin-cli practice` prints.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use crate::world::Account;

/// Addresses, accounts and files of a running practice, as one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// The servers that can be added.
    pub servers: Vec<Announced>,
    /// What stands in for Apple's service.
    pub apple_url: String,
    /// What stands in for Apple's portal.
    pub portal_url: String,
    /// The sample files by name.
    pub tokens: BTreeMap<String, PathBuf>,
}

/// One server with what adding it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announced {
    /// The kind of server.
    pub kind: &'static str,
    /// The address to give.
    pub url: String,
    /// The CA to trust for it.
    pub ca_file: Option<PathBuf>,
    /// The arguments that follow `server add NAME`.
    pub add: Vec<String>,
    /// The secrets by field. None of them opens anything but this practice.
    pub secrets: BTreeMap<&'static str, String>,
}

impl Announced {
    pub(crate) fn site(url: String, ca_file: Option<PathBuf>, account: &Account) -> Self {
        let mut add: Vec<String> =
            ["--kind", "site", "--url", &url, "--user", &account.user].map(str::to_owned).into();
        if let Some(company) = &account.company {
            add.extend(["--company".to_owned(), company.clone()]);
        }
        if let Some(path) = &ca_file {
            add.extend(["--ca-file".to_owned(), path.display().to_string()]);
        }
        let secrets = BTreeMap::from([("password", account.password.clone())]);
        Self { kind: "site", url, ca_file, add, secrets }
    }
}
