//! The commands of this repository: `cargo xtask <command>`.
//!
//! Nothing of Koshin is in here, and nothing that needs a system library: this program is what
//! installs the system packages that the rest is built with.
#![expect(clippy::print_stdout, reason = "what a command prints is its purpose")]
#![expect(clippy::print_stderr, reason = "what a command prints is its purpose")]

mod bench;
mod cargo;
mod cross;
mod fmt;
mod fonts;
mod held;
mod icons;
mod lint;
mod notices;
mod package;
mod packages;
mod parts;
mod private;
mod run;
mod screens;
mod session;
mod setup;
mod shell;
mod ship;
mod stages;
mod test;
mod together;

use std::process::ExitCode;

use anyhow::Result;

/// One command, as `--help` shows it.
struct Task {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    /// What `--help` of the command alone says beyond that.
    details: &'static str,
    run: fn(&[String]) -> Result<()>,
    /// Whether it is there yet.
    is_here: bool,
}

const TASKS: &[Task] = &[
    Task {
        name: "run",
        arguments: "[-- ARGUMENTS OF THE APP]",
        about: "Build and open the app; without a display, play one practice renewal",
        details: "",
        run: run::run,
        is_here: true,
    },
    Task {
        name: "test",
        arguments: "[--only STAGE]… [--list] [-- TEST ARGUMENTS]",
        about: "Everything that must hold, stage by stage; what CI runs",
        details: "",
        run: test::run,
        is_here: true,
    },
    Task {
        name: "fmt",
        arguments: "[--check]",
        about: "Format the Rust code",
        details: "",
        run: fmt::run,
        is_here: true,
    },
    Task {
        name: "lint",
        arguments: "",
        about: "Clippy, warnings are errors",
        details: "",
        run: lint::run,
        is_here: true,
    },
    Task {
        name: "screens",
        arguments: "[-- TEST ARGUMENTS]",
        about: "Pictures of every screen, both languages and themes, into docs/screens",
        details: "",
        run: screens::run,
        is_here: parts::SCREENS,
    },
    Task {
        name: "bench",
        arguments: "[-- MEASUREMENT…]",
        about: "Speed and size against an empty window, as ratios of one run",
        details: "",
        run: bench::run,
        is_here: cfg!(target_os = "linux"),
    },
    Task {
        name: "icons",
        arguments: "",
        about: "The app's icon in every size and form, from the drawings in icons/",
        details: "",
        run: icons::run,
        is_here: true,
    },
    Task {
        name: "fonts",
        arguments: "",
        about: "The small fonts of the window on Linux, from the labels and Noto Sans CJK",
        details: "",
        run: fonts::run,
        is_here: cfg!(target_os = "linux"),
    },
    Task {
        name: "notices",
        arguments: "[--check]",
        about: "The licenses of everything in Koshin, for the page About, into ui/app/notices.txt",
        details: "",
        run: notices::run,
        is_here: true,
    },
    Task {
        name: "package",
        arguments: package::ARGUMENTS,
        about: "What people install: installer and zip, disk image, deb and rpm; --check tries them",
        details: package::DETAILS,
        run: package::run,
        is_here: true,
    },
    Task {
        name: "session",
        arguments: "-- COMMAND…",
        about: "Run a command with an own display, session bus, keyring and home folder",
        details: "",
        run: private::run,
        is_here: cfg!(target_os = "linux"),
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        print_help();
        return ExitCode::from(2);
    };
    if matches!(name.as_str(), "--help" | "-h" | "help") {
        print_help();
        return ExitCode::SUCCESS;
    }
    let Some(task) = TASKS.iter().find(|it| it.is_here && it.name == name) else {
        eprintln!("xtask: no command {name:?}; these are there:\n");
        print_help();
        return ExitCode::from(2);
    };
    if rest.iter().take_while(|it| *it != "--").any(|it| it == "--help" || it == "-h") {
        println!("cargo xtask {} {}\n\n{}", task.name, task.arguments, task.about);
        if !task.details.is_empty() {
            println!("\n{}", task.details);
        }
        return ExitCode::SUCCESS;
    }

    match (task.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask {name}: {error:#}");
            ExitCode::from(exit_code(&error))
        }
    }
}

/// 2: called wrongly; 3: system packages are missing and cannot be installed from here; 1: the rest.
fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<shell::Usage>() {
        2
    } else if error.is::<setup::CannotInstall>() {
        3
    } else {
        1
    }
}

fn print_help() {
    println!("cargo xtask <command>\n");
    for task in TASKS.iter().filter(|it| it.is_here) {
        println!("  {:<8} {}", task.name, task.about);
        if !task.arguments.is_empty() {
            println!("           {}", task.arguments);
        }
    }
}
