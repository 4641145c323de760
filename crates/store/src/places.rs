//! Where things live.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::error::StoreError;
use crate::files;
use crate::id::hex;
use crate::lock::Lock;

/// The folder of everything that outlives a run, secrets excepted.
///
/// Settings, journal and drafts are one unit: they share a lock, move together with `KOSHIN_HOME`
/// and are handed over together. So they share one folder on every system, also where the system
/// has different ones for settings and for data. Practice has a folder and a keyring namespace of
/// its own, so that nothing mixes with the real thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    folder: PathBuf,
    namespace: String,
    is_practice: bool,
}

impl Places {
    /// Finds the folder of this person on this machine; creates nothing.
    ///
    /// `KOSHIN_HOME` where it is set and not empty; else `$XDG_DATA_HOME/koshin` or
    /// `~/.local/share/koshin` on Linux, `%LOCALAPPDATA%\Koshin` on Windows (not the roaming
    /// profile: two machines must not share one lock file), and
    /// `~/Library/Application Support/Koshin` on macOS.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoHome`] where the system names no folder.
    ///
    /// # Source
    ///
    /// XDG Base Directory Specification 0.8: relative paths in its variables are to be ignored.
    pub fn of_this_person() -> Result<Self, StoreError> {
        Self::find(&|name| std::env::var_os(name))
    }

    /// As [`Places::of_this_person`], with the environment as an argument.
    fn find(variable: &dyn Fn(&str) -> Option<OsString>) -> Result<Self, StoreError> {
        let set = |name: &str| variable(name).filter(|it| !it.is_empty()).map(PathBuf::from);
        if let Some(home) = set("KOSHIN_HOME") {
            return Self::at(&home);
        }
        let folder = usual_folder(&set).ok_or(StoreError::NoHome)?;

        Ok(Self { folder, namespace: "koshin".to_owned(), is_practice: false })
    }

    /// Takes this folder, as `KOSHIN_HOME` does: its secrets are kept apart from those of every other
    /// folder. A relative path starts at the present folder.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoHome`] for an empty path.
    pub fn at(home: &Path) -> Result<Self, StoreError> {
        let folder = std::path::absolute(home).map_err(|_| StoreError::NoHome)?;
        let namespace = format!("koshin-{}", fingerprint(&folder));

        Ok(Self { folder, namespace, is_practice: false })
    }

    /// Returns 16 hexadecimal digits of the hash of this folder's path: the same for every way that
    /// leads to it, and of no other folder.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.folder)
    }

    /// Returns the places of practice, inside of these.
    #[must_use]
    pub fn practice(&self) -> Self {
        Self {
            folder: self.folder.join("practice"),
            namespace: format!("{}-practice", self.namespace),
            is_practice: true,
        }
    }

    /// Tells whether these are the places of practice.
    #[must_use]
    pub const fn is_practice(&self) -> bool {
        self.is_practice
    }

    /// Returns the folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the name under which the keyring shows the secrets that belong to this folder:
    /// `koshin`, with `-practice` and with 16 hexadecimal digits of the folder's hash where it was
    /// moved by `KOSHIN_HOME`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Creates the folder where it is missing, open to this person only. A folder that is there is
    /// left as it is; the files in it are open to this person only in any case. Removes what a
    /// Koshin that was killed while writing has left.
    ///
    /// # Errors
    ///
    /// [`StoreError::Disk`], [`StoreError::Busy`].
    pub fn prepare(&self) -> Result<(), StoreError> {
        let _lock = Lock::take(&self.lock())?;
        files::sweep(&self.folder);
        files::sweep(&self.drafts());

        Ok(())
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.join("settings.json")
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.join("journal.jsonl")
    }

    pub(crate) fn drafts(&self) -> PathBuf {
        self.folder.join("drafts")
    }

    pub(crate) fn rejected(&self) -> PathBuf {
        self.folder.join("rejected")
    }

    /// Returns the log of what happened, without secrets.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.folder.join("koshin.log")
    }

    pub(crate) fn portal(&self) -> PathBuf {
        self.folder.join("portal.json")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join("koshin.lock")
    }
}

fn fingerprint(folder: &Path) -> String {
    let digest = Sha256::digest(settled(folder).as_os_str().as_encoded_bytes());

    hex(&digest[..8])
}

#[cfg(windows)]
fn usual_folder(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    Some(set("LOCALAPPDATA").filter(|it| it.is_absolute())?.join("Koshin"))
}

#[cfg(target_os = "macos")]
fn usual_folder(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    Some(set("HOME").filter(|it| it.is_absolute())?.join("Library/Application Support/Koshin"))
}

#[cfg(not(any(windows, target_os = "macos")))]
fn usual_folder(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let data = set("XDG_DATA_HOME").filter(|it| it.is_absolute());
    let home = || Some(set("HOME").filter(|it| it.is_absolute())?.join(".local/share"));
    Some(data.or_else(home)?.join("koshin"))
}

/// Resolves links in as much of the path as exists, so that a folder has one name before and after
/// it is created.
fn settled(path: &Path) -> PathBuf {
    for part in path.ancestors() {
        if let Ok(real) = part.canonicalize() {
            return match path.strip_prefix(part) {
                Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
                Ok(_) | Err(_) => real,
            };
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[cfg(windows)]
    const ROOT: &str = "C:\\";
    #[cfg(not(windows))]
    const ROOT: &str = "/";

    fn find(variables: &[(&str, &str)]) -> Result<Places, StoreError> {
        let variables: BTreeMap<_, _> = variables.iter().copied().collect();
        Places::find(&|name| variables.get(name).map(OsString::from))
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_folder_is_where_linux_has_it() {
        let home = ("HOME", "/home/u");
        for (variables, expected) in [
            (vec![home], Ok("/home/u/.local/share/koshin")),
            (vec![home, ("XDG_DATA_HOME", "/data")], Ok("/data/koshin")),
            (vec![home, ("XDG_DATA_HOME", "")], Ok("/home/u/.local/share/koshin")),
            (vec![home, ("XDG_DATA_HOME", "relative")], Ok("/home/u/.local/share/koshin")),
            (vec![home, ("KOSHIN_HOME", "/k")], Ok("/k")),
            (vec![home, ("KOSHIN_HOME", "")], Ok("/home/u/.local/share/koshin")),
            (vec![], Err(StoreError::NoHome)),
            (vec![("HOME", "")], Err(StoreError::NoHome)),
        ] {
            let found = find(&variables).map(|it| it.folder().to_owned());

            assert_eq!(found, expected.map(PathBuf::from), "from {variables:?}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn the_folder_is_where_windows_has_it() {
        let found = find(&[("LOCALAPPDATA", r"C:\Users\u\AppData\Local")]);

        assert_eq!(
            found.map(|it| it.folder().to_owned()),
            Ok(PathBuf::from(r"C:\Users\u\AppData\Local\Koshin")),
            "on this machine only"
        );
        assert_eq!(find(&[("APPDATA", r"C:\Users\u")]), Err(StoreError::NoHome), "never roaming");
    }

    #[cfg(target_os = "macos")]
    #[test]
    fn the_folder_is_where_macos_has_it() {
        let found = find(&[("HOME", "/Users/u")]).map(|it| it.folder().to_owned());

        assert_eq!(found, Ok(PathBuf::from("/Users/u/Library/Application Support/Koshin")));
    }

    #[test]
    fn each_home_and_practice_have_secrets_of_their_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = |name: &str| Places::at(&folder.path().join(name)).expect("an absolute path");
        let usual = Places {
            folder: PathBuf::from(ROOT),
            namespace: "koshin".to_owned(),
            is_practice: false,
        };
        let all = [usual.clone(), usual.practice(), home("a"), home("b"), home("a").practice()];
        for (index, one) in all.iter().enumerate() {
            for other in &all[index + 1..] {
                assert_ne!(one.namespace(), other.namespace(), "{one:?} and {other:?}");
                assert_ne!(one.folder(), other.folder(), "{one:?} and {other:?}");
            }
        }
        assert!(usual.practice().is_practice() && !usual.is_practice(), "practice is marked");
    }

    #[cfg(unix)]
    #[test]
    fn a_home_keeps_its_secrets_however_it_is_spelled() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().join("real");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        let namespace =
            |path: &Path| Places::at(path).expect("an absolute path").namespace().to_owned();

        let before = namespace(&real.join("home"));
        std::fs::create_dir_all(real.join("home")).expect("a new folder");

        assert_eq!(namespace(&real.join("home")), before, "before and after it is created");
        assert_eq!(namespace(&link.join("home")), before, "through a link");
        assert_eq!(namespace(&real.join("./home/")), before, "with ornaments");
    }

    #[test]
    fn preparing_removes_what_a_killed_writer_left_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = Places::at(folder.path()).expect("an absolute path");
        std::fs::create_dir(places.drafts()).expect("a new folder");
        let kept = ["settings.json", "journal.jsonl", "notes.tmp", ".koshin-notes"];
        for name in kept.into_iter().chain([".koshin-AbC123.tmp", "drafts/.koshin-x.tmp"]) {
            std::fs::write(folder.path().join(name), "x").expect("a writable folder");
        }

        places.prepare().expect("the lock is free");

        assert!(!folder.path().join(".koshin-AbC123.tmp").exists(), "left by a writer");
        assert!(!places.drafts().join(".koshin-x.tmp").exists(), "also among the drafts");
        for name in kept {
            assert!(folder.path().join(name).exists(), "{name} stays");
        }
    }
}
