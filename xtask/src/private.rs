//! `cargo xtask session -- COMMAND…`: a command in a private session.

use std::process::Command;

use anyhow::Result;

use crate::packages::Purpose;
use crate::session::Session;
use crate::{setup, shell};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (_, command) = shell::split(arguments);
    let Some((program, rest)) = command.split_first() else {
        return Err(shell::Usage("cargo xtask session -- COMMAND…".to_owned()).into());
    };
    setup::ensure(&[Purpose::Window])?;

    Session::open()?.run(Command::new(program).args(rest))
}
