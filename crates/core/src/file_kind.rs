//! Recognizing what a chosen file is, by its content alone.

use serde::{Deserialize, Serialize};

use crate::code::Code;

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A content token, whole or broken.
    ContentToken,
    /// The `.p7m` of automated device enrollment.
    DeviceToken,
    /// The certificate of Apple's push service for MDM.
    PushCertificate,
    /// Some other certificate.
    Certificate,
    /// A certificate signing request.
    SigningRequest,
    /// A private key.
    PrivateKey,
    /// A saved web page.
    Html,
    /// A zip, gzip or other archive.
    Archive,
    /// Nothing, or white space only.
    Empty,
    /// More than [`crate::token::MAX_BYTES`].
    TooLarge,
    /// Some other text.
    Text,
    /// Something else.
    Binary,
    /// A folder, a device, a pipe; or nothing that can be read.
    NotAFile,
}

impl FileKind {
    /// Returns the code for a file of this kind where a content token is wanted; `None` for a
    /// content token, whose own faults have codes of their own.
    #[must_use]
    pub const fn refusal(self) -> Option<Code> {
        match self {
            Self::ContentToken => None,
            Self::DeviceToken => Some(Code::FileIsDeviceToken),
            Self::PushCertificate => Some(Code::FileIsPushCertificate),
            Self::Certificate => Some(Code::FileIsCertificate),
            Self::SigningRequest => Some(Code::FileIsSigningRequest),
            Self::PrivateKey => Some(Code::FileIsPrivateKey),
            Self::Html => Some(Code::FileIsHtml),
            Self::Archive => Some(Code::FileIsArchive),
            Self::Empty => Some(Code::FileEmpty),
            Self::TooLarge => Some(Code::FileTooLarge),
            Self::Text => Some(Code::FileIsText),
            Self::Binary => Some(Code::FileIsBinary),
            Self::NotAFile => Some(Code::FileNotAFile),
        }
    }
}

/// First bytes of archives: zip (also empty and spanned), gzip, bzip2, xz, 7z, rar, zstd.
const ARCHIVES: &[&[u8]] = &[
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
];

/// Tells whether the bytes begin like an archive.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    ARCHIVES.iter().any(|it| bytes.starts_with(it))
        || bytes.get(257..262).is_some_and(|it| it == b"ustar")
}

/// Recognizes a text that is not base64 of JSON.
///
/// # Source
///
/// The shape of the device token: S/MIME headers before wrapped base64, as in the public fixture of
/// petarov/apple-mdm-clients. The push certificate carries its topic `com.apple.mgmt.…` in the
/// subject's UID (Zentral, `load_push_certificate_and_key`).
#[must_use]
pub fn of_text(text: &str) -> FileKind {
    let head = text.trim_start_matches('\u{feff}').trim_start();
    let lower: String = head.chars().take(4096).collect::<String>().to_ascii_lowercase();
    if head.is_empty() {
        return FileKind::Empty;
    }
    if lower.contains("smime.p7m")
        || lower.contains("pkcs7-mime")
        || lower.contains("-----begin cms")
        || lower.contains("-----begin pkcs7")
        || head.starts_with("MII") && is_enveloped(head)
    {
        return FileKind::DeviceToken;
    }
    if lower.contains("-----begin") {
        return of_pem(&lower, head);
    }
    if lower.starts_with("<!doctype html")
        || lower.contains("<html")
        || lower.contains("<head")
        || lower.contains("<body")
    {
        return FileKind::Html;
    }
    FileKind::Text
}

/// Recognizes bytes that are no text.
#[must_use]
pub fn of_binary(bytes: &[u8]) -> FileKind {
    if bytes.is_empty() {
        return FileKind::Empty;
    }
    if is_archive(bytes) {
        return FileKind::Archive;
    }
    // DER: a SEQUENCE with a long length.
    if bytes.starts_with(&[0x30, 0x82]) || bytes.starts_with(&[0x30, 0x80]) {
        if contains(bytes, ENVELOPED_DATA) {
            return FileKind::DeviceToken;
        }
        if contains(bytes, b"com.apple.mgmt.") {
            return FileKind::PushCertificate;
        }
        return FileKind::Certificate;
    }
    // A page saved in Shift_JIS or EUC-JP: its tags are readable all the same.
    if of_text(&String::from_utf8_lossy(bytes)) == FileKind::Html {
        return FileKind::Html;
    }
    FileKind::Binary
}

/// The object identifier 1.2.840.113549.1.7.3 (`EnvelopedData` of CMS) in DER.
const ENVELOPED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03];

fn of_pem(lower: &str, text: &str) -> FileKind {
    if lower.contains("private key-----") {
        return FileKind::PrivateKey;
    }
    if lower.contains("certificate request-----") {
        return FileKind::SigningRequest;
    }
    if lower.contains("-----begin certificate") || lower.contains("-----begin x509") {
        let der = decode_pem(text);
        if contains(&der, b"com.apple.mgmt.") {
            return FileKind::PushCertificate;
        }
        return FileKind::Certificate;
    }
    FileKind::Text
}

fn is_enveloped(text: &str) -> bool {
    let body: String = text.chars().filter(char::is_ascii_graphic).take(64).collect();
    contains(&decode_loose(&body), ENVELOPED_DATA)
}

fn decode_pem(text: &str) -> Vec<u8> {
    let body: String = text
        .lines()
        .skip_while(|it| !it.starts_with("-----BEGIN"))
        .skip(1)
        .take_while(|it| !it.starts_with("-----END"))
        .flat_map(str::chars)
        .filter(char::is_ascii_graphic)
        .collect();
    decode_loose(&body)
}

fn decode_loose(body: &str) -> Vec<u8> {
    use base64::Engine as _;
    let whole = body.len() - body.len() % 4;
    base64::engine::general_purpose::STANDARD.decode(&body[..whole]).unwrap_or_default()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|it| it == part)
}
