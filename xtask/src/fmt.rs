//! `cargo xtask fmt`: the Rust code in its form.

use anyhow::Result;

use crate::{cargo, shell};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => shell::run(cargo::cargo().args(["fmt", "--all"])),
        [only] if only == "--check" => check(),
        _ => Err(shell::Usage("cargo xtask fmt [--check]".to_owned()).into()),
    }
}

/// Fails when a file is not in its form.
pub(crate) fn check() -> Result<()> {
    shell::run(cargo::cargo().args(["fmt", "--all", "--check"]))
}
