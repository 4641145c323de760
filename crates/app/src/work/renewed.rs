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
/// warn of its next expiry; the same one is replaced.
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
    match read.licenses.iter_mut().find(|it| are_same(it, &row)) {
        Some(it) => *it = row,
        None => read.licenses.push(row),
    }
}

/// Tells whether both are one: by the location's key where it is known of both, else by the names that
/// are.
fn are_same(one: &License, other: &License) -> bool {
    if one.id == other.id {
        return true;
    }
    if let (Some(one), Some(other)) = (&one.uid, &other.uid) {
        return one == other;
    }
    [(&one.account_name, &other.account_name), (&one.location, &other.location)]
        .into_iter()
        .filter_map(|(one, other)| Some(words::same_name(one.as_ref()?, other.as_ref()?)))
        .reduce(|one, other| one && other)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, names: [Option<&str>; 2], uid: Option<&str>) -> License {
        let [account_name, location] = names.map(|it| it.map(str::to_owned));
        let uid = uid.map(str::to_owned);
        License { id: id.to_owned(), account_name, location, uid, ..License::default() }
    }

    #[test]
    fn of_licenses_seen_by_hand_only_the_same_one_is_replaced() {
        let (name, place) = (Some("本社iPad"), Some("本社"));
        for (one, other, is_same) in [
            (named("1", [None, None], None), named("1", [None, None], None), true),
            (named("1", [None, None], None), named("2", [None, None], None), false),
            (named("1", [name, None], None), named("2", [None, place], None), false),
            (named("1", [name, place], None), named("2", [Some("本社ｉＰａｄ"), None], None), true),
            (named("1", [name, place], None), named("2", [Some("大阪iPad"), place], None), false),
            (named("1", [name, place], Some("u")), named("2", [None, None], Some("u")), true),
            (named("1", [name, place], Some("u")), named("2", [name, place], Some("v")), false),
        ] {
            assert_eq!(are_same(&one, &other), is_same, "{one:?} {other:?}");
        }
    }
}
