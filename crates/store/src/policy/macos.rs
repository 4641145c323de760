//! macOS: managed preferences, those of the computer before those of the person.
//!
//! A configuration profile puts them there; nobody but the system can write in that folder.

use std::io::{self, Cursor};
#[cfg(target_os = "macos")]
use std::path::Path;
use std::path::PathBuf;

use serde_json::{Map, Number, Value};

#[cfg(target_os = "macos")]
use super::{Source, trusted};
#[cfg(target_os = "macos")]
use crate::error::StoreError;

/// Where the system puts managed preferences: those of the computer here, those of a person in a folder
/// with the account's name.
///
/// # Source
///
/// Apple, "Device Management: ManagedPreferences" for the payload; the folder is not in Apple's
/// documentation and is the one that `CFPreferences` reads.
#[cfg(target_os = "macos")]
const FOLDER: &str = "/Library/Managed Preferences";

/// The app's preference domain and bundle identifier.
#[cfg(target_os = "macos")]
const FILE: &str = "app.koshin.desktop.plist";

#[cfg(target_os = "macos")]
pub(super) fn sources() -> Vec<Source> {
    let of_computer = Path::new(FOLDER).join(FILE);
    let place = of_computer.display().to_string();
    let mut sources = vec![source(&of_computer, place)];
    // The account's name must not get into the log.
    let place = format!("{FOLDER}/(account)/{FILE}");
    sources.push(match account() {
        Ok(account) => source(&Path::new(FOLDER).join(account).join(FILE), place),
        Err(error) => Source { found: Err(unreadable(&place, &error)), place },
    });

    sources
}

#[cfg(target_os = "macos")]
fn source(path: &Path, place: String) -> Source {
    let found = match trusted::read(path, trusted::ROOT) {
        Ok(None) => Ok(None),
        Ok(Some(bytes)) => parse(&bytes).map(Some).map_err(|error| unreadable(&place, &error)),
        Err(error) => Err(unreadable(&place, &error)),
    };

    Source { place, found }
}

#[cfg(target_os = "macos")]
fn unreadable(place: &str, error: &io::Error) -> StoreError {
    StoreError::PolicyUnreadable { place: place.to_owned(), reason: error.to_string() }
}

/// Returns the name of the account as the system has it: a variable such as `USER` is the person's to
/// change.
///
/// # Source
///
/// POSIX.1-2017, `id`: `-n` and `-u` write the name of the effective user.
fn account() -> io::Result<PathBuf> {
    let output = std::process::Command::new("/usr/bin/id").arg("-un").env_clear().output()?;
    let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_name = output.status.success() && !name.is_empty() && !name.contains('/');

    if is_name { Ok(name.into()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// Reads a property list, XML or binary. A value that JSON does not have is of no use to a policy.
fn parse(bytes: &[u8]) -> io::Result<Value> {
    // A third form would let nearly every text pass for a list.
    let list = if bytes.starts_with(b"bplist") {
        plist::Value::from_reader(Cursor::new(bytes))
    } else {
        plist::Value::from_reader_xml(Cursor::new(bytes))
    };
    let list = list.map_err(|_| {
        // The error's own words may repeat what stands there.
        io::Error::new(io::ErrorKind::InvalidData, "it is no property list")
    })?;

    Ok(json(list))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library may come to know more kinds")]
fn json(value: plist::Value) -> Value {
    match value {
        plist::Value::Boolean(truth) => Value::Bool(truth),
        plist::Value::String(text) => Value::String(text),
        plist::Value::Integer(number) => {
            number.as_unsigned().map_or(Value::Null, |it| Value::Number(Number::from(it)))
        }
        plist::Value::Array(all) => Value::Array(all.into_iter().map(json).collect()),
        plist::Value::Dictionary(all) => {
            Value::Object(all.into_iter().map(|(name, it)| (name, json(it))).collect::<Map<_, _>>())
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Policy;
    use crate::settings::Language;

    const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>ReadOnly</key><true/>
  <key>PracticeOff</key><integer>1</integer>
  <key>Language</key><string>ja</string>
  <key>Servers</key><array><dict>
    <key>Kind</key><string>site</string>
    <key>Name</key><string>本社</string>
    <key>Url</key><string>https://mdm.example.jp/login</string>
  </dict></array>
</dict></plist>"#;

    #[test]
    fn managed_preferences_are_a_policy() {
        let policy = Policy::of_value("profile", parse(PROFILE.as_bytes()).expect("a list"));

        assert!(policy.is_read_only && policy.is_practice_off);
        assert_eq!(policy.language, Some(Language::Ja));
        assert_eq!(policy.servers.first().map(|it| it.name.as_str()), Some("本社"));
        assert_eq!(policy.problem, None);
    }

    #[test]
    fn the_system_writes_them_in_binary() {
        let list = plist::Value::from_reader(Cursor::new(PROFILE)).expect("a list");
        let mut binary = Vec::new();
        list.to_writer_binary(&mut binary).expect("memory");

        let read = parse(&binary).expect("a list");

        assert_eq!(read, parse(PROFILE.as_bytes()).expect("a list"), "the same in both forms");
    }

    #[test]
    fn what_is_no_property_list_is_refused() {
        assert!(parse(b"ReadOnly").is_err(), "no list");
        assert!(parse(b"{ ReadOnly = 0; }").is_err(), "nor in the old form");
        assert!(parse(b"").is_err(), "nothing");
        assert!(parse(PROFILE.split("</dict>").next().expect("a part").as_bytes()).is_err(), "cut");
    }

    #[test]
    fn the_system_tells_whose_preferences_count() {
        assert!(!account().expect("a name").as_os_str().is_empty(), "without the environment");
    }
}
