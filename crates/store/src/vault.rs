//! The vault: secrets in the keyring of the system, reached through one thread of its own.
//!
//! A keyring call may wait for a person to unlock something, or for ever. It never does so on the
//! caller's thread: [`Vault`] sends it to a thread that nobody waits for at the end of the process,
//! and every call has a time limit and ends when its future is dropped. There is no file to fall back
//! to: where there is no keyring, a secret can be used once ([`Vault::use_once`]).

mod keyring;
mod memory;
mod rejected;
mod worker;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use koshin_core::secret::{ExposeSecret as _, SecretString};
use koshin_core::{Code, Problem};
use serde::{Deserialize, Serialize};

use crate::places::Places;
pub use memory::Memory;
use rejected::Rejected;
use worker::Worker;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The password of a user.
    Password,
    /// A token for the server's interface.
    ApiToken,
    /// The secret of an OAuth client.
    ClientSecret,
    /// What an OAuth sign-in can be renewed with.
    RefreshToken,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] =
        [Self::Password, Self::ApiToken, Self::ClientSecret, Self::RefreshToken];

    /// Returns the word that stands for the role in the keyring.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::ApiToken => "api-token",
            Self::ClientSecret => "client-secret",
            Self::RefreshToken => "refresh-token",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which secret: that of a profile, by its random id, for a purpose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) profile: String,
    pub(crate) role: Role,
}

/// Why the vault gave or took nothing. Holds no secret: errors of keyring libraries may, in their
/// `Debug`, and never get further than the thread on which they arise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keyring is locked, and the person did not unlock it.
    #[error("the keyring is locked")]
    Locked,
    /// No answer within the time limit: usually a prompt that nobody answered.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// There is no keyring.
    #[error("there is no keyring: {0}")]
    Absent(String),
    /// The keyring refused.
    #[error("the keyring refused: {0}")]
    Refused(String),
    /// A server has rejected this secret; it is not given out until it was typed again.
    #[error("the secret was rejected by the server")]
    Rejected,
}

impl VaultError {
    /// Returns what the person is told.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Locked | Self::TimedOut => Code::KeyringLocked,
            Self::Absent(_) => Code::KeyringAbsent,
            Self::Refused(_) => Code::KeyringRefused,
            Self::Rejected => Code::SecretRejected,
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        Self::new(error.code()).detail(error.to_string())
    }
}

/// A place for secrets. Every call may block for ever.
pub(crate) trait Backend {
    fn get(&mut self, slot: &Slot) -> Result<Option<SecretString>, VaultError>;

    fn set(&mut self, slot: &Slot, label: &str, secret: &SecretString) -> Result<(), VaultError>;

    fn delete(&mut self, slot: &Slot) -> Result<(), VaultError>;
}

/// The way to the secrets. Clones share everything.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    door: Door,
    once: Mutex<BTreeMap<Slot, SecretString>>,
    rejected: Rejected,
}

enum Door {
    Thread(Worker),
    /// With its namespace.
    Memory(Memory, String),
    Closed,
}

impl Vault {
    /// The keyring of the system, in the namespace of these places. Touches neither the keyring nor
    /// the disk until it is asked for something.
    #[must_use]
    pub fn of_system(places: &Places) -> Self {
        let namespace = places.namespace().to_owned();
        let worker = Worker::new(move || keyring::Keyring::new(namespace.clone()));

        Self::new(Door::Thread(worker), Rejected::on_disk(places.rejected()))
    }

    /// A vault that forgets everything at the end of the process, for tests and for machines where
    /// nothing may be kept. [`Memory`] looks into it and makes it fail.
    #[must_use]
    pub fn in_memory() -> (Self, Memory) {
        let memory = Memory::default();
        let door = Door::Memory(memory.clone(), String::new());

        (Self::new(door, Rejected::in_memory()), memory)
    }

    /// No keyring: gives only what is used once and keeps nothing, for runs that bring their secrets
    /// with them. That a server rejected one is remembered in these places, as with a keyring.
    #[must_use]
    pub fn without_keyring(places: &Places) -> Self {
        Self::new(Door::Closed, Rejected::on_disk(places.rejected()))
    }

    /// A vault of the same kind for other places: another namespace of the same keyring.
    #[must_use]
    pub fn elsewhere(&self, places: &Places) -> Self {
        match &self.inner.door {
            Door::Thread(_) => Self::of_system(places),
            Door::Memory(memory, _) => {
                let door = Door::Memory(memory.clone(), places.namespace().to_owned());
                Self::new(door, Rejected::in_memory())
            }
            Door::Closed => Self::without_keyring(places),
        }
    }

    fn new(door: Door, rejected: Rejected) -> Self {
        Self { inner: Arc::new(Inner { door, once: Mutex::default(), rejected }) }
    }

    /// Returns a secret: the one to be used once, else the kept one, else `None`.
    ///
    /// Waits for a person to unlock the keyring, at most for `limit`. Dropping the future ends the
    /// wait.
    ///
    /// # Errors
    ///
    /// [`VaultError::Rejected`] where a server has rejected it since it was typed; what the keyring
    /// says.
    pub async fn get(
        &self,
        profile: &str,
        role: Role,
        limit: Duration,
    ) -> Result<Option<SecretString>, VaultError> {
        let slot = Slot::new(profile, role);
        if self.inner.rejected.is(&slot) {
            return Err(VaultError::Rejected);
        }
        if let Some(secret) = self.once().get(&slot) {
            return Ok(Some(secret.clone()));
        }
        match &self.inner.door {
            Door::Thread(worker) => worker.get(slot, limit).await,
            Door::Memory(memory, namespace) => {
                memory.within(namespace, limit, |it| it.get(&slot)).await
            }
            Door::Closed => Ok(None),
        }
    }

    /// Keeps a secret that the person typed, in the place of the former one. It counts as not
    /// rejected, even where it is the same as before.
    ///
    /// `label` names it to a person who looks into the keyring, such as `Koshin: 本社のサイト`. A
    /// secret whose keeping was given up, by the limit or by dropping the future, is removed again
    /// should the keyring take it later.
    ///
    /// # Errors
    ///
    /// What the keyring says.
    pub async fn set(
        &self,
        profile: &str,
        role: Role,
        label: &str,
        secret: SecretString,
        limit: Duration,
    ) -> Result<(), VaultError> {
        let slot = Slot::new(profile, role);
        match &self.inner.door {
            Door::Thread(worker) => worker.set(slot.clone(), label.to_owned(), secret, limit).await,
            Door::Memory(memory, namespace) => {
                memory.within(namespace, limit, |it| it.set(&slot, label, &secret)).await
            }
            Door::Closed => Err(VaultError::Absent("this run is without one".to_owned())),
        }?;
        self.once().remove(&slot);
        self.inner.rejected.clear(&slot);

        Ok(())
    }

    /// Removes a secret, also the one to be used once. That there is none is no error.
    ///
    /// # Errors
    ///
    /// What the keyring says.
    pub async fn delete(
        &self,
        profile: &str,
        role: Role,
        limit: Duration,
    ) -> Result<(), VaultError> {
        let slot = Slot::new(profile, role);
        self.once().remove(&slot);
        match &self.inner.door {
            Door::Thread(worker) => worker.delete(slot.clone(), limit).await,
            Door::Memory(memory, namespace) => {
                memory.within(namespace, limit, |it| it.delete(&slot)).await
            }
            Door::Closed => Ok(()),
        }?;
        self.inner.rejected.clear(&slot);

        Ok(())
    }

    /// Removes every secret of a profile, within `limit` each.
    ///
    /// # Errors
    ///
    /// The first thing that the keyring says; the rest is then left.
    pub async fn forget(&self, profile: &str, limit: Duration) -> Result<(), VaultError> {
        for role in Role::ALL {
            self.delete(profile, role, limit).await?;
        }

        Ok(())
    }

    /// Takes a secret that the person typed for this run only (［今回だけ使う］): the keyring is not
    /// asked, and what it holds stays. The secret counts as not rejected.
    pub fn use_once(&self, profile: &str, role: Role, secret: SecretString) {
        let slot = Slot::new(profile, role);
        self.inner.rejected.clear(&slot);
        self.once().insert(slot, secret);
    }

    /// Drops everything of a profile that was never registered: the secret to be used once and the
    /// mark of a rejection. The keyring is not asked.
    pub fn drop_once(&self, profile: &str) {
        for role in Role::ALL {
            let slot = Slot::new(profile, role);
            self.once().remove(&slot);
            self.inner.rejected.clear(&slot);
        }
    }

    /// Tells whether there is a secret of this profile to be used once, without asking the keyring.
    #[must_use]
    pub fn has_once(&self, profile: &str, role: Role) -> bool {
        self.once().contains_key(&Slot::new(profile, role))
    }

    /// Notes that a server has rejected the secret: [`Vault::get`] does not give it out any more, in
    /// this and every later process, until one is typed ([`Vault::set`], [`Vault::use_once`]).
    ///
    /// The mark says that there was a rejection and nothing about the secret, not even a hash: a few
    /// bits of one help whoever guesses, and a rejected password may be the right one with a wrong
    /// user name.
    pub fn mark_rejected(&self, profile: &str, role: Role) {
        let slot = Slot::new(profile, role);
        self.once().remove(&slot);
        self.inner.rejected.mark(&slot);
    }

    /// Tells whether a server has rejected the secret since it was typed. A secret that comes from
    /// elsewhere than a person, such as a scheduler's standard input, must not be sent then.
    #[must_use]
    pub fn is_rejected(&self, profile: &str, role: Role) -> bool {
        self.inner.rejected.is(&Slot::new(profile, role))
    }

    fn once(&self) -> MutexGuard<'_, BTreeMap<Slot, SecretString>> {
        self.inner.once.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

impl Slot {
    fn new(profile: &str, role: Role) -> Self {
        Self { profile: profile.to_owned(), role }
    }

    /// Returns the user name under which the keyring has it.
    pub(crate) fn user(&self) -> String {
        format!("{}/{}", self.profile, self.role)
    }
}

/// Copies a secret out of bytes that are wiped by their owner.
pub(crate) fn secret_of(bytes: &[u8]) -> Result<SecretString, VaultError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| VaultError::Refused("the secret is not UTF-8".to_owned()))?;

    Ok(SecretString::from(text.to_owned()))
}

/// Shows a secret's bytes to a keyring.
pub(crate) fn bytes_of(secret: &SecretString) -> &[u8] {
    secret.expose_secret().as_bytes()
}
