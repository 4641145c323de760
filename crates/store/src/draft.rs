//! Unfinished renewals: what was typed and chosen, without the token.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use koshin_core::renewal::Step;
use koshin_core::{License, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::error::{StoreError, file_name};
use crate::files;
use crate::id::hex;
use crate::lock::Lock;
use crate::places::Places;

/// The newest form of a draft that this Koshin knows.
const SCHEMA: u64 = 1;

/// Which license a draft belongs to. There is one draft for each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey {
    /// The server's id; `None` by hand without a registered server.
    pub server: Option<String>,
    /// The license's id; empty where the server's licenses cannot be read.
    pub license: String,
}

/// Which Apple ID will be used for the download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppleIdChoice {
    /// The one of the last renewal.
    Former,
    /// This one, as far as it is typed.
    Other(String),
}

/// The facts of an unfinished renewal, to go on with later. The token is not among them: its file is
/// asked for again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The renewal's id, which becomes that of its record.
    pub renewal: String,
    /// The server's id; `None` by hand without a registered server.
    #[serde(default)]
    pub server: Option<String>,
    /// The license as it was read, or as the person typed what Koshin cannot read.
    pub license: License,
    /// When the person began, UTC.
    pub started: DateTime<Utc>,
    /// Which Apple ID will be used, once chosen.
    #[serde(default)]
    pub apple_id: Option<AppleIdChoice>,
    /// 「アカウント名」 as typed; `None` where nothing was typed yet.
    #[serde(default)]
    pub account_name: Option<String>,
    /// 「備考」 as typed; `None` where nothing was typed yet.
    #[serde(default)]
    pub notes: Option<String>,
    /// The step that was shown last: a hint for the list of drafts. The walk itself starts from facts.
    #[serde(default)]
    pub step: Option<Step>,
    /// The person went on in the browser.
    #[serde(default)]
    pub by_hand: bool,
    /// The license is as the person tells of it, on a registered server, too.
    #[serde(default)]
    pub is_told: bool,
    /// Apple's key of the location of last year's token file, where the person offered it.
    #[serde(default)]
    pub offered_uid: Option<String>,
    /// The name of the chosen file, without its folder.
    #[serde(default)]
    pub file_name: Option<String>,
    /// What else was typed, by the field's word; empty texts are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub typed: BTreeMap<String, String>,
    /// What another version of Koshin wrote and this one does not know; kept as it is.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Draft {
    /// A renewal of this license, just begun.
    #[must_use]
    pub fn new(
        renewal: String,
        server: Option<String>,
        license: License,
        started: DateTime<Utc>,
    ) -> Self {
        Self {
            renewal,
            server,
            license,
            started,
            apple_id: None,
            account_name: None,
            notes: None,
            step: None,
            by_hand: false,
            is_told: false,
            offered_uid: None,
            file_name: None,
            typed: BTreeMap::new(),
            other: Map::new(),
        }
    }

    /// Returns which license it belongs to.
    #[must_use]
    pub fn key(&self) -> DraftKey {
        DraftKey { server: self.server.clone(), license: self.license.id.clone() }
    }
}

/// The drafts on the disk, one file each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafts {
    folder: PathBuf,
    lock: PathBuf,
}

/// A draft as a line of its file.
#[derive(Serialize, Deserialize)]
struct Kept {
    schema: u64,
    #[serde(flatten)]
    draft: Draft,
}

/// What a look at a file gave.
enum Found {
    Nothing,
    Good(Box<Draft>),
    Damaged,
}

impl Drafts {
    /// The drafts of these places. Touches nothing.
    #[must_use]
    pub fn new(places: &Places) -> Self {
        Self { folder: places.drafts(), lock: places.lock() }
    }

    /// Returns all drafts, the one begun last first, and what could not be read. A damaged one is set
    /// aside under a name with `now` (UTC) in it; one of a newer Koshin is left alone.
    ///
    /// # Errors
    ///
    /// [`StoreError::Disk`] where the folder cannot be read, [`StoreError::Busy`].
    pub fn all(&self, now: DateTime<Utc>) -> Result<(Vec<Draft>, Vec<Problem>), StoreError> {
        let mut drafts = Vec::new();
        let mut problems = Vec::new();
        for path in self.paths()? {
            match self.read(&path, now) {
                Ok(found) => drafts.extend(found),
                Err(error) => problems.push(error.into()),
            }
        }
        newest_first(&mut drafts);

        Ok((drafts, problems))
    }

    /// Returns the draft of a license.
    ///
    /// # Errors
    ///
    /// [`StoreError::DraftDamaged`]: it was set aside; [`StoreError::TooNew`];
    /// [`StoreError::Disk`]; [`StoreError::Busy`].
    pub fn get(&self, key: &DraftKey, now: DateTime<Utc>) -> Result<Option<Draft>, StoreError> {
        self.read(&self.path(key), now)
    }

    /// Keeps a draft in the place of the former one of the same license.
    ///
    /// # Errors
    ///
    /// [`StoreError::Disk`], [`StoreError::Busy`].
    pub fn save(&self, draft: &Draft) -> Result<(), StoreError> {
        let path = self.path(&draft.key());
        let bytes = files::to_json(&path, &Kept { schema: SCHEMA, draft: draft.clone() })?;
        let _lock = Lock::take(&self.lock)?;

        files::write(&path, &bytes)
    }

    /// Removes the draft of a license whose renewal has ended. That there is none is no error.
    ///
    /// # Errors
    ///
    /// [`StoreError::Disk`], [`StoreError::Busy`].
    pub fn remove(&self, key: &DraftKey) -> Result<(), StoreError> {
        let _lock = Lock::take(&self.lock)?;

        files::remove(&self.path(key))
    }

    fn read(&self, path: &Path, now: DateTime<Utc>) -> Result<Option<Draft>, StoreError> {
        match look(path)? {
            Found::Nothing => Ok(None),
            Found::Good(draft) => Ok(Some(*draft)),
            Found::Damaged => self.set_aside(path, now),
        }
    }

    /// Another Koshin may have replaced the damaged file meanwhile: looks again under the lock.
    fn set_aside(&self, path: &Path, now: DateTime<Utc>) -> Result<Option<Draft>, StoreError> {
        let _lock = Lock::take(&self.lock)?;
        match look(path)? {
            Found::Nothing => Ok(None),
            Found::Good(draft) => Ok(Some(*draft)),
            Found::Damaged => {
                let aside = files::set_aside(path, now)?;
                Err(StoreError::DraftDamaged { file: file_name(path), aside })
            }
        }
    }

    fn paths(&self) -> Result<Vec<PathBuf>, StoreError> {
        let failed = |error: &std::io::Error| StoreError::disk("reading", &self.folder, error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&error)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| failed(&error))?.path();
            if path.extension().is_some_and(|it| it == "json") {
                paths.push(path);
            }
        }

        Ok(paths)
    }

    /// A license's id may hold anything; its hash is a good file name on every system.
    fn path(&self, key: &DraftKey) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(key.server.as_deref().unwrap_or_default());
        hash.update([0]);
        hash.update(&key.license);

        self.folder.join(format!("{}.json", hex(&hash.finalize()[..16])))
    }
}

/// Sorts drafts by their beginning, the last one first.
pub fn newest_first(drafts: &mut [Draft]) {
    drafts.sort_by(|a, b| b.started.cmp(&a.started).then_with(|| a.renewal.cmp(&b.renewal)));
}

fn look(path: &Path) -> Result<Found, StoreError> {
    let Some(bytes) = files::read(path)? else {
        return Ok(Found::Nothing);
    };
    let value = serde_json::from_slice::<Value>(&bytes).unwrap_or_default();
    let schema = value.get("schema").and_then(Value::as_u64);
    if let Some(found) = schema.filter(|it| *it > SCHEMA) {
        return Err(StoreError::TooNew { file: file_name(path), found, known: SCHEMA });
    }
    let kept = serde_json::from_value::<Kept>(value);

    Ok(kept.map_or(Found::Damaged, |it| Found::Good(Box::new(it.draft))))
}
