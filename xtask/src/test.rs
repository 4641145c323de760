//! `cargo xtask test`: every stage in order, the time of each, and where it stopped.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::packages::Purpose;
use crate::shell::Usage;
use crate::stages::{STAGES, Stage};
use crate::{setup, shell};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (ours, extra) = shell::split(arguments);
    let here = || STAGES.iter().filter(|it| it.is_here);
    if ours == ["--list"] {
        for stage in here() {
            println!("{:<8} {}", stage.name, stage.about);
        }
        return Ok(());
    }
    let stages = chosen(ours, here().collect())?;
    if !extra.is_empty() && stages.len() != 1 {
        return Err(
            Usage("arguments after -- go to one stage: name it with --only".to_owned()).into()
        );
    }

    let begun = Instant::now();
    setup::ensure(&purposes(&stages))?;
    let mut rows = vec![("set-up", "ok", begun.elapsed())];
    for stage in stages {
        if stage.is_for_linux_only && !cfg!(target_os = "linux") {
            println!("\n== {}: NOT RUN, it needs Linux", stage.name);
            rows.push((stage.name, "NOT RUN", Duration::ZERO));
            continue;
        }
        println!("\n== {}: {}", stage.name, stage.about);
        let begun = Instant::now();
        let result = (stage.run)(extra);
        println!("== {}: {}", stage.name, clock(begun.elapsed()));
        rows.push((stage.name, if result.is_ok() { "ok" } else { "FAILED" }, begun.elapsed()));
        if let Err(error) = result {
            print_table(&rows, begun.elapsed());
            bail!("stage {0}: {error:#}\nAlone: cargo xtask test --only {0}", stage.name);
        }
    }
    print_table(&rows, begun.elapsed());

    Ok(())
}

/// Returns the stages that `--only` names, in their own order; without it, all.
fn chosen(arguments: &[String], here: Vec<&'static Stage>) -> Result<Vec<&'static Stage>> {
    let mut names = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let ("--only", Some(name)) = (word.as_str(), words.next()) else {
            return Err(Usage("cargo xtask test [--only STAGE]… [--list]".to_owned()).into());
        };
        if !here.iter().any(|it| it.name == name) {
            let there: Vec<_> = here.iter().map(|it| it.name).collect();
            return Err(Usage(format!("no stage {name:?}; there are {}", there.join(", "))).into());
        }
        names.push(name);
    }

    Ok(here
        .into_iter()
        .filter(|it| names.is_empty() || names.iter().any(|name| *name == it.name))
        .collect())
}

fn purposes(stages: &[&Stage]) -> Vec<Purpose> {
    stages
        .iter()
        .filter(|it| cfg!(target_os = "linux") || !it.is_for_linux_only)
        .flat_map(|it| it.needs.iter().copied())
        .collect()
}

/// Prints what took how long.
pub(crate) fn print_table(rows: &[(&str, &str, Duration)], whole: Duration) {
    println!();
    for (name, result, time) in rows {
        println!("{name:<8} {result:<8} {:>7}", clock(*time));
    }
    println!("{:<8} {:<8} {:>7}", "", "", clock(whole));
}

/// Shows a time as a person reads it.
pub(crate) fn clock(time: Duration) -> String {
    if time < Duration::from_secs(60) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Result<Vec<&'static str>> {
        let arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();

        Ok(chosen(&arguments, STAGES.iter().collect())?.iter().map(|it| it.name).collect())
    }

    #[test]
    fn all_stages_run_unless_some_are_named() {
        let usual = names(&[]).expect("no argument is fine");

        assert_eq!(usual.len(), STAGES.len(), "{usual:?}");
    }

    #[test]
    fn named_stages_run_in_their_own_order() {
        let order = names(&["--only", "rust", "--only", "fmt"]).expect("both are there");

        assert_eq!(order, ["fmt", "rust"]);
    }

    #[test]
    fn an_unknown_stage_is_refused_as_wrong_usage() {
        let error = names(&["--only", "everything"]).expect_err("no such stage");

        assert!(error.is::<Usage>());
    }

    #[test]
    fn minutes_are_shown_as_minutes() {
        assert_eq!(clock(Duration::from_secs(125)), "2:05");
        assert_eq!(clock(Duration::from_millis(1250)), "1.2 s");
    }
}
