//! Examining a chosen file: what it is, and what Apple says of it.

use std::path::{Path, PathBuf};

use koshin_core::judge::AppleAnswer;
use koshin_core::record::RecordedToken;
use koshin_core::{Code, ContentToken, Problem};
use koshin_remote::apple::{self, AppleUrl};
use koshin_remote::clock::Clock;
use koshin_remote::http::Http;
use koshin_store::{TokenFile, TokenFileError, read_token_file};

/// Reads a token file off the disk, which may be a slow one.
///
/// # Errors
///
/// Why it is no usable token.
pub async fn read(path: PathBuf) -> Result<TokenFile, Problem> {
    let name = file_name(&path);
    let read = tokio::task::spawn_blocking(move || read_token_file(&path)).await;
    match read {
        Ok(read) => read.map_err(|it: TokenFileError| Problem::from(it).with("name", name)),
        Err(_) => Err(Problem::new(Code::Internal).detail("reading the file ended early")),
    }
}

/// Asks Apple about a token; reads only.
pub async fn ask_apple(
    http: &dyn Http,
    url: &AppleUrl,
    token: &ContentToken,
    clock: &dyn Clock,
) -> AppleAnswer {
    apple::ask(http, url, token.bearer(), clock, apple::LIMIT).await
}

/// Returns what is recorded of a token.
#[must_use]
pub fn recorded_token(file_name: &str, token: &ContentToken, apple: &AppleAnswer) -> RecordedToken {
    let config = apple.config();
    RecordedToken {
        fingerprint: token.fingerprint().clone(),
        file_name: file_name.to_owned(),
        organization: token.organization().to_owned(),
        expires: token.expires(),
        location: config.map(|it| it.location.clone()),
        uid: config.map(|it| it.uid.clone()),
        owner: config.and_then(|it| it.owner.clone()),
    }
}

/// Returns the name of a file without its folder.
#[must_use]
pub fn file_name(path: &Path) -> String {
    path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}
