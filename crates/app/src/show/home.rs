//! The home page: every license, the most urgent first.

use koshin_core::record::Record;
use koshin_core::{Expiry, License};
use koshin_store::{Draft, LicenseKey, ServerProfile};

use crate::session::internal::State;
use crate::show::{expires_text, text};
use crate::view::{Home, LicenseRow, ServerCard, Unfinished, Urgency};
use crate::words::{Words, word};
use crate::work::connect;

impl State {
    pub(super) fn home(&self, words: Words) -> Home {
        let (headline, urgency) = self.home_headline(words);
        Home {
            headline,
            urgency,
            servers: self.settings.servers.iter().map(|it| self.card(words, it)).collect(),
            opened: self.opened_text(words, "home.opened"),
            unfinished: self.unfinished(words),
        }
    }

    /// Forms the sentence about the file that was opened with Koshin.
    pub(super) fn opened_text(&self, words: Words, key: &str) -> Option<String> {
        self.opened.as_ref().map(|it| words.say(key, &[("file", &it.name)]))
    }

    /// Forms the sentence above the list: what nobody knows comes before what is only urgent.
    fn home_headline(&self, words: Words) -> (String, Urgency) {
        if self.settings.servers.is_empty() {
            return (words.say("home.no-server", &[]), Urgency::Unknown);
        }
        let servers = self.settings.servers.iter();
        let all: Vec<(&str, &License)> = servers
            .filter_map(|it| Some((it.id.as_str(), it.last_read.as_ref()?)))
            .flat_map(|(server, read)| read.licenses.iter().map(move |it| (server, it)))
            .collect();
        let is_unsettled = |(server, license): &&(&str, &License)| {
            self.unsettled(words, &LicenseKey::of(Some(server), license), license).is_some()
        };
        let unsettled: Vec<_> = all.iter().filter(is_unsettled).collect();
        match unsettled.as_slice() {
            [] => {}
            [(_, one)] => {
                let name = one.display_name();
                return (words.say("home.unsettled-one", &[("name", name)]), Urgency::Unknown);
            }
            many => {
                let count = many.len().to_string();
                let values = [("count", count.as_str())];
                return (words.say("home.unsettled-many", &values), Urgency::Unknown);
            }
        }
        let dated = all.iter().filter_map(|(_, it)| it.expires.map(|expires| (expires, *it)));
        let Some((expires, license)) = dated.min_by_key(|(it, _)| it.at) else {
            return (words.say("home.not-read", &[]), Urgency::Unknown);
        };
        let sentence = self.headline(words, Some(&expires));
        let urgency = self.urgency(Some(&expires));
        if all.len() == 1 {
            return (sentence, urgency);
        }
        let values = [("name", license.display_name()), ("sentence", &sentence)];
        (words.say("home.most-urgent", &values), urgency)
    }

    fn card(&self, words: Words, server: &ServerProfile) -> ServerCard {
        let mut licenses: Vec<(Urgency, i64, LicenseRow)> = server
            .last_read
            .iter()
            .flat_map(|it| &it.licenses)
            .map(|it| {
                let at = it.expires.map_or(i64::MAX, |it| it.at.timestamp());
                (self.urgency(it.expires.as_ref()), at, self.license_row(words, server, it))
            })
            .collect();
        licenses.sort_by_key(|(_, at, _)| *at);
        let host = server.url.parse::<url::Url>().ok();
        let can_read = connect::abilities(Some(server)).reads;
        ServerCard {
            id: server.id.clone(),
            name: server.name.clone(),
            kind: words.say(&format!("kind.{}", server.kind), &[]),
            host: host.and_then(|it| it.host_str().map(str::to_owned)).unwrap_or_default(),
            read_at: server
                .last_read
                .as_ref()
                .filter(|_| can_read)
                .map(|it| words.say("home.read-at", &[("time", &words.time(it.at))])),
            can_read,
            licenses: licenses.into_iter().map(|(_, _, it)| it).collect(),
        }
    }

    fn license_row(&self, words: Words, server: &ServerProfile, license: &License) -> LicenseRow {
        let key = LicenseKey::of(Some(&server.id), license);
        let last = self.history.last_renewed(&key).map(|it| {
            words.say(
                "home.last",
                &[
                    ("day", &words.day(it.finished)),
                    ("person", it.person.as_deref().unwrap_or_default()),
                    ("appleId", it.apple_id.as_deref().unwrap_or_default()),
                ],
            )
        });
        LicenseRow {
            unsettled: self.unsettled(words, &key, license),
            id: license.id.clone(),
            name: license.display_name().to_owned(),
            organization: text(words, license.organization.as_deref()),
            location: text(words, license.location.as_deref()),
            expires: expires_text(words, license.expires.as_ref()),
            days_left: self.days_left(words, license.expires.as_ref()),
            urgency: self.urgency(license.expires.as_ref()),
            last,
        }
    }

    /// That nobody knows what became of the last save of a license, until it is seen to have worked.
    pub(super) fn unsettled(
        &self,
        words: Words,
        key: &LicenseKey,
        license: &License,
    ) -> Option<String> {
        let record = self.history.unsettled(key)?;
        let sent = record.token.as_ref().map(|it| Expiry::second(it.expires));
        let is_seen = sent.zip(license.expires).is_some_and(|(sent, shown)| shown.shows(&sent));

        (!is_seen).then(|| words.say("home.unsettled", &[("time", &words.time(record.finished))]))
    }

    /// As [`State::unsettled`], for the save that a record tells of.
    pub(super) fn still_unsettled(&self, words: Words, record: &Record) -> Option<String> {
        let server = record.server.id.as_deref();
        let key = LicenseKey::of(server, &record.before);
        self.history.unsettled(&key).filter(|it| it.id == record.id)?;
        let read = server.and_then(|it| self.settings.server(it)?.last_read.as_ref());
        let now = read.and_then(|it| it.licenses.iter().find(|it| it.id == record.before.id));

        self.unsettled(words, &key, now.unwrap_or(&record.before))
    }

    fn unfinished(&self, words: Words) -> Vec<Unfinished> {
        let open = self.history.open_savings();
        let interrupted = open.iter().map(|it| Unfinished {
            id: it.renewal.clone(),
            text: words.say(
                "home.interrupted",
                &[("name", it.before.display_name()), ("time", &words.time(it.at))],
            ),
            step: words.say("step.confirm", &[]),
            needs_look: true,
        });
        // What became of its save is to be found out first.
        let is_settled = |it: &&Draft| open.iter().all(|saving| saving.renewal != it.renewal);
        let drafts = self.drafts.iter().filter(is_settled).map(|it| {
            // By hand the id is random and would say nothing.
            let is_told = it.is_told || it.server.is_none();
            let name = if is_told && it.license.account_name.is_none() {
                let server = it.server.as_deref().and_then(|it| self.settings.server(it));
                server.map_or_else(|| words.say("walk.by-hand", &[]), |it| it.name.clone())
            } else {
                it.license.display_name().to_owned()
            };
            let step = it.step.unwrap_or(koshin_core::renewal::Step::CheckExpiry);
            Unfinished {
                id: it.renewal.clone(),
                text: words
                    .say("home.unfinished", &[("name", &name), ("time", &words.time(it.started))]),
                step: words.say(&format!("step.{}", word(&step)), &[]),
                needs_look: false,
            }
        });
        interrupted.chain(drafts).collect()
    }
}
