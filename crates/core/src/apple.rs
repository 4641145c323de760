//! What Apple says of a token: its answer to `GET …/client/config`, and its error numbers.
//!
//! The body is read before the status, and the number decides, never the message: Apple has been
//! seen to answer 200 with an error in the body. `notificationAuthToken`, a shared secret that the
//! answer echoes, is not part of any type here and so is dropped at the parse.
//!
//! # Source
//!
//! Apple, "Client Config" and "Error codes" (devicemanagement, App and Book Management). 200 with an
//! error: a comment and a test in Fleet's `server/mdm/apple/vpp/api.go`.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::code::{Code, Problem};
use crate::token::parse_date;

/// What Apple says of a token that it accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientConfig {
    /// The stable key of the location (`uId`).
    pub uid: String,
    /// The location's present name.
    pub location: String,
    /// ISO 3166 alpha-2 code of the organization's country.
    pub country: Option<String>,
    /// The token's expiry, which Apple may leave out.
    pub expires: Option<DateTime<Utc>>,
    /// The MDM server that has claimed the location.
    pub owner: Option<Owner>,
}

/// The MDM server that has claimed a location (`mdmInfo`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Its own identifier, chosen by the server.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Why Apple's answer gives no [`ClientConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppleError {
    /// Apple refused, with this number.
    #[error("Apple answered with error {0}")]
    Number(i64),
    /// A status without a number.
    #[error("Apple's answer has status {0} and no error number")]
    Status(u16),
    /// Not Apple's answer.
    #[error("the answer is not Apple's")]
    NotApple,
    /// Cut off in the middle.
    #[error("the answer ends in the middle")]
    Broken,
}

impl AppleError {
    /// Returns what the person is told.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Number(number) => match number {
                9621 => Code::AppleExpired,
                9625 => Code::AppleRevoked,
                9601 | 9622 | 9722 => Code::AppleInvalidToken,
                9645 => Code::AppleManagedByApple,
                9646 => Code::AppleBusy,
                9634 | 9637 | 9647 => Code::AppleNotOffered,
                9603 | 9644 | 9729 => Code::AppleUnavailable,
                _ => Code::AppleOther,
            },
            Self::Status(429) => Code::AppleBusy,
            Self::Status(500..=599) => Code::AppleUnavailable,
            Self::Status(_) | Self::NotApple => Code::AppleNotApple,
            Self::Broken => Code::AppleBroken,
        }
    }

    /// Tells whether Apple has said that this token does not work, or may not be used by an MDM.
    ///
    /// 9601 («Login required», with status 401) counts: Apple's list gives it for a token that is not
    /// accepted. A bare 401 does not, since a proxy may have said it.
    #[must_use]
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::Number(9601 | 9621 | 9622 | 9625 | 9645 | 9722))
    }

    /// Tells whether asking once more may help.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        matches!(self.code(), Code::AppleBusy | Code::AppleUnavailable | Code::AppleBroken)
    }
}

impl From<AppleError> for Problem {
    fn from(error: AppleError) -> Self {
        let problem = Self::new(error.code()).detail(error.to_string());
        match error {
            AppleError::Number(number) => problem.with("number", number.to_string()),
            AppleError::Status(status) => problem.with("number", status.to_string()),
            AppleError::NotApple | AppleError::Broken => problem,
        }
    }
}

/// Reads Apple's answer: body first, then the status.
///
/// # Errors
///
/// [`AppleError::Number`] whenever the body holds a number other than 0, whatever the status.
pub fn read_answer(status: u16, body: &[u8]) -> Result<ClientConfig, AppleError> {
    let wire: Wire = match serde_json::from_slice(body) {
        Ok(wire) => wire,
        Err(error) if error.is_eof() && starts_json(body) => return Err(AppleError::Broken),
        Err(_) if (200..300).contains(&status) || starts_html(body) => {
            return Err(AppleError::NotApple);
        }
        Err(_) => return Err(AppleError::Status(status)),
    };
    if let Some(number) = wire.error_number.filter(|it| *it != 0) {
        return Err(AppleError::Number(number));
    }
    if !(200..300).contains(&status) {
        return Err(AppleError::Status(status));
    }
    let (Some(uid), Some(location)) = (wire.uid, wire.location_name) else {
        return Err(AppleError::NotApple);
    };
    Ok(ClientConfig {
        uid,
        location,
        country: wire.country,
        expires: wire.expires.as_deref().and_then(parse_date),
        owner: wire
            .owner
            .filter(|it| it.id.is_some() || it.name.is_some())
            .map(|it| Owner { id: it.id.unwrap_or_default(), name: it.name.unwrap_or_default() }),
    })
}

/// Reads `Retry-After`: whole seconds, or an HTTP date; a date in the past is no wait.
///
/// # Source
///
/// RFC 9110, 10.2.3; Apple uses both forms.
#[must_use]
pub fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(Duration::from_secs(u64::from(seconds)));
    }
    let at = DateTime::parse_from_rfc2822(value).ok()?.to_utc();
    Some((at - now).to_std().unwrap_or_default())
}

#[derive(Deserialize)]
struct Wire {
    #[serde(rename = "errorNumber")]
    error_number: Option<i64>,
    #[serde(rename = "uId")]
    uid: Option<String>,
    #[serde(rename = "locationName")]
    location_name: Option<String>,
    #[serde(rename = "countryISO2ACode")]
    country: Option<String>,
    #[serde(rename = "tokenExpirationDate")]
    expires: Option<String>,
    #[serde(rename = "mdmInfo")]
    owner: Option<WireOwner>,
}

#[derive(Deserialize)]
struct WireOwner {
    id: Option<String>,
    name: Option<String>,
}

fn starts_json(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), None | Some(b'{'))
}

fn starts_html(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"uId":"u-1","locationName":"本社","countryISO2ACode":"JP",
        "tokenExpirationDate":"2027-11-22T08:30:00+0000","defaultPlatform":"enterprisestore",
        "notificationAuthToken":"canary","mdmInfo":{"id":"m","name":"MDM","metadata":"x"}}"#;

    #[test]
    fn an_answer_is_read_without_the_shared_secret() {
        let config = read_answer(200, ANSWER.as_bytes()).expect("a good answer");

        assert_eq!(config.uid, "u-1", "the key");
        assert_eq!(config.location, "本社", "the name");
        assert_eq!(config.owner.as_ref().map(|it| it.id.as_str()), Some("m"), "the owner");
        assert!(!format!("{config:?}").contains("canary"), "the shared secret is dropped");
    }

    #[test]
    fn the_body_is_read_before_the_status_and_the_number_decides() {
        for (status, body, expected) in [
            (200, r#"{"errorNumber":9622,"errorMessage":"x"}"#, AppleError::Number(9622)),
            (401, r#"{"errorNumber":9625}"#, AppleError::Number(9625)),
            (500, r#"{"errorNumber":9621}"#, AppleError::Number(9621)),
            (401, "{}", AppleError::Status(401)),
            (503, "<html>", AppleError::NotApple),
            (503, "busy", AppleError::Status(503)),
            (200, "<!doctype html><p>proxy", AppleError::NotApple),
            (200, r#"{"uId":"u-1","locationN"#, AppleError::Broken),
            (200, "", AppleError::Broken),
            (200, r#"{"uId":"u-1"}"#, AppleError::NotApple),
        ] {
            assert_eq!(read_answer(status, body.as_bytes()), Err(expected), "{status} {body}");
        }
    }

    #[test]
    fn every_number_of_apples_list_has_its_code() {
        for (number, code, is_refusal) in [
            (9601, Code::AppleInvalidToken, true),
            (9602, Code::AppleOther, false),
            (9603, Code::AppleUnavailable, false),
            (9621, Code::AppleExpired, true),
            (9622, Code::AppleInvalidToken, true),
            (9623, Code::AppleOther, false),
            (9625, Code::AppleRevoked, true),
            (9634, Code::AppleNotOffered, false),
            (9637, Code::AppleNotOffered, false),
            (9644, Code::AppleUnavailable, false),
            (9645, Code::AppleManagedByApple, true),
            (9646, Code::AppleBusy, false),
            (9647, Code::AppleNotOffered, false),
            (9722, Code::AppleInvalidToken, true),
            (9723, Code::AppleOther, false),
            (9724, Code::AppleOther, false),
            (9725, Code::AppleOther, false),
            (9726, Code::AppleOther, false),
            (9727, Code::AppleOther, false),
            (9729, Code::AppleUnavailable, false),
            (12345, Code::AppleOther, false),
        ] {
            assert_eq!(AppleError::Number(number).code(), code, "{number}");
            assert_eq!(AppleError::Number(number).is_refusal(), is_refusal, "{number}");
        }
    }

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T08:00:00Z").expect("a date").to_utc();
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 22 Nov 2026 08:00:30 GMT", Some(30)),
            ("Sun, 22 Nov 2026 07:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
        ] {
            assert_eq!(retry_after(value, now).map(|it| it.as_secs()), seconds, "{value}");
        }
    }
}
