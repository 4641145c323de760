//! `cargo xtask package`: what people install.

mod appimage;
mod checks;
mod how;
mod installed;
mod limited;
mod linux;
mod linux_check;
mod macos;
mod macos_check;
mod renewal;
mod tauri;
mod windows;
mod windows_check;
mod windows_tests;
mod wine;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::shell;
use crate::test::print_table;

pub(crate) use how::{ARGUMENTS, DETAILS};
use how::{How, System, Way};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let how = how::read(arguments)?;
    let begun = Instant::now();
    let mut rows = Vec::new();
    let mut result = Ok(());
    for system in &how.systems {
        let begun = Instant::now();
        result = make(*system, &how).with_context(|| system.name());
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        rows.push((system.name(), word, begun.elapsed()));
        if result.is_err() {
            break;
        }
    }
    if how.way == Way::Check {
        print_table(&rows, begun.elapsed());
    }

    result
}

fn make(system: System, how: &How) -> Result<()> {
    match system {
        System::Windows => windows::run(how),
        System::MacOs => macos::run(how),
        System::Linux => linux::run(how.way == Way::Check),
        System::AppImage => appimage::run(),
    }
}

/// The version of everything in the workspace.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Prints the size of a file, and returns it.
fn print_size(file: &Path) -> Result<u64> {
    let size = file.metadata().with_context(|| format!("{} is missing", file.display()))?.len();
    let shown = file.strip_prefix(shell::root()).unwrap_or(file).display();
    println!("{:>6}.{} kB  {shown}", size / 1000, size % 1000 / 100);

    Ok(size)
}
