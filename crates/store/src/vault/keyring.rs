//! The keyring of the system.
//!
//! Nothing here prints an error of a keyring library with `{:?}`: two of them hold the secret's bytes.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use koshin_core::secret::SecretString;
use zeroize::Zeroizing;

use super::{Backend, Slot, VaultError, bytes_of, secret_of};

/// The keyring, connected at the first call and again after a call that failed.
pub(super) struct Keyring {
    namespace: String,
    store: Option<Arc<CredentialStore>>,
}

impl Keyring {
    pub(super) const fn new(namespace: String) -> Self {
        Self { namespace, store: None }
    }

    /// Makes a call. A connection of earlier may have gone stale, since the keyring's service may
    /// have been started anew: then the call, which can be repeated, is made once more.
    fn call<T>(
        &mut self,
        slot: &Slot,
        label: Option<&str>,
        call: impl Fn(&Entry) -> Result<T, Error>,
    ) -> Result<T, VaultError> {
        let was_connected = self.store.is_some();
        match self.try_call(slot, label, &call) {
            Err(Error::PlatformFailure(_)) if was_connected => {
                self.store = None;
                self.try_call(slot, label, &call)
            }
            other => other,
        }
        .map_err(|error| {
            let is_connected = self.store.is_some();
            self.store = None;
            meaning(error, is_connected)
        })
    }

    fn try_call<T>(
        &mut self,
        slot: &Slot,
        label: Option<&str>,
        call: &impl Fn(&Entry) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let store = match &self.store {
            Some(store) => Arc::clone(store),
            None => Arc::clone(self.store.insert(open_store()?)),
        };
        let modifiers = modifiers(label);
        let entry = store.build(&self.namespace, &slot.user(), Some(&modifiers))?;
        call(&entry)
    }
}

impl Backend for Keyring {
    fn get(&mut self, slot: &Slot) -> Result<Option<SecretString>, VaultError> {
        let found = self.call(slot, None, |entry| match entry.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })?;

        found.map(|bytes| secret_of(&bytes)).transpose()
    }

    fn set(&mut self, slot: &Slot, label: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.call(slot, Some(label), |entry| {
            entry.set_secret(bytes_of(secret))?;
            rename(entry, label);
            Ok(())
        })
    }

    fn delete(&mut self, slot: &Slot) -> Result<(), VaultError> {
        self.call(slot, None, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }
}

#[cfg(target_os = "linux")]
fn open_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(dbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(windows)]
fn open_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// The label is what Linux shows to the person. Windows keeps credentials on this machine only: its
/// default would carry them to every machine of the domain.
fn modifiers(label: Option<&str>) -> HashMap<&str, &str> {
    if cfg!(target_os = "linux") {
        label.filter(|it| !it.is_empty()).map(|it| ("label", it)).into_iter().collect()
    } else if cfg!(windows) {
        HashMap::from([("persistence", "Local")])
    } else {
        HashMap::new()
    }
}

/// Brings the label of an entry that was there before up to date. A label is not worth an error.
#[cfg(target_os = "linux")]
fn rename(entry: &Entry, label: &str) {
    use dbus_secret_service_keyring_store::cred::Specifier;
    if let Some(specifier) = entry.as_any().downcast_ref::<Specifier>() {
        let _ = specifier.set_label(label);
    }
}

#[cfg(not(target_os = "linux"))]
fn rename(_entry: &Entry, _label: &str) {}

/// Says what a library's error means to Koshin. Of its text only that of the platform is kept, which
/// knows nothing of the secret.
fn meaning(error: Error, is_connected: bool) -> VaultError {
    match error {
        Error::NoStorageAccess(cause) => no_access(&*cause),
        Error::PlatformFailure(cause) if is_connected => VaultError::Refused(cause.to_string()),
        Error::PlatformFailure(cause) => VaultError::Absent(cause.to_string()),
        Error::NoEntry => refused("no such entry"),
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            refused("the entry is not in the form in which it was written")
        }
        Error::BadStoreFormat(_) => refused("the keyring is damaged"),
        Error::TooLong(_, most) => VaultError::Refused(format!("at most {most} bytes can be kept")),
        Error::Invalid(..) => refused("a name that the keyring does not take"),
        Error::Ambiguous(_) => refused("more than one such entry"),
        Error::NoDefaultStore => VaultError::Absent("no store".to_owned()),
        Error::NotSupportedByStore(_) => refused("the keyring cannot do this"),
        _ => refused("an error of a new kind"),
    }
}

fn refused(reason: &str) -> VaultError {
    VaultError::Refused(reason.to_owned())
}

type Cause = dyn std::error::Error + Send + Sync + 'static;

/// `NoResult` is what comes where no collection is the default one, as on WSL.
#[cfg(target_os = "linux")]
fn no_access(cause: &Cause) -> VaultError {
    use dbus_secret_service::Error;
    match cause.downcast_ref::<Error>() {
        Some(Error::NoResult) => VaultError::Absent(cause.to_string()),
        _ => VaultError::Locked,
    }
}

/// `ERROR_NO_SUCH_LOGON_SESSION`: this logon has no credentials, as over the network.
#[cfg(windows)]
fn no_access(cause: &Cause) -> VaultError {
    VaultError::Absent(cause.to_string())
}

#[cfg(target_os = "macos")]
fn no_access(_cause: &Cause) -> VaultError {
    VaultError::Locked
}

#[cfg(test)]
mod tests {
    use koshin_core::Code;

    use super::*;

    #[test]
    fn an_error_of_a_library_is_told_by_its_code_and_without_the_secret() {
        let cause = || Box::new(std::io::Error::other("the platform's words"));
        let canary = || b"canary".to_vec();
        for (error, is_connected, expected) in [
            (Error::PlatformFailure(cause()), false, Code::KeyringAbsent),
            (Error::PlatformFailure(cause()), true, Code::KeyringRefused),
            (Error::NoDefaultStore, true, Code::KeyringAbsent),
            (Error::BadEncoding(canary()), true, Code::KeyringRefused),
            (Error::BadDataFormat(canary(), cause()), true, Code::KeyringRefused),
            (Error::BadStoreFormat("canary".to_owned()), true, Code::KeyringRefused),
            (Error::TooLong("secret".to_owned(), 2560), true, Code::KeyringRefused),
            (Error::Invalid("user".to_owned(), "canary".to_owned()), true, Code::KeyringRefused),
            (Error::Ambiguous(Vec::new()), true, Code::KeyringRefused),
            (Error::NoEntry, true, Code::KeyringRefused),
        ] {
            let meant = meaning(error, is_connected);
            let shown = format!("{meant} {meant:?}");

            assert_eq!(meant.code(), expected, "{shown}");
            assert!(!shown.contains("canary"), "no secret: {shown}");
            assert!(!shown.contains("99, 97"), "nor its bytes: {shown}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_locked_keyring_is_told_from_one_without_a_collection() {
        use dbus_secret_service::Error as Cause;
        for (cause, expected) in [
            (Cause::Locked, Code::KeyringLocked),
            (Cause::Prompt, Code::KeyringLocked),
            (Cause::NoResult, Code::KeyringAbsent),
        ] {
            let meant = meaning(Error::NoStorageAccess(Box::new(cause)), true);

            assert_eq!(meant.code(), expected, "{meant}");
        }
    }
}
