//! Values that the tests share. Nothing in them is real.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use koshin_core::record::{Outcome, Record, RecordedServer, RecordedToken};
use koshin_core::secret::Fingerprint;
use koshin_core::{Expiry, License};
use koshin_store::{Places, ServerProfile};

/// Reads a date of a test.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a test date").to_utc()
}

/// The present of the tests.
pub(crate) fn now() -> DateTime<Utc> {
    at("2026-11-22T08:30:00Z")
}

/// A folder of its own for a test; it goes with the first part of the pair.
pub(crate) fn places() -> (tempfile::TempDir, Places) {
    let folder = tempfile::tempdir().expect("a folder");
    let places = Places::at(&folder.path().join("home")).expect("an absolute path");
    places.prepare().expect("a new folder");

    (folder, places)
}

pub(crate) fn server(name: &str) -> ServerProfile {
    let mut server = ServerProfile::new(name, "site", "https://mdm.example.jp/biz/login")
        .expect("random numbers");
    server.user = Some("admin".to_owned());
    server.company = Some("c-0001".to_owned());

    server
}

pub(crate) fn license(id: &str) -> License {
    License {
        id: id.to_owned(),
        account_name: Some("本社".to_owned()),
        organization: Some("株式会社サンプル".to_owned()),
        location: Some("本社".to_owned()),
        uid: Some("u-1".to_owned()),
        expires: Some(Expiry::second(at("2026-12-04T08:30:00Z"))),
        notes: Some("総務課\nApple ID：vpp@example.jp 取得年月日：2025/11/22".to_owned()),
    }
}

/// A renewal that succeeded, of license `l-1` on server `s-1`.
pub(crate) fn record(id: &str, finished: &str) -> Record {
    Record {
        id: id.to_owned(),
        started: at("2026-11-22T08:00:00Z"),
        finished: at(finished),
        outcome: Outcome::Renewed,
        problem: None,
        problem_params: BTreeMap::default(),
        server: recorded_server("s-1"),
        before: license("l-1"),
        after: Some(license("l-1")),
        seen_by_person: None,
        token: Some(RecordedToken {
            fingerprint: Fingerprint::of(id),
            file_name: "sToken_for_本社.vpptoken".to_owned(),
            organization: "株式会社サンプル".to_owned(),
            expires: at("2027-11-22T08:30:00Z"),
            location: Some("本社".to_owned()),
            uid: Some("u-1".to_owned()),
            owner: None,
        }),
        person: Some("山田".to_owned()),
        apple_id: Some("vpp@example.jp".to_owned()),
        notes: None,
        checks: Vec::new(),
        version: "0.1.0".to_owned(),
    }
}

pub(crate) fn recorded_server(id: &str) -> RecordedServer {
    RecordedServer {
        id: Some(id.to_owned()),
        name: Some("サイト".to_owned()),
        kind: Some("site".to_owned()),
    }
}

/// Returns the names in a folder that hold `part`, in order.
pub(crate) fn names(folder: &Path, part: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let names = entries.map(|it| it.expect("an entry").file_name().into_string().expect("UTF-8"));
    let mut names: Vec<_> = names.filter(|it| it.contains(part)).collect();
    names.sort();

    names
}

/// Returns every file in a folder and below it.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }

    files
}
