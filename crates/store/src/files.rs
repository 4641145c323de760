//! Files that are whole or not there: written atomically, read tolerantly.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_core::Problem;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::error::StoreError;

/// How often a replacement that Windows refuses, because a virus scanner has the file open, is tried
/// again, and the first pause, which doubles each time: 620 ms in all.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// Larger than any settings or draft: such a file is not read whole.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// How the name of a file that is being written begins and ends.
const TEMPORARY: (&str, &str) = (".koshin-", ".tmp");

/// A value that was read as well as it could be, and what there is to tell about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<T> {
    /// The value.
    pub value: T,
    /// What the person has to be told, where the value is not simply what was kept.
    pub problem: Option<Problem>,
}

impl<T> Loaded<T> {
    pub(crate) const fn whole(value: T) -> Self {
        Self { value, problem: None }
    }

    pub(crate) fn despite(value: T, error: StoreError) -> Self {
        Self { value, problem: Some(error.into()) }
    }
}

/// Creates a folder and those above it where they are missing, open to this person only.
pub(crate) fn create_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| StoreError::disk("creating", path, &error))
}

/// How a file of ours is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    /// To read and to write at its end; created where it is missing.
    Append,
    /// Created anew; an error where it is there.
    New,
}

/// Opens a file that only this person can read.
pub(crate) fn open_private(path: &Path, how: Open) -> io::Result<File> {
    let mut options = OpenOptions::new();
    match how {
        Open::Append => options.read(true).append(true).create(true),
        Open::New => options.write(true).create_new(true),
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Reads a whole file; `None` where there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let failed = |error: &io::Error| StoreError::disk("reading", path, error);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| failed(&error))?;

    Ok(Some(bytes))
}

/// Replaces a file as a whole: after a crash either the old or the new one is there.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder)?;
    replace(folder, path, bytes).map_err(|error| StoreError::disk("writing", path, &error))
}

fn replace(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (prefix, suffix) = TEMPORARY;
    let mut file = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    persist(file, path)?;

    sync_folder(folder)
}

fn persist(mut file: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut pause = PAUSE;
    for _ in 0..TRIES {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if is_held_open(&refused.error) => {
                file = refused.file;
                thread::sleep(pause);
                pause *= 2;
            }
            Err(refused) => return Err(refused.error),
        }
    }

    file.persist(path).map(|_| ()).map_err(|refused| refused.error)
}

/// Tells whether Windows refused because somebody else has the file open: `ERROR_ACCESS_DENIED`,
/// `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`.
///
/// # Source
///
/// Microsoft, "System Error Codes (0-499)": 5, 32 and 33.
fn is_held_open(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Makes the names in a folder last; on Windows they do of themselves.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes the names in a folder last; on Windows they do of themselves.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes a value as JSON that people can read.
pub(crate) fn to_json<T: Serialize>(path: &Path, value: &T) -> Result<Vec<u8>, StoreError> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| StoreError::disk("writing", path, &error.into()))?;
    bytes.push(b'\n');

    Ok(bytes)
}

/// Removes a file; that it is not there is no error.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Ok(()) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            sync_folder(folder).map_err(|error| StoreError::disk("removing", path, &error))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::disk("removing", path, &error)),
    }
}

/// Sets a damaged file aside under a name of its own and returns that name.
pub(crate) fn set_aside(path: &Path, now: DateTime<Utc>) -> Result<String, StoreError> {
    let stem =
        format!("{}.damaged-{}", crate::error::file_name(path), now.format("%Y%m%dT%H%M%SZ"));
    let names = std::iter::once(stem.clone()).chain((2..).map(|it| format!("{stem}-{it}")));
    for name in names.take(1000) {
        let aside = path.with_file_name(&name);
        if !aside.exists() {
            fs::rename(path, &aside)
                .map_err(|error| StoreError::disk("setting aside", path, &error))?;
            return Ok(name);
        }
    }

    Err(StoreError::disk("setting aside", path, &io::ErrorKind::AlreadyExists.into()))
}

/// Returns the name of the file that was set aside last in the place of this one.
pub(crate) fn aside(path: &Path) -> Option<String> {
    let start = format!("{}.damaged-", crate::error::file_name(path));
    let names = fs::read_dir(path.parent()?).ok()?.flatten();

    names
        .filter_map(|it| it.file_name().into_string().ok())
        .filter(|it| it.starts_with(&start))
        .max()
}

/// Removes what writers that were killed have left in a folder. For the holder of the lock only.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns where the previous good version of a file is kept.
pub(crate) fn backup(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".bak");
    path.with_file_name(name)
}
