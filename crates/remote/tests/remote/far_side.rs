//! Practice as the tests of connectors use it: its present, the way to it, and a fit token.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_core::judge::{Accepted, AppleAnswer, Evidence, judge};
use koshin_core::{CheckedToken, ContentToken, License, Notes};
use koshin_practice::{LOCATION, LicenseRow, Practice};
use koshin_remote::apple::{self, AppleUrl};
use koshin_remote::clock::SystemClock;
use koshin_remote::http::{Door, Http, Proxy, Route};

const NOW: &str = "2026-11-22T01:00:00Z";

pub(crate) fn now() -> DateTime<Utc> {
    NOW.parse().expect("a date")
}

pub(crate) fn http() -> Arc<dyn Http> {
    Door::new().open(&Route { ca_pem: None, proxy: Proxy::None }).expect("a client")
}

fn token(practice: &Practice, name: &str) -> ContentToken {
    let bytes = std::fs::read(&practice.tokens()[name]).expect("a sample file");
    ContentToken::read(&bytes).expect("a token")
}

/// Last year's successor, asked of the twin of Apple and judged.
pub(crate) async fn checked(practice: &Practice, license: &License) -> CheckedToken {
    let token = token(practice, "right-location");
    let url = AppleUrl::twin(&practice.apple_url()).expect("a twin");
    let answer =
        apple::ask(&*http(), &url, token.bearer(), &SystemClock, Duration::from_secs(5)).await;
    assert!(matches!(answer, AppleAnswer::Accepted(_)), "Apple accepts it: {answer:?}");
    let accepted = Accepted { location: Some(LOCATION.to_owned()), unseen: false };
    let evidence = Evidence {
        token: &token,
        license,
        apple: &answer,
        last: None,
        offered_uid: None,
        accepted: &accepted,
    };
    judge(&evidence, now()).checked.expect("a fit token")
}

/// The row that is renewed, as the site has it.
pub(crate) fn row(practice: &Practice) -> LicenseRow {
    practice.licenses().into_iter().find(|it| it.location == LOCATION).expect("its row")
}

pub(crate) fn notes() -> Notes {
    Notes {
        account_name: Some("vpp-honsha".to_owned()),
        notes: Some(
            "情報システム課が管理\nApple ID：vpp@example.jp 取得年月日：2026/11/22".to_owned(),
        ),
    }
}
