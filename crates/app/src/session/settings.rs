//! Practice, and handing over to the next PC or person.

use std::path::Path;
use std::sync::Arc;

use koshin_core::{Code, Problem};
use koshin_practice::{Options, Practice, Scenario};
use koshin_remote::apple::AppleUrl;
use koshin_store::{Handover, Role, ServerProfile, Vault};

use super::job::Finish;
use super::state::{PageState, State};
use super::world::{PracticeWorld, World};
use crate::portal::Portal;
use crate::ports::Wanted;

impl State {
    /// Starts the practice servers and moves into their world.
    pub(super) fn start_practice(&mut self, scenario: &str) -> Result<(), Problem> {
        let chosen: Scenario =
            scenario.parse().map_err(|_| Problem::new(Code::InputUsage).with("name", scenario))?;
        self.park_walk();
        let places = self.real.as_ref().unwrap_or(&self.world).places.practice();
        let options = Options { scenario: chosen, ..Options::new(self.ports.clock.now()) };
        self.start("job.practice", |_| async move {
            let started = koshin_practice::start(options).await;
            let finish: Finish = Box::new(move |state| {
                let entered = match started {
                    Ok(practice) => state.enter_practice(places, practice),
                    Err(error) => {
                        Err(Problem::new(Code::PracticeFailed).detail(error.kind().to_string()))
                    }
                };
                if let Err(problem) = entered {
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
        practice: Practice,
    ) -> Result<(), Problem> {
        let failed = |_: Problem| Problem::new(Code::PracticeFailed);
        let apple = AppleUrl::twin(&practice.apple_url())?;
        let portal = Portal::at(&practice.portal_url()).map_err(failed)?;
        let vault = Vault::of_system(&places);
        let account = practice.account();
        let name = self.words().say("practice.server", &[]);
        let mut profile = ServerProfile::new(&name, "site", &practice.site_url())?;
        profile.user = Some(account.user);
        profile.company = account.company;
        profile.ca_file = practice.ca_file();
        vault.use_once(&profile.id, Role::Password, account.password.into());
        let mut world = World::of(places, vault, apple, portal);
        world.practice = Some(Arc::new(PracticeWorld { _servers: Box::new(practice) }));
        let language = self.settings.language;
        let theme = self.settings.theme;
        let person = self.settings.person.clone();
        let real = std::mem::replace(&mut self.world, world);
        self.real.get_or_insert(real);
        self.change_settings(|it| {
            it.first_start_done = true;
            it.language = language;
            it.theme = theme;
            it.person = person;
            // The servers of an earlier practice are gone, and so are their ports.
            it.servers.clear();
            it.add(profile)
        })?;
        self.discard_practice_drafts();
        self.load();
        self.page = PageState::Home;
        self.notice = Some("notice.practice-started");
        self.changed();
        Ok(())
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
            Ok(_) => {
                self.load();
                self.page = PageState::Home;
                self.notice = Some("notice.handover-read");
                self.changed();
            }
            Err(error) => self.problem = Some(error.into()),
        }
    }
}
