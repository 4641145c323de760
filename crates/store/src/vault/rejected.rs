//! Which secrets a server has rejected.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use super::Slot;
use crate::files::{self, Open};
use crate::id::hex;

/// The marks of rejected secrets. On the disk each is an empty file, so there is nothing in it to
/// reveal, to damage, or to be written over by another process. What the disk refuses to take or to
/// give up is still known until the end of the process.
pub(super) struct Rejected {
    folder: Option<PathBuf>,
    /// What the disk does not say.
    here: Mutex<BTreeMap<Slot, bool>>,
}

impl Rejected {
    pub(super) fn on_disk(folder: PathBuf) -> Self {
        Self { folder: Some(folder), here: Mutex::default() }
    }

    pub(super) fn in_memory() -> Self {
        Self { folder: None, here: Mutex::default() }
    }

    pub(super) fn mark(&self, slot: &Slot) {
        self.here().insert(slot.clone(), true);
        if let (Some(folder), Some(path)) = (&self.folder, self.path(slot))
            && files::create_folder(folder).is_ok()
            && let Ok(file) = files::open_private(&path, Open::New)
        {
            let _ = file.sync_all().and_then(|()| files::sync_folder(folder));
        }
    }

    pub(super) fn clear(&self, slot: &Slot) {
        let is_gone = self.path(slot).is_none_or(|path| files::remove(&path).is_ok());
        if is_gone {
            self.here().remove(slot);
        } else {
            self.here().insert(slot.clone(), false);
        }
    }

    pub(super) fn is(&self, slot: &Slot) -> bool {
        let here = self.here().get(slot).copied();

        here.unwrap_or_else(|| self.path(slot).is_some_and(|it| it.exists()))
    }

    fn path(&self, slot: &Slot) -> Option<PathBuf> {
        let name = hex(&Sha256::digest(slot.user())[..16]);

        Some(self.folder.as_ref()?.join(name))
    }

    fn here(&self) -> MutexGuard<'_, BTreeMap<Slot, bool>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Role;

    #[test]
    fn a_disk_that_refuses_changes_nothing_for_this_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let slot = Slot { profile: "s-1".to_owned(), role: Role::Password };
        let file = folder.path().join("file");
        std::fs::write(&file, "").expect("a writable folder");
        let stuck = Rejected::on_disk(folder.path().join("stuck"));
        std::fs::create_dir_all(stuck.path(&slot).expect("a path")).expect("a new folder");

        let closed = Rejected::on_disk(file);
        closed.mark(&slot);
        assert!(closed.is(&slot), "the mark cannot be written");
        closed.clear(&slot);
        assert!(!closed.is(&slot), "typed again");

        assert!(stuck.is(&slot), "marked by an earlier process");
        stuck.clear(&slot);
        assert!(!stuck.is(&slot), "the mark cannot be removed, and the person typed again");
        stuck.mark(&slot);
        assert!(stuck.is(&slot), "and was wrong again");
    }
}
