//! A window under `WebKitWebDriver`, which is started for it alone and ends with it.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};

use crate::app::App;
use crate::loopback::Loopback;
use crate::page::Page;

/// The driver listens within this time; on a busy machine it takes about a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// The open window of an app.
#[derive(Debug)]
pub struct Window {
    driver: Option<WebDriver>,
    process: Child,
    /// What the app and the driver print.
    log: TempDir,
    _home: Option<TempDir>,
}

impl Window {
    pub(crate) async fn open(app: App) -> Self {
        let log = TempDir::with_prefix("koshin-log-").expect("a folder can be made");
        let (process, port) = start_driver(&app, &log).await;
        // From here on the process is ended whatever happens.
        let mut window = Self { driver: None, process, log, _home: app.home };
        let mut wanted = Capabilities::new();
        let options = json!({ "binary": app.program, "args": app.arguments });
        wanted.set("webkitgtk:browserOptions", options).expect("JSON can be set");
        let session = WebDriver::builder(format!("http://127.0.0.1:{port}"), wanted)
            .client(Loopback::new())
            .connect();
        let reason = tokio::select! {
            session = session => match session {
                Ok(driver) => {
                    window.driver = Some(driver);
                    return window;
                }
                Err(error) => error.to_string(),
            },
            () = app_has_ended(window.process.id()) => "the app ended at once".to_owned(),
        };
        panic!("no window: {reason}\n--- the app said ---\n{}", window.said());
    }

    /// Returns the page that the window shows.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(self.driver().clone(), self.log.path().join("log"))
    }

    /// Returns what the app printed so far, to stdout and stderr alike.
    #[must_use]
    pub fn said(&self) -> String {
        fs::read_to_string(self.log.path().join("log")).unwrap_or_default()
    }

    /// Makes the window this large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        self.driver().set_window_rect(0, 0, width, height).await.expect("the window has a size");
    }

    /// Closes the window and waits until the app has ended. Returns what it printed.
    pub async fn close(mut self) -> String {
        if let Some(driver) = self.driver.take() {
            driver.quit().await.expect("the window closes");
        }
        self.end();

        self.said()
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("the window is open")
    }

    /// Ends the driver, the app and the processes of its page, and nothing else: they are the group
    /// of processes that was made for them.
    fn end(&mut self) {
        let group = self.process.id();
        for signal in ["TERM", "KILL"] {
            send(signal, group);
            let until = Instant::now() + Duration::from_secs(5);
            while Instant::now() < until {
                let is_driver_gone = self.process.try_wait().is_ok_and(|it| it.is_some());
                if is_driver_gone && running(group).next().is_none() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // It would try to close a window that is ended here anyway.
            let _ = driver.leak();
        }
        self.end();
    }
}

/// Starts a driver on a port that was free a moment ago; another if it was taken meanwhile.
async fn start_driver(app: &App, log: &TempDir) -> (Child, u16) {
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|it| it.local_addr())
            .expect("this machine has a free port")
            .port();
        let output = File::create(log.path().join("log")).expect("the log can be written");
        let error_output = output.try_clone().expect("the log can be written twice");
        let mut process = tied("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(app.environment.iter().map(|(name, value)| (name, value)))
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(error_output)
            .spawn()
            .expect("WebKitWebDriver is installed: cargo xtask test installs it");
        if listens(&mut process, port).await {
            return (process, port);
        }
        let _ = process.kill();
        let _ = process.wait();
    }
    panic!("WebKitWebDriver does not listen");
}

/// Returns a command whose program also ends when this test is killed.
fn tied(program: &str) -> Command {
    if Path::new("/usr/bin/setpriv").is_file() {
        let mut command = Command::new("/usr/bin/setpriv");
        command.args(["--pdeathsig", "TERM", program]);
        command
    } else {
        Command::new(program)
    }
}

async fn listens(process: &mut Child, port: u16) -> bool {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until && process.try_wait().is_ok_and(|it| it.is_none()) {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    false
}

fn send(signal: &str, group: u32) {
    let _ = Command::new("sh")
        .args(["-c", "kill -s \"$1\" -- \"-$2\" 2>/dev/null", "sh", signal, &group.to_string()])
        .stdin(Stdio::null())
        .status();
}

/// Waits until the app is gone, or does not appear at all: the driver itself would wait for its page
/// for minutes.
async fn app_has_ended(driver: u32) {
    let mut has_begun = false;
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let is_there = running(driver).any(|it| it != driver);
        if !is_there && (has_begun || Instant::now() > until) {
            return;
        }
        has_begun |= is_there;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Returns the processes of the group that still run; those that only wait to be reaped do not.
fn running(group: u32) -> impl Iterator<Item = u32> {
    let is_member = move |stat: &str| {
        // pid (name) state parent group …, and the name may hold anything.
        let (start, rest) = stat.rsplit_once(") ")?;
        let mut fields = rest.split(' ');
        let state = fields.next()?;
        let its_group = fields.nth(1)?;
        let id = start.split(' ').next()?.parse().ok()?;

        (state != "Z" && its_group == group.to_string()).then_some(id)
    };

    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|it| fs::read_to_string(it.path().join("stat")).ok())
        .filter_map(move |it| is_member(&it))
}
