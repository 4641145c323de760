//! The app for macOS, in a disk image.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::how::{How, Way};
use super::{VERSION, macos_check, print_size, tauri};
use crate::test::clock;
use crate::{cargo, setup, shell, ship};

/// Macs with Apple's processor, and with Intel's.
const TARGETS: [&str; 2] = ["aarch64-apple-darwin", "x86_64-apple-darwin"];

/// The name that Tauri has for both in one file.
const BOTH: &str = "universal-apple-darwin";

const PROGRAMS: [&str; 2] = ["koshin", "koshin-cli"];

/// What names the certificate to sign with; `-` signs with none, and an app without any signature
/// does not start on Apple's processor.
const IDENTITY: &str = "APPLE_SIGNING_IDENTITY";

pub(super) fn run(how: &How) -> Result<()> {
    if how.way == Way::Check {
        return macos_check::run();
    }
    ensure!(cfg!(target_os = "macos"), "the app for macOS is made on macOS; elsewhere use --check");
    setup::ensure(&[])?;
    if how.way != Way::Pack {
        let begun = Instant::now();
        tauri::ensure()?;
        build()?;
        println!("built: {}", clock(begun.elapsed()));
    }
    if how.way != Way::Build {
        pack(how.is_signed)?;
    }

    Ok(())
}

/// Builds both programs for both kinds of Mac, and joins them.
fn build() -> Result<()> {
    for target in TARGETS {
        for name in PROGRAMS {
            let mut command = cargo::cargo();
            command.args(["build", "--release", "--locked", "--target", target]);
            ship::prepare(command.args(["--package", name]))?;
            shell::run(command.env("MACOSX_DEPLOYMENT_TARGET", minimum()?))?;
            ship::expect_no_trace(&folder_of(target).join(name))?;
        }
    }
    fs::create_dir_all(joined())?;
    for name in PROGRAMS {
        let parts = TARGETS.iter().map(|it| folder_of(it).join(name));
        let mut command = Command::new("lipo");
        command.arg("-create").args(parts).arg("-output").arg(joined().join(name));
        shell::run(&mut command)?;
    }

    Ok(())
}

/// Makes the app and the disk image.
fn pack(is_signed: bool) -> Result<()> {
    let begun = Instant::now();
    // Tauri takes programs beside the window's by the name of their target.
    let beside = joined().join("koshin-cli");
    fs::copy(&beside, joined().join(format!("koshin-cli-{BOTH}")))
        .context("build it first: cargo xtask package macos --build")?;
    let mut command = tauri::bundle("app,dmg", &json!({ "bundle": { "externalBin": [beside] } }));
    command.args(["--target", BOTH]);
    if is_signed {
        ensure!(std::env::var_os(IDENTITY).is_some(), "{IDENTITY} names no certificate");
    } else {
        command.env(IDENTITY, "-").env_remove("APPLE_CERTIFICATE");
    }
    shell::run(&mut command)?;

    let made = joined().join(format!("bundle/dmg/Koshin_{VERSION}_universal.dmg"));
    let folder = shell::root().join("target/package/macos");
    fs::create_dir_all(&folder)?;
    let image = folder.join(format!("koshin-{VERSION}-macos-universal.dmg"));
    fs::copy(&made, &image).with_context(|| format!("Tauri made no {}", made.display()))?;
    println!("packed: {}", clock(begun.elapsed()));
    print_size(&image)?;

    Ok(())
}

fn folder_of(target: &str) -> PathBuf {
    shell::root().join("target").join(target).join("release")
}

fn joined() -> PathBuf {
    folder_of(BOTH)
}

/// Returns the oldest macOS on which it runs, as the app itself says it.
pub(super) fn minimum() -> Result<String> {
    let config = fs::read_to_string(shell::root().join("src-tauri/tauri.conf.json"))?;
    let config: Value = serde_json::from_str(&config)?;
    let version = config["bundle"]["macOS"]["minimumSystemVersion"].as_str();

    Ok(version.context("tauri.conf.json names the oldest macOS")?.to_owned())
}
