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
    shell::run(cargo::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ]))
}
