//! `cargo xtask run`: the app, or, where there is no display, one renewal played in its window.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::packages::Purpose;
use crate::{cargo, setup, shell, stages};

/// The walk that is played, a test of `tests/desktop`.
const WALK: &str = "walks::a_practice_renewal_is_walked_to_the_confirmed_new_expiry";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (ours, theirs) = shell::split(arguments);
    if !ours.is_empty() {
        return Err(shell::Usage("cargo xtask run [-- ARGUMENTS OF THE APP]".to_owned()).into());
    }
    if has_display() {
        setup::ensure(&[Purpose::Build])?;
        let app = cargo::build_app("")?;
        println!("Opening Koshin. Practice, with nothing at stake, is one click away.");

        shell::run(Command::new(app).args(theirs))
    } else {
        println!("There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set.");
        println!(
            "Instead, one whole practice renewal is played in the real window on a virtual one."
        );
        play()
    }
}

fn play() -> Result<()> {
    setup::ensure(&[Purpose::Build, Purpose::Window])?;
    let folder = shell::root().join("target/screens");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;

    stages::walk("desktop", &[WALK.to_owned(), "--exact".to_owned()], &folder)?;

    let pictures = pictures(&folder)?;
    ensure!(!pictures.is_empty(), "the walk left no pictures: is {WALK} still there?");
    println!("\nThe renewal went through. Its screens:");
    for picture in pictures {
        println!("  {}", picture.display());
    }

    Ok(())
}

/// Tells whether a window can be opened; Windows and macOS always can.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|it| !it.is_empty());

    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "png") {
            found.push(path);
        }
    }
    found.sort();

    Ok(found)
}
