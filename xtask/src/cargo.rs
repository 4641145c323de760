//! Calls of cargo, and what its JSON messages say was built.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// Returns the same cargo that runs this program, in the root of the repository.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(shell::root());
    clean(&mut command);

    command
}

/// Takes away what cargo told this program about itself. Build scripts, ring's among them, look at
/// it and would build anew whenever they are reached another way.
pub(crate) fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let is_about_xtask = name
            .to_str()
            .is_some_and(|it| it.starts_with("CARGO_PKG_") || it.starts_with("CARGO_MANIFEST_"));
        if is_about_xtask {
            command.env_remove(name);
        }
    }
}

/// Packages that run on Linux only.
const ON_LINUX_ONLY: [&str; 3] = ["koshin-tests", "koshin-bench", "koshin-empty"];

/// Returns the arguments that leave out what runs on Linux only.
pub(crate) fn not_on_linux_only() -> impl Iterator<Item = &'static str> {
    ON_LINUX_ONLY.iter().flat_map(|it| ["--exclude", it])
}

/// Returns the arguments that leave out what does not run on this system.
pub(crate) fn not_for_here() -> Vec<&'static str> {
    if cfg!(target_os = "linux") { Vec::new() } else { not_on_linux_only().collect() }
}

/// A program that cargo built.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Built {
    pub(crate) program: PathBuf,
    /// The folder of its package, in which cargo would run it.
    pub(crate) package: PathBuf,
    pub(crate) is_test: bool,
}

impl Built {
    /// Returns the command that runs it as cargo would.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.package).env("CARGO_MANIFEST_DIR", &self.package);

        command
    }
}

/// Builds, and returns the programs that came out. The build's own messages go to stderr.
pub(crate) fn build(arguments: &[&str]) -> Result<Vec<Built>> {
    programs(cargo().args(arguments))
}

/// Does the same with this call of cargo.
pub(crate) fn programs(command: &mut Command) -> Result<Vec<Built>> {
    programs_with(command, &[])
}

/// Does the same with this call of `cargo rustc`, and these arguments for the compiler.
pub(crate) fn programs_with(command: &mut Command, arguments: &[String]) -> Result<Vec<Built>> {
    let shown = shell::shown(command);
    println!("$ {shown}");
    command.arg("--message-format=json-render-diagnostics");
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo did not start")?;
    if !output.status.success() {
        bail!("{shown} failed");
    }

    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(built).collect())
}

/// Runs a command of cargo and returns what it prints.
pub(crate) fn printed_by(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo did not start")?;
    if !output.status.success() {
        bail!("{} failed", shell::shown(command));
    }

    String::from_utf8(output.stdout).context("cargo prints UTF-8")
}

/// The feature of the app that lets a `WebDriver` in; never shipped.
pub(crate) const DRIVEN: &str = "e2e";

/// Builds the app and returns its program.
pub(crate) fn build_app(features: &str) -> Result<PathBuf> {
    let built = build(&["build", "--package", "koshin", "--features", features])?;
    let app = built.into_iter().find(|it| it.program.file_stem().is_some_and(|it| it == "koshin"));

    Ok(app.context("the build of koshin made no program of that name")?.program)
}

/// Tells whether the Rust in use has the standard library for this target.
pub(crate) fn has_target(target: &str) -> bool {
    shell::output("rustc", &["--print", "sysroot"]).is_some_and(|it| {
        Path::new(it.trim()).join("lib/rustlib").join(target).join("lib").is_dir()
    })
}

/// Reads one of cargo's JSON messages, looking only at the three fields wanted.
fn built(line: &str) -> Option<Built> {
    if !line.starts_with(r#"{"reason":"compiler-artifact""#) {
        return None;
    }
    let program = PathBuf::from(text_of(line, "executable")?);
    let manifest = PathBuf::from(text_of(line, "manifest_path")?);
    let (_, profile) = line.split_once(r#""profile":{"#)?;
    let (profile, _) = profile.split_once('}')?;

    Some(Built {
        program,
        package: manifest.parent()?.to_path_buf(),
        is_test: profile.contains(r#""test":true"#),
    })
}

/// Returns the text of a JSON field; `None` when it is absent or not a text.
fn text_of(line: &str, field: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!(r#""{field}":""#))?;
    let mut text = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_program_is_read_from_cargos_message() {
        let line = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/t#0.1.0","manifest_path":"C:\\w\\t\\Cargo.toml","target":{"kind":["test"],"name":"desktop"},"profile":{"opt_level":"0","test":true},"features":[],"filenames":["a"],"executable":"/w/target/debug/deps/desk\"top-1","fresh":true}"#;

        let found = built(line).expect("the line tells of a program");

        assert_eq!(found.program, Path::new("/w/target/debug/deps/desk\"top-1"));
        assert!(found.is_test);
    }

    #[test]
    fn a_library_is_not_a_program() {
        let line = r#"{"reason":"compiler-artifact","manifest_path":"/w/Cargo.toml","profile":{"test":false},"executable":null,"fresh":true}"#;

        assert_eq!(built(line), None);
    }
}
