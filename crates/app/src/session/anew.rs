//! What is looked at anew: the licenses at step 1, what Apple says at step 3, and whether the token is
//! still fit whenever the walk goes on with it.

use koshin_core::renewal::{Event, Step};
use koshin_core::{Code, License, Problem};
use koshin_store::DraftKey;

use super::job::Finish;
use super::state::{Intent, State, Walk};
use crate::work::rows::same_entry;

impl State {
    /// ［もう一度読み取る］: at step 1 the licenses, later what became of the save.
    pub(super) fn read_anew(&mut self) -> Result<(), Problem> {
        if self.walk_mut()?.renewal.step() == Step::CheckExpiry {
            self.read_licenses()
        } else {
            self.read_again()
        }
    }

    fn read_licenses(&mut self) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        let can_read = walk.abilities.reads && !walk.is_told;
        let server = walk.server.as_ref().filter(|_| can_read).map(|it| it.id.clone());
        let server = server.ok_or_else(|| Problem::new(Code::NotNow))?;
        let reach = self.reach(&self.profile(&server)?);
        self.start("job.read", |teller| async move {
            let read = reach.licenses(&teller).await;
            let finish: Finish = Box::new(move |state| match read {
                Ok(licenses) => {
                    state.has_read(&server, licenses);
                    state.look_at_license();
                }
                Err(problem) => state.needs_password_or(problem, Intent::ReadAgain),
            });
            finish
        });
        Ok(())
    }

    /// Takes the chosen license as it was read last; what was typed stays.
    fn look_at_license(&mut self) {
        let Some(mut walk) = self.walk.take_if(|it| it.renewal.step() == Step::CheckExpiry) else {
            return;
        };
        let Some(license) = self.present_license(&walk).cloned() else {
            self.walk = Some(walk);
            self.problem = Some(Code::ServerLicenseGone.into());
            return;
        };
        let server = walk.server.as_ref().map(|it| it.id.clone());
        let former = DraftKey { server, license: walk.license.id.clone() };
        walk.drop_proposals(self.ports.clock.now());
        walk.license = license;
        self.recall(&mut walk);
        if walk.license.id != former.license {
            self.drop_draft(former);
        }
        self.walk = Some(walk);
        self.keep_draft();
    }

    /// Returns the license of a walk among those read last, where it is there.
    fn present_license(&self, walk: &Walk) -> Option<&License> {
        let server = self.settings.server(&walk.server.as_ref()?.id)?;

        same_entry(&server.last_read.as_ref()?.licenses, &walk.license)
    }

    /// Lets nobody begin with a license that the last reading no longer showed.
    pub(super) fn expect_license(&self) -> Result<(), Problem> {
        let Some(walk) = &self.walk else { return Err(Code::NotNow.into()) };
        let server = walk.server.as_ref().and_then(|it| self.settings.server(&it.id));
        let is_read = server.is_some_and(|it| it.last_read.is_some());
        // What the person told of is in no reading.
        if is_read && !walk.is_told && self.present_license(walk).is_none() {
            return Err(Code::ServerLicenseGone.into());
        }

        Ok(())
    }

    /// ［Appleにもう一度問い合わせる］: the same token, where Apple could not be asked before.
    pub(super) fn ask_again(&mut self) -> Result<(), Problem> {
        self.expect_step(Step::ChooseFile)?;
        let file = self.walk_mut()?.file.as_ref().filter(|it| it.apple.may_be_asked_again());
        let token = file.map(|it| it.token.clone()).ok_or_else(|| Problem::new(Code::NotNow))?;
        let question = self.question_to_apple();
        self.start("job.ask-again", |_| async move {
            let apple = question.ask(&token).await;
            let finish: Finish = Box::new(move |state| {
                let now = state.ports.clock.now();
                let Some(walk) = &mut state.walk else { return };
                if let Some(file) = &mut walk.file {
                    file.apple = apple;
                }
                walk.judge(now);
                state.keep_draft();
            });
            finish
        });
        Ok(())
    }

    /// Judges the token once more before the walk goes on with it: it may have expired since, or Apple may
    /// have said something else. Where it is no longer fit the walk is at step 3, and the problem says why.
    pub(super) fn expect_fit(&mut self) -> Result<(), Problem> {
        let now = self.ports.clock.now();
        let walk = self.walk_mut()?;
        walk.judge(now);
        let Some(file) = &walk.file else { return Err(Code::NotNow.into()) };
        if file.judgement.checked.is_some() {
            return Ok(());
        }
        let told = file.judgement.stop().and_then(koshin_core::Finding::problem);
        let step = walk.renewal.step();
        if step > Step::ChooseFile {
            walk.apply(Event::WentBack(Step::ChooseFile))?;
        }
        if step == Step::Save {
            self.notice = Some("notice.nothing-saved");
        }
        self.changed();
        self.keep_draft();

        Err(told.unwrap_or_else(|| Code::NotNow.into()))
    }
}

impl Walk {
    /// Forgets the proposals for step 4 that nobody touched: they were made of what the server showed.
    fn drop_proposals(&mut self, now: chrono::DateTime<chrono::Utc>) {
        let mut fresh = Self { account_name: None, notes: None, ..self.clone() };
        fresh.propose_notes(now);
        if self.account_name == fresh.account_name {
            self.account_name = None;
        }
        if self.notes == fresh.notes {
            self.notes = None;
        }
    }
}
