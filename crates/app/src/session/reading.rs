//! Reading the server again after a save: in step 6, after a save by hand, after a crash.

use std::collections::BTreeMap;

use koshin_core::record::{Outcome, Record};
use koshin_core::renewal::{Event, Saved, Step, Verdict, reading};
use koshin_core::{Code, Expiry, License, Problem};
use koshin_store::journal::OpenSaving;
use koshin_store::{DraftKey, LicenseKey, random_id};

use super::job::Finish;
use super::renewing::{about_dates, still_open};
use super::state::{Intent, PageState, State};
use crate::work::rows::{look, same_entry};
use crate::work::saving::may_be_on_its_way;

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
        let before = self.rows_before();
        let Some(walk) = &mut self.walk else { return };
        let Some(token) = walk.renewal.checked().map(koshin_core::CheckedToken::expires) else {
            return;
        };
        let saved = walk.renewal.saved().map_or(Saved::ByHand, |(it, _)| it);
        let written = walk.renewal.written().and_then(|it| it.account_name.as_deref());
        let name = written.or(walk.license.account_name.as_deref());
        // In the browser the person may have typed any name.
        let name = name.filter(|_| saved != Saved::ByHand);
        let seen = look(rows, &before, &walk.license, name);
        let Some(after) = seen.license else {
            self.problem = Some(seen.change.unwrap_or_else(|| Code::ServerLicenseGone.into()));
            return;
        };
        let verdict = reading(
            after.expires.as_ref(),
            walk.license.expires.as_ref(),
            &token,
            saved,
            walk.abilities.lags.is_some(),
        );
        let is_old = after.expires.zip(walk.license.expires).is_some_and(|(a, b)| a.shows(&b));
        let dates = |code| {
            let shown = after.expires.map(|shown| about_dates(code, shown, token));
            shown.unwrap_or_else(|| Code::SaveUnknown.into())
        };
        let date = if is_old { Code::SaveOldDate } else { Code::SaveOtherDate };
        if verdict != Verdict::Renewed && saved == Saved::ByHand {
            self.problem = Some(seen.change.unwrap_or_else(|| dates(date)));
            return;
        }
        // The old date stands, and yet the list is another: what the save did is not known.
        let is_open = verdict == Verdict::NotRenewed && seen.change.is_some();
        let verdict = if is_open { Verdict::Unknown } else { verdict };
        walk.after = Some(after.clone());
        let on_its_way = walk.renewal.saved().filter(|(_, begun)| may_be_on_its_way(*begun, now));
        if let (Verdict::NotRenewed, Some(shown), Some((_, begun))) =
            (verdict, after.expires, on_its_way)
        {
            self.problem = Some(still_open(shown, begun));
            self.changed();
            return;
        }
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
                    walk.remark = seen.change;
                }
                self.renewed(Outcome::Renewed);
            }
            Verdict::NotRenewed => self.not_renewed(dates(Code::SaveNotTaken)),
            Verdict::Unknown => self.problem = Some(seen.change.unwrap_or_else(|| dates(date))),
        }
    }

    /// The rows right before the last save, else as they were last read.
    fn rows_before(&self) -> Vec<License> {
        let Some(walk) = &self.walk else { return Vec::new() };
        let record = walk.record_id.as_deref();
        let saved = record.map(|it| self.history.rows_before(it)).unwrap_or_default();
        if !saved.is_empty() {
            return saved.to_vec();
        }
        let read = walk.server.as_ref().and_then(|it| it.last_read.as_ref());
        read.map(|it| it.licenses.clone()).unwrap_or_default()
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
        let record = self.record_of(open, Outcome::Unknown, Some(Code::SaveUnknown.into()), None);
        self.append(record);
        self.changed();
    }

    fn record_of(
        &self,
        open: OpenSaving,
        outcome: Outcome,
        problem: Option<Problem>,
        after: Option<License>,
    ) -> Record {
        Record {
            finished: self.ports.clock.now(),
            outcome,
            problem: problem.as_ref().map(|it| it.code),
            problem_params: problem.map(|it| it.params).unwrap_or_default(),
            after,
            ..open.into_record()
        }
    }

    fn interrupted_settled(&mut self, open: OpenSaving, rows: &[License]) {
        let name = open.account_name.as_deref().or(open.before.account_name.as_deref());
        let seen = look(rows, &open.rows, &open.before, name);
        let after = seen.license;
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
        let server = open.server.id.clone().unwrap_or_default();
        let is_early = may_be_on_its_way(open.at, self.ports.clock.now());
        if let (Verdict::NotRenewed, None, true) = (verdict, &seen.change, is_early) {
            // Nothing is recorded: it is looked at again later.
            let shown = after.and_then(|it| it.expires).unwrap_or(token);
            self.has_read(&server, rows.to_vec());
            self.problem = Some(still_open(shown, open.at));
            self.changed();
            return;
        }
        self.problem.clone_from(&seen.change);
        let (outcome, problem) = match (verdict, seen.change) {
            (Verdict::Renewed | Verdict::RenewedByHand, change) => (Outcome::Renewed, change),
            (Verdict::NotRenewed, None) => {
                (Outcome::NotRenewed, Some(Code::SaveInterrupted.into()))
            }
            // The old date stands, and yet the list is another: what the save did is not known.
            (Verdict::NotRenewed | Verdict::Unknown, change) => {
                (Outcome::Unknown, change.or_else(|| Some(Code::SaveUnknown.into())))
            }
        };
        if outcome != Outcome::NotRenewed {
            self.drop_draft(key_of(&open));
        }
        let id = open.renewal.clone();
        let record = self.record_of(open, outcome, problem, after);
        self.append(record.clone());
        self.has_read(&server, rows.to_vec());
        if record.is_renewed() {
            self.keep_renewed(&record);
        }
        self.page = PageState::Record(id);
        self.changed();
    }
}

impl State {
    /// Ends what nobody knew the end of, where the license now shows the date of the token that was
    /// sent then: that is what a reading right after the save would have said.
    pub(super) fn settle_by(&mut self, server: &str, rows: &[License]) {
        for row in rows {
            let key = LicenseKey::of(Some(server), row);
            let Some(record) = self.history.unsettled(&key) else { continue };
            // A name alone could be that of another license.
            let is_it = same_entry(rows, &record.before).is_some_and(|it| it.id == row.id);
            let Some(token) = record.token.as_ref().filter(|_| is_it) else { continue };
            let verdict = reading(
                row.expires.as_ref(),
                record.before.expires.as_ref(),
                &Expiry::second(token.expires),
                Saved::NoAnswer,
                true,
            );
            let (Verdict::Renewed, Ok(id)) = (verdict, random_id()) else { continue };
            let settled = Record {
                id,
                finished: self.ports.clock.now(),
                outcome: Outcome::Renewed,
                problem: None,
                problem_params: BTreeMap::new(),
                after: Some(row.clone()),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                ..record.clone()
            };
            self.append(settled.clone());
            self.keep_renewed(&settled);
        }
    }
}

/// Whose draft belongs to a save that was interrupted. Where the save took effect, or may have, nothing
/// leads back into it.
fn key_of(open: &OpenSaving) -> DraftKey {
    DraftKey { server: open.server.id.clone(), license: open.before.id.clone() }
}
