//! The browser as a first-class way.

use koshin_app::session::{Command, Link};
use koshin_app::view::{ConfirmState, Page, Told};
use koshin_core::record::Outcome;
use koshin_practice::{Scenario, Structure};

use crate::support::{Person, code, page};

/// Walks by hand, without a server, up to the page with the manual's steps.
async fn by_hand(person: &Person, told: Told) -> koshin_app::view::View {
    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::TellLicense(told)).await;
    person.act(Command::Begin).await;
    person.pick("new").await;
    person.act(Command::AcceptLocation("本社".to_owned())).await;
    person.write().await
}

fn told() -> Told {
    Told {
        account_name: "本社iPad".to_owned(),
        expires: "2027/01/06 17:30".to_owned(),
        location: String::new(),
        notes: String::new(),
    }
}

#[tokio::test]
async fn without_a_server_the_person_finishes_in_the_browser() {
    let person = Person::normal().await;
    let view = by_hand(&person, told()).await;
    let Page::ByHand(hand) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    let numbers: Vec<_> = hand.steps.iter().map(|it| it.number.as_str()).collect();
    assert_eq!(
        numbers,
        ["【6】", "【7】", "【8】", "【9】", "【10】", "【11】"],
        "the manual's own"
    );

    let view = person.act(Command::SavedByHand("2027年11月22日 17時30分".to_owned())).await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert_eq!(confirm.state, ConfirmState::RenewedByHand, "told apart from Koshin's own");
    let record = person.records().pop().expect("a record");
    assert_eq!(record.outcome, Outcome::RenewedByHand, "in the record, too");
    assert!(record.seen_by_person.is_some(), "with the date that was typed");
    assert_eq!(person.practice.log().iter().filter(|it| it.file().is_some()).count(), 0, "no save");
}

#[tokio::test]
async fn the_date_that_the_person_sees_is_compared() {
    let person = Person::normal().await;
    by_hand(&person, told()).await;
    for (shown, expected) in [
        ("", "input-missing"),
        ("まだ", "input-not-a-date"),
        ("2027/01/06 17:30", "save-old-date"),
        ("2027/01/06", "save-old-date"),
        ("2028/01/01", "save-other-date"),
    ] {
        let view = person.act(Command::SavedByHand(shown.to_owned())).await;

        assert_eq!(code(&view), Some(expected), "{shown:?}");
        assert_eq!(page(&view), "by-hand", "{shown:?}: nothing is lost");
    }
}

#[tokio::test]
async fn all_but_the_file_is_optional() {
    let person = Person::normal().await;

    let view = by_hand(&person, Told::default()).await;

    let Page::ByHand(steps) = &view.page else { panic!("{:?}: {:?}", view.page, view.problem) };
    let sixth = &steps.steps.first().expect("【6】").text;
    assert!(sixth.contains("一覧から更新するライセンスを選択"), "no name is made up: {sixth}");
    let view = person.act(Command::SavedByHand("2027/11/22".to_owned())).await;
    assert_eq!(page(&view), "confirm", "{:?}", view.problem);
}

#[tokio::test]
async fn a_told_expiry_that_is_no_date_is_asked_again() {
    let person = Person::normal().await;
    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::TellLicense(Told { expires: "来月".to_owned(), ..told() })).await;

    let view = person.act(Command::Begin).await;

    assert_eq!(code(&view), Some("input-not-a-date"), "it says which");
    let Page::CheckExpiry(check) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(check.told.expect("what was told").expires, "来月", "and nothing typed is lost");
}

#[tokio::test]
async fn a_registered_license_can_be_done_by_hand_and_confirmed_by_koshin() {
    // On the pages that are listed one after the other a row has no id but its names.
    for structure in [Structure::Table, Structure::Pages] {
        let person = Person::new(Scenario::Normal, structure).await;
        person.up_to_save().await;
        person.act(Command::GoByHand).await;
        let view = person.act(Command::ReadAgain).await;
        assert_eq!(code(&view), Some("save-old-date"), "nothing was saved yet");

        // In the browser the person gives it a name that Koshin has not heard of.
        person.practice.rename_row("本社", "本社（来年度）");
        person.practice.renew_row("本社");
        let view = person.act(Command::ReadAgain).await;

        let Page::Confirm(confirm) = view.page else {
            panic!("{structure:?}: {:?} {:?}", view.page, view.problem)
        };
        assert_eq!(confirm.state, ConfirmState::Renewed, "{structure:?}: Koshin has read it");
        person.act(Command::Leave).await;
        let view = person.act(Command::View).await;
        assert_eq!(page(&view), "home", "and back");
    }
}

#[tokio::test]
async fn only_known_places_are_opened() {
    let person = Person::normal().await;
    person.up_to_save().await;
    for link in [Link::Portal, Link::AppleHelp, Link::Site, Link::Folder] {
        let view = person.act(Command::OpenLink(link)).await;

        assert_eq!(code(&view), None, "{link:?}");
    }

    let opened = person.desk.opened();

    assert_eq!(opened[0], "https://business.apple.com/", "Apple's portal");
    assert!(opened[1].starts_with("https://support.apple.com/"), "Apple's article");
    assert_eq!(opened[2], person.practice.site_url(), "the registered server");
    assert!(opened[3].contains("new"), "the folder of the file");
}

#[tokio::test]
async fn what_stopped_koshin_is_said_by_hand_and_koshin_can_go_on_after_all() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![koshin_practice::Fault::NotAdministrator]);
    let view = person.save().await;
    assert_eq!(code(&view), Some("site-edit-missing"), "{:?}", view.problem);

    let Page::ByHand(by_hand) = person.act(Command::GoByHand).await.page else { panic!("by hand") };
    let reason = by_hand.reason.expect("why");
    assert!(reason.contains("［編集］"), "what was not found: {reason}");
    assert!(reason.contains("何も保存していません"), "and that nothing was saved: {reason}");
    assert!(by_hand.can_go_by_koshin, "there is a way back");

    person.practice.set_faults(Vec::new());
    let view = person.act(Command::GoByKoshin).await;
    assert_eq!(page(&view), "save", "{:?}", view.problem);
    let view = person.save().await;
    assert_eq!(page(&view), "confirm", "{:?}", view.problem);
}
