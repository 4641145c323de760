//! What is kept of a license once it is renewed.

use koshin_core::record::Record;
use koshin_core::{Expiry, License, words};
use koshin_store::settings::{LastRead, Remembered};
use koshin_store::{ServerProfile, Settings, StoreError};

use super::connect;

/// Remembers the key of a renewed license's location for next year, and shows on the home page what
/// was just read, without signing in again; of a server that Koshin never reads, what the person saw
/// there. A renewal without a registered server leaves nothing.
///
/// # Errors
///
/// Where the server is no longer registered.
pub fn keep(record: &Record, settings: &mut Settings) -> Result<(), StoreError> {
    let Some(server) = record.server.id.as_deref() else { return Ok(()) };
    let profile = settings.server_mut(server)?;
    // The id may have changed with the account name.
    let former = &record.before.id;
    let id = record.after.as_ref().map_or(former, |it| &it.id).clone();
    let token = record.token.as_ref();
    if let Some(uid) = token.and_then(|it| it.uid.clone()) {
        let location = token.and_then(|it| it.location.clone());
        profile.uids.insert(id, Remembered { uid, location, organization: None });
    }
    if !connect::abilities(Some(profile)).reads {
        keep_seen(profile, record);
        return Ok(());
    }
    let rows = profile.last_read.iter_mut().flat_map(|it| &mut it.licenses);
    for row in rows.filter(|it| it.id == *former) {
        match &record.after {
            Some(after) => *row = after.clone(),
            None => row.expires = token.map(|it| Expiry::second(it.expires)),
        }
    }
    Ok(())
}

/// Puts a license that only the person has seen among those of its server, so that the home page can
/// warn of its next expiry; the same one, by its id or its names, is replaced.
fn keep_seen(profile: &mut ServerProfile, record: &Record) {
    let token = record.token.as_ref();
    let before = &record.before;
    let row = License {
        organization: token.map(|it| it.organization.clone()),
        location: token.and_then(|it| it.location.clone()).or_else(|| before.location.clone()),
        uid: token.and_then(|it| it.uid.clone()),
        expires: record.seen_by_person.or_else(|| token.map(|it| Expiry::second(it.expires))),
        notes: record.notes.clone().or_else(|| before.notes.clone()),
        ..before.clone()
    };
    let read = profile
        .last_read
        .get_or_insert_with(|| LastRead { at: record.finished, licenses: Vec::new() });
    read.at = record.finished;
    let are_same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => words::same_name(one, other),
        (one, other) => one == other,
    };
    let is_same = |it: &&mut License| {
        it.id == row.id
            || are_same(&it.account_name, &row.account_name)
                && are_same(&it.location, &row.location)
    };
    match read.licenses.iter_mut().find(is_same) {
        Some(it) => *it = row,
        None => read.licenses.push(row),
    }
}
