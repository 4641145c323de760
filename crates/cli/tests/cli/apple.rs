//! What Apple answers, or does not.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::common::{Desk, Practice};
use crate::support::{LICENSE, end_without_violation, read, renew};

/// 「ロケーション」 in UTF-8, and what stands in its place on a site that does not show it.
const LABEL: &str = "ロケーション";
const NO_LABEL: &str = "－－－－－－";

#[test]
fn without_apples_answer_nothing_is_sent_unless_it_is_said_so() {
    let practice = Practice::start(&[]);
    let mut desk = Desk::new(&practice, false);
    let nobody = ("KOSHIN_APPLE_URL".to_owned(), "http://127.0.0.1:1".to_owned());
    desk.environment.push(nobody);
    crate::support::add(&desk, &practice, "本社");
    let before = read(&desk, &practice);

    for options in [&[] as &[&str], &["--accept-location", "本社"]] {
        let stopped = renew(&desk, &practice, options);

        assert_eq!(stopped.exit, 1, "{options:?}: {}", stopped.stdout);
        assert_eq!(stopped.json["outcome"], "refused", "{options:?}: nothing was sent");
        assert_eq!(stopped.json["problem"]["code"], "apple-unreachable", "{options:?} says why");
        assert_eq!(read(&desk, &practice), before, "{options:?}: the site is as before");
    }

    let skipped = renew(&desk, &practice, &["--skip-apple"]);
    assert_eq!(skipped.exit, 0, "{}", skipped.stdout);
    let checks = skipped.json["checks"].as_array().expect("checks");
    for name in ["location", "owner", "apple"] {
        let check = checks.iter().find(|it| it["check"] == name).expect("the check");
        assert_eq!(check["result"], "skipped", "{name} does not count as passed");
    }
}

#[test]
fn why_apple_could_not_be_asked_is_told_once() {
    let practice = Practice::start(&[]);
    let mut desk = Desk::new(&practice, false);
    desk.environment.push(("KOSHIN_APPLE_URL".to_owned(), "http://127.0.0.1:1".to_owned()));
    crate::support::add(&desk, &practice, "本社");

    let told = crate::support::renew_in_text(&desk, &practice, &[]);

    assert_eq!(told.exit, 1, "{}", told.stderr);
    assert!(told.stderr.ends_with("(apple-unreachable)\n"), "{}", told.stderr);
    assert!(!told.stdout.contains("Appleに接続できず"), "not once more: {}", told.stdout);
    assert!(told.stdout.contains("ロケーション: "), "what else follows: {}", told.stdout);
}

#[test]
fn one_question_to_apple_takes_30_seconds_at_the_most() {
    for (fault, code) in [
        ("apple:silence", "apple-unreachable"),
        ("apple:retry-after-seconds", "apple-unavailable"),
        ("apple:9646", "apple-busy"),
        ("apple:proxy-page", "apple-not-apple"),
    ] {
        let practice = Practice::start(&["--fault", fault]);
        let desk = Desk::new(&practice, false);
        crate::support::add(&desk, &practice, "本社");
        let began = Instant::now();

        let answer = renew(&desk, &practice, &[]);

        // What the site takes, and the start of the process, come on top.
        assert!(began.elapsed() < Duration::from_secs(40), "{fault}: {:?}", began.elapsed());
        assert_eq!(answer.exit, 1, "{fault}: {}", answer.stdout);
        assert_eq!(answer.json["problem"]["code"], code, "{fault}");
        end_without_violation(practice);
    }
}

#[test]
fn a_short_pause_that_apple_asks_for_is_made() {
    let practice = Practice::start(&["--fault", "apple:retry-after-once"]);
    let desk = Desk::new(&practice, false);
    crate::support::add(&desk, &practice, "本社");

    let answer = renew(&desk, &practice, &[]);

    assert_eq!(answer.exit, 0, "{}", answer.stdout);
}

#[test]
fn a_location_that_cannot_be_compared_is_accepted_by_the_name_that_apple_tells() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add_without_locations(&desk, &practice);
    let before = read(&desk, &practice);
    assert!(before[0]["location"].is_null(), "the site shows none: {before}");
    for (options, code) in [
        (&[] as &[&str], "location-not-comparable"),
        (&["--accept-location", "大阪"], "accepted-name-differs"),
        (&["--accept-location", ""], "accepted-name-differs"),
    ] {
        let stopped = renew(&desk, &practice, options);

        assert_eq!(stopped.exit, 1, "{options:?}: {}", stopped.stdout);
        assert_eq!(stopped.json["problem"]["code"], code, "{options:?}");
        let message = stopped.json["problem"]["message"]["ja"].as_str().expect("a text");
        assert!(message.contains("本社"), "{options:?}: what Apple tells is named: {message}");
        assert!(message.contains("--accept-location"), "{options:?}: the way on: {message}");
        assert_eq!(read(&desk, &practice), before, "{options:?}: nothing was sent");
    }

    let renewed = renew(&desk, &practice, &["--accept-location", "本社"]);

    assert_eq!(renewed.exit, 0, "{}", renewed.stdout);
    let checks = renewed.json["checks"].as_array().expect("checks");
    let location = checks.iter().find(|it| it["check"] == "location").expect("the check");
    assert_eq!(location["result"], "not-comparable", "it never counts as passed: {location}");
    assert_eq!(location["accepted"], true, "and says who let it pass: {location}");
}

#[test]
fn a_location_that_cannot_be_compared_is_no_obstacle_where_apple_is_not_asked() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    add_without_locations(&desk, &practice);

    let renewed = renew(&desk, &practice, &["--skip-apple"]);

    assert_eq!(renewed.exit, 0, "{}", renewed.stdout);
    assert!(renewed.json["before"]["id"] == LICENSE, "{}", renewed.stdout);
}

/// Registers the practice site behind a relay that takes the locations off its pages.
fn add_without_locations(desk: &Desk, practice: &Practice) {
    let url = practice.announced["servers"][0]["url"].as_str().expect("an address");
    let origin = url.split('/').nth(2).expect("host and port").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let relay = listener.local_addr().expect("its address").to_string();
    let mut arguments = vec!["server".to_owned(), "add".to_owned(), "本社".to_owned()];
    arguments.extend(practice.add().into_iter().map(|it| it.replace(&origin, &relay)));
    arguments.push("--secrets-stdin".to_owned());
    std::thread::spawn(move || {
        for visitor in listener.incoming().flatten() {
            let origin = origin.clone();
            std::thread::spawn(move || relay_one(visitor, &origin));
        }
    });
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let added = desk.run(&arguments, Some("{}"));
    assert_eq!(added.exit, 0, "{}", added.stdout);
}

/// Hands on one request, and its answer without the label.
fn relay_one(mut visitor: TcpStream, origin: &str) -> Option<()> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while !is_whole(&request) {
        let length = visitor.read(&mut chunk).ok().filter(|it| *it > 0)?;
        request.extend_from_slice(&chunk[..length]);
    }
    // One request per connection: its end is then the end of the answer.
    let head = request.windows(2).position(|it| it == b"\r\n")? + 2;
    let mut site = TcpStream::connect(origin).ok()?;
    site.write_all(&request[..head]).ok()?;
    site.write_all(b"connection: close\r\n").ok()?;
    site.write_all(&request[head..]).ok()?;
    let mut answer = Vec::new();
    site.read_to_end(&mut answer).ok()?;
    let (label, mut at) = (LABEL.as_bytes(), 0);
    while let Some(found) = answer[at..].windows(label.len()).position(|it| it == label) {
        at += found;
        answer[at..at + label.len()].copy_from_slice(NO_LABEL.as_bytes());
    }
    visitor.write_all(&answer).ok()
}

/// Tells whether a request has its whole body.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|it| it == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
    let length = head.lines().find_map(|it| it.strip_prefix("content-length:"));
    let length = length.and_then(|it| it.trim().parse::<usize>().ok()).unwrap_or_default();
    request.len() >= end + 4 + length
}
