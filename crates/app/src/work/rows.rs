//! The rows of a list before and after a save: which of them is the license, and what else changed.
//!
//! Where a server gives its rows no ids of their own, an id is made of what a row says and goes with
//! its names. So rows are compared by their ids, and by what they say where ids may have changed.

use std::collections::BTreeSet;

use koshin_core::{Code, License, Problem, words};

/// The rows as they were before.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// All of them.
    pub before: &'a [License],
    /// The license among them.
    pub license: &'a License,
    /// Its account name afterwards; `None` where anything may have been typed.
    pub name: Option<&'a str>,
}

impl Rows<'_> {
    /// Finds the license among rows that were read afterwards. Its id may have changed with its
    /// account name, or with the location's name that came with the token.
    #[must_use]
    pub fn find<'b>(&self, after: &'b [License]) -> Option<&'b License> {
        if let Some(same) = after.iter().find(|it| it.id == self.license.id) {
            return Some(same);
        }
        if self.have_other_ids(after) {
            let same = only(after.iter().filter(|it| have_same_names(it, self.license)));
            if same.is_some() {
                return same;
            }
        }
        let known: BTreeSet<_> = self.before.iter().map(|it| it.id.as_str()).collect();
        let unknown = || after.iter().filter(|it| !known.contains(it.id.as_str()));
        let shows = |it: &License, name: &str| {
            it.account_name.as_deref().map(|shown| words::same_name(name, shown))
        };
        if let Some(name) = self.name {
            let named = only(unknown().filter(|it| shows(it, name) == Some(true)));
            if named.is_some() {
                return named;
            }
        }
        // Nothing names it: it is the one that came where one went.
        only(unknown())
            .filter(|it| self.name.is_none_or(|name| shows(it, name).is_none()))
            .filter(|_| after.len() == self.before.len())
    }

    /// Returns the row that came, or the one that went, which a renewal never does.
    #[must_use]
    pub fn change(&self, after: &[License]) -> Option<Problem> {
        let found = self.find(after);
        let mut gone: Vec<_> = self.before.iter().collect();
        let mut new: Vec<_> = after.iter().collect();
        if let Some(found) = found {
            if let Some(at) = gone.iter().position(|it| it.id == self.license.id) {
                gone.remove(at);
            }
            new.retain(|it| !std::ptr::eq(*it, found));
        }
        take_pairs(&mut gone, &mut new, |was, is| was.id == is.id);
        if self.have_other_ids(after) {
            take_pairs(&mut gone, &mut new, have_same_names);
        }
        take_pairs(&mut gone, &mut new, is_renamed);
        let name = |it: &License| it.display_name().to_owned();
        match (new.first(), gone.first()) {
            (Some(new), gone) => {
                let problem = Problem::new(Code::ServerRowAppeared).with("name", name(new));
                Some(match gone {
                    Some(gone) => problem.with("gone", name(gone)),
                    None => problem,
                })
            }
            (None, Some(gone)) => {
                Some(Problem::new(Code::ServerRowVanished).with("name", name(gone)))
            }
            (None, None) => None,
        }
    }

    /// A server may show ids only to some accounts: then none of them is among the others.
    fn have_other_ids(&self, after: &[License]) -> bool {
        let known: BTreeSet<_> = self.before.iter().map(|it| it.id.as_str()).collect();
        !after.iter().any(|it| known.contains(it.id.as_str()))
    }
}

/// What reading a list again shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The license, where it was found.
    pub license: Option<License>,
    /// The row that came, or the one that went.
    pub change: Option<Problem>,
}

/// Looks at rows that were read again. Without those before only the license is looked for.
#[must_use]
pub fn look(rows: &[License], before: &[License], license: &License, name: Option<&str>) -> Seen {
    if let Some(license) = same_entry(before, license) {
        let before = Rows { before, license, name };
        return Seen { license: before.find(rows).cloned(), change: before.change(rows) };
    }
    let renamed = || {
        let account_name = Some(name?.to_owned());
        same_entry(rows, &License { account_name, ..license.clone() })
    };
    let found = same_entry(rows, license).or_else(renamed);
    Seen { license: found.cloned(), change: None }
}

/// Finds a license among rows that were read again: by its id, else by all of its names where only
/// one row has them, since a server may show ids only to some accounts.
#[must_use]
pub fn same_entry<'a>(rows: &'a [License], license: &License) -> Option<&'a License> {
    if let Some(same) = rows.iter().find(|it| it.id == license.id) {
        return Some(same);
    }
    only(rows.iter().filter(|it| have_same_names(it, license)))
}

/// Tells whether all names are the same, and there are any.
fn have_same_names(one: &License, other: &License) -> bool {
    let names = |it: &License| {
        [&it.account_name, &it.organization, &it.location]
            .map(|it| it.as_deref().map(words::fold).unwrap_or_default())
    };
    let wanted = names(one);
    wanted == names(other) && !wanted.concat().is_empty()
}

/// Tells whether two rows are one, whose account name or location somebody else has changed since.
fn is_renamed(was: &License, is: &License) -> bool {
    let is_same = |one: &Option<String>, other: &Option<String>| {
        let text = |it: &Option<String>| it.as_deref().map(words::fold).filter(|it| !it.is_empty());
        text(one).is_some() && text(one) == text(other)
    };
    was.expires.is_some()
        && was.expires == is.expires
        && (is_same(&was.account_name, &is.account_name) || is_same(&was.location, &is.location))
}

/// Takes out rows that are the same in pairs, so that two of the same names count as two.
fn take_pairs(
    gone: &mut Vec<&License>,
    new: &mut Vec<&License>,
    is_same: impl Fn(&License, &License) -> bool,
) {
    gone.retain(|was| {
        let at = new.iter().position(|is| is_same(was, is));
        if let Some(at) = at {
            new.remove(at);
        }
        at.is_none()
    });
}

fn only<'a>(mut rows: impl Iterator<Item = &'a License>) -> Option<&'a License> {
    rows.next().filter(|_| rows.next().is_none())
}
