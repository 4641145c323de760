//! `cargo xtask screens`: a picture of every screen, in both languages and both themes.

use anyhow::Result;

use crate::packages::Purpose;
use crate::{setup, shell, stages};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (ours, extra) = shell::split(arguments);
    if !ours.is_empty() {
        return Err(shell::Usage("cargo xtask screens".to_owned()).into());
    }
    setup::ensure(&[Purpose::Build, Purpose::Window])?;

    stages::walk("screens", extra, &shell::root().join("docs/screens"))
}
