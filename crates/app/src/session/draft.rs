//! Leaving a renewal and coming back to it.

use std::collections::BTreeMap;

use koshin_core::renewal::{Event, Step};
use koshin_core::{Code, Problem};
use koshin_store::{Draft, DraftKey};

use super::command::AppleIdChoice;
use super::state::{PageState, State, Walk};
use crate::work::rows::same_entry;

impl State {
    /// Keeps the unfinished walk on the disk, without the token.
    pub(super) fn keep_draft(&mut self) {
        let Some(walk) = &self.walk else { return };
        let has_begun = walk.renewal.license().is_some();
        if walk.recorded || !has_begun && !walk.has_typed() {
            return;
        }
        let mut draft = Draft::new(
            walk.id.clone(),
            walk.server.as_ref().map(|it| it.id.clone()),
            walk.license.clone(),
            walk.started,
        );
        let typed = || koshin_store::AppleIdChoice::Other(walk.apple_id_other.clone());
        draft.apple_id = match walk.apple_id_choice {
            Some(AppleIdChoice::Same) => Some(koshin_store::AppleIdChoice::Former),
            Some(AppleIdChoice::Other) => Some(typed()),
            None => Some(typed()).filter(|_| !walk.apple_id_other.is_empty()),
        };
        draft.account_name.clone_from(&walk.account_name);
        draft.notes.clone_from(&walk.notes);
        draft.step = Some(walk.renewal.step());
        draft.by_hand = walk.by_hand;
        draft.is_told = walk.is_told;
        draft.offered_uid.clone_from(&walk.offered_uid);
        draft.typed = walk.typed();
        draft.file_name = walk.file.as_ref().map(|it| it.file_name.clone());
        self.drafts.retain(|it| it.key() != draft.key());
        self.drafts.push(draft.clone());
        koshin_store::newest_first(&mut self.drafts);
        if let Err(problem) = self.keeper.keep(&self.world.drafts, draft) {
            self.problem = Some(problem);
        }
    }

    /// Nothing is left of the draft of a license.
    pub(super) fn drop_draft(&mut self, key: DraftKey) {
        self.drafts.retain(|it| it.key() != key);
        if let Err(problem) = self.keeper.remove(&self.world.drafts, key) {
            self.problem = Some(problem);
        }
    }

    /// Sets the walk aside; its draft stays.
    pub(super) fn park_walk(&mut self) {
        self.cancel();
        self.walk = None;
    }

    pub(super) fn leave(&mut self) {
        self.park_walk();
        self.page = PageState::Home;
        self.changed();
    }

    pub(super) fn resume(&mut self, id: &str) -> Result<(), Problem> {
        if let Some(open) = self.history.open_savings().into_iter().find(|it| it.renewal == id) {
            return self.settle_interrupted(open);
        }
        let draft = self
            .drafts
            .iter()
            .find(|it| it.renewal == id)
            .cloned()
            .ok_or_else(|| Problem::new(Code::NotNow))?;
        let server = draft.server.as_deref().and_then(|it| self.settings.server(it)).cloned();
        if draft.server.is_some() && server.is_none() {
            return Err(Code::InputNoSuchServer.into());
        }
        let is_told = draft.is_told || server.is_none();
        // What was read since the renewal was left counts.
        let license = server
            .as_ref()
            .filter(|_| !is_told)
            .and_then(|it| it.last_read.as_ref())
            .and_then(|it| same_entry(&it.licenses, &draft.license))
            .unwrap_or(&draft.license)
            .clone();
        let former = Some(draft.key()).filter(|it| it.license != license.id);
        let mut walk = if is_told {
            self.told_walk(server, license.clone())?
        } else {
            self.new_walk(server, license.clone())?
        };
        walk.id.clone_from(&draft.renewal);
        walk.started = draft.started;
        match draft.apple_id {
            Some(koshin_store::AppleIdChoice::Former) => {
                walk.apple_id_choice = Some(AppleIdChoice::Same);
            }
            Some(koshin_store::AppleIdChoice::Other(other)) => {
                walk.apple_id_choice = Some(AppleIdChoice::Other);
                walk.apple_id_other = other;
            }
            None => (),
        }
        walk.account_name = draft.account_name;
        walk.notes = draft.notes;
        walk.by_hand |= draft.by_hand;
        walk.offered_uid = draft.offered_uid;
        walk.type_again(&draft.typed);
        // Left at step 1: there is nothing to go on from yet.
        if draft.step != Some(Step::CheckExpiry) {
            walk.apply(Event::Began(license))?;
        }
        // The token is asked for again, so later steps are not reached yet.
        if draft.step.is_some_and(|it| it > Step::GetToken) {
            walk.apply(Event::TokenFetched)?;
        }
        self.walk = Some(walk);
        self.page = PageState::Walk;
        self.changed();
        if let Some(former) = former {
            self.keep_draft();
            self.drop_draft(former);
        }
        Ok(())
    }

    pub(super) fn discard(&mut self, id: &str) -> Result<(), Problem> {
        if let Some(open) = self.history.open_savings().into_iter().find(|it| it.renewal == id) {
            self.interrupted_given_up(open);
            return Ok(());
        }
        let key = self.drafts.iter().find(|it| it.renewal == id).map(Draft::key);
        let key = key.ok_or_else(|| Problem::new(Code::NotNow))?;
        self.drop_draft(key);
        self.changed();
        Ok(())
    }
}

impl Walk {
    /// The texts of step 1, of the by-hand page and of step 6, by their fields' words.
    fn typed(&self) -> BTreeMap<String, String> {
        let told = &self.told;
        let texts = [
            ("told-account-name", &told.account_name),
            ("told-expires", &told.expires),
            ("told-location", &told.location),
            ("told-notes", &told.notes),
            ("location", &self.typed_location),
            ("shown", &self.shown),
        ];
        let typed = texts.into_iter().filter(|(_, text)| !text.is_empty());
        typed.map(|(word, text)| (word.to_owned(), text.clone())).collect()
    }

    fn type_again(&mut self, typed: &BTreeMap<String, String>) {
        let text = |word: &str| typed.get(word).cloned().unwrap_or_default();
        self.told.account_name = text("told-account-name");
        self.told.expires = text("told-expires");
        self.told.location = text("told-location");
        self.told.notes = text("told-notes");
        self.typed_location = text("location");
        self.shown = text("shown");
    }

    /// Tells whether step 1 holds something that would have to be typed again.
    fn has_typed(&self) -> bool {
        !self.apple_id_other.trim().is_empty() || !self.typed().is_empty()
    }
}
