//! Building for Windows, on Linux.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{cargo, shell};

/// The target that Debian's tools can build for; releases are built for MSVC.
pub(crate) const TARGET: &str = "x86_64-pc-windows-gnu";

/// Where cargo builds for it, for the type check and for everything that is run.
const FOLDER: &str = "target/windows";

/// Type-checks everything that runs on Windows.
pub(crate) fn check() -> Result<()> {
    shell::run(cargo("check")?.args(["--workspace", "--exclude", "koshin-tests"]))
}

/// Returns the call of cargo that does this for Windows.
///
/// A toolchain that has the target is used as it is. Otherwise Debian's compiler for its browsers,
/// which comes with the source of its standard library, builds that library first.
pub(crate) fn cargo(word: &str) -> Result<Command> {
    let mut command = if cargo::has_target(TARGET) {
        let mut command = cargo::cargo();
        command.arg(word);
        command
    } else if Path::new("/usr/lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        debian_cargo(word)
    } else {
        bail!("no standard library for {TARGET}; get it with: rustup target add {TARGET}");
    };
    command.args(["--target", TARGET, "--target-dir", FOLDER]);

    Ok(command)
}

/// Returns where cargo leaves the programs that it builds with this profile.
pub(crate) fn built_with(profile: &str) -> PathBuf {
    shell::root().join(FOLDER).join(TARGET).join(profile)
}

fn debian_cargo(word: &str) -> Command {
    println!("{}", shell::output("/usr/bin/rustc", &["--version"]).unwrap_or_default().trim());
    let mut command = Command::new("/usr/bin/cargo");
    command.current_dir(shell::root());
    cargo::clean(&mut command);
    // The rustup that may run this program must not choose the compiler.
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "RUSTDOC", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("/usr/bin:{path}"));
    command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    command.args([word, "-Zbuild-std=std,panic_abort"]);

    command
}
