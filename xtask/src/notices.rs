//! `cargo xtask notices`: the licenses of everything that is in Koshin, for the page About.

mod graph;
mod page;
mod texts;

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// The list and the texts, shipped with the page.
const NOTICES: &str = "ui/app/notices.txt";

/// What else `Cargo.lock` names: with it `tests/notices.rs` can tell, from `Cargo.lock` alone,
/// that nothing was added since.
const APART: &str = "xtask/src/notices/apart.txt";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let is_check = match arguments[..] {
        [] => false,
        ["--check"] => true,
        [..] => return Err(shell::Usage("cargo xtask notices [--check]".to_owned()).into()),
    };

    let graph = graph::read()?;
    let notices = page::lay_out(&texts::collect(&graph.shipped)?);
    if is_check {
        compare(NOTICES, &notices)?;
        return compare(APART, &graph.apart);
    }
    fs::write(shell::root().join(NOTICES), &notices)?;
    fs::write(shell::root().join(APART), &graph.apart)?;
    println!("{NOTICES}: {} crates, {} kB", graph.shipped.len(), notices.len() / 1000);

    Ok(())
}

/// Fails where the file is not what it would be now, naming the first lines that differ.
fn compare(file: &str, wanted: &str) -> Result<()> {
    let found = fs::read_to_string(shell::root().join(file))
        .with_context(|| format!("{file} cannot be read"))?;
    if found == wanted {
        return Ok(());
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (had, has) = (lines(&found), lines(wanted));
    let missing = has.difference(&had).map(|it| format!("  + {it}"));
    let gone = had.difference(&has).map(|it| format!("  - {it}"));
    let some: Vec<String> = missing.chain(gone).take(20).collect();

    bail!("{file} is not up to date; run: cargo xtask notices\n{}", some.join("\n"))
}
