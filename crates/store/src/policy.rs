//! What the administrator has set for this PC or this person: settings by policy.
//!
//! A policy stands where only an administrator can write: in the registry under `Software\Policies`,
//! in macOS' managed preferences, in `/etc/koshin/policy.json` on Linux. Each system has a reader that
//! gives values as JSON has them; what they mean is decided in one place for all of them. It is read
//! once, when Koshin starts.
//!
//! Deliberately not here: an environment variable, an argument or a file of the person's that leads
//! anywhere else, since each of them would lift the policy; whether a kind or an address of a server can
//! be used, which `koshin-app` knows; sentences.

#[cfg(all(unix, not(target_os = "macos")))]
mod etc;
#[cfg(any(target_os = "macos", all(unix, test)))]
mod macos;
mod parse;
#[cfg(windows)]
mod registry;
#[cfg(unix)]
mod trusted;

#[cfg(all(unix, not(target_os = "macos")))]
use etc as system;
use koshin_core::{Code, Problem};
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
use registry as system;
use serde_json::Value;

use crate::error::StoreError;
use crate::settings::{Language, ServerProfile};
use parse::Layer;

/// What the administrator has set. The default is nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    /// The language of the window and of the command line; `None` leaves it to the person.
    pub language: Option<Language>,
    /// Nothing is ever saved on a server. Set also where the policy cannot be read.
    pub is_read_only: bool,
    /// There is no practice.
    pub is_practice_off: bool,
    /// Reserved: Koshin asks nobody for new versions yet.
    pub is_update_notice_off: bool,
    /// Servers that are registered for everybody, without secrets.
    pub servers: Vec<ServerProfile>,
    /// Names that this Koshin does not know; they change nothing.
    pub unknown: Vec<String>,
    /// What cannot be read or used: [`Code::PolicyUnreadable`] or [`Code::PolicyValueBad`].
    pub problem: Option<Problem>,
}

/// One place in which a policy may stand.
struct Source {
    /// The place as an administrator names it, without the name of a person.
    place: String,
    /// What stands there; nothing, where there is no policy.
    found: Result<Option<Value>, StoreError>,
}

impl Policy {
    /// Reads the policy of this machine and this person. Never fails and never pretends: what could
    /// not be read is told in [`Policy::problem`], and nothing is saved then.
    ///
    /// Where two places set the same, that of the machine counts.
    ///
    /// # Source
    ///
    /// Microsoft, "CurrentVersion\Policies Subkey": where both exist, entries in HKLM take precedence
    /// over those in HKCU.
    #[must_use]
    pub fn of_this_machine() -> Self {
        Self::of(system::sources())
    }

    /// Makes a policy of values as JSON has them, as a policy that stands in `place`.
    #[must_use]
    pub fn of_value(place: &str, value: Value) -> Self {
        Self::of(vec![Source { place: place.to_owned(), found: Ok(Some(value)) }])
    }

    /// The first source counts before those that follow it.
    fn of(sources: Vec<Source>) -> Self {
        let layers = sources.into_iter().filter_map(|it| match it.found {
            Ok(None) => None,
            Ok(Some(value)) => Some(Layer::of(it.place, &value)),
            Err(error) => Some(Layer::unreadable(error.into())),
        });
        let mut all = Layer::default();
        let mut problems = Vec::new();
        for layer in layers {
            problems.extend(layer.problem());
            all = all.before(layer);
        }
        // That nothing is saved is told first.
        problems.sort_by_key(|it: &Problem| it.code != Code::PolicyUnreadable);
        let problem = problems.into_iter().next();
        let is_unreadable = problem.as_ref().is_some_and(|it| it.code == Code::PolicyUnreadable);

        Self {
            language: all.language,
            is_read_only: is_unreadable || all.read_only.unwrap_or_default(),
            is_practice_off: all.practice_off.unwrap_or_default(),
            is_update_notice_off: all.update_notice_off.unwrap_or_default(),
            servers: all.servers.unwrap_or_default(),
            unknown: all.unknown,
            problem,
        }
    }

    /// What of it holds in practice: the look of the window. Nothing that is practiced is real.
    #[must_use]
    pub fn in_practice(&self) -> Self {
        Self {
            language: self.language,
            is_practice_off: self.is_practice_off,
            is_update_notice_off: self.is_update_notice_off,
            ..Self::default()
        }
    }

    /// Tells that the server `name`, or another thing that it names, is not the person's to change.
    #[must_use]
    pub fn governs(name: &str) -> Problem {
        Problem::new(Code::PolicyGoverns).with("name", name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn source(value: Value) -> Source {
        Source { place: "a place".to_owned(), found: Ok(Some(value)) }
    }

    fn failed() -> Source {
        let error =
            StoreError::PolicyUnreadable { place: "a place".to_owned(), reason: "x".to_owned() };
        Source { place: "a place".to_owned(), found: Err(error) }
    }

    fn nothing() -> Source {
        Source { place: "a place".to_owned(), found: Ok(None) }
    }

    #[test]
    fn the_machine_counts_before_the_person() {
        let server =
            |name: &str| json!([{"Kind": "by-hand", "Name": name, "Url": "https://a.jp/"}]);
        let machine = json!({"ReadOnly": 0, "Language": "ja", "Servers": server("machine")});
        let person = json!({"ReadOnly": 1, "Language": "en", "PracticeOff": 1,
            "Servers": server("person")});

        let policy = Policy::of(vec![source(machine), source(person)]);

        assert!(!policy.is_read_only, "the machine's");
        assert_eq!(policy.language, Some(Language::Ja), "the machine's");
        assert_eq!(policy.servers[0].name, "machine", "the machine's list as a whole");
        assert_eq!(policy.servers.len(), 1, "as a whole");
        assert!(policy.is_practice_off, "what the machine's leaves open is the person's");
    }

    #[test]
    fn one_place_that_cannot_be_read_lets_nothing_be_saved() {
        let open = || source(json!({"ReadOnly": 0}));
        for sources in [vec![failed(), open()], vec![open(), failed()], vec![failed(), nothing()]] {
            let policy = Policy::of(sources);

            assert!(policy.is_read_only, "whatever the other one says");
            let code = policy.problem.map(|it| it.code);
            assert_eq!(code, Some(Code::PolicyUnreadable), "and it is told");
        }
        assert_eq!(Policy::of(vec![nothing(), nothing()]), Policy::default(), "none at all");
    }
}
