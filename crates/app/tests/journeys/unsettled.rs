//! After a save of which nobody knows what became: what the person sees on the site settles it.

use koshin_app::session::{Command, Place};
use koshin_app::view::{ConfirmState, Page, Urgency};
use koshin_core::record::Outcome;
use koshin_practice::Fault;

use crate::support::{LONG_ENOUGH, Person, code, page};

/// The expiry of the practice's new token, and the one before, as the site shows them.
fn new_and_old(person: &Person) -> (String, String) {
    let shown = |at: chrono::DateTime<chrono::Utc>| {
        at.with_timezone(&koshin_core::expiry::japan()).format("%Y/%m/%d %H:%M").to_string()
    };
    let token = std::fs::read(person.practice.tokens().get("new").expect("the new token"));
    let token = koshin_core::ContentToken::read(&token.expect("it can be read"));
    (shown(token.expect("a token").expires()), shown(person.expires_on_site()))
}

/// A person whose save was said to have worked, on a site that goes on showing the old date.
async fn after_a_save_that_shows_nothing() -> Person {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::OldDateStays]);
    person.save().await;
    person
}

#[tokio::test]
async fn the_new_date_that_the_person_sees_ends_the_renewal() {
    let person = after_a_save_that_shows_nothing().await;

    let (new, _) = new_and_old(&person);

    let view = person.act(Command::SavedByHand(new)).await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?}: {:?}", view.page, view.problem) };
    assert_eq!(confirm.state, ConfirmState::RenewedByHand, "seen by the person, and said so");
    assert_eq!(confirm.typed, None, "nothing is asked any more");
    assert_eq!(person.records().first().expect("a record").outcome, Outcome::RenewedByHand);
}

#[tokio::test]
async fn a_date_that_is_neither_is_told_and_settles_nothing() {
    let person = after_a_save_that_shows_nothing().await;

    let view = person.act(Command::SavedByHand("2028/01/01".to_owned())).await;

    assert_eq!(code(&view), Some("save-other-date"), "what is wrong with it");
    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.state, ConfirmState::Unknown, "as before");
    assert_eq!(confirm.typed.as_deref(), Some("2028/01/01"), "what was typed stays");
}

#[tokio::test]
async fn after_success_was_said_the_old_date_settles_nothing() {
    let person = after_a_save_that_shows_nothing().await;
    let (_, old) = new_and_old(&person);

    let view = person.act(Command::SavedByHand(old)).await;

    assert_eq!(code(&view), Some("save-old-date"), "it is told");
    assert_eq!(page(&view), "confirm", "there is only forward");
}

#[tokio::test]
async fn without_an_answer_the_old_date_opens_the_way_again() {
    let person = Person::normal().await;
    person.up_to_save().await;
    let view = person.save_and_give_up().await;
    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.typed.as_deref(), Some(""), "the person can tell what they see");
    person.practice.set_faults(Vec::new());
    let (_, old) = new_and_old(&person);
    person.let_pass(LONG_ENOUGH);

    let view = person.act(Command::SavedByHand(old)).await;

    assert_eq!(code(&view), Some("save-not-taken"), "not renewed");
    assert_eq!(page(&view), "save", "and the way is open again");
    assert_eq!(person.drafts_on_disk().await, 1, "it can be left and continued");
    let view = person.save().await;
    let Page::Confirm(confirm) = view.page else { panic!("{:?}: {:?}", view.page, view.problem) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "the second save is a save as any other");
}

#[tokio::test]
async fn the_list_says_so_until_the_new_date_is_read() {
    let person = after_a_save_that_shows_nothing().await;
    let unsettled = async |person: &Person| {
        let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
        let rows = home.servers.into_iter().flat_map(|it| it.licenses);
        rows.filter_map(|it| it.unsettled).collect::<Vec<_>>()
    };
    person.act(Command::Leave).await;
    assert_eq!(unsettled(&person).await.len(), 1, "at the license in question only");

    let server = person.server().await;
    let license = person.license("本社").await;
    let view = person.act(Command::ChooseLicense { server, license }).await;
    let Page::CheckExpiry(step) = view.page else { panic!("{:?}", view.page) };
    assert!(
        step.cautions.iter().any(|it| it.contains("確認できていません")),
        "{:?}",
        step.cautions
    );

    person.practice.set_faults(Vec::new());
    let choice = koshin_app::session::AppleIdChoice::Same;
    person.act(Command::ChooseAppleId { choice, other: String::new() }).await;
    person.act(Command::Begin).await;
    person.pick("new").await;
    person.write().await;
    person.save().await;
    person.act(Command::OpenPage(Place::Home)).await;
    assert_eq!(unsettled(&person).await, Vec::<String>::new(), "a later save ended well");
}

#[tokio::test]
async fn what_nobody_knows_stands_above_the_list_and_in_its_record() {
    let person = after_a_save_that_shows_nothing().await;
    let Page::Home(home) = person.act(Command::OpenPage(Place::Home)).await.page else {
        panic!("not at home");
    };
    assert!(home.headline.contains("確認できていません"), "{}", home.headline);
    assert_eq!(home.urgency, Urgency::Unknown, "it is not well because the date is far");
    let id = person.records().pop().expect("a record").id;
    let Page::Record(record) = person.act(Command::OpenRecord(id.clone())).await.page else {
        panic!("no record");
    };
    assert!(record.next.is_some_and(|it| it.contains("「有効期限」")), "what is to be done");
    assert!(!record.license.is_empty(), "and about which license");
    assert!(record.findings.iter().all(|it| it.cure.is_none()), "orders of then are over");

    person.practice.renew_row("本社");
    person.act(Command::OpenPage(Place::Home)).await;
    let server = person.server().await;
    person.act(Command::ReadServer(server)).await;

    let Page::Record(record) = person.act(Command::OpenRecord(id)).await.page else {
        panic!("no record");
    };
    assert_eq!(record.next, None, "read since: nothing is to be done");
    let Page::Home(home) = person.act(Command::OpenPage(Place::Home)).await.page else {
        panic!("not at home");
    };
    assert!(home.headline.contains("有効期限まで"), "{}", home.headline);
}
