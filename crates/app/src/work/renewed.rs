//! What is kept of a license once it is renewed.

use koshin_core::apple::ClientConfig;
use koshin_core::{Expiry, License};
use koshin_store::settings::Remembered;
use koshin_store::{Settings, StoreError};

/// A renewed license.
#[derive(Debug, Clone)]
pub struct Renewed {
    /// The server's id.
    pub server: String,
    /// The license's id before; it may have changed with its account name.
    pub former_id: String,
    /// The license as read again, where it was.
    pub after: Option<License>,
    /// The token's expiry.
    pub expires: Option<Expiry>,
    /// What Apple said of the token.
    pub config: Option<ClientConfig>,
}

impl Renewed {
    /// Remembers the key of the location for next year, and shows on the home page what was just
    /// read, without signing in again.
    ///
    /// # Errors
    ///
    /// Where the server is no longer registered.
    pub fn keep(self, settings: &mut Settings) -> Result<(), StoreError> {
        let profile = settings.server_mut(&self.server)?;
        let id = self.after.as_ref().map_or(&self.former_id, |it| &it.id).clone();
        if let Some(config) = self.config {
            let known =
                Remembered { uid: config.uid, location: Some(config.location), organization: None };
            profile.uids.insert(id, known);
        }
        let rows = profile.last_read.iter_mut().flat_map(|it| &mut it.licenses);
        for row in rows.filter(|it| it.id == self.former_id) {
            match &self.after {
                Some(after) => *row = after.clone(),
                None => row.expires = self.expires,
            }
        }
        Ok(())
    }
}
