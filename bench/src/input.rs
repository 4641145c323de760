//! How soon the window answers a key or the mouse.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::home;
use crate::processes::Running;
use crate::programs::Programs;
use crate::screen::{Press, Screen};
use crate::table::Table;
use crate::window::{SETTLING, close, our_window};

/// Presses of each kind in each window.
const PRESSES: usize = 40;
/// Of so many presses one may be late: the system has other things to do, too.
const ONE_OF: usize = 20;
/// X keysym of the tabulator.
const TAB: u32 = 0xff09;
/// Places of ［ホーム］ and ［設定］ at the side of the window.
const WAYS: [Press; 2] = [Press::At(100, 180), Press::At(100, 100)];

/// From a key press or a click to the first new picture, and to the whole new page.
pub(crate) fn input(programs: &Programs, table: &mut Table) -> Result<()> {
    let screen = Screen::open()?;
    for licenses in [1, 300] {
        let home = home::with_licenses(licenses, home::now())?;
        for (what, presses) in [("key", [Press::Key(TAB)].as_slice()), ("click", &WAYS)] {
            let (first, last) = answers(&screen, programs, home.path(), presses)?;
            table.add(
                format!("{what} to picture, {licenses} licenses"),
                late(&first),
                50.0,
                " ms",
                format!(
                    "19 of 20 of {PRESSES}; half within {:.0} ms; whole page within {:.0} ms",
                    half(&first),
                    late(&last)
                ),
            );
        }
    }

    Ok(())
}

/// Returns milliseconds to the first and to the last new picture, each in ascending order.
fn answers(
    screen: &Screen,
    programs: &Programs,
    home: &Path,
    presses: &[Press],
) -> Result<(Vec<f64>, Vec<f64>)> {
    let running = Running::start(&mut our_window(programs, home))?;
    screen.first_picture(Instant::now())?;
    std::thread::sleep(SETTLING);
    let (mut first, mut last) = (Vec::new(), Vec::new());
    {
        let window = screen.watch()?;
        for press in presses.iter().cycle().take(PRESSES) {
            let answer = window.press(*press)?;
            first.push(milliseconds(answer.first));
            last.push(milliseconds(answer.last));
        }
    }
    close(screen, running)?;
    first.sort_by(f64::total_cmp);
    last.sort_by(f64::total_cmp);

    Ok((first, last))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn half(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns what all but one of twenty are within.
fn late(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() - 1 - sorted.len() / ONE_OF).copied().unwrap_or(f64::NAN)
}
