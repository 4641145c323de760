//! Building for Windows and type-checking for macOS, on Linux.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{cargo, shell};

/// The target for Windows that Debian's tools can build for; releases are built for MSVC.
pub(crate) const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// The target for macOS; of the two that are shipped, the one with newer machines.
pub(crate) const MACOS: &str = "aarch64-apple-darwin";

/// Where cargo builds for them. One folder, so that what runs while building, such as macros, is
/// compiled once.
const FOLDER: &str = "target/cross";

/// What is changed in the profile `dev` for everything that is only tried: less to link and to pack.
/// The same for every target, or the folder would not be shared. Libraries stay optimized a little:
/// the tests of the site take more than twice as long otherwise.
const TO_BE_TRIED: &[&str] = &["profile.dev.debug=false", "profile.dev.strip=\"symbols\""];

/// What is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is shipped.
    Shipped,
    /// In as little time as possible.
    Tried,
}

impl Form {
    /// Returns the name of cargo's folder for it.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Shipped => "release",
            Self::Tried => "debug",
        }
    }
}

/// Returns the call of cargo that does this for another system.
///
/// A toolchain that has the target is used as it is. Otherwise Debian's compiler for its browsers,
/// which comes with the source of its standard library, builds that library first.
pub(crate) fn cargo(word: &str, target: &str, form: Form) -> Result<Command> {
    let mut command = if cargo::has_target(target) {
        let mut command = cargo::cargo();
        command.arg(word);
        command
    } else if Path::new("/usr/lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        debian_cargo(word)
    } else {
        bail!("no standard library for {target}; get it with: rustup target add {target}");
    };
    command.args(["--locked", "--target", target, "--target-dir", FOLDER]);
    match form {
        Form::Shipped => command.arg("--release"),
        Form::Tried => {
            command.args(TO_BE_TRIED.iter().flat_map(|it| ["--config", it]));
            // Nobody builds it a second time with a small change.
            command.env("CARGO_INCREMENTAL", "0")
        }
    };

    Ok(command)
}

/// Returns where cargo leaves the programs.
pub(crate) fn built(target: &str, form: Form) -> PathBuf {
    shell::root().join(FOLDER).join(target).join(form.folder())
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
