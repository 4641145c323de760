//! Practice, and handing over to the next PC or person.

use std::path::Path;
use std::sync::Arc;

use koshin_core::{Code, Problem};
use koshin_practice::{Options, Practice, Scenario};
use koshin_remote::apple::AppleUrl;
use koshin_store::{Handover, Role, ServerProfile, SettingsFile, StoreError, Vault};

use super::job::Finish;
use super::state::{PageState, State};
use super::world::{PracticeWorld, World};
use crate::portal::Portal;
use crate::ports::Wanted;
use crate::work::connect::KEYRING_WAIT;

impl State {
    /// Starts the practice servers and moves into their world.
    pub(super) fn start_practice(&mut self, scenario: &str) -> Result<(), Problem> {
        if self.world.policy.is_practice_off {
            return Err(self.governs("policy.practice"));
        }
        let chosen: Scenario =
            scenario.parse().map_err(|_| Problem::new(Code::InputUsage).with("name", scenario))?;
        self.park_walk();
        let places = self.real.as_ref().unwrap_or(&self.world).places.practice();
        let now = self.ports.clock.now();
        let options = Options { scenario: chosen, ..Options::new(now) };
        // What is wrong with the file of an earlier practice is of no account.
        let former = SettingsFile::new(&places).read(now).value.servers;
        let vault = self.world.vault.elsewhere(&places);
        self.start("job.practice", |_| async move {
            let forgot = forget(&vault, &former).await;
            let started = koshin_practice::start(options).await;
            let finish: Finish = Box::new(move |state| {
                let entered = match started {
                    Ok(practice) => state.enter_practice(places, vault, practice),
                    Err(error) => {
                        Err(Problem::new(Code::PracticeFailed).detail(error.kind().to_string()))
                    }
                };
                if let Err(problem) = entered.and(forgot) {
                    state.problem = Some(problem);
                }
            });
            finish
        });
        Ok(())
    }

    fn enter_practice(
        &mut self,
        places: koshin_store::Places,
        vault: Vault,
        practice: Practice,
    ) -> Result<(), Problem> {
        let failed = |_: Problem| Problem::new(Code::PracticeFailed);
        let apple = AppleUrl::twin(&practice.apple_url())?;
        let portal = Portal::at(&practice.portal_url()).map_err(failed)?;
        let account = practice.account();
        let name = self.words().say("practice.server", &[]);
        let mut profile = ServerProfile::new(&name, "site", &practice.site_url())?;
        profile.user = Some(account.user);
        profile.company = account.company;
        profile.ca_file = practice.ca_file();
        vault.use_once(&profile.id, Role::Password, account.password.into());
        let mut world = World::of(places, vault, apple, portal);
        world.policy = self.world.policy.in_practice();
        world.practice = Some(Arc::new(PracticeWorld { _servers: Box::new(practice) }));
        let language = self.settings.language;
        let theme = self.settings.theme;
        let person = self.settings.person.clone();
        // Written before anything is entered: whoever cannot get in stays where they are.
        world.settings.change::<_, StoreError>(self.ports.clock.now(), |it| {
            it.first_start_done = true;
            it.language = language;
            it.theme = theme;
            it.person = person;
            // The servers of an earlier practice are gone, and so are their ports.
            it.servers.clear();
            it.add(profile)
        })?;
        let real = std::mem::replace(&mut self.world, world);
        self.real.get_or_insert(real);
        self.forget_what_waits();
        self.discard_practice_drafts();
        self.load();
        self.page = PageState::Home;
        self.notice = Some("notice.practice-started");
        self.changed();
        Ok(())
    }

    /// What waits for a password, or for its step, waits in one world only.
    fn forget_what_waits(&mut self) {
        self.intent = None;
        self.opened = None;
        self.unkept = None;
    }

    fn discard_practice_drafts(&mut self) {
        self.reload_drafts();
        for draft in std::mem::take(&mut self.drafts) {
            self.drop_draft(draft.key());
        }
    }

    /// Ends the practice servers and returns to the real world.
    pub(super) fn stop_practice(&mut self) -> Result<(), Problem> {
        let real = self.real.take().ok_or_else(|| Problem::new(Code::NotNow))?;
        self.park_walk();
        self.world = real;
        self.forget_what_waits();
        self.load();
        self.notice = Some("notice.practice-stopped");
        self.changed();
        Ok(())
    }

    pub(super) fn export_support(&mut self) -> Result<(), Problem> {
        if !matches!(self.page, PageState::ServerTest { .. }) {
            return Err(Code::NotNow.into());
        }
        self.pick(Wanted::SupportToWrite, "dialog.support-write", Self::write_support);
        Ok(())
    }

    fn write_support(&mut self, path: &Path) {
        let PageState::ServerTest { rehearsal, .. } = &self.page else { return };
        match koshin_store::write_text(path, &rehearsal.structure) {
            Ok(()) => self.notice = Some("notice.support-written"),
            Err(error) => self.problem = Some(error.into()),
        }
    }

    pub(super) fn export_handover(&mut self) {
        self.pick(Wanted::HandoverToWrite, "dialog.handover-write", Self::write_handover);
    }

    fn write_handover(&mut self, path: &Path) {
        let now = self.ports.clock.now();
        match Handover::of(&self.settings, &self.history, now).write(path) {
            Ok(()) => self.notice = Some("notice.handover-written"),
            Err(error) => self.problem = Some(error.into()),
        }
    }

    pub(super) fn import_handover(&mut self) {
        self.pick(Wanted::HandoverToRead, "dialog.handover-read", Self::read_handover);
    }

    fn read_handover(&mut self, path: &Path) {
        let now = self.ports.clock.now();
        let merged = Handover::read(path)
            .and_then(|it| it.merge(&self.world.settings, &self.world.journal, now));
        match merged {
            Ok(merged) => {
                self.load();
                self.page = PageState::Home;
                self.notice = Some("notice.handover-read");
                let servers = merged.servers_without_ca_file;
                if !servers.is_empty() {
                    // Its path is one of the former PC.
                    let problem = Problem::new(Code::NetBadCaFile);
                    self.problem = Some(problem.with("server", servers.join(", ")));
                }
                self.changed();
            }
            Err(error) => self.problem = Some(error.into()),
        }
    }
}

/// Has the keyring forget the passwords that were kept in an earlier practice: nothing names their
/// servers afterwards.
async fn forget(vault: &Vault, servers: &[ServerProfile]) -> Result<(), Problem> {
    let mut forgot = Ok(());
    for server in servers.iter().filter(|it| it.secret_kept) {
        let one = vault.forget(&server.id, KEYRING_WAIT).await.map_err(Problem::from);
        forgot = forgot.and(one);
    }

    forgot
}
