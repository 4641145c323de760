//! Builds of what is shipped: small, and without a trace of the machine that they were built on.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::cargo::{self, Built};
use crate::shell;

/// Has Tauri leave out what the capabilities in this folder do not permit; its own command line sets it.
///
/// # Source
///
/// `tauri_utils::acl::REMOVE_UNUSED_COMMANDS_ENV_VAR`, 2.10.
const UNUSED_COMMANDS: &str = "REMOVE_UNUSED_COMMANDS";

/// Builds a program of the same name as its package for this Linux.
///
/// One program at a time: built together, a package gets the features that another one asks for.
pub(crate) fn program(package: &str, bin: &str, features: &[&str]) -> Result<Built> {
    let mut command = cargo::cargo();
    command.args(["rustc", "--release", "--locked", "--package", package, "--bin", bin]);
    command.args(features.iter().flat_map(|it| ["--features", it]));
    prepare(&mut command)?;
    let script = shell::root().join("packaging/linux/no-unwind-tables.ld");
    let linking = ["--no-eh-frame-hdr".to_owned(), format!("-T,{}", script.display())];
    let linking = linking.map(|it| format!("-Clink-arg=-Wl,{it}"));

    let built = cargo::programs_with(&mut command, &linking)?;
    let found = built.into_iter().find(|it| it.program.file_stem().is_some_and(|it| it == bin));
    let found = found.with_context(|| format!("the build of {package} made no {bin}"))?;
    expect_no_trace(&found.program)?;

    Ok(found)
}

/// Makes a call of cargo one for what is shipped.
pub(crate) fn prepare(command: &mut Command) -> Result<()> {
    command.env(UNUSED_COMMANDS, shell::root().join("src-tauri"));
    let flags: Vec<String> = places()?
        .iter()
        // The shorter, the smaller: what tells one crate's file from another's follows.
        .map(|it| format!("--remap-path-prefix={}=", it.join("").display()))
        .collect();
    // Those of another kind, like that for Microsoft's runtime, stay beside them.
    command.arg("--config").arg(format!("target.\"cfg(all())\".rustflags={flags:?}"));

    Ok(())
}

/// Fails where a program names a folder of this machine, as panics do without [`prepare`].
pub(crate) fn expect_no_trace(program: &Path) -> Result<()> {
    let bytes = fs::read(program).with_context(|| format!("no {}", program.display()))?;
    for place in places()? {
        let place = place.display().to_string();
        let is_in = bytes.windows(place.len()).any(|it| it == place.as_bytes());
        ensure!(!is_in, "{} names {place}", program.display());
    }

    Ok(())
}

/// Returns the folders from which code is compiled here.
fn places() -> Result<Vec<PathBuf>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(usual_home);
    let sources = home.context("no home of cargo")?.join("registry/src");
    let mut places = vec![shell::root().to_path_buf()];
    if sources.is_dir() {
        for entry in fs::read_dir(&sources)? {
            places.push(entry?.path());
        }
    }

    Ok(places)
}

fn usual_home() -> Option<PathBuf> {
    let home: Option<OsString> =
        std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));

    Some(PathBuf::from(home?).join(".cargo"))
}
