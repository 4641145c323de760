//! The file of the settings.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::presets::Presets;
use super::{SCHEMA, Settings};
use crate::error::{StoreError, file_name};
use crate::files::{self, Loaded};
use crate::lock::Lock;
use crate::places::Places;
use crate::policy::Policy;

/// The settings on the disk, shared with every other Koshin of this person.
///
/// Nothing is held in memory: [`SettingsFile::change`] reads again under the lock, so that a change
/// made by the command line meanwhile is not lost.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    path: PathBuf,
    lock: PathBuf,
    presets: Presets,
}

/// What a look at the files gave.
enum Found {
    Nothing,
    Good(Settings),
    Damaged,
    TooNew(u64, Option<Settings>),
}

impl SettingsFile {
    /// The settings of these places. Touches nothing.
    #[must_use]
    pub fn new(places: &Places) -> Self {
        Self { path: places.settings(), lock: places.lock(), presets: Presets::default() }
    }

    /// Lays the servers that the administrator has set over those of the person, in what is read and in
    /// what is changed. Of such a server only what there is to remember is written, such as that its
    /// password is kept.
    #[must_use]
    pub fn under(mut self, policy: &Policy) -> Self {
        self.presets = Presets::of(policy);
        self
    }

    /// Reads the settings. Never fails and never pretends: what could not be read is told in
    /// [`Loaded::problem`].
    ///
    /// No file is a first start. A damaged one is set aside under a name with `now` (UTC) in it, and
    /// the previous good one is used where there is one. One of a newer Koshin is shown as far as it
    /// can be understood, and left alone.
    #[must_use]
    pub fn read(&self, now: DateTime<Utc>) -> Loaded<Settings> {
        let mut loaded = self.read_own(now);
        self.presets.lay_over(&mut loaded.value, &[]);
        loaded
    }

    fn read_own(&self, now: DateTime<Utc>) -> Loaded<Settings> {
        match look(&self.path) {
            Ok(Found::Good(settings)) => Loaded::whole(settings),
            Ok(Found::Nothing) => self.without_a_file(),
            Ok(Found::Damaged) => self.set_aside(now),
            Ok(Found::TooNew(found, settings)) => {
                Loaded::despite(settings.unwrap_or_default(), self.too_new(found))
            }
            Err(error) => Loaded::despite(Settings::default(), error),
        }
    }

    /// Changes the settings as they are on the disk now, writes them, and returns them with what
    /// `change` returned. Where `change` fails nothing is written.
    ///
    /// # Errors
    ///
    /// That of `change`; [`StoreError::SecretInAddress`]; [`StoreError::Busy`]; [`StoreError::TooNew`], since a newer file is never
    /// written over; [`StoreError::SettingsDamaged`] or [`StoreError::SettingsRestored`] where the
    /// file turns out damaged: it was set aside, and the same change can be made again once the
    /// person knows; [`StoreError::Disk`].
    pub fn change<T, E: From<StoreError>>(
        &self,
        now: DateTime<Utc>,
        change: impl FnOnce(&mut Settings) -> Result<T, E>,
    ) -> Result<(Settings, T), E> {
        let _lock = Lock::take(&self.lock)?;
        let mut settings = self.under_the_lock(now)?;
        let presets = self.presets.lay_over(&mut settings, &[]);
        let before = settings.clone();
        let answer = change(&mut settings)?;
        // Whatever was changed, what the administrator has set stays as it is.
        self.presets.lay_over(&mut settings, &presets);
        for server in settings.servers.iter().filter(|it| !before.servers.contains(it)) {
            server.check()?;
        }
        settings.schema = SCHEMA;
        if settings != before || !self.path.exists() {
            self.write(&self.presets.take_off(&settings))?;
        }

        Ok((settings, answer))
    }

    fn under_the_lock(&self, now: DateTime<Utc>) -> Result<Settings, StoreError> {
        match look(&self.path)? {
            Found::Good(settings) => Ok(settings),
            Found::Nothing => Ok(self.previous()?.unwrap_or_default()),
            Found::TooNew(found, _) => Err(self.too_new(found)),
            Found::Damaged => Err(self.tell(files::set_aside(&self.path, now)?)),
        }
    }

    /// Keeps the present file, which is good, as the previous one, and replaces it.
    fn write(&self, settings: &Settings) -> Result<(), StoreError> {
        let bytes = files::to_json(&self.path, settings)?;
        if let Some(present) = files::read(&self.path)? {
            files::write(&files::backup(&self.path), &present)?;
        }

        files::write(&self.path, &bytes)
    }

    /// Another Koshin may have replaced the damaged file meanwhile: looks again under the lock.
    fn set_aside(&self, now: DateTime<Utc>) -> Loaded<Settings> {
        let settled = Lock::take(&self.lock).and_then(|_lock| self.under_the_lock(now));
        match settled {
            Ok(settings) => Loaded::whole(settings),
            Err(error) => {
                let previous = self.previous().ok().flatten().unwrap_or_default();
                Loaded::despite(previous, error)
            }
        }
    }

    /// A missing file is a first start, unless a previous one or one that was set aside shows that
    /// it is not: whoever set it aside may have told nobody.
    fn without_a_file(&self) -> Loaded<Settings> {
        let aside = files::aside(&self.path);
        match self.previous() {
            Ok(None) if aside.is_none() => Loaded::whole(Settings::default()),
            Ok(found) => {
                let error = self.tell(aside.unwrap_or_default());
                Loaded::despite(found.unwrap_or_default(), error)
            }
            Err(error) => Loaded::despite(Settings::default(), error),
        }
    }

    fn previous(&self) -> Result<Option<Settings>, StoreError> {
        match look(&files::backup(&self.path))? {
            Found::Good(settings) => Ok(Some(settings)),
            Found::Nothing | Found::Damaged => Ok(None),
            Found::TooNew(found, _) => Err(self.too_new(found)),
        }
    }

    fn tell(&self, aside: String) -> StoreError {
        let file = file_name(&self.path);
        match self.previous() {
            Ok(Some(_)) => StoreError::SettingsRestored { file, aside },
            Ok(None) | Err(_) => StoreError::SettingsDamaged { file, aside },
        }
    }

    fn too_new(&self, found: u64) -> StoreError {
        StoreError::TooNew { file: file_name(&self.path), found, known: SCHEMA }
    }
}

fn look(path: &Path) -> Result<Found, StoreError> {
    let Some(bytes) = files::read(path)? else {
        return Ok(Found::Nothing);
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return Ok(Found::Damaged);
    };
    match value.get("schema").and_then(Value::as_u64) {
        None => Ok(Found::Damaged),
        Some(found) if found > SCHEMA => {
            Ok(Found::TooNew(found, serde_json::from_value(value).ok()))
        }
        Some(_) => Ok(serde_json::from_value(value).map_or(Found::Damaged, Found::Good)),
    }
}
