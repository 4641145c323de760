//! Where settings and journal are, and the ways out.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use koshin_app::work::connect::Reach;
use koshin_core::{Code, Problem};
use koshin_remote::apple::AppleUrl;
use koshin_remote::clock::{Clock as _, SystemClock};
use koshin_remote::connector::{Ask, Question, Stage};
use koshin_remote::http::Door;
use koshin_store::{Journal, Places, Policy, ServerProfile, Settings, SettingsFile, Vault};

use crate::out::Out;
use crate::policy;

/// Everything that a command works on.
pub(crate) struct Place {
    pub(crate) settings_file: SettingsFile,
    pub(crate) settings: Settings,
    pub(crate) journal: Journal,
    pub(crate) vault: Vault,
    pub(crate) door: Arc<Door>,
    pub(crate) apple: AppleUrl,
    pub(crate) clock: Arc<SystemClock>,
    /// What the administrator has set.
    pub(crate) policy: Policy,
}

impl Place {
    /// Opens the places of this person, or those of `KOSHIN_HOME`. Damaged settings are a mistake to
    /// be mended first: nothing runs on defaults that nobody chose.
    pub(crate) fn open() -> Result<Self, Problem> {
        Self::at(&places()?)
    }

    /// Opens these places, under the administrator's policy; that of practice sets no servers.
    pub(crate) fn at(places: &Places) -> Result<Self, Problem> {
        let policy = policy::in_force();
        let policy = if places.is_practice() { policy.in_practice() } else { policy.clone() };
        Self::under(places, policy)
    }

    /// Opens these places under this policy.
    pub(crate) fn under(places: &Places, policy: Policy) -> Result<Self, Problem> {
        let clock = Arc::new(SystemClock);
        let settings_file = SettingsFile::new(places).under(&policy);
        let loaded = settings_file.read(clock.now());
        if let Some(problem) = loaded.problem {
            return Err(problem);
        }
        // A value that is no text is as wrong as one that is no address: it must not lead to Apple.
        let apple = std::env::var_os("KOSHIN_APPLE_URL").filter(|it| !it.is_empty());
        let apple = apple.map(|it| it.to_string_lossy().into_owned());
        Ok(Self {
            settings_file,
            settings: loaded.value,
            journal: Journal::new(places),
            vault: Vault::of_system(places),
            door: Arc::new(Door::new()),
            apple: AppleUrl::or_override(apple.as_deref())
                .map_err(|it| it.with("field", "appleUrl"))?,
            clock,
            policy,
        })
    }

    /// Finds a server by the name that the person gave it.
    pub(crate) fn server(&self, name: &str) -> Result<ServerProfile, Problem> {
        self.settings
            .server_named(name)
            .cloned()
            .ok_or_else(|| Problem::new(Code::InputNoSuchServer).with("name", name))
    }

    /// Returns what reaching a server takes.
    pub(crate) fn reach(&self, profile: &ServerProfile) -> Reach {
        Reach {
            profile: profile.clone(),
            vault: self.vault.clone(),
            door: Arc::clone(&self.door),
            clock: Arc::clone(&self.clock) as Arc<dyn koshin_remote::clock::Clock>,
        }
    }

    /// Changes the settings on the disk.
    pub(crate) fn change(
        &self,
        change: impl FnOnce(&mut Settings) -> Result<(), koshin_store::StoreError>,
    ) -> Result<(), Problem> {
        self.settings_file.change(self.clock.now(), change).map(|_| ()).map_err(Problem::from)
    }
}

/// Returns the places of this person, or those of `KOSHIN_HOME`.
pub(crate) fn places() -> Result<Places, Problem> {
    let places = match std::env::var_os("KOSHIN_HOME").filter(|it| !it.is_empty()) {
        Some(home) => Places::at(Path::new(&home)),
        None => Places::of_this_person(),
    }?;
    Ok(places)
}

/// The terminal, as seen from one job: progress goes to standard error, questions are declined.
pub(crate) struct Terminal {
    out: Out,
    /// The server, where there are several.
    server: Option<String>,
    /// What was told already: the site is read again and again after a save, which nobody needs to
    /// hear of each time.
    told: Mutex<Vec<Stage>>,
}

impl Terminal {
    pub(crate) fn new(out: Out) -> Self {
        Self { out, server: None, told: Mutex::default() }
    }

    /// A terminal that says of which server it speaks.
    pub(crate) fn naming(out: Out, server: &str) -> Self {
        Self { server: Some(server.to_owned()), ..Self::new(out) }
    }
}

impl Ask for Terminal {
    fn stage(&self, stage: Stage) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_in = told.contains(&Stage::SigningIn);
        if told.contains(&stage) || stage == Stage::SigningOut && !is_in {
            return;
        }
        if stage == Stage::Sending {
            // What is read after it is another list than the one before.
            told.retain(|it| *it == Stage::Connecting || *it == Stage::SigningIn);
        }
        told.push(stage);
        let word = serde_json::to_value(stage).ok();
        let word = word.as_ref().and_then(|it| it.as_str()).unwrap_or_default();
        let line = self.out.words().say(&format!("stage.{word}"), &[]);
        match &self.server {
            Some(server) => Out::progress(&format!("{server}: {line}")),
            None => Out::progress(&line),
        }
    }

    fn ask(
        &self,
        _question: Question,
    ) -> koshin_remote::clock::Boxed<'_, Option<koshin_core::secret::SecretString>> {
        Box::pin(async { None })
    }
}
