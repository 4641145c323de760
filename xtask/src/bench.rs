//! `cargo xtask bench`: speed and size against an empty window.

use anyhow::{Context as _, Result};

use crate::packages::Purpose;
use crate::session::Session;
use crate::{cargo, setup, shell};

/// What is measured and what measures it, all with the profile that is shipped.
const PACKAGES: &[(&str, &str)] = &[
    ("KOSHIN_APP", "koshin"),
    ("KOSHIN_CLI", "koshin-cli"),
    ("KOSHIN_EMPTY", "koshin-empty"),
    ("", "koshin-bench"),
];

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (ours, wanted) = shell::split(arguments);
    if !ours.is_empty() {
        return Err(shell::Usage("cargo xtask bench [-- MEASUREMENT…]".to_owned()).into());
    }
    setup::ensure(&[Purpose::Build, Purpose::Window])?;

    let mut programs = Vec::new();
    for (variable, package) in PACKAGES {
        // One by one: built together, a package would get the features that another one asks for.
        let built = cargo::build(&["build", "--release", "--package", package])?;
        let program = built
            .into_iter()
            .find(|it| it.program.file_stem().is_some_and(|stem| stem == *package))
            .with_context(|| format!("the build of {package} made no program of that name"))?;
        programs.push((*variable, program));
    }
    let (_, bench) = programs.pop().context("there is a program that measures")?;
    let mut command = bench.command();
    command.args(wanted);
    for (variable, program) in programs {
        command.env(variable, program.program);
    }

    Session::open()?.run(&command)
}
