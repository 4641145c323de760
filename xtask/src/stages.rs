//! The stages of `cargo xtask test`, in the order in which they run: what fails soonest comes first.

use std::cmp::Reverse;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::packages::{CHROMIUM, Purpose};
use crate::session::Session;
use crate::{cargo, fmt, lint, parts, shell, together};

/// One part of the tests that can run alone.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) needs: &'static [Purpose],
    /// Runs it, with what stood after `--`.
    pub(crate) run: fn(&[String]) -> Result<()>,
    /// Whether it is there yet.
    pub(crate) is_here: bool,
    pub(crate) is_for_linux_only: bool,
}

pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "fmt",
        about: "the Rust code is in its form",
        needs: &[],
        run: |_| fmt::check(),
        is_here: true,
        is_for_linux_only: false,
    },
    Stage {
        name: "lint",
        about: "clippy has nothing to say",
        needs: &[Purpose::Build],
        run: |_| lint::check(),
        is_here: true,
        is_for_linux_only: false,
    },
    Stage {
        name: "rust",
        about: "unit and integration tests",
        needs: &[Purpose::Build],
        run: rust,
        is_here: true,
        is_for_linux_only: false,
    },
    Stage {
        name: "keyring",
        about: "secrets in a real Secret Service",
        needs: &[Purpose::Build, Purpose::Window],
        run: keyring,
        is_here: true,
        is_for_linux_only: true,
    },
    Stage {
        name: "ui",
        about: "the UI's types and unit tests",
        needs: &[Purpose::Browser],
        run: |_| ui("test"),
        is_here: parts::UI,
        is_for_linux_only: false,
    },
    Stage {
        name: "browser",
        about: "every screen in Chromium, with axe",
        needs: &[Purpose::Build, Purpose::Browser],
        run: |_| ui("browser"),
        is_here: parts::UI,
        is_for_linux_only: false,
    },
    Stage {
        name: "desktop",
        about: "walks in the real window with a real Secret Service",
        needs: &[Purpose::Build, Purpose::Window],
        run: desktop,
        is_here: true,
        is_for_linux_only: true,
    },
];

/// The tests with the keyring: the package, the feature that adds them, their name.
const WITH_KEYRING: &[(&str, &str, &str)] =
    &[("koshin-store", "real-keyring", "keyring"), ("koshin-cli", "real-keyring", "keyring")];

fn rust(extra: &[String]) -> Result<()> {
    let mut command = cargo::cargo();
    command.args(["test", "--no-run", "--workspace"]).args(cargo::not_for_here());
    let mut programs = cargo::programs(&mut command)?;
    programs.retain(|it| it.is_test);
    ensure!(!programs.is_empty(), "there are no tests");
    // The program with most in it takes longest, and is not to be waited for at the end.
    programs.sort_by_key(|it| Reverse(it.program.metadata().map_or(0, |it| it.len())));

    together::run(programs.iter().map(|it| {
        let mut command = it.command();
        command.args(extra);
        command
    }))
}

fn keyring(extra: &[String]) -> Result<()> {
    let mut programs = Vec::new();
    for (package, feature, test) in WITH_KEYRING {
        programs.extend(cargo::build(&[
            "test",
            "--no-run",
            "--package",
            package,
            "--features",
            feature,
            "--test",
            test,
        ])?);
    }
    programs.retain(|it| it.is_test);
    ensure!(!programs.is_empty(), "there are no tests with the keyring");

    let session = Session::open()?;
    for program in programs {
        session.run(program.command().args(extra))?;
    }

    Ok(())
}

fn ui(script: &str) -> Result<()> {
    let folder = shell::root().join("ui/check");
    ensure!(folder.join("package.json").is_file(), "ui/check/package.json is not there");
    let npm = || {
        let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        command
    };
    if !is_installed(&folder) {
        shell::run(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    }
    let mut command = npm();
    command.args(["run", script]);
    if script == "browser" {
        let chromium =
            CHROMIUM.iter().find_map(|it| shell::which(it)).context("Chromium is missing")?;
        command.env("CHROMIUM", chromium);
    }

    shell::run(&mut command)
}

/// Tells whether what npm installed last is younger than the list of what it is to install.
fn is_installed(folder: &Path) -> bool {
    let changed = |file: &str| folder.join(file).metadata().and_then(|it| it.modified());
    let (Ok(listed), Ok(installed)) =
        (changed("package-lock.json"), changed("node_modules/.package-lock.json"))
    else {
        return false;
    };

    installed >= listed
}

fn desktop(extra: &[String]) -> Result<()> {
    walk("desktop", extra, &shell::root().join("target/screens"))
}

/// Runs one of the test programs that drive the real window, one window at a time.
pub(crate) fn walk(test: &str, extra: &[String], pictures: &Path) -> Result<()> {
    let app = cargo::build_app(cargo::DRIVEN)?;
    let built = cargo::build(&[
        "test",
        "--no-run",
        "--package",
        "koshin-tests",
        "--features",
        "desktop",
        "--test",
        test,
    ])?;
    let Some(program) = built.iter().find(|it| it.is_test) else {
        bail!("the build made no program for the test {test:?}");
    };
    let mut command = program.command();
    command.arg("--test-threads=1").args(extra);
    // What a walk says when it fails is long enough.
    command.env("RUST_BACKTRACE", "0");
    command.env("KOSHIN_APP", app).env("KOSHIN_SHOTS", pictures);

    Session::open()?.run(&command)
}
