//! Running other programs.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// The command was called wrongly; the text says how.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Returns the root of the repository.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Splits at the first `--`: what is before it is ours, what is after it goes on to another program.
pub(crate) fn split(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|it| it == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[]),
    }
}

/// Shows the command, runs it with nothing on its stdin, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);

    run_as(command, &shown)
}

/// Does the same and shows another text.
pub(crate) fn run_as(command: &mut Command, shown: &str) -> Result<()> {
    println!("$ {shown}");
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("{shown} did not start"))?;
    if !status.success() {
        bail!("{shown} failed ({status})");
    }

    Ok(())
}

/// Runs the command quietly and returns what it printed, whether it succeeded or not; `None` when
/// it could not be started.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;

    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs the command quietly and tells whether it succeeded.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|it| it.success())
}

/// Returns where `PATH` finds the program.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .flat_map(|folder| [folder.join(program), folder.join(format!("{program}.exe"))])
        .find(|it| it.is_file())
}

/// Returns the command as a person would type it, with paths below the root made relative.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());

    words.map(word).collect::<Vec<_>>().join(" ")
}

fn word(raw: &OsStr) -> String {
    let path = Path::new(raw).strip_prefix(root()).unwrap_or(Path::new(raw));
    let text = path.to_string_lossy();
    if text.is_empty() || text.contains([' ', '"', '\'', '$', ';']) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_two_dashes_is_not_ours() {
        let arguments = ["--only", "rust", "--", "--list"].map(String::from);

        let (ours, theirs) = split(&arguments);

        assert_eq!(ours, ["--only", "rust"]);
        assert_eq!(theirs, ["--list"]);
    }

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("secret-tool");
        command.args(["store", "--label=two words"]).arg(root().join("Cargo.toml"));

        assert_eq!(shown(&command), "secret-tool store '--label=two words' Cargo.toml");
    }
}
