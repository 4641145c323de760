//! The words of the command line.
//!
//! Its help is not here: the texts are keys of the sentences, which `help.rs` puts in their place.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args as ClapArgs, Parser, Subcommand};

/// From how many days before the expiry on a license is `soon`, where nothing else is said.
pub(crate) const WARN_DAYS: i64 = 30;

/// The form of the secrets on standard input, to be shown to a person.
pub(crate) const SECRETS_FORM: &str = r#"{"SERVER NAME": {"password": "…"}}"#;

#[derive(Debug, Parser)]
#[command(name = "koshin-cli", version, about = "help.about", max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(about = "help.inspect", after_help = "help.inspect.exit")]
    Inspect(Inspect),
    #[command(subcommand, about = "help.server")]
    Server(Server),
    #[command(about = "help.status", after_help = "help.status.exit")]
    Status(Status),
    #[command(about = "help.renew", after_help = "help.renew.exit")]
    Renew(Renew),
    #[command(about = "help.history")]
    History(History),
    #[command(about = "help.forget-secrets")]
    ForgetSecrets(Plain),
    #[command(about = "help.policy", after_help = "help.policy.exit")]
    Policy(Plain),
    #[command(about = "help.practice", after_help = "help.practice.exit")]
    Practice(Practice),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Inspect {
    #[arg(help = "help.token-file")]
    pub(crate) file: PathBuf,
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
    #[arg(long, value_name = "RFC3339", help = "help.as-of")]
    pub(crate) as_of: Option<DateTime<Utc>>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Server {
    #[command(about = "help.server.add")]
    Add(Add),
    #[command(about = "help.server.list")]
    List(Plain),
    #[command(about = "help.server.password")]
    Password(Password),
    #[command(about = "help.server.remove")]
    Remove(Named),
    #[command(about = "help.server.test", after_help = "help.server.test.exit")]
    Test(Test),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Plain {
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Named {
    #[arg(help = "help.server-name")]
    pub(crate) name: String,
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Add {
    #[arg(help = "help.new-name")]
    pub(crate) name: String,
    #[arg(long, help = "help.kind")]
    pub(crate) kind: String,
    #[arg(long, help = "help.url")]
    pub(crate) url: String,
    #[arg(long, help = "help.user")]
    pub(crate) user: Option<String>,
    #[arg(long, help = "help.company")]
    pub(crate) company: Option<String>,
    #[arg(long, value_name = "FILE", help = "help.ca-file")]
    pub(crate) ca_file: Option<PathBuf>,
    #[arg(long, help = "help.proxy")]
    pub(crate) proxy: Option<String>,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Secrets {
    #[arg(long, help = "help.secrets-stdin")]
    pub(crate) secrets_stdin: bool,
    #[arg(long, requires = "secrets_stdin", help = "help.keep")]
    pub(crate) keep: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Password {
    #[arg(help = "help.server-name")]
    pub(crate) name: String,
    #[arg(long, help = "help.user-of-password")]
    pub(crate) user: Option<String>,
    #[arg(long, help = "help.secrets-stdin")]
    pub(crate) secrets_stdin: bool,
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Test {
    #[arg(help = "help.server-name")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    #[arg(long, value_name = "FILE", help = "help.support-file")]
    pub(crate) support_file: Option<PathBuf>,
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Status {
    #[arg(long, value_name = "NAME", help = "help.only-server")]
    pub(crate) server: Option<String>,
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = WARN_DAYS,
        value_parser = clap::value_parser!(i64).range(0..=3650),
        help = "help.warn-days"
    )]
    pub(crate) warn_days: i64,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Renew {
    #[arg(long, value_name = "NAME", help = "help.server-name")]
    pub(crate) server: String,
    #[arg(long, value_name = "ID", help = "help.license")]
    pub(crate) license: String,
    #[arg(long, help = "help.token-file")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "TEXT", help = "help.account-name")]
    pub(crate) account_name: Option<String>,
    #[arg(long, value_name = "TEXT", help = "help.notes")]
    pub(crate) notes: Option<String>,
    #[arg(long, value_name = "NAME", help = "help.person")]
    pub(crate) person: Option<String>,
    #[arg(long, value_name = "ID", help = "help.apple-id")]
    pub(crate) apple_id: Option<String>,
    #[arg(long, help = "help.skip-apple")]
    pub(crate) skip_apple: bool,
    #[arg(long, value_name = "NAME", help = "help.accept-location")]
    pub(crate) accept_location: Option<String>,
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(0..=3600),
        help = "help.wait"
    )]
    pub(crate) wait: u64,
    #[arg(long, help = "help.dry-run")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct History {
    #[arg(long, help = "help.json")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Practice {
    #[arg(long, default_value_t = 0, hide_default_value = true, help = "help.practice.port")]
    pub(crate) port: u16,
    #[arg(long, default_value = "normal", help = "help.practice.scenario")]
    pub(crate) scenario: String,
    #[arg(long, default_value = "site", help = "help.practice.kind")]
    pub(crate) kind: String,
    #[arg(long, default_value = "table", help = "help.practice.structure")]
    pub(crate) structure: String,
    #[arg(long = "fault", value_name = "FAULT", help = "help.practice.fault")]
    pub(crate) faults: Vec<String>,
    #[arg(long, help = "help.practice.tls")]
    pub(crate) tls: bool,
    #[arg(long, help = "help.practice.json")]
    pub(crate) json: bool,
}
