//! `cargo xtask package`: what people install.

mod checks;
mod installed;
mod limited;
mod linux;
mod linux_check;
mod renewal;
mod windows;
mod windows_check;
mod windows_tests;
mod wine;

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::shell::{self, Usage};

/// The arguments, as `--help` shows them.
pub(crate) const ARGUMENTS: &str = "[windows] [linux] [--check]";

/// What `--help` says beyond the one line.
pub(crate) const DETAILS: &str = "\
windows  builds koshin.exe and koshin-cli.exe with mingw, an installer (NSIS) and a portable zip.
         They are for trying: releases are built with Microsoft's compiler.

linux    builds koshin and koshin-cli, and makes a deb and an rpm of them.

--check  tries what was made. For Windows the unit tests, installing, a whole practice renewal with
         the password in the Credential Manager, uninstalling: all of it under Wine, which is not
         Windows and has no WebView2, so the window is not opened there. For Linux installing, a
         practice renewal, the window, and removing, in a fresh Debian (needs root).

Without a system, each of them. What is made lands in target/package. Missing system packages are
named and installed; this needs Debian or Ubuntu.";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut systems = Vec::new();
    let mut is_check = false;
    for word in arguments {
        match word.as_str() {
            "windows" | "linux" => systems.push(word.as_str()),
            "--check" => is_check = true,
            _ => return Err(Usage(format!("cargo xtask package {ARGUMENTS}")).into()),
        }
    }
    if systems.is_empty() {
        systems.extend(["windows", "linux"]);
    }
    if systems.contains(&"windows") {
        windows::run(is_check)?;
    }
    if systems.contains(&"linux") {
        linux::run(is_check)?;
    }

    Ok(())
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
