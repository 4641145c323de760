//! Pictures of the window.

use std::fs;
use std::path::PathBuf;

use crate::tree;

/// Returns the folder for pictures: `KOSHIN_SHOTS`, or `target/screens`.
#[must_use]
pub fn folder() -> PathBuf {
    std::env::var_os("KOSHIN_SHOTS")
        .map_or_else(|| tree::root().join("target/screens"), PathBuf::from)
}

/// Writes a picture and returns where it is. A name may hold folders: `ja/light/home`.
#[expect(clippy::must_use_candidate, reason = "the picture is what it is called for")]
pub fn save(name: &str, png: &[u8]) -> PathBuf {
    let clean: String = name
        .chars()
        .map(|it| if it.is_alphanumeric() || "-_/.".contains(it) { it } else { '-' })
        .collect();
    let path = folder().join(format!("{clean}.png"));
    let parent = path.parent().expect("the picture is in a folder");
    fs::create_dir_all(parent).expect("the folder for pictures can be made");
    fs::write(&path, png).expect("the picture can be written");

    path
}
