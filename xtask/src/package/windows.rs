//! `koshin.exe`, `koshin-cli.exe`, their installer and the portable zip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use super::{VERSION, print_size, windows_check, windows_tests};
use crate::cargo::{Built, programs};
use crate::packages::Purpose;
use crate::test::clock;
use crate::{setup, shell, windows};

/// The profile with which it is built.
const PROFILE: &str = "release";

/// What is changed in it where it is only tried: programs and tests can then share their libraries,
/// and nothing is optimized as a whole.
const TO_BE_TRIED: &[&str] = &[
    "profile.release.lto=\"off\"",
    "profile.release.codegen-units=16",
    "profile.release.opt-level=1",
    "profile.release.panic=\"unwind\"",
];

/// The most that the installer may weigh.
const MAX_INSTALLER_BYTES: u64 = 7_000_000;

/// What lies beside each other on the person's disk: the name there, and where it comes from.
const TEXTS: &[(&str, &str)] = &[
    ("LICENSE-MIT.txt", "LICENSE-MIT"),
    ("LICENSE-APACHE.txt", "LICENSE-APACHE"),
    ("THIRD-PARTY.txt", "ui/app/notices.txt"),
];

/// The programs, and the library that a build with mingw needs beside the window.
pub(super) const PROGRAMS: &[&str] = &["koshin.exe", "koshin-cli.exe", "WebView2Loader.dll"];

/// What was made.
#[derive(Debug)]
pub(super) struct Made {
    /// The files as they are installed.
    pub(super) stage: PathBuf,
    pub(super) installer: PathBuf,
    pub(super) portable: PathBuf,
}

pub(super) fn run(is_check: bool) -> Result<()> {
    ensure!(cfg!(target_os = "linux"), "packages for Windows are made on Linux");
    let mut purposes = vec![Purpose::Windows, Purpose::Installer];
    if is_check {
        purposes.push(Purpose::Wine);
    }
    setup::ensure(&purposes)?;

    let begun = Instant::now();
    let built = if is_check { windows_tests::build()? } else { build()? };
    println!("built: {}", clock(begun.elapsed()));
    let made = pack(is_check)?;
    if is_check {
        windows_check::run(&made, &built)?;
    }

    Ok(())
}

/// Returns the build with the profile of what is shipped, or with its form for what is only tried.
pub(super) fn cargo(is_check: bool) -> Result<Command> {
    let mut command = windows::cargo("build")?;
    command.args(["--profile", PROFILE]);
    if is_check {
        command.args(TO_BE_TRIED.iter().flat_map(|it| ["--config", it]));
    }

    Ok(command)
}

fn build() -> Result<Vec<Built>> {
    let mut command = cargo(false)?;

    programs(command.args(["--package", "koshin", "--package", "koshin-cli"]))
}

fn pack(is_check: bool) -> Result<Made> {
    let begun = Instant::now();
    let folder = shell::root().join("target/package/windows");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let stage = folder.join(format!("koshin-{VERSION}"));
    lay_out(&stage)?;
    let made = Made {
        installer: make_installer(&stage, &folder, is_check)?,
        portable: make_portable(&stage, &folder, is_check)?,
        stage,
    };
    println!("packed: {}", clock(begun.elapsed()));

    for name in PROGRAMS {
        print_size(&made.stage.join(name))?;
    }
    print_size(&made.portable)?;
    let size = print_size(&made.installer)?;
    // What is only tried is neither optimized nor compressed as what is shipped.
    ensure!(
        is_check || size <= MAX_INSTALLER_BYTES,
        "the installer is larger than {MAX_INSTALLER_BYTES}"
    );

    Ok(made)
}

fn lay_out(stage: &Path) -> Result<()> {
    fs::create_dir_all(stage)?;
    let built = windows::built_with(PROFILE);
    for name in PROGRAMS {
        fs::copy(built.join(name), stage.join(name))
            .with_context(|| format!("the build made no {name}"))?;
    }
    for (name, source) in TEXTS {
        let text = fs::read_to_string(shell::root().join(source))?;
        // The Editor of older Windows knows no other ends of lines.
        fs::write(stage.join(name), text.replace('\n', "\r\n"))?;
    }
    look_into(&stage.join("koshin.exe"), stage)?;
    look_into(&stage.join("koshin-cli.exe"), stage)?;

    Ok(())
}

/// Makes sure that a program has icon and version, and needs nothing that mingw has and Windows has
/// not.
fn look_into(program: &Path, stage: &Path) -> Result<()> {
    let name = program.display();
    let path = program.to_str().context("a path in UTF-8")?;
    let dump = shell::output("x86_64-w64-mingw32-objdump", &["-p", path])
        .context("x86_64-w64-mingw32-objdump did not start")?;
    for library in dump.lines().filter_map(|it| it.trim().strip_prefix("DLL Name: ")) {
        // Those of mingw begin so: libgcc_s_seh-1.dll, libwinpthread-1.dll, libstdc++-6.dll.
        if library.starts_with("lib") && !stage.join(library).is_file() {
            bail!("{name} needs {library}, which Windows does not have");
        }
    }
    for (resource, what) in [("0x00000e", "icon"), ("0x000010", "version")] {
        ensure!(dump.contains(&format!("Entry: ID: {resource}")), "{name} has no {what}");
    }

    Ok(())
}

fn make_installer(stage: &Path, folder: &Path, is_check: bool) -> Result<PathBuf> {
    let installer = folder.join(format!("koshin-{VERSION}-windows-x64-setup.exe"));
    let root = shell::root();
    let define = |name: &str, value: &Path| format!("-D{name}={}", value.display());
    shell::run(
        Command::new("makensis")
            .args(["-WX", "-V2", "-INPUTCHARSET", "UTF8"])
            .args(is_check.then_some("-DQUICK=1"))
            .arg(format!("-DVERSION={VERSION}"))
            .arg(define("STAGE", stage))
            .arg(define("ICON", &root.join("icons/icon.ico")))
            .arg(define("SIDE", &root.join("packaging/windows/side.bmp")))
            .arg(define("OUTPUT", &installer))
            .arg(format!("-DSIZE_KB={}", size_of(stage)?.div_ceil(1024)))
            .arg(root.join("packaging/windows/koshin.nsi")),
    )?;

    Ok(installer)
}

fn make_portable(stage: &Path, folder: &Path, is_check: bool) -> Result<PathBuf> {
    let portable = folder.join(format!("koshin-{VERSION}-windows-x64-portable.zip"));
    let name = stage.file_name().context("the stage has a name")?;
    shell::run(
        Command::new("zip")
            .current_dir(folder)
            .args([if is_check { "-1" } else { "-9" }, "-q", "-r", "-X"])
            .arg(&portable)
            .arg(name),
    )?;

    Ok(portable)
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        sum += entry?.metadata()?.len();
    }

    Ok(sum)
}
