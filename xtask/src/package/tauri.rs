//! Tauri's command line, for the two forms that its bundler makes: the app for macOS and the
//! `AppImage`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use serde_json::Value;

use crate::{cargo, shell};

/// Of the same line as the `tauri` in `Cargo.toml`.
const VERSION: &str = "2.12.4";

/// Where it is installed: not among the person's own programs.
const FOLDER: &str = "target/tools/tauri";

/// Installs it, unless it is there.
pub(super) fn ensure() -> Result<()> {
    let program = program().to_string_lossy().into_owned();
    let found = shell::output(&program, &["tauri", "--version"]).unwrap_or_default();
    if found.trim() == format!("tauri-cli {VERSION}") {
        return Ok(());
    }
    let mut command = cargo::cargo();
    command.args(["install", "tauri-cli", "--version", VERSION, "--locked", "--force"]);

    shell::run(command.arg("--root").arg(shell::root().join(FOLDER)))
}

/// Returns the call that packs what cargo has built, with this added to the configuration.
pub(super) fn bundle(kinds: &str, added: &Value) -> Command {
    let mut command = Command::new(program());
    command.current_dir(shell::root().join("src-tauri")).args(["tauri", "bundle", "--ci"]);
    command.args(["--bundles", kinds, "--config", &added.to_string()]);

    command
}

fn program() -> PathBuf {
    shell::root().join(FOLDER).join("bin/cargo-tauri")
}
