//! `server`: registering, listing, removing, rehearsing.

use std::process::ExitCode;

use koshin_app::work::connect::{self, KEYRING_WAIT};
use koshin_app::work::examine::file_name;
use koshin_core::{Code, Problem};
use koshin_remote::connector::{Kind, Rehearsal};
use koshin_store::{Policy, Role, ServerProfile};
use serde_json::{Map, Value, json};

use crate::args::{Add, Named, Password, Plain, Server, Test};
use crate::out::{Out, USAGE, object};
use crate::place::{Place, Terminal};
use crate::secrets::{self, AllGiven};
use crate::usage;

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

/// Nothing is left half done: the server is registered once all the rest has worked.
async fn add(out: Out, args: &Add) -> Result<ServerProfile, Problem> {
    let place = Place::open()?;
    let mut profile = profile(args)?;
    // A name that is taken, a CA file or a proxy that cannot be used is told before a password is asked
    // for, not at the next renewal.
    place.settings.clone().add(profile.clone())?;
    connect::http(&place.door, &profile)?;
    let mut given = AllGiven::read(out, args.secrets.secrets_stdin)?;
    let given = given.password(&profile)?;
    let needs_one = profile.kind != Kind::ByHand.as_str();
    let password = if args.secrets.secrets_stdin {
        given.filter(|_| args.secrets.keep)
    } else {
        needs_one.then(|| secrets::ask(out)).flatten()
    };
    if let Some(password) = password {
        place.keep(&profile, password).await?;
        profile.secret_kept = true;
    }
    let added = profile.clone();
    if let Err(problem) = place.change(|it| it.add(added)) {
        if profile.secret_kept {
            // What it was kept for is not there; the problem to tell is the first one.
            let _ = place.vault.forget(&profile.id, KEYRING_WAIT).await;
        }
        return Err(problem);
    }
    if needs_one && !profile.secret_kept {
        Out::progress(&out.words().say("terminal.no-secret-kept", &[]));
    }
    Ok(profile)
}

fn profile(args: &Add) -> Result<ServerProfile, Problem> {
    if !Kind::ALL.iter().any(|it| it.as_str() == args.kind) {
        let kinds = Kind::ALL.map(Kind::as_str).join(", ");
        return Err(usage::bad_value("server add", "--kind", &args.kind, &kinds));
    }
    let url: url::Url =
        args.url.trim().parse().map_err(|_| Problem::new(Code::NetBadUrl).with("field", "url"))?;
    koshin_remote::http::check_url(&url).map_err(|it| it.with("field", "url"))?;
    let mut profile = ServerProfile::new(args.name.trim(), &args.kind, url.as_str())?;
    let filled = |it: &Option<String>| it.clone().filter(|it| !it.trim().is_empty());
    profile.user = filled(&args.user);
    profile.company = filled(&args.company);
    profile.proxy = filled(&args.proxy);
    // A scheduler starts in another folder.
    let ca_file = args.ca_file.as_ref().map(std::path::absolute);
    profile.ca_file = ca_file
        .transpose()
        .map_err(|error| Problem::new(Code::NetBadCaFile).detail(error.kind().to_string()))?;
    if args.kind == Kind::Site.as_str() && profile.user.is_none() {
        return Err(Problem::new(Code::InputMissing).with("field", "user"));
    }
    Ok(profile)
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
            let object = object(json!({ "servers": servers }));
            let code = out.answer(object, &text.join("\n"), None, 0);
            if text.is_empty() {
                out.remark(&out.words().say("terminal.no-servers", &[]));
            }
            code
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
        let mut profile = place.server(&args.name)?;
        if let Some(user) = &args.user {
            place.take_user(&mut profile, user)?;
        }
        let password = if args.secrets_stdin {
            AllGiven::read(out, true)?.password(&profile)?
        } else {
            secrets::ask(out)
        };
        let missing = || Problem::new(Code::InputMissing).with("field", "password");
        let password = password.ok_or_else(missing)?;
        if let Err(problem) = place.keep(&profile, password.clone()).await {
            // It counts as mended all the same: where no keyring can keep it, it comes with every run.
            // The former one, which may still be in the keyring, must not be sent again then.
            if profile.secret_kept {
                place.note_kept(&profile, false)?;
            }
            place.vault.use_once(&profile.id, Role::Password, password);
            return Err(problem);
        }
        place.note_kept(&profile, true)?;
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

/// Removes a server, also where the keyring does not give up its password: that is told, with where to
/// find it.
async fn remove(args: &Named) -> ExitCode {
    let out = Out::new(args.json);
    let removed = async {
        let place = Place::open()?;
        let profile = place.server(&args.name)?;
        if profile.is_preset() {
            return Err(Policy::governs(&profile.name));
        }
        place.change(|it| it.remove(&profile.id).map(|_| ()))?;
        place.vault.drop_once(&profile.id);
        let mut left = None;
        if profile.secret_kept {
            left = place.vault.forget(&profile.id, KEYRING_WAIT).await.err();
        }
        Ok::<_, Problem>((profile, left))
    };
    match removed.await {
        Ok((profile, left)) => {
            let label = secrets::label(&profile);
            let problem = left.map(|it| {
                Problem::new(Code::SecretLeft).with("label", label).detail(it.to_string())
            });
            // The sentence of the problem says that it was removed.
            let text = match &problem {
                None => out.words().say("notice.server-removed", &[]),
                Some(_) => String::new(),
            };
            let object = object(json!({ "server": server_json(&profile) }));
            out.answer(object, &text, problem.as_ref(), 0)
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
        place.take_secrets(out, &args.secrets, std::slice::from_mut(&mut profile)).await?;
        Ok::<_, Problem>(place.reach(&profile))
    };
    let reach = match prepared.await {
        Ok(reach) => reach,
        Err(problem) => return out.problem(&problem, USAGE),
    };
    if matches!(connect::kind(&reach.profile), Ok(Kind::ByHand)) {
        // There is no page to look at.
        return out.problem(&Code::ServerCannot.into(), 1);
    }
    let rehearsal = match reach.rehearse(&Terminal::new(out)).await {
        Ok(rehearsal) => rehearsal,
        Err(problem) => return out.problem(&problem, 1),
    };
    let mut problem = rehearsal.problem.clone();
    let mut remark = String::new();
    if let Some(path) = &args.support_file {
        match std::fs::write(path, &rehearsal.structure) {
            Ok(()) => remark = out.words().say("notice.support-written", &[]),
            Err(error) => {
                let failed = Problem::new(Code::StoreFailed).with("file", file_name(path));
                problem = Some(failed.with("reason", error.to_string()));
            }
        }
    }
    let has_all = rehearsal.seen.iter().all(|it| !it.needed || it.found.is_some());
    let passed = problem.is_none() && has_all;
    let text = rehearsal_text(out, &rehearsal, has_all, passed);
    let object = rehearsal_json(&rehearsal, passed);
    let code = out.answer(object, &text, problem.as_ref(), u8::from(!passed));
    out.remark(&remark);
    code
}

fn rehearsal_json(rehearsal: &Rehearsal, passed: bool) -> Map<String, Value> {
    object(
        json!({ "passed": passed, "seen": rehearsal.seen, "licenses": rehearsal.licenses.len() }),
    )
}

/// A line for each thing that was looked for, and how it went on the whole.
fn rehearsal_text(out: Out, rehearsal: &Rehearsal, has_all: bool, passed: bool) -> String {
    let words = out.words();
    let missing = words.say("terminal.not-found", &[]);
    let line = |it: &koshin_remote::connector::Seen| {
        [it.page.as_str(), it.label.as_str(), it.found.as_deref().unwrap_or(&missing)].join("\t")
    };
    // Where it stopped halfway with nothing missing, the problem says how it went.
    let whole = (!has_all || passed).then(|| koshin_app::show::found(words, &rehearsal.seen));
    rehearsal.seen.iter().map(line).chain(whole).collect::<Vec<_>>().join("\n")
}
