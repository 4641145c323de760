//! `practice`: the practice servers, until ended.

use std::process::ExitCode;

use koshin_core::{Code, Problem};
use koshin_practice::{Options, Practice, UnknownName};
use koshin_remote::clock::{Clock as _, SystemClock};

use crate::args;
use crate::out::{Out, USAGE, object};
use crate::policy;
use crate::usage;

pub(crate) async fn run(args: args::Practice) -> ExitCode {
    let out = Out::new(args.json);
    if let Err(problem) = policy::expect_practice(out, policy::in_force()) {
        return out.problem(&problem, USAGE);
    }
    let options = match options(&args) {
        Ok(options) => options,
        Err(problem) => return out.problem(&problem, USAGE),
    };
    let practice = match koshin_practice::start(options).await {
        Ok(practice) => practice,
        Err(error) => {
            let problem = Problem::new(Code::PracticeFailed).detail(error.kind().to_string());
            return out.problem(&problem, 4);
        }
    };
    let announcement = match serde_json::to_value(practice.announcement()) {
        Ok(announcement) => announcement,
        Err(error) => return out.internal(&error.to_string()),
    };
    // What is announced is for programs: one JSON object on one line, in either case. Where nobody took
    // it nobody knows the addresses.
    if out.announce(object(announcement)) {
        ended().await;
    }
    let violations = Practice::violations(&practice);
    for violation in violations {
        Out::progress(&violation);
    }
    practice.stop();
    ExitCode::SUCCESS
}

fn options(args: &args::Practice) -> Result<Options, Problem> {
    if args.kind != "site" {
        return Err(usage::bad_value("practice", "--kind", &args.kind, "site"));
    }
    let mut options = Options::new(SystemClock.now());
    options.scenario = named(&args.scenario)?;
    options.structure = named(&args.structure)?;
    options.faults = args.faults.iter().map(|it| named(it)).collect::<Result<_, _>>()?;
    options.port = args.port;
    options.tls = args.tls;
    Ok(options)
}

/// Reads a name of practice; where there is none such, tells which there are.
fn named<T: std::str::FromStr<Err = UnknownName>>(name: &str) -> Result<T, Problem> {
    name.parse().map_err(|unknown: UnknownName| {
        let option = format!("--{}", unknown.what);
        usage::bad_value("practice", &option, &unknown.given, &unknown.known)
    })
}

/// Waits for Ctrl+C, or the system's request to end.
async fn ended() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => (),
                _ = terminate.recv() => (),
            }
            return;
        }
    }
    // Without a signal to wait for the servers run until the process is ended.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
