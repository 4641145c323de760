//! The programs, their sizes, and the one that is started most often by others.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use koshin_practice::Options;

use crate::processes::as_float;
use crate::sample::median;
use crate::table::Table;

/// Pairs of runs of a program that ends at once.
const PAIRS: usize = 60;
/// The size of a file that is no token by far: 3 GiB, of which nothing is on the disk.
const LARGE: u64 = 3 << 30;

/// The built programs.
pub(crate) struct Programs {
    pub(crate) koshin: PathBuf,
    pub(crate) cli: PathBuf,
    pub(crate) empty: PathBuf,
}

impl Programs {
    /// Takes the programs from where `cargo xtask bench` says that they are.
    pub(crate) fn from_environment() -> Result<Self> {
        let program = |name: &str| {
            let path = std::env::var_os(name)
                .map(PathBuf::from)
                .with_context(|| format!("{name} is not set; run cargo xtask bench"))?;
            ensure!(path.is_file(), "{name}: no program {}", path.display());
            Ok(path)
        };

        Ok(Self {
            koshin: program("KOSHIN_APP")?,
            cli: program("KOSHIN_CLI")?,
            empty: program("KOSHIN_EMPTY")?,
        })
    }
}

/// The size of the stripped program.
pub(crate) fn sizes(programs: &Programs, table: &mut Table) -> Result<()> {
    let size = |path: &Path| -> Result<f64> { Ok(as_float(fs::metadata(path)?.len()) / 1e6) };
    let (koshin, empty) = (size(&programs.koshin)?, size(&programs.empty)?);
    table.add("program", koshin / empty, 1.8, " ×", format!("{koshin:.2} MB of {empty:.2} MB"));

    Ok(())
}

/// `inspect` as a process of its own, of a token and of a very large file.
pub(crate) fn inspect(programs: &Programs, table: &mut Table) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let practice = runtime.block_on(koshin_practice::start(Options::new(crate::home::now())))?;
    let token = practice.tokens().get("new").context("no new token")?.clone();
    let large = tempfile::NamedTempFile::new()?;
    large.as_file().set_len(LARGE)?;
    for (what, file) in [("inspect, a token", token.as_path()), ("inspect, 3 GiB", large.path())] {
        let mut differences = Vec::new();
        for _ in 0..PAIRS {
            let nothing = milliseconds(&mut Command::new("true"))?;
            let mut inspect = Command::new(&programs.cli);
            inspect.arg("inspect").arg(file).arg("--json");
            differences.push(milliseconds(&mut inspect)? - nothing);
        }
        let more = median(differences);
        table.add(what, more, 5.0, " ms", format!("over `true`, median of {PAIRS} pairs"));
    }

    Ok(())
}

/// Runs a program to its end and returns how long it took.
fn milliseconds(command: &mut Command) -> Result<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    command.status().context("it did not start")?;

    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}
