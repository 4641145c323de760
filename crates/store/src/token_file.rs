//! Reading the token file that the person chose.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use koshin_core::token::MAX_BYTES;
use koshin_core::{Code, ContentToken, FileKind, Problem, TokenError};
use zeroize::Zeroizing;

use crate::error::file_name;

/// A chosen file that holds a content token.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenFile {
    /// The name of the file, without its folder.
    pub file_name: String,
    /// What it holds.
    pub token: ContentToken,
}

/// Why a chosen file gives no content token. English, for engineers; [`TokenFileError::code`] is what
/// people are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFileError {
    /// No such file, or it went away.
    #[error("the file is not there")]
    Missing,
    /// A folder, a device, a pipe, a socket.
    #[error("this is not a regular file")]
    NotAFile,
    /// The system refuses to let this person read it.
    #[error("the system refuses to let this person read it")]
    NoPermission,
    /// It could not be read to its end.
    #[error("the file cannot be read to its end")]
    Unreadable,
    /// It was read, and is no usable token.
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl TokenFileError {
    /// Returns what the person is told.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Missing => Code::FileMissing,
            Self::NotAFile => Code::FileNotAFile,
            Self::NoPermission => Code::FileNoPermission,
            Self::Unreadable => Code::FileUnreadable,
            Self::Token(error) => error.code(),
        }
    }

    /// Returns what the file was recognized as.
    #[must_use]
    pub const fn kind(self) -> FileKind {
        match self {
            Self::Missing | Self::NotAFile | Self::NoPermission | Self::Unreadable => {
                FileKind::NotAFile
            }
            Self::Token(error) => error.kind(),
        }
    }

    fn of_io(error: &io::Error) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "the kinds of std may grow")]
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => {
                Self::Missing
            }
            ErrorKind::PermissionDenied => Self::NoPermission,
            ErrorKind::IsADirectory => Self::NotAFile,
            _ => Self::Unreadable,
        }
    }
}

impl From<TokenFileError> for Problem {
    fn from(error: TokenFileError) -> Self {
        match error {
            TokenFileError::Missing
            | TokenFileError::NotAFile
            | TokenFileError::NoPermission
            | TokenFileError::Unreadable => Self::new(error.code()).detail(error.to_string()),
            TokenFileError::Token(error) => error.into(),
        }
    }
}

/// Reads the content token in a file, whatever its name.
///
/// The file is opened once and never written. Of a file of any size at most [`MAX_BYTES`] (64 KiB)
/// are read, into a buffer that is wiped. A pipe or a device is refused without reading from it.
///
/// # Errors
///
/// The first thing found wrong with the file, then with what it holds.
pub fn read_token_file(path: &Path) -> Result<TokenFile, TokenFileError> {
    let (file, length) = open(path).map_err(|error| match error {
        Refused::NotAFile => TokenFileError::NotAFile,
        Refused::Io(error) => TokenFileError::of_io(&error),
    })?;
    let token = read(file, length)?;

    Ok(TokenFile { file_name: file_name(path), token })
}

enum Refused {
    NotAFile,
    Io(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Opens a regular file and returns its length in bytes.
///
/// Looks before opening, since opening a device may already do something; and again at what was
/// opened, since the name may stand for something else by then.
fn open(path: &Path) -> Result<(File, u64), Refused> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(Refused::NotAFile);
    }
    let file = open_without_waiting(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Refused::NotAFile);
    }

    Ok((file, metadata.len()))
}

/// Opening a pipe waits for its other end, unless told not to.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NONBLOCK | libc::O_NOCTTY,
    );
    options.open(path)
}

/// Reads what a file of this length holds, at most its first [`MAX_BYTES`].
fn read(mut file: impl Read, length: u64) -> Result<ContentToken, TokenFileError> {
    // One byte more than is ever read: with it the content is recognized as too large.
    let mut buffer = Zeroizing::new(vec![0; MAX_BYTES + 1]);
    let mut filled = 0;
    while filled < MAX_BYTES {
        match file.read(&mut buffer[filled..MAX_BYTES]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => (),
            Err(error) => return Err(TokenFileError::of_io(&error)),
        }
    }
    let max = MAX_BYTES as u64;
    let is_whole = filled as u64 == length;
    if !is_whole && filled == MAX_BYTES {
        filled += 1;
    } else if (filled as u64) < length.min(max) {
        return Err(TokenFileError::Unreadable);
    }

    Ok(ContentToken::read(&buffer[..filled])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of any length that counts what is read of it, in small pieces, and may end in an error.
    struct Counted {
        text: Vec<u8>,
        read: usize,
        end: Option<ErrorKind>,
    }

    impl Read for &mut Counted {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let rest = self.text.get(self.read..).unwrap_or_default();
            if let (true, Some(kind)) = (rest.is_empty(), self.end) {
                return Err(kind.into());
            }
            // Beyond its text the file holds zeros without end.
            let count = buffer.len().min(1000).min(if rest.is_empty() { 1000 } else { rest.len() });
            buffer[..count].fill(0);
            let known = count.min(rest.len());
            buffer[..known].copy_from_slice(&rest[..known]);
            self.read += count;
            Ok(count)
        }
    }

    #[test]
    fn of_a_file_of_3_gib_at_most_64_kib_are_read() {
        let page = b"<!doctype html><title>".to_vec();
        for (text, code) in [(Vec::new(), Code::FileTooLarge), (page, Code::FileIsHtml)] {
            let mut file = Counted { text, read: 0, end: None };

            let error = read(&mut file, 3 << 30).expect_err("no token is as large");

            assert_eq!(error.code(), code, "by its head");
            assert!(file.read <= 64 * 1024, "{} bytes were read", file.read);
        }
    }

    #[test]
    fn a_file_without_a_length_is_not_read_to_its_end_either() {
        let mut file = Counted { text: Vec::new(), read: 0, end: None };

        let error = read(&mut file, 0).expect_err("it has no end");

        assert_eq!(error.code(), Code::FileTooLarge, "as files of the system are");
        assert!(file.read <= 64 * 1024, "{} bytes were read", file.read);
    }

    #[test]
    fn a_file_that_goes_away_while_it_is_read_is_told_so() {
        for (end, expected) in [
            (ErrorKind::NotFound, TokenFileError::Missing),
            (ErrorKind::Other, TokenFileError::Unreadable),
            (ErrorKind::ConnectionReset, TokenFileError::Unreadable),
            (ErrorKind::PermissionDenied, TokenFileError::NoPermission),
        ] {
            let mut file = Counted { text: b"eyJ0b2tlbiI6".to_vec(), read: 0, end: Some(end) };

            assert_eq!(read(&mut file, 300), Err(expected), "{end:?}");
        }

        let shorter = read(&b"eyJ0b2tlbiI6"[..], 300);
        assert_eq!(shorter, Err(TokenFileError::Unreadable), "it became shorter");
    }

    #[test]
    fn an_interrupted_read_goes_on() {
        struct Interrupted(bool);
        impl Read for Interrupted {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if std::mem::take(&mut self.0) {
                    return Err(ErrorKind::Interrupted.into());
                }
                (&b""[..]).read(buffer)
            }
        }

        let error = read(Interrupted(true), 0).expect_err("nothing in it");

        assert_eq!(error.code(), Code::FileEmpty, "a signal is no fault of the file");
    }

    #[test]
    fn what_the_system_says_has_its_own_code() {
        for (kind, code) in [
            (ErrorKind::NotFound, Code::FileMissing),
            (ErrorKind::NotADirectory, Code::FileMissing),
            (ErrorKind::PermissionDenied, Code::FileNoPermission),
            (ErrorKind::IsADirectory, Code::FileNotAFile),
            (ErrorKind::TimedOut, Code::FileUnreadable),
            (ErrorKind::Other, Code::FileUnreadable),
        ] {
            assert_eq!(TokenFileError::of_io(&kind.into()).code(), code, "{kind:?}");
        }
    }
}
