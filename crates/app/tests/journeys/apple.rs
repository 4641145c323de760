//! What Apple says, and what the person can do about it.

use koshin_app::session::Command;
use koshin_app::view::{ConfirmState, Mark, NeedView, Page};
use koshin_practice::{AppleFault, Fault, Scenario, Structure};

use crate::support::{Person, code};

/// Examines the new token under a fault of Apple's and returns need and the mark of one check.
async fn examined(fault: AppleFault, check: &str) -> (NeedView, Mark) {
    let person = Person::normal().await;
    person.practice.set_faults(vec![Fault::Apple(fault)]);
    person.add_server().await;
    person.begin().await;
    let view = person.pick("new").await;
    let Page::ChooseFile(choose) = view.page else { panic!("{fault}: {:?}", view.problem) };
    let mark = choose.findings.iter().find(|it| it.check == check).expect("each check").mark;
    person.expect_no_violation();
    (choose.need, mark)
}

#[tokio::test]
async fn a_token_that_apple_refuses_is_not_saved() {
    for number in [9601, 9621, 9622, 9625, 9645, 9722] {
        for fault in [AppleFault::Number(number), AppleFault::NumberIn200(number)] {
            let (need, mark) = examined(fault, "apple").await;

            assert_eq!((need, mark), (NeedView::OtherToken, Mark::Stop), "{fault}");
        }
    }
}

#[tokio::test]
async fn without_apples_answer_the_person_confirms_the_location() {
    for fault in [
        AppleFault::Number(9603),
        AppleFault::Number(9646),
        AppleFault::Number(9647),
        AppleFault::ProxyPage,
        AppleFault::ProxyRefusal,
        AppleFault::Cut,
        AppleFault::CutHalfway,
        AppleFault::Endless,
        AppleFault::RetryAfterDate,
    ] {
        let (need, mark) = examined(fault, "apple").await;

        assert!(matches!(need, NeedView::ConfirmUnseen { .. }), "{fault}: {need:?}");
        assert_eq!(mark, Mark::Note, "{fault}");
    }
}

#[tokio::test]
async fn confirming_unseen_goes_on_and_is_recorded() {
    let person = Person::normal().await;
    person.practice.set_faults(vec![Fault::Apple(AppleFault::ProxyPage)]);
    person.add_server().await;
    person.begin().await;
    person.pick("new").await;

    person.act(Command::ConfirmUnseen).await;
    person.write().await;
    let view = person.save().await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "renewed on the person's word");
    let record = person.records().pop().expect("a record");
    assert!(record.checks.iter().any(|it| it.accepted), "that it was confirmed is recorded");
}

#[tokio::test]
async fn an_answer_that_is_only_incomplete_does_no_harm() {
    for fault in [AppleFault::NoExpiry, AppleFault::NoOwner, AppleFault::RetryAfterOnce] {
        let (need, _) = examined(fault, "apple").await;

        assert_eq!(need, NeedView::Nothing, "{fault}");
    }
}

#[tokio::test]
async fn the_token_of_another_location_is_stopped_then_overridden_by_typing() {
    let person = Person::new(Scenario::OtherLocation, Structure::Table).await;
    person.add_server().await;
    person.begin().await;
    let view = person.pick("new").await;
    let Page::ChooseFile(choose) = view.page else { panic!("{:?}", view.page) };
    assert!(matches!(choose.need, NeedView::TypeLocation { .. }), "{:?}", choose.need);
    let view = person.act(Command::UseToken).await;
    assert_eq!(code(&view), Some("not-now"), "it cannot be used as it is");

    let view = person.act(Command::AcceptLocation("本社".to_owned())).await;
    assert_eq!(code(&view), Some("accepted-name-differs"), "the license's name does not do");
    let view = person.act(Command::AcceptLocation("大阪".to_owned())).await;
    let Page::ChooseFile(choose) = view.page else { panic!("{:?}", view.page) };

    assert_eq!(choose.need, NeedView::Nothing, "the token's own name does");
    let location = choose.findings.iter().find(|it| it.check == "location").expect("the check");
    assert_eq!(location.mark, Mark::Accepted, "and it says so");
    person.write().await;
    person.save().await;
    let record = person.records().pop().expect("a record");
    assert!(record.checks.iter().any(|it| it.accepted), "recorded");
}

#[tokio::test]
async fn every_other_file_has_its_own_sentence() {
    let person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    for (name, expected) in [
        ("device-token", "file-is-device-token"),
        ("html", "file-is-html"),
        ("zip", "file-is-archive"),
        ("gzip", "file-is-archive"),
        ("empty", "file-empty"),
        ("white-space", "file-blank"),
        ("text", "file-is-text"),
        ("binary", "file-is-binary"),
        ("truncated", "token-truncated"),
        ("two-tokens", "token-twice"),
        ("not-json", "token-not-a-token"),
        ("no-date", "token-field-missing"),
        ("no-organization", "token-field-missing"),
        ("no-token", "token-field-missing"),
        ("bad-date", "token-date-invalid"),
        ("too-large", "file-too-large"),
        ("certificate", "file-is-certificate"),
        ("push-certificate", "file-is-push-certificate"),
        ("private-key", "file-is-private-key"),
        ("signing-request", "file-is-signing-request"),
    ] {
        let view = person.pick(name).await;

        assert_eq!(code(&view), Some(expected), "{name}");
        let problem = view.problem.expect("a problem");
        assert!(!problem.what.is_empty() && !problem.cure.is_empty(), "{name} has its cure");
    }
    for name in ["newline", "wrapped", "utf-16", "no-extension"] {
        let view = person.pick(name).await;

        assert_eq!(code(&view), None, "{name} is a token");
    }
}
