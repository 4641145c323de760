//! Opens something in the program that the person has for it.
//!
//! On Linux that program does not get what [`harden`](crate::harden) sets for Koshin's own window: a
//! browser would be slow with it.

use std::ffi::OsStr;
use std::io;

/// Opens an address or a folder and does not wait until it is closed.
///
/// # Errors
/// No program can be started for it, or each fails at once.
#[cfg(not(target_os = "linux"))]
pub(crate) fn open(what: impl AsRef<OsStr>) -> io::Result<()> {
    open::that_detached(what)
}

#[cfg(target_os = "linux")]
pub(crate) use on_linux::open;

#[cfg(target_os = "linux")]
mod on_linux {
    use std::os::unix::process::CommandExt as _;
    use std::process::{Command, ExitStatus, Stdio};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::{OsStr, io};
    use crate::harden;

    /// What starts a browser fails within this time, or has handed on what it was to open.
    const AT_ONCE: Duration = Duration::from_millis(250);

    pub(crate) fn open(what: impl AsRef<OsStr>) -> io::Result<()> {
        first_that_works(open::commands(what), harden::set_for_the_window())
    }

    /// Tries one after the other.
    pub(super) fn first_that_works(commands: Vec<Command>, ours: &[&str]) -> io::Result<()> {
        let mut failed = None;
        for mut command in commands {
            for name in ours {
                command.env_remove(name);
            }
            match start(command) {
                Ok(None) => return Ok(()),
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => failed = Some(io::Error::other(status.to_string())),
                // Not every desktop has every program; one that was there and failed says more.
                Err(error) => failed = failed.or(Some(error)),
            }
        }

        Err(failed.unwrap_or_else(|| io::ErrorKind::NotFound.into()))
    }

    /// Starts a program; returns how it ended where it has within [`AT_ONCE`].
    fn start(mut command: Command) -> io::Result<Option<ExitStatus>> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A browser does not end with a terminal in which Koshin was started.
        command.process_group(0);
        let (sender, ended) = mpsc::channel();
        let mut child = command.spawn()?;
        // It may run for long, and is to be waited for by somebody when it ends.
        std::thread::spawn(move || {
            // Nobody listens any more where it ran longer.
            let _ = sender.send(child.wait());
        });

        ended.recv_timeout(AT_ONCE).ok().transpose()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    use super::on_linux::first_that_works;

    fn sh(text: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", text]);

        command
    }

    #[test]
    fn the_next_program_is_tried_where_one_is_missing_or_fails() {
        let commands = || vec![Command::new("koshin-no-such-program"), sh("exit 3")];
        let mut with_one_more = commands();
        with_one_more.push(sh("exit 0"));

        let error = first_that_works(commands(), &[]).expect_err("none works");
        assert!(error.to_string().contains('3'), "what was there and failed: {error}");
        assert!(first_that_works(with_one_more, &[]).is_ok());
        assert!(first_that_works(Vec::new(), &[]).is_err(), "there is nothing to open it with");
    }

    #[test]
    fn another_program_does_not_get_what_is_set_for_our_window() {
        let mut command = sh(r#"test -z "$JSC_useJIT" && test "$KEPT" = 1"#);
        command.env("JSC_useJIT", "0").env("KEPT", "1");

        assert!(first_that_works(vec![command], &["JSC_useJIT"]).is_ok());
    }

    #[test]
    fn another_program_outlives_the_terminal() {
        let alone = sh(r#"test "$(cut -d' ' -f5 /proc/$$/stat)" = $$"#);

        assert!(first_that_works(vec![alone], &[]).is_ok(), "it has a process group of its own");
    }
}
