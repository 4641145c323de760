//! Trying what was made for Windows, under Wine.

use std::time::Instant;

use anyhow::Result;

use super::checks::Checks;
use super::windows::Made;
use super::wine::Wine;
use super::{installed, windows_tests};
use crate::cargo::Built;
use crate::shell;
use crate::test::clock;

pub(super) fn run(made: &Made, built: &[Built]) -> Result<()> {
    println!("\nUnder Wine, which is not Windows:");
    let begun = Instant::now();
    let wine = Wine::open(&shell::root().join("target/wine"))?;
    println!("Wine: {}", clock(begun.elapsed()));

    let mut checks = Checks::default();
    let begun = Instant::now();
    windows_tests::run(&wine, built, &mut checks)?;
    println!("tests run: {}", clock(begun.elapsed()));

    let begun = Instant::now();
    installed::run(&wine, made, &mut checks)?;
    println!("installed, used, uninstalled: {}", clock(begun.elapsed()));

    println!(
        "\nRun under Wine with a build of mingw: not Windows, not Microsoft's compiler, no window."
    );
    checks.end("windows")
}
