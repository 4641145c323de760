//! What is kept of a license once it is renewed.

use koshin_core::Expiry;
use koshin_core::record::Record;
use koshin_store::settings::Remembered;
use koshin_store::{Settings, StoreError};

/// Remembers the key of a renewed license's location for next year, and shows on the home page what
/// was just read, without signing in again. A renewal without a registered server leaves nothing.
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
    let rows = profile.last_read.iter_mut().flat_map(|it| &mut it.licenses);
    for row in rows.filter(|it| it.id == *former) {
        match &record.after {
            Some(after) => *row = after.clone(),
            None => row.expires = token.map(|it| Expiry::second(it.expires)),
        }
    }
    Ok(())
}
