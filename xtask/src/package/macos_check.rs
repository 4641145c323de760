//! The type check for macOS, on any system.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::macos::minimum;
use crate::cross::{self, Form};
use crate::packages::Purpose;
use crate::test::clock;
use crate::{cargo, setup, shell};

/// The compiler for the little C of some libraries, with its version and its checksums.
const ZIG: &str = "packaging/macos/zig.txt";
/// What makes it behave like Apple's.
const CC: &str = "packaging/macos/cc.sh";

/// Type-checks everything that runs on macOS, and all tests. Nothing is linked and nothing runs:
/// Apple's libraries are on Macs only.
pub(super) fn run() -> Result<()> {
    let begun = Instant::now();
    let mut command = if cfg!(target_os = "macos") {
        cross::cargo("check", cross::MACOS, Form::Tried)?
    } else {
        setup::ensure(&[Purpose::MacOs])?;
        let zig = zig()?;
        let mut command = cross::cargo("check", cross::MACOS, Form::Tried)?;
        command.env("CC_aarch64_apple_darwin", shell::root().join(CC));
        command.env("ZIG_GLOBAL_CACHE_DIR", zig.with_file_name("cache")).env("KOSHIN_ZIG", zig);
        command
    };
    command.env("MACOSX_DEPLOYMENT_TARGET", minimum()?);
    command.arg("--workspace").args(cargo::not_on_linux_only()).args(["--bins", "--tests"]);
    shell::run(&mut command)?;
    println!("macOS: everything type-checks, nothing was run: {}", clock(begun.elapsed()));

    Ok(())
}

/// Returns the compiler, installed where it is missing or another version is there.
fn zig() -> Result<PathBuf> {
    let root = shell::root();
    let wanted = fs::read_to_string(root.join(ZIG))?;
    let folder = root.join("target/tools/zig");
    let stamp = folder.join("installed.txt");
    let zig = folder.join("ziglang/zig");
    if fs::read_to_string(&stamp).is_ok_and(|it| it == wanted) {
        return Ok(zig);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    shell::run(&mut pip(&folder, &root.join(ZIG)))?;
    ensure!(zig.is_file(), "{ZIG} brings no compiler");
    fs::write(&stamp, wanted).context("the compiler cannot be marked as installed")?;

    Ok(zig)
}

/// Returns the call that installs what the file lists, and nothing whose checksum is another.
fn pip(folder: &Path, list: &Path) -> Command {
    let mut command = Command::new("pip3");
    command.args(["install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]);
    command.args(["--only-binary=:all:", "--require-hashes", "--root-user-action=ignore"]);
    command.arg("--target").arg(folder).arg("--requirement").arg(list);

    command
}
