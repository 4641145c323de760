//! What is refused, and what is forgotten: each guard of the session by what would happen without it.

use std::collections::BTreeMap;
use std::time::Duration;

use koshin_app::session::{AppleIdChoice, Command, Field, Place, TypedPassword};
use koshin_app::view::{ConfirmState, Language, NeedView, Page, Told};
use koshin_core::record::Outcome;
use koshin_core::renewal::Step;
use koshin_practice::{AppleFault, Fault, Mishap, Place as SitePage};

use crate::support::{Person, code, page};

#[tokio::test]
async fn while_a_save_is_on_its_way_nothing_else_begins() {
    let person = Person::normal().await;
    let revision = person.up_to_save().await.revision;
    person.practice.set_faults(vec![Fault::At(Mishap::Silence, SitePage::Save)]);
    person.session.send(Command::Save { revision }).await.expect("the session lives");
    while person.uploads() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    for command in [
        Command::OpenPage(Place::Home),
        Command::Leave,
        Command::Abandon,
        Command::GoByHand,
        Command::GoBack(Step::WriteNotes),
        Command::StartPractice("normal".to_owned()),
        Command::Save { revision: revision + 1 },
    ] {
        let view = person.session.send(command).await.expect("the session lives");
        assert_eq!(code(&view), Some("not-now"), "refused");
        assert_eq!(page(&view), "confirm", "and the save is still in sight");
        assert!(view.busy.is_some(), "on its way");
    }
    let english = Command::SetLanguage(Some(Language::En));
    let view = person.session.send(english).await.expect("the session lives");
    assert!(view.busy.is_some() && view.language == Language::En, "reading goes on");
    let view = person.act(Command::Cancel).await;
    assert_eq!(page(&view), "confirm", "a save that is given up is unknown");
    assert_eq!(person.uploads(), 1, "and was sent once");
}

#[tokio::test]
async fn what_belongs_to_another_step_is_refused_and_changes_nothing() {
    let person = Person::normal().await;
    let refused = async |command: Command, what: &str| {
        let view = person.act(command).await;
        assert_eq!(code(&view), Some("not-now"), "{what}");
        page(&view)
    };
    person.add_server().await;
    refused(Command::OpenRecord("none".to_owned()), "a record that is none").await;
    refused(Command::Resume("none".to_owned()), "a renewal that is none").await;
    refused(Command::Discard("none".to_owned()), "a renewal that is none").await;
    refused(Command::UseOnce, "no password was typed").await;
    let (server, license) = (person.server().await, person.license("本社").await);
    person.act(Command::ChooseLicense { server, license }).await;
    refused(Command::TellLicense(Told::default()), "the site tells of it").await;
    refused(Command::ChooseFile, "no file at step 1").await;
    refused(Command::OfferLastFile, "nor last year's").await;
    refused(Command::GoByKoshin, "it is Koshin already").await;
    refused(Command::UseToken, "there is none").await;

    let view = person.act(Command::Begin).await;
    assert_eq!(code(&view), Some("input-missing"), "whose Apple ID is asked");
    let choice = AppleIdChoice::Other;
    person.act(Command::ChooseAppleId { choice, other: " ".to_owned() }).await;
    let view = person.act(Command::Begin).await;
    assert_eq!(code(&view), Some("input-missing"), "and a blank is none");

    let choice = AppleIdChoice::Same;
    person.act(Command::ChooseAppleId { choice, other: String::new() }).await;
    person.act(Command::Begin).await;
    person.pick("new").await;
    person.write().await;
    refused(Command::ReadAgain, "nothing was saved yet").await;
    person.act(Command::GoBack(Step::WriteNotes)).await;
    let (account_name, notes) = (" ".to_owned(), String::new());
    let view = person.act(Command::WriteNotes { account_name, notes }).await;
    assert_eq!(code(&view), Some("input-missing"), "a name is not taken away");
    assert_eq!(person.uploads(), 0, "nothing of it was sent");
}

#[tokio::test]
async fn a_setting_out_of_its_range_is_not_kept() {
    let person = Person::normal().await;
    for days in [0, 181, -1] {
        let view = person.act(Command::SetWarnDays(days)).await;
        assert_eq!(code(&view), Some("input-out-of-range"), "{days}");
    }
    assert_eq!(
        person.settings().warn_days,
        koshin_store::Settings::default().warn_days,
        "as it was"
    );
}

#[tokio::test]
async fn a_token_is_judged_again_when_time_has_passed() {
    let person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    person.pick("new").await;
    person.let_pass(Duration::from_secs(400 * 24 * 3600));

    let view = person.act(Command::UseToken).await;

    assert_eq!(code(&view), Some("token-expired"), "it expired while the window was open");
    let Page::ChooseFile(choose) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(choose.need, NeedView::OtherToken, "and the page says so");
}

#[tokio::test]
async fn what_was_confirmed_of_one_file_is_not_confirmed_of_the_next() {
    let person = Person::normal().await;
    person.practice.set_faults(vec![Fault::Apple(AppleFault::ProxyPage)]);
    person.add_server().await;
    person.begin().await;
    person.pick("new").await;
    person.act(Command::ConfirmUnseen).await;
    let view = person.pick("other-location").await;
    let Page::ChooseFile(choose) = view.page else { panic!("{:?}", view.page) };
    assert!(matches!(choose.need, NeedView::ConfirmUnseen { .. }), "unseen: {:?}", choose.need);

    person.practice.set_faults(Vec::new());
    person.pick("other-location").await;
    person.act(Command::AcceptLocation("大阪".to_owned())).await;
    let view = person.pick("other-location").await;
    let Page::ChooseFile(choose) = view.page else { panic!("{:?}", view.page) };
    assert!(matches!(choose.need, NeedView::TypeLocation { .. }), "typed: {:?}", choose.need);
}

#[tokio::test]
async fn a_file_that_is_no_token_takes_the_former_ones_place() {
    let person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    person.pick("new").await;
    person.pick("html").await;

    let view = person.act(Command::UseToken).await;

    assert_eq!(code(&view), Some("not-now"), "the person wanted another than the first");
}

#[tokio::test]
async fn a_password_that_a_save_or_a_test_found_rejected_is_not_sent_again() {
    for is_save in [true, false] {
        let person = Person::normal().await;
        person.up_to_save().await;
        person.practice.set_faults(vec![Fault::PasswordRefused]);
        if is_save {
            person.save().await;
            person.act(Command::Leave).await;
        } else {
            person.act(Command::Leave).await;
            let server = person.server().await;
            person.act(Command::TestServer(server)).await;
            person.act(Command::OpenPage(Place::Home)).await;
        }
        let (server, asked) = (person.server().await, person.practice.log().len());

        let view = person.act(Command::ReadServer(server.clone())).await;

        assert_eq!(code(&view), Some("secret-rejected"), "{is_save}: told");
        assert_eq!(person.practice.log().len(), asked, "{is_save}: nothing was sent");
        let typed = TypedPassword { server, password: String::new().into(), keep: false };
        let view = person.act(Command::SubmitPassword(Box::new(typed))).await;
        assert_eq!(code(&view), Some("input-missing"), "{is_save}: an empty one is none");
        assert_eq!(person.practice.log().len(), asked, "{is_save}: and is not sent");
        person.expect_no_violation();
    }
}

#[tokio::test]
async fn a_further_attempt_is_a_record_of_its_own() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::FormAgain]);
    person.save().await;
    person.practice.set_faults(Vec::new());
    person.save().await;

    let records = person.records();
    let outcomes: Vec<_> = records.iter().map(|it| it.outcome).collect();

    assert_eq!(outcomes, [Outcome::Renewed, Outcome::NotRenewed], "both are there");
    assert_ne!(records[0].id, records[1].id, "and told apart");
}

#[tokio::test]
async fn a_refused_save_can_be_continued_after_a_restart() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::FormAgain]);
    person.save().await;
    person.practice.set_faults(Vec::new());
    person.restart().await;
    let [unfinished] = person.unfinished().await.try_into().expect("it is still unfinished");

    person.act(Command::Resume(unfinished.id)).await;
    person.pick("new").await;
    person.write().await;
    let view = person.save().await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "from where it was left");
}

/// The drafts on the disk.
fn drafts(person: &Person) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let folder = std::fs::read_dir(person.home.path().join("drafts")).expect("drafts");
    let paths = folder.map(|it| it.expect("an entry").path()).filter(|it| it.is_file());
    paths.map(|it| (it.clone(), std::fs::read(&it).expect("a draft"))).collect()
}

#[tokio::test]
async fn after_a_save_no_draft_leads_back_even_if_it_could_not_be_removed() {
    for fault in [None, Some(Fault::OldDateStays)] {
        let mut person = Person::normal().await;
        person.up_to_save().await;
        person.session.settle().await.expect("the session lives");
        let kept = drafts(&person);
        assert_eq!(kept.len(), 1, "until the save there is one");
        person.practice.set_faults(fault.into_iter().collect());
        person.save().await;
        // Typing what is seen would keep a draft, were the walk not over.
        let value = "2027".to_owned();
        person.act(Command::TypeText { field: Field::Shown, value }).await;
        person.act(Command::Leave).await;
        assert!(person.unfinished().await.is_empty(), "{fault:?}: none is offered");
        person.session.settle().await.expect("the session lives");
        assert_eq!(drafts(&person).len(), 0, "{fault:?}: none is kept");

        for (path, bytes) in kept {
            std::fs::write(path, bytes).expect("as if it had stayed");
        }
        person.restart().await;

        assert!(person.unfinished().await.is_empty(), "{fault:?}: its renewal has ended");
    }
}

#[tokio::test]
async fn giving_up_after_a_save_writes_no_second_end() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::OldDateStays]);
    person.save().await;

    person.act(Command::Abandon).await;

    let outcomes: Vec<_> = person.records().iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Outcome::Unknown], "what was saved cannot be given up");
}

#[tokio::test]
async fn a_save_that_was_cancelled_before_it_left_does_not_go_on_behind() {
    let person = Person::normal().await;
    let revision = person.up_to_save().await.revision;
    person.practice.set_faults(vec![Fault::Slow]);
    let asked = person.practice.log().len();
    let opens = |person: &Person| {
        person.practice.log()[asked..].iter().any(|it| it.place == Some(SitePage::List))
    };
    person.session.send(Command::Save { revision }).await.expect("the session lives");
    // The site answers slowly; there is no view of a request that it holds.
    while !opens(&person) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    person.act(Command::Cancel).await;
    assert_eq!(person.uploads(), 0, "it had only read");

    // Whatever went on behind would save before this one does.
    let view = person.save().await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert_eq!(confirm.state, ConfirmState::Renewed);
    assert_eq!(person.uploads(), 1, "saved once");
    person.expect_no_violation();
}

#[tokio::test]
async fn an_interrupted_save_that_took_effect_leaves_no_draft() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.save_and_crash().await;
    person.practice.renew_row("本社");
    let [unfinished] = person.unfinished().await.try_into().expect("one unfinished renewal");

    person.act(Command::Resume(unfinished.id)).await;
    person.act(Command::OpenPage(Place::Home)).await;

    assert!(person.unfinished().await.is_empty(), "nothing leads back into it");
    let [record] = person.records().try_into().expect("one record");
    assert_eq!((record.outcome, record.problem), (Outcome::Renewed, None), "it is settled");
}
