//! What the values of a policy mean, the same on every system.
//!
//! Names are compared without case, `_` and `-`: the registry knows no case, and a name that is spelled
//! `read_only` must not pass for one that nobody knows.

use std::path::Path;

use koshin_core::{Code, Problem};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::id::hex;
use crate::settings::{Language, Preset, ServerProfile};

/// The longest part of a name that is told: names are the administrator's, but may be anything.
const LONGEST_NAME: usize = 64;

/// What one place sets.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) language: Option<Language>,
    pub(super) read_only: Option<bool>,
    pub(super) practice_off: Option<bool>,
    pub(super) update_notice_off: Option<bool>,
    pub(super) servers: Option<Vec<ServerProfile>>,
    /// Names that nobody knows.
    pub(super) unknown: Vec<String>,
    place: String,
    /// Names whose values cannot be used.
    bad: Vec<String>,
    /// Whether anything may be saved cannot be told.
    unreadable: Option<Problem>,
}

impl Layer {
    /// A place that could not be read.
    pub(super) fn unreadable(problem: Problem) -> Self {
        Self { unreadable: Some(problem), ..Self::default() }
    }

    /// Reads what stands in a place. A value that cannot be understood counts as what restricts most;
    /// a language or a server that cannot be understood does not count.
    pub(super) fn of(place: String, value: &Value) -> Self {
        let mut layer = Self { place, ..Self::default() };
        let Value::Object(object) = value else {
            layer.unreadable = Some(layer.no_policy("it is no object"));
            return layer;
        };
        for (name, value) in object {
            layer.set(name, value);
        }
        layer
    }

    /// Returns what there is to tell of this place.
    pub(super) fn problem(&self) -> Option<Problem> {
        let bad = || {
            let problem = Problem::new(Code::PolicyValueBad)
                .with("place", &self.place)
                .with("name", self.bad.join(", "));
            problem.detail(format!("values that cannot be used: {}", self.bad.join(", ")))
        };

        self.unreadable.clone().or_else(|| (!self.bad.is_empty()).then(bad))
    }

    /// Puts this before another one: what both set is as it is here.
    pub(super) fn before(mut self, other: Self) -> Self {
        self.language = self.language.or(other.language);
        self.read_only = self.read_only.or(other.read_only);
        self.practice_off = self.practice_off.or(other.practice_off);
        self.update_notice_off = self.update_notice_off.or(other.update_notice_off);
        self.servers = self.servers.or(other.servers);
        self.unknown.extend(other.unknown);
        self
    }

    fn no_policy(&self, reason: &str) -> Problem {
        let problem = Problem::new(Code::PolicyUnreadable).with("place", &self.place);
        problem.detail(reason.to_owned())
    }

    fn set(&mut self, name: &str, value: &Value) {
        match folded(name).as_str() {
            "readonly" => {
                let is_twice = self.read_only.is_some();
                let set = truth(value).filter(|_| !is_twice);
                if set.is_none() {
                    self.unreadable = Some(self.no_policy("ReadOnly is neither 0 nor 1"));
                }
                self.read_only = Some(set.unwrap_or(true));
            }
            "practiceoff" => self.practice_off = Some(self.switch(name, value)),
            "updatenoticeoff" => self.update_notice_off = Some(self.switch(name, value)),
            "language" => match language(value) {
                Some(language) => self.language = Some(language),
                None => self.bad.push(told(name)),
            },
            "servers" => self.set_servers(name, value),
            _ => self.unknown.push(told(name)),
        }
    }

    fn switch(&mut self, name: &str, value: &Value) -> bool {
        truth(value).unwrap_or_else(|| {
            self.bad.push(told(name));
            true
        })
    }

    /// A list, or, as the registry has it, keys with names of any kind; those that are numbers come first
    /// and in their order.
    fn set_servers(&mut self, name: &str, value: &Value) {
        let listed: Vec<(String, &Value)> = match value {
            Value::Array(all) => {
                all.iter().enumerate().map(|(at, it)| ((at + 1).to_string(), it)).collect()
            }
            Value::Object(all) => {
                let mut all: Vec<_> = all.iter().map(|(name, it)| (name.clone(), it)).collect();
                all.sort_by_key(|(name, _)| (name.parse().unwrap_or(u32::MAX), name.clone()));
                all
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                self.bad.push(told(name));
                return;
            }
        };
        let mut servers: Vec<ServerProfile> = Vec::new();
        for (at, value) in listed {
            let entry = Entry { place: format!("Servers.{}", told(&at)), layer: self };
            let Some(server) = entry.read(value) else { continue };
            if servers.iter().any(|it| it.id == server.id || it.is_named(&server.name)) {
                self.bad.push(format!("Servers.{}", told(&at)));
            } else {
                servers.push(server);
            }
        }
        self.servers = Some(servers);
    }
}

/// One server of the list.
struct Entry<'a> {
    /// How it is told of.
    place: String,
    layer: &'a mut Layer,
}

impl Entry<'_> {
    /// Returns the server; `None` where it does not count, which is noted.
    fn read(mut self, value: &Value) -> Option<ServerProfile> {
        let Value::Object(object) = value else {
            self.layer.bad.push(self.place);
            return None;
        };
        let mut server = ServerProfile::default();
        let mut is_fit = true;
        for (name, value) in object {
            is_fit &= self.set(&mut server, name, value);
        }
        for (name, text) in [("Kind", &server.kind), ("Name", &server.name), ("Url", &server.url)] {
            if text.is_empty() && !has(object, name) {
                is_fit = self.bad(name);
            }
        }
        server.id = id_of(&server);
        server.preset = if server.user.is_some() { Preset::Whole } else { Preset::ButUser };

        is_fit.then_some(server)
    }

    /// Takes one value; returns whether the server still counts.
    fn set(&mut self, server: &mut ServerProfile, name: &str, value: &Value) -> bool {
        let folded = folded(name);
        if matches!(folded.as_str(), "password" | "apitoken" | "clientsecret") {
            // Everybody can read a policy: it is told, and never used.
            self.bad(name);
            return true;
        }
        let is_known = ["kind", "name", "url", "company", "user", "cafile", "proxy"];
        if !is_known.contains(&folded.as_str()) {
            self.layer.unknown.push(format!("{}.{}", self.place, told(name)));
            return true;
        }
        let Some(text) = value.as_str().map(str::trim) else { return self.bad(name) };
        let some = Some(text.to_owned()).filter(|it| !it.is_empty());
        let is_needed = matches!(folded.as_str(), "kind" | "name" | "url");
        if is_needed && some.is_none() {
            return self.bad(name);
        }
        match folded.as_str() {
            "kind" => text.clone_into(&mut server.kind),
            "name" => text.clone_into(&mut server.name),
            "url" => match address(text) {
                Some(url) => server.url = url,
                None => return self.bad(name),
            },
            "company" => server.company = some,
            "user" => server.user = some,
            // Another place would be found from another folder.
            "cafile" if !text.is_empty() && !Path::new(text).is_absolute() => {
                return self.bad(name);
            }
            "cafile" => server.ca_file = some.map(Into::into),
            _ => {
                server.proxy = some;
                if server.check().is_err() {
                    return self.bad(name);
                }
            }
        }
        true
    }

    fn bad(&mut self, name: &str) -> bool {
        self.layer.bad.push(format!("{}.{}", self.place, told(name)));
        false
    }
}

fn has(object: &Map<String, Value>, name: &str) -> bool {
    object.keys().any(|it| folded(it) == folded(name))
}

/// An address with a scheme and a host, without a user, spelled as the window spells what is typed.
fn address(text: &str) -> Option<String> {
    let url: Url = text.parse().ok()?;
    let is_fit = matches!(url.scheme(), "https" | "http")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none();

    is_fit.then(|| url.into())
}

/// The id of a server that only the policy knows. It is that of one account in one place: a password
/// that was kept for it can reach no other, wherever the administrator points the server later.
fn id_of(server: &ServerProfile) -> String {
    let account = serde_json::json!([server.kind, server.url, server.company, server.user]);
    let digest = Sha256::digest(format!("koshin policy server {account}").as_bytes());

    hex(&digest[..16])
}

fn folded(name: &str) -> String {
    let letters = name.chars().filter(|it| !matches!(it, '_' | '-'));
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

fn told(name: &str) -> String {
    name.chars().filter(|it| !it.is_control()).take(LONGEST_NAME).collect()
}

/// `true`, `false`, and the registry's 1 and 0.
fn truth(value: &Value) -> Option<bool> {
    match (value.as_bool(), value.as_u64()) {
        (Some(truth), _) => Some(truth),
        (None, Some(0)) => Some(false),
        (None, Some(1)) => Some(true),
        (None, Some(_) | None) => None,
    }
}

fn language(value: &Value) -> Option<Language> {
    match value.as_str()?.trim().to_ascii_lowercase().as_str() {
        "ja" => Some(Language::Ja),
        "en" => Some(Language::En),
        _ => None,
    }
}
