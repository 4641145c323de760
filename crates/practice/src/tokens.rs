//! Practice tokens, and what Apple's twin knows of each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SubsecRound as _, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The organization of every practice token but one.
pub const ORGANIZATION: &str = "株式会社サンプル";

/// What a practice token says, and what Apple knows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFacts {
    /// `orgName` in the file.
    pub organization: String,
    /// The location's name, which only Apple tells.
    pub location: String,
    /// The location's `uId`, which only Apple tells.
    pub uid: String,
    /// `expDate` in the file, to the second.
    pub expires: DateTime<Utc>,
}

impl TokenFacts {
    /// Facts of a token of [`ORGANIZATION`] for a location; the `uId` follows from the name.
    #[must_use]
    pub fn new(location: &str, expires: DateTime<Utc>) -> Self {
        Self {
            organization: ORGANIZATION.to_owned(),
            location: location.to_owned(),
            uid: uid_of(location),
            expires: expires.trunc_subsecs(0),
        }
    }

    /// The file's content: base64 of the compact JSON, without a newline, as Apple hands it out.
    #[must_use]
    pub fn content(&self) -> String {
        let file = TokenFile {
            exp_date: apple_date(self.expires),
            token: self.inner(),
            org_name: self.organization.clone(),
        };
        STANDARD.encode(serde_json::to_string(&file).unwrap_or_default())
    }

    /// 64 bytes: a sentence that no real token has, and a digest that tells tokens apart.
    fn inner(&self) -> String {
        let mut raw = b"koshin-practice-not-a-real-token".to_vec();
        raw.extend(Sha256::digest(format!("{self:?}")));
        STANDARD.encode(raw)
    }
}

/// The JSON inside, in the order of keys that current files have.
#[derive(Serialize, Deserialize)]
struct TokenFile {
    #[serde(rename = "expDate")]
    exp_date: String,
    token: String,
    #[serde(rename = "orgName")]
    org_name: String,
}

/// A location's practice `uId`: digits only, the same in every run.
pub(crate) fn uid_of(location: &str) -> String {
    let digest = Sha256::digest(location);
    let number = digest.iter().take(5).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("99{:08}", number % 100_000_000)
}

/// A date as Apple writes it: `2027-11-22T08:30:00+0000`.
pub(crate) fn apple_date(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

/// Organization and expiry of an uploaded file, read as the management site reads it.
pub(crate) fn read_upload(bytes: &[u8]) -> Option<(String, DateTime<Utc>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let json = STANDARD.decode(text.trim()).ok()?;
    let file: TokenFile = serde_json::from_slice(&json).ok()?;
    let expires = DateTime::parse_from_str(&file.exp_date, "%Y-%m-%dT%H:%M:%S%z").ok()?;
    Some((file.org_name, expires.to_utc()))
}

/// Lower-case hex SHA-256, by which the log tells secrets apart without keeping them.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_as_a_file_of_apple_and_admits_to_be_practice() {
        let expires: DateTime<Utc> = "2027-11-22T08:30:00.75Z".parse().unwrap();
        let facts = TokenFacts::new("本社", expires);
        let content = facts.content();
        assert!((228..=360).contains(&content.len()), "{}", content.len());
        let json = String::from_utf8(STANDARD.decode(&content).unwrap()).unwrap();
        assert!(json.starts_with(r#"{"expDate":"2027-11-22T08:30:00+0000","token":""#), "{json}");
        let inner = json.split('"').nth(7).unwrap();
        assert!(STANDARD.decode(inner).unwrap().starts_with(b"koshin-practice-not-a-real-token"));
        let read = read_upload(format!("{content}\n").as_bytes()).unwrap();
        assert_eq!(read, (ORGANIZATION.to_owned(), expires.trunc_subsecs(0)));
        assert_ne!(TokenFacts::new("大阪", expires).content(), content);
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        for bytes in [&b""[..], b"Content-Type: x", b"AAAA", b"e30=", b"\xff\xfe"] {
            assert_eq!(read_upload(bytes), None);
        }
    }
}
