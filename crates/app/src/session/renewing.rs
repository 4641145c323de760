//! Steps 5 and 6: saving, by Koshin or by hand, and finding out what became of it.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use koshin_core::record::{Entry, Outcome, Record};
use koshin_core::renewal::{Event, Saved, Step, Verdict, reading};
use koshin_core::{Code, Expiry, License, Notes, Problem, Remedy};
use koshin_store::{DraftKey, random_id};

use super::job::Finish;
use super::state::{Intent, State, Walk};
use crate::work::renewed;
use crate::work::saving::{
    End, Order, Surroundings, USUAL_WAIT, may_be_on_its_way, save, settled_at,
};
use crate::work::typed_expiry;

impl State {
    /// A save is on its way or being confirmed: nothing else may begin.
    pub(crate) fn is_saving(&self) -> bool {
        self.job.is_some()
            && self
                .walk
                .as_ref()
                .is_some_and(|it| matches!(it.renewal.saved(), Some((Saved::Sending, _))))
    }

    pub(super) fn save(&mut self, revision: u64) -> Result<(), Problem> {
        if revision != self.revision {
            return Err(Code::StaleView.into());
        }
        self.save_now()
    }

    /// Saves; the person has just pressed the button, or typed the password that it needed.
    pub(super) fn save_now(&mut self) -> Result<(), Problem> {
        let now = self.ports.clock.now();
        if self.walk_mut()?.renewal.step() != Step::Save {
            return Err(Code::NotNow.into());
        }
        let permit = self.permit()?;
        self.expect_fit()?;
        let walk = self.walk_mut()?;
        let profile = walk.server.clone().ok_or_else(|| Problem::new(Code::ServerCannot))?;
        let (Some(token), Some(notes)) =
            (walk.renewal.checked().cloned(), walk.renewal.written().cloned())
        else {
            return Err(Code::NotNow.into());
        };
        walk.apply(Event::Saved(Saved::Sending, now))?;
        walk.after = None;
        walk.remark = None;
        walk.by_hand_reason = None;
        let begun = walk.record(Outcome::Unknown, None, now);
        let license = walk.license.clone();
        let notes = walk.for_server(notes);
        let reach = self.reach(&profile);
        let journal = self.world.journal.clone();
        self.start("job.save", |teller| async move {
            let append =
                move |entry: Entry| journal.append(&entry).map(|_| ()).map_err(Problem::from);
            let is_rejected = AtomicBool::new(false);
            let end = match reach.connect().await {
                Err(problem) => End::Failed { problem },
                Ok(mut connector) => {
                    let order = Order {
                        permit,
                        begun: &begun,
                        license: &license,
                        token: &token,
                        notes: &notes,
                        wait: USUAL_WAIT,
                    };
                    let around = Surroundings {
                        append: &append,
                        clock: reach.clock.as_ref(),
                        ask: &teller,
                        is_sent: &teller.is_sent,
                        is_rejected: &is_rejected,
                    };
                    save(connector.as_mut(), order, around).await
                }
            };
            if is_rejected.load(Ordering::SeqCst) {
                reach.vault.mark_rejected(&reach.profile.id, koshin_store::Role::Password);
            }
            let finish: Finish = Box::new(move |state| state.save_ended(end));
            finish
        });
        self.on_cancel(Self::save_cancelled);
        self.changed();
        Ok(())
    }

    fn save_cancelled(&mut self, was_sent: bool) {
        let end = if was_sent {
            End::Sent {
                saved: Saved::NoAnswer,
                verdict: Verdict::Unknown,
                after: None,
                problem: Some(Code::SaveUnknown.into()),
            }
        } else {
            End::Failed { problem: Code::Cancelled.into() }
        };
        self.save_ended(end);
    }

    fn save_ended(&mut self, end: End) {
        self.changed();
        match end {
            End::Failed { problem } => self.save_failed(problem),
            End::Refused { problem, after, stands } => {
                self.save_refused(problem, after.as_ref(), stands);
            }
            End::Sent { saved, verdict, after, problem } => {
                self.save_sent(saved, verdict, after, problem);
            }
        }
    }

    /// Nothing that changes anything was sent, and the journal says nothing of a save.
    fn save_failed(&mut self, problem: Problem) {
        let Some(walk) = &mut self.walk else { return };
        if walk.apply(Event::SaveRefused).is_err() {
            return;
        }
        if problem.remedy() == Remedy::ByHand
            && let Some(walk) = &mut self.walk
        {
            walk.by_hand = true;
            walk.by_hand_reason = Some(problem);
            self.keep_draft();
            return;
        }
        if let Some(walk) = &mut self.walk {
            // Said on the by-hand page, should the person go on there.
            walk.by_hand_reason = Some(problem.clone());
        }
        self.keep_draft();
        self.notice = Some("notice.nothing-saved");
        self.needs_password_or(problem, Intent::Save);
    }

    /// The server refused; it was read once more.
    fn save_refused(&mut self, problem: Problem, after: Option<&License>, stands: bool) {
        let Some(walk) = &mut self.walk else { return };
        if walk.apply(Event::SaveRefused).is_err() {
            return;
        }
        walk.after = after.cloned();
        let outcome = if stands { Outcome::NotRenewed } else { Outcome::Unknown };
        self.write_record(outcome, Some(&problem));
        self.notice = Some(if stands { "notice.old-stands" } else { "notice.not-read" });
        self.problem = Some(problem);
        self.keep_draft();
    }

    fn save_sent(
        &mut self,
        saved: Saved,
        verdict: Verdict,
        after: Option<License>,
        problem: Option<Problem>,
    ) {
        let Some(walk) = &mut self.walk else { return };
        let taken = walk
            .apply(Event::Saved(saved, walk.started))
            .and_then(|_| walk.apply(Event::Confirmed(verdict)));
        if let Err(problem) = taken {
            self.problem = Some(problem);
            return;
        }
        walk.after = after;
        walk.remark.clone_from(&problem);
        match verdict {
            Verdict::Renewed | Verdict::RenewedByHand => self.renewed(Outcome::Renewed),
            Verdict::NotRenewed => {
                self.write_record(Outcome::NotRenewed, problem.as_ref());
                self.problem = problem;
                self.keep_draft();
            }
            Verdict::Unknown => {
                self.write_record(Outcome::Unknown, problem.as_ref());
                self.forget_draft();
            }
        }
    }

    /// After a save that may have taken effect there is only forward: nothing leads back into it.
    fn forget_draft(&mut self) {
        let Some(walk) = &mut self.walk else { return };
        walk.recorded = true;
        let server = walk.server.as_ref().map(|it| it.id.clone());
        let key = DraftKey { server, license: walk.license.id.clone() };
        self.drop_draft(key);
    }

    /// The license has the new token: record, remember, forget the draft.
    pub(super) fn renewed(&mut self, outcome: Outcome) {
        let remark = self.walk.as_ref().and_then(|it| it.remark.clone());
        let record = self.write_record(outcome, remark.as_ref());
        self.forget_draft();
        if let Some(record) = record {
            self.keep_renewed(&record);
        }
    }

    /// Remembers what next year is compared with, and shows the new date on the list.
    pub(super) fn keep_renewed(&mut self, record: &Record) {
        if record.server.id.is_some()
            && let Err(problem) = self.change_settings(|it| renewed::keep(record, it))
        {
            self.problem = Some(problem);
        }
    }

    pub(super) fn write_record(
        &mut self,
        outcome: Outcome,
        problem: Option<&Problem>,
    ) -> Option<Record> {
        let now = self.ports.clock.now();
        let walk = self.walk.as_mut()?;
        let record = walk.record(outcome, problem, now);
        walk.record_id = Some(record.id.clone());
        // A further attempt is a record of its own.
        if !record.is_renewed()
            && let Ok(id) = random_id()
        {
            walk.id = id;
        }
        self.append(record.clone());
        Some(record)
    }

    pub(super) fn append(&mut self, record: Record) {
        let entry = Entry::Finished { record: Box::new(record) };
        if let Err(error) = self.world.journal.append(&entry) {
            self.problem = Some(error.into());
        }
        self.reload_history();
    }

    pub(super) fn go_by_hand(&mut self) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        walk.by_hand = true;
        self.changed();
        self.keep_draft();
        Ok(())
    }

    /// Back from the browser: Koshin saves after all.
    pub(super) fn go_by_koshin(&mut self) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        if !walk.can_go_by_koshin() {
            return Err(Code::NotNow.into());
        }
        walk.by_hand = false;
        walk.by_hand_reason = None;
        self.changed();
        self.keep_draft();
        Ok(())
    }

    /// The person types the expiry that the site shows now.
    pub(super) fn saved_by_hand(&mut self, shown: &str) -> Result<(), Problem> {
        let now = self.ports.clock.now();
        if self.walk_mut()?.renewal.saved().is_none() {
            // What became of an earlier save can be told all the same.
            self.permit()?;
        }
        let walk = self.walk_mut()?;
        shown.clone_into(&mut walk.shown);
        let not_a_date = || {
            let code =
                if shown.trim().is_empty() { Code::InputMissing } else { Code::InputNotADate };
            Problem::new(code).with("field", "shown").with("name", shown.trim())
        };
        let seen = typed_expiry(shown).ok_or_else(not_a_date)?;
        let token = walk.renewal.checked().map(koshin_core::CheckedToken::expires);
        let token = token.ok_or_else(|| Problem::new(Code::NotNow))?;
        let is_old = walk.license.expires.is_some_and(|it| it.shows(&seen) || seen.shows(&it));
        if !seen.shows(&token) {
            match walk.is_seen_not_renewed(&seen, &token, now) {
                Some(true) => return self.seen_not_renewed(seen, token),
                Some(false) => {
                    return Err(still_open(seen, walk.begun()).with("field", "shown"));
                }
                None => (),
            }
            let code = if is_old { Code::SaveOldDate } else { Code::SaveOtherDate };
            return Err(about_dates(code, seen, token).with("field", "shown"));
        }
        walk.apply(Event::Saved(Saved::ByHand, now))?;
        walk.apply(Event::Confirmed(Verdict::RenewedByHand))?;
        walk.seen = Some(seen);
        walk.after = None;
        walk.remark = None;
        self.changed();
        self.renewed(Outcome::RenewedByHand);
        Ok(())
    }

    /// The person saw that a save without an answer was not taken: the way is open again.
    fn seen_not_renewed(&mut self, seen: Expiry, token: Expiry) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        walk.apply(Event::Confirmed(Verdict::NotRenewed))?;
        walk.seen = Some(seen);
        walk.after = None;
        self.changed();
        self.not_renewed(about_dates(Code::SaveNotTaken, seen, token));
        Ok(())
    }

    /// A save without an answer was not taken, which is certain now.
    pub(super) fn not_renewed(&mut self, problem: Problem) {
        self.write_record(Outcome::NotRenewed, Some(&problem));
        self.problem = Some(problem);
        if let Some(walk) = &mut self.walk {
            walk.recorded = false;
            walk.seen = None;
            walk.shown.clear();
        }
        self.keep_draft();
    }

    pub(super) fn abandon(&mut self) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        let began = walk.renewal.license().is_some();
        if walk.renewal.saved().is_none() {
            let server = walk.server.as_ref().map(|it| it.id.clone());
            let key = DraftKey { server, license: walk.license.id.clone() };
            if began {
                self.write_record(Outcome::Abandoned, None);
            }
            self.drop_draft(key);
        }
        if let Some(walk) = &mut self.walk {
            walk.recorded = true;
        }
        self.leave();
        Ok(())
    }
}

impl Walk {
    /// Tells whether Koshin could save what the person is about to do by hand.
    pub(crate) fn can_go_by_koshin(&self) -> bool {
        self.by_hand && self.server.is_some() && self.abilities.renews && self.renewal.may_go_back()
    }

    /// Tells whether what the person sees settles that the save was not taken, as Koshin's own reading
    /// would; `Some(false)` where it would later, but the save may still be on its way.
    fn is_seen_not_renewed(
        &self,
        seen: &Expiry,
        token: &Expiry,
        now: DateTime<Utc>,
    ) -> Option<bool> {
        let (saved @ Saved::NoAnswer, begun) = self.renewal.saved()? else { return None };
        let lags = self.abilities.lags.is_some();
        let verdict = reading(Some(seen), self.license.expires.as_ref(), token, saved, lags);

        (verdict == Verdict::NotRenewed).then(|| !may_be_on_its_way(begun, now))
    }

    /// When the last save was begun; the beginning of the walk where there was none.
    fn begun(&self) -> DateTime<Utc> {
        self.renewal.saved().map_or(self.started, |(_, begun)| begun)
    }

    /// Leaves out what the server has no place for; it goes into the record.
    fn for_server(&self, notes: Notes) -> Notes {
        Notes {
            account_name: notes.account_name.filter(|_| self.abilities.account_name),
            notes: notes.notes.filter(|_| self.abilities.notes),
        }
    }
}

/// The old date is seen, but the save may still be on its way.
pub(super) fn still_open(shown: Expiry, begun: DateTime<Utc>) -> Problem {
    let after = Expiry::second(settled_at(begun) + chrono::TimeDelta::minutes(1));
    Problem::new(Code::SaveStillOpen)
        .with("present", shown.to_param())
        .with("time", after.to_param())
}

pub(super) fn about_dates(code: Code, shown: Expiry, token: Expiry) -> Problem {
    Problem::new(code).with("present", shown.to_param()).with("expires", token.to_param())
}
