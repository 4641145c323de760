//! Building for Windows, on Linux.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::{cargo, shell};

/// The target that Debian's tools can build for; releases are built for MSVC.
pub(crate) const TARGET: &str = "x86_64-pc-windows-gnu";

/// Where cargo builds for it, for the type check and for everything that is run.
const FOLDER: &str = "target/windows";

/// The packages whose tests are type-checked too: some of them are for Windows only. The window's
/// would need more of Windows than its headers.
const WITH_TESTS: [&str; 5] =
    ["koshin-core", "koshin-store", "koshin-remote", "koshin-app", "koshin-cli"];

/// What runs on Linux only.
const ELSEWHERE: [&str; 3] = ["koshin-tests", "koshin-bench", "koshin-empty"];

/// Type-checks everything that runs on Windows, and the tests of what has some for it.
pub(crate) fn check() -> Result<()> {
    let elsewhere = ELSEWHERE.iter().flat_map(|it| ["--exclude", it]);
    shell::run(cargo("check")?.arg("--workspace").args(elsewhere))?;

    shell::run(cargo("check")?.args(with_tests()))
}

fn with_tests() -> Vec<&'static str> {
    let packages = WITH_TESTS.iter().flat_map(|it| ["--package", it]);

    packages.chain(["--all-targets"]).collect()
}

/// Returns the call of cargo that does this for Windows.
///
/// A toolchain that has the target is used as it is. Otherwise Debian's compiler for its browsers,
/// which comes with the source of its standard library, builds that library first.
pub(crate) fn cargo(word: &str) -> Result<Command> {
    let mut command = if cargo::has_target(TARGET) {
        let mut command = cargo::cargo();
        command.arg(word);
        command
    } else if Path::new("/usr/lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        debian_cargo(word)
    } else {
        bail!("no standard library for {TARGET}; get it with: rustup target add {TARGET}");
    };
    command.args(["--target", TARGET, "--target-dir", FOLDER]);

    Ok(command)
}

/// Returns where cargo leaves the programs that it builds with this profile.
pub(crate) fn built_with(profile: &str) -> PathBuf {
    shell::root().join(FOLDER).join(TARGET).join(profile)
}

fn debian_cargo(word: &str) -> Command {
    println!("{}", shell::output("/usr/bin/rustc", &["--version"]).unwrap_or_default().trim());
    let mut command = Command::new("/usr/bin/cargo");
    command.current_dir(shell::root());
    cargo::clean(&mut command);
    // The rustup that may run this program must not choose the compiler.
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "RUSTDOC", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("/usr/bin:{path}"));
    command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    command.args([word, "-Zbuild-std=std,panic_abort"]);

    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_of_every_crate_with_code_for_windows_only_are_type_checked() {
        let arguments = with_tests();
        assert!(arguments.contains(&"--all-targets"), "tests are no part of it otherwise");
        let crates = std::fs::read_dir(shell::root().join("crates")).expect("there are crates");
        for folder in crates.map(|it| it.expect("a crate").path()) {
            let name = folder.file_name().expect("a name").to_string_lossy();
            let package = format!("koshin-{name}");
            let is_checked = arguments.contains(&package.as_str());
            assert!(is_checked || !has_code_for_windows(&folder), "{package} is left out");
        }
    }

    fn has_code_for_windows(folder: &Path) -> bool {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries.map(|it| it.expect("an entry").path()).any(|path| {
            let is_code = path.extension().is_some_and(|it| it == "rs");
            if path.is_dir() {
                has_code_for_windows(&path)
            } else {
                is_code && std::fs::read_to_string(&path).expect("code").contains("#[cfg(windows)]")
            }
        })
    }
}
