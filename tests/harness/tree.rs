//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// What is built or fetched, and git's own.
const NOT_OURS: &[&str] = &["target", "node_modules", ".git"];

/// Returns the root of the repository.
#[must_use]
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));

    here.parent().expect("the tests have a folder of their own")
}

/// Returns every file below a folder of the repository, as paths from its root, sorted.
#[must_use]
pub fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    found.sort();

    found
}

/// Returns those whose names end so, links apart.
#[must_use]
pub fn files_with(folder: &str, ends: &[&str]) -> Vec<String> {
    let is_wanted =
        |file: &String| ends.iter().any(|it| file.ends_with(it)) && !root().join(file).is_symlink();

    files(folder).into_iter().filter(is_wanted).collect()
}

/// Reads a text file of the repository.
#[must_use]
pub fn read(file: &str) -> String {
    match fs::read_to_string(root().join(file)) {
        Ok(text) => text,
        Err(error) => panic!("{file} cannot be read: {error}"),
    }
}

/// Reads a file of the repository; `None` when it is not text.
#[must_use]
pub fn read_if_text(file: &str) -> Option<String> {
    String::from_utf8(fs::read(root().join(file)).ok()?).ok()
}

fn collect(folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path: PathBuf = entry.path();
        let name = entry.file_name();
        if NOT_OURS.iter().any(|it| name == *it) {
            continue;
        }
        // A link stands for itself: what it leads to is elsewhere in the tree, or not of it.
        if path.is_dir() && !path.is_symlink() {
            collect(&path, found);
        } else {
            let inside = path.strip_prefix(root()).expect("it was found below the root");
            found.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
}
