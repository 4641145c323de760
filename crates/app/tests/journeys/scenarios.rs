//! Every situation that can be practiced, walked from registering the server to its end.

use koshin_app::view::{ConfirmState, Mark, NeedView, Page, View};
use koshin_core::Code;
use koshin_core::record::Outcome;
use koshin_practice::{Scenario, Structure};

use crate::support::{Person, code, page};

/// Where a walk ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// The server is not registered: the code at its form.
    Registering(&'static str),
    /// The token is stopped: by which check, and whether its location's name overrides it.
    Token { check: &'static str, can_be_typed: bool },
    /// The save is not taken: the code.
    NotTaken(&'static str),
    /// On in the browser.
    ByHand,
    /// Renewed, with this note.
    Renewed { note: Code },
}

/// A new scenario does not compile until it is said here how it ends.
const fn expected(scenario: Scenario) -> Ends {
    let renewed = Ends::Renewed { note: Code::OwnerNew };
    match scenario {
        Scenario::Normal
        | Scenario::Expiring
        | Scenario::Expired
        | Scenario::TwoLocations
        | Scenario::Slow
        | Scenario::CutStored
        | Scenario::Lagging
        | Scenario::SignedOut
        // Of a first renewal it is only noted who owns the location.
        | Scenario::OtherMdm => renewed,
        Scenario::OtherLocation => Ends::Token { check: "location", can_be_typed: true },
        Scenario::Revoked => Ends::Token { check: "apple", can_be_typed: false },
        Scenario::CutNotStored => Ends::NotTaken("save-not-taken"),
        Scenario::WrongPassword => Ends::Registering("server-sign-in-refused"),
        Scenario::NoLabels => Ends::ByHand,
        Scenario::NeedsScript => Ends::Registering("site-needs-script"),
    }
}

/// Walks until something stops it.
async fn walk(person: &Person) -> View {
    let view = person.add_server().await;
    if page(&view) != "home" {
        return view;
    }
    person.begin().await;
    let view = person.pick("new").await;
    if matches!(&view.page, Page::ChooseFile(choose) if choose.need != NeedView::Nothing) {
        return view;
    }
    person.write().await;
    person.save().await
}

fn check(what: &str, view: &View, ends: Ends) {
    let sight = || format!("{what}: {} {:?}", page(view), view.problem);
    match (ends, &view.page) {
        (Ends::Registering(expected), Page::AddServer(_)) => {
            assert_eq!(code(view), Some(expected), "{what}");
        }
        (Ends::Token { check, can_be_typed }, Page::ChooseFile(choose)) => {
            let stops = choose.findings.iter().filter(|it| it.mark == Mark::Stop);
            let stops: Vec<_> = stops.map(|it| it.check.as_str()).collect();
            assert_eq!(stops, [check], "{what}");
            let is_typed = matches!(choose.need, NeedView::TypeLocation { .. });
            assert_eq!(is_typed, can_be_typed, "{what}: {:?}", choose.need);
        }
        (Ends::NotTaken(expected), Page::Save(_)) => {
            assert_eq!(code(view), Some(expected), "{what}");
        }
        (Ends::ByHand, Page::ByHand(by_hand)) => {
            let reason = by_hand.reason.as_deref().expect("a reason");
            assert!(reason.contains("何も保存していません"), "{what}: {reason}");
        }
        (Ends::Renewed { .. }, Page::Confirm(confirm)) => {
            assert_eq!(confirm.state, ConfirmState::Renewed, "{}", sight());
        }
        (_, _) => panic!("{}: {ends:?}", sight()),
    }
}

#[tokio::test]
async fn every_scenario_ends_as_it_should() {
    let others = [Structure::Frames, Structure::Pages, Structure::Cards].into_iter().cycle();
    for (scenario, other) in Scenario::ALL.iter().zip(others) {
        for structure in [Structure::Table, other] {
            let what = format!("{scenario} on {structure}");
            let person = Person::new(*scenario, structure).await;
            let before = person.practice.licenses();

            let view = walk(&person).await;

            let ends = expected(*scenario);
            check(&what, &view, ends);
            let after = person.practice.licenses();
            let records = person.records();
            if let Ends::Renewed { note } = ends {
                assert!(after[0].expires > before[0].expires, "{what}: the new token is there");
                assert_eq!(after[1..], before[1..], "{what}: nothing else changed");
                let notes: Vec<_> = records[0].checks.iter().filter_map(|it| it.code).collect();
                assert_eq!(notes, [note], "{what}");
                assert_eq!(records[0].outcome, Outcome::Renewed, "{what}");
            } else {
                assert_eq!(after, before, "{what}: the old token stands");
                let was_sent = matches!(ends, Ends::NotTaken(_));
                assert_eq!(records.len(), usize::from(was_sent), "{what}: recorded if sent");
                assert_eq!(person.uploads(), usize::from(was_sent), "{what}: sent");
            }
            person.expect_no_violation();
        }
    }
}

#[tokio::test]
async fn two_licenses_of_one_account_name_are_told_apart_on_every_site() {
    for structure in Structure::ALL {
        let person = Person::new(Scenario::TwoLocations, *structure).await;
        let before = person.practice.licenses();
        assert_eq!(before[0].account_name, before[1].account_name, "{structure}: one name");

        walk(&person).await;

        let after = person.practice.licenses();
        assert!(after[0].expires > before[0].expires, "{structure}: the chosen one is renewed");
        assert_eq!(after[1..], before[1..], "{structure}: and not the other");
        person.expect_no_violation();
    }
}
