//! Settings and the servers that the person registered. No secret is among them.

mod file;
mod presets;
mod profile;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::StoreError;
pub use file::SettingsFile;
pub use profile::{LastRead, Preset, Remembered, ServerProfile};

/// The newest form of the settings that this Koshin knows. Another value of an enum, or a field whose
/// loss would do harm, makes it one more; a new optional field does not.
pub const SCHEMA: u64 = 1;

/// The language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// The colors of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the person has set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The form of the file; [`SCHEMA`].
    pub schema: u64,
    /// The language; `None` follows the system.
    #[serde(default)]
    pub language: Option<Language>,
    /// The colors.
    #[serde(default)]
    pub theme: Theme,
    /// From how many whole days before the expiry on to warn.
    #[serde(default = "usual_warn_days")]
    pub warn_days: i64,
    /// The name that goes into records; `None` is that of the account on this PC, an empty one is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Look for new token files in the folder of downloads.
    #[serde(default)]
    pub watch_downloads: bool,
    /// The first start is done: a server was registered, or the person chose to go on without one.
    #[serde(default)]
    pub first_start_done: bool,
    /// The registered servers, in the order in which they were added.
    #[serde(default)]
    pub servers: Vec<ServerProfile>,
    /// What another version of Koshin wrote and this one does not know; kept as it is.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

const fn usual_warn_days() -> i64 {
    30
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            language: None,
            theme: Theme::default(),
            warn_days: usual_warn_days(),
            person: None,
            watch_downloads: false,
            first_start_done: false,
            servers: Vec::new(),
            other: Map::new(),
        }
    }
}

impl Settings {
    /// Returns who renews, for the records: as typed, else the name of the `account` on this PC; `None`
    /// where there is none, or where the person wants none.
    #[must_use]
    pub fn person(&self, account: Option<&str>) -> Option<String> {
        let name = self.person.as_deref().or(account)?.trim();
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Returns the server with this id.
    #[must_use]
    pub fn server(&self, id: &str) -> Option<&ServerProfile> {
        self.servers.iter().find(|it| it.id == id)
    }

    /// Returns the server with this id, to change it. Its name is changed by [`Settings::rename`].
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchServer`].
    pub fn server_mut(&mut self, id: &str) -> Result<&mut ServerProfile, StoreError> {
        self.servers
            .iter_mut()
            .find(|it| it.id == id)
            .ok_or_else(|| StoreError::NoSuchServer { name: id.to_owned() })
    }

    /// Returns the server with this name, as [`ServerProfile::is_named`] compares it.
    #[must_use]
    pub fn server_named(&self, name: &str) -> Option<&ServerProfile> {
        self.servers.iter().find(|it| it.is_named(name))
    }

    /// Adds a server.
    ///
    /// # Errors
    ///
    /// [`StoreError::Empty`] without a name, [`StoreError::NameTaken`] where another server has it.
    pub fn add(&mut self, mut server: ServerProfile) -> Result<(), StoreError> {
        server.name = self.free_name(&server.name, &server.id)?;
        self.servers.push(server);

        Ok(())
    }

    /// Gives a server another name; its secrets and its history stay with it.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchServer`], [`StoreError::Empty`], [`StoreError::NameTaken`].
    pub fn rename(&mut self, id: &str, name: &str) -> Result<(), StoreError> {
        let name = self.free_name(name, id)?;
        self.server_mut(id)?.name = name;

        Ok(())
    }

    /// Removes a server and returns it. Its secrets are removed by
    /// [`Vault::forget`](crate::Vault::forget); its history stays.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoSuchServer`].
    pub fn remove(&mut self, id: &str) -> Result<ServerProfile, StoreError> {
        let place = self.servers.iter().position(|it| it.id == id);
        let place = place.ok_or_else(|| StoreError::NoSuchServer { name: id.to_owned() })?;

        Ok(self.servers.remove(place))
    }

    /// Trims a name and makes sure that no server but `id` has it.
    fn free_name(&self, name: &str, id: &str) -> Result<String, StoreError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(StoreError::Empty("name"));
        }
        let is_taken = self.servers.iter().any(|it| it.id != id && it.is_named(name));
        if is_taken {
            return Err(StoreError::NameTaken { name: name.to_owned() });
        }

        Ok(name.to_owned())
    }
}
