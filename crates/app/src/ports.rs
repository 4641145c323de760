//! What the session asks of the machine around it: that handful and nothing more.

use std::path::PathBuf;
use std::sync::Arc;

use koshin_core::Problem;
use koshin_remote::clock::{Boxed, Clock};

use crate::view::Language;

/// What the file dialog is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The new token file.
    Token,
    /// Last year's token file.
    LastToken,
    /// A hand-over file to read.
    HandoverToRead,
    /// A hand-over file to write.
    HandoverToWrite,
    /// A support file to write.
    SupportToWrite,
}

/// The desktop: dialogs, the browser, folders.
pub trait Desk: Send + Sync + 'static {
    /// Lets the person choose a file; `None` where they chose none.
    fn choose(&self, wanted: Wanted, title: String) -> Boxed<'_, Result<Option<PathBuf>, Problem>>;

    /// Opens an address in the browser. Only https, and plain http to this machine.
    fn browse(&self, url: &url::Url) -> Result<(), Problem>;

    /// Opens a folder.
    fn show_folder(&self, folder: &std::path::Path) -> Result<(), Problem>;
}

/// The ports of a session.
#[derive(Clone)]
pub struct Ports {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The desktop.
    pub desk: Arc<dyn Desk>,
    /// The system's language.
    pub system_language: Language,
    /// The name of the person's account on this PC, where it tells.
    pub account: Option<String>,
}

/// Returns the name of the account that Koshin runs under, as the system tells it.
#[must_use]
pub fn account_name() -> Option<String> {
    let names = ["USERNAME", "USER", "LOGNAME"].map(|it| std::env::var(it).ok());
    names.into_iter().flatten().find(|it| !it.trim().is_empty())
}
