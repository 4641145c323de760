//! Every wrong thing on the site: the old token stands, and the person is told so.

use koshin_app::session::{Command, TypedPassword};
use koshin_app::view::{ConfirmState, Page};
use koshin_core::record::Outcome;
use koshin_practice::{Certificate, Fault, Label, Mishap, Options, Place, Scenario, Structure};

use crate::support::{Person, code, now, page};

/// Saves under a fault; the old token must stand.
async fn refused(fault: Fault, structure: Structure) -> (Person, koshin_app::view::View) {
    let person = Person::new(Scenario::Normal, structure).await;
    person.up_to_save().await;
    let before = person.expires_on_site();
    person.practice.set_faults(vec![fault]);
    let view = person.save().await;
    assert_eq!(person.expires_on_site(), before, "{fault} on {structure}: the old token stands");
    assert_eq!(person.practice.licenses().len(), 3, "{fault}: no row came or went");
    person.expect_no_violation();
    (person, view)
}

/// What is in sight: the code of the problem, or of the reason to go on by hand.
fn told(view: &koshin_app::view::View) -> String {
    if let Page::ByHand(by_hand) = &view.page {
        return by_hand.reason.clone().expect("a reason");
    }
    code(view).unwrap_or("nothing").to_owned()
}

#[tokio::test]
async fn a_refused_save_leaves_the_way_open() {
    for structure in Structure::ALL {
        for (fault, expected) in [
            (Fault::FormAgain, "server-save-refused"),
            (Fault::At(Mishap::Forbidden, Place::Save), "server-forbidden"),
        ] {
            let (person, view) = refused(fault, *structure).await;

            assert_eq!(told(&view), expected, "{fault} on {structure}");
            assert_eq!(page(&view), "save", "{fault}: the way is open again");
            assert!(view.notice.is_some(), "{fault}: it says that the old token stands");
            let record = person.records().pop().expect("a record");
            assert_eq!(record.outcome, Outcome::NotRenewed, "{fault}: recorded");
            person.practice.set_faults(Vec::new());
            let view = person.save().await;
            assert_eq!(page(&view), "confirm", "{fault}: it can be saved again");
        }
    }
}

#[tokio::test]
async fn what_the_site_lacks_goes_on_by_hand() {
    for fault in [
        Fault::MissingLabel(Label::Upload),
        Fault::MissingLabel(Label::Save),
        Fault::OneTimeCode,
        Fault::PasswordChange,
        Fault::At(Mishap::NeedsScript, Place::List),
    ] {
        let (person, view) = refused(fault, Structure::Table).await;

        assert_eq!(page(&view), "by-hand", "{fault}: {:?}", view.problem);
        assert!(told(&view).contains("何も保存していません"), "{fault}: {}", told(&view));
        assert_eq!(person.uploads(), 0, "{fault}: nothing was sent");
    }
}

#[tokio::test]
async fn what_stops_the_walk_is_told_by_its_own_code() {
    for (fault, expected) in [
        (Fault::NotAdministrator, "site-edit-missing"),
        (Fault::Locked, "site-locked"),
        (Fault::Maintenance, "site-maintenance"),
        (Fault::EmptyList, "server-license-gone"),
        (Fault::At(Mishap::Flood, Place::List), "net-too-large"),
        (Fault::At(Mishap::Elsewhere, Place::List), "site-other-host"),
        (Fault::At(Mishap::SignOutAlways, Place::List), "site-signed-out"),
    ] {
        let (person, view) = refused(fault, Structure::Table).await;

        let reason = told(&view);
        let is_told = reason == expected || page(&view) == "by-hand" && expected == "net-too-large";
        assert!(is_told, "{fault}: {reason} on {}", page(&view));
        assert_eq!(person.uploads(), 0, "{fault}: nothing was sent");
    }
}

#[tokio::test]
async fn signed_out_at_any_page_is_signed_in_again_and_saved_once() {
    for structure in Structure::ALL {
        for place in [Place::Menu, Place::List, Place::Edit, Place::Save] {
            let person = Person::new(Scenario::Normal, *structure).await;
            person.up_to_save().await;
            person.practice.set_faults(vec![Fault::At(Mishap::SignOut, place)]);

            let view = person.save().await;

            let Page::Confirm(confirm) = &view.page else {
                panic!("{structure} {place}: {:?} {:?}", view.page, view.problem)
            };
            assert_eq!(confirm.state, ConfirmState::Renewed, "{structure} {place}");
            person.expect_no_violation();
        }
    }
}

#[tokio::test]
async fn a_rejected_password_is_not_sent_again() {
    let person = Person::normal().await;
    person.add_server().await;
    person.practice.set_faults(vec![Fault::PasswordRefused]);
    let server = person.server().await;

    let view = person.act(Command::ReadServer(server.clone())).await;
    assert_eq!(code(&view), Some("server-sign-in-refused"), "the site refuses");
    let problem = view.problem.clone().expect("a problem");
    assert!(problem.why.contains('「'), "the site's own words are shown");
    assert_eq!(page(&view), "sign-in", "the password is asked for");
    let asked = person.practice.log().len();
    let view = person.act(Command::ReadServer(server.clone())).await;

    assert_eq!(code(&view), Some("secret-rejected"), "the kept one is not tried again");
    assert_eq!(person.practice.log().len(), asked, "nothing was sent");
    let password = person.practice.changed_password().to_owned().into();
    let typed = TypedPassword { server, password, keep: true };
    let view = person.act(Command::SubmitPassword(Box::new(typed))).await;
    assert_eq!((code(&view), page(&view).as_str()), (None, "home"), "a typed one is");
    person.expect_no_violation();
}

#[tokio::test]
async fn a_kept_password_that_was_rejected_is_not_sent_after_one_that_is_used_once() {
    let mut person = Person::normal().await;
    person.add_server().await;
    person.practice.set_faults(vec![Fault::PasswordRefused]);
    let server = person.server().await;
    person.act(Command::ReadServer(server.clone())).await;
    let password = person.practice.changed_password().to_owned().into();
    let typed = TypedPassword { server: server.clone(), password, keep: false };
    let view = person.act(Command::SubmitPassword(Box::new(typed))).await;
    assert_eq!((code(&view), page(&view).as_str()), (None, "home"), "the typed one is right");

    person.restart_with_the_keyring_alone().await;
    let asked = person.practice.log().len();
    let view = person.act(Command::ReadServer(server)).await;

    assert_eq!(page(&view), "sign-in", "it is asked for");
    assert_eq!(person.practice.log().len(), asked, "the one in the keyring is not tried again");
    person.expect_no_violation();
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_said_plainly_and_nothing_is_sent() {
    for (certificate, is_known, expected) in [
        (Certificate::Good, true, None),
        (Certificate::Good, false, Some("net-certificate")),
        (Certificate::WrongName, true, Some("net-certificate")),
        (Certificate::Expired, true, Some("net-certificate")),
    ] {
        let person = Person::with(Options { tls: true, certificate, ..Options::new(now()) }).await;
        let mut new = person.new_server(true);
        if is_known {
            let ca = person.practice.ca_file().expect("a CA").display().to_string();
            new.form.ca_file = ca;
        }

        let view = person.act(Command::AddServer(Box::new(new))).await;

        assert_eq!(code(&view), expected, "{certificate:?} {is_known}");
        assert_eq!(person.practice.log().is_empty(), expected.is_some(), "{certificate:?}");
        if let Some(problem) = view.problem {
            assert!(problem.what.contains("サーバーが本物か確かめられない"), "{}", problem.what);
            assert!(problem.why.contains("何も送信していません"), "{}", problem.why);
            assert!(person.settings().servers.is_empty() && person.keyring.is_empty(), "nor kept");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_reading() {
    let stored = Person::new(Scenario::CutStored, Structure::Table).await;
    stored.up_to_save().await;
    let view = stored.save().await;
    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "stored: the reading shows it");

    let lost = Person::new(Scenario::CutNotStored, Structure::Table).await;
    lost.up_to_save().await;
    let view = lost.save().await;
    assert_eq!(page(&view), "save", "not stored: the way is open again");
    assert_eq!(code(&view), Some("save-not-taken"), "and it says so");
    assert_eq!(lost.records().first().expect("a record").outcome, Outcome::NotRenewed, "recorded");
    assert_eq!(lost.uploads(), 1, "nothing was repeated blindly");
}

#[tokio::test]
async fn a_date_that_lags_is_waited_for() {
    let person = Person::new(Scenario::Lagging, Structure::Table).await;
    person.up_to_save().await;

    let view = person.save().await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "the new date came");
}

#[tokio::test]
async fn success_said_but_the_old_date_is_unknown_and_there_is_only_forward() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::OldDateStays]);

    let view = person.save().await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.state, ConfirmState::Unknown, "neither renewed nor not");
    assert!(confirm.headline.contains("確認できませんでした"), "{}", confirm.headline);
    let view = person.act(Command::GoBack(koshin_core::renewal::Step::WriteNotes)).await;
    assert_eq!(code(&view), Some("not-now"), "there is no way back");
    assert_eq!(person.records().first().expect("a record").outcome, Outcome::Unknown, "recorded");
    let view = person.act(Command::ReadAgain).await;
    assert_eq!(code(&view), Some("save-old-date"), "reading again says what it saw");
}

#[tokio::test]
async fn a_row_that_appears_is_told() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::ExtraRow]);

    let view = person.save().await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "it is renewed");
    let record = person.records().pop().expect("a record");
    assert_eq!(record.problem, Some(koshin_core::Code::ServerRowAppeared), "and the row is told");
    assert!(!confirm.next.is_empty(), "on the page, too");
}

#[tokio::test]
async fn a_save_cancelled_on_its_way_is_unknown() {
    let person = Person::normal().await;
    person.up_to_save().await;

    let view = person.save_and_give_up().await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(confirm.state, ConfirmState::Unknown, "it may have been taken");
}

#[tokio::test]
async fn two_licenses_of_one_name_are_told_apart() {
    let person = Person::new(Scenario::TwoLocations, Structure::Table).await;
    person.up_to_save().await;
    let others = |person: &Person| {
        let rows = person.practice.licenses();
        rows.into_iter().filter(|it| it.location != "本社").map(|it| it.expires).collect::<Vec<_>>()
    };
    let before = others(&person);

    let view = person.save().await;

    assert_eq!(page(&view), "confirm", "{:?}", view.problem);
    assert_eq!(others(&person), before, "no other license was touched");
    person.expect_no_violation();
}
