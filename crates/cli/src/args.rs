//! The words of the command line.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args as ClapArgs, Parser, Subcommand};

/// From how many days before the expiry on a license is `soon`, where nothing else is said.
pub(crate) const WARN_DAYS: i64 = 30;

/// Renews the Apple VPP (Apps and Books) content token on an MDM server.
#[derive(Debug, Parser)]
#[command(name = "koshin-cli", version, about, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Examine a token file without asking anybody
    #[command(
        after_help = "Exit: 0 usable, 1 refused, 2 cannot be read, 64 a mistake in the arguments"
    )]
    Inspect(Inspect),
    /// Register and try servers
    #[command(subcommand)]
    Server(Server),
    /// Read the licenses of the registered servers
    #[command(
        after_help = "Exit, by the worst of all: 0 ok, 1 soon, 3 unknown, 2 expired, 64 a mistake in arguments or settings"
    )]
    Status(Status),
    /// Renew one license with a token file
    #[command(
        after_help = "Exit: 0 renewed, or dry run passed; 1 refused by a check, nothing sent; 2 not renewed; 3 unknown, look before you try again; 4 failed before anything was sent; 64 a mistake in arguments or settings"
    )]
    Renew(Renew),
    /// List the recorded renewals
    History(History),
    /// Remove every kept secret from the keyring, as before uninstalling; servers and records stay
    ForgetSecrets(Plain),
    /// Run the practice servers until ended
    #[command(
        after_help = "Exit: 0 ended as asked, 4 could not start, 64 a mistake in the arguments"
    )]
    Practice(Practice),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Inspect {
    /// The token file
    pub(crate) file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Judge the expiry as of this moment (RFC 3339)
    #[arg(long, value_name = "RFC3339")]
    pub(crate) as_of: Option<DateTime<Utc>>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Server {
    /// Register a server
    Add(Add),
    /// List the registered servers
    List(Plain),
    /// Keep a new password for a server
    Password(Password),
    /// Remove a server and its kept secrets; records stay
    Remove(Named),
    /// Rehearse a renewal: everything but the save
    #[command(
        after_help = "Exit: 0 all that is needed was found, 1 not, 64 a mistake in arguments or settings"
    )]
    Test(Test),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Plain {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Named {
    /// The server's name
    pub(crate) name: String,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Add {
    /// A name of your choice
    pub(crate) name: String,
    /// The kind of server: site, by-hand
    #[arg(long)]
    pub(crate) kind: String,
    /// The address of its sign-in page
    #[arg(long)]
    pub(crate) url: String,
    /// The user to sign in as
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// 企業コード, where the site has one
    #[arg(long)]
    pub(crate) company: Option<String>,
    /// A CA certificate (PEM) to trust for this server
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// A proxy, `host:port`; `none` for no proxy
    #[arg(long)]
    pub(crate) proxy: Option<String>,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Secrets {
    /// Read secrets from standard input: {"SERVER NAME": {"password": "…"}}
    #[arg(long)]
    pub(crate) secrets_stdin: bool,
    /// Keep those secrets in the keyring
    #[arg(long, requires = "secrets_stdin")]
    pub(crate) keep: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Password {
    /// The server's name
    pub(crate) name: String,
    /// Read it from standard input: {"SERVER NAME": {"password": "…"}}
    #[arg(long)]
    pub(crate) secrets_stdin: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Test {
    /// The server's name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    /// Write the pages' labels and structure, without any value, to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) support_file: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Status {
    /// Only this server
    #[arg(long, value_name = "NAME")]
    pub(crate) server: Option<String>,
    /// Days before the expiry from which on a license is `soon`
    #[arg(long, default_value_t = WARN_DAYS, value_parser = clap::value_parser!(i64).range(0..=3650))]
    pub(crate) warn_days: i64,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Renew {
    /// The server's name
    #[arg(long, value_name = "NAME")]
    pub(crate) server: String,
    /// The license's id, as `status` shows it
    #[arg(long, value_name = "ID")]
    pub(crate) license: String,
    /// The token file
    #[arg(long)]
    pub(crate) file: PathBuf,
    /// 「アカウント名」; left as it stands without this
    #[arg(long)]
    pub(crate) account_name: Option<String>,
    /// 「備考」; left as it stands without this
    #[arg(long)]
    pub(crate) notes: Option<String>,
    /// The Apple ID that downloaded the token, for the record
    #[arg(long)]
    pub(crate) apple_id: Option<String>,
    /// Do not ask Apple about the token
    #[arg(long)]
    pub(crate) skip_apple: bool,
    /// Accept the token of this location, by the name that Apple gives
    #[arg(long, value_name = "NAME")]
    pub(crate) accept_location: Option<String>,
    /// Seconds to wait for the new expiry to show
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(0..=3600))]
    pub(crate) wait: u64,
    /// Check everything, save nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct History {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Practice {
    /// The site's port; any free one without this
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// The situation: normal, expiring, expired, two-locations, other-location, revoked, other-mdm,
    /// slow, cut-stored, cut-not-stored, lagging, signed-out, wrong-password, no-labels, needs-script
    #[arg(long, default_value = "normal")]
    pub(crate) scenario: String,
    /// The kind of server: site
    #[arg(long, default_value = "site")]
    pub(crate) kind: String,
    /// How the site's pages are built: table, frames, pages, cards
    #[arg(long, default_value = "table")]
    pub(crate) structure: String,
    /// One thing more that goes wrong, such as `sign-out@list` or `apple:9646`; can be given again
    #[arg(long = "fault", value_name = "FAULT")]
    pub(crate) faults: Vec<String>,
    /// Let the site speak https with a certificate of its own CA
    #[arg(long)]
    pub(crate) tls: bool,
    /// Print problems as one JSON object, too; the addresses are one in any case
    #[arg(long)]
    pub(crate) json: bool,
}
