//! `koshin.exe`, `koshin-cli.exe`, their installer and the portable zip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use super::how::{How, Way};
use super::{VERSION, print_size, windows_check, windows_tests};
use crate::cross::{self, Form};
use crate::packages::Purpose;
use crate::test::clock;
use crate::{cargo, setup, shell, ship};

/// The most that the installer may weigh.
const MAX_INSTALLER_BYTES: u64 = 7_000_000;

/// What lies beside each other on the person's disk: the name there, and where it comes from.
const TEXTS: &[(&str, &str)] = &[
    ("LICENSE-MIT.txt", "LICENSE-MIT"),
    ("LICENSE-APACHE.txt", "LICENSE-APACHE"),
    ("THIRD-PARTY.txt", "ui/app/notices.txt"),
];

/// The template for Group Policy, which only the zip brings: it is for one server of a domain.
const POLICY: &[&str] = &["koshin.admx", "ja-JP/koshin.adml", "en-US/koshin.adml"];

/// The programs.
pub(super) const PROGRAMS: [&str; 2] = ["koshin.exe", "koshin-cli.exe"];

/// The library that the window needs beside it where mingw built it: WebView2's own is made for
/// Microsoft's linker.
pub(super) const LOADER: &str = "WebView2Loader.dll";

/// What signs a file that it is given, and how PowerShell is told to run it.
const SIGN: &str = "packaging/windows/sign.ps1";
const SIGNING: [&str; 4] = ["-NoProfile", "-ExecutionPolicy", "Bypass", "-File"];

/// What was made.
#[derive(Debug)]
pub(super) struct Made {
    /// The files as they are installed.
    pub(super) stage: PathBuf,
    pub(super) installer: PathBuf,
    pub(super) portable: PathBuf,
}

pub(super) fn run(how: &How) -> Result<()> {
    ensure!(
        cfg!(windows) || cfg!(target_os = "linux") && !how.is_signed,
        "packages for Windows are made on Windows, and on Linux to be tried; signed on Windows only"
    );
    let is_check = how.way == Way::Check;
    ensure!(cfg!(target_os = "linux") || !is_check, "they are tried on Linux, under Wine");
    let mut purposes = vec![Purpose::Windows, Purpose::Installer];
    if is_check {
        purposes.push(Purpose::Wine);
    }
    setup::ensure(&purposes)?;

    let begun = Instant::now();
    if is_check {
        let built = windows_tests::build()?;
        println!("built: {}", clock(begun.elapsed()));
        return windows_check::run(&pack(how)?, &built);
    }
    if how.way != Way::Pack {
        build()?;
        println!("built: {}", clock(begun.elapsed()));
    }
    if how.way != Way::Build {
        pack(how)?;
    }

    Ok(())
}

fn build() -> Result<()> {
    for package in ["koshin", "koshin-cli"] {
        let mut command = if cfg!(windows) {
            let mut command = cargo::cargo();
            command.args(["build", "--release", "--locked"]);
            command
        } else {
            cross::cargo("build", cross::WINDOWS, Form::Shipped)?
        };
        ship::prepare(command.args(["--package", package]))?;
        shell::run(&mut command)?;
        ship::expect_no_trace(&built(Form::Shipped).join(format!("{package}.exe")))?;
    }

    Ok(())
}

fn pack(how: &How) -> Result<Made> {
    let begun = Instant::now();
    let is_check = how.way == Way::Check;
    let folder = shell::root().join("target/package/windows");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let stage = folder.join(format!("koshin-{VERSION}"));
    let form = if is_check { Form::Tried } else { Form::Shipped };
    lay_out(&stage, &built(form), how.is_signed)?;
    let made = Made {
        installer: make_installer(&stage, &folder, how)?,
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

fn built(form: Form) -> PathBuf {
    if cfg!(windows) {
        shell::root().join("target").join(form.folder())
    } else {
        cross::built(cross::WINDOWS, form)
    }
}

fn lay_out(stage: &Path, built: &Path, is_signed: bool) -> Result<()> {
    fs::create_dir_all(stage)?;
    let loader = (!cfg!(windows)).then_some(LOADER);
    for name in PROGRAMS.into_iter().chain(loader) {
        fs::copy(built.join(name), stage.join(name))
            .with_context(|| format!("the build made no {name}"))?;
    }
    for (name, source) in TEXTS {
        let text = fs::read_to_string(shell::root().join(source))?;
        // The Editor of older Windows knows no other ends of lines.
        fs::write(stage.join(name), text.replace('\n', "\r\n"))?;
    }
    for name in PROGRAMS {
        let program = stage.join(name);
        let look = if cfg!(windows) { look_into_on_windows } else { look_into };
        look(&program, stage)?;
        if is_signed {
            shell::run(&mut sign(&program))?;
        }
    }

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

/// Makes sure that a program has its version, and needs no library that comes with Microsoft's
/// compiler and not with Windows.
fn look_into_on_windows(program: &Path, _: &Path) -> Result<()> {
    let name = program.display();
    let question = format!("(Get-Item -LiteralPath '{name}').VersionInfo.ProductVersion");
    let version = shell::output("powershell", &["-NoProfile", "-Command", &question]);
    let version = version.context("powershell did not start")?;
    ensure!(version.trim() == VERSION, "{name} has the version {:?}", version.trim());
    let bytes = fs::read(program)?;
    for library in ["VCRUNTIME140", "MSVCP140"] {
        let is_named = bytes.windows(library.len()).any(|it| it == library.as_bytes());
        ensure!(!is_named, "{name} needs {library}.dll, which a Windows may not have");
    }

    Ok(())
}

/// Returns the call of what signs this file, with what the environment holds.
fn sign(file: &Path) -> Command {
    let mut command = Command::new("powershell");
    command.args(SIGNING).arg(shell::root().join(SIGN)).arg(file);

    command
}

fn make_installer(stage: &Path, folder: &Path, how: &How) -> Result<PathBuf> {
    let installer = folder.join(format!("koshin-{VERSION}-windows-x64-setup.exe"));
    let root = shell::root();
    let define = |name: &str, value: &Path| format!("-D{name}={}", value.display());
    // makensis has the uninstaller signed before it compresses it into the installer.
    let sign_script = root.join(SIGN);
    let signs = format!("-DSIGN=powershell {} \"{}\"", SIGNING.join(" "), sign_script.display());
    shell::run(
        Command::new(makensis())
            .args(["-WX", "-V2", "-INPUTCHARSET", "UTF8"])
            .args((how.way == Way::Check).then_some("-DQUICK=1"))
            .args(stage.join(LOADER).is_file().then_some("-DLOADER=1"))
            .args(how.is_signed.then_some(signs))
            .arg(format!("-DVERSION={VERSION}"))
            .arg(define("STAGE", stage))
            .arg(define("ICON", &root.join("icons/icon.ico")))
            .arg(define("SIDE", &root.join("packaging/windows/side.bmp")))
            .arg(define("OUTPUT", &installer))
            .arg(format!("-DSIZE_KB={}", size_of(stage)?.div_ceil(1024)))
            .arg(root.join("packaging/windows/koshin.nsi")),
    )?;
    if how.is_signed {
        shell::run(&mut sign(&installer))?;
    }

    Ok(installer)
}

/// Returns the compiler of installers. On Windows its own installer leaves `PATH` alone.
fn makensis() -> PathBuf {
    let place = std::env::var_os("ProgramFiles(x86)").map(PathBuf::from);
    let there = place.map(|it| it.join("NSIS").join("makensis.exe"));

    there.filter(|it| it.is_file()).unwrap_or_else(|| PathBuf::from("makensis"))
}

fn make_portable(stage: &Path, folder: &Path, is_check: bool) -> Result<PathBuf> {
    let portable = folder.join(format!("koshin-{VERSION}-windows-x64-portable.zip"));
    let name = stage.file_name().context("the stage has a name")?;
    for file in POLICY {
        let place = stage.join("policy").join(file);
        fs::create_dir_all(place.parent().context("it lies in a folder")?)?;
        fs::copy(shell::root().join("packaging/windows/policy").join(file), place)?;
    }
    let mut command = if cfg!(windows) {
        // Windows' own, which writes zip; another tar may come first in PATH.
        let windows = std::env::var_os("SystemRoot").context("Windows has a folder")?;
        let mut command = Command::new(Path::new(&windows).join("System32").join("tar.exe"));
        command.args(["-a", "-c", "-f"]);
        command
    } else {
        let mut command = Command::new("zip");
        command.args([if is_check { "-1" } else { "-9" }, "-q", "-r", "-X"]);
        command
    };
    shell::run(command.current_dir(folder).arg(&portable).arg(name))?;

    Ok(portable)
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        sum += entry?.metadata()?.len();
    }

    Ok(sum)
}
