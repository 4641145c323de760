//! From a registered server and its password to a connector.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use koshin_core::secret::SecretString;
use koshin_core::{Code, License, Problem};
use koshin_remote::clock::Clock;
use koshin_remote::connector::{Abilities, Ask, Connector, ConnectorError, Kind, Rehearsal};
use koshin_remote::http::{Door, Http, ManualProxy, Proxy, Route};
use koshin_remote::servers;
use koshin_store::{Role, ServerProfile, Vault};

/// How long the person has to unlock the keyring.
pub const KEYRING_WAIT: Duration = Duration::from_secs(120);

/// Returns the kind of a profile.
///
/// # Errors
///
/// [`Code::SettingsTooNew`] for a kind that this Koshin does not know, as of a newer one.
pub fn kind(profile: &ServerProfile) -> Result<Kind, Problem> {
    Kind::ALL
        .into_iter()
        .find(|it| it.as_str() == profile.kind)
        .ok_or_else(|| Problem::new(Code::SettingsTooNew).with("name", &profile.kind))
}

/// Returns what a profile's kind of server can do.
#[must_use]
pub fn abilities(profile: Option<&ServerProfile>) -> Abilities {
    let kind = profile.and_then(|it| kind(it).ok()).unwrap_or(Kind::ByHand);
    servers::abilities(kind)
}

/// Returns the way to a profile's server: its own CA file and proxy, if any.
///
/// # Errors
///
/// [`Code::NetBadCaFile`], [`Code::NetBadProxy`].
pub fn http(door: &Door, profile: &ServerProfile) -> Result<Arc<dyn Http>, Problem> {
    let ca_pem = profile.ca_file.as_deref().map(read_ca).transpose()?;
    let proxy = proxy(profile.proxy.as_deref())?;
    door.open(&Route { ca_pem, proxy })
}

/// Returns the way to Apple: the system's trust and proxy.
///
/// # Errors
///
/// Where the system gives no trust store.
pub fn http_to_apple(door: &Door) -> Result<Arc<dyn Http>, Problem> {
    door.open(&Route::default())
}

fn read_ca(path: &Path) -> Result<Vec<u8>, Problem> {
    let bad = |detail: String| {
        Problem::new(Code::NetBadCaFile)
            .with("name", super::examine::file_name(path))
            .detail(detail)
    };
    let metadata = std::fs::metadata(path).map_err(|it| bad(it.kind().to_string()))?;
    // A pipe would be waited for, and a bundle of every CA there is stays below this.
    if !metadata.is_file() || metadata.len() > 4 * 1024 * 1024 {
        return Err(bad("no file of certificates".to_owned()));
    }
    std::fs::read(path).map_err(|it| bad(it.kind().to_string()))
}

fn proxy(text: Option<&str>) -> Result<Proxy, Problem> {
    let text = text.map(str::trim).unwrap_or_default();
    match text {
        "" => Ok(Proxy::Automatic),
        "none" => Ok(Proxy::None),
        _ => {
            let bad = || Problem::new(Code::NetBadProxy).with("field", "proxy");
            let spelled =
                if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
            let url: url::Url = spelled.parse().map_err(|_| bad())?;
            let host = url.host_str().ok_or_else(bad)?.to_owned();
            let port = url.port().unwrap_or(8080);
            // A secret in the address would be written into the settings.
            let has_secret = url.password().is_some() || !url.username().is_empty();
            if url.scheme() != "http" || has_secret {
                return Err(bad());
            }
            Ok(Proxy::Manual(ManualProxy { host, port, user: None, password: None }))
        }
    }
}

/// Fetches the password of a server: typed for once, or from the keyring.
///
/// # Errors
///
/// [`Code::SecretMissing`], [`Code::SecretRejected`], and what the keyring gives.
pub async fn password(vault: &Vault, profile: &ServerProfile) -> Result<SecretString, Problem> {
    let is_kept = profile.secret_kept || vault.has_once(&profile.id, Role::Password);
    if vault.is_rejected(&profile.id, Role::Password) {
        return Err(Problem::new(Code::SecretRejected).with("name", &profile.name));
    }
    if !is_kept {
        return Err(Problem::new(Code::SecretMissing).with("name", &profile.name));
    }
    vault
        .get(&profile.id, Role::Password, KEYRING_WAIT)
        .await
        .map_err(Problem::from)?
        .ok_or_else(|| Problem::new(Code::SecretMissing).with("name", &profile.name))
}

/// Opens a connector; nothing is sent yet.
///
/// # Errors
///
/// What the profile lacks.
pub fn open(
    profile: &ServerProfile,
    password: SecretString,
    door: &Door,
    clock: Arc<dyn Clock>,
) -> Result<Box<dyn Connector>, Problem> {
    let http = http(door, profile)?;
    servers::open(
        servers::Profile {
            kind: kind(profile)?,
            url: profile.url.clone(),
            company: profile.company.clone(),
            user: profile.user.clone().unwrap_or_default(),
        },
        password,
        http,
        clock,
    )
}

/// Everything that reaching a server takes.
#[derive(Clone)]
pub struct Reach {
    /// The registered server.
    pub profile: ServerProfile,
    /// Where its password is.
    pub vault: Vault,
    /// The way out.
    pub door: Arc<Door>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Reach {
    /// Fetches the password and opens a connector.
    ///
    /// # Errors
    ///
    /// As [`password`] and [`open`]; [`Code::InputMissing`] where there is nobody to sign in as.
    pub async fn connect(&self) -> Result<Box<dyn Connector>, Problem> {
        // What refuses every job needs no password to say so.
        let password = match kind(&self.profile)? {
            Kind::ByHand => SecretString::from(String::new()),
            // The administrator's policy may leave it to the person.
            Kind::Site if self.profile.user.as_deref().unwrap_or_default().is_empty() => {
                let problem = Problem::new(Code::InputMissing).with("field", "user");
                return Err(problem.with("name", &self.profile.name));
            }
            Kind::Site => password(&self.vault, &self.profile).await?,
        };
        open(&self.profile, password, &self.door, Arc::clone(&self.clock))
    }

    /// Remembers that the password was rejected, so that it is not sent again.
    pub fn note(&self, error: &ConnectorError) {
        if error.secret_rejected {
            self.vault.mark_rejected(&self.profile.id, Role::Password);
        }
    }

    /// Signs in, reads all licenses, signs out.
    ///
    /// # Errors
    ///
    /// What the server or the keyring gives.
    pub async fn licenses(&self, ask: &dyn Ask) -> Result<Vec<License>, Problem> {
        let mut connector = self.connect().await?;
        let read = async {
            connector.sign_in(ask).await?;
            connector.licenses(ask).await
        };
        let read = read.await;
        connector.sign_out(ask).await;
        read.map_err(|error| {
            self.note(&error);
            error.problem
        })
    }

    /// Rehearses a renewal: everything but the save.
    ///
    /// # Errors
    ///
    /// What the keyring gives; what the server gives is part of the rehearsal.
    pub async fn rehearse(&self, ask: &dyn Ask) -> Result<Rehearsal, Problem> {
        let mut connector = self.connect().await?;
        let rehearsal = connector.rehearse(ask).await;
        connector.sign_out(ask).await;
        if rehearsal
            .problem
            .as_ref()
            .is_some_and(|it| matches!(it.code, Code::ServerSignInRefused | Code::SiteLocked))
        {
            self.vault.mark_rejected(&self.profile.id, Role::Password);
        }
        Ok(rehearsal)
    }
}
