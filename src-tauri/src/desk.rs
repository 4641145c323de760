//! The desktop: file dialogs, the browser, folders.

use std::path::{Path, PathBuf};

use koshin_app::ports::{Desk, Wanted};
use koshin_core::{Code, Problem};
use koshin_remote::clock::Boxed;
use url::Url;

use crate::launch;

/// The desktop of the person who runs Koshin.
#[derive(Debug, Default)]
pub(crate) struct NativeDesk;

impl Desk for NativeDesk {
    fn choose(&self, wanted: Wanted, title: String) -> Boxed<'_, Result<Option<PathBuf>, Problem>> {
        #[cfg(feature = "e2e")]
        if let Some(list) = std::env::var_os("KOSHIN_TEST_PICK") {
            return Box::pin(std::future::ready(Ok(picked_by_test(Path::new(&list)))));
        }
        Box::pin(async move {
            let dialog = rfd::AsyncFileDialog::new().set_title(title);
            let chosen = match wanted {
                Wanted::Token | Wanted::LastToken | Wanted::HandoverToRead => {
                    dialog.pick_file().await
                }
                Wanted::HandoverToWrite => {
                    dialog.set_file_name("koshin-handover.json").save_file().await
                }
                Wanted::SupportToWrite => {
                    dialog.set_file_name("koshin-support.txt").save_file().await
                }
            };
            Ok(chosen.map(|it| it.path().to_path_buf()))
        })
    }

    fn browse(&self, url: &Url) -> Result<(), Problem> {
        koshin_remote::http::check_url(url)?;
        launch::open(url.as_str())
            .map_err(|error| Problem::new(Code::BrowserFailed).detail(error.kind().to_string()))
    }

    fn show_folder(&self, folder: &Path) -> Result<(), Problem> {
        launch::open(folder)
            .map_err(|error| Problem::new(Code::BrowserFailed).detail(error.kind().to_string()))
    }
}

/// A test names the chosen file in the first line of a file of its own.
#[cfg(feature = "e2e")]
fn picked_by_test(list: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(list).ok()?;
    text.lines().next().filter(|it| !it.is_empty()).map(PathBuf::from)
}
