//! Linux: one file for everybody.

use std::io;
use std::path::Path;

use serde_json::Value;

use super::{Source, trusted};
use crate::error::StoreError;

/// Where the policy stands. No variable of the environment leads anywhere else.
const PLACE: &str = "/etc/koshin/policy.json";

pub(super) fn sources() -> Vec<Source> {
    vec![source(Path::new(PLACE), trusted::ROOT)]
}

fn source(path: &Path, owner: u32) -> Source {
    let place = path.display().to_string();
    let unreadable = |error: &io::Error| StoreError::PolicyUnreadable {
        place: place.clone(),
        reason: error.to_string(),
    };
    let found = match trusted::read(path, owner) {
        Ok(None) => Ok(None),
        Ok(Some(bytes)) => parse(&bytes).map(Some).map_err(|error| unreadable(&error)),
        Err(error) => Err(unreadable(&error)),
    };

    Source { place, found }
}

fn parse(bytes: &[u8]) -> io::Result<Value> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {} is no JSON", error.line(), error.column());
        io::Error::new(io::ErrorKind::InvalidData, place)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    use koshin_core::Code;

    use super::*;
    use crate::Policy;

    fn of(text: &str, mode: u32) -> Policy {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("policy.json");
        fs::write(&path, text).expect("a folder of the test's own");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("its own file");
        let owner = fs::metadata(&path).expect("a file").uid();
        Policy::of(vec![source(&path, owner)])
    }

    #[test]
    fn a_policy_is_read() {
        for text in [r#"{"ReadOnly": true}"#, "\u{feff}{\"ReadOnly\": true}"] {
            let policy = of(text, 0o644);

            assert!(policy.is_read_only, "{text:?}");
            assert_eq!(policy.problem, None, "{text:?}");
        }
        assert_eq!(of("{}", 0o644), Policy::default(), "nothing is set");
    }

    #[test]
    fn without_a_file_nothing_is_set() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = source(&folder.path().join("koshin/policy.json"), trusted::ROOT);

        assert_eq!(Policy::of(vec![source]), Policy::default());
    }

    #[test]
    fn what_cannot_be_read_lets_nothing_be_saved() {
        for (text, mode) in [
            ("", 0o644),
            ("{\"ReadOnly\": false", 0o644),
            ("ReadOnly = false", 0o644),
            ("[]", 0o644),
            ("{\"ReadOnly\": false}", 0o666),
        ] {
            let policy = of(text, mode);

            assert!(policy.is_read_only, "{text:?} {mode:o}");
            let code = policy.problem.map(|it| it.code);
            assert_eq!(code, Some(Code::PolicyUnreadable), "{text:?} {mode:o}");
        }
    }
}
