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
    ("a_password_typed_anew_counts_as_mended_also_without_a_keyring", HAS_KEYRING),
    ("a_server_whose_password_cannot_be_kept_is_not_left_behind", HAS_KEYRING),
    ("a_password_that_could_not_be_kept_does_not_bring_the_former_one_back", HAS_KEYRING),
    ("keeping_where_there_is_no_keyring_stops_before_anything_is_sent", HAS_KEYRING),
    ("a_server_is_removed_also_where_the_keyring_keeps_its_password", HAS_KEYRING),
    ("a_mistake_is_told_in_the_systems_language_and_without_colors", HAS_LANGUAGE),
    ("text_is_in_the_systems_language", HAS_LANGUAGE),
    ("what_the_checks_found_is_told_in_text_too", HAS_LANGUAGE),
    ("why_apple_could_not_be_asked_is_told_once", HAS_LANGUAGE),
    ("days_are_told_as_a_person_counts_them", HAS_LANGUAGE),
    ("a_save_without_an_end_stands_in_the_text_of_the_history", HAS_LANGUAGE),
    ("progress_is_told_once_however_often_the_site_is_read_again", HAS_LANGUAGE),
    ("what_the_checks_found_names_no_button_of_the_window_and_nothing_twice", HAS_LANGUAGE),
    ("a_rehearsal_lists_what_is_missing_in_words", HAS_LANGUAGE),
    ("a_server_done_by_hand_cannot_be_rehearsed_and_that_is_all_that_is_told", HAS_LANGUAGE),
    ("a_server_without_a_license_is_told_in_text", HAS_LANGUAGE),
    ("in_text_the_problem_of_a_server_is_on_standard_error_and_named", HAS_LANGUAGE),
    ("where_there_is_nothing_one_line_on_standard_error_says_so", HAS_LANGUAGE),
    ("help_is_in_the_persons_language", HAS_LANGUAGE),
    ("help_names_what_there_is_and_what_is_taken_without_an_option", HAS_LANGUAGE),
    ("history_has_its_keys", HAS_NAME),
    ("a_home_that_is_no_folder_is_told_with_the_systems_reason", HAS_REASONS),
    ("a_ca_file_is_found_again_from_another_folder", HAS_PATHS),
];

/// `CertCreateCertificateChainEngine` of Wine 8 refuses the structure in its present size.
const NO_ROOTS: &str = "this Wine takes no certificate authorities but the system's";
const HAS_KEYRING: &str = "there is no Windows without a Credential Manager";
const HAS_LANGUAGE: &str = "Windows does not take its language from the environment";
const HAS_NAME: &str = "on Windows the name of the account is always known";
const HAS_REASONS: &str = "for Windows a folder in a file is one that is missing";
const HAS_PATHS: &str = "it counts on how Unix writes paths";

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
