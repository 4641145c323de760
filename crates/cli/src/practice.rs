//! `practice`: the practice servers, until ended.

use std::process::ExitCode;

use koshin_core::{Code, Problem};
use koshin_practice::{Options, Practice};
use koshin_remote::clock::{Clock as _, SystemClock};

use crate::args;
use crate::out::{Out, USAGE, object};

pub(crate) async fn run(args: args::Practice) -> ExitCode {
    // What is announced is for programs: one JSON object on one line.
    let out = Out::new(true);
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
    let code = out.answer(object(announcement), "", None, 0);
    ended().await;
    let violations = Practice::violations(&practice);
    for violation in violations {
        Out::progress(&violation);
    }
    practice.stop();
    code
}

fn options(args: &args::Practice) -> Result<Options, Problem> {
    let usage = |what: &str| Problem::new(Code::InputUsage).with("name", what);
    if args.kind != "site" {
        return Err(usage("--kind"));
    }
    let mut options = Options::new(SystemClock.now());
    options.scenario = args.scenario.parse().map_err(|_| usage("--scenario"))?;
    options.structure = args.structure.parse().map_err(|_| usage("--structure"))?;
    options.port = args.port;
    options.tls = args.tls;
    Ok(options)
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
