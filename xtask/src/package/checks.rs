//! Counting what was found right and wrong.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::test::clock;

/// What was tried, and how it went.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Checks {
    /// Tries one thing, and says how it went.
    pub(crate) fn check<T>(&mut self, name: &str, run: impl FnOnce() -> Result<T>) -> Option<T> {
        let begun = Instant::now();
        match run() {
            Ok(it) => {
                println!("ok      {name} ({})", clock(begun.elapsed()));
                self.passed += 1;
                Some(it)
            }
            Err(error) => {
                println!("FAILED  {name}: {error:#}");
                self.failed += 1;
                None
            }
        }
    }

    /// Adds what Rust's test programs printed at their end; `false` where nothing of it was there.
    pub(crate) fn add_tests(&mut self, printed: &str) -> bool {
        let mut is_there = false;
        for line in printed.lines().filter(|it| it.starts_with("test result: ")) {
            is_there = true;
            self.passed += number_before(line, " passed");
            self.failed += number_before(line, " failed");
            self.skipped += number_before(line, " filtered out");
        }

        is_there
    }

    /// Counts something that was not as it should be.
    pub(crate) fn fail(&mut self, what: &str) {
        println!("FAILED  {what}");
        self.failed += 1;
    }

    /// Prints the line of counts, and fails where something did.
    pub(crate) fn end(&self, word: &str) -> Result<()> {
        println!(
            "{word}: {} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        );
        if self.failed > 0 {
            bail!("{} of the checks failed", self.failed);
        }

        Ok(())
    }
}

/// Fails where something was added or taken away, naming some of it.
pub(super) fn same(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Result<()> {
    let added = after.difference(before).map(|it| format!("  + {it}"));
    let gone = before.difference(after).map(|it| format!("  - {it}"));
    let some: Vec<_> = added.chain(gone).take(20).collect();
    if !some.is_empty() {
        bail!("this differs from before:\n{}", some.join("\n"));
    }

    Ok(())
}

fn number_before(line: &str, word: &str) -> usize {
    let Some((before, _)) = line.split_once(word) else { return 0 };

    before.rsplit(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_test_programs_are_added() {
        let mut checks = Checks::default();

        let printed = "test a ... ok\n\
            test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; 0.1s\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";

        assert!(checks.add_tests(printed), "there was a result");
        assert_eq!((checks.passed, checks.failed, checks.skipped), (13, 2, 3));
        assert!(!checks.add_tests("thread panicked\n"), "nothing to be counted");
    }

    #[test]
    fn one_failure_is_a_failure_of_all() {
        let mut checks = Checks::default();
        checks.check("good", || Ok(()));
        assert!(checks.end("all").is_ok(), "so far all is well");

        checks.check("bad", || -> Result<()> { bail!("it is not") });

        assert!(checks.end("all").is_err(), "one failed");
    }
}
