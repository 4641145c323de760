//! The window: how soon it shows its first page, what it takes at rest, what it does when nobody does
//! anything.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::home;
use crate::processes::Running;
use crate::programs::Programs;
use crate::sample::median;
use crate::screen::Screen;
use crate::table::Table;

const WARM_RUNS: usize = 11;
const COLD_RUNS: usize = 5;
const MEMORY_RUNS: usize = 3;
/// After this, start-up is over and a window is at rest.
pub(crate) const SETTLING: Duration = Duration::from_secs(4);
/// For how long a resting window is watched.
const WATCHING: Duration = Duration::from_secs(20);

/// From starting the program to the first picture, with few and with many licenses on the page.
pub(crate) fn start(programs: &Programs, table: &mut Table) -> Result<()> {
    let screen = Screen::open()?;
    for licenses in [1, 300] {
        let home = home::with_licenses(licenses, home::now())?;
        for (state, runs) in [("warm", WARM_RUNS), ("cold", COLD_RUNS)] {
            if state == "cold" && !can_cool() {
                println!("not measured: a cold start needs the right to empty the disk's cache");
                continue;
            }
            let mut empty = Vec::new();
            let mut koshin = Vec::new();
            for _ in 0..runs {
                empty.push(first_picture(&screen, &mut empty_window(programs), state)?);
                koshin.push(first_picture(&screen, &mut our_window(programs, home.path()), state)?);
            }
            let (empty, koshin) = (median(empty), median(koshin));
            table.add(
                format!("start, {state}, {licenses} licenses"),
                koshin / empty,
                1.15,
                " ×",
                format!("{koshin:.0} ms of {empty:.0} ms, medians of {runs}"),
            );
        }
    }

    Ok(())
}

/// Memory of all processes at rest.
pub(crate) fn memory(programs: &Programs, table: &mut Table) -> Result<()> {
    let screen = Screen::open()?;
    for licenses in [1, 300] {
        let home = home::with_licenses(licenses, home::now())?;
        let (mut empty, mut koshin) = (Vec::new(), Vec::new());
        for _ in 0..MEMORY_RUNS {
            empty.push(at_rest(&screen, &mut empty_window(programs), Running::memory)?);
            koshin.push(at_rest(&screen, &mut our_window(programs, home.path()), Running::memory)?);
        }
        let (empty, koshin) = (median(empty), median(koshin));
        let of = format!("{koshin:.0} MiB of {empty:.0} MiB");
        table.add(format!("memory, {licenses} licenses"), koshin / empty, 1.10, " ×", of);
    }

    Ok(())
}

/// Wake-ups of a window that nobody touches, and what is left when it has closed.
pub(crate) fn idle(programs: &Programs, table: &mut Table) -> Result<()> {
    let screen = Screen::open()?;
    let home = home::with_licenses(1, home::now())?;
    let watch = |running: &Running| {
        let before = running.wake_ups();
        std::thread::sleep(WATCHING);

        Ok((running.wake_ups() - before) / WATCHING.as_secs_f64())
    };
    let empty = at_rest(&screen, &mut empty_window(programs), watch)?;
    let koshin = at_rest(&screen, &mut our_window(programs, home.path()), watch)?;
    let of = format!("{koshin:.1} of {empty:.1} a second");
    table.add("wake-ups at rest, more than empty", koshin - empty, 1.0, " /s", of);

    Ok(())
}

fn empty_window(programs: &Programs) -> Command {
    Command::new(&programs.empty)
}

pub(crate) fn our_window(programs: &Programs, home: &Path) -> Command {
    let mut command = Command::new(&programs.koshin);
    command.env("KOSHIN_HOME", home);

    command
}

/// Returns milliseconds.
fn first_picture(screen: &Screen, command: &mut Command, state: &str) -> Result<f64> {
    ensure!(screen.is_empty()?, "another window is on the display");
    if state == "cold" {
        cool()?;
    }
    let begun = Instant::now();
    let running = Running::start(command)?;
    let took = screen.first_picture(begun)?;
    close(screen, running)?;

    Ok(took.as_secs_f64() * 1000.0)
}

fn at_rest(
    screen: &Screen,
    command: &mut Command,
    measure: impl Fn(&Running) -> Result<f64>,
) -> Result<f64> {
    ensure!(screen.is_empty()?, "another window is on the display");
    let running = Running::start(command)?;
    screen.first_picture(Instant::now())?;
    std::thread::sleep(SETTLING);
    let figure = measure(&running)?;
    close(screen, running)?;

    Ok(figure)
}

/// Ends a program; nothing of it may stay.
pub(crate) fn close(screen: &Screen, running: Running) -> Result<()> {
    let mut left = running.end()?;
    let patience = Instant::now() + Duration::from_secs(10);
    while Instant::now() < patience && !(left.is_empty() && screen.is_empty()?) {
        std::thread::sleep(Duration::from_millis(20));
        left.retain(|id| fs::metadata(format!("/proc/{id}")).is_ok());
    }
    ensure!(left.is_empty(), "processes stayed when the window had closed: {left:?}");

    Ok(())
}

/// What the system holds of the disk in memory, emptied by writing here.
///
/// # Source
///
/// The kernel's documentation of `/proc/sys/vm`, `drop_caches`.
const CACHE: &str = "/proc/sys/vm/drop_caches";

fn can_cool() -> bool {
    cool().is_ok()
}

fn cool() -> Result<()> {
    Command::new("sync").status().context("no sync")?;
    fs::write(CACHE, "3\n").context("the disk's cache cannot be emptied")?;

    Ok(())
}
