//! Wine: a Windows of its own in a folder, fresh each time.
//!
//! Nothing of the person's is in it or reached from it but the drive `Z:`, which is this machine's
//! root; menus of the desktop are left alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, bail};

use super::limited::{output, text};
use crate::shell;

/// Where Debian has its programs.
const DEBIAN: &str = "/usr/lib/wine";

/// The source of a library that the standard library of Rust needs and this Wine may lack. It goes
/// into Wine's system folder, never beside a program that is shipped.
const SHIM: &str = "packaging/windows/bcryptprimitives.c";

/// A Windows of its own; ended when dropped.
#[derive(Debug)]
pub(super) struct Wine {
    folder: PathBuf,
    loader: PathBuf,
    server: PathBuf,
}

impl Wine {
    /// Makes a new one in this folder, in the place of a former one.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let it = Self {
            folder: folder.to_path_buf(),
            loader: program(&["wine64", "wine"])?,
            server: program(&["wineserver64", "wineserver"])?,
        };
        if folder.exists() {
            it.end();
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(it.home())?;
        let version = it.run(Command::new(&it.loader).arg("--version"))?;
        println!("{}", text(&version.stdout).trim());
        it.succeed(it.command("wineboot").arg("--init"))?;
        it.wait()?;
        it.add_shim()?;

        Ok(it)
    }

    /// Returns the command that runs a program of Windows.
    pub(super) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(&self.loader);
        command.arg(program.as_ref());
        self.surround(&mut command);

        command
    }

    /// Returns its drive `C:`.
    pub(super) fn drive(&self) -> PathBuf {
        self.folder.join("prefix/drive_c")
    }

    /// Returns the folder of whoever uses it.
    pub(super) fn user(&self) -> PathBuf {
        self.drive().join("users/koshin")
    }

    /// Waits until every program in it has ended, and all is on the disk.
    pub(super) fn wait(&self) -> Result<()> {
        self.run(Command::new(&self.server).arg("-w")).map(|_| ())
    }

    /// Returns a list of the registry's values, but for what Wine keeps there for itself.
    pub(super) fn registry(&self) -> Result<BTreeSet<String>> {
        self.wait()?;
        let mut all = BTreeSet::new();
        for (file, root) in [("user.reg", "HKCU"), ("system.reg", "HKLM")] {
            let text = fs::read_to_string(self.folder.join("prefix").join(file))?;
            all.extend(values(&text, root));
        }

        Ok(all)
    }

    /// Returns a list of the files and folders on drive `C:`, but for Windows itself and what is
    /// temporary.
    pub(super) fn files(&self) -> Result<BTreeSet<String>> {
        self.wait()?;
        let mut all = BTreeSet::new();
        list(&self.drive(), &self.drive(), &mut all)?;

        Ok(all)
    }

    /// Runs a command of this Wine to its end.
    pub(super) fn run(&self, command: &mut Command) -> Result<Output> {
        self.surround(command);

        output(command, Stdio::null())
    }

    /// Runs it, and fails when it fails.
    pub(super) fn succeed(&self, command: &mut Command) -> Result<Output> {
        let output = self.run(command)?;
        if !output.status.success() {
            bail!(
                "{} failed ({})\n{}{}",
                shell::shown(command),
                output.status,
                text(&output.stdout),
                text(&output.stderr)
            );
        }

        Ok(output)
    }

    fn surround(&self, command: &mut Command) {
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LANGUAGE"] {
            command.env_remove(name);
        }
        for (name, _) in std::env::vars_os() {
            let is_outside = name.to_str().is_some_and(|it| {
                it.to_lowercase().ends_with("_proxy")
                    || it.starts_with("XDG_")
                    || it.starts_with("KOSHIN_")
                    || it.starts_with("WINE")
            });
            if is_outside {
                command.env_remove(name);
            }
        }
        command
            .env("WINEPREFIX", self.folder.join("prefix"))
            .env("WINEDEBUG", "-all")
            // No entries in the desktop's menus, no offer to download anything.
            .env("WINEDLLOVERRIDES", "winemenubuilder.exe=d;mscoree=d;mshtml=d")
            .env("HOME", self.home())
            .env("USER", "koshin")
            .env("LC_ALL", "C.UTF-8");
    }

    fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    fn add_shim(&self) -> Result<()> {
        let library = self.drive().join("windows/system32/bcryptprimitives.dll");
        if library.exists() {
            return Ok(());
        }
        println!("this Wine lacks bcryptprimitives.dll, which Windows has; a stand-in is built");
        shell::run(
            Command::new("x86_64-w64-mingw32-gcc")
                .args(["-shared", "-O2", "-o"])
                .arg(&library)
                .arg(shell::root().join(SHIM))
                .arg("-ladvapi32"),
        )
    }

    fn end(&self) {
        let mut command = Command::new(&self.server);
        self.surround(&mut command);
        // Nothing may be left to be ended.
        let _ = command.arg("-k").stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        self.end();
    }
}

fn program(names: &[&str]) -> Result<PathBuf> {
    let of_debian = names.iter().map(|it| Path::new(DEBIAN).join(it)).find(|it| it.is_file());

    of_debian
        .or_else(|| names.iter().find_map(|it| shell::which(it)))
        .with_context(|| format!("{} is missing", names[0]))
}

/// Reads a file in which Wine keeps a part of the registry: one line per key and per value.
fn values(text: &str, root: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut key = None;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest.rsplit_once(']').map_or(rest, |it| it.0).replace(r"\\", r"\");
            key = is_for_programs(&name).then(|| format!(r"{root}\{name}"));
            all.extend(key.clone());
        } else if let Some(key) = &key
            && !line.is_empty()
            && !line.starts_with('#')
        {
            all.insert(format!("{key} {line}"));
        }
    }

    all
}

/// Tells whether a key is one that programs write, or one of Wine's passwords.
fn is_for_programs(key: &str) -> bool {
    let is_wines = key.starts_with(r"Software\Wine\") && !key.contains(r"\Credential Manager\");

    key.starts_with(r"Software\") && !is_wines && !key.contains("Windows NT")
}

fn list(folder: &Path, root: &Path, all: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let shown = path.strip_prefix(root)?.to_string_lossy().into_owned();
        if shown == "windows" || shown.ends_with("/Temp") {
            continue;
        }
        all.insert(shown);
        if entry.file_type()?.is_dir() {
            list(&path, root, all)?;
        }
    }

    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_read_without_times_and_without_wines_own() {
        let text = "WINE REGISTRY Version 2\n\n\
            [Software\\\\Classes\\\\.vpptoken] 1795645438\n#time=1dd7d2baa090e70\n\
            @=\"Koshin.vpptoken\"\n\n\
            [Software\\\\Wine\\\\Fonts] 1795645339\n\"Cache\"=\"x\"\n\n\
            [System\\\\Setup] 1\n\"a\"=\"b\"\n";

        let found = values(text, "HKCU");

        let expected = [
            r"HKCU\Software\Classes\.vpptoken".to_owned(),
            "HKCU\\Software\\Classes\\.vpptoken @=\"Koshin.vpptoken\"".to_owned(),
        ];
        assert_eq!(found, BTreeSet::from(expected));
    }
}
