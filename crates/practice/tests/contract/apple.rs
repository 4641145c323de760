//! The twin of Apple's service answers as Apple's documents say, and records what it must not see.

use std::io;
use std::time::Duration;

use crate::browser::{Browser, Page};
use crate::person::practice;
use koshin_practice::{AppleFault, CANARY, Fault, OWNER, Practice, Structure};

const CONFIG: &str = "/mdm/v2/client/config";
const NONE: &[String] = &[];

fn token(practice: &Practice, name: &str) -> String {
    std::fs::read_to_string(&practice.tokens()[name]).unwrap()
}

async fn ask(practice: &Practice, bearer: &str) -> io::Result<Page> {
    let mut browser = Browser::new(&practice.apple_url());
    browser.limit = 1 << 20;
    browser.patience = Duration::from_millis(400);
    let header = [("Authorization", &*format!("Bearer {bearer}"))];
    browser.ask_once("GET", CONFIG, None, &header, Vec::new()).await
}

fn json(page: &Page) -> serde_json::Value {
    serde_json::from_str(&page.text).unwrap()
}

#[tokio::test]
async fn a_token_is_told_its_location_owner_and_expiry() {
    let practice = practice(Structure::Table, &[]).await;
    let page = ask(&practice, &token(&practice, "new")).await.unwrap();
    let config = json(&page);
    assert_eq!(config["locationName"], "本社");
    assert_eq!(config["uId"], practice.licenses()[0].uid);
    assert_eq!(config["tokenExpirationDate"], "2027-11-22T08:30:00+0000");
    assert_eq!(config["mdmInfo"]["name"], OWNER);
    assert_eq!(config["notificationAuthToken"], CANARY);
    let other = json(&ask(&practice, &token(&practice, "other-location")).await.unwrap());
    assert_eq!(other["uId"], practice.licenses()[1].uid);
    assert_eq!(practice.violations(), NONE);
    let asked = &practice.log()[0];
    assert_eq!(asked.path, CONFIG);
    assert!(!format!("{asked:?}").contains(&token(&practice, "new")));
}

#[tokio::test]
async fn each_sample_has_its_standing_with_apple() {
    let practice = practice(Structure::Table, &[]).await;
    for (name, status, number) in [
        ("expired", 401, 9621),
        ("revoked", 401, 9625),
        ("unknown-to-apple", 200, 9622),
        ("text", 200, 9622),
        ("empty", 401, 9722),
    ] {
        let bearer = token(&practice, name).replace(['\n', ' '], "");
        let page = ask(&practice, &bearer).await.unwrap();
        assert_eq!((page.status, &json(&page)["errorNumber"]), (status, &number.into()), "{name}");
    }
    let owner = json(&ask(&practice, &token(&practice, "other-owner")).await.unwrap());
    assert_ne!(owner["mdmInfo"]["name"], OWNER);
    assert_eq!(owner["uId"], practice.licenses()[0].uid);
    let wrapped = ask(&practice, "a b").await.unwrap();
    assert_eq!(json(&wrapped)["errorNumber"], 9722);
}

#[tokio::test]
async fn every_fault_of_apple_shows() {
    let practice = practice(Structure::Table, &[]).await;
    let bearer = token(&practice, "new");
    let well = ask(&practice, &bearer).await.unwrap().text;
    for fault in AppleFault::all() {
        practice.set_faults(vec![Fault::Apple(fault)]);
        let answer = ask(&practice, &bearer).await;
        let told = format!("{fault}");
        let changed = |key: &str| {
            let page = answer.as_ref().unwrap();
            let (now, before) =
                (json(page), serde_json::from_str::<serde_json::Value>(&well).unwrap());
            assert_eq!(page.status, 200, "{told}");
            assert_ne!(now[key], before[key], "{told}");
            now[key].clone()
        };
        let busy = |after: &str| {
            let page = answer.as_ref().unwrap();
            assert_eq!(page.status, 503, "{told}");
            assert_eq!(page.header("retry-after").as_deref(), Some(after), "{told}");
        };
        match fault {
            AppleFault::Number(number) => {
                let page = answer.unwrap();
                let known = AppleFault::NUMBERS.iter().find(|known| known.0 == number).unwrap();
                assert_eq!(page.status, known.1, "{told}");
                assert_eq!(json(&page)["errorNumber"], number);
                assert!(page.status >= 400, "{told}");
            }
            AppleFault::NumberIn200(number) => {
                let page = answer.unwrap();
                assert_eq!((page.status, &json(&page)["errorNumber"]), (200, &number.into()));
            }
            AppleFault::RetryAfterSeconds => busy("120"),
            AppleFault::RetryAfterDate => busy("Sun, 22 Nov 2026 01:02:00 GMT"),
            AppleFault::RetryAfterOnce => {
                busy("1");
                assert_eq!(ask(&practice, &bearer).await.unwrap().text, well);
            }
            AppleFault::ProxyPage => assert!(answer.unwrap().text.starts_with("<!DOCTYPE html>")),
            AppleFault::ProxyRefusal => assert_eq!(answer.unwrap().status, 407),
            AppleFault::Endless => assert!(answer.unwrap().text.len() > 1_000_000),
            AppleFault::Silence => {
                assert_eq!(answer.err().unwrap().kind(), io::ErrorKind::TimedOut);
            }
            AppleFault::Cut | AppleFault::CutHalfway => {
                assert_eq!(answer.err().unwrap().kind(), io::ErrorKind::UnexpectedEof, "{told}");
            }
            AppleFault::OtherLocation => {
                assert_eq!(changed("locationName"), "大阪");
                changed("uId");
            }
            AppleFault::OtherUid => drop(changed("uId")),
            AppleFault::Renamed => drop(changed("locationName")),
            AppleFault::OtherOwner => drop(changed("mdmInfo")),
            AppleFault::NoOwner => assert!(changed("mdmInfo").is_null()),
            AppleFault::NoExpiry => assert!(changed("tokenExpirationDate").is_null()),
        }
    }
}

#[tokio::test]
async fn only_reading_is_allowed() {
    let practice = practice(Structure::Table, &[]).await;
    let mut browser = Browser::new(&practice.apple_url());
    let service = browser.open("/mdm/v2/service/config").await.unwrap();
    assert!(json(&service)["errorCodes"].as_array().unwrap().len() > 10);
    assert_eq!(practice.violations(), NONE);
    let header = [("Authorization", &*format!("Bearer {}", token(&practice, "new")))];
    for (method, path) in [
        ("POST", CONFIG),
        ("PUT", CONFIG),
        ("GET", "/mdm/v2/assets"),
        ("GET", "/mdm/v2/client/config?sToken=x"),
        ("POST", "/mdm/VPPClientConfigSrv"),
    ] {
        let before = practice.violations().len();
        browser.ask_once(method, path, None, &header, b"{}".to_vec()).await.unwrap();
        assert_eq!(practice.violations().len(), before + 1, "{method} {path}");
    }
}
