//! A file that only an administrator can have written.

use std::fs::{Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

/// The administrator of a Unix system.
pub(super) const ROOT: u32 = 0;

/// Larger than any policy, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Reads a file whose writer is `owner` alone; `None` where there is none. The file that was opened is
/// looked at, not its name, and so is the folder: whoever can write there can put another in its place.
///
/// # Errors
///
/// What the system says; [`io::ErrorKind::InvalidData`] for what is no regular file, too large, or
/// writable by others.
pub(super) fn read(path: &Path, owner: u32) -> io::Result<Option<Vec<u8>>> {
    match read_there(path, owner) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn read_there(path: &Path, owner: u32) -> io::Result<Vec<u8>> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let folder = std::fs::metadata(folder)?;
    // A pipe in its place must not hold up the start.
    let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
    let metadata = file.metadata()?;
    expect(is_of(&folder, owner), "others than the administrator can write in its folder")?;
    expect(is_of(&metadata, owner), "others than the administrator can write it")?;
    expect(metadata.is_file(), "it is no regular file")?;
    expect(metadata.len() <= MAX_BYTES, "it is far too large")?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;

    Ok(bytes)
}

/// Tells whether only this owner can write. Root can in any case.
fn is_of(metadata: &Metadata, owner: u32) -> bool {
    let is_own = metadata.uid() == owner || metadata.uid() == ROOT;

    is_own && metadata.mode() & 0o022 == 0
}

fn expect(holds: bool, otherwise: &'static str) -> io::Result<()> {
    if holds { Ok(()) } else { Err(io::Error::new(io::ErrorKind::InvalidData, otherwise)) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;

    /// A folder with a policy in it, and who owns both.
    fn policy() -> (TempDir, PathBuf, u32) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("policy.json");
        fs::write(&path, "{}").expect("a folder of the test's own");
        set(folder.path(), 0o755);
        set(&path, 0o644);
        let owner = fs::metadata(&path).expect("a file").uid();
        (folder, path, owner)
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a file of its own");
    }

    fn refused(path: &Path, owner: u32) -> bool {
        read(path, owner).is_err_and(|it| it.kind() == io::ErrorKind::InvalidData)
    }

    #[test]
    fn a_file_of_the_administrators_is_read() {
        let (_folder, path, owner) = policy();

        assert_eq!(read(&path, owner).expect("it can be read"), Some(b"{}".to_vec()));
    }

    #[test]
    fn no_file_and_no_folder_are_no_policy() {
        let (folder, path, owner) = policy();
        fs::remove_file(&path).expect("a file");
        assert_eq!(read(&path, owner).expect("no file"), None);

        let nowhere = folder.path().join("nowhere/policy.json");
        assert_eq!(read(&nowhere, owner).expect("no folder"), None);
    }

    #[test]
    fn what_others_can_write_is_refused() {
        for mode in [0o664, 0o646, 0o666] {
            let (_folder, path, owner) = policy();
            set(&path, mode);
            assert!(refused(&path, owner), "a file of mode {mode:o}");
        }
        for mode in [0o775, 0o757, 0o1777] {
            let (folder, path, owner) = policy();
            set(folder.path(), mode);
            assert!(refused(&path, owner), "in a folder of mode {mode:o}");
        }
    }

    #[test]
    fn a_file_that_somebody_else_owns_is_refused() {
        let (_folder, path, owner) = policy();
        if owner == ROOT {
            std::os::unix::fs::chown(&path, Some(1), None).expect("root may");
            assert!(refused(&path, ROOT), "it is that of user 1");
        } else {
            assert!(refused(&path, ROOT), "it is not root's");
        }
    }

    #[test]
    fn what_is_no_file_is_refused_and_not_waited_for() {
        let (folder, path, owner) = policy();
        fs::remove_file(&path).expect("a file");
        let made = std::process::Command::new("mkfifo").arg("-m").arg("644").arg(&path).status();
        assert!(made.expect("mkfifo").success());
        assert!(refused(&path, owner), "a pipe");

        let inner = folder.path().join("folder");
        fs::create_dir(&inner).expect("a folder");
        set(&inner, 0o755);
        assert!(refused(&inner, owner), "a folder");
    }
}
