//! `koshin-cli-pages FOLDER`: writes the manual pages and the shells' completions of `koshin-cli`.
//!
//! For whoever makes packages; built with the feature `pages` only, and never shipped.

#[path = "args.rs"]
mod args;
#[path = "help.rs"]
mod help;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap_complete::Shell;
use koshin_app::view::Language;
use koshin_app::words::Words;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return ExitCode::from(2);
    };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let command = help::command(Words::of(Language::En));
    clap_mangen::generate_to(command.clone(), folder)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut command.clone(), "koshin-cli", folder)?;
    }

    Ok(())
}
