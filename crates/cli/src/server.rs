//! `server`: registering, listing, removing, rehearsing.

use std::process::ExitCode;

use koshin_app::work::connect::{self, KEYRING_WAIT};
use koshin_core::{Code, Problem};
use koshin_remote::connector::{Kind, Rehearsal};
use koshin_store::{Role, ServerProfile};
use serde_json::{Map, Value, json};

use crate::args::{Add, Named, Password, Plain, Secrets, Server, Test};
use crate::out::{Out, USAGE, object};
use crate::place::{Place, Terminal};
use crate::secrets;

pub(crate) async fn run(command: Server) -> ExitCode {
    match command {
        Server::Add(it) => {
            let out = Out::new(it.json);
            match add(out, &it).await {
                Ok(profile) => {
                    let text = out.words().say("notice.server-added", &[]);
                    out.answer(object(json!({ "server": server_json(&profile) })), &text, None, 0)
                }
                Err(problem) => out.problem(&problem, USAGE),
            }
        }
        Server::List(it) => list(&it),
        Server::Password(it) => password(&it).await,
        Server::Remove(it) => remove(&it).await,
        Server::Test(it) => test(it).await,
    }
}

async fn add(out: Out, args: &Add) -> Result<ServerProfile, Problem> {
    let place = Place::open()?;
    let url: url::Url =
        args.url.trim().parse().map_err(|_| Problem::new(Code::NetBadUrl).with("field", "url"))?;
    koshin_remote::http::check_url(&url).map_err(|it| it.with("field", "url"))?;
    let mut profile = ServerProfile::new(&args.name, &args.kind, url.as_str())?;
    if !Kind::ALL.iter().any(|it| it.as_str() == args.kind) {
        return Err(Problem::new(Code::InputUsage).with("name", format!("--kind {}", args.kind)));
    }
    profile.user.clone_from(&args.user);
    profile.company.clone_from(&args.company);
    profile.ca_file.clone_from(&args.ca_file);
    profile.proxy.clone_from(&args.proxy);
    if args.kind == Kind::Site.as_str() && args.user.is_none() {
        return Err(Problem::new(Code::InputMissing).with("field", "user"));
    }
    // A CA file or a proxy that cannot be used is told now, not at the next renewal.
    connect::http(&place.door, &profile)?;
    let added = profile.clone();
    place.change(|it| it.add(added))?;
    if let Err(problem) = take_password(out, args, &place, &mut profile).await {
        // Nothing is left half done: it can be added again once the keyring is there.
        place.change(|it| it.remove(&profile.id).map(|_| ()))?;
        return Err(problem);
    }
    Ok(profile)
}

async fn take_password(
    out: Out,
    args: &Add,
    place: &Place,
    profile: &mut ServerProfile,
) -> Result<(), Problem> {
    if args.secrets.secrets_stdin {
        return place.take_secrets(&args.secrets, std::slice::from_mut(profile)).await;
    }
    if args.kind == Kind::ByHand.as_str() {
        return Ok(());
    }
    let prompt = format!("{}: ", out.words().say("field.password", &[]));
    match secrets::ask(&prompt) {
        Some(password) => place.keep(profile, password).await,
        None => Ok(()),
    }
}

fn server_json(profile: &ServerProfile) -> Value {
    json!({
        "name": profile.name,
        "kind": profile.kind,
        "url": profile.url,
        "user": profile.user,
        "company": profile.company,
    })
}

fn list(args: &Plain) -> ExitCode {
    let out = Out::new(args.json);
    match Place::open() {
        Ok(place) => {
            let servers: Vec<_> = place.settings.servers.iter().map(server_json).collect();
            let text: Vec<_> = place
                .settings
                .servers
                .iter()
                .map(|it| format!("{}\t{}\t{}", it.name, it.kind, it.url))
                .collect();
            out.answer(object(json!({ "servers": servers })), &text.join("\n"), None, 0)
        }
        Err(problem) => out.problem(&problem, USAGE),
    }
}

/// Takes a new password: from standard input as JSON, else from the terminal. This is how a person
/// says that a rejected password is mended.
async fn password(args: &Password) -> ExitCode {
    let out = Out::new(args.json);
    let taken = async {
        let place = Place::open()?;
        let profile = place.server(&args.name)?;
        let password = if args.secrets_stdin {
            let secrets = Secrets { secrets_stdin: true, keep: true };
            secrets::read(&secrets)?.remove(&profile.name).and_then(|it| it.password)
        } else {
            secrets::ask(&format!("{}: ", out.words().say("field.password", &[])))
        };
        let missing = || Problem::new(Code::InputMissing).with("field", "password");
        let password = password.ok_or_else(missing)?;
        // Typed anew counts as mended, also where no keyring can keep it.
        place.vault.use_once(&profile.id, Role::Password, password.clone());
        place.keep(&profile, password).await?;
        Ok::<_, Problem>(profile)
    };
    match taken.await {
        Ok(profile) => {
            let text = out.words().say("notice.secret-kept", &[]);
            out.answer(object(json!({ "server": server_json(&profile) })), &text, None, 0)
        }
        Err(problem) => out.problem(&problem, USAGE),
    }
}

async fn remove(args: &Named) -> ExitCode {
    let out = Out::new(args.json);
    let removed = async {
        let place = Place::open()?;
        let profile = place.server(&args.name)?;
        place.change(|it| it.remove(&profile.id).map(|_| ()))?;
        // The server is gone from the settings either way; a keyring that does not answer is told.
        if profile.secret_kept {
            place.vault.forget(&profile.id, KEYRING_WAIT).await.map_err(Problem::from)?;
        }
        Ok::<_, Problem>(profile)
    };
    match removed.await {
        Ok(profile) => {
            let text = out.words().say("notice.server-removed", &[]);
            out.answer(object(json!({ "server": server_json(&profile) })), &text, None, 0)
        }
        Err(problem) => out.problem(&problem, USAGE),
    }
}

/// Exit 0 where all that a renewal needs was found, 1 where not, 64 for a mistake in the arguments.
async fn test(args: Test) -> ExitCode {
    let out = Out::new(args.json);
    let prepared = async {
        let place = Place::open()?;
        let mut profile = place.server(&args.name)?;
        place.take_secrets(&args.secrets, std::slice::from_mut(&mut profile)).await?;
        Ok::<_, Problem>(place.reach(&profile))
    };
    let reach = match prepared.await {
        Ok(reach) => reach,
        Err(problem) => return out.problem(&problem, USAGE),
    };
    let rehearsal = match reach.rehearse(&Terminal(out)).await {
        Ok(rehearsal) => rehearsal,
        Err(problem) => return out.problem(&problem, 1),
    };
    let mut problem = rehearsal.problem.clone();
    if let Some(path) = &args.support_file
        && let Err(error) = std::fs::write(path, &rehearsal.structure)
    {
        problem = Some(Problem::new(Code::StoreFailed).detail(error.kind().to_string()));
    }
    let passed =
        problem.is_none() && rehearsal.seen.iter().all(|it| !it.needed || it.found.is_some());
    let key = if passed { "test.passed" } else { "test.missing" };
    let mut text = rehearsal_text(out, &rehearsal);
    text.push_str(&out.words().say(key, &[]));
    out.answer(rehearsal_json(&rehearsal, passed), &text, problem.as_ref(), u8::from(!passed))
}

fn rehearsal_json(rehearsal: &Rehearsal, passed: bool) -> Map<String, Value> {
    object(
        json!({ "passed": passed, "seen": rehearsal.seen, "licenses": rehearsal.licenses.len() }),
    )
}

fn rehearsal_text(out: Out, rehearsal: &Rehearsal) -> String {
    let missing = out.words().say("value.unknown", &[]);
    let line = |it: &koshin_remote::connector::Seen| {
        [it.page.as_str(), it.label.as_str(), it.found.as_deref().unwrap_or(&missing)].join("\t")
    };
    rehearsal.seen.iter().flat_map(|it| [line(it), "\n".to_owned()]).collect()
}
