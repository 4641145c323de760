//! The content token file.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chrono::{DateTime, Utc};
use serde_json::Value;
use zeroize::{Zeroize as _, Zeroizing};

use crate::code::{Code, Problem};
use crate::file_kind::{self, FileKind};
use crate::secret::{ExposeSecret as _, Fingerprint, SecretSlice, SecretString};

/// The most bytes that are read of a chosen file: 64 KiB. Every token seen in public is under 300
/// bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// A content token: a bearer secret with an expiry and the organization's name.
pub struct ContentToken {
    bearer: SecretString,
    file: SecretSlice<u8>,
    organization: String,
    expires: DateTime<Utc>,
    fingerprint: Fingerprint,
}

/// Why a file is not a usable content token. English, for engineers; [`TokenError::code`] is what
/// people are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Another kind of file.
    #[error("the file is {0:?}, not a content token")]
    OtherKind(FileKind),
    /// White space only.
    #[error("the file holds white space only")]
    Blank,
    /// Ends in the middle.
    #[error("the token ends in the middle")]
    Truncated,
    /// Base64 of something that is no token.
    #[error("the base64 does not hold a token")]
    NotAToken,
    /// More than one token.
    #[error("the file holds more than one token")]
    Twice,
    /// A field is missing.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field is null.
    #[error("the field {0} is null")]
    Null(&'static str),
    /// A field is an empty text.
    #[error("the field {0} is empty")]
    Empty(&'static str),
    /// A field is not a text.
    #[error("the field {0} is not a text")]
    Type(&'static str),
    /// `expDate` is not a date.
    #[error("expDate is not a date with an offset")]
    Date,
}

impl TokenError {
    /// Returns what the person is told.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::OtherKind(kind) => match kind.refusal() {
                Some(code) => code,
                None => Code::TokenNotAToken,
            },
            Self::Blank => Code::FileBlank,
            Self::Truncated => Code::TokenTruncated,
            Self::NotAToken => Code::TokenNotAToken,
            Self::Twice => Code::TokenTwice,
            Self::Missing(_) => Code::TokenFieldMissing,
            Self::Null(_) => Code::TokenFieldNull,
            Self::Empty(_) => Code::TokenFieldEmpty,
            Self::Type(_) => Code::TokenFieldType,
            Self::Date => Code::TokenDateInvalid,
        }
    }

    /// Returns what the file was recognized as.
    #[must_use]
    pub const fn kind(self) -> FileKind {
        match self {
            Self::OtherKind(kind) => kind,
            Self::Blank => FileKind::Empty,
            Self::Truncated
            | Self::NotAToken
            | Self::Twice
            | Self::Missing(_)
            | Self::Null(_)
            | Self::Empty(_)
            | Self::Type(_)
            | Self::Date => FileKind::ContentToken,
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        let problem = Self::new(error.code()).detail(error.to_string());
        match error {
            TokenError::Missing(field)
            | TokenError::Null(field)
            | TokenError::Empty(field)
            | TokenError::Type(field) => problem.with("item", field),
            TokenError::OtherKind(_)
            | TokenError::Blank
            | TokenError::Truncated
            | TokenError::NotAToken
            | TokenError::Twice
            | TokenError::Date => problem,
        }
    }
}

impl ContentToken {
    /// Reads the bytes of a `.vpptoken` file, at most the first [`MAX_BYTES`] and one more.
    ///
    /// The file is base64 of a JSON object with `token`, `expDate` and `orgName` in any order; other
    /// fields are ignored. A byte-order mark, line ends, wrapped lines, the URL-safe alphabet, missing
    /// padding and UTF-16 are read too: they come about when a file is opened and saved again. The
    /// expiry is not judged here, because that needs the time.
    ///
    /// `expDate` carries an offset with or without a colon, or `Z`; [`ContentToken::expires`] is UTC.
    ///
    /// # Errors
    ///
    /// The first thing found wrong.
    ///
    /// # Source
    ///
    /// Apple, "Getting started with the Management API" (devicemanagement): the three fields. The
    /// spellings of the offset: public fixtures of petarov/apple-mdm-clients and commandment.
    pub fn read(bytes: &[u8]) -> Result<Self, TokenError> {
        if bytes.is_empty() {
            return Err(TokenError::OtherKind(FileKind::Empty));
        }
        if bytes.len() > MAX_BYTES {
            return Err(TokenError::OtherKind(of_head(&bytes[..MAX_BYTES])));
        }
        let Some(text) = decode_text(bytes) else {
            return Err(TokenError::OtherKind(file_kind::of_binary(bytes)));
        };
        let canonical = canonical_base64(&text)?;
        let json = decode_base64(&canonical)?;
        let fields = Fields::read(&json)?;
        let fingerprint = Fingerprint::of(&canonical);
        let file = if is_plain(bytes) { bytes.to_vec() } else { canonical.as_bytes().to_vec() };
        Ok(Self {
            bearer: SecretString::from(canonical.as_str().to_owned()),
            file: SecretSlice::from(file),
            organization: fields.organization,
            expires: fields.expires,
            fingerprint,
        })
    }

    /// Returns the text that opens the door: the base64 on one line, for Apple's
    /// `Authorization: Bearer` and for servers that take the token as text.
    #[must_use]
    pub const fn bearer(&self) -> &SecretString {
        &self.bearer
    }

    /// Returns the bytes for a server that takes the file: those of the chosen file where it is as
    /// Apple makes it, else the base64 on one line.
    #[must_use]
    pub const fn file(&self) -> &SecretSlice<u8> {
        &self.file
    }

    /// Returns the organization's name.
    #[must_use]
    pub fn organization(&self) -> &str {
        &self.organization
    }

    /// Returns the expiry in UTC, to the second.
    #[must_use]
    pub const fn expires(&self) -> DateTime<Utc> {
        self.expires
    }

    /// Returns the name of this very token.
    #[must_use]
    pub const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }
}

impl Clone for ContentToken {
    fn clone(&self) -> Self {
        Self {
            bearer: self.bearer.clone(),
            file: SecretSlice::from(self.file.expose_secret().to_vec()),
            organization: self.organization.clone(),
            expires: self.expires,
            fingerprint: self.fingerprint.clone(),
        }
    }
}

impl PartialEq for ContentToken {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl fmt::Debug for ContentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentToken")
            .field("fingerprint", &self.fingerprint)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

struct Fields {
    organization: String,
    expires: DateTime<Utc>,
}

impl Fields {
    fn read(json: &[u8]) -> Result<Self, TokenError> {
        let mut values = serde_json::Deserializer::from_slice(json).into_iter::<Value>();
        let object = match values.next() {
            Some(Ok(Value::Object(object))) => object,
            Some(Err(error)) if error.is_eof() => return Err(TokenError::Truncated),
            _ => return Err(TokenError::NotAToken),
        };
        match values.next() {
            None => (),
            Some(Ok(Value::Object(_))) => return Err(TokenError::Twice),
            Some(_) if json.get(values.byte_offset()..).is_some_and(starts_an_object) => {
                return Err(TokenError::Twice);
            }
            Some(_) => return Err(TokenError::NotAToken),
        }
        let mut object = Wiped(object);
        text(&object.0, "token")?;
        let expires = parse_date(text(&object.0, "expDate")?).ok_or(TokenError::Date)?;
        let organization = text(&object.0, "orgName")?.to_owned();
        object.wipe();
        Ok(Self { organization, expires })
    }
}

/// The decoded object; its inner token is wiped when it goes.
struct Wiped(serde_json::Map<String, Value>);

impl Wiped {
    fn wipe(&mut self) {
        for value in self.0.values_mut() {
            if let Value::String(text) = value {
                text.zeroize();
            }
        }
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.wipe();
    }
}

fn text<'a>(
    object: &'a serde_json::Map<String, Value>,
    field: &'static str,
) -> Result<&'a str, TokenError> {
    match object.get(field) {
        None => Err(TokenError::Missing(field)),
        Some(Value::Null) => Err(TokenError::Null(field)),
        Some(Value::String(text)) if text.trim().is_empty() => Err(TokenError::Empty(field)),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(TokenError::Type(field)),
    }
}

/// Reads Apple's date: `2030-11-08T22:33:22+0000`, also `-0700`, `+09:00`, `+09`, `Z` and fractions
/// of a second. An offset is required.
#[must_use]
pub fn parse_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let spelled = match text.strip_suffix(['Z', 'z']) {
        Some(local) => format!("{local}+0000"),
        None => text.to_owned(),
    };
    DateTime::parse_from_str(&spelled, "%Y-%m-%dT%H:%M:%S%.f%#z").ok().map(|it| it.to_utc())
}

fn starts_an_object(rest: &[u8]) -> bool {
    rest.iter().find(|it| !it.is_ascii_whitespace()) == Some(&b'{')
}

/// Of a file that is larger than any token only the head is known.
fn of_head(head: &[u8]) -> FileKind {
    let kind = if file_kind::is_archive(head) {
        FileKind::Archive
    } else {
        // The head may end inside a character.
        file_kind::of_text(&String::from_utf8_lossy(head))
    };
    match kind {
        FileKind::Html | FileKind::Archive | FileKind::DeviceToken => kind,
        FileKind::ContentToken
        | FileKind::PushCertificate
        | FileKind::Certificate
        | FileKind::SigningRequest
        | FileKind::PrivateKey
        | FileKind::Empty
        | FileKind::TooLarge
        | FileKind::Text
        | FileKind::Binary
        | FileKind::NotAFile => FileKind::TooLarge,
    }
}

/// Decodes UTF-8 or UTF-16, with or without a byte-order mark; `None` where it is neither.
fn decode_text(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Zeroizing<Vec<u16>> =
            bytes.chunks_exact(2).map(|it| unit([it[0], it[1]])).collect::<Vec<_>>().into();
        String::from_utf16(&units).ok().map(Zeroizing::new)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [first, 0, _, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        [0, first, 0, _, ..] if *first != 0 => utf16(bytes, u16::from_be_bytes),
        _ => {
            let text = std::str::from_utf8(bytes).ok()?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let is_text = text.chars().all(|it| !it.is_control() || it.is_whitespace());
            is_text.then(|| Zeroizing::new(text.to_owned()))
        }
    }
}

/// Tells whether the file is as Apple makes it: the base64 on one line, perhaps with a line end.
fn is_plain(bytes: &[u8]) -> bool {
    let is_base64 = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/' | b'=');
    bytes.trim_ascii_end().iter().all(is_base64)
}

/// Brings the text to the standard alphabet on one line, with padding.
fn canonical_base64(text: &str) -> Result<Zeroizing<String>, TokenError> {
    if text.trim().is_empty() {
        return Err(TokenError::Blank);
    }
    // The lines around a certificate are base64 letters, too.
    if text.contains("-----BEGIN") {
        return Err(TokenError::OtherKind(file_kind::of_text(text)));
    }
    let mut clean = Zeroizing::new(String::with_capacity(text.len() + 3));
    let mut padded = false;
    for it in text.chars().filter(|it| !it.is_whitespace() && *it != '\u{feff}') {
        match it {
            '=' => padded = true,
            _ if padded && is_base64_letter(it) => return Err(after_padding(text)),
            '-' => clean.push('+'),
            '_' => clean.push('/'),
            _ if is_base64_letter(it) => clean.push(it),
            _ => return Err(TokenError::OtherKind(file_kind::of_text(text))),
        }
    }
    let is_sentence = text.split_whitespace().any(|it| it.len() < 16) && text.contains(' ');
    if clean.is_empty() || is_sentence && !clean.starts_with("ey") && !clean.starts_with("ew") {
        return Err(TokenError::OtherKind(file_kind::of_text(text)));
    }
    while !clean.len().is_multiple_of(4) {
        clean.push('=');
    }
    Ok(clean)
}

/// More base64 after the padding: a second token, or nothing that anyone made.
fn after_padding(text: &str) -> TokenError {
    let mut parts = text.split('=').map(str::trim).filter(|it| !it.is_empty());
    let starts = |it: &str| it.starts_with("ey") || it.starts_with("ew");
    if parts.by_ref().take(2).filter(|it| starts(it)).count() == 2 {
        TokenError::Twice
    } else {
        TokenError::OtherKind(FileKind::Text)
    }
}

fn is_base64_letter(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '+' | '/' | '-' | '_')
}

fn decode_base64(canonical: &str) -> Result<Zeroizing<Vec<u8>>, TokenError> {
    let Ok(decoded) = STANDARD.decode(canonical).map(Zeroizing::new) else {
        // One letter too many or bits left over: cut off, if what is there begins as a token.
        let letters = canonical.trim_end_matches('=');
        let whole = &letters[..letters.len() - letters.len() % 4];
        let head = STANDARD_NO_PAD.decode(whole).map(Zeroizing::new).unwrap_or_default();
        return Err(if starts_an_object(&head) {
            TokenError::Truncated
        } else {
            TokenError::OtherKind(FileKind::Text)
        });
    };
    if starts_an_object(&decoded) {
        return Ok(decoded);
    }
    if file_kind::of_binary(&decoded) == FileKind::DeviceToken {
        return Err(TokenError::OtherKind(FileKind::DeviceToken));
    }
    // A word is base64 by accident; a long run of it, or one that holds a text, is not.
    let is_text = std::str::from_utf8(&decoded)
        .is_ok_and(|it| it.chars().count() >= 8 && !it.chars().any(char::is_control));
    Err(if canonical.len() < 64 && !is_text {
        TokenError::OtherKind(FileKind::Text)
    } else {
        TokenError::NotAToken
    })
}
