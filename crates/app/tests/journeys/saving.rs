//! What is made of a save, whatever the server does: on a scripted server, and cancelled on practice.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::NaiveDate;
use koshin_app::session::Command;
use koshin_app::view::{ConfirmState, Page};
use koshin_app::work::rows::same_entry;
use koshin_app::work::saving::End;
use koshin_core::record::Outcome;
use koshin_core::renewal::{Saved, Verdict};
use koshin_core::{Code, Expiry, License, Problem};
use koshin_practice::{Fault, Mishap, Place};
use koshin_remote::connector::{ConnectorError, Receipt, Sent};

use crate::scripted::{Reading, date, failed, list, lost, new, old, row, run, said, server, shows};
use crate::support::{Person, code, page};

/// What is said in the end: how it ended, the code, and whether the new date was seen.
fn told(end: &End) -> (&'static str, Option<Code>, Option<Expiry>) {
    let shown = |after: &Option<License>| after.as_ref().and_then(|it| it.expires);
    match end {
        End::Failed { problem, .. } => ("failed", Some(problem.code), None),
        End::Refused { problem, after, stands: true } => {
            ("refused, stands", Some(problem.code), shown(after))
        }
        End::Refused { problem, after, .. } => ("refused", Some(problem.code), shown(after)),
        End::Sent { verdict, after, problem, .. } => {
            let verdict = match verdict {
                Verdict::Renewed => "renewed",
                Verdict::RenewedByHand => "renewed by hand",
                Verdict::NotRenewed => "not renewed",
                Verdict::Unknown => "unknown",
            };
            (verdict, problem.as_ref().map(|it| it.code), shown(after))
        }
    }
}

#[tokio::test]
async fn the_line_precedes_the_request_and_the_readings_follow_it() {
    let mut server = server(said(), [shows(new())]);
    let (end, _) = run(&mut server, Ok(())).await;

    assert_eq!(told(&end), ("renewed", None, Some(new())));
    let expected = ["sign in", "read", "open 41 ", "line", "send marked", "read", "sign out"];
    assert_eq!(server.log.all(), expected, "nothing is marked while the entry opens");
    let heard = ["OpeningEntry", "asked", "Sending", "ReadingAnswer", "SigningOut"];
    assert_eq!(server.heard.all(), heard, "the person hears and is asked as before");
}

#[tokio::test]
async fn a_form_that_goes_out_again_has_one_line() {
    let mut server = server(said(), [shows(new())]);
    server.forms = 2;
    run(&mut server, Ok(())).await;

    assert_eq!(server.log.count("line"), 1, "{:?}", server.log.all());
    assert_eq!(server.log.count("send marked"), 2);
}

#[tokio::test]
async fn without_its_line_nothing_is_sent() {
    let mut server = server(said(), [shows(new())]);
    let (end, _) = run(&mut server, Err(Code::Internal.into())).await;

    assert_eq!(told(&end), ("failed", Some(Code::Internal), None));
    assert_eq!(server.log.all(), ["sign in", "read", "open 41 ", "line", "sign out"]);
    assert!(!server.is_sent.load(Ordering::SeqCst), "and nothing is said to be");
}

#[tokio::test]
async fn a_job_that_is_aborted_before_the_mark_sends_nothing() {
    let mut server = server(said(), [shows(new())]);
    let (log, is_sent) = (server.log.clone(), Arc::clone(&server.is_sent));
    let slot = Arc::clone(&server.cancelled);
    let task = tokio::spawn(async move { run(&mut server, Ok(())).await });
    *slot.lock().expect("one test, one task") = Some(task.abort_handle());

    assert!(task.await.expect_err("no end").is_cancelled());
    assert_eq!(log.all(), ["sign in", "read", "open 41 "], "no line and no request");
    assert!(is_sent.load(Ordering::SeqCst), "whoever looks later does not rely on it");
}

/// How it ended, the code, and the date that was seen.
type Told = (&'static str, Option<Code>, Option<Expiry>);

/// Saves on a server that answers like this and shows this list from then on.
async fn check(what: &str, answer: Result<Receipt, ConnectorError>, then: Reading, expected: Told) {
    let mut server = server(answer.clone(), [then]);
    let (end, waited) = run(&mut server, Ok(())).await;

    assert_eq!(told(&end), expected, "{what}");
    if let End::Sent { saved, .. } = end {
        let is_said = answer.as_ref().is_ok_and(|it| it.said_saved);
        assert_eq!(saved == Saved::Said, is_said, "{what}: what the server said is told");
    }
    // What was refused is not waited for.
    let is_refused = matches!(&answer, Err(it) if it.sent != Sent::Unknown);
    let is_open = matches!(expected.0, "unknown" | "not renewed") && !is_refused;
    let readings = if is_open { 1 + 10 } else { 1 + 1 };
    assert_eq!(server.log.count("read"), readings, "{what}");
    assert_eq!(waited, Duration::from_secs(if is_open { 59 } else { 0 }), "{what}");
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a failure can")]
fn silent() -> Result<Receipt, ConnectorError> {
    Ok(Receipt::default())
}

fn refused() -> Result<Receipt, ConnectorError> {
    Err(failed(Code::ServerSaveRefused, Sent::Refused))
}

fn unreadable() -> Reading {
    Err(failed(Code::NetCut, Sent::Nothing))
}

#[tokio::test]
async fn the_server_read_again_decides() {
    use Code::{SaveNotTaken, SaveOldDate, SaveOtherDate, SaveUnknown, ServerSaveRefused};

    let other = date("2027-01-31T08:30:00Z");
    let remark = Problem::from(Code::InputTooLong);
    let remarked = || Ok(Receipt { remarks: vec![remark.clone()], ..said().expect("said") });
    let (same, now) = (Some(old()), Some(new()));
    let unseen = ("unknown", Some(SaveUnknown), None);
    let not_taken = ("not renewed", Some(SaveNotTaken), same);
    for (what, answer, then, expected) in [
        ("said and shown", said(), shows(new()), ("renewed", None, now)),
        ("said, the old date stays", said(), shows(old()), ("unknown", Some(SaveOldDate), same)),
        (
            "said, a date of neither",
            said(),
            shows(other),
            ("unknown", Some(SaveOtherDate), Some(other)),
        ),
        ("said, not to be read", said(), unreadable(), unseen),
        ("said with a remark", remarked(), shows(new()), ("renewed", Some(remark.code), now)),
        ("nothing said, shown", silent(), shows(new()), ("renewed", None, now)),
        ("nothing said, the old date", silent(), shows(old()), not_taken),
        ("no answer, shown", Err(lost()), shows(new()), ("renewed", None, now)),
        ("no answer, the old date", Err(lost()), shows(old()), not_taken),
        ("no answer, not to be read", Err(lost()), unreadable(), unseen),
        ("refused", refused(), shows(old()), ("refused, stands", Some(ServerSaveRefused), same)),
        ("refused, yet shown", refused(), shows(new()), ("renewed", None, now)),
        (
            "refused, a date of neither",
            refused(),
            shows(other),
            ("refused", Some(ServerSaveRefused), Some(other)),
        ),
        (
            "refused, not to be read",
            refused(),
            unreadable(),
            ("refused", Some(ServerSaveRefused), None),
        ),
    ] {
        check(what, answer, then, expected).await;
    }
}

#[tokio::test]
async fn a_row_that_came_or_went_is_told_and_leaves_nothing_certain_but_the_new_date() {
    use Code::{ServerRowAppeared, ServerRowVanished};

    let other = date("2027-01-31T08:30:00Z");
    let gone = || Ok(vec![row("42", "vpp-osaka", other)]);
    let one_more = |expires| shows(expires).map(|it| [it, vec![row("43", "x", other)]].concat());
    let one_fewer = || Ok(vec![row("41", "vpp-honsha", old())]);
    let (same, now) = (Some(old()), Some(new()));
    let appeared = ("unknown", Some(ServerRowAppeared), same);
    let vanished = ("unknown", Some(ServerRowVanished), same);
    let is_gone = ("unknown", Some(ServerRowVanished), None);
    for (what, answer, then, expected) in [
        ("said, one more", said(), one_more(new()), ("renewed", Some(ServerRowAppeared), now)),
        ("said, one more, the old date", said(), one_more(old()), appeared),
        ("said, it is gone", said(), gone(), is_gone),
        ("nothing said, one more, the old date", silent(), one_more(old()), appeared),
        ("no answer, one fewer, the old date", Err(lost()), one_fewer(), vanished),
        ("refused, one more", refused(), one_more(old()), appeared),
        ("refused, one fewer", refused(), one_fewer(), vanished),
        (
            "refused, yet shown",
            refused(),
            one_more(new()),
            ("renewed", Some(ServerRowAppeared), now),
        ),
        ("refused, it is gone", refused(), gone(), is_gone),
    ] {
        check(what, answer, then, expected).await;
    }
}

#[tokio::test]
async fn a_form_that_went_out_and_was_bounced_is_read_back() {
    let signed_out = || Err(failed(Code::SiteSignedOut, Sent::Nothing));
    let why = Some(Code::SiteSignedOut);
    for (what, then, expected) in [
        ("the old date stands", shows(old()), ("refused, stands", why, Some(old()))),
        ("the new date is there", shows(new()), ("renewed", None, Some(new()))),
        ("not to be read", unreadable(), ("refused", why, None)),
    ] {
        check(what, signed_out(), then, expected).await;
    }
}

#[tokio::test]
async fn what_the_last_reading_shows_decides_and_a_server_that_lags_is_read_longer() {
    let mut lagging = server(Err(lost()), [shows(old())]);
    lagging.lags = Some(Duration::from_secs(600));
    let (end, waited) = run(&mut lagging, Ok(())).await;
    assert_eq!(told(&end), ("unknown", Some(Code::SaveOldDate), Some(old())));
    assert_eq!(waited, Duration::from_secs(599), "for as long as it may lag");

    let mut lost_again = server(Err(lost()), [shows(old()), Err(lost())]);
    let (end, _) = run(&mut lost_again, Ok(())).await;
    let unknown = ("unknown", Some(Code::SaveUnknown), None);
    assert_eq!(told(&end), unknown, "the old date was not seen at the end");

    let late = [shows(old()), Err(lost()), shows(old()), shows(new()), shows(old())];
    let mut server = server(said(), late);
    let (end, waited) = run(&mut server, Ok(())).await;
    assert_eq!(told(&end), ("renewed", None, Some(new())), "the first sight of it counts");
    assert_eq!(waited, Duration::from_secs(6), "and ends the waiting");
}

#[tokio::test]
async fn a_reading_that_fails_for_good_ends_the_waiting() {
    let rejected =
        ConnectorError { secret_rejected: true, ..ConnectorError::new(Code::SecretRejected) };
    let mut server = server(said(), [Err(rejected), shows(new())]);
    let (end, _) = run(&mut server, Ok(())).await;

    assert_eq!(told(&end), ("unknown", Some(Code::SaveUnknown), None));
    assert_eq!(server.log.count("read"), 2, "the password is not tried again");
    assert!(server.is_rejected.load(Ordering::SeqCst), "nor by whoever saves next");
    let End::Sent { problem: Some(problem), .. } = end else { panic!("{end:?}") };
    assert!(problem.detail.contains("secret-rejected"), "why it could not be read: {problem:?}");
}

#[tokio::test]
async fn what_is_certain_beforehand_is_never_sent() {
    let later = date("2028-01-01T08:30:00Z");
    let rejected =
        ConnectorError { secret_rejected: true, ..ConnectorError::new(Code::ServerSignInRefused) };
    let gone = Ok(vec![row("42", "vpp-osaka", old())]);
    let twins = Ok(vec![row("43", "vpp-honsha", old()), row("44", "vpp-honsha", old())]);
    let day = NaiveDate::from_ymd_opt(2027, 11, 22).expect("a day");
    for (what, sign_in, first, expected) in [
        ("not signed in", Err(rejected), shows(old()), Code::ServerSignInRefused),
        ("not read", Ok(()), Err(lost()), Code::NetCut),
        ("gone", Ok(()), gone, Code::ServerLicenseGone),
        ("two of its names", Ok(()), twins, Code::ServerLicenseGone),
        ("renewed meanwhile", Ok(()), shows(new()), Code::TokenNotLater),
        ("renewed meanwhile, by day", Ok(()), shows(Expiry::day(day)), Code::TokenNotLater),
        ("renewed for longer", Ok(()), shows(later), Code::TokenNotLater),
    ] {
        let mut server = server(said(), [shows(new())]);
        server.sign_in = sign_in.clone();
        server.readings[0] = first;
        let (end, _) = run(&mut server, Ok(())).await;

        assert_eq!(told(&end), ("failed", Some(expected), None), "{what}");
        let is_rejected = server.is_rejected.load(Ordering::SeqCst);
        assert_eq!(is_rejected, sign_in.is_err(), "{what}: of the password");
        assert!(!server.log.all().iter().any(|it| it.starts_with("open")), "{what}");
        assert_eq!(server.log.count("line"), 0, "{what}");
    }

    let mut late = server(said(), [shows(new())]);
    late.at = new().at;
    let (end, _) = run(&mut late, Ok(())).await;
    assert_eq!(told(&end), ("failed", Some(Code::TokenExpired), None), "expired meanwhile");
    assert_eq!(late.log.count("line"), 0, "expired meanwhile");

    let rejected =
        ConnectorError { secret_rejected: true, ..failed(Code::SiteSignedOut, Sent::Unknown) };
    let mut server = server(Err(rejected), [shows(new())]);
    run(&mut server, Ok(())).await;
    assert!(server.is_rejected.load(Ordering::SeqCst), "rejected after the form had gone out");
}

#[tokio::test]
async fn what_stood_there_right_before_counts() {
    let mut earlier = server(Err(lost()), [shows(date("2026-12-01T08:30:00Z"))]);
    earlier.readings[0] = shows(date("2026-12-01T08:30:00Z"));
    let (end, _) = run(&mut earlier, Ok(())).await;
    let before = "what stood there right before counts, not what the person saw";
    assert_eq!(told(&end).0, "not renewed", "{before}");

    let mut server = server(Err(failed(Code::NetUnreachable, Sent::Nothing)), [shows(new())]);
    server.forms = 0;
    let (end, _) = run(&mut server, Ok(())).await;
    assert_eq!(told(&end), ("failed", Some(Code::NetUnreachable), None), "it did not leave");
    assert_eq!(server.log.count("read"), 1, "there is nothing to read again");
}

#[tokio::test]
async fn a_license_whose_id_goes_with_its_name_is_found_again() {
    let known = row("42", "vpp-osaka", date("2027-03-01T08:30:00Z"));
    let renamed = |id: &str| row(id, "vpp-new", new());
    let more = |rows: &[&License]| Ok(rows.iter().map(|it| (*it).clone()).collect());
    let other = row("99", "vpp-other", new());
    let appeared = Some(Code::ServerRowAppeared);
    for (what, then, expected) in [
        ("another id, the new name", more(&[&renamed("50"), &known]), ("renewed", None)),
        ("another id, another name", more(&[&other, &known]), ("unknown", appeared)),
        ("two that may be it", more(&[&renamed("50"), &renamed("51")]), ("unknown", appeared)),
        ("one row more", more(&[&renamed("50"), &known, &other]), ("renewed", appeared)),
        ("one row fewer", more(&[&renamed("50")]), ("renewed", Some(Code::ServerRowVanished))),
    ] {
        let mut server = server(said(), [then]);
        let (end, _) = run(&mut server, Ok(())).await;
        let (how, code, _) = told(&end);
        assert_eq!((how, code), expected, "{what}");
    }

    let nameless = |id: &str| License { account_name: None, ..row(id, "", old()) };
    assert_eq!(same_entry(&[nameless("8")], &nameless("7")), None, "no name is no likeness");

    let mut server = server(said(), [list("50", "vpp-new", new())]);
    server.readings[0] = list("7", "VPP-honsha ", old());
    let (end, _) = run(&mut server, Ok(())).await;
    assert_eq!(told(&end), ("renewed", None, Some(new())));
    assert_eq!(server.log.count("open 7 "), 1, "by the id that it has now");
}

#[tokio::test]
async fn a_save_cancelled_while_its_entry_opens_was_not_sent() {
    for place in [Place::List, Place::Edit] {
        let person = Person::normal().await;
        let revision = person.up_to_save().await.revision;
        person.practice.set_faults(vec![Fault::At(Mishap::Silence, place)]);
        let path = if place == Place::Edit { "/edit" } else { "/vpp" };
        let asked = |person: &Person| {
            person.practice.log().iter().filter(|it| it.path.ends_with(path)).count()
        };
        let before = asked(&person);
        person.session.send(Command::Save { revision }).await.expect("the session lives");
        // The site sees the request before it falls silent; there is no view of that to wait for.
        while asked(&person) == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }

        let view = person.act(Command::Cancel).await;

        assert_eq!(page(&view), "save", "{place}: the way is open");
        assert_eq!(code(&view), Some("cancelled"), "{place}");
        assert!(view.notice.is_some(), "{place}: it says that nothing was saved");
        assert_eq!(person.uploads(), 0, "{place}");
        assert!(person.records().is_empty(), "{place}: there is nothing to record");
        let history = koshin_store::Journal::new(&person.places()).read().expect("a journal");
        assert!(history.open_savings().is_empty(), "{place}: and nothing to look at");

        person.practice.set_faults(Vec::new());
        let view = person.save().await;
        let Page::Confirm(confirm) = view.page else { panic!("{place}: {:?}", view.page) };
        assert_eq!(confirm.state, ConfirmState::Renewed, "{place}: it can be saved again");
        assert_eq!(person.uploads(), 1, "{place}: once");
        assert_eq!(person.records().len(), 1, "{place}");
        assert_eq!(person.records()[0].outcome, Outcome::Renewed, "{place}");
        person.expect_no_violation();
    }
}
