//! The second renewal of a license: what the first one left behind is compared; last year's file.

use chrono::TimeDelta;
use koshin_app::session::{Command, Place};
use koshin_app::view::{ChooseFile, Mark, NeedView, Page, Told, View};
use koshin_practice::{AppleFault, Fault, LOCATION, Scenario, Structure, TokenFacts};

use crate::support::{Person, code, now};

/// A license that was renewed once, with the file for the second time to be chosen.
async fn a_year_later(structure: Structure) -> Person {
    let person = Person::new(Scenario::Normal, structure).await;
    person.up_to_save().await;
    person.save().await;
    person.act(Command::OpenPage(Place::Home)).await;
    person.begin().await;
    person
}

fn next_token() -> TokenFacts {
    TokenFacts::new(LOCATION, now() + TimeDelta::days(700))
}

fn choose(view: View) -> ChooseFile {
    let Page::ChooseFile(choose) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    choose
}

fn mark(choose: &ChooseFile, check: &str) -> Mark {
    choose.findings.iter().find(|it| it.check == check).expect("each check").mark
}

#[tokio::test]
async fn the_same_owner_and_location_pass_without_a_word() {
    for structure in Structure::ALL {
        let person = a_year_later(*structure).await;

        let choose = choose(person.pick_token(next_token()).await);

        assert_eq!(choose.need, NeedView::Nothing, "{structure}");
        for check in ["location", "owner", "organization"] {
            assert_eq!(mark(&choose, check), Mark::Pass, "{structure}: {check}");
        }
        person.write().await;
        person.save().await;
        assert_eq!(person.expires_on_site(), next_token().expires, "{structure}: renewed again");
        assert_eq!(person.records().len(), 2, "{structure}: with a record of its own");
        person.expect_no_violation();
    }
}

#[tokio::test]
async fn another_owner_than_last_time_stops_the_token() {
    for structure in Structure::ALL {
        let person = a_year_later(*structure).await;
        let before = person.practice.licenses();
        person.practice.set_faults(vec![Fault::Apple(AppleFault::OtherOwner)]);

        let choose = choose(person.pick_token(next_token()).await);

        assert_eq!(mark(&choose, "owner"), Mark::Stop, "{structure}");
        assert_eq!(choose.need, NeedView::OtherToken, "{structure}: nothing overrides it");
        let view = person.act(Command::AcceptLocation(LOCATION.to_owned())).await;
        let Page::ChooseFile(after) = view.page else { panic!("{:?}", view.page) };
        assert_eq!(after.need, NeedView::OtherToken, "{structure}: not the location's name either");
        let view = person.act(Command::UseToken).await;
        assert_eq!(code(&view), Some("not-now"), "{structure}");
        assert_eq!(person.practice.licenses(), before, "{structure}: nothing was saved");
    }
}

#[tokio::test]
async fn the_key_of_the_location_counts_and_not_its_name() {
    for structure in Structure::ALL {
        let person = a_year_later(*structure).await;
        person.practice.set_faults(vec![Fault::Apple(AppleFault::Renamed)]);
        let renamed = choose(person.pick_token(next_token()).await);
        assert_eq!(
            mark(&renamed, "location"),
            Mark::Pass,
            "{structure}: another name, the same key"
        );

        person.practice.set_faults(vec![Fault::Apple(AppleFault::OtherUid)]);
        let other = choose(person.pick_token(next_token()).await);
        assert_eq!(mark(&other, "location"), Mark::Stop, "{structure}: the same name, another key");
        assert!(
            matches!(other.need, NeedView::TypeLocation { .. }),
            "{structure}: {:?}",
            other.need
        );
    }
}

#[tokio::test]
async fn a_key_that_reading_the_list_again_does_not_show_is_still_known() {
    let person = a_year_later(Structure::Table).await;
    person.act(Command::OpenPage(Place::Home)).await;
    let server = person.server().await;
    person.act(Command::ReadServer(server)).await;
    person.practice.set_faults(vec![Fault::Apple(AppleFault::OtherUid)]);
    let (server, license) = (person.server().await, person.license(LOCATION).await);
    person.act(Command::ChooseLicense { server, license }).await;

    let choose = choose(person.pick_token(next_token()).await);

    assert_eq!(mark(&choose, "location"), Mark::Stop, "the site does not know it, the settings do");
}

/// By hand, with nothing known of the location.
async fn nothing_to_compare_with() -> (Person, ChooseFile) {
    let person = Person::normal().await;
    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::TellLicense(Told::default())).await;
    person.act(Command::Begin).await;
    let choose = choose(person.pick("new").await);
    (person, choose)
}

async fn offer(person: &Person, name: &str) -> View {
    person.will_pick(person.practice.tokens()[name].clone());
    person.act(Command::OfferLastFile).await
}

#[tokio::test]
async fn last_years_file_tells_whose_location_it_is() {
    let (person, first) = nothing_to_compare_with().await;
    assert!(matches!(first.need, NeedView::ConfirmLocation { .. }), "{:?}", first.need);
    assert!(first.can_offer_last, "last year's file is asked for");

    let same = choose(offer(&person, "old").await);

    assert_eq!(same.need, NeedView::Nothing, "the same key: nothing is left to confirm");
    assert_eq!(mark(&same, "location"), Mark::Pass);
}

#[tokio::test]
async fn last_years_file_of_another_location_stops_the_token() {
    let (person, _) = nothing_to_compare_with().await;

    let other = choose(offer(&person, "other-location").await);

    assert!(matches!(other.need, NeedView::TypeLocation { .. }), "{:?}", other.need);
    assert_eq!(mark(&other, "location"), Mark::Stop);
    let view = person.act(Command::UseToken).await;
    assert_eq!(code(&view), Some("not-now"), "it cannot be used as it is");
}

#[tokio::test]
async fn a_last_file_that_says_nothing_leaves_everything_as_it_was() {
    for (name, expected) in [
        ("revoked", "apple-revoked"),
        ("expired", "apple-expired"),
        ("device-token", "file-is-device-token"),
    ] {
        let (person, first) = nothing_to_compare_with().await;
        person.practice.set_faults(Vec::new());

        let view = offer(&person, name).await;

        assert_eq!(code(&view), Some(expected), "{name}: why it says nothing");
        assert_eq!(choose(view).need, first.need, "{name}: and the chosen file is still there");
    }
}
