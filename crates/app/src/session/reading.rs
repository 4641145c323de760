//! Reading the server again after a save: in step 6, after a save by hand, after a crash.

use std::collections::BTreeMap;

use koshin_core::record::{Outcome, Record};
use koshin_core::renewal::{Event, Saved, Step, Verdict, reading};
use koshin_core::{Code, Expiry, License, Problem};
use koshin_store::DraftKey;
use koshin_store::journal::OpenSaving;

use super::job::Finish;
use super::renewing::about_dates;
use super::state::{Intent, PageState, State};
use crate::work::saving::same_entry;

impl State {
    /// Reads the server once more, where the outcome is not known or the person saved by hand.
    pub(super) fn read_again(&mut self) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        let is_open = walk.renewal.step() == Step::Confirm
            || walk.by_hand && walk.renewal.step() == Step::Save;
        let profile = walk.server.clone().filter(|_| walk.abilities.reads);
        let Some(profile) = profile.filter(|_| is_open) else {
            return Err(Code::NotNow.into());
        };
        let reach = self.reach(&profile);
        self.start("job.read-again", |teller| async move {
            let read = reach.licenses(&teller).await;
            let finish: Finish = Box::new(move |state| match read {
                Ok(rows) => state.read_after(&rows),
                Err(problem) => state.needs_password_or(problem, Intent::ReadAgain),
            });
            finish
        });
        Ok(())
    }

    fn read_after(&mut self, rows: &[License]) {
        let now = self.ports.clock.now();
        let Some(walk) = &mut self.walk else { return };
        let Some(token) = walk.renewal.checked().map(koshin_core::CheckedToken::expires) else {
            return;
        };
        let name = walk
            .renewal
            .written()
            .and_then(|it| it.account_name.clone())
            .or_else(|| walk.license.account_name.clone());
        let renamed = License { account_name: name, ..walk.license.clone() };
        let Some(after) = same_entry(rows, &walk.license).or_else(|| same_entry(rows, &renamed))
        else {
            self.problem = Some(Code::ServerLicenseGone.into());
            return;
        };
        let saved = walk.renewal.saved().map_or(Saved::ByHand, |(it, _)| it);
        let verdict = reading(
            after.expires.as_ref(),
            walk.license.expires.as_ref(),
            &token,
            saved,
            walk.abilities.lags.is_some(),
        );
        let shown = after.expires;
        if verdict != Verdict::Renewed && saved == Saved::ByHand {
            let is_old = shown.zip(walk.license.expires).is_some_and(|(a, b)| a.shows(&b));
            let code = if is_old { Code::SaveOldDate } else { Code::SaveOtherDate };
            self.problem = Some(match shown {
                Some(shown) => about_dates(code, shown, token),
                None => Code::SaveUnknown.into(),
            });
            return;
        }
        walk.after = Some(after.clone());
        let begun = match walk.renewal.saved() {
            None => walk.apply(Event::Saved(Saved::ByHand, now)).map(|_| ()),
            Some(_) => Ok(()),
        };
        if let Err(problem) = begun.and_then(|()| walk.apply(Event::Confirmed(verdict)).map(|_| ()))
        {
            self.problem = Some(problem);
            return;
        }
        self.changed();
        match verdict {
            Verdict::Renewed | Verdict::RenewedByHand => {
                if let Some(walk) = &mut self.walk {
                    walk.remark = None;
                }
                self.renewed(Outcome::Renewed);
            }
            Verdict::NotRenewed => {
                let problem = Problem::new(Code::SaveNotTaken);
                self.not_renewed(
                    shown.map_or(problem, |it| about_dates(Code::SaveNotTaken, it, token)),
                );
            }
            Verdict::Unknown => {
                self.problem = shown.map(|it| about_dates(Code::SaveOldDate, it, token));
            }
        }
    }

    /// A save of an earlier run whose end is not recorded: reads the server and records the end.
    pub(super) fn settle_interrupted(&mut self, open: OpenSaving) -> Result<(), Problem> {
        let profile = open.server.id.as_deref().and_then(|it| self.settings.server(it)).cloned();
        let profile = profile.ok_or_else(|| Problem::new(Code::InputNoSuchServer))?;
        let reach = self.reach(&profile);
        self.start("job.read-again", |teller| async move {
            let read = reach.licenses(&teller).await;
            let finish: Finish = Box::new(move |state| match read {
                Ok(rows) => state.interrupted_settled(open, &rows),
                Err(problem) => state.needs_password_or(problem, Intent::Settle(open.renewal)),
            });
            finish
        });
        Ok(())
    }

    /// The person gives up finding out: it is recorded as unknown.
    pub(super) fn interrupted_given_up(&mut self, open: OpenSaving) {
        self.drop_draft(key_of(&open));
        let record = self.record_of(open, Outcome::Unknown, Some(Code::SaveUnknown), None);
        self.append(record);
        self.changed();
    }

    fn record_of(
        &self,
        open: OpenSaving,
        outcome: Outcome,
        problem: Option<Code>,
        after: Option<License>,
    ) -> Record {
        Record {
            id: open.renewal,
            started: open.at,
            finished: self.ports.clock.now(),
            outcome,
            problem,
            problem_params: BTreeMap::new(),
            server: open.server,
            before: open.before,
            after,
            seen_by_person: None,
            token: None,
            person: None,
            apple_id: None,
            notes: None,
            checks: Vec::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    fn interrupted_settled(&mut self, open: OpenSaving, rows: &[License]) {
        let after = same_entry(rows, &open.before).cloned();
        let token = Expiry::second(open.expires);
        let profile = open.server.id.as_deref().and_then(|it| self.settings.server(it));
        let lags = crate::work::connect::abilities(profile).lags.is_some();
        let verdict = reading(
            after.as_ref().and_then(|it| it.expires.as_ref()),
            open.before.expires.as_ref(),
            &token,
            Saved::NoAnswer,
            lags,
        );
        if verdict != Verdict::NotRenewed {
            self.drop_draft(key_of(&open));
        }
        let (outcome, problem) = match verdict {
            Verdict::Renewed | Verdict::RenewedByHand => (Outcome::Renewed, None),
            Verdict::NotRenewed => (Outcome::NotRenewed, Some(Code::SaveInterrupted)),
            Verdict::Unknown => (Outcome::Unknown, Some(Code::SaveUnknown)),
        };
        let server = open.server.id.clone().unwrap_or_default();
        let id = open.renewal.clone();
        let record = self.record_of(open, outcome, problem, after);
        self.append(record);
        self.has_read(&server, rows.to_vec());
        self.page = PageState::Record(id);
        self.changed();
    }
}

/// Whose draft belongs to a save that was interrupted. Where the save took effect, or may have, nothing
/// leads back into it.
fn key_of(open: &OpenSaving) -> DraftKey {
    DraftKey { server: open.server.id.clone(), license: open.before.id.clone() }
}
