//! The system packages: finds what is missing, names it, installs it.
//!
//! Where everything is there this costs one question to the package manager and no network.

use std::collections::BTreeSet;
use std::fmt;
use std::io::IsTerminal as _;
use std::process::Command;

use anyhow::{Result, bail};

use crate::packages::{NEEDS, Need, Purpose, Sign};
use crate::shell;

/// Packages are missing, and this person may not install any.
#[derive(Debug)]
pub(crate) struct CannotInstall(String);

impl fmt::Display for CannotInstall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "installing needs root. Run this, then the same command again:\n\n  {}", self.0)
    }
}

impl std::error::Error for CannotInstall {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

impl Manager {
    /// Returns the manager of this system. zypper before dnf: openSUSE offers both.
    fn of_this_system() -> Option<Self> {
        [Self::Apt, Self::Zypper, Self::Dnf, Self::Pacman]
            .into_iter()
            .find(|it| shell::which(it.program()).is_some())
    }

    const fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Zypper => "zypper",
        }
    }

    const fn install(self) -> &'static [&'static str] {
        match self {
            // Another apt may be at work, as on a machine that has just started.
            Self::Apt => &[
                "apt-get",
                "-o",
                "DPkg::Lock::Timeout=300",
                "install",
                "-y",
                "--no-install-recommends",
            ],
            Self::Dnf => &["dnf", "install", "-y", "--setopt=install_weak_deps=False"],
            Self::Pacman => &["pacman", "-S", "--needed", "--noconfirm"],
            Self::Zypper => &["zypper", "--non-interactive", "install", "--no-recommends"],
        }
    }

    /// Fetches the lists of packages, where the manager does not do that by itself.
    const fn refresh(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Apt => Some(&["apt-get", "update"]),
            Self::Pacman => Some(&["pacman", "-Sy"]),
            Self::Dnf | Self::Zypper => None,
        }
    }

    fn packages(self, need: &Need) -> &'static [&'static str] {
        match self {
            Self::Apt => need.apt,
            Self::Dnf => need.dnf,
            Self::Pacman => need.pacman,
            Self::Zypper => need.zypper,
        }
    }

    /// Asks which of these packages are installed. `ask` runs a program and returns what it printed.
    fn installed(
        self,
        packages: &BTreeSet<&'static str>,
        ask: impl Fn(&str, &[&str]) -> Option<String>,
    ) -> BTreeSet<String> {
        let ask_for_all = |program: &str, first: &[&'static str]| {
            let arguments: Vec<&str> = first.iter().chain(packages).copied().collect();
            ask(program, &arguments).unwrap_or_default()
        };
        match self {
            Self::Apt => {
                ask_for_all("dpkg-query", &["-W", "-f", "${db:Status-Status} ${Package}\n"])
                    .lines()
                    .filter_map(|it| it.strip_prefix("installed "))
                    .map(str::to_owned)
                    .collect()
            }
            Self::Pacman => ask_for_all("pacman", &["-Q"])
                .lines()
                .filter_map(|it| it.split(' ').next())
                .map(str::to_owned)
                .collect(),
            // A name may be what another package provides, as pkg-config is, and the answer then has
            // that package's name: each is asked for by itself.
            Self::Dnf | Self::Zypper => packages
                .iter()
                .filter(|it| {
                    let asked = ["-q", "--whatprovides", "--qf", "installed\n", it];
                    ask("rpm", &asked).is_some_and(|it| it.lines().any(|line| line == "installed"))
                })
                .map(|it| (*it).to_owned())
                .collect(),
        }
    }
}

/// Makes sure that everything is there that these purposes need.
pub(crate) fn ensure(purposes: &[Purpose]) -> Result<()> {
    if cfg!(windows) {
        hint_at_webview2();
        return Ok(());
    }
    if cfg!(target_os = "macos") {
        return Ok(());
    }
    let Some(manager) = Manager::of_this_system() else {
        println!("This system's package manager is not known here; going on without a look at the");
        println!("system packages. README.md names what is needed.");
        return Ok(());
    };
    let missing = missing(manager, purposes);
    if missing.is_empty() {
        return Ok(());
    }

    println!("Missing system packages: {}", missing.join(" "));
    install(manager, &missing)
}

fn missing(manager: Manager, purposes: &[Purpose]) -> Vec<&'static str> {
    let mut wanted = BTreeSet::new();
    let mut to_ask_for = BTreeSet::new();
    for need in NEEDS.iter().filter(|it| purposes.contains(&it.purpose)) {
        let is_there = match need.sign {
            Sign::Program(names) => names.iter().any(|it| shell::which(it).is_some()),
            Sign::TargetOrPackage(target) => crate::cargo::has_target(target),
            Sign::Package => false,
        };
        if is_there {
            continue;
        }
        match need.sign {
            Sign::Program(_) => wanted.extend(manager.packages(need)),
            Sign::Package | Sign::TargetOrPackage(_) => to_ask_for.extend(manager.packages(need)),
        }
    }
    if !to_ask_for.is_empty() {
        let installed = manager.installed(&to_ask_for, shell::output);
        wanted.extend(to_ask_for.into_iter().filter(|it| !installed.contains(*it)));
    }

    wanted.into_iter().collect()
}

/// Installs; when that fails, the lists may be absent or old, so they are fetched once.
fn install(manager: Manager, packages: &[&str]) -> Result<()> {
    let Some(sudo) = way_to_root() else {
        let words: Vec<&str> = manager.install().iter().chain(packages).copied().collect();
        return Err(CannotInstall(format!("sudo {}", words.join(" "))).into());
    };
    let as_root = |words: &[&str]| {
        let mut command = match sudo {
            Root::Already => Command::new("env"),
            Root::Sudo => {
                let mut command = Command::new("sudo");
                command.args(["-n", "env"]);
                command
            }
            Root::SudoThatAsks => {
                let mut command = Command::new("sudo");
                command.arg("env");
                command
            }
        };
        // sudo asks at the terminal itself, so that nothing on stdin is right here, too.
        shell::run(command.arg("DEBIAN_FRONTEND=noninteractive").args(words))
    };

    let words: Vec<&str> = manager.install().iter().chain(packages).copied().collect();
    if as_root(&words).is_ok() {
        return Ok(());
    }
    let Some(refresh) = manager.refresh() else { bail!("the packages could not be installed") };
    println!("That did not work with the package lists of this machine; fetching them.");
    as_root(refresh)?;

    as_root(&words)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Already,
    Sudo,
    /// It asks for the password of the person at the terminal.
    SudoThatAsks,
}

/// Returns how commands can be run as root here.
fn way_to_root() -> Option<Root> {
    let is_root = shell::output("id", &["-u"]).is_some_and(|it| it.trim() == "0");
    let has_sudo = || shell::which("sudo").is_some();
    let asks_nobody = || shell::succeeds("sudo", &["-n", "true"]);

    way(is_root, has_sudo, asks_nobody, std::io::stdin().is_terminal())
}

/// Without a terminal, as in CI, nobody is asked.
fn way(
    is_root: bool,
    has_sudo: impl Fn() -> bool,
    asks_nobody: impl Fn() -> bool,
    is_terminal: bool,
) -> Option<Root> {
    if is_root {
        Some(Root::Already)
    } else if !has_sudo() {
        None
    } else if asks_nobody() {
        Some(Root::Sudo)
    } else {
        is_terminal.then_some(Root::SudoThatAsks)
    }
}

/// Windows 11 brings `WebView2`; older ones may lack it.
fn hint_at_webview2() {
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    let is_there = [r"HKLM\SOFTWARE\WOW6432Node", r"HKLM\SOFTWARE", r"HKCU\Software"]
        .iter()
        .any(|it| shell::succeeds("reg", &["query", &format!(r"{it}\{CLIENT}"), "/v", "pv"]));
    if !is_there {
        println!(
            "Koshin's window needs the Microsoft Edge WebView2 Runtime, which was not found on"
        );
        println!("this PC: https://developer.microsoft.com/microsoft-edge/webview2/");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_can_be_met_with_every_manager() {
        for manager in [Manager::Apt, Manager::Dnf, Manager::Pacman, Manager::Zypper] {
            let unmet: Vec<_> = NEEDS
                .iter()
                .filter(|it| manager.packages(it).is_empty())
                // Debian alone has a compiler with the source of its library; rustup has the target.
                .filter(|it| manager == Manager::Apt || !TARGETS.contains(&it.sign))
                // And what is packed and tried for others is packed and tried on Debian.
                .filter(|it| manager == Manager::Apt || !FOR_PACKAGES.contains(&it.purpose))
                .collect();

            assert!(unmet.is_empty(), "{manager:?}: {unmet:?}");
        }
    }

    const FOR_PACKAGES: &[Purpose] = &[
        Purpose::Installer,
        Purpose::Wine,
        Purpose::LinuxPackages,
        Purpose::AppImage,
        Purpose::FreshRoot,
    ];
    const TARGETS: &[Sign] =
        &[Sign::TargetOrPackage(crate::cross::WINDOWS), Sign::TargetOrPackage(crate::cross::MACOS)];

    #[test]
    fn what_another_package_provides_is_installed() {
        // As rpm answers on openSUSE, where pkg-config is the name of something provided.
        let rpm = |program: &str, arguments: &[&str]| {
            assert_eq!(program, "rpm");
            let is_by_name = !arguments.contains(&"--whatprovides");
            let known = if is_by_name { &["gcc"][..] } else { &["gcc", "pkg-config"] };
            let last = arguments.last().copied().unwrap_or_default();
            let answer = if known.contains(&last) {
                let name = if last == "pkg-config" { "pkgconf-pkg-config" } else { last };
                let form = arguments[arguments.len() - 2];
                form.replace("%{NAME}", name)
            } else {
                format!("no package provides {last}\n")
            };
            Some(answer)
        };
        let wanted = BTreeSet::from(["gcc", "make", "pkg-config"]);

        for manager in [Manager::Dnf, Manager::Zypper] {
            let installed = manager.installed(&wanted, rpm);

            let expected = ["gcc", "pkg-config"].map(str::to_owned);
            assert_eq!(installed, BTreeSet::from(expected), "{manager:?}");
        }
    }

    #[test]
    fn a_person_at_a_terminal_is_asked_for_the_password_and_nobody_else_is() {
        let check = |is_root, has_sudo: bool, asks_nobody: bool, is_terminal, expected| {
            let found = way(is_root, || has_sudo, || asks_nobody, is_terminal);
            assert_eq!(found, expected, "{is_root} {has_sudo} {asks_nobody} {is_terminal}");
        };

        check(true, false, false, false, Some(Root::Already));
        check(false, true, true, false, Some(Root::Sudo));
        check(false, true, false, true, Some(Root::SudoThatAsks));
        check(false, true, false, false, None);
        check(false, false, false, true, None);
    }

    #[test]
    fn the_text_for_people_without_root_is_a_command() {
        let error = CannotInstall("sudo apt-get install -y xvfb".to_owned());

        assert!(error.to_string().ends_with("\n  sudo apt-get install -y xvfb"));
    }
}
