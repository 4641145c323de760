//! Which crates are in the programs that are shipped.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::cargo;

/// The packages whose programs are shipped.
const PROGRAMS: [&str; 2] = ["koshin", "koshin-cli"];

/// What they are shipped for.
const TARGETS: [&str; 7] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "x86_64-pc-windows-gnu",
    "aarch64-pc-windows-msvc",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
];

/// What `Cargo.lock` names, our own packages apart.
#[derive(Debug)]
pub(super) struct Graph {
    /// What is in the programs, by name and version.
    pub(super) shipped: Vec<Crate>,
    /// The rest, a line each: for building, for tests, for other systems.
    pub(super) apart: String,
}

/// A crate of somebody else.
#[derive(Debug)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) license: String,
    pub(super) repository: Option<String>,
    pub(super) authors: Vec<String>,
    /// Where its files are on this machine.
    pub(super) folder: PathBuf,
    /// A file with its license, where it has one of an unusual name.
    pub(super) license_file: Option<PathBuf>,
}

/// A name and a version.
type Key = (String, String);

/// Reads the graph. Fetches what of other systems was never needed here.
pub(super) fn read() -> Result<Graph> {
    let known = known()?;
    let in_programs = in_programs()?;
    let (shipped, apart): (Vec<_>, Vec<_>) = known
        .into_iter()
        .partition(|it| in_programs.contains(&(it.name.clone(), it.version.clone())));
    ensure!(!shipped.is_empty(), "cargo names no crates");

    let apart: Vec<String> = apart.iter().map(|it| format!("{} {}", it.name, it.version)).collect();

    Ok(Graph { shipped, apart: apart.join("\n") + "\n" })
}

/// Returns what cargo builds into the programs: no build scripts, no tests.
fn in_programs() -> Result<BTreeSet<Key>> {
    let mut command = cargo::cargo();
    command.args(["tree", "--locked", "--edges=normal", "--prefix=none", "--format={p}"]);
    command.args(PROGRAMS.iter().map(|it| format!("--package={it}")));
    command.args(TARGETS.iter().map(|it| format!("--target={it}")));
    let tree = cargo::printed_by(&mut command)?;

    Ok(tree.lines().filter_map(key_of).collect())
}

/// Reads `name v1.2.3 (proc-macro)`.
fn key_of(line: &str) -> Option<Key> {
    let mut words = line.split(' ');

    Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
}

/// Returns every crate that `Cargo.lock` names but our own, by name and version.
fn known() -> Result<Vec<Crate>> {
    let metadata = cargo::printed_by(cargo::cargo().args([
        "metadata",
        "--locked",
        "--format-version=1",
        "--all-features",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo prints JSON")?;
    let packages = metadata["packages"].as_array().context("cargo lists packages")?;
    let of_others = packages.iter().filter(|it| !it["source"].is_null());
    let mut found = of_others.map(read_crate).collect::<Result<Vec<_>>>()?;
    found.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));

    Ok(found)
}

fn read_crate(raw: &Value) -> Result<Crate> {
    let text = |field: &str| raw[field].as_str().map(str::to_owned);
    let name = text("name").context("a package has a name")?;
    let manifest = PathBuf::from(text("manifest_path").context("a package has a manifest")?);
    let authors = raw["authors"].as_array().into_iter().flatten();
    let license = text("license").unwrap_or_else(|| "its own license".to_owned());

    Ok(Crate {
        version: text("version").with_context(|| format!("{name} has a version"))?,
        // Cargo's former way to write OR.
        license: license.split('/').map(str::trim).collect::<Vec<_>>().join(" OR "),
        repository: text("repository").or_else(|| text("homepage")),
        authors: authors.filter_map(Value::as_str).map(without_address).collect(),
        folder: manifest.parent().context("a manifest is in a folder")?.to_path_buf(),
        license_file: text("license_file").map(PathBuf::from),
        name,
    })
}

/// Leaves the mail address out.
fn without_address(author: &str) -> String {
    author.split('<').next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_is_a_name_and_a_version() {
        let key = |name: &str, version: &str| Some((name.to_owned(), version.to_owned()));

        assert_eq!(key_of("serde_derive v1.0.2 (proc-macro) (*)"), key("serde_derive", "1.0.2"));
        assert_eq!(key_of(""), None);
    }

    #[test]
    fn an_author_is_named_without_the_address() {
        assert_eq!(without_address("Ada L. <ada@example.com>"), "Ada L.");
    }
}
