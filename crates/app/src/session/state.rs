//! Everything that is known.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use koshin_core::judge::{Accepted, AppleAnswer, Judgement, LastRenewal};
use koshin_core::record::{Outcome, Record, RecordedServer};
use koshin_core::renewal::Renewal;
use koshin_core::{Code, ContentToken, Expiry, License, Problem};
use koshin_remote::connector::{Abilities, Rehearsal};
use koshin_remote::http::Door;
use koshin_store::{Draft, History, Policy, ServerProfile, Settings};
use tokio::sync::mpsc;

use super::Message;
use super::command::AppleIdChoice;
use super::job::Job;
use super::keeper::Keeper;
use super::opened::Opened;
use super::world::World;
use crate::ports::Ports;
use crate::view::{Language, ServerForm, Told};
use crate::words::Words;
use crate::work::permit::Permit;

/// What a session knows.
pub(crate) struct State {
    pub(crate) ports: Ports,
    pub(crate) door: Arc<Door>,
    pub(crate) messages: mpsc::WeakUnboundedSender<Message>,
    pub(crate) world: World,
    /// The real world while practice runs.
    pub(crate) real: Option<World>,
    pub(crate) settings: Settings,
    pub(crate) history: History,
    /// The unfinished renewals, the one begun last first; the keeper follows with the disk.
    pub(crate) drafts: Vec<Draft>,
    pub(crate) keeper: Keeper,
    pub(crate) page: PageState,
    pub(crate) walk: Option<Walk>,
    pub(crate) job: Option<Job>,
    pub(crate) last_job: u64,
    pub(crate) problem: Option<Problem>,
    pub(crate) notice: Option<&'static str>,
    pub(crate) revision: u64,
    /// What waits for a password.
    pub(crate) intent: Option<Intent>,
    /// A token file that was opened with Koshin and waits for its step.
    pub(crate) opened: Option<Opened>,
    /// Why Koshin could not read a server whose licenses are renewed by hand, by the server's id.
    pub(crate) unread: BTreeMap<String, Problem>,
    /// A password that the keyring did not take, until the person decides.
    pub(crate) unkept: Option<super::TypedPassword>,
}

/// The page that is shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PageState {
    Welcome,
    Home,
    AddServer(ServerForm),
    EditServer { server: String, form: ServerForm },
    ServerTest { server: String, rehearsal: Rehearsal },
    SignIn { server: String },
    Walk,
    Record(String),
    History,
    Settings,
    About,
}

/// What is to be done once the password is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Intent {
    Read(String),
    Test(String),
    Settle(String),
    Save,
    ReadAgain,
}

/// A renewal under way.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    /// Its id, that of its record.
    pub(crate) id: String,
    /// When it began, UTC.
    pub(crate) started: DateTime<Utc>,
    /// Who renews, for the record.
    pub(crate) person: Option<String>,
    /// The server; `None` by hand without one.
    pub(crate) server: Option<ServerProfile>,
    /// What its connector can do.
    pub(crate) abilities: Abilities,
    /// The license, also before it was begun.
    pub(crate) license: License,
    /// The last renewal of this license.
    pub(crate) last: Option<LastRenewal>,
    /// The Apple ID of last time.
    pub(crate) last_apple_id: Option<String>,
    /// Who did the last renewal.
    pub(crate) last_person: Option<String>,
    /// When the last renewal ended, UTC.
    pub(crate) last_at: Option<DateTime<Utc>>,
    /// The facts.
    pub(crate) renewal: Renewal,
    pub(crate) apple_id_choice: Option<AppleIdChoice>,
    pub(crate) apple_id_other: String,
    /// The license is as the person tells of it: no server is registered, or Koshin cannot read it.
    pub(crate) is_told: bool,
    /// What the person told.
    pub(crate) told: Told,
    /// The chosen file.
    pub(crate) file: Option<Chosen>,
    pub(crate) accepted: Accepted,
    pub(crate) offered_uid: Option<String>,
    pub(crate) typed_location: String,
    /// What is typed at step 4; `None` until the step was first shown.
    pub(crate) account_name: Option<String>,
    pub(crate) notes: Option<String>,
    /// Steps 5 and 6 in the browser.
    pub(crate) by_hand: bool,
    /// Why Koshin could not go on by itself.
    pub(crate) by_hand_reason: Option<Problem>,
    /// The expiry that the person sees, as typed.
    pub(crate) shown: String,
    /// The license as read after the save.
    pub(crate) after: Option<License>,
    /// The expiry that the person typed.
    pub(crate) seen: Option<Expiry>,
    /// Something to know beside the outcome.
    pub(crate) remark: Option<Problem>,
    /// The walk has ended: nothing of it is kept as unfinished.
    pub(crate) recorded: bool,
    /// The record of the last save.
    pub(crate) record_id: Option<String>,
}

/// A chosen token file.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) path: PathBuf,
    pub(crate) file_name: String,
    pub(crate) token: ContentToken,
    pub(crate) apple: AppleAnswer,
    pub(crate) judgement: Judgement,
}

impl State {
    pub(crate) fn new(
        ports: Ports,
        world: World,
        messages: mpsc::WeakUnboundedSender<Message>,
        keeper: Keeper,
    ) -> Self {
        let mut state = Self {
            ports,
            door: Arc::new(Door::new()),
            messages,
            world,
            real: None,
            settings: Settings::default(),
            history: History::default(),
            drafts: Vec::new(),
            keeper,
            page: PageState::Welcome,
            walk: None,
            job: None,
            last_job: 0,
            problem: None,
            notice: None,
            revision: 1,
            intent: None,
            opened: None,
            unread: BTreeMap::new(),
            unkept: None,
        };
        state.load();
        state
    }

    /// Reads settings, journal and drafts of the present world, and shows where to begin.
    pub(crate) fn load(&mut self) {
        let now = self.ports.clock.now();
        // What is left of a writer that was killed does no harm where it cannot be removed.
        let _ = self.world.places.prepare();
        let loaded = self.world.settings.read(now);
        self.settings = loaded.value;
        self.unread.clear();
        let policy = self.world.policy.problem.clone();
        self.problem = policy.or(loaded.problem).or_else(|| self.world.portal.problem.clone());
        self.reload_history();
        self.reload_drafts();
        let has_preset = self.settings.servers.iter().any(ServerProfile::is_preset);
        let has_begun = self.settings.first_start_done || has_preset;
        self.page = if has_begun { PageState::Home } else { PageState::Welcome };
    }

    pub(crate) fn reload_history(&mut self) {
        match self.world.journal.read() {
            Ok(history) => self.history = history,
            Err(error) => self.problem = Some(error.into()),
        }
    }

    /// Reads the drafts anew; one whose renewal has ended since it was written is dropped.
    pub(crate) fn reload_drafts(&mut self) {
        self.keeper.settle();
        match self.world.drafts.all(self.ports.clock.now()) {
            Ok((drafts, problems)) => {
                let is_over = |it: &Draft| {
                    let record = self.history.record(&it.renewal);
                    record.is_some_and(|it| ends_the_walk(it.outcome))
                };
                let (over, open): (Vec<_>, Vec<_>) = drafts.into_iter().partition(is_over);
                self.drafts = open;
                for draft in over {
                    self.drop_draft(draft.key());
                }
                self.problem = problems.into_iter().next().or(self.problem.take());
            }
            Err(error) => self.problem = Some(error.into()),
        }
    }

    /// Notes that facts changed.
    pub(crate) fn changed(&mut self) {
        self.revision += 1;
    }

    /// Changes the settings on the disk and here.
    pub(crate) fn change_settings(
        &mut self,
        change: impl FnOnce(&mut Settings) -> Result<(), koshin_store::StoreError>,
    ) -> Result<(), Problem> {
        let now = self.ports.clock.now();
        let (settings, ()) = self.world.settings.change(now, change).map_err(Problem::from)?;
        self.settings = settings;
        if let Some(walk) = &mut self.walk {
            // That its password is kept now, and what was read of it.
            let id = walk.server.as_ref().map(|it| it.id.as_str()).unwrap_or_default();
            walk.server = self.settings.server(id).cloned().or_else(|| walk.server.take());
        }
        self.changed();
        Ok(())
    }

    /// Returns the present walk.
    pub(crate) fn walk_mut(&mut self) -> Result<&mut Walk, Problem> {
        self.walk.as_mut().ok_or_else(|| Problem::new(Code::NotNow))
    }

    /// Returns the language of the sentences.
    pub(crate) fn language(&self) -> Language {
        match self.world.policy.language.or(self.settings.language) {
            Some(koshin_store::settings::Language::Ja) => Language::Ja,
            Some(koshin_store::settings::Language::En) => Language::En,
            None => self.ports.system_language,
        }
    }

    /// Returns who renews, for the records.
    pub(crate) fn person(&self) -> Option<String> {
        self.settings.person(self.ports.account.as_deref())
    }

    pub(crate) fn words(&self) -> Words {
        Words::of(self.language())
    }

    /// Asks the administrator's policy whether anything may be saved in this world.
    pub(crate) fn permit(&self) -> Result<Permit, Problem> {
        Permit::under(&self.world.policy)
    }

    /// Tells that what this sentence names is not the person's to change.
    pub(super) fn governs(&self, key: &str) -> Problem {
        Policy::governs(&self.words().say(key, &[]))
    }
}

/// Tells whether nothing of a renewal is left to go on with.
const fn ends_the_walk(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Renewed | Outcome::RenewedByHand | Outcome::Unknown | Outcome::Abandoned => true,
        Outcome::Refused | Outcome::NotRenewed | Outcome::Failed => false,
    }
}

impl Walk {
    /// Returns the Apple ID that will be used, where it is known.
    pub(crate) fn apple_id(&self) -> Option<String> {
        let id = match self.apple_id_choice {
            Some(AppleIdChoice::Same) => self.last_apple_id.clone(),
            Some(AppleIdChoice::Other) => Some(self.apple_id_other.clone()),
            None => None,
        };
        id.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
    }

    /// Returns the server as it is recorded.
    pub(crate) fn recorded_server(&self) -> RecordedServer {
        self.server.as_ref().map_or_else(RecordedServer::default, |it| RecordedServer {
            id: Some(it.id.clone()),
            name: Some(it.name.clone()),
            kind: Some(it.kind.clone()),
        })
    }

    /// Makes the record of this renewal.
    pub(crate) fn record(
        &self,
        outcome: Outcome,
        problem: Option<&Problem>,
        finished: DateTime<Utc>,
    ) -> Record {
        let checks = self
            .renewal
            .checked()
            .map(koshin_core::CheckedToken::findings)
            .or_else(|| self.file.as_ref().map(|it| it.judgement.findings.as_slice()));
        let keeps_notes = !self.abilities.notes || self.by_hand;
        Record {
            id: self.id.clone(),
            started: self.started,
            finished,
            outcome,
            problem: problem.map(|it| it.code),
            problem_params: problem.map(|it| it.params.clone()).unwrap_or_default(),
            server: self.recorded_server(),
            before: self.license.clone(),
            after: self.after.clone(),
            seen_by_person: self.seen,
            token: self.file.as_ref().map(Chosen::recorded),
            person: self.person.clone(),
            apple_id: self.apple_id(),
            notes: self.renewal.written().and_then(|it| it.notes.clone()).filter(|_| keeps_notes),
            checks: checks.map(<[_]>::to_vec).unwrap_or_default(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl Chosen {
    fn recorded(&self) -> koshin_core::record::RecordedToken {
        crate::work::examine::recorded_token(&self.file_name, &self.token, &self.apple)
    }
}
