//! What lies beside settings and journal: the log, and data that an administrator puts there.

use std::fs::{self, File};
use std::path::Path;

use crate::error::StoreError;
use crate::files;
use crate::places::Places;

/// A log that has grown beyond this is set aside, in the place of the one before.
const LOG_BYTES: u64 = 256 * 1024;

/// Opens the log, readable by this person only. One that has grown too long is set aside first.
///
/// # Errors
///
/// [`StoreError::Disk`].
pub fn open_log(places: &Places) -> Result<File, StoreError> {
    let path = places.log();
    files::create_folder(places.folder())?;
    if fs::metadata(&path).is_ok_and(|it| it.len() > LOG_BYTES) {
        // Where it cannot be set aside it grows on: nothing depends on it.
        let _ = fs::rename(&path, path.with_extension("log.1"));
    }

    files::open_private(&path, files::Open::Append)
        .map_err(|error| StoreError::disk("opening", &path, &error))
}

/// Returns the administrator's data on Apple's portal, where there is some.
///
/// # Errors
///
/// [`StoreError::Disk`].
pub fn portal_data(places: &Places) -> Result<Option<Vec<u8>>, StoreError> {
    files::read(&places.portal())
}

/// Writes a text where the person wants it, in the place of what is there.
///
/// # Errors
///
/// [`StoreError::Disk`].
pub fn write_text(path: &Path, text: &str) -> Result<(), StoreError> {
    files::write(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_log_that_has_grown_is_set_aside() {
        let home = tempfile::tempdir().expect("a folder");
        let places = Places::at(home.path()).expect("places");
        let line = vec![b'x'; usize::try_from(LOG_BYTES).expect("a size") + 1];
        open_log(&places).expect("a log").write_all(&line).expect("it is written");

        let log = open_log(&places).expect("a log");

        assert_eq!(log.metadata().expect("a file").len(), 0, "begun anew");
        let aside = home.path().join("koshin.log.1");
        assert!(aside.metadata().is_ok_and(|it| it.len() > LOG_BYTES), "the former one is kept");
    }

    #[cfg(unix)]
    #[test]
    fn only_this_person_reads_the_log() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a folder");
        let places = Places::at(home.path()).expect("places");

        let log = open_log(&places).expect("a log");

        assert_eq!(log.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
    }
}
