//! Adding what is handed over to what is there.

use koshin_core::record::{Entry, Record};
use serde::{Deserialize, Serialize};

use crate::journal::History;
use crate::settings::{Preset, ServerProfile, Settings};

/// What became of each part of a hand-over file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Merged {
    /// The names of the servers that were added.
    pub servers_added: Vec<String>,
    /// Servers that were added under another name, since theirs was taken.
    pub servers_renamed: Vec<Named>,
    /// The names, here, of the servers that were added and whose CA file is not on this PC.
    pub servers_without_ca_file: Vec<String>,
    /// The names of the servers that were there already.
    pub servers_kept: Vec<String>,
    /// The names, here, of the servers that differ from those of the file. They stay as they are.
    pub servers_differing: Vec<String>,
    /// How many remembered locations were added to servers that were there.
    pub uids_added: usize,
    /// How many remembered locations differ from those of the file. They stay as they are.
    pub uids_differing: usize,
    /// How many records were added.
    pub records_added: usize,
    /// How many records were there already.
    pub records_kept: usize,
    /// The ids of the records that differ from those of the file. They stay as they are.
    pub records_differing: Vec<String>,
}

/// A name in the file, and here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// In the file.
    pub there: String,
    /// Here.
    pub here: String,
}

/// Adds the servers that are missing, and the locations that are missing to those that are not.
pub(super) fn servers(from: &[ServerProfile], to: &mut Settings, merged: &mut Merged) {
    for server in from {
        match known(server, to) {
            Some(here) => {
                if is_same(server, here) {
                    merged.servers_kept.push(here.name.clone());
                } else {
                    merged.servers_differing.push(here.name.clone());
                }
                uids(server, here, merged);
            }
            None => add(server, to, merged),
        }
    }
}

/// Returns the records that are missing, as entries for the journal.
pub(super) fn records(from: &[Record], to: &History, merged: &mut Merged) -> Vec<Entry> {
    let mut missing: Vec<&Record> = Vec::new();
    let open = to.open_savings();
    for record in from {
        // It is found out here, where its line is.
        if open.iter().any(|it| it.renewal == record.id) {
            merged.records_kept += 1;
            continue;
        }
        let there = missing.iter().copied().find(|it| it.id == record.id);
        match to.record(&record.id).or(there) {
            Some(here) if here == record => merged.records_kept += 1,
            Some(_) => merged.records_differing.push(record.id.clone()),
            None => missing.push(record),
        }
    }
    merged.records_added = missing.len();

    missing.into_iter().map(|it| Entry::Finished { record: Box::new(it.clone()) }).collect()
}

/// Finds the server by its id, else one that was registered here by hand and is the same.
fn known<'a>(server: &ServerProfile, to: &'a mut Settings) -> Option<&'a mut ServerProfile> {
    let id = to
        .server(&server.id)
        .or_else(|| to.server_named(&server.name).filter(|it| is_same(it, server)))?;
    let id = id.id.clone();

    to.server_mut(&id).ok()
}

/// Tells whether two profiles stand for the same server; what was read of it and how its secrets are
/// kept is no part of that.
fn is_same(left: &ServerProfile, right: &ServerProfile) -> bool {
    let facts = |it: &ServerProfile| ServerProfile {
        id: String::new(),
        secret_kept: false,
        last_read: None,
        uids: std::collections::BTreeMap::new(),
        preset: Preset::No,
        ..it.clone()
    };

    facts(left) == facts(right)
}

fn uids(from: &ServerProfile, to: &mut ServerProfile, merged: &mut Merged) {
    for (license, remembered) in &from.uids {
        match to.uids.get(license) {
            Some(here) if here == remembered => (),
            Some(_) => merged.uids_differing += 1,
            None => {
                to.uids.insert(license.clone(), remembered.clone());
                merged.uids_added += 1;
            }
        }
    }
}

fn add(server: &ServerProfile, to: &mut Settings, merged: &mut Merged) {
    let there = server.name.trim();
    let base = if there.is_empty() { &server.kind } else { there };
    let names = (2..).map(|it| format!("{base} ({it})"));
    let free =
        std::iter::once(base.to_owned()).chain(names).find(|it| to.server_named(it).is_none());
    let Some(here) = free else { return };
    let added = to.add(ServerProfile { name: here.clone(), ..server.clone() });
    if added.is_ok() && server.ca_file.as_ref().is_some_and(|it| !it.is_file()) {
        merged.servers_without_ca_file.push(here.clone());
    }
    if added.is_err() {
        merged.servers_differing.push(here);
    } else if here == there {
        merged.servers_added.push(here);
    } else {
        merged.servers_renamed.push(Named { there: there.to_owned(), here });
    }
}
