//! Secrets from standard input or from the terminal; never from arguments or the environment.

use std::collections::BTreeMap;
use std::io::Read as _;

use koshin_app::work::connect::KEYRING_WAIT;
use koshin_core::secret::{ExposeSecret as _, SecretString};
use koshin_core::{Code, Problem};
use koshin_store::{Role, ServerProfile};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::args::Secrets;
use crate::place::Place;

/// The most that is read from standard input: 1 MiB.
const MAX_BYTES: u64 = 1024 * 1024;

/// The secrets of one server, with the fields that its kind needs.
#[derive(Deserialize)]
pub(crate) struct Given {
    pub(crate) password: Option<SecretString>,
}

/// Reads `{"SERVER NAME": {"password": …}}`, where asked to.
pub(crate) fn read(secrets: &Secrets) -> Result<BTreeMap<String, Given>, Problem> {
    if !secrets.secrets_stdin {
        return Ok(BTreeMap::new());
    }
    let mut text = Zeroizing::new(Vec::new());
    std::io::stdin()
        .lock()
        .take(MAX_BYTES)
        .read_to_end(&mut text)
        .map_err(|error| Problem::new(Code::InputUsage).detail(error.kind().to_string()))?;
    // The error would name parts of the text.
    serde_json::from_slice(&text).map_err(|_| {
        Problem::new(Code::InputUsage).with("name", "--secrets-stdin").detail("not as expected")
    })
}

impl Place {
    /// Takes the given secrets for this run, and keeps them where asked to.
    ///
    /// A password that a server has rejected is not taken again from standard input, where a
    /// scheduler gives the same one every night: `server add`, `server password` or the window takes a
    /// new one.
    pub(crate) async fn take_secrets(
        &self,
        secrets: &Secrets,
        profiles: &mut [ServerProfile],
    ) -> Result<(), Problem> {
        let mut given = read(secrets)?;
        for profile in profiles {
            let Some(Given { password: Some(password) }) = given.remove(&profile.name) else {
                continue;
            };
            if self.vault.is_rejected(&profile.id, Role::Password) {
                continue;
            }
            if secrets.keep {
                self.keep(profile, password).await?;
                profile.secret_kept = true;
            } else {
                self.vault.use_once(&profile.id, Role::Password, password);
            }
        }
        Ok(())
    }

    /// Keeps a password in the keyring.
    pub(crate) async fn keep(
        &self,
        profile: &ServerProfile,
        password: SecretString,
    ) -> Result<(), Problem> {
        let label = format!("Koshin: {}", profile.name);
        self.vault
            .set(&profile.id, Role::Password, &label, password, KEYRING_WAIT)
            .await
            .map_err(Problem::from)?;
        self.change(|it| {
            it.server_mut(&profile.id)?.secret_kept = true;
            Ok(())
        })
    }
}

/// Asks for a password on the terminal; `None` where there is none or nothing was typed.
pub(crate) fn ask(prompt: &str) -> Option<SecretString> {
    let typed = SecretString::from(rpassword::prompt_password(prompt).ok()?);
    Some(typed).filter(|it| !it.expose_secret().is_empty())
}
