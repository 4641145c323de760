//! `policy`: what the administrator has set, for whoever wrote it.

use std::process::ExitCode;
use std::sync::OnceLock;

use koshin_app::policy;
use koshin_core::Problem;
use koshin_store::settings::{Language, Preset};
use koshin_store::{Policy, ServerProfile};
use serde_json::{Map, Value, json};

use crate::args::{Command, Plain};
use crate::out::{Out, USAGE, object};
use crate::place::Place;

/// Returns the policy of this machine and this person, read once.
pub(crate) fn in_force() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(policy::in_force)
}

/// Says on standard error what of the policy cannot be used. What is printed anyway is not said twice.
pub(crate) fn complain(command: &Command) {
    let is_said = match command {
        Command::Policy(_) => true,
        Command::Renew(it) => in_force().is_read_only && !it.dry_run,
        Command::Inspect(_)
        | Command::Server(_)
        | Command::Status(_)
        | Command::History(_)
        | Command::ForgetSecrets(_)
        | Command::Practice(_) => false,
    };
    if let Some(problem) = in_force().problem.as_ref().filter(|_| !is_said) {
        Out::progress(&Out::new(false).problem_text(problem));
    }
}

/// Makes sure that there is practice.
pub(crate) fn expect_practice(out: Out, policy: &Policy) -> Result<(), Problem> {
    if policy.is_practice_off {
        return Err(Policy::governs(&out.words().say("policy.practice", &[])));
    }
    Ok(())
}

impl Place {
    /// Takes another user of a server, unless the policy has set it. A password that was kept for the
    /// former one is not used any more.
    pub(crate) fn take_user(&self, profile: &mut ServerProfile, user: &str) -> Result<(), Problem> {
        let user = Some(user.trim().to_owned()).filter(|it| !it.is_empty());
        if profile.user == user {
            return Ok(());
        }
        match profile.preset {
            Preset::No | Preset::ButUser => (),
            Preset::Whole => return Err(Policy::governs(&profile.name)),
        }
        profile.user = user;
        profile.secret_kept = false;
        profile.last_read = None;
        let changed = profile.clone();
        self.change(|it| {
            let server = it.server_mut(&changed.id)?;
            *server = changed;
            Ok(())
        })
    }
}

pub(crate) fn run(args: &Plain) -> ExitCode {
    let out = Out::new(args.json);
    let policy = in_force();
    let exit = if policy.problem.is_some() { USAGE } else { 0 };
    let mut text = lines(out, policy).join("\n");
    if let Some(unknown) = policy::unknown(policy) {
        // It changes nothing, and whoever wrote it meant something by it.
        text = [text, out.problem_text(&unknown)].join("\n");
    }
    out.answer(policy_json(policy), &text, policy.problem.as_ref(), exit)
}

fn policy_json(policy: &Policy) -> Map<String, Value> {
    let servers: Vec<_> = policy
        .servers
        .iter()
        .map(|it| json!({ "name": it.name, "kind": it.kind, "url": it.url, "user": it.user }))
        .collect();
    object(json!({
        "read_only": policy.is_read_only,
        "practice_off": policy.is_practice_off,
        "update_notice_off": policy.is_update_notice_off,
        "language": policy.language,
        "servers": servers,
        "unknown": policy.unknown,
    }))
}

fn lines(out: Out, policy: &Policy) -> Vec<String> {
    let words = out.words();
    let mut lines = Vec::new();
    for (is_set, key) in [
        (policy.is_read_only, "policy.read-only"),
        (policy.is_practice_off, "policy.practice-off"),
        (policy.is_update_notice_off, "policy.update-notice-off"),
    ] {
        if is_set {
            lines.push(words.say(key, &[]));
        }
    }
    let language = policy.language.map(|it| match it {
        Language::Ja => "ja",
        Language::En => "en",
    });
    lines.extend(language.map(|it| words.say("policy.language-is", &[("language", it)])));
    let server = |it: &ServerProfile| {
        words.say("policy.server", &[("name", it.name.as_str()), ("url", it.url.as_str())])
    };
    lines.extend(policy.servers.iter().map(server));
    if lines.is_empty() && policy.unknown.is_empty() {
        lines.push(words.say("policy.nothing", &[]));
    }
    lines
}
