//! Steps 1 to 4.

use koshin_core::Problem;
use koshin_core::judge::{CheckResult, Need};
use koshin_core::renewal::Step;
use koshin_store::LicenseKey;

use super::{expires_text, findings, row, text};
use crate::session::AppleIdChoice;
use crate::session::internal::{State, Walk};
use crate::view::{
    CheckExpiry, ChooseFile, Frame, GetToken, Mark, NeedView, Page, TextField, Urgency, WriteNotes,
};
use crate::words::{Words, word};

impl State {
    pub(super) fn walk_page(&self, words: Words, walk: &Walk) -> Page {
        match walk.renewal.step() {
            Step::CheckExpiry => Page::CheckExpiry(self.check_expiry(words, walk)),
            Step::GetToken => Page::GetToken(self.get_token(words, walk)),
            Step::ChooseFile => Page::ChooseFile(self.choose_file_page(words, walk)),
            Step::WriteNotes => Page::WriteNotes(self.write_notes_page(words, walk)),
            Step::Save if walk.by_hand && self.permit().is_ok() => {
                Page::ByHand(self.by_hand_page(words, walk))
            }
            Step::Save => Page::Save(self.save_page(words, walk)),
            Step::Confirm => Page::Confirm(self.confirm_page(words, walk)),
        }
    }

    pub(super) fn frame(&self, words: Words, walk: &Walk) -> Frame {
        let step = walk.renewal.step();
        let is_unnamed = walk.is_told && walk.license.account_name.is_none();
        let name = if is_unnamed {
            words.say("walk.by-hand", &[])
        } else {
            walk.license.display_name().to_owned()
        };
        let about = match &walk.server {
            Some(server) if is_unnamed => server.name.clone(),
            Some(server) => words.say("walk.about", &[("name", &name), ("server", &server.name)]),
            None => name,
        };
        Frame {
            number: step.number(),
            total: 6,
            about,
            can_go_back: walk.renewal.may_go_back() && step != Step::CheckExpiry,
            can_leave: !self.is_saving(),
            by_hand: walk.by_hand,
        }
    }

    fn check_expiry(&self, words: Words, walk: &Walk) -> CheckExpiry {
        let license = &walk.license;
        let expires = license.expires.as_ref();
        let urgency = self.urgency(expires);
        let key = LicenseKey::of(walk.server.as_ref().map(|it| it.id.as_str()), license);
        let unsettled = walk.server.is_some().then(|| self.unsettled(words, &key, license));
        let mut cautions = match urgency {
            Urgency::Expired => vec![
                words.say("caution.expired", &[]),
                words.say("caution.renew-not-new", &[]),
                words.say("caution.connection", &[]),
                words.say("caution.installed", &[]),
            ],
            Urgency::Ok | Urgency::Soon | Urgency::Unknown => vec![
                words.say("caution.licenses", &[]),
                words.say("caution.connection", &[]),
                words.say("caution.installed", &[]),
            ],
        };
        cautions.splice(0..0, unsettled.flatten());
        let rows = if let Some(server) = walk.server.as_ref().filter(|_| !walk.is_told) {
            let server = self.settings.server(&server.id).unwrap_or(server);
            let read = server.last_read.as_ref().map(|it| words.time(it.at));
            let mut rows = vec![
                row(words, "label.account-name", text(words, license.account_name.as_deref())),
                row(words, "label.organization", text(words, license.organization.as_deref())),
                row(words, "label.location", text(words, license.location.as_deref())),
                row(words, "label.expires", expires_text(words, expires)),
                row(words, "label.notes", text(words, license.notes.as_deref())),
            ];
            if walk.abilities.reads {
                rows.push(row(words, "label.read-at", text(words, read.as_deref())));
            }
            rows
        } else {
            Vec::new()
        };
        let last = walk.last_at.map(|at| {
            words.say(
                "walk.last",
                &[
                    ("day", &words.day(at)),
                    ("person", walk.last_person.as_deref().unwrap_or_default()),
                    ("appleId", walk.last_apple_id.as_deref().unwrap_or_default()),
                ],
            )
        });
        let headline = if walk.is_told {
            words.say("expiry.told", &[])
        } else {
            self.headline(words, expires)
        };
        CheckExpiry {
            frame: self.frame(words, walk),
            headline,
            urgency,
            cautions,
            rows,
            last,
            apple_id_same: walk.last_apple_id.clone(),
            apple_id_choice: walk.apple_id_choice.map(|it| {
                match it {
                    AppleIdChoice::Same => "same",
                    AppleIdChoice::Other => "other",
                }
                .to_owned()
            }),
            apple_id_other: walk.apple_id_other.clone(),
            can_read_again: walk.server.is_some() && walk.abilities.reads && !walk.is_told,
            told: walk.is_told.then(|| walk.told.clone()),
        }
    }

    fn get_token(&self, words: Words, walk: &Walk) -> GetToken {
        let apple_id = walk.apple_id();
        let location = walk.license.location.clone().unwrap_or_default();
        let causes = (1..=5).map(|it| words.say(&format!("path.cause.{it}"), &[])).collect();
        let request_key =
            if location.is_empty() { "request.text" } else { "request.text-location" };
        GetToken {
            frame: self.frame(words, walk),
            url: self.world.portal.url.to_string(),
            apple_id: match apple_id.as_deref() {
                Some(it) => words.say("path.sign-in", &[("appleId", it)]),
                None => words.say("path.sign-in-any", &[]),
            },
            path: self.world.portal.path(words, self.language()),
            opened: self.opened_text(words, "path.opened"),
            path_checked: self.world.portal.checked(words),
            causes,
            request: words.say(
                request_key,
                &[
                    ("location", &location),
                    ("url", self.world.portal.url.as_str()),
                    ("expires", &expires_text(words, walk.license.expires.as_ref())),
                ],
            ),
        }
    }

    fn choose_file_page(&self, words: Words, walk: &Walk) -> ChooseFile {
        let frame = self.frame(words, walk);
        let Some(file) = &walk.file else {
            return ChooseFile {
                frame,
                file_name: None,
                summary: None,
                mark: None,
                findings: Vec::new(),
                need: NeedView::File,
                typed_location: walk.typed_location.clone(),
                can_ask_again: false,
                can_offer_last: false,
            };
        };
        let judgement = &file.judgement;
        let name = file.apple.config().map(|it| it.location.clone()).unwrap_or_default();
        let known = walk.license.location.clone().unwrap_or_default();
        let values = [("token", name.as_str()), ("license", known.as_str())];
        let has_notes = judgement
            .findings
            .iter()
            .any(|it| !matches!(it.result, CheckResult::Pass) && !it.accepted);
        let (summary, mark, need) = match &judgement.need {
            Need::Nothing if has_notes => ("file.fit-notes", Mark::Note, NeedView::Nothing),
            Need::Nothing => ("file.fit", Mark::Pass, NeedView::Nothing),
            Need::OtherToken => ("file.stopped", Mark::Stop, NeedView::OtherToken),
            Need::TypeLocation(_) => (
                "file.stopped",
                Mark::Stop,
                NeedView::TypeLocation { text: words.say("file.type-location", &values) },
            ),
            Need::ConfirmLocation(location) => (
                "file.confirm",
                Mark::NotComparable,
                NeedView::ConfirmLocation {
                    text: words.say("file.confirm-location", &values),
                    location: location.clone(),
                },
            ),
            Need::ConfirmUnseen => (
                "file.confirm",
                Mark::NotComparable,
                NeedView::ConfirmUnseen { text: words.say("file.confirm-unseen", &values) },
            ),
        };
        // What stopped it is said first, not that something did.
        let stop = judgement.stop().and_then(koshin_core::Finding::problem);
        let is_told = |it: &Problem| self.problem.as_ref().is_some_and(|told| told.code == it.code);
        let summary = match stop.filter(|it| mark == Mark::Stop && !is_told(it)) {
            Some(problem) => words.problem(&problem).what,
            None => words.say(summary, &values),
        };
        let can_offer_last = matches!(judgement.need, Need::ConfirmLocation(_));
        ChooseFile {
            frame,
            file_name: Some(file.file_name.clone()),
            summary: Some(summary),
            mark: Some(mark),
            findings: findings(words, &judgement.findings),
            need,
            typed_location: walk.typed_location.clone(),
            can_ask_again: file.apple.may_be_asked_again(),
            can_offer_last,
        }
    }

    fn write_notes_page(&self, words: Words, walk: &Walk) -> WriteNotes {
        let license = &walk.license;
        let field =
            |value: Option<&String>, before: Option<&String>, max, has_place: bool| TextField {
                value: value.or(before).cloned().unwrap_or_default(),
                before: before.cloned().unwrap_or_default(),
                max,
                kept_in_record: !has_place && !walk.by_hand,
            };
        WriteNotes {
            frame: self.frame(words, walk),
            account_name: field(
                walk.account_name.as_ref(),
                license.account_name.as_ref(),
                walk.abilities.account_name_max,
                walk.abilities.account_name,
            ),
            notes: field(
                walk.notes.as_ref(),
                license.notes.as_ref(),
                walk.abilities.notes_max,
                walk.abilities.notes,
            ),
        }
    }
}

/// Returns the word of a step.
pub(super) fn step_word(step: Step) -> String {
    word(&step)
}
