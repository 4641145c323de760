//! What is asked of `cargo xtask package`.

use anyhow::Result;

use crate::shell::Usage;

/// The arguments, as `--help` shows them.
pub(crate) const ARGUMENTS: &str =
    "[windows] [macos] [linux] [appimage] [--check | --build | --pack] [--sign]";

/// What `--help` says beyond the one line.
pub(crate) const DETAILS: &str = "\
windows   builds koshin.exe and koshin-cli.exe, an installer (NSIS) and a portable zip: on Windows
          with Microsoft's compiler, for releases; on Linux with mingw, for trying.

macos     on macOS builds both programs for both kinds of Mac, and a disk image with the app.

linux     builds koshin and koshin-cli, and makes a deb and an rpm of them (Debian, Ubuntu).

appimage  makes one file of the window's program for any Linux; fetches Tauri's tools (Linux).

--check   tries what was made, from a quick build that is nothing to give away. Without a system
          all that can be tried here, in this order. For Windows the unit tests, installing, a whole
          practice renewal with the password in the Credential Manager, uninstalling: all of it under
          Wine, which is not Windows and has no WebView2, so the window is not opened there. For
          macOS everything type-checks, the tests too; nothing is linked or run. For Linux
          installing, a practice renewal, the window, and removing, in a fresh Debian (needs root).

--build   stops before packing, --pack packs what was built: what signs is then never at hand while
          foreign code is compiled (windows, macos).

--sign    signs while packing, with what the environment holds: packaging/windows/sign.ps1, or
          Tauri's APPLE_ variables.

Without a system, each that can be made here. What is made lands in target/package. Missing system
packages are named and installed.";

/// What can be packaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    Windows,
    MacOs,
    Linux,
    AppImage,
}

impl System {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::MacOs => "macos",
            Self::Linux => "linux",
            Self::AppImage => "appimage",
        }
    }
}

/// How far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Builds and packs.
    Make,
    /// Builds.
    Build,
    /// Packs what was built.
    Pack,
    /// Builds quickly, packs and tries.
    Check,
}

/// The whole command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct How {
    pub(super) systems: Vec<System>,
    pub(super) way: Way,
    pub(super) is_signed: bool,
}

/// Reads the arguments.
pub(super) fn read(arguments: &[String]) -> Result<How> {
    let mut how = How { systems: Vec::new(), way: Way::Make, is_signed: false };
    for word in arguments {
        match (word.as_str(), how.way) {
            ("windows", _) => how.systems.push(System::Windows),
            ("macos", _) => how.systems.push(System::MacOs),
            ("linux", _) => how.systems.push(System::Linux),
            ("appimage", _) => how.systems.push(System::AppImage),
            ("--check", Way::Make) => how.way = Way::Check,
            ("--build", Way::Make) => how.way = Way::Build,
            ("--pack", Way::Make) => how.way = Way::Pack,
            ("--sign", _) => how.is_signed = true,
            _ => return Err(usage()),
        }
    }
    let has = |systems: &[System]| how.systems.iter().any(|it| systems.contains(it));
    let is_in_parts = matches!(how.way, Way::Build | Way::Pack) || how.is_signed;
    let is_wrong = is_in_parts && has(&[System::Linux, System::AppImage])
        || how.way == Way::Check && has(&[System::AppImage])
        || how.is_signed && matches!(how.way, Way::Build | Way::Check);
    if is_wrong {
        return Err(usage());
    }
    if how.systems.is_empty() {
        how.systems = here(how.way);
    }

    Ok(how)
}

/// Returns what can be made, or tried, on this system, in the order of its worth.
fn here(way: Way) -> Vec<System> {
    if cfg!(windows) {
        vec![System::Windows]
    } else if cfg!(target_os = "macos") {
        vec![System::MacOs]
    } else if way == Way::Check {
        vec![System::Windows, System::MacOs, System::Linux]
    } else if way == Way::Make {
        vec![System::Windows, System::Linux]
    } else {
        vec![System::Windows]
    }
}

fn usage() -> anyhow::Error {
    Usage(format!("cargo xtask package {ARGUMENTS}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &str) -> Result<How> {
        read(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn systems_and_a_way_are_read_in_any_order() {
        let how = asked("--check linux windows").expect("it is right");

        assert_eq!(how.systems, [System::Linux, System::Windows]);
        assert_eq!((how.way, how.is_signed), (Way::Check, false));
    }

    #[test]
    fn what_signs_is_never_asked_for_while_something_is_compiled_to_be_tried() {
        for words in ["windows --build --sign", "windows --check --sign", "linux --sign"] {
            assert!(asked(words).is_err(), "{words}");
        }
        assert!(asked("windows --pack --sign").is_ok(), "as the release does it");
    }

    #[test]
    fn two_ways_at_once_and_unknown_words_are_refused() {
        for words in ["--build --pack", "--check --build", "solaris", "appimage --check"] {
            assert!(asked(words).expect_err("it is wrong").is::<Usage>(), "{words}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_tried_without_a_name_is_everything_in_the_order_of_its_worth() {
        let how = asked("--check").expect("it is right");

        assert_eq!(how.systems, [System::Windows, System::MacOs, System::Linux]);
    }
}
