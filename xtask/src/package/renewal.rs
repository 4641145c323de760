//! A whole renewal on the practice site, by the `koshin-cli` that was installed somewhere.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::limited::{output, text};

/// The name under which the practice server is registered.
const SERVER: &str = "本社";

/// Where the password comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Password {
    /// Kept in the keyring when the server is registered, and taken from there.
    Kept,
    /// Given to each command.
    Given,
}

/// The command line, wherever it runs.
pub(super) struct Cli<'a> {
    /// Returns a call of it, without arguments.
    pub(super) command: &'a dyn Fn() -> Command,
    /// A folder for a file, while this runs.
    pub(super) folder: &'a Path,
}

impl Cli<'_> {
    /// Makes sure that it says this version.
    pub(super) fn says_version(&self, version: &str) -> Result<()> {
        let printed = output((self.command)().arg("--version"), Stdio::null())?;
        let printed = text(&printed.stdout);
        ensure!(printed.trim() == format!("koshin-cli {version}"), "it printed {printed:?}");

        Ok(())
    }

    /// Registers the practice site, renews a license on it, and finds that in the history.
    pub(super) fn renews(&self, password: Password) -> Result<()> {
        let practice = Practice::start(self)?;
        let secrets = self.folder.join("koshin-secrets.json");
        let site = &practice.announced["servers"][0];
        fs::write(&secrets, json!({ SERVER: site["secrets"] }).to_string())?;
        let outcome = self.renew(&practice, password, &secrets);
        fs::remove_file(&secrets)?;

        outcome
    }

    fn renew(&self, practice: &Practice, password: Password, secrets: &Path) -> Result<()> {
        let add = &practice.announced["servers"][0]["add"];
        let add: Vec<&str> =
            add.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let (first, later): (&[&str], &[&str]) = match password {
            Password::Kept => (&["--secrets-stdin", "--keep"], &[]),
            Password::Given => (&["--secrets-stdin"], &["--secrets-stdin"]),
        };
        let run = |words: &[&str], more: &[&str]| -> Result<Value> {
            let words = [words, more].concat();
            let stdin = match more {
                [] => Stdio::null(),
                [..] => fs::File::open(secrets)?.into(),
            };
            self.json(&words, practice, stdin)
        };

        run(&[&["server", "add", SERVER], &add[..]].concat(), first)?;
        let status = run(&["status"], later)?;
        let id = status["servers"][0]["licenses"][0]["id"].as_str().context("a license")?;
        let token = practice.announced["tokens"]["new"].as_str().context("a token")?;
        let words = ["renew", "--server", SERVER, "--license", id, "--file", token];
        let renewed = run(&words, later)?;
        ensure!(renewed["outcome"] == "renewed", "the outcome is {}", renewed["outcome"]);
        let history = run(&["history"], &[])?;
        ensure!(history["records"][0]["id"] == renewed["record"], "it is not in the history");

        Ok(())
    }

    fn json(&self, words: &[&str], practice: &Practice, stdin: Stdio) -> Result<Value> {
        let mut command = (self.command)();
        command.args(words).arg("--json").env("KOSHIN_APPLE_URL", practice.apple()?);
        let output = output(&mut command, stdin)?;
        let printed = text(&output.stdout);
        ensure!(
            output.status.success(),
            "{words:?} ended with {}: {printed}{}",
            output.status,
            text(&output.stderr)
        );

        serde_json::from_str(&printed).with_context(|| format!("not JSON: {printed}"))
    }
}

/// `koshin-cli practice`; ended when it goes.
pub(super) struct Practice {
    process: Child,
    announced: Value,
}

impl Practice {
    pub(super) fn start(cli: &Cli<'_>) -> Result<Self> {
        let mut process = (cli.command)()
            .arg("practice")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = process.stdout.take();
        let mut it = Self { process, announced: Value::Null };
        let mut line = String::new();
        BufReader::new(stdout.context("its output")?).read_line(&mut line)?;
        it.announced =
            serde_json::from_str(&line).with_context(|| format!("practice said {line:?}"))?;

        Ok(it)
    }

    fn apple(&self) -> Result<&str> {
        self.announced["apple_url"].as_str().context("an address")
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
