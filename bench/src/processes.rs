//! What the system tells of a program and of everything that it started.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

/// A running program; it and what it started are ended when dropped.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());

        Ok(Self(quiet.spawn().with_context(|| format!("{} did not start", shown(command)))?))
    }

    /// Returns the ids of the program and of everything below it.
    pub(crate) fn tree(&self) -> Vec<u32> {
        let parents = parents();
        let mut tree = vec![self.0.id()];
        let mut seen = 0;
        while let Some(parent) = tree.get(seen).copied() {
            tree.extend(parents.iter().filter(|it| *it.1 == parent).map(|it| *it.0));
            seen += 1;
        }

        tree
    }

    /// Returns the memory of the whole tree in MiB; what several processes share is counted once
    /// between them (proportional set size).
    ///
    /// # Source
    ///
    /// `proc_pid_smaps(5)`, `smaps_rollup`.
    pub(crate) fn memory(&self) -> Result<f64> {
        let mut kilobytes = 0;
        for id in self.tree() {
            let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))
                .with_context(|| format!("no smaps_rollup of {id}"))?;
            kilobytes += field(&text, "Pss:").unwrap_or_default();
        }

        Ok(as_float(kilobytes) / 1024.0)
    }

    /// Returns how often the threads of the whole tree have waited for something and gone on.
    ///
    /// # Source
    ///
    /// `proc_pid_status(5)`, `voluntary_ctxt_switches`.
    pub(crate) fn wake_ups(&self) -> f64 {
        let mut count = 0;
        for id in self.tree() {
            let Ok(threads) = fs::read_dir(format!("/proc/{id}/task")) else { continue };
            for thread in threads.flatten() {
                let text = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
                count += field(&text, "voluntary_ctxt_switches:").unwrap_or_default();
            }
        }

        as_float(count)
    }

    /// Asks the program to end and waits; returns those that it started and left behind.
    pub(crate) fn end(mut self) -> Result<Vec<u32>> {
        let tree = self.tree();
        Command::new("kill").arg(self.0.id().to_string()).status().context("no kill")?;
        self.0.wait().context("it cannot be waited for")?;
        let alive = |id: &u32| fs::metadata(format!("/proc/{id}")).is_ok();

        Ok(tree.into_iter().skip(1).filter(alive).collect())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn shown(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// Returns the parent of every process.
fn parents() -> BTreeMap<u32, u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return BTreeMap::new() };
    let parent = |id: u32| {
        let text = fs::read_to_string(format!("/proc/{id}/status")).ok()?;

        Some((id, u32::try_from(field(&text, "PPid:")?).ok()?))
    };

    entries.flatten().filter_map(|it| parent(it.file_name().to_str()?.parse().ok()?)).collect()
}

/// Returns the number behind a name in a text of `/proc`.
fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|it| it.strip_prefix(name))?;

    line.split_whitespace().next()?.parse().ok()
}

#[expect(clippy::cast_precision_loss, reason = "counts and kilobytes are far below 2^52")]
pub(crate) const fn as_float(number: u64) -> f64 {
    number as f64
}
