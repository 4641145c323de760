//! Steps 5 and 6, by Koshin and by hand.

use koshin_core::renewal::{Step, Verdict};
use koshin_core::{CheckedToken, Code};

use super::steps::step_word;
use super::{expires_text, text};
use crate::session::internal::{State, Walk};
use crate::view::{ByHand, ChangeRow, Confirm, ConfirmState, ManualStep, Row, SavePage};
use crate::words::Words;

impl State {
    pub(super) fn save_page(&self, words: Words, walk: &Walk) -> SavePage {
        let server = walk.server.as_ref().map(|it| it.name.clone()).unwrap_or_default();
        let key = if self.permit().is_ok() { "save.target" } else { "policy.target" };
        SavePage {
            frame: self.frame(words, walk),
            rows: changes(words, walk),
            target: words.say(key, &[("server", &server), ("name", walk.license.display_name())]),
        }
    }

    pub(super) fn by_hand_page(&self, words: Words, walk: &Walk) -> ByHand {
        let token = walk.renewal.checked().map(CheckedToken::expires);
        let expected = expires_text(words, token.as_ref());
        ByHand {
            frame: self.frame(words, walk),
            reason: walk.by_hand_reason.as_ref().map(|it| {
                let told = words.problem(it);
                words.say("by-hand.reason", &[("what", &told.what)])
            }),
            steps: manual_steps(words, walk, &expected),
            can_go_by_koshin: walk.can_go_by_koshin(),
            can_read: walk.server.is_some() && walk.abilities.reads,
            expected,
            typed: walk.shown.clone(),
        }
    }

    pub(super) fn confirm_page(&self, words: Words, walk: &Walk) -> Confirm {
        let token = walk.renewal.checked().map(CheckedToken::expires);
        let shown = walk.after.as_ref().and_then(|it| it.expires).or(walk.seen);
        let before = expires_text(words, walk.license.expires.as_ref());
        let (state, key) = match walk.renewal.verdict() {
            None => (ConfirmState::Waiting, "confirm.waiting"),
            Some(Verdict::Renewed) => (ConfirmState::Renewed, "confirm.renewed"),
            Some(Verdict::RenewedByHand) => (ConfirmState::RenewedByHand, "confirm.renewed"),
            Some(Verdict::NotRenewed) => (ConfirmState::NotRenewed, "confirm.not-renewed"),
            Some(Verdict::Unknown) => (ConfirmState::Unknown, "confirm.unknown"),
        };
        let is_renewed = matches!(state, ConfirmState::Renewed | ConfirmState::RenewedByHand);
        let after = expires_text(
            words,
            if is_renewed { shown.as_ref().or(token.as_ref()) } else { shown.as_ref() },
        );
        let headline = words.say(key, &[("expires", &after), ("before", &before)]);
        Confirm {
            frame: self.frame(words, walk),
            state,
            headline,
            before,
            after,
            confirmed_by: match state {
                ConfirmState::Renewed => Some(words.say("confirm.by-koshin", &[])),
                ConfirmState::RenewedByHand => Some(words.say("confirm.by-person", &[])),
                ConfirmState::Waiting | ConfirmState::NotRenewed | ConfirmState::Unknown => None,
            },
            next: next(words, walk, is_renewed),
            typed: (state == ConfirmState::Unknown).then(|| walk.shown.clone()),
            record: (is_renewed || state == ConfirmState::Unknown)
                .then(|| walk.record_id.clone())
                .flatten(),
        }
    }
}

/// What to do after the last step.
fn next(words: Words, walk: &Walk, is_renewed: bool) -> Vec<String> {
    let mut next = Vec::new();
    // That the outcome is unknown stands above already.
    if let Some(remark) = walk.remark.as_ref().filter(|it| it.code != Code::SaveUnknown) {
        let told = words.problem(remark);
        next.push(format!("{}{}", told.what, words.second(&told.cure)));
    }
    let keys: &[&str] = match walk.renewal.verdict() {
        _ if is_renewed => &["next.delete-file", "next.password", "next.sync"],
        Some(Verdict::NotRenewed) => &["next.old-stands", "next.look"],
        Some(_) => &["next.look"],
        None => &[],
    };
    next.extend(keys.iter().map(|it| words.say(it, &[])));
    next
}

/// Before and after, item by item.
fn changes(words: Words, walk: &Walk) -> Vec<ChangeRow> {
    let license = &walk.license;
    let checked = walk.renewal.checked();
    let written = walk.renewal.written().cloned().unwrap_or_default();
    let config = checked.and_then(|it| it.config());
    let token = checked.map(CheckedToken::expires);
    let line = |label: &str, before: String, after: String, change: Option<Step>| ChangeRow {
        label: words.say(label, &[]),
        changed: before != after,
        before,
        after,
        change: change.map(step_word),
    };
    let name = written.account_name.as_ref().or(license.account_name.as_ref());
    let notes = written.notes.as_ref().or(license.notes.as_ref());
    let organization = checked.map(|it| it.token().organization());
    let location = config.map(|it| it.location.as_str()).or(license.location.as_deref());
    vec![
        line(
            "label.expires",
            expires_text(words, license.expires.as_ref()),
            expires_text(words, token.as_ref()),
            Some(Step::ChooseFile),
        ),
        line(
            "label.account-name",
            text(words, license.account_name.as_deref()),
            text(words, name.map(String::as_str)),
            Some(Step::WriteNotes),
        ),
        line(
            "label.notes",
            text(words, license.notes.as_deref()),
            text(words, notes.map(String::as_str)),
            Some(Step::WriteNotes),
        ),
        line(
            "label.organization",
            text(words, license.organization.as_deref()),
            text(words, organization),
            None,
        ),
        line(
            "label.location",
            text(words, license.location.as_deref()),
            text(words, location),
            None,
        ),
    ]
}

/// The manual's 【6】 to 【11】.
fn manual_steps(words: Words, walk: &Walk, expected: &str) -> Vec<ManualStep> {
    let file = walk.file.as_ref().map(|it| it.file_name.clone()).unwrap_or_default();
    let name = walk.license.display_name().to_owned();
    let copy = |label: &str, value: &str| {
        Some(Row { label: words.say(label, &[]), value: value.to_owned() })
            .filter(|it| !it.value.is_empty())
    };
    let has_name = walk.license.account_name.as_deref().is_some_and(|it| !it.trim().is_empty());
    let name_label = if has_name { "label.account-name" } else { "label.license" };
    (6..=11)
        .map(|number| {
            // Where nobody read the license its id is random and would say nothing.
            let is_unnamed = walk.is_told && walk.license.account_name.is_none();
            let key = match number {
                6 if is_unnamed => "manual.6.unnamed".to_owned(),
                _ => format!("manual.{number}"),
            };
            let values = [("name", name.as_str()), ("file", file.as_str()), ("expires", expected)];
            let result = format!("{key}.result");
            ManualStep {
                number: format!("【{number}】"),
                text: words.say(&key, &values),
                result: words.has(&result).then(|| words.say(&result, &values)),
                copy: match number {
                    6 if !is_unnamed => copy(name_label, &name),
                    7 | 8 => copy("label.file", &file),
                    9 => {
                        copy("label.account-name", walk.account_name.as_deref().unwrap_or_default())
                    }
                    _ => None,
                },
                copy_second: match number {
                    9 => copy("label.notes", walk.notes.as_deref().unwrap_or_default()),
                    _ => None,
                },
                folder: number == 7,
                site: number == 6 && walk.server.is_some(),
            }
        })
        .collect()
}
