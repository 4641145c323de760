//! Several programs at once, each shown in one piece when it has ended.

use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, ensure};

use crate::shell;

/// Runs all commands, as many at once as there are processors, with nothing on their stdin; those
/// that stand first begin first.
///
/// # Errors
/// Names those that failed, once all have ended.
pub(crate) fn run(commands: impl IntoIterator<Item = Command>) -> Result<()> {
    let waiting = Mutex::new(commands.into_iter().collect::<VecDeque<_>>());
    let failed = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let at_once = thread::available_parallelism().map_or(1, usize::from);

    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(command) = next() {
                    let shown = shell::shown(&command);
                    let end = ended(command);
                    let is_fine = matches!(&end, Ok((status, _)) if status.success());
                    show(&shown, &end);
                    if !is_fine {
                        failed.lock().unwrap_or_else(PoisonError::into_inner).push(shown);
                    }
                }
            });
        }
    });

    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));

    Ok(())
}

/// Runs the command to its end and returns what it wrote to stdout and stderr, in the order in which it did.
fn ended(mut command: Command) -> io::Result<(ExitStatus, Vec<u8>)> {
    let (mut reader, writer) = io::pipe()?;
    let mut child =
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // It holds an end of the pipe, which would never be at its end.
    drop(command);
    let mut text = Vec::new();
    reader.read_to_end(&mut text)?;

    Ok((child.wait()?, text))
}

fn show(shown: &str, end: &io::Result<(ExitStatus, Vec<u8>)>) {
    let mut text = format!("$ {shown}\n").into_bytes();
    match end {
        Ok((status, printed)) => {
            text.extend_from_slice(printed);
            if !status.success() {
                text.extend_from_slice(format!("{shown} failed ({status})\n").as_bytes());
            }
        }
        Err(error) => text.extend_from_slice(format!("{shown} did not run: {error}\n").as_bytes()),
    }
    // In one piece, so that no other program's text comes between.
    let _ = io::stdout().lock().write_all(&text);
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn says(text: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", text]);

        command
    }

    #[test]
    fn all_are_run_and_those_that_fail_are_named() {
        let folder = std::env::temp_dir().join(format!("koshin-together-{}", std::process::id()));
        std::fs::create_dir(&folder).expect("a folder of the test's own");
        let mark = |name: &str| format!("touch '{}'", folder.join(name).display());
        let commands = [
            says("exit 3"),
            says(&mark("one")),
            Command::new("no such program"),
            says(&mark("two")),
        ];

        let error = run(commands).expect_err("two of them fail");

        let told = error.to_string();
        assert!(told.contains("exit 3") && told.contains("no such program"), "{told}");
        assert!(!told.contains("touch"), "{told}");
        assert!(folder.join("one").exists() && folder.join("two").exists(), "the rest ran");
        std::fs::remove_dir_all(&folder).expect("the test's own");
    }

    #[test]
    fn what_was_written_is_kept_in_its_order() {
        let (status, text) = ended(says("echo a; echo b >&2; echo c")).expect("sh");

        assert!(status.success());
        assert_eq!(text, b"a\nb\nc\n");
    }
}
