//! Registering servers, their passwords, reading them.

use koshin_core::{Code, License, Problem, Remedy};
use koshin_store::settings::LastRead;
use koshin_store::{Policy, Role, ServerProfile};

use super::command::{NewServer, TypedPassword};
use super::job::Finish;
use super::state::{Intent, PageState, State};
use crate::work::connect::{self, Reach};

impl State {
    /// Returns what reaching a server takes.
    pub(crate) fn reach(&self, profile: &ServerProfile) -> Reach {
        Reach {
            profile: profile.clone(),
            vault: self.world.vault.clone(),
            door: std::sync::Arc::clone(&self.door),
            clock: std::sync::Arc::clone(&self.ports.clock),
        }
    }

    pub(super) fn profile(&self, server: &str) -> Result<ServerProfile, Problem> {
        self.settings.server(server).cloned().ok_or_else(|| Code::InputNoSuchServer.into())
    }

    /// Signs in with what was typed and reads once; only then is the server registered.
    pub(crate) fn add_server(&mut self, new: NewServer) -> Result<(), Problem> {
        self.page = PageState::AddServer(super::profile::to_show(&new.form));
        let profile = self.new_profile(&new.form, None)?;
        if !connect::abilities(Some(&profile)).reads {
            return self.add_unread(profile);
        }
        let NewServer { password, keep, .. } = new;
        self.world.vault.use_once(&profile.id, Role::Password, password.clone());
        let reach = self.reach(&profile);
        self.start("job.add-server", |teller| async move {
            let read = reach.licenses(&teller).await;
            let kept = match &read {
                Ok(_) if keep => Some(keep_password(&reach, password.clone()).await),
                Ok(_) | Err(_) => None,
            };
            let finish: Finish = Box::new(move |state| match read {
                Ok(licenses) => state.added(profile, licenses, kept, password),
                Err(problem) => {
                    // The person types it again; nothing is left of a server that is none.
                    state.world.vault.drop_once(&profile.id);
                    state.problem = Some(problem);
                }
            });
            finish
        });
        Ok(())
    }

    /// Registers a server that Koshin never speaks to: there is nothing to sign in for.
    fn add_unread(&mut self, profile: ServerProfile) -> Result<(), Problem> {
        self.change_settings(|it| {
            it.first_start_done = true;
            it.add(profile)
        })?;
        self.page = PageState::Home;
        self.notice = Some("notice.server-added");
        Ok(())
    }

    fn added(
        &mut self,
        mut profile: ServerProfile,
        licenses: Vec<License>,
        kept: Option<Result<(), Problem>>,
        password: koshin_core::secret::SecretString,
    ) {
        profile.secret_kept = matches!(kept, Some(Ok(())));
        profile.last_read = Some(LastRead { at: self.ports.clock.now(), licenses });
        let id = profile.id.clone();
        let added = self.change_settings(|it| {
            it.first_start_done = true;
            it.add(profile)
        });
        if let Err(problem) = added {
            self.problem = Some(problem);
            return;
        }
        self.page = PageState::Home;
        self.notice = Some("notice.server-added");
        if let Some(Err(problem)) = kept {
            // It is registered and the password works until Koshin ends; the person decides.
            self.unkept = Some(TypedPassword { server: id, password, keep: true });
            self.problem = Some(problem);
        }
    }

    pub(crate) fn remove_server(&mut self, server: &str) -> Result<(), Problem> {
        let profile = self.profile(server)?;
        if profile.is_preset() {
            return Err(Policy::governs(&profile.name));
        }
        self.change_settings(|it| it.remove(server).map(|_| ()))?;
        self.notice = Some("notice.server-removed");
        self.forget_former(profile);
        Ok(())
    }

    /// Has the keyring forget the password of a server that no longer has one.
    pub(super) fn forget_former(&mut self, former: ServerProfile) {
        self.world.vault.drop_once(&former.id);
        if !former.secret_kept {
            return;
        }
        let vault = self.world.vault.clone();
        self.start("job.forget-secret", |_| async move {
            let forgot = vault.forget(&former.id, connect::KEYRING_WAIT).await;
            let finish: Finish = Box::new(move |state| {
                state.problem = forgot.err().map(Problem::from);
            });
            finish
        });
    }

    pub(crate) fn forget_secret(&mut self, server: String) -> Result<(), Problem> {
        self.profile(&server)?;
        let vault = self.world.vault.clone();
        self.start("job.forget-secret", |_| async move {
            let forgot = vault.forget(&server, connect::KEYRING_WAIT).await;
            let finish: Finish = Box::new(move |state| {
                let changed = match forgot {
                    Ok(()) => state.change_settings(|it| {
                        it.server_mut(&server)?.secret_kept = false;
                        Ok(())
                    }),
                    Err(error) => Err(error.into()),
                };
                match changed {
                    Ok(()) => state.notice = Some("notice.secret-forgotten"),
                    Err(problem) => state.problem = Some(problem),
                }
            });
            finish
        });
        Ok(())
    }

    pub(crate) fn read_server(&mut self, server: String) -> Result<(), Problem> {
        let profile = self.readable(&server)?;
        let reach = self.reach(&profile);
        self.start("job.read", |teller| async move {
            let read = reach.licenses(&teller).await;
            let finish: Finish = Box::new(move |state| match read {
                Ok(licenses) => state.has_read(&server, licenses),
                Err(problem) => {
                    let problem = state.could_not_read(&server, problem);
                    state.needs_password_or(problem, Intent::Read(server));
                }
            });
            finish
        });
        Ok(())
    }

    /// Remembers that the licenses of a server have to be renewed by hand, and why.
    fn could_not_read(&mut self, server: &str, problem: Problem) -> Problem {
        if problem.remedy() != Remedy::ByHand {
            return problem;
        }
        self.unread.insert(server.to_owned(), problem.clone());
        problem.with("server_id", server)
    }

    /// Returns the profile of a server that Koshin speaks to.
    fn readable(&self, server: &str) -> Result<ServerProfile, Problem> {
        let profile = self.profile(server)?;
        if !connect::abilities(Some(&profile)).reads {
            return Err(Problem::new(Code::ServerCannot).with("server_id", server));
        }
        Ok(profile)
    }

    /// Keeps what was read for the home page and for steps that come later.
    pub(crate) fn has_read(&mut self, server: &str, mut licenses: Vec<License>) {
        let at = self.ports.clock.now();
        let mut rows = Vec::new();
        self.unread.remove(server);
        let changed = self.change_settings(|it| {
            let profile = it.server_mut(server)?;
            profile.know_uids(&mut licenses);
            rows.clone_from(&licenses);
            profile.last_read = Some(LastRead { at, licenses });
            Ok(())
        });
        if let Err(problem) = changed {
            self.problem = Some(problem);
        }
        self.settle_by(server, &rows);
        if matches!(self.page, PageState::SignIn { .. }) {
            self.page = PageState::Home;
        }
    }

    pub(crate) fn test_server(&mut self, server: String) -> Result<(), Problem> {
        let profile = self.readable(&server)?;
        let reach = self.reach(&profile);
        self.start("job.test", |teller| async move {
            let rehearsed = reach.rehearse(&teller).await;
            let finish: Finish = Box::new(move |state| match rehearsed {
                Ok(rehearsal) => state.page = PageState::ServerTest { server, rehearsal },
                Err(problem) => state.needs_password_or(problem, Intent::Test(server)),
            });
            finish
        });
        Ok(())
    }

    /// Asks for the password where that is what is lacking; else shows the problem.
    pub(crate) fn needs_password_or(&mut self, problem: Problem, intent: Intent) {
        let asks = matches!(
            problem.code,
            Code::SecretMissing
                | Code::SecretRejected
                | Code::ServerSignInRefused
                | Code::KeyringLocked
                | Code::KeyringAbsent
                | Code::KeyringRefused
        );
        let lacks_user = problem.code == Code::InputMissing
            && problem.params.get("field").is_some_and(|it| it == "user");
        let server = self.server_of(&intent).filter(|_| asks || lacks_user);
        if let Some(server) = server {
            self.page = match self.settings.server(&server) {
                // The administrator leaves it to the person.
                Some(profile) if lacks_user => super::profile::edit_page(profile),
                Some(_) | None => PageState::SignIn { server },
            };
            self.intent = Some(intent);
        }
        // That a password is needed is no problem, the page says it.
        self.problem = Some(problem).filter(|it| it.code != Code::SecretMissing);
    }

    /// Returns the id of the server that something waits to be done with.
    pub(super) fn server_of(&self, intent: &Intent) -> Option<String> {
        match intent {
            Intent::Read(server) | Intent::Test(server) => Some(server.clone()),
            Intent::Settle(renewal) => {
                let savings = self.history.open_savings();
                let open = savings.into_iter().find(|it| it.renewal == *renewal);
                open.and_then(|it| it.server.id)
            }
            Intent::Save | Intent::ReadAgain => {
                self.walk.as_ref().and_then(|it| it.server.as_ref()).map(|it| it.id.clone())
            }
        }
    }

    pub(crate) fn submit_password(&mut self, typed: TypedPassword) -> Result<(), Problem> {
        let profile = self.profile(&typed.server)?;
        if koshin_core::secret::ExposeSecret::expose_secret(&typed.password).is_empty() {
            return Err(Problem::new(Code::InputMissing).with("field", "password"));
        }
        if !typed.keep {
            self.take_once(typed)?;
            return self.go_on();
        }
        let reach = self.reach(&profile);
        self.start("job.keep-secret", |_| async move {
            let kept = keep_password(&reach, typed.password.clone()).await;
            let finish: Finish = Box::new(move |state| {
                let kept = kept.and_then(|()| {
                    state.change_settings(|it| {
                        it.server_mut(&typed.server)?.secret_kept = true;
                        Ok(())
                    })
                });
                let gone_on = match kept {
                    Ok(()) => state.go_on(),
                    Err(problem) => {
                        state.unkept = Some(typed);
                        Err(problem)
                    }
                };
                if let Err(problem) = gone_on {
                    state.problem = Some(problem);
                }
            });
            finish
        });
        Ok(())
    }

    /// ［今回だけ使う］ after the keyring did not take the password.
    pub(crate) fn use_once(&mut self) -> Result<(), Problem> {
        let typed = self.unkept.take().ok_or_else(|| Problem::new(Code::NotNow))?;
        self.take_once(typed)?;
        if self.intent.is_some() { self.go_on() } else { Ok(()) }
    }

    /// Takes a password for this run. One that the keyring still has and the server has rejected is
    /// not used again: the mark of its rejection goes with what is typed now.
    fn take_once(&mut self, typed: TypedPassword) -> Result<(), Problem> {
        let vault = self.world.vault.clone();
        if vault.is_rejected(&typed.server, Role::Password) {
            self.change_settings(|it| {
                it.server_mut(&typed.server)?.secret_kept = false;
                Ok(())
            })?;
        }
        vault.use_once(&typed.server, Role::Password, typed.password);
        Ok(())
    }

    /// Does what waited for the user or the password.
    pub(super) fn go_on(&mut self) -> Result<(), Problem> {
        match self.intent.take() {
            None => {
                self.page = PageState::Home;
                Ok(())
            }
            Some(Intent::Read(server)) => {
                self.page = PageState::Home;
                self.read_server(server)
            }
            Some(Intent::Test(server)) => {
                self.page = PageState::Settings;
                self.test_server(server)
            }
            Some(Intent::Settle(renewal)) => {
                self.page = PageState::Home;
                self.resume(&renewal)
            }
            Some(Intent::Save) => {
                self.page = PageState::Walk;
                self.save_now()
            }
            Some(Intent::ReadAgain) => {
                self.page = PageState::Walk;
                self.read_anew()
            }
        }
    }
}

async fn keep_password(
    reach: &Reach,
    password: koshin_core::secret::SecretString,
) -> Result<(), Problem> {
    let label = format!("Koshin: {}", reach.profile.name);
    reach
        .vault
        .set(&reach.profile.id, Role::Password, &label, password, connect::KEYRING_WAIT)
        .await
        .map_err(Problem::from)
}
