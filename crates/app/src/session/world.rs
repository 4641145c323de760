//! The world a session acts in: the real one, or practice with servers, journal and keyring
//! namespace of its own.

use std::any::Any;

use koshin_core::Problem;
use koshin_remote::apple::AppleUrl;
use koshin_store::{Drafts, Journal, Places, SettingsFile, Vault};

use crate::portal::Portal;

/// Where things are kept and who is asked.
#[derive(Clone)]
pub struct World {
    pub(crate) places: Places,
    pub(crate) settings: SettingsFile,
    pub(crate) journal: Journal,
    pub(crate) drafts: Drafts,
    pub(crate) vault: Vault,
    pub(crate) apple: AppleUrl,
    pub(crate) portal: Portal,
    pub(crate) practice: Option<std::sync::Arc<PracticeWorld>>,
}

/// The practice servers while they run, and what registers them.
pub(crate) struct PracticeWorld {
    /// Ends the servers when it goes.
    pub(crate) _servers: Box<dyn Any + Send + Sync>,
}

impl World {
    /// The real world, in these places.
    ///
    /// `apple` is `KOSHIN_APPLE_URL`, honored for this machine only.
    ///
    /// # Errors
    ///
    /// What `apple` gives.
    pub fn real(places: Places, vault: Vault, apple: Option<&str>) -> Result<Self, Problem> {
        let portal = Portal::of(&places)?;
        Ok(Self::of(places, vault, AppleUrl::or_override(apple)?, portal))
    }

    pub(crate) fn of(places: Places, vault: Vault, apple: AppleUrl, portal: Portal) -> Self {
        Self {
            settings: SettingsFile::new(&places),
            journal: Journal::new(&places),
            drafts: Drafts::new(&places),
            places,
            vault,
            apple,
            portal,
            practice: None,
        }
    }
}
