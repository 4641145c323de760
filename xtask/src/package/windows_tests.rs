//! The unit and integration tests, built for Windows and run under Wine.

use std::path::Path;

use anyhow::{Result, ensure};

use super::checks::Checks;
use super::limited::text;
use super::wine::Wine;
use crate::cargo::Built;
use crate::cross::{self, Form};
use crate::{cargo, shell};

/// The folders of the packages whose tests are run; with `real-keyring` those of the vault use the
/// Credential Manager. The others are only built: those of the window need WebView2's library, and
/// the rest has nothing of Windows in it.
const RUN: &[&str] = &["crates/core", "crates/store", "crates/remote", "crates/cli"];
const FEATURES: &str = "koshin-store/real-keyring,koshin-cli/real-keyring";

/// Tests that are left out: part of the name, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("a_license_is_renewed_over_tls_with_a_ca_file", NO_ROOTS),
    ("a_site_with_a_certificate_of_its_own_is_renewed", NO_ROOTS),
    ("only_a_certificate_that_verifies_is_spoken_to", NO_ROOTS),
    ("a_ca_file_is_found_again_from_another_folder", NO_ROOTS),
];

/// `CertCreateCertificateChainEngine` of Wine 8 refuses the structure in its present size.
const NO_ROOTS: &str = "this Wine takes no certificate authorities but the system's";

/// Builds everything that there is for Windows, with all tests and with what is packed: whatever
/// does not compile there is found, and no library is compiled twice.
pub(super) fn build() -> Result<Vec<Built>> {
    let mut command = cross::cargo("build", cross::WINDOWS, Form::Tried)?;
    command.arg("--workspace").args(cargo::not_on_linux_only());

    cargo::programs(command.args(["--bins", "--tests", "--features", FEATURES]))
}

/// Runs those that are to be run, one program after the other.
pub(super) fn run(wine: &Wine, built: &[Built], checks: &mut Checks) -> Result<()> {
    let folders: Vec<_> = RUN.iter().map(|it| shell::root().join(it)).collect();
    let programs = built.iter().filter(|it| it.is_test && folders.contains(&it.package));
    let programs: Vec<_> = programs.collect();
    ensure!(!programs.is_empty(), "the build made no tests");
    for (name, reason) in LEFT_OUT {
        println!("left out: {name}: {reason}");
    }
    for built in programs {
        let name = name_of(&built.program);
        let mut command = wine.command(&built.program);
        command.current_dir(&built.package).env("CARGO_MANIFEST_DIR", &built.package);
        command.args(LEFT_OUT.iter().flat_map(|it| ["--skip", it.0]));
        let output = wine.run(&mut command)?;
        let printed = text(&output.stdout);
        let is_counted = checks.add_tests(&printed);
        let result = printed.lines().rfind(|it| it.starts_with("test result: "));
        println!("{name}: {}", result.unwrap_or("no result"));
        if !output.status.success() {
            println!("{printed}{}", text(&output.stderr));
        }
        if !is_counted {
            checks.fail(&format!("{name} ended before its end ({})", output.status));
        }
    }

    Ok(())
}

/// Returns the name of a test program, without cargo's hash.
fn name_of(program: &Path) -> String {
    let name = program.file_stem().unwrap_or_default().to_string_lossy();

    name.rsplit_once('-').map_or(&*name, |it| it.0).to_owned()
}
