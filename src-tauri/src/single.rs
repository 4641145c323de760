//! One window for a folder of settings: a second start hands what it was given to the first one and
//! ends. Two of them would each keep a view of their own of the same unfinished renewals.
//!
//! Linux has an abstract socket for it, Windows a pipe; both know only processes of this machine. On
//! macOS the system starts an app once and tells it of every file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use koshin_app::session::{Command, Session};
use koshin_store::Places;
use tauri::{AppHandle, Manager as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// How long a second start waits for the first one. Where that hangs, a window of one's own is better.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest path in bytes: what Windows takes at most, in UTF-8.
const LONGEST: u32 = 3 * 32_767;
/// The first one's answer.
const TAKEN: u8 = 1;

/// Returns the file that Koshin was started with, as by a double click on it.
pub(crate) fn file_of_this_start() -> Option<PathBuf> {
    let file = std::env::args_os().nth(1).filter(|it| !it.is_empty())?;

    // The first one may run in another folder.
    std::path::absolute(file).ok()
}

/// Hands the file to the Koshin that has its window open for this folder, and has that come to the
/// front. `None` where this is the first one; else whether it was taken.
pub(crate) async fn hand_over(places: &Places, file: Option<&Path>) -> Option<Listener> {
    let name = system::name(places);
    // Twice: between a refused call and one's own door another start may have been faster.
    for _ in 0..2 {
        let asked = tokio::time::timeout(PATIENCE, async {
            let mut first = system::call(&name).await?;
            say(&mut first, &system::bytes(file)).await
        });
        if matches!(asked.await, Ok(Ok(()))) {
            return None;
        }
        if let Ok(listener) = system::listen(&name) {
            return Some(Listener(Some(listener)));
        }
    }

    Some(Listener(None))
}

/// Where a second start is heard; nowhere, if the system has no place for it.
pub(crate) struct Listener(Option<system::Listener>);

impl Listener {
    /// Takes what second starts hand over, as long as Koshin runs.
    pub(crate) async fn run(self, app: AppHandle) {
        let Some(mut listener) = self.0 else { return };
        while let Ok(mut second) = listener.next().await {
            // Whoever says nothing must not keep the others waiting.
            if let Ok(Ok(bytes)) = tokio::time::timeout(PATIENCE, hear(&mut second)).await {
                open(&app, system::path(bytes)).await;
            }
        }
    }
}

/// Comes to the front, and takes the file.
pub(crate) async fn open(app: &AppHandle, file: Option<PathBuf>) {
    if let Some(window) = app.get_webview_window("main") {
        // It may be closing.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
    if let Some(file) = file {
        let session = app.state::<Session>().inner().clone();
        // What comes of it is part of the view.
        let _ = session.send(Command::OpenFile(file)).await;
    }
}

/// Says these bytes, their number before them, and waits until they are taken.
async fn say(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    bytes: &[u8],
) -> std::io::Result<()> {
    let count = u32::try_from(bytes.len()).map_err(std::io::Error::other)?;
    stream.write_u32(count).await?;
    stream.write_all(bytes).await?;
    stream.flush().await?;
    match stream.read_u8().await? {
        TAKEN => Ok(()),
        other => Err(std::io::Error::other(format!("an answer {other} that nobody gives"))),
    }
}

/// Hears what [`say`] says.
async fn hear(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> std::io::Result<Vec<u8>> {
    let count = stream.read_u32().await?;
    if count > LONGEST {
        return Err(std::io::Error::other("longer than a path can be"));
    }
    let mut bytes = vec![0; usize::try_from(count).map_err(std::io::Error::other)?];
    stream.read_exact(&mut bytes).await?;
    stream.write_u8(TAKEN).await?;
    stream.flush().await?;

    Ok(bytes)
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::OsString;
    use std::io;
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    use std::os::unix::fs::MetadataExt as _;
    use std::path::{Path, PathBuf};

    use koshin_store::Places;
    use tokio::net::{UnixListener, UnixStream};

    pub(super) struct Listener(UnixListener);

    impl Listener {
        /// Waits for the next second start of this person.
        pub(super) async fn next(&mut self) -> io::Result<UnixStream> {
            loop {
                let (stream, _) = self.0.accept().await?;
                if is_this_persons(&stream)? {
                    return Ok(stream);
                }
            }
        }
    }

    /// A name behind a zero byte is of no file: it is gone with its process.
    pub(super) fn name(places: &Places) -> String {
        format!("\0koshin-{}", places.fingerprint())
    }

    pub(super) fn listen(name: &str) -> io::Result<Listener> {
        UnixListener::bind(name).map(Listener)
    }

    pub(super) async fn call(name: &str) -> io::Result<UnixStream> {
        let stream = UnixStream::connect(name).await?;
        // Anybody on this machine can take a name; what was opened is not told to others.
        if is_this_persons(&stream)? { Ok(stream) } else { Err(io::ErrorKind::AddrInUse.into()) }
    }

    fn is_this_persons(stream: &UnixStream) -> io::Result<bool> {
        Ok(stream.peer_cred()?.uid() == std::fs::metadata("/proc/self")?.uid())
    }

    pub(super) fn bytes(file: Option<&Path>) -> Vec<u8> {
        file.map(|it| it.as_os_str().as_bytes().to_vec()).unwrap_or_default()
    }

    pub(super) fn path(bytes: Vec<u8>) -> Option<PathBuf> {
        (!bytes.is_empty()).then(|| OsString::from_vec(bytes).into())
    }
}

#[cfg(windows)]
mod system {
    use std::io;
    use std::path::{Path, PathBuf};

    use koshin_store::Places;
    use tokio::net::windows::named_pipe::{
        ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions,
    };

    pub(super) struct Listener {
        name: String,
        waiting: NamedPipeServer,
    }

    impl Listener {
        /// Waits for the next second start.
        pub(super) async fn next(&mut self) -> io::Result<NamedPipeServer> {
            self.waiting.connect().await?;
            let next = options().create(&self.name)?;

            Ok(std::mem::replace(&mut self.waiting, next))
        }
    }

    /// Windows lets whoever did not make a pipe only read from it, unless they are administrators.
    fn options() -> ServerOptions {
        let mut options = ServerOptions::new();
        options.reject_remote_clients(true);

        options
    }

    pub(super) fn name(places: &Places) -> String {
        format!(r"\\.\pipe\koshin-{}", places.fingerprint())
    }

    pub(super) fn listen(name: &str) -> io::Result<Listener> {
        let waiting = options().first_pipe_instance(true).create(name)?;

        Ok(Listener { name: name.to_owned(), waiting })
    }

    pub(super) async fn call(name: &str) -> io::Result<NamedPipeClient> {
        ClientOptions::new().open(name)
    }

    pub(super) fn bytes(file: Option<&Path>) -> Vec<u8> {
        file.map(|it| it.to_string_lossy().into_owned().into_bytes()).unwrap_or_default()
    }

    pub(super) fn path(bytes: Vec<u8>) -> Option<PathBuf> {
        let text = String::from_utf8(bytes).ok()?;

        (!text.is_empty()).then(|| text.into())
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
mod system {
    use std::io;
    use std::path::{Path, PathBuf};

    use koshin_store::Places;
    use tokio::io::DuplexStream;

    /// Nobody comes: the system itself starts an app only once.
    pub(super) struct Listener;

    impl Listener {
        pub(super) async fn next(&mut self) -> io::Result<DuplexStream> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    pub(super) fn name(_: &Places) -> String {
        String::new()
    }

    pub(super) fn listen(_: &str) -> io::Result<Listener> {
        Ok(Listener)
    }

    pub(super) async fn call(_: &str) -> io::Result<DuplexStream> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn bytes(_: Option<&Path>) -> Vec<u8> {
        Vec::new()
    }

    pub(super) fn path(_: Vec<u8>) -> Option<PathBuf> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_said_is_heard() {
        let (mut second, mut first) = tokio::io::duplex(16);
        let said = "/家/トークン.vpptoken".as_bytes();

        let (taken, heard) = tokio::join!(say(&mut second, said), hear(&mut first));

        assert_eq!(heard.expect("all of it"), said);
        taken.expect("and it is told so");
    }

    #[tokio::test]
    async fn more_than_a_path_is_not_heard() {
        let (mut second, mut first) = tokio::io::duplex(16);
        second.write_u32(u32::MAX).await.expect("room for it");

        assert!(hear(&mut first).await.is_err(), "4 GiB are no path");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_second_start_is_heard_by_the_first_of_its_folder_only() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let places = Places::at(&folder.path().join("one")).expect("a place");
        let others = Places::at(&folder.path().join("other")).expect("a place");
        let first = hand_over(&places, None).await.expect("nobody is there yet");
        let mut first = first.0.expect("Linux has a place for it");
        let file = Path::new("/a/new.vpptoken");

        let second = hand_over(&places, Some(file));
        let heard = async {
            let mut stream = first.next().await.expect("somebody comes");
            system::path(hear(&mut stream).await.expect("and says it"))
        };
        let (second, heard) = tokio::join!(second, heard);

        assert!(second.is_none(), "it has nothing left to do");
        assert_eq!(heard.as_deref(), Some(file));
        assert!(hand_over(&others, None).await.is_some(), "another folder has its own window");
        drop(first);
        assert!(hand_over(&places, None).await.is_some(), "and so does the next start");
    }
}
