//! The world a session acts in: the real one, or practice with servers, journal and keyring
//! namespace of its own.

use std::any::Any;

use koshin_core::Problem;
use koshin_remote::apple::AppleUrl;
use koshin_store::{Drafts, Journal, Places, Policy, SettingsFile, Vault};

use crate::policy;
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
    /// What the administrator has set.
    pub(crate) policy: Policy,
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

    /// Puts this world under the administrator's policy. Without it nothing is set; whoever opens Koshin
    /// on a machine hands over what [`policy::in_force`] read.
    #[must_use]
    pub fn under(mut self, policy: Policy) -> Self {
        self.policy = policy::usable(policy);
        policy::note(&self.policy);
        self.settings = self.settings.under(&self.policy);
        self
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
            policy: Policy::default(),
            practice: None,
        }
    }
}
