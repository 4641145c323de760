//! Installing, using and uninstalling Koshin under Wine, as an administrator would roll it out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context as _, Result, ensure};

use super::VERSION;
use super::checks::{Checks, same};
use super::renewal::{Cli, Password, Practice};
use super::windows::{LOADER, Made, PROGRAMS};
use super::wine::Wine;

/// What the installer's exit codes mean: `docs/deploy.md`.
const INSTALLED: i32 = 0;
const NOT_WRITTEN: i32 = 2;
const NO_WEBVIEW2: i32 = 3;
const IS_OPEN: i32 = 4;
const SECRETS_LEFT: i32 = 6;

const ENTRY: &str = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Koshin";
const SHORTCUT: &str = "Microsoft/Windows/Start Menu/Programs/Koshin VPPトークン更新.lnk";
const EDGE: &str = r"Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";

/// Runs all of it. What was there before is there after each part, and nothing else.
pub(super) fn run(wine: &Wine, made: &Made, checks: &mut Checks) -> Result<()> {
    let desk = Desk { wine, made };
    // The first run of an installer makes folders that Windows always has.
    desk.prepare()?;
    let clean = desk.look()?;

    checks.check("the installer installs in silence and tells that WebView2 is missing", || {
        desk.install(&[], NO_WEBVIEW2)?;
        desk.expect_installed(&desk.program_folder(), "HKCU")
    });
    let call = || desk.cli();
    let cli = Cli { command: &call, folder: &wine.drive() };
    checks
        .check("koshin-cli --version runs from the installed place", || cli.says_version(VERSION));
    let used = checks.check(
        "a license is renewed on the practice site with the password in the Credential Manager",
        || cli.renews(Password::Kept),
    );
    checks.check("while it runs nothing is replaced or removed", || {
        let practice = Practice::start(&cli)?;
        let before = desk.stage_times()?;
        desk.install(&[], IS_OPEN)?;
        desk.uninstall_by_copy(&["/S"], IS_OPEN)?;
        ensure!(desk.stage_times()? == before, "files were replaced");
        drop(practice);
        desk.expect_installed(&desk.program_folder(), "HKCU")
    });
    checks.check(
        "uninstalling leaves settings, records and the kept password, nothing else",
        || {
            desk.uninstall(&desk.program_folder(), &["/S"])?;
            let mut left = desk.look()?;
            let ours: BTreeSet<_> = left.difference(&clean).cloned().collect();
            let is_expected = |it: &String| {
                it.starts_with("users/koshin/AppData/Local/Koshin")
                    || it.contains("Credential Manager")
            };
            if used.is_some() {
                ensure!(
                    ours.iter().any(|it| it.contains("Credential Manager")),
                    "no password kept"
                );
                ensure!(ours.iter().any(|it| it.ends_with("journal.jsonl")), "no record kept");
            }
            left.retain(|it| !is_expected(it));
            // The tests of the vault may have left passwords of their own.
            same(&clean.iter().filter(|it| !is_expected(it)).cloned().collect(), &left)
        },
    );
    checks.check("uninstalling with /ForgetSecrets removes the kept password", || {
        desk.install(&[], NO_WEBVIEW2)?;
        desk.uninstall(&desk.program_folder(), &["/S", "/ForgetSecrets"])?;
        let mut left = desk.look()?;
        ensure!(left.iter().any(|it| it.ends_with("journal.jsonl")), "the record is gone");
        left.retain(|it| !it.starts_with("users/koshin/AppData/Local/Koshin"));
        same(&clean, &left)
    });
    checks.check("uninstalling with /RemoveSettings leaves nothing at all", || {
        desk.install(&[], NO_WEBVIEW2)?;
        desk.uninstall(&desk.program_folder(), &["/S", "/RemoveSettings"])?;
        same(&clean, &desk.look()?)
    });
    try_elsewhere(&desk, &clean, checks);
    try_beside_others(&desk, checks);

    Ok(())
}

/// Other places, and what cannot be done.
fn try_elsewhere(desk: &Desk<'_>, clean: &BTreeSet<String>, checks: &mut Checks) {
    checks.check("/AllUsers installs for everybody, and goes again", || {
        desk.install(&["/AllUsers"], NO_WEBVIEW2)?;
        let folder = desk.wine.drive().join("Program Files/Koshin");
        desk.expect_installed(&folder, "HKLM")?;
        desk.uninstall(&folder, &["/S"])?;
        same(clean, &desk.look()?)
    });
    checks.check("/D= says where, and the next one goes there by itself", || {
        let folder = desk.wine.drive().join("Office");
        desk.install(&[r"/D=C:\Office"], NO_WEBVIEW2)?;
        desk.expect_installed(&folder, "HKCU")?;
        desk.install(&[], NO_WEBVIEW2)?;
        ensure!(!desk.program_folder().exists(), "there are two of them");
        desk.uninstall(&folder, &["/S"])?;
        same(clean, &desk.look()?)
    });
    checks.check("a file that cannot be written is told by exit code 2", || {
        // A folder of its name is in the way.
        fs::create_dir_all(desk.program_folder().join("koshin-cli.exe"))?;
        let outcome = desk.install(&[], NOT_WRITTEN);
        fs::remove_dir_all(desk.program_folder())?;
        outcome?;
        // Nothing says that it is there.
        same(clean, &desk.look()?)
    });
    checks.check("a password that cannot be removed is told by exit code 6", || {
        desk.install(&[], NO_WEBVIEW2)?;
        // Not a program any more: it cannot be asked to forget.
        fs::write(desk.program_folder().join("koshin-cli.exe"), "")?;
        desk.uninstall_by_copy(&["/S", "/ForgetSecrets"], SECRETS_LEFT)?;
        same(clean, &desk.look()?)
    });
}

/// Beside what others have put into the registry, which stays there: these come last.
fn try_beside_others(desk: &Desk<'_>, checks: &mut Checks) {
    checks.check("installed over itself, with WebView2, it exits 0", || {
        desk.add_to_registry(&[&format!(r"HKCU\{EDGE}"), "/v", "pv", "/d", "140.0.0.0"])?;
        let before = desk.look()?;
        for _ in 0..2 {
            desk.install(&[], INSTALLED)?;
            desk.expect_installed(&desk.program_folder(), "HKCU")?;
        }
        desk.uninstall(&desk.program_folder(), &["/S"])?;
        same(&before, &desk.look()?)
    });
    checks.check("another program keeps its .vpptoken", || {
        let key = r"HKCU\Software\Classes\.vpptoken";
        desk.add_to_registry(&[key, "/ve", "/d", "Another.Program"])?;
        let before = desk.look()?;
        desk.install(&[], INSTALLED)?;
        let installed = desk.look()?;
        let is_offered = r#"HKCU\Software\Classes\.vpptoken\OpenWithProgids "Koshin.vpptoken"="""#;
        ensure!(installed.contains(is_offered), "Koshin is not offered");
        let default = format!("{key} @=\"Another.Program\"");
        ensure!(installed.contains(&default), "the other program was pushed aside");
        desk.uninstall(&desk.program_folder(), &["/S"])?;
        same(&before, &desk.look()?)
    });
}

struct Desk<'a> {
    wine: &'a Wine,
    made: &'a Made,
}

impl Desk<'_> {
    /// Makes the folders of the Start menu and of programs, which Windows always has.
    fn prepare(&self) -> Result<()> {
        fs::create_dir_all(self.wine.user().join("AppData/Local/Programs"))?;
        for root in ["HKCU", "HKLM"] {
            let entries = format!(r"{root}\Software\Microsoft\Windows\CurrentVersion\Uninstall");
            self.add_to_registry(&[&entries])?;
        }

        self.add_to_registry(&[r"HKCU\Software\Classes"])
    }

    /// Returns every file and every value of the registry.
    fn look(&self) -> Result<BTreeSet<String>> {
        let mut all = self.wine.files()?;
        all.extend(self.wine.registry()?);

        Ok(all)
    }

    fn program_folder(&self) -> PathBuf {
        self.wine.user().join("AppData/Local/Programs/Koshin")
    }

    fn install(&self, switches: &[&str], expected: i32) -> Result<()> {
        let mut command = self.wine.command(&self.made.installer);
        let output = self.wine.run(command.arg("/S").args(switches))?;
        ensure!(output.status.code() == Some(expected), "it ended with {}", output.status);

        Ok(())
    }

    /// The uninstaller goes on in a copy of itself: it has ended when all of Wine has.
    fn uninstall(&self, folder: &Path, switches: &[&str]) -> Result<()> {
        self.wine.succeed(self.wine.command(folder.join("uninstall.exe")).args(switches))?;

        self.wine.wait()
    }

    /// Runs a copy of the uninstaller, which does not go on in another: its exit code is the outcome.
    fn uninstall_by_copy(&self, switches: &[&str], expected: i32) -> Result<()> {
        let copy = self.wine.user().join("Temp/koshin-uninstall.exe");
        fs::create_dir_all(copy.parent().context("a folder")?)?;
        fs::copy(self.program_folder().join("uninstall.exe"), &copy)?;
        let mut command = self.wine.command(&copy);
        let folder = r"_?=C:\users\koshin\AppData\Local\Programs\Koshin";
        let output = self.wine.run(command.args(switches).arg(folder))?;
        ensure!(output.status.code() == Some(expected), "it ended with {}", output.status);

        Ok(fs::remove_file(&copy)?)
    }

    fn add_to_registry(&self, words: &[&str]) -> Result<()> {
        self.wine.succeed(self.wine.command("reg").arg("add").args(words).arg("/f")).map(|_| ())
    }

    fn expect_installed(&self, folder: &Path, root: &str) -> Result<()> {
        for name in PROGRAMS.into_iter().chain([LOADER]) {
            let (there, made) =
                (fs::read(folder.join(name))?, fs::read(self.made.stage.join(name))?);
            ensure!(there == made, "{name} is not the one that was made");
        }
        let start_menu = match root {
            "HKCU" => self.wine.user().join("AppData/Roaming"),
            _ => self.wine.drive().join("ProgramData"),
        };
        ensure!(start_menu.join(SHORTCUT).is_file(), "it is not in the Start menu");
        let registry = self.wine.registry()?;
        let version = format!(r#"{root}\{ENTRY} "DisplayVersion"="{VERSION}""#);
        ensure!(registry.contains(&version), "there is no uninstall entry of this version");
        for value in ["DisplayName", "Publisher", "EstimatedSize", "QuietUninstallString"] {
            let start = format!(r#"{root}\{ENTRY} "{value}"="#);
            ensure!(registry.iter().any(|it| it.starts_with(&start)), "the entry has no {value}");
        }
        let default = format!(r#"{root}\Software\Classes\.vpptoken @="Koshin.vpptoken""#);
        ensure!(registry.contains(&default), ".vpptoken is not Koshin's");

        Ok(())
    }

    fn stage_times(&self) -> Result<Vec<SystemTime>> {
        let changed = |it: &str| Ok(self.program_folder().join(it).metadata()?.modified()?);

        PROGRAMS.into_iter().map(changed).collect()
    }

    fn cli(&self) -> Command {
        self.wine.command(self.program_folder().join("koshin-cli.exe"))
    }
}
