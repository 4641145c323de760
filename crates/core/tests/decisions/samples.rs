//! Values that several tests of this crate start from.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use koshin_core::apple::{ClientConfig, Owner};
use koshin_core::judge::{Accepted, AppleAnswer, Evidence, LastRenewal};
use koshin_core::{CheckedToken, ContentToken, Expiry, License};

/// A moment from its RFC 3339 text.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a test date").to_utc()
}

/// The present of these tests.
pub(crate) fn now() -> DateTime<Utc> {
    at("2026-11-22T03:00:00Z")
}

/// A token of 株式会社サンプル that expires then.
pub(crate) fn token(expires: &str) -> ContentToken {
    token_of("株式会社サンプル", expires)
}

/// A token of an organization.
pub(crate) fn token_of(organization: &str, expires: &str) -> ContentToken {
    let json = format!(r#"{{"expDate":"{expires}","token":"abc","orgName":"{organization}"}}"#);
    ContentToken::read(STANDARD.encode(json).as_bytes()).expect("a good token")
}

/// The license 本社, expiring in twelve days.
pub(crate) fn license() -> License {
    License {
        id: "row-1".to_owned(),
        account_name: Some("本社iPad".to_owned()),
        organization: Some("株式会社サンプル".to_owned()),
        location: Some("本社".to_owned()),
        uid: None,
        expires: Some(Expiry::second(at("2026-12-04T08:30:00Z"))),
        notes: Some(String::new()),
    }
}

/// What Apple says of a token of 本社.
pub(crate) fn config() -> ClientConfig {
    ClientConfig {
        uid: "uid-honsha".to_owned(),
        location: "本社".to_owned(),
        country: Some("JP".to_owned()),
        expires: None,
        owner: Some(Owner { id: "mdm-1".to_owned(), name: "管理サイト".to_owned() }),
    }
}

/// What was recorded of last year's renewal of 本社.
pub(crate) fn last() -> LastRenewal {
    LastRenewal {
        fingerprint: Some(token("2026-12-04T08:30:00Z").fingerprint().clone()),
        organization: Some("株式会社サンプル".to_owned()),
        location: Some("本社".to_owned()),
        uid: Some("uid-honsha".to_owned()),
        owner: config().owner,
    }
}

/// A token that passed the checks for a license.
pub(crate) fn checked(license: &License, expires: &str) -> CheckedToken {
    let token = token(expires);
    let apple = AppleAnswer::Accepted(config());
    let accepted = Accepted::default();
    let evidence = Evidence {
        token: &token,
        license,
        apple: &apple,
        last: None,
        offered_uid: None,
        accepted: &accepted,
    };
    koshin_core::judge::judge(&evidence, now()).checked.expect("a fit token")
}
