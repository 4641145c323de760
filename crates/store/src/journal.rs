//! The journal: one line for each thing that must not be forgotten, added at the end and synced.
//!
//! Every line is a JSON object with `schema`, `seq`, `previous` and an [`Entry`]. `previous` is the
//! SHA-256 of the line before, whatever that line holds, so that a line that was changed or taken out
//! shows. (Lines taken off the end do not show.) Nothing is ever rewritten: after a torn last line the
//! next one begins on a line of its own.

mod history;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use koshin_core::record::{Entry, Record};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::error::StoreError;
use crate::files::{self, Open};
use crate::id::hex;
use crate::lock::Lock;
use crate::places::Places;
pub use history::{History, LicenseKey, OpenSaving};

/// The newest form of a line that this Koshin knows.
pub const SCHEMA: u64 = 1;

/// The journal on the disk, shared with every other Koshin of this person.
#[derive(Debug, Clone)]
pub struct Journal {
    path: PathBuf,
    lock: PathBuf,
}

/// An entry and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Counts the good lines from 1.
    pub seq: u64,
    /// What the line says.
    pub entry: Entry,
}

/// A line that is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLine {
    /// Its number in the file, counted from 1.
    pub number: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It ends in the middle: the machine stopped while it was written. Nothing is lost by that: a
    /// save is sent after its line is whole, and one whose end was not recorded is found by
    /// [`History::open_savings`].
    Torn,
    /// It is no entry.
    Unreadable,
    /// It is an entry, and the line before it is not the one that it was written after.
    NotFollowing,
    /// A newer Koshin wrote it. No damage.
    TooNew,
}

#[derive(Serialize, Deserialize)]
struct Line {
    schema: u64,
    seq: u64,
    previous: String,
    #[serde(flatten)]
    entry: Entry,
}

impl Journal {
    /// The journal of these places. Touches nothing.
    #[must_use]
    pub fn new(places: &Places) -> Self {
        Self { path: places.journal(), lock: places.lock() }
    }

    /// Adds an entry and returns its number. When this returns, the entry is on the disk.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] where nothing was written; [`StoreError::Disk`] where nothing or a part
    /// of the line was, which the next reader then passes over.
    pub fn append(&self, entry: &Entry) -> Result<u64, StoreError> {
        self.append_all(std::slice::from_ref(entry))
    }

    /// Adds entries in one write and returns the number of the last; 0 for none.
    pub(crate) fn append_all(&self, entries: &[Entry]) -> Result<u64, StoreError> {
        if entries.is_empty() {
            return Ok(0);
        }
        let _lock = Lock::take(&self.lock)?;
        let failed = |error: &std::io::Error| StoreError::disk("writing", &self.path, error);
        let mut file = files::open_private(&self.path, Open::Append).map_err(|it| failed(&it))?;
        let mut present = Vec::new();
        file.read_to_end(&mut present).map_err(|it| failed(&it))?;
        let end = End::of(&present);
        let (bytes, seq) = end.lines(entries).map_err(|it| failed(&it.into()))?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|it| failed(&it))?;
        if present.is_empty() {
            let folder = self.path.parent().unwrap_or(Path::new("."));
            files::sync_folder(folder).map_err(|it| failed(&it))?;
        }

        Ok(seq)
    }

    /// Reads the whole journal. Lines that are damaged are passed over and named; no file is an
    /// empty history.
    ///
    /// # Errors
    ///
    /// [`StoreError::Disk`] where the file cannot be read, which is not the same as an empty one.
    pub fn read(&self) -> Result<History, StoreError> {
        let failed = |error: &std::io::Error| StoreError::disk("reading", &self.path, error);
        if !self.path.try_exists().map_err(|it| failed(&it))? {
            return Ok(History::default());
        }
        // Without the lock the last line might be one that is being written. Where it cannot be had,
        // such as on a read-only disk, that is the lesser evil.
        let _lock = Lock::take(&self.lock).ok();
        let bytes = std::fs::read(&self.path).map_err(|it| failed(&it))?;

        Ok(parse(&bytes))
    }
}

/// What the next line has to follow.
struct End {
    seq: u64,
    previous: String,
    is_torn: bool,
}

impl End {
    fn of(bytes: &[u8]) -> Self {
        let seq = parse(bytes).entries.last().map_or(0, |it| it.seq);
        let previous = lines(bytes).last().map(|(_, it)| hash(it)).unwrap_or_default();
        let is_torn = bytes.last().is_some_and(|it| *it != b'\n');

        Self { seq, previous, is_torn }
    }

    fn lines(self, entries: &[Entry]) -> Result<(Vec<u8>, u64), serde_json::Error> {
        let Self { mut seq, mut previous, is_torn } = self;
        let mut bytes = if is_torn { vec![b'\n'] } else { Vec::new() };
        for entry in entries {
            seq += 1;
            let line = Line { schema: SCHEMA, seq, previous, entry: entry.clone() };
            let line = serde_json::to_vec(&line)?;
            previous = hash(&line);
            bytes.extend(line);
            bytes.push(b'\n');
        }

        Ok((bytes, seq))
    }
}

fn parse(bytes: &[u8]) -> History {
    let mut entries = Vec::new();
    let mut bad_lines = Vec::new();
    let mut previous = String::new();
    for (number, line) in lines(bytes) {
        match parse_line(line) {
            Ok(Line { seq, previous: named, entry, .. }) => {
                if named != previous {
                    bad_lines.push(BadLine { number, fault: Fault::NotFollowing });
                }
                entries.push(Numbered { seq, entry });
            }
            Err(fault) => bad_lines.push(BadLine { number, fault }),
        }
        previous = hash(line);
    }

    History { entries, bad_lines }
}

fn parse_line(line: &[u8]) -> Result<Line, Fault> {
    // A power cut may leave zeros where the rest was to be. A line that was cut off later than it was
    // written shows in the one that follows it.
    let line = line.iter().rposition(|it| *it != 0).map_or(&[][..], |last| &line[..=last]);
    let value: Value = serde_json::from_slice(line)
        .map_err(|error| if error.is_eof() { Fault::Torn } else { Fault::Unreadable })?;
    if value.get("schema").and_then(Value::as_u64).is_some_and(|it| it > SCHEMA) {
        return Err(Fault::TooNew);
    }

    serde_json::from_value(value).map_err(|_| Fault::Unreadable)
}

/// Returns the lines that hold something, with their numbers from 1.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    (1..).zip(bytes.split(|it| *it == b'\n')).filter(|(_, it)| !it.is_empty())
}

fn hash(line: &[u8]) -> String {
    hex(&Sha256::digest(line))
}

/// Returns the record of an entry that has one.
pub(crate) const fn record(entry: &Entry) -> Option<&Record> {
    match entry {
        Entry::Finished { record } => Some(record),
        Entry::Saving { .. } => None,
    }
}
