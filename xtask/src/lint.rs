//! `cargo xtask lint`: clippy over everything, also what is behind features.

use anyhow::Result;

use crate::packages::Purpose;
use crate::{cargo, setup, shell};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        return Err(shell::Usage("cargo xtask lint".to_owned()).into());
    }
    setup::ensure(&[Purpose::Build])?;

    check()
}

/// Fails on the first warning.
pub(crate) fn check() -> Result<()> {
    let mut command = cargo::cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--all-features"]);

    shell::run(command.args(cargo::not_for_here()).args(["--", "-D", "warnings"]))
}
