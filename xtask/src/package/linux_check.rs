//! Trying what was made for Linux, in a fresh Debian.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use super::VERSION;
use super::checks::{Checks, same};
use super::limited::{output, text};
use super::linux::Made;
use super::renewal::{Cli, Password};
use crate::session::Session;
use crate::shell;
use crate::test::clock;

/// Where Debian names its archives, in its newer and its older form.
const SOURCES: &[&str] = &["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"];

/// What a person has, who uses Koshin in that Debian.
const PERSON: &str = "person";

pub(super) fn run(made: &Made) -> Result<()> {
    let mut checks = Checks::default();
    checks.check("the rpm installs what the deb installs, and goes again", || try_rpm(made));

    let begun = Instant::now();
    let fresh = Fresh::make(&shell::root().join("target/fresh"))?;
    fresh.satisfy(&made.deb)?;
    println!("a fresh Debian with what the deb depends on: {}", clock(begun.elapsed()));

    let begun = Instant::now();
    try_deb(&fresh, made, &mut checks);
    println!("installed, used, removed: {}", clock(begun.elapsed()));

    checks.end("linux")
}

fn try_deb(fresh: &Fresh, made: &Made, checks: &mut Checks) {
    let home = fresh.root.join("home").join(PERSON);
    let before = fresh.files();
    checks.check("the deb installs with dpkg alone", || {
        fresh.succeed(&["dpkg", "--install", &fresh.take(&made.deb)?]).map(|_| ())
    });
    let call = || fresh.command_of_person(&["koshin-cli"]);
    let cli = Cli { command: &call, folder: &home };
    checks.check("koshin-cli --version runs", || cli.says_version(VERSION));
    checks.check("a license is renewed on the practice site", || cli.renews(Password::Given));
    checks.check("the window opens", || open_window(fresh));
    checks.check(".vpptoken is known, and Koshin is what opens it", || {
        let token = home.join("a.vpptoken");
        fs::write(&token, "a token")?;
        let there = format!("/home/{PERSON}/a.vpptoken");
        let kind = fresh.succeed(&["gio", "info", "-a", "standard::content-type", &there]);
        fs::remove_file(token)?;
        let kind = text(&kind?.stdout);
        ensure!(kind.contains("content-type: application/x-vpptoken"), "it is {kind}");
        let app = text(&fresh.succeed(&["gio", "mime", "application/x-vpptoken"])?.stdout);
        ensure!(app.lines().next().is_some_and(|it| it.contains("koshin.desktop")), "{app}");
        Ok(())
    });
    checks.check("the manual page and the completions are found", || {
        let folder = fresh.root.join("usr/share");
        for name in ["man/man1/koshin-cli.1.gz", "bash-completion/completions/koshin-cli"] {
            ensure!(folder.join(name).is_file(), "{name} is missing");
        }
        Ok(())
    });
    checks.check("purged, it leaves the person's records and nothing else", || {
        let kept = fs::read(home.join(".local/share/koshin/journal.jsonl"))?;
        fresh.succeed(&["dpkg", "--purge", "koshin"])?;
        let still = fs::read(home.join(".local/share/koshin/journal.jsonl"))?;
        ensure!(kept == still && !kept.is_empty(), "the records were touched");
        let home = format!("home/{PERSON}/");
        let without_home = |all: BTreeSet<String>| -> BTreeSet<String> {
            all.into_iter().filter(|it| !it.starts_with(&home)).collect()
        };
        same(&without_home(before?), &without_home(fresh.files()?))
    });
}

/// Opens the window on a display of this machine, which the fresh Debian reaches by its name alone.
fn open_window(fresh: &Fresh) -> Result<()> {
    let session = Session::open()?;
    let mut koshin = fresh.command_of_person(&["koshin"]);
    koshin.env_remove("DBUS_SESSION_BUS_ADDRESS");
    // The window's title is the app's name, once the page has been drawn.
    let script = "\
        \"$@\" & app=$!; \
        for _ in $(seq 300); do \
          if xdotool search --onlyvisible --name Koshin >/dev/null 2>&1; then found=1; break; fi; \
          kill -0 $app 2>/dev/null || break; sleep 0.1; \
        done; \
        kill -KILL $app 2>/dev/null; wait $app; [ \"$found\" = 1 ]";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh"]).arg(koshin.get_program()).args(koshin.get_args());
    command.env_remove("DBUS_SESSION_BUS_ADDRESS");

    session.run(&command)
}

/// A fresh Debian in a folder, of the release of this machine.
struct Fresh {
    root: PathBuf,
}

impl Fresh {
    fn make(root: &Path) -> Result<Self> {
        let is_root = shell::output("id", &["-u"]).is_some_and(|it| it.trim() == "0");
        ensure!(is_root, "a fresh Debian can be made by root only; run this as root");
        let release = fs::read_to_string("/etc/os-release")?;
        let release = release
            .lines()
            .find_map(|it| it.strip_prefix("VERSION_CODENAME="))
            .context("the release of this Debian has no name")?;
        let sources = SOURCES
            .iter()
            .find(|it| Path::new(it).is_file())
            .context("apt's list of archives is not where Debian has it")?;
        if root.exists() {
            fs::remove_dir_all(root)?;
        }
        // The lists of packages stay, for what is installed then.
        shell::run(
            Command::new("mmdebstrap")
                .args(["--quiet", "--variant=apt", "--mode=root", "--skip=cleanup/apt", release])
                .args([root, Path::new(sources)]),
        )?;
        let it = Self { root: root.to_path_buf() };
        it.succeed(&["useradd", "--create-home", PERSON])?;

        Ok(it)
    }

    /// Installs what the deb depends on, and what looks at its files.
    fn satisfy(&self, deb: &Path) -> Result<()> {
        let deb = deb.to_str().context("a path in UTF-8")?;
        let depends = shell::output("dpkg-deb", &["--field", deb, "Depends"]).unwrap_or_default();
        let depends = depends.trim();
        ensure!(!depends.is_empty(), "the deb depends on nothing");
        let wanted = format!("{depends}, libglib2.0-bin, shared-mime-info, desktop-file-utils");
        println!("$ apt-get satisfy '{wanted}' (in the fresh Debian)");
        let apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "satisfy", "-y"];
        let words = [&apt[..], &["--no-install-recommends", &wanted]].concat();

        self.succeed(&words).map(|_| ())
    }

    /// Copies a file in, and returns its path there.
    fn take(&self, file: &Path) -> Result<String> {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(file, self.root.join("tmp").join(name))?;

        Ok(format!("/tmp/{}", name.to_string_lossy()))
    }

    fn succeed(&self, words: &[&str]) -> Result<Output> {
        let output = output(&mut self.command(words), Stdio::null())?;
        if !output.status.success() {
            bail!("{} failed: {}{}", words.join(" "), text(&output.stdout), text(&output.stderr));
        }

        Ok(output)
    }

    /// Returns the command that runs this in the fresh Debian, with processes of its own, so that
    /// nothing of it is left running.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c"]);
        command.arg(
            "mount -t proc proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && exec chroot \"$0\" \"$@\"",
        );
        command.arg(&self.root).args(words);
        command.env("LC_ALL", "C.UTF-8").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");

        command
    }

    fn command_of_person(&self, words: &[&str]) -> Command {
        let home = format!("HOME=/home/{PERSON}");
        let person = ["setpriv", "--reuid", PERSON, "--regid", PERSON, "--init-groups"];
        let clean = ["env", "--unset=XDG_DATA_HOME", "--unset=XDG_RUNTIME_DIR", "--chdir=/", &home];

        self.command(&[&person[..], &clean[..], words].concat())
    }

    /// Returns a list of its files, but for what packages keep of each other.
    fn files(&self) -> Result<BTreeSet<String>> {
        let mut all = BTreeSet::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let path = entry.path();
                let shown = path.strip_prefix(&self.root)?.to_string_lossy().into_owned();
                let is_apart = ["proc", "dev", "sys", "run", "tmp", "var/cache", "var/log"]
                    .contains(&shown.as_str())
                    || shown.starts_with("var/lib/dpkg/");
                if is_apart {
                    continue;
                }
                if entry.file_type()?.is_dir() {
                    folders.push(path);
                }
                all.insert(shown);
            }
        }

        Ok(all)
    }
}

/// Installs the rpm into an empty folder with a list of packages of its own.
fn try_rpm(made: &Made) -> Result<()> {
    let root = shell::root().join("target/package/linux/rpm/root");
    fs::create_dir_all(&root)?;
    let rpm = |words: &[&str]| -> Result<Output> {
        let mut command = Command::new("rpm");
        let output = output(command.arg("--root").arg(&root).args(words), Stdio::null())?;
        ensure!(output.status.success(), "rpm {}: {}", words.join(" "), text(&output.stderr));
        Ok(output)
    };
    let package = made.rpm.to_str().context("a path in UTF-8")?;
    rpm(&["--initdb"])?;
    let requires = text(&rpm(&["-q", "--requires", "-p", package])?.stdout);
    ensure!(requires.contains("libwebkit2gtk-4.1.so.0"), "the window needs WebKit: {requires}");
    // What it requires are packages of other systems.
    rpm(&["--install", "--nodeps", "--noscripts", package])?;
    for name in ["usr/bin/koshin", "usr/bin/koshin-cli", "usr/share/applications/koshin.desktop"] {
        let (there, staged) = (fs::read(root.join(name))?, fs::read(made.stage.join(name))?);
        ensure!(there == staged, "{name} is not the one that was made");
    }
    rpm(&["--verify", "--nodeps", "koshin"])?;
    rpm(&["--erase", "--nodeps", "koshin"])?;
    ensure!(!root.join("usr/bin/koshin").exists(), "it is still there");
    ensure!(!root.join("usr/share/doc/koshin").exists(), "its documents are still there");

    Ok(())
}
