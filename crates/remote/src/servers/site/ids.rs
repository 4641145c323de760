//! Names for rows that stay the same from one process to the next.
//!
//! The row's own link or the value of its radio button, as far as they name the row and not its place in
//! the list; else a hash of what the row says.

use std::collections::BTreeMap;

use koshin_core::License;
use koshin_core::words::same_name;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::words::words;

/// What the page itself calls a row by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// Where its link or its form leads, with the hidden values of the form.
    Address { path: String, pairs: Vec<(String, String)> },
    /// The value of its radio button or checkbox.
    Value(String),
}

impl Key {
    /// The key of an address, without what belongs to a session or to how the list is shown.
    pub(super) fn address(url: &Url, hidden: &[(String, String)]) -> Self {
        let words = words();
        let is_kept = |name: &str| {
            let name = name.to_ascii_lowercase();
            !words.session_names.contains(&name) && !words.list_names.contains(&name)
        };
        let query = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
        let mut pairs: Vec<_> =
            query.chain(hidden.iter().cloned()).filter(|(name, _)| is_kept(name)).collect();
        pairs.sort();
        pairs.dedup();
        let path = url.path().split('/').map(|it| it.split(';').next().unwrap_or_default());
        Self::Address { path: path.collect::<Vec<_>>().join("/"), pairs }
    }

    /// The key of a radio button or a checkbox.
    pub(super) fn value(name: &str, value: &str) -> Self {
        Self::Value(format!("{name}={value}"))
    }

    /// All parts of the key, of which those that differ between rows name the row.
    fn parts(&self) -> Vec<&str> {
        match self {
            Self::Value(value) => vec![value.split_once('=').map_or(value.as_str(), |it| it.1)],
            Self::Address { path, pairs } => {
                path.split('/').chain(pairs.iter().map(|(_, value)| value.as_str())).collect()
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Value(value) => format!("value:{value}"),
            Self::Address { path, pairs } => {
                let pairs: Vec<_> =
                    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
                if pairs.is_empty() { path.clone() } else { format!("{path}?{}", pairs.join("&")) }
            }
        }
    }
}

/// Gives every row its id, in place. The keys stand in the order of the list.
pub(super) fn give(licenses: &mut [License], keys: &[Option<Key>]) {
    let is_unique = {
        let mut counts = BTreeMap::new();
        for key in keys.iter().flatten() {
            *counts.entry(key.clone()).or_insert(0) += 1;
        }
        keys.iter().all(Option::is_some) && counts.values().all(|it| *it == 1)
    };
    let is_by_key = is_unique && !are_positions(keys);
    for (license, key) in licenses.iter_mut().zip(keys) {
        license.id = match key {
            Some(key) if is_by_key => key.text(),
            Some(_) | None => hash(license),
        };
    }
}

/// Tells whether the keys do no more than to number the rows: 0, 1, 2 … or 1, 2, 3 … in the order of the
/// list. A single row's key is taken for such a number if it could be one.
fn are_positions(keys: &[Option<Key>]) -> bool {
    let parts: Vec<Vec<&str>> = keys.iter().flatten().map(Key::parts).collect();
    let Some(first) = parts.first() else { return false };
    if parts.iter().any(|it| it.len() != first.len()) {
        return false;
    }
    let number = |text: &str| {
        let digits = text.trim_start_matches(|it: char| !it.is_ascii_digit());
        digits.parse::<u64>().ok()
    };
    if parts.len() == 1 {
        return !names_a_single_row(first);
    }
    let differing: Vec<usize> =
        (0..first.len()).filter(|at| parts.iter().any(|it| it[*at] != first[*at])).collect();
    !differing.is_empty()
        && differing.iter().all(|at| {
            let numbers: Vec<_> = parts.iter().map(|it| number(it[*at])).collect();
            let start = numbers.first().copied().flatten();
            matches!(start, Some(0 | 1))
                && numbers.iter().zip(0..).all(|(it, n)| *it == start.map(|start| start + n))
        })
}

/// Of a single row nothing differs: what has no digit names nothing, and 0 or 1 may be its place.
fn names_a_single_row(parts: &[&str]) -> bool {
    let mut names = parts.iter().filter(|it| it.contains(|it: char| it.is_ascii_digit()));
    names.any(|it| it.parse::<u64>().map_or(it.chars().count() > 2, |it| it > 1))
}

/// The hash of what tells a row from others: account name, organization and location.
fn hash(license: &License) -> String {
    let mut digest = Sha256::new();
    for text in [&license.account_name, &license.organization, &license.location] {
        let tidy: String = text.as_deref().unwrap_or_default().nfkc().collect();
        digest.update(tidy.split_whitespace().collect::<Vec<_>>().join(" "));
        digest.update([0]);
    }
    let digest = digest.finalize();
    let number = digest.iter().take(8).fold(0_u64, |number, it| number << 8 | u64::from(*it));
    format!("row:{number:016x}")
}

/// Tells whether two readings may be of the same row: no text that both show differs.
pub(super) fn agree(one: &License, other: &License) -> bool {
    let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => same_name(one, other),
        (None, _) | (_, None) => true,
    };
    same(&one.account_name, &other.account_name)
        && same(&one.organization, &other.organization)
        && same(&one.location, &other.location)
        && match (&one.expires, &other.expires) {
            (Some(one), Some(other)) => one.shows(other),
            (None, _) | (_, None) => true,
        }
}
