//! `cargo xtask screens`: a picture of every screen, in both languages and both themes.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::packages::Purpose;
use crate::{setup, shell, stages};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (ours, extra) = shell::split(arguments);
    if !ours.is_empty() {
        return Err(shell::Usage("cargo xtask screens [-- TEST ARGUMENTS]".to_owned()).into());
    }
    setup::ensure(&[Purpose::Build, Purpose::Window])?;

    // What stands there is replaced only when all went well.
    let new = shell::root().join("target/screens/new");
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    stages::walk("screens", extra, &new)?;
    let shown = shell::root().join("docs/screens");
    if extra.is_empty() {
        remove_pictures(&shown)?;
    }

    let (count, size) = move_pictures(&new, &shown)?;
    println!("docs/screens: {count} pictures, {} kB", size / 1000);

    Ok(())
}

/// Removes the pictures of screens that are no more.
fn remove_pictures(folder: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "png") {
            fs::remove_file(path)?;
        }
    }

    Ok(())
}

/// Moves all pictures; returns how many there are, and their size in bytes.
fn move_pictures(from: &Path, to: &Path) -> Result<(usize, u64)> {
    fs::create_dir_all(to)?;
    let mut count = 0;
    let mut size = 0;
    for entry in fs::read_dir(from).context("the walks left no pictures")? {
        let entry = entry?;
        count += 1;
        size += entry.metadata()?.len();
        fs::rename(entry.path(), to.join(entry.file_name()))?;
    }
    ensure!(count > 0, "the walks left no pictures");

    Ok((count, size))
}
