//! Running a program for so long and no longer.

use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// Longer than anything that is run here takes, also on a busy machine. What takes longer waits for a
/// person.
const LIMIT: Duration = Duration::from_secs(600);

/// Runs a command to its end and returns what it printed.
pub(super) fn output(command: &mut Command, stdin: Stdio) -> Result<Output> {
    let shown = shell::shown(command);
    let child = command
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{shown} did not start"))?;

    finish(child, LIMIT).with_context(|| format!("{shown} did not end"))
}

/// Waits for a process and takes what it prints; ends it where it takes too long.
fn finish(mut child: Child, limit: Duration) -> Result<Output> {
    let pipes = (child.stdout.take(), child.stderr.take());
    let readers = (read(pipes.0), read(pipes.1));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begun.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("it took longer than {} s", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    };

    Ok(Output { status, stdout: readers.0.take(), stderr: readers.1.take() })
}

/// What a process prints, read beside it. A child of it may hold the pipe open for longer.
struct Reader(Receiver<Vec<u8>>);

fn read(pipe: Option<impl std::io::Read + Send + 'static>) -> Reader {
    let (give, take) = channel();
    std::thread::spawn(move || {
        let mut pipe = pipe;
        let mut piece = vec![0; 64 * 1024];
        while let Some(length) = pipe.as_mut().and_then(|it| it.read(&mut piece).ok()) {
            if length == 0 || give.send(piece[..length].to_vec()).is_err() {
                break;
            }
        }
    });

    Reader(take)
}

impl Reader {
    fn take(self) -> Vec<u8> {
        let mut all = Vec::new();
        while let Ok(piece) = self.0.recv_timeout(Duration::from_secs(5)) {
            all.extend(piece);
        }

        all
    }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
