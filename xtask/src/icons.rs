//! `cargo xtask icons`: the app's icon in every size and form, from its two drawings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::shell;

/// Up to this many pixels the drawing for small sizes is taken.
const SMALL: u32 = 24;
/// The sizes in a Windows icon.
///
/// # Source
///
/// Microsoft, "Construct your Windows app's icon": the sizes that the shell asks for.
const ICO: &[u32] = &[16, 20, 24, 32, 40, 48, 64, LARGE];
const LARGE: u32 = 256;
/// The sizes that a macOS icon can have.
///
/// # Source
///
/// `png2icns(1)`.
const ICNS: &[u32] = &[16, 32, 48, 128, 256, 512];
/// The sizes that stand alone, by the names that Tauri gives them.
const PNG: &[(u32, &str)] =
    &[(32, "32x32.png"), (128, "128x128.png"), (256, "128x128@2x.png"), (512, "icon.png")];
/// What draws and packs, with its package in Debian.
const TOOLS: &[(&str, &str)] =
    &[("rsvg-convert", "librsvg2-bin"), ("icotool", "icoutils"), ("png2icns", "icnsutils")];

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        return Err(shell::Usage("cargo xtask icons".to_owned()).into());
    }
    for (tool, package) in TOOLS {
        ensure!(shell::which(tool).is_some(), "{tool} is missing; Debian has it in {package}");
    }
    let icons = shell::root().join("icons");
    let drawn = shell::root().join("target/icons");
    fs::create_dir_all(&drawn).context("no folder for the sizes")?;

    let mut ico = Command::new("icotool");
    ico.arg("--create").arg("--output").arg(icons.join("icon.ico"));
    for size in ICO {
        let picture = drawn_in(&icons, *size, &drawn)?;
        if *size == LARGE {
            // As PNG, which every Windows since Vista reads in this size: a tenth of the bitmap.
            ico.arg("--raw").arg(picture);
        } else {
            ico.arg(picture);
        }
    }
    shell::run(&mut ico)?;
    let mut apple = Command::new("png2icns");
    apple.arg(icons.join("icon.icns"));
    for size in ICNS {
        apple.arg(drawn_in(&icons, *size, &drawn)?);
    }
    shell::run(&mut apple)?;
    for (size, name) in PNG {
        draw(&icons, *size, &icons.join(name))?;
    }

    Ok(())
}

/// Draws a size into a folder and returns the picture.
fn drawn_in(icons: &Path, size: u32, folder: &Path) -> Result<PathBuf> {
    let picture = folder.join(format!("{size}.png"));
    draw(icons, size, &picture)?;

    Ok(picture)
}

fn draw(icons: &Path, size: u32, into: &Path) -> Result<()> {
    let drawing = if size <= SMALL { "icon-small.svg" } else { "icon.svg" };
    let mut command = Command::new("rsvg-convert");
    command.args(["--width", &size.to_string(), "--height", &size.to_string(), "--output"]);

    shell::run(command.arg(into).arg(icons.join(drawing)))
}
