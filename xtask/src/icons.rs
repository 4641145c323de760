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
/// The picture beside the first and the last page of the installer for Windows.
const SIDE: &str = "packaging/windows/side.bmp";
/// What draws and packs, with its package in Debian.
const TOOLS: &[(&str, &str)] = &[
    ("rsvg-convert", "librsvg2-bin"),
    ("icotool", "icoutils"),
    ("png2icns", "icnsutils"),
    ("pngtopnm", "netpbm"),
    ("ppmtobmp", "netpbm"),
];

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

    draw_side(&icons, &drawn)
}

/// Draws the icon on the quiet ground of the window, in the size and the form that NSIS takes.
fn draw_side(icons: &Path, drawn: &Path) -> Result<()> {
    let icon = fs::read_to_string(icons.join("icon.svg"))?;
    let placed =
        icon.replace(r#"width="512" height="512""#, r#"x="24" y="46" width="116" height="116""#);
    ensure!(placed != icon, "icon.svg has another size than was thought");
    let side = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="164" height="314"><rect width="164" height="314" fill="#f1f0ec"/>{placed}</svg>"##
    );
    fs::write(drawn.join("side.svg"), side)?;
    let path = |name: &str| drawn.join(name);
    let mut draw = Command::new("rsvg-convert");
    shell::run(draw.arg("--output").arg(path("side.png")).arg(path("side.svg")))?;
    let mut convert = Command::new("sh");
    convert.args(["-c", "pngtopnm \"$1\" | ppmtobmp -windows -bpp=24 > \"$2\"", "sh"]);

    shell::run(convert.arg(path("side.png")).arg(shell::root().join(SIDE)))
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
