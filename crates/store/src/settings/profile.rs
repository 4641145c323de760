//! One registered server.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use koshin_core::{License, words};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::StoreError;
use crate::id::random_id;

/// An MDM server that the person registered. Its secrets are in the keyring, under [`Self::id`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ServerProfile {
    /// 128 random bits in hexadecimal digits: stays when the name or the address changes.
    pub id: String,
    /// The name that the person gave it; no two servers have the same.
    pub name: String,
    /// The kind of server, such as `site` or `by-hand`.
    pub kind: String,
    /// The address, as the person pasted it; empty for a kind with fixed addresses.
    #[serde(default)]
    pub url: String,
    /// 「ユーザーID」.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// 「企業コード」.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// A file with a certificate authority of the organization's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// A proxy for this server; `None` is the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// The client's id, for OAuth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The tenant, for Intune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The region or national cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    /// The way of signing in, where the kind has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// The person chose to keep the secrets in the keyring. Tells without touching the keyring
    /// whether it is worth asking.
    #[serde(default)]
    pub secret_kept: bool,
    /// What the server said when it was last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_read: Option<LastRead>,
    /// The locations of the licenses, by the license's id, for next year's comparison.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uids: BTreeMap<String, Remembered>,
    /// What of it the administrator's policy says. Not written: a policy can be lifted.
    #[serde(skip)]
    pub preset: Preset,
    /// What another version of Koshin wrote and this one does not know; kept as it is.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What of a server the administrator's policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// Nothing: the person registered it.
    #[default]
    No,
    /// Everything but 「ユーザーID」, which the person types.
    ButUser,
    /// Everything.
    Whole,
}

/// The licenses of a server as they were last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRead {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// The licenses.
    pub licenses: Vec<License>,
}

/// The location of a license, as Apple told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Apple's key of the location, which stays when the name changes.
    pub uid: String,
    /// The location's name then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The organization's name then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
}

impl ServerProfile {
    /// Tells whether the administrator has set it, so that the person can neither remove it nor lead it
    /// elsewhere.
    #[must_use]
    pub fn is_preset(&self) -> bool {
        self.preset != Preset::No
    }

    /// Puts the remembered keys of locations into licenses whose server does not show them.
    pub fn know_uids(&self, licenses: &mut [License]) {
        for license in licenses {
            if let Some(known) = self.uids.get(&license.id) {
                license.uid.get_or_insert_with(|| known.uid.clone());
            }
        }
    }

    /// Tells whether this is its name, as a person compares names: width, spaces around and case do not
    /// matter.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        words::same_name(&self.name.to_lowercase(), &name.to_lowercase())
    }

    /// A server of this name, kind and address, under a new id.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoRandom`].
    pub fn new(name: &str, kind: &str, url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            id: random_id()?,
            name: name.to_owned(),
            kind: kind.to_owned(),
            url: url.to_owned(),
            ..Self::default()
        })
    }

    /// Makes sure that no address holds a user name or password: the profile is written to a file.
    ///
    /// # Errors
    ///
    /// [`StoreError::SecretInAddress`].
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if has_user(&self.url) {
            return Err(StoreError::SecretInAddress("url"));
        }
        if self.proxy.as_deref().is_some_and(has_user) {
            return Err(StoreError::SecretInAddress("proxy"));
        }

        Ok(())
    }
}

/// Tells whether the part of an address before its path has an `@`, with or without a scheme.
fn has_user(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);

    rest.split(['/', '?', '#']).next().is_some_and(|it| it.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_password_is_refused() {
        for (address, expected) in [
            ("https://mdm.example.jp/login?user=a@example.jp", false),
            ("https://mdm.example.jp/@a", false),
            ("proxy.example.jp:8080", false),
            ("https://user:secret@mdm.example.jp/", true),
            ("user:secret@proxy.example.jp:8080", true),
            ("http://user@proxy.example.jp", true),
            ("", false),
        ] {
            assert_eq!(has_user(address), expected, "{address}");
        }
    }
}
