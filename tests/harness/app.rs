//! An app that is about to be opened.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tempfile::TempDir;

use crate::driver::Window;
use crate::tree;

/// A program with a window, its arguments and its surroundings.
#[derive(Debug)]
pub struct App {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(OsString, OsString)>,
    /// The app's own folder, when it is to vanish with the window.
    pub(crate) home: Option<TempDir>,
}

impl App {
    /// Returns Koshin as `cargo xtask` built it, with settings and journal in a new folder.
    #[must_use]
    pub fn koshin() -> Self {
        let program = std::env::var_os("KOSHIN_APP")
            .map_or_else(|| tree::root().join("target/debug/koshin"), PathBuf::from);
        assert!(
            program.is_file(),
            "{} is not there; run this with: cargo xtask test --only desktop",
            program.display()
        );
        let home = TempDir::with_prefix("koshin-home-").expect("a folder can be made");
        let mut app = Self::at(&program).env("KOSHIN_HOME", home.path());
        app.home = Some(home);

        app
    }

    /// Returns any program that can be driven.
    #[must_use]
    pub fn at(program: &Path) -> Self {
        Self {
            program: program.to_path_buf(),
            arguments: Vec::new(),
            environment: Vec::new(),
            home: None,
        }
    }

    /// Keeps settings and journal in this folder, so that the app can be opened again on them.
    #[must_use]
    pub fn home(mut self, folder: &Path) -> Self {
        self.home = None;

        self.env("KOSHIN_HOME", folder)
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());

        self
    }

    /// Sets a variable of the app's environment.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));

        self
    }

    /// Starts the program and waits for its end, as a start that hands its file to an open window.
    /// Returns what it said.
    pub async fn run(self) -> Output {
        let mut command = tokio::process::Command::new(&self.program);
        command.args(&self.arguments).envs(self.environment).stdin(Stdio::null());

        let output = command.kill_on_drop(true).output();
        let output = tokio::time::timeout(std::time::Duration::from_secs(30), output).await;

        output.expect("it ends by itself").expect("the program starts")
    }

    /// Opens the window.
    pub async fn open(self) -> Window {
        Window::open(self).await
    }
}
