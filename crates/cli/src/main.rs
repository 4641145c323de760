//! `koshin-cli`: Koshin for schedulers, monitoring and people without a screen.
//!
//! With `--json` every command prints exactly one JSON object on standard output, on failure too.
//! Progress goes to standard error. Exit codes are those of `docs/cli.md`; 64 is a mistake in the
//! arguments or the settings.

mod args;
mod forget;
mod help;
mod history;
mod inspect;
mod out;
mod place;
mod policy;
mod practice;
mod renew;
mod secrets;
mod server;
mod status;
mod usage;

use std::process::ExitCode;

use args::{Args, Command};
use out::Out;

fn main() -> ExitCode {
    koshin_app::harden::process(Out::progress);
    let wants_json = std::env::args_os().any(|it| it == "--json");
    let args = match usage::read(Out::new(wants_json).words()) {
        Ok(args) => args,
        Err(error) => return usage::answer(&error, wants_json),
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return Out::new(wants_json).internal(&error.to_string()),
    };
    let code = runtime.block_on(run(args));
    // A keyring that hangs must not hold up the end.
    runtime.shutdown_background();
    code
}

async fn run(args: Args) -> ExitCode {
    policy::complain(&args.command);
    match args.command {
        Command::Inspect(it) => inspect::run(&it),
        Command::Server(it) => server::run(it).await,
        Command::Status(it) => status::run(it).await,
        Command::Renew(it) => renew::run(it).await,
        Command::History(it) => history::run(&it),
        Command::ForgetSecrets(it) => forget::run(&it).await,
        Command::Policy(it) => policy::run(&it),
        Command::Practice(it) => practice::run(it).await,
    }
}
