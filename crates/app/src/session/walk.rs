//! Steps 1 to 4: the license, the download, the file, the notes; leaving and coming back.

use koshin_core::judge::Accepted;
use koshin_core::renewal::{Event, Refusal, Renewal, Step};
use koshin_core::{Code, License, Notes, Problem, notes, words};
use koshin_store::{LicenseKey, ServerProfile, random_id};

use super::command::{AppleIdChoice, Field, Link};
use super::state::{PageState, State, Walk};
use crate::view::Told;
use crate::work::connect;

impl From<Refusal> for RefusedEvent {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

/// A refusal of the walk, on its way to the person.
pub(super) struct RefusedEvent(Refusal);

impl From<RefusedEvent> for Problem {
    fn from(RefusedEvent(refusal): RefusedEvent) -> Self {
        Self::new(Code::NotNow).detail(refusal.to_string())
    }
}

impl Walk {
    /// Takes an event into the walk.
    pub(super) fn apply(&mut self, event: Event) -> Result<Step, Problem> {
        self.renewal.apply(event).map_err(|it| RefusedEvent::from(it).into())
    }
}

impl State {
    pub(super) fn new_walk(
        &self,
        server: Option<ServerProfile>,
        license: License,
    ) -> Result<Walk, Problem> {
        let mut walk = Walk {
            id: random_id()?,
            started: self.ports.clock.now(),
            person: self.person(),
            abilities: connect::abilities(server.as_ref()),
            server,
            license,
            last: None,
            last_apple_id: None,
            last_person: None,
            last_at: None,
            renewal: Renewal::default(),
            apple_id_choice: None,
            apple_id_other: String::new(),
            is_told: false,
            told: Told::default(),
            file: None,
            accepted: Accepted::default(),
            offered_uid: None,
            typed_location: String::new(),
            account_name: None,
            notes: None,
            by_hand: false,
            by_hand_reason: None,
            shown: String::new(),
            after: None,
            seen: None,
            remark: None,
            recorded: false,
            record_id: None,
        };
        walk.by_hand = !walk.abilities.renews;
        let server = walk.server.as_ref().map(|it| it.id.as_str());
        if let Some(problem) = server.and_then(|it| self.unread.get(it)) {
            walk.by_hand = true;
            walk.by_hand_reason = Some(problem.clone());
        }
        self.recall(&mut walk);
        Ok(walk)
    }

    /// A walk for a license that Koshin cannot read, also on a registered server.
    pub(super) fn told_walk(
        &self,
        server: Option<ServerProfile>,
        license: License,
    ) -> Result<Walk, Problem> {
        let mut walk = self.new_walk(server, license)?;
        walk.is_told = true;
        walk.by_hand = true;
        // What cannot be read cannot be saved either.
        walk.abilities = connect::abilities(None);
        self.recall(&mut walk);
        Ok(walk)
    }

    /// Puts in what the journal and the notes remember of the license.
    pub(super) fn recall(&self, walk: &mut Walk) {
        let server = walk.server.as_ref().map(|it| it.id.as_str());
        let mut key = LicenseKey::of(server, &walk.license);
        if walk.is_told {
            // The id is of this walk only.
            key.license.clear();
        }
        let record = self.history.last_renewed(&key);
        walk.last = record.and_then(koshin_core::record::Record::last_renewal);
        walk.last_at = record.map(|it| it.finished);
        walk.last_person = record.and_then(|it| it.person.clone());
        walk.last_apple_id = record
            .and_then(|it| it.apple_id.clone())
            .or_else(|| walk.license.notes.as_deref().and_then(notes::apple_id));
    }

    pub(super) fn choose_license(&mut self, server: &str, license: &str) -> Result<(), Problem> {
        let profile = self
            .settings
            .server(server)
            .cloned()
            .ok_or_else(|| Problem::new(Code::InputNoSuchServer))?;
        let known = profile
            .last_read
            .as_ref()
            .and_then(|it| it.licenses.iter().find(|it| it.id == license))
            .cloned()
            .ok_or_else(|| Problem::new(Code::ServerLicenseGone))?;
        let draft = self
            .drafts
            .iter()
            .find(|it| it.server.as_deref() == Some(server) && it.license.id == license);
        if let Some(draft) = draft {
            let id = draft.renewal.clone();
            return self.resume(&id);
        }
        self.walk = Some(self.new_walk(Some(profile), known)?);
        self.page = PageState::Walk;
        self.changed();
        Ok(())
    }

    /// Step 1 in the browser. Where a server is known to have one license, it is that one; otherwise the
    /// person tells what is known of it.
    pub(super) fn start_by_hand(&mut self, server: Option<String>) -> Result<(), Problem> {
        let profile = server.map(|it| self.profile(&it)).transpose()?;
        // Of a server that is never read others may have been added since.
        let reads = |it: &&ServerProfile| connect::abilities(Some(it)).reads;
        let known = profile.iter().filter(reads).flat_map(known_licenses).collect::<Vec<_>>();
        if let (Some(profile), [only]) = (&profile, known.as_slice()) {
            self.choose_license(&profile.id, &only.id)?;
            return self.go_by_hand();
        }
        let license = License { id: random_id()?, ..License::default() };
        self.walk = Some(self.told_walk(profile, license)?);
        self.page = PageState::Walk;
        self.change_settings(|it| {
            it.first_start_done = true;
            Ok(())
        })
    }

    pub(super) fn tell_license(&mut self, told: Told) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        if !walk.is_told {
            return Err(Code::NotNow.into());
        }
        walk.told = told;
        self.keep_draft();
        Ok(())
    }

    pub(super) fn choose_apple_id(
        &mut self,
        choice: AppleIdChoice,
        other: String,
    ) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        walk.apple_id_choice = Some(choice);
        walk.apple_id_other = other;
        self.changed();
        self.keep_draft();
        Ok(())
    }

    pub(super) fn begin(&mut self) -> Result<(), Problem> {
        self.expect_license()?;
        let now = self.ports.clock.now();
        let walk = self.walk_mut()?;
        let missing = || Problem::new(Code::InputMissing).with("field", "appleId");
        match (&walk.last_apple_id, walk.apple_id_choice) {
            (Some(_), None) => return Err(missing()),
            (Some(_), Some(AppleIdChoice::Other)) if walk.apple_id().is_none() => {
                return Err(missing());
            }
            (None, _) => walk.apple_id_choice = Some(AppleIdChoice::Other),
            (Some(_), Some(_)) => (),
        }
        let was_told = walk.is_told;
        if was_told {
            walk.license = told_license(&walk.license.id, &walk.told)?;
            walk.recognize();
        }
        walk.apply(Event::Began(walk.license.clone()))?;
        // A file that was chosen before the license was read anew.
        walk.judge(now);
        if was_told {
            let mut walk = walk.clone();
            let same = walk.last_apple_id.take();
            self.recall(&mut walk);
            walk.last_apple_id = same.or(walk.last_apple_id);
            self.walk = Some(walk);
        }
        self.changed();
        self.keep_draft();
        Ok(())
    }

    pub(super) fn open_link(&mut self, link: Link) -> Result<(), Problem> {
        match link {
            Link::Portal => self.ports.desk.browse(&self.world.portal.url),
            Link::AppleHelp => {
                let help = self.world.portal.help(self.language());
                self.ports.desk.browse(help.ok_or_else(|| Problem::new(Code::NotNow))?)
            }
            Link::Site => {
                let walk = self.walk_mut()?;
                let server = walk.server.as_ref().ok_or_else(|| Problem::new(Code::NotNow))?;
                let url: url::Url =
                    server.url.parse().map_err(|_| Problem::new(Code::NetBadUrl))?;
                koshin_remote::http::check_url(&url)?;
                self.ports.desk.browse(&url)
            }
            Link::Folder => {
                let walk = self.walk_mut()?;
                let folder = walk
                    .file
                    .as_ref()
                    .and_then(|it| it.path.parent())
                    .map(std::path::Path::to_path_buf)
                    .ok_or_else(|| Problem::new(Code::NotNow))?;
                self.ports.desk.show_folder(&folder)
            }
            Link::DataFolder => self.ports.desk.show_folder(self.world.places.folder()),
        }
    }

    pub(super) fn token_fetched(&mut self) -> Result<(), Problem> {
        self.walk_mut()?.apply(Event::TokenFetched)?;
        self.changed();
        self.keep_draft();
        Ok(())
    }

    pub(super) fn type_text(&mut self, field: Field, value: String) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        match field {
            Field::AppleId => walk.apple_id_other = value,
            Field::Location => walk.typed_location = value,
            Field::AccountName => walk.account_name = Some(value),
            Field::Notes => walk.notes = Some(value),
            Field::Shown => walk.shown = value,
            Field::ToldAccountName => walk.told.account_name = value,
            Field::ToldExpires => walk.told.expires = value,
            Field::ToldLocation => walk.told.location = value,
            Field::ToldNotes => walk.told.notes = value,
        }
        self.keep_draft();
        Ok(())
    }

    pub(super) fn write_notes(
        &mut self,
        account_name: String,
        notes: String,
    ) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        walk.account_name = Some(account_name.clone());
        walk.notes = Some(notes.clone());
        for (field, text, max) in [
            ("accountName", &account_name, walk.abilities.account_name_max),
            ("notes", &notes, walk.abilities.notes_max),
        ] {
            if let Some(max) = max.filter(|it| text.chars().count() > *it) {
                return Err(Problem::new(Code::InputTooLong)
                    .with("field", field)
                    .with("max", max.to_string()));
            }
        }
        let had_name = walk.license.account_name.as_deref().is_some_and(|it| !it.trim().is_empty());
        if had_name && account_name.trim().is_empty() {
            return Err(Problem::new(Code::InputMissing).with("field", "accountName"));
        }
        let changed =
            |new: String, old: Option<&str>| Some(new).filter(|it| Some(it.as_str()) != old);
        let written = Notes {
            account_name: changed(account_name, walk.license.account_name.as_deref())
                .filter(|it| !it.trim().is_empty()),
            notes: changed(notes, walk.license.notes.as_deref()),
        };
        self.expect_fit()?;
        self.walk_mut()?.apply(Event::Written(written))?;
        self.changed();
        self.keep_draft();
        Ok(())
    }

    pub(super) fn go_back(&mut self, step: Step) -> Result<(), Problem> {
        let walk = self.walk_mut()?;
        walk.apply(Event::WentBack(step))?;
        self.cancel();
        self.changed();
        self.keep_draft();
        Ok(())
    }
}

impl Walk {
    /// Takes a told license for the one that was read earlier under the same account name, if there is
    /// one such. What was told is newer than what was read.
    fn recognize(&mut self) {
        let told = &self.license;
        let rows = self.server.iter().flat_map(known_licenses);
        let mut alike = rows.filter(|it| {
            let names = it.account_name.as_deref().zip(told.account_name.as_deref());
            names.is_some_and(|(known, told)| words::same_name(known, told))
        });
        let (Some(known), None) = (alike.next(), alike.next()) else { return };
        let license = License {
            location: told.location.clone().or_else(|| known.location.clone()),
            expires: told.expires.or(known.expires),
            notes: told.notes.clone().or_else(|| known.notes.clone()),
            ..known.clone()
        };
        self.license = license;
        self.is_told = false;
        self.abilities = connect::abilities(self.server.as_ref());
    }

    /// Proposes account name and notes, unless the person has typed some already.
    pub(super) fn propose_notes(&mut self, now: chrono::DateTime<chrono::Utc>) {
        let day = now.with_timezone(&koshin_core::expiry::japan()).date_naive();
        let apple_id = self.apple_id().unwrap_or_default();
        let existing = self.license.notes.clone().unwrap_or_default();
        self.account_name
            .get_or_insert_with(|| self.license.account_name.clone().unwrap_or_default());
        self.notes.get_or_insert_with(|| notes::merge(&existing, &apple_id, day));
    }
}

/// The licenses of a server as they were last read.
fn known_licenses(profile: &ServerProfile) -> &[License] {
    profile.last_read.as_ref().map(|it| it.licenses.as_slice()).unwrap_or_default()
}

/// A license as the person tells of it.
fn told_license(id: &str, told: &Told) -> Result<License, Problem> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|it| !it.is_empty());
    let expires = match some(&told.expires) {
        None => None,
        Some(text) => Some(crate::work::typed_expiry(&text).ok_or_else(|| {
            Problem::new(Code::InputNotADate).with("field", "toldExpires").with("name", text)
        })?),
    };
    Ok(License {
        id: id.to_owned(),
        account_name: some(&told.account_name),
        organization: None,
        location: some(&told.location),
        uid: None,
        expires,
        notes: some(&told.notes),
    })
}
