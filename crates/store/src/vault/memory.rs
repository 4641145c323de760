//! A vault without a keyring.

use std::collections::BTreeMap;
use std::future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use koshin_core::secret::{ExposeSecret as _, SecretString};

use super::{Backend, Role, Slot, VaultError};

/// Looks into a vault in memory and makes it fail. Clones share everything.
#[derive(Clone, Default)]
pub struct Memory {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    entries: BTreeMap<(String, Slot), Entry>,
    mood: Mood,
    calls: usize,
}

/// What a keyring holds: the secret and its label.
type Entry = (SecretString, String);

/// What stands for a keyring's contents of one namespace.
struct Namespace<'a> {
    name: &'a str,
    entries: &'a mut BTreeMap<(String, Slot), Entry>,
}

#[derive(Default, Clone)]
enum Mood {
    #[default]
    Works,
    Fails(VaultError),
    Hangs,
}

impl Memory {
    /// From now on every call fails so.
    pub fn fail(&self, error: VaultError) {
        self.state().mood = Mood::Fails(error);
    }

    /// From now on no call is ever answered, as behind a prompt that nobody answers.
    pub fn hang(&self) {
        self.state().mood = Mood::Hangs;
    }

    /// From now on every call works.
    pub fn work(&self) {
        self.state().mood = Mood::Works;
    }

    /// Returns how often the keyring would have been called.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.state().calls
    }

    /// Tells whether this very secret is kept.
    #[must_use]
    pub fn keeps(&self, profile: &str, role: Role, secret: &str) -> bool {
        let slot = Slot::new(profile, role);
        let state = self.state();
        let mut entries = state.entries.iter();

        entries.any(|((_, at), (kept, _))| *at == slot && kept.expose_secret() == secret)
    }

    /// Returns the label under which a secret is kept.
    #[must_use]
    pub fn label(&self, profile: &str, role: Role) -> Option<String> {
        let slot = Slot::new(profile, role);
        let state = self.state();
        let mut entries = state.entries.iter();

        entries.find(|((_, at), _)| *at == slot).map(|(_, (_, label))| label.clone())
    }

    /// Returns the namespace in which a secret is kept.
    #[must_use]
    pub fn namespace(&self, profile: &str, role: Role) -> Option<String> {
        let slot = Slot::new(profile, role);
        let state = self.state();
        let mut places = state.entries.keys();

        places.find(|(_, at)| *at == slot).map(|(namespace, _)| namespace.clone())
    }

    /// Returns how many secrets are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state().entries.len()
    }

    /// Tells whether no secret is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers a call at once, or never. There is no thread to wait for, so that a test with a paused
    /// clock does not run into a limit.
    pub(super) async fn within<T>(
        &self,
        namespace: &str,
        limit: Duration,
        call: impl FnOnce(&mut dyn Backend) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mood = {
            let mut state = self.state();
            state.calls += 1;
            state.mood.clone()
        };
        match mood {
            Mood::Works => {
                call(&mut Namespace { name: namespace, entries: &mut self.state().entries })
            }
            Mood::Fails(error) => Err(error),
            Mood::Hangs => {
                let hung = tokio::time::timeout(limit, future::pending::<()>());
                Err(hung.await.map_or(VaultError::TimedOut, |()| VaultError::TimedOut))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl Namespace<'_> {
    fn at(&self, slot: &Slot) -> (String, Slot) {
        (self.name.to_owned(), slot.clone())
    }
}

impl Backend for Namespace<'_> {
    fn get(&mut self, slot: &Slot) -> Result<Option<SecretString>, VaultError> {
        Ok(self.entries.get(&self.at(slot)).map(|(secret, _)| secret.clone()))
    }

    fn set(&mut self, slot: &Slot, label: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.entries.insert(self.at(slot), (secret.clone(), label.to_owned()));

        Ok(())
    }

    fn delete(&mut self, slot: &Slot) -> Result<(), VaultError> {
        self.entries.remove(&self.at(slot));

        Ok(())
    }
}
