//! The lock that the app and the command line share.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::StoreError;
use crate::files;

/// How often a held lock is tried, and the pause in between: 2 seconds in all, many times what a
/// write takes.
const TRIES: u32 = 400;
const PAUSE: Duration = Duration::from_millis(5);

/// The lock, held until dropped. Held for one read or write, never while a person is asked.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, creating its file and folder where they are missing.
    pub(crate) fn take(path: &Path) -> Result<Self, StoreError> {
        Self::take_within(path, TRIES)
    }

    fn take_within(path: &Path, tries: u32) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            files::create_folder(folder)?;
        }
        let file = files::open_private(path, files::Open::Append)
            .map_err(|error| StoreError::disk("opening", path, &error))?;
        for _ in 0..tries {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => {
                    return Err(StoreError::disk("locking", path, &error));
                }
            }
        }

        Err(StoreError::Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_is_told_and_a_released_one_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/koshin.lock");

        let held = Lock::take(&path).expect("nobody holds it");
        assert_eq!(Lock::take_within(&path, 2).err(), Some(StoreError::Busy), "held elsewhere");
        drop(held);

        // A program that another test starts right now has the lock's file too, until it runs.
        assert!(Lock::take(&path).is_ok(), "released");
    }
}
