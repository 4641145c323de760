//! `status`: the licenses of the registered servers, for monitoring.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use koshin_core::expiry::{ExpiryState, Precision, state};
use koshin_core::{Code, License, Problem};
use koshin_remote::clock::Clock as _;
use koshin_store::ServerProfile;
use koshin_store::settings::LastRead;
use serde_json::{Value, json};

use crate::args;
use crate::out::{Out, USAGE, object, problem_json};
use crate::place::{Place, Terminal};

pub(crate) async fn run(args: args::Status) -> ExitCode {
    let out = Out::new(args.json);
    let prepared = async {
        let place = Place::open()?;
        let mut profiles = match &args.server {
            Some(name) => vec![place.server(name)?],
            None => place.settings.servers.clone(),
        };
        place.take_secrets(out, &args.secrets, &mut profiles).await?;
        Ok::<_, Problem>((place, profiles))
    };
    let (place, profiles) = match prepared.await {
        Ok(prepared) => prepared,
        Err(problem) => return out.problem(&problem, USAGE),
    };
    let now = place.clock.now();
    let mut servers = Vec::new();
    let mut text = Vec::new();
    let mut trouble = Vec::new();
    let mut worst = ExpiryState::Ok;
    for profile in &profiles {
        let is_one_of_several = profiles.len() > 1;
        let terminal = if is_one_of_several {
            Terminal::naming(out, &profile.name)
        } else {
            Terminal::new(out)
        };
        match place.reach(profile).licenses(&terminal).await {
            Ok(mut licenses) => {
                profile.know_uids(&mut licenses);
                for license in &licenses {
                    let state = state(license.expires.as_ref(), now, args.warn_days);
                    worst = worst.max(state);
                    text.push(line(out, profile, license, now));
                }
                if licenses.is_empty() {
                    worst = worst.max(ExpiryState::Unknown);
                    trouble.push(named(out, profile, &Code::ServerNoLicense.into()));
                }
                servers.push(server_json(profile, None, &licenses, now, args.warn_days));
                remember(&place, profile, licenses, now, out);
            }
            Err(problem) => {
                worst = worst.max(ExpiryState::Unknown);
                trouble.push(named(out, profile, &problem));
                servers.push(server_json(profile, Some(&problem), &[], now, args.warn_days));
            }
        }
    }
    let object = object(json!({ "servers": servers }));
    let code = out.answer(object, &text.join("\n"), None, exit_code(worst));
    if profiles.is_empty() {
        out.remark(&out.words().say("terminal.no-servers", &[]));
    }
    out.remark(&trouble.join("\n"));
    code
}

/// A problem of one server, as text.
fn named(out: Out, profile: &ServerProfile, problem: &Problem) -> String {
    format!("{}: {}", profile.name, out.problem_text(problem))
}

/// By the worst of expired 2 > unknown 3 > soon 1 > ok 0.
const fn exit_code(worst: ExpiryState) -> u8 {
    match worst {
        ExpiryState::Ok => 0,
        ExpiryState::Soon => 1,
        ExpiryState::Expired => 2,
        ExpiryState::Unknown => 3,
    }
}

/// Keeps what was read for the window's home page. That it could not be kept is said, and no more.
fn remember(
    place: &Place,
    profile: &ServerProfile,
    licenses: Vec<License>,
    at: DateTime<Utc>,
    out: Out,
) {
    let kept = place.change(|it| {
        it.server_mut(&profile.id)?.last_read = Some(LastRead { at, licenses });
        Ok(())
    });
    if let Err(problem) = kept {
        Out::progress(&out.problem_text(&problem));
    }
}

fn line(out: Out, profile: &ServerProfile, license: &License, now: DateTime<Utc>) -> String {
    let words = out.words();
    let expires = license
        .expires
        .as_ref()
        .map_or_else(|| words.say("value.unknown", &[]), |it| words.expiry(it));
    let days = license.expires.map_or_else(|| "-".to_owned(), |it| words.days_left(&it, now));
    format!("{}\t{}\t{}\t{expires}\t{days}", profile.name, license.id, license.display_name())
}

fn server_json(
    profile: &ServerProfile,
    problem: Option<&Problem>,
    licenses: &[License],
    now: DateTime<Utc>,
    warn_days: i64,
) -> Value {
    let licenses: Vec<_> = licenses.iter().map(|it| license_json(it, now, warn_days)).collect();
    json!({
        "name": profile.name,
        "kind": profile.kind,
        "reachable": problem.is_none(),
        "problem": problem.map(problem_json),
        "licenses": licenses,
    })
}

/// A license as the JSON output has it; `soon` begins at `warn_days`.
pub(crate) fn license_json(license: &License, now: DateTime<Utc>, warn_days: i64) -> Value {
    let precision = license.expires.map(|it| match it.precision {
        Precision::Second => "second",
        Precision::Day => "day",
    });
    json!({
        "id": license.id,
        "account_name": license.account_name,
        "organization": license.organization,
        "location": license.location,
        "uid": license.uid,
        "expires": license.expires.map(|it| koshin_core::Expiry::second(it.at).to_param()),
        "expires_precision": precision,
        "days_left": license.expires.map(|it| it.days_left(now)),
        "state": state(license.expires.as_ref(), now, warn_days),
        "notes": license.notes,
    })
}
