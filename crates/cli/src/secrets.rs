//! Secrets from standard input or from the terminal; never from arguments or the environment.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Read as _};

use koshin_app::work::connect::KEYRING_WAIT;
use koshin_core::secret::{ExposeSecret as _, SecretString};
use koshin_core::{Code, Problem};
use koshin_store::{Role, ServerProfile};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::args::{SECRETS_FORM, Secrets};
use crate::out::Out;
use crate::place::Place;

/// The most that is read from standard input: 1 MiB.
const MAX_BYTES: u64 = 1024 * 1024;

/// The secrets of one server. Which of them are taken is up to its kind.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    password: Option<SecretString>,
    #[serde(rename = "api_token")]
    _api_token: Option<SecretString>,
    #[serde(rename = "client_secret")]
    _client_secret: Option<SecretString>,
}

/// What standard input held, by the servers' names.
pub(crate) struct AllGiven(BTreeMap<String, Given>);

impl AllGiven {
    /// Reads `{"SERVER NAME": {"password": …}}`, where asked to.
    pub(crate) fn read(out: Out, is_asked: bool) -> Result<Self, Problem> {
        if !is_asked {
            return Ok(Self(BTreeMap::new()));
        }
        let input = std::io::stdin().lock();
        if input.is_terminal() {
            Out::progress(&out.words().say("terminal.reading-secrets", &[("form", SECRETS_FORM)]));
        }
        let mut text = Zeroizing::new(Vec::new());
        let unreadable = |detail: String| {
            Problem::new(Code::InputSecrets).with("form", SECRETS_FORM).detail(detail)
        };
        // No more than its kind: the error of an input that is no JSON may name parts of it.
        input
            .take(MAX_BYTES)
            .read_to_end(&mut text)
            .map_err(|error| unreadable(error.kind().to_string()))?;
        let given = serde_json::from_slice(&text).map_err(|error| {
            unreadable("not as asked for".to_owned())
                .with("line", error.line().to_string())
                .with("column", error.column().to_string())
        })?;
        Ok(Self(given))
    }

    /// Takes the password of a server out; an empty one is a mistake.
    pub(crate) fn password(
        &mut self,
        profile: &ServerProfile,
    ) -> Result<Option<SecretString>, Problem> {
        let name = self.0.keys().find(|it| profile.is_named(it)).cloned();
        let password = name.and_then(|it| self.0.remove(&it)).and_then(|it| it.password);
        match password {
            Some(it) if it.expose_secret().is_empty() => {
                Err(Problem::new(Code::InputMissing).with("field", "password"))
            }
            other => Ok(other),
        }
    }

    /// Says which names are those of no server: one of them was meant, and its secret is lacking.
    fn complain_of_strangers(&self, place: &Place, out: Out) {
        for name in self.0.keys().filter(|it| place.settings.server_named(it).is_none()) {
            Out::progress(&out.words().say("terminal.secrets-of-nobody", &[("name", name)]));
        }
    }
}

impl Place {
    /// Takes the given secrets for this run, and keeps them where asked to.
    ///
    /// A password that a server has rejected is not taken again from standard input, where a
    /// scheduler gives the same one every night: `server add`, `server password` or the window takes a
    /// new one.
    pub(crate) async fn take_secrets(
        &self,
        out: Out,
        secrets: &Secrets,
        profiles: &mut [ServerProfile],
    ) -> Result<(), Problem> {
        let mut given = AllGiven::read(out, secrets.secrets_stdin)?;
        for profile in profiles {
            let Some(password) = given.password(profile)? else { continue };
            if self.vault.is_rejected(&profile.id, Role::Password) {
                continue;
            }
            if secrets.keep {
                self.keep(profile, password).await?;
                self.note_kept(profile, true)?;
                profile.secret_kept = true;
            } else {
                self.vault.use_once(&profile.id, Role::Password, password);
            }
        }
        given.complain_of_strangers(self, out);
        Ok(())
    }

    /// Puts a password into the keyring. The settings do not know of it yet.
    pub(crate) async fn keep(
        &self,
        profile: &ServerProfile,
        password: SecretString,
    ) -> Result<(), Problem> {
        let label = label(profile);
        self.vault
            .set(&profile.id, Role::Password, &label, password, KEYRING_WAIT)
            .await
            .map_err(Problem::from)
    }

    /// Notes in the settings whether the keyring has the password of a server.
    pub(crate) fn note_kept(&self, profile: &ServerProfile, is_kept: bool) -> Result<(), Problem> {
        self.change(|it| {
            it.server_mut(&profile.id)?.secret_kept = is_kept;
            Ok(())
        })
    }
}

/// The name under which the keyring shows a server's password.
pub(crate) fn label(profile: &ServerProfile) -> String {
    format!("Koshin: {}", profile.name)
}

/// Asks for a password on the terminal; `None` where there is none or nothing was typed.
pub(crate) fn ask(out: Out) -> Option<SecretString> {
    let prompt = format!("{}: ", out.words().say("field.password", &[]));
    let typed = SecretString::from(rpassword::prompt_password(prompt).ok()?);
    Some(typed).filter(|it| !it.expose_secret().is_empty())
}
