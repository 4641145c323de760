//! The folder of a practice: it goes with the practice, or with a later one where that was killed.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

const PREFIX: &str = "koshin-practice-";

/// The file that a running practice holds locked.
const LOCK: &str = "running";

/// A folder as young as this is left alone: its owner may be about to lock it.
const YOUNG: Duration = Duration::from_secs(3600);

/// A folder of this practice's own, gone when this is dropped.
pub(crate) struct Folder {
    // Goes first: Windows removes no file that is open.
    _lock: File,
    folder: TempDir,
}

impl Folder {
    pub(crate) fn new() -> io::Result<Self> {
        sweep(&std::env::temp_dir(), YOUNG);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let lock = File::create(folder.path().join(LOCK))?;
        lock.lock()?;
        Ok(Self { _lock: lock, folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what practices that were killed have left. What cannot be removed stays.
fn sweep(parent: &Path, young: Duration) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if is_ours && is_left(&entry.path(), young) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Tells whether nobody holds a folder's lock any more.
fn is_left(folder: &Path, young: Duration) -> bool {
    let Ok(lock) = File::options().read(true).write(true).open(folder.join(LOCK)) else {
        return false;
    };
    let age = lock.metadata().and_then(|it| it.modified()).map(|it| it.elapsed());
    matches!(age, Ok(Ok(age)) if age >= young) && lock.try_lock().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder as a practice has it, with its lock.
    fn practice(parent: &Path) -> (TempDir, File) {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent).unwrap();
        let lock = File::create(folder.path().join(LOCK)).unwrap();
        lock.lock().unwrap();
        (folder, lock)
    }

    #[test]
    fn only_what_nobody_holds_is_swept() {
        let parent = tempfile::tempdir().unwrap();
        let (left, lock) = practice(parent.path());
        let (running, _held) = practice(parent.path());
        let other = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent.path()).unwrap();
        drop(lock);

        sweep(parent.path(), YOUNG);
        assert!(left.path().exists(), "too young to be sure");
        sweep(parent.path(), Duration::ZERO);

        assert!(!left.path().exists(), "left by a practice that was killed");
        assert!(running.path().exists(), "still running");
        assert!(other.path().exists(), "no practice");
    }

    #[test]
    fn a_folder_goes_with_its_practice() {
        let folder = Folder::new().unwrap();
        let path = folder.path().to_owned();
        assert!(path.join(LOCK).exists(), "locked while it runs");
        drop(folder);

        assert!(!path.exists());
    }
}
