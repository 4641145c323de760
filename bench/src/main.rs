//! Measures Koshin against an empty Tauri window and against the system, in one run.
//!
//! `cargo xtask bench` builds the programs, opens a private session with a display, and starts this.
//! Every figure is a ratio, or a difference, of two things measured alternately: the machine's own
//! speed and its other load are on both sides. A limit that is not kept makes the run fail.
#![expect(clippy::print_stdout, reason = "the table is what it is run for")]

mod home;
mod input;
mod processes;
mod programs;
mod renewal;
mod sample;
mod screen;
mod table;
mod window;

use std::process::ExitCode;

use anyhow::Result;

use programs::Programs;
use table::Table;

/// One measurement: its name on the command line, and what does it.
type Measure = (&'static str, fn(&Programs, &mut Table) -> Result<()>);

const MEASURES: &[Measure] = &[
    ("size", programs::sizes),
    ("start", window::start),
    ("memory", window::memory),
    ("idle", window::idle),
    ("input", input::input),
    ("inspect", programs::inspect),
    ("renewal", renewal::renewal),
];

fn main() -> Result<ExitCode> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let known: Vec<_> = MEASURES.iter().map(|(name, _)| *name).collect();
    if let Some(wrong) = wanted.iter().find(|it| !known.contains(&it.as_str())) {
        anyhow::bail!("nothing to measure is called {wrong:?}; there are {}", known.join(", "));
    }
    let programs = Programs::from_environment()?;
    let mut table = Table::default();
    for (name, measure) in MEASURES {
        if wanted.is_empty() || wanted.iter().any(|it| it == name) {
            println!("measuring: {name}");
            measure(&programs, &mut table)?;
        }
    }
    println!("\n{table}");

    Ok(if table.is_kept() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
