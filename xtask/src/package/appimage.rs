//! The window's program as one file for any Linux.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::{VERSION, print_size, tauri};
use crate::packages::Purpose;
use crate::{setup, shell, ship};

pub(super) fn run() -> Result<()> {
    ensure!(cfg!(target_os = "linux"), "an AppImage is made on Linux");
    setup::ensure(&[Purpose::Build, Purpose::AppImage])?;
    tauri::ensure()?;
    ship::program("koshin", "koshin", &[])?;

    // Its tools are AppImages themselves; without FUSE, as in a container, they unpack first.
    let mut command = tauri::bundle("appimage", &json!({}));
    shell::run(command.env("APPIMAGE_EXTRACT_AND_RUN", "1"))?;
    let made = shell::root().join("target/release/bundle/appimage");
    let made = made.join(format!("Koshin_{VERSION}_amd64.AppImage"));
    let folder = shell::root().join("target/package/appimage");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("koshin-{VERSION}-x86_64.AppImage"));
    fs::copy(&made, &file).with_context(|| format!("Tauri made no {}", made.display()))?;
    shell::run(Command::new("chmod").arg("a+x").arg(&file))?;
    print_size(&file)?;

    Ok(())
}
