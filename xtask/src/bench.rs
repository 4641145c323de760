//! `cargo xtask bench`: speed and size against an empty window.

use anyhow::{Context as _, Result};

use crate::cargo::Built;
use crate::packages::Purpose;
use crate::session::Session;
use crate::{cargo, setup, shell, ship};

/// What is measured, as it is shipped.
const SHIPPED: &[(&str, &str)] = &[("KOSHIN_APP", "koshin"), ("KOSHIN_CLI", "koshin-cli")];
/// What it is measured against, as Tauri makes it, and what measures.
const EMPTY: &str = "koshin-empty";
const BENCH: &str = "koshin-bench";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (ours, wanted) = shell::split(arguments);
    if !ours.is_empty() {
        return Err(shell::Usage("cargo xtask bench [-- MEASUREMENT…]".to_owned()).into());
    }
    setup::ensure(&[Purpose::Build, Purpose::Window])?;

    let mut command = built(BENCH)?.command();
    command.args(wanted).env("KOSHIN_EMPTY", built(EMPTY)?.program);
    for (variable, package) in SHIPPED {
        command.env(variable, ship::program(package, package, &[])?.program);
    }

    Session::open()?.run(&command)
}

/// Builds a package with the profile that is shipped, and nothing else of it.
fn built(package: &str) -> Result<Built> {
    let built = cargo::build(&["build", "--release", "--package", package])?;
    let is_it = |it: &Built| it.program.file_stem().is_some_and(|stem| stem == package);

    built.into_iter().find(is_it).with_context(|| format!("the build made no {package}"))
}
