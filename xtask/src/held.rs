//! Programs that run beside a command and end with it.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// A running program that is ended, and waited for, when this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    name: String,
    child: Child,
}

impl Held {
    /// Starts the program, which writes what goes wrong to the end of `log`. Where `setpriv` is there the program also ends when this one is killed.
    pub(crate) fn start(command: &Command, log: &Path) -> Result<Self> {
        let log = OpenOptions::new().create(true).append(true).open(log)?;
        let name = command.get_program().to_string_lossy().into_owned();
        let child = tied(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{name} did not start"))?;

        Ok(Self { name, child })
    }

    /// Returns the id of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes to the program's stdin and closes it.
    pub(crate) fn tell(&mut self, text: &str) -> Result<()> {
        use std::io::Write as _;

        let mut stdin = self.child.stdin.take().context("stdin was closed before")?;
        stdin.write_all(text.as_bytes()).with_context(|| format!("{} takes no input", self.name))
    }

    /// Waits for the first line that the program prints. What it prints later is read and dropped,
    /// so that it never blocks.
    pub(crate) fn first_line(&mut self, at_most: Duration) -> Result<String> {
        let stdout = self.child.stdout.take().context("stdout was taken before")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            let mut line = String::new();
            let _ = reader.read_line(&mut line);
            let _ = sender.send(line);
            let _ = std::io::copy(&mut reader.by_ref(), &mut std::io::sink());
        });
        let line = receiver
            .recv_timeout(at_most)
            .with_context(|| format!("{} said nothing for {at_most:?}", self.name))?;
        if line.is_empty() {
            let status = self.child.wait()?;
            anyhow::bail!("{} ended at once ({status})", self.name);
        }

        Ok(line.trim().to_owned())
    }

    /// Returns how the program ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.ended().is_some() {
            return;
        }
        end(self.child.id(), "TERM");
        let patience = Instant::now() + Duration::from_secs(5);
        while self.ended().is_none() {
            if Instant::now() > patience {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Sends a signal to one process, by its id.
pub(crate) fn end(id: u32, signal: &str) {
    let _ = Command::new("sh")
        .args(["-c", "kill -s \"$1\" \"$2\" 2>/dev/null", "sh", signal, &id.to_string()])
        .stdin(Stdio::null())
        .status();
}

/// Returns the command so that the program gets a `TERM` when this process dies by whatever means.
pub(crate) fn tied(command: &Command) -> Command {
    let mut tied = if crate::shell::which("setpriv").is_some() {
        let mut tied = Command::new("setpriv");
        tied.args(["--pdeathsig", "TERM"]).arg(command.get_program());
        tied
    } else {
        Command::new(command.get_program())
    };
    tied.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }

    tied
}
