//! The promises of the walk, whatever happens in whatever order.

use crate::samples::{checked, license, now};
use koshin_core::expiry::Expiry;
use koshin_core::renewal::{Event, Refusal, Renewal, Saved, Step, Verdict, reading};
use koshin_core::{License, Notes};
use proptest::prelude::*;

fn other_license() -> License {
    License { id: "row-2".to_owned(), ..license() }
}

fn normal_walk() -> Vec<(Event, Step)> {
    vec![
        (Event::Began(license()), Step::GetToken),
        (Event::TokenFetched, Step::ChooseFile),
        (Event::Checked(checked(&license(), "2027-11-22T08:30:00Z")), Step::WriteNotes),
        (Event::Written(Notes::default()), Step::Save),
        (Event::Saved(Saved::Sending, now()), Step::Confirm),
        (Event::Saved(Saved::Said, now()), Step::Confirm),
        (Event::Confirmed(Verdict::Renewed), Step::Confirm),
    ]
}

fn walked(events: usize) -> Renewal {
    let mut renewal = Renewal::default();
    for (event, step) in normal_walk().into_iter().take(events) {
        assert_eq!(renewal.apply(event), Ok(step), "the normal walk");
    }
    renewal
}

#[test]
fn the_normal_walk_goes_through_the_six_steps() {
    let renewal = walked(7);

    assert_eq!(renewal.verdict(), Some(Verdict::Renewed), "it ends renewed");
    assert_eq!(Renewal::default().step(), Step::CheckExpiry, "it begins at the first");
}

#[test]
fn another_file_forgets_what_was_written_for_the_first() {
    let mut renewal = walked(4);
    let other = checked(&license(), "2027-11-30T08:30:00Z");

    let step = renewal.apply(Event::Checked(other.clone()));

    assert_eq!(step, Ok(Step::WriteNotes), "the notes are asked for again");
    assert_eq!(renewal.checked(), Some(&other), "and the new file counts");
}

#[test]
fn a_token_judged_for_another_license_is_not_taken() {
    let mut renewal = walked(2);
    let other = checked(&other_license(), "2027-11-22T08:30:00Z");

    assert_eq!(
        renewal.apply(Event::Checked(other)),
        Err(Refusal::OtherLicense),
        "not for this one"
    );
}

#[test]
fn after_a_definite_refusal_the_way_is_open_again() {
    let mut renewal = walked(5);

    assert_eq!(renewal.apply(Event::SaveRefused), Ok(Step::Save), "back at the save");
    assert_eq!(renewal.apply(Event::WentBack(Step::WriteNotes)), Ok(Step::WriteNotes), "and back");
}

#[test]
fn after_a_save_that_may_have_taken_effect_there_is_only_forward() {
    for saved in [Saved::Said, Saved::NoAnswer] {
        let mut renewal = walked(5);
        renewal.apply(Event::Saved(saved, now())).expect("an answer to the save");
        renewal.apply(Event::Confirmed(Verdict::Unknown)).expect("a reading");

        for event in [
            Event::WentBack(Step::WriteNotes),
            Event::Began(other_license()),
            Event::SaveRefused,
            Event::Saved(Saved::Sending, now()),
        ] {
            assert_eq!(renewal.apply(event), Err(Refusal::AlreadySaved), "only forward");
        }
        assert_eq!(
            renewal.apply(Event::Confirmed(Verdict::Renewed)),
            Ok(Step::Confirm),
            "reading again may still find it renewed"
        );
    }
}

#[test]
fn no_answer_and_the_old_date_open_the_way_again() {
    let mut renewal = walked(5);
    renewal.apply(Event::Saved(Saved::NoAnswer, now())).expect("no answer");

    let step = renewal.apply(Event::Confirmed(Verdict::NotRenewed));

    assert_eq!(step, Ok(Step::Save), "it can be saved again");
}

#[test]
fn what_a_reading_proves() {
    let day = |text: &str| Expiry::day(text.parse().expect("a day"));
    let second = |text: &str| Expiry::second(crate::samples::at(text));
    let old = second("2026-12-04T08:30:00Z");
    let new = second("2027-11-22T08:30:00Z");
    let other = second("2027-01-01T00:00:00Z");
    for (shown, before, saved, lags, verdict, why) in [
        (Some(new), Some(old), Saved::Said, false, Verdict::Renewed, "the new date"),
        (Some(new), Some(old), Saved::NoAnswer, false, Verdict::Renewed, "the reading decides"),
        (
            Some(day("2027-11-22")),
            Some(day("2026-12-04")),
            Saved::Said,
            false,
            Verdict::Renewed,
            "by day",
        ),
        (Some(new), None, Saved::Said, false, Verdict::Renewed, "nothing known before"),
        (Some(old), Some(old), Saved::Said, false, Verdict::Unknown, "said saved, old date"),
        (Some(old), Some(old), Saved::NoAnswer, false, Verdict::NotRenewed, "no answer, old date"),
        (Some(old), Some(old), Saved::NoAnswer, true, Verdict::Unknown, "a server that lags"),
        (Some(other), Some(old), Saved::Said, false, Verdict::Unknown, "neither date"),
        (None, Some(old), Saved::Said, false, Verdict::Unknown, "no date"),
        (
            Some(day("2027-11-22")),
            Some(day("2027-11-22")),
            Saved::Said,
            false,
            Verdict::Unknown,
            "the day cannot tell",
        ),
    ] {
        assert_eq!(reading(shown.as_ref(), before.as_ref(), &new, saved, lags), verdict, "{why}");
    }
}

fn any_event() -> impl Strategy<Value = Event> {
    let steps = prop::sample::select(Step::ALL.to_vec());
    let saves =
        prop::sample::select(vec![Saved::Sending, Saved::Said, Saved::NoAnswer, Saved::ByHand]);
    let verdicts = prop::sample::select(vec![
        Verdict::Renewed,
        Verdict::RenewedByHand,
        Verdict::NotRenewed,
        Verdict::Unknown,
    ]);
    prop_oneof![
        Just(Event::Began(license())),
        Just(Event::Began(other_license())),
        Just(Event::TokenFetched),
        Just(Event::Checked(checked(&license(), "2027-11-22T08:30:00Z"))),
        Just(Event::Checked(checked(&license(), "2027-11-30T08:30:00Z"))),
        Just(Event::Checked(checked(&other_license(), "2027-11-22T08:30:00Z"))),
        Just(Event::Written(Notes::default())),
        Just(Event::Written(Notes { account_name: None, notes: Some("備考".to_owned()) })),
        Just(Event::SaveRefused),
        saves.prop_map(|it| Event::Saved(it, now())),
        verdicts.prop_map(Event::Confirmed),
        steps.prop_map(Event::WentBack),
    ]
}

/// The ways that a save can go, each event one.
const fn leads_on((from, to): (Option<Saved>, Option<Saved>)) -> bool {
    matches!(
        (from, to),
        (None, None | Some(Saved::Sending | Saved::ByHand))
            | (Some(Saved::Sending), None | Some(Saved::Sending | Saved::Said | Saved::NoAnswer))
            | (Some(Saved::Said), Some(Saved::Said | Saved::ByHand))
            | (Some(Saved::NoAnswer), None | Some(Saved::NoAnswer | Saved::ByHand))
            | (Some(Saved::ByHand), Some(Saved::ByHand))
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever the page sends, in whatever order, the promises of the walk hold.
    #[test]
    fn only_a_checked_token_is_saved_and_a_save_is_never_undone(
        events in prop::collection::vec(any_event(), 0..60),
    ) {
        let mut renewal = Renewal::default();
        for event in events {
            let before = renewal.clone();
            let taken = renewal.apply(event.clone());

            if taken.is_err() {
                prop_assert_eq!(&renewal, &before, "a refused event changes nothing");
            }
            if let (Some(checked), Some(license)) = (renewal.checked(), renewal.license()) {
                prop_assert_eq!(checked.license_id(), &license.id, "judged for this license");
            }
            prop_assert!(
                renewal.saved().is_none() || renewal.checked().is_some() && renewal.written().is_some(),
                "what is saved was checked and written"
            );
            prop_assert!(
                renewal.verdict().is_none() || renewal.saved().is_some(),
                "what is confirmed was saved"
            );
            prop_assert!(
                renewal.written().is_none() || renewal.checked().is_some(),
                "notes are written for a checked token"
            );
            prop_assert!(
                renewal.checked().is_none() || renewal.license().is_some(),
                "a token is checked for a license"
            );
            let saves = (before.saved().map(|(it, _)| it), renewal.saved().map(|(it, _)| it));
            prop_assert!(leads_on(saves), "from {:?} to {:?} by {event:?}", saves.0, saves.1);
            if let (Event::WentBack(step), Ok(now_at)) = (&event, taken) {
                prop_assert!(now_at <= *step, "back at {step:?} or before, not at {now_at:?}");
            }
            // Another file or another license is another matter: nothing of the former is kept.
            if renewal.checked() != before.checked() {
                prop_assert!(renewal.written().is_none() && renewal.saved().is_none());
            }
            if renewal.license() != before.license() {
                prop_assert!(renewal.checked().is_none(), "a token belongs to one license");
            }
            if let Some((saved, _)) = before.saved() {
                let is_refusal = saved == Saved::Sending && event == Event::SaveRefused;
                let is_not_taken = saved == Saved::NoAnswer
                    && event == Event::Confirmed(Verdict::NotRenewed);
                prop_assert!(
                    renewal.saved().is_some() || is_refusal || is_not_taken,
                    "a save that may have taken effect is never undone: {:?} by {:?}", saved, event
                );
                prop_assert_eq!(renewal.checked(), before.checked(), "nor what it was about");
            }
            if matches!(before.verdict(), Some(Verdict::Renewed | Verdict::RenewedByHand)) {
                prop_assert_eq!(&renewal, &before, "an ended walk stays as it is");
            }
        }
    }
}
