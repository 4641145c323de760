//! The administrator's policy, as far as this Koshin can use it.

use koshin_core::{Code, Problem};
use koshin_store::{Policy, ServerProfile};

use crate::work::connect;

/// Reads the policy of this machine and this person. What cannot be used of it is told in
/// [`Policy::problem`].
#[must_use]
pub fn in_force() -> Policy {
    usable(Policy::of_this_machine())
}

/// Leaves out the servers that this Koshin cannot speak to: of a kind that it does not know, or at an
/// address that it does not send passwords to.
#[must_use]
pub fn usable(mut policy: Policy) -> Policy {
    let (servers, bad): (Vec<_>, Vec<_>) = policy.servers.into_iter().partition(is_usable);
    policy.servers = servers;
    if !bad.is_empty() {
        let names: Vec<_> = bad.iter().map(|it| it.name.as_str()).collect();
        let problem = Problem::new(Code::PolicyValueBad)
            .with("name", names.join(", "))
            .detail("a kind or an address of a server that cannot be used");
        policy.problem.get_or_insert(problem);
    }

    policy
}

fn is_usable(server: &ServerProfile) -> bool {
    let is_allowed = |url: &url::Url| koshin_remote::http::check_url(url).is_ok();

    connect::kind(server).is_ok() && server.url.parse().is_ok_and(|it| is_allowed(&it))
}

/// Notes in the log what the administrator may want to know: codes and names, never a value.
pub(crate) fn note(policy: &Policy) {
    if let Some(problem) = &policy.problem {
        tracing::warn!(code = %problem.code, detail = %problem.detail, "the policy has a problem");
    }
    if let Some(unknown) = unknown(policy) {
        let names = unknown.params.get("name").map(String::as_str).unwrap_or_default();
        tracing::info!(code = %unknown.code, names, "the policy has names that nobody knows");
    }
}

/// Tells which names of a policy this Koshin does not know, if there are any.
#[must_use]
pub fn unknown(policy: &Policy) -> Option<Problem> {
    let has_some = !policy.unknown.is_empty();

    has_some.then(|| Problem::new(Code::PolicyUnknownKey).with("name", policy.unknown.join(", ")))
}

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Write as _};
    use std::sync::{Arc, Mutex};

    use serde_json::json;
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::*;

    /// A log in memory: the fields of each event.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<String>>);

    impl Visit for Log {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            let mut text = self.0.lock().expect("one test, one log");
            writeln!(text, "{field} = {value:?}").expect("memory");
        }
    }

    impl Subscriber for Log {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            event.record(&mut self.clone());
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    fn logged(value: serde_json::Value) -> String {
        let log = Log::default();
        let policy = Policy::of_value("a test", value);
        tracing::subscriber::with_default(log.clone(), || note(&usable(policy)));
        log.0.lock().expect("one test, one log").clone()
    }

    #[test]
    fn the_log_names_what_nobody_knows_and_what_cannot_be_used_but_no_value() {
        let log = logged(json!({"Colour": "canary", "Language": "canary"}));

        assert!(log.contains("code = policy-unknown-key"), "{log}");
        assert!(log.contains("Colour"), "by its name: {log}");
        assert!(log.contains("code = policy-value-bad") && log.contains("Language"), "{log}");
        assert!(!log.contains("canary"), "{log}");
        assert_eq!(logged(json!({"Language": "ja"})), "", "there is nothing to say");
    }

    #[test]
    fn a_server_that_this_koshin_cannot_use_is_left_out_and_told() {
        for (kind, url) in [
            ("jamf-of-tomorrow", "https://mdm.example.jp/"),
            ("site", "http://mdm.example.jp/"),
            ("by-hand", "http://mdm.example.jp/"),
        ] {
            let server = json!({"Kind": kind, "Name": "本社", "Url": url, "User": "admin"});
            let other = json!({"Kind": "site", "Name": "大阪", "Url": "http://127.0.0.1:1/"});
            let policy = Policy::of_value("a test", json!({"Servers": [server, other]}));

            let policy = usable(policy);

            let names: Vec<_> = policy.servers.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(names, ["大阪"], "{kind} {url}");
            let problem = policy.problem.expect("it is told");
            assert_eq!(problem.code, Code::PolicyValueBad, "{kind} {url}");
            assert_eq!(problem.params["name"], "本社", "by its name");
        }
    }

    #[test]
    fn that_nothing_can_be_saved_is_told_before_a_server_is() {
        let server = json!({"Kind": "site", "Name": "本社", "Url": "http://mdm.example.jp/"});
        let policy = Policy::of_value("a test", json!({"ReadOnly": "yes", "Servers": [server]}));

        let policy = usable(policy);

        assert_eq!(policy.problem.map(|it| it.code), Some(Code::PolicyUnreadable));
        assert!(policy.servers.is_empty(), "and it is left out all the same");
    }
}
