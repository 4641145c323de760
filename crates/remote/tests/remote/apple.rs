//! The one question to Apple: what is sent, how often, and what is made of every answer.

use std::sync::Arc;
use std::time::Duration;

use crate::common::{FakeClock, Script, answer};
use koshin_core::Code;
use koshin_core::apple::AppleError;
use koshin_core::judge::AppleAnswer;
use koshin_core::secret::SecretString;
use koshin_practice::{AppleFault, Fault, Options, Server, start};
use koshin_remote::apple::{AppleUrl, LIMIT, ask};
use koshin_remote::clock::SystemClock;
use koshin_remote::http::{Door, Http, HttpError, Proxy, Response, Route};

const LINE: &str = "GET /mdm/v2/client/config";
const GOOD: &str = r#"{"uId":"u-1","locationName":"本社","countryISO2ACode":"JP"}"#;
const NOW: &str = "2026-11-22T08:00:00Z";

fn json(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    answer(status, headers, body.as_bytes())
}

async fn ask_script(script: &Script, clock: &FakeClock) -> AppleAnswer {
    let token = SecretString::from("dG9rZW4=".to_owned());
    ask(script, &AppleUrl::apple(), &token, clock, LIMIT).await
}

/// The code that an answer leads to; `None` where Apple accepts.
fn code(answer: &AppleAnswer) -> Option<Code> {
    match answer {
        AppleAnswer::Accepted(_) | AppleAnswer::Skipped => None,
        AppleAnswer::Error(error) => Some(error.code()),
        AppleAnswer::Unreachable(problem) => Some(problem.code),
    }
}

#[tokio::test]
async fn the_question_is_one_get_with_the_token_in_its_header() {
    let script = Script::default().on(LINE, Ok(json(200, &[], GOOD)));
    let answer = ask_script(&script, &FakeClock::at(NOW)).await;

    assert!(matches!(answer, AppleAnswer::Accepted(_)), "{answer:?}");
    let seen = script.seen();
    assert_eq!(seen.len(), 1, "one request");
    assert_eq!(seen[0].url, "https://vpp.itunes.apple.com/mdm/v2/client/config");
    assert_eq!(seen[0].headers["authorization"], "Bearer dG9rZW4=");
    assert_eq!((seen[0].method, seen[0].body.len()), ("GET", 0));
}

#[tokio::test]
async fn each_outcome_has_its_code_and_its_number_of_attempts() {
    let redirect = [("location", "https://proxy.example.jp/login")];
    for (outcome, expected, attempts) in [
        (Ok(json(200, &[], GOOD)), None, 1),
        (Ok(json(401, &[], r#"{"errorNumber":9625}"#)), Some(Code::AppleRevoked), 1),
        (Ok(json(200, &[], r#"{"errorNumber":9622}"#)), Some(Code::AppleInvalidToken), 1),
        (Ok(json(429, &[], r#"{"errorNumber":9646}"#)), Some(Code::AppleBusy), 3),
        (Ok(json(503, &[], "")), Some(Code::AppleUnavailable), 3),
        (Ok(json(401, &[], "")), Some(Code::AppleNotApple), 1),
        (Ok(json(200, &[], "<html>")), Some(Code::AppleNotApple), 1),
        (Ok(json(200, &[], r#"{"uId":"u"#)), Some(Code::AppleBroken), 3),
        (Ok(json(200, &[], "")), Some(Code::AppleBroken), 3),
        (Ok(json(302, &redirect, "")), Some(Code::AppleNotApple), 1),
        (Err(HttpError::Unreachable), Some(Code::AppleUnreachable), 3),
        (Err(HttpError::Cut), Some(Code::AppleBroken), 3),
        (Err(HttpError::TooLarge), Some(Code::AppleBroken), 1),
        (Err(HttpError::Certificate), Some(Code::NetCertificate), 1),
        (Err(HttpError::Tls), Some(Code::NetTls), 1),
        (Err(HttpError::Proxy), Some(Code::NetProxy), 1),
    ] {
        let script = Script::default().on(LINE, outcome.clone());
        let answer = ask_script(&script, &FakeClock::at(NOW)).await;

        assert_eq!(code(&answer), expected, "{outcome:?}");
        assert_eq!(script.seen().len(), attempts, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_short_wait_that_apple_asks_for_is_kept() {
    for wait in ["7", "Sun, 22 Nov 2026 08:00:07 GMT"] {
        let script = Script::default()
            .on(LINE, Ok(json(503, &[("retry-after", wait)], r#"{"errorNumber":9729}"#)))
            .on(LINE, Ok(json(200, &[], GOOD)));
        let clock = FakeClock::at(NOW);
        let answer = ask_script(&script, &clock).await;

        assert_eq!(code(&answer), None, "accepted after {wait}");
        assert_eq!(clock.sleeps(), [Duration::from_secs(7)], "{wait}");
    }
}

#[tokio::test]
async fn a_long_wait_ends_the_question_and_is_told() {
    for wait in ["120", "Sun, 22 Nov 2026 08:02:00 GMT"] {
        let script = Script::default()
            .on(LINE, Ok(json(503, &[("retry-after", wait)], r#"{"errorNumber":9729}"#)));
        let clock = FakeClock::at(NOW);
        let answer = ask_script(&script, &clock).await;

        let AppleAnswer::Unreachable(problem) = answer else { panic!("{answer:?}") };
        assert_eq!(problem.code, Code::AppleUnavailable, "{wait}");
        assert_eq!(problem.params["wait_seconds"], "120", "{wait}");
        assert!(clock.sleeps().is_empty(), "nobody waits two minutes");
        assert_eq!(script.seen().len(), 1, "not asked again");
    }
}

#[tokio::test]
async fn pauses_grow_and_the_whole_question_has_its_limit() {
    let script = Script::default().on(LINE, Err(HttpError::Unreachable));
    let clock = FakeClock::at(NOW);
    ask_script(&script, &clock).await;
    let pauses: Vec<_> = clock.sleeps().iter().map(Duration::as_millis).collect();
    assert_eq!(pauses, [500, 1000]);

    let token = SecretString::from("dG9rZW4=".to_owned());
    let clock = FakeClock::at(NOW);
    let limit = Duration::from_millis(900);
    ask(&script, &AppleUrl::apple(), &token, &clock, limit).await;
    assert_eq!(clock.sleeps().len(), 1, "no second pause within the limit");
}

#[test]
fn a_token_goes_to_apple_or_stays_on_this_machine() {
    for (url, expected) in [
        (None, Some("https://vpp.itunes.apple.com")),
        (Some("http://127.0.0.1:8080/"), Some("http://127.0.0.1:8080")),
        (Some("http://localhost:8080/x?y"), Some("http://localhost:8080")),
        (Some("https://[::1]:8443"), Some("https://[::1]:8443")),
        (Some("https://vpp.itunes.apple.com"), None),
        (Some("https://apple.example.jp"), None),
        (Some("http://127.0.0.1.example.jp"), None),
        (Some("http://user:pw@127.0.0.1/"), None),
        (Some(""), None),
    ] {
        let found = AppleUrl::or_override(url);
        assert_eq!(found.as_ref().ok().map(AppleUrl::origin), expected, "{url:?}");
    }
}

#[tokio::test]
async fn every_fault_of_the_twin_has_its_code() {
    let options = Options::new(NOW.parse().expect("a date"));
    let practice = start(options).await.expect("practice starts");
    let bytes = std::fs::read(&practice.tokens()["right-location"]).expect("a sample file");
    let token = koshin_core::ContentToken::read(&bytes).expect("a token");
    let url = AppleUrl::twin(&practice.apple_url()).expect("a twin");
    let route = Route { ca_pem: None, proxy: Proxy::None };
    let http: Arc<dyn Http> = Door::new().open(&route).expect("a client");
    for fault in AppleFault::all() {
        practice.set_faults(vec![Fault::Apple(fault)]);
        let limit = Duration::from_secs(if fault == AppleFault::Silence { 2 } else { 30 });
        let answer = ask(&*http, &url, token.bearer(), &SystemClock, limit).await;

        let expected = match fault {
            AppleFault::Number(number) | AppleFault::NumberIn200(number) => {
                Some(AppleError::Number(i64::from(number)).code())
            }
            AppleFault::RetryAfterSeconds | AppleFault::RetryAfterDate => {
                Some(Code::AppleUnavailable)
            }
            AppleFault::ProxyPage | AppleFault::ProxyRefusal => Some(Code::AppleNotApple),
            AppleFault::Endless | AppleFault::Cut | AppleFault::CutHalfway => {
                Some(Code::AppleBroken)
            }
            AppleFault::Silence => Some(Code::AppleUnreachable),
            AppleFault::RetryAfterOnce
            | AppleFault::OtherLocation
            | AppleFault::OtherUid
            | AppleFault::Renamed
            | AppleFault::OtherOwner
            | AppleFault::NoOwner
            | AppleFault::NoExpiry => None,
        };
        assert_eq!(code(&answer), expected, "{fault}: {answer:?}");
        assert!(!format!("{answer:?}").contains(koshin_practice::CANARY), "{fault}");
    }
    assert_eq!(practice.violations(), Vec::<String>::new());
    let asked: Vec<_> =
        practice.log().into_iter().filter(|it| it.server == Server::Apple).collect();
    assert!(asked.iter().all(|it| it.method == "GET"), "nothing but GET");
}
