//! The rows before and after: whatever became of the save, one that came or went is told as a problem
//! of its own, and a license that was only renamed is not taken for one.

use koshin_app::session::Command;
use koshin_app::view::{ConfirmState, Page, View};
use koshin_app::work::rows::{Rows, look};
use koshin_core::record::Outcome;
use koshin_core::{Code, Expiry, License, Problem};
use koshin_practice::{Fault, Scenario, Structure};

use crate::leaving::interrupt_as;
use crate::scripted::{date, new, old, row};
use crate::support::{LONG_ENOUGH, Person, code, page};

fn at(location: &str, it: License) -> License {
    License { location: Some(location.to_owned()), ..it }
}

/// 本社, 大阪 and 福岡, with ids that are made of what the rows say.
fn list() -> Vec<License> {
    vec![
        at("本社", row("row:1", "vpp-honsha", old())),
        at("大阪", row("row:2", "vpp-osaka", date("2027-03-01T08:30:00Z"))),
        at("福岡", row("row:3", "vpp-fukuoka", date("2027-06-01T08:30:00Z"))),
    ]
}

/// What is told, with the names in it.
fn told(problem: Option<&Problem>) -> (Option<Code>, &str, &str) {
    let name = |it: &str| problem.and_then(|problem| problem.params.get(it));
    let text = |it: &str| name(it).map(String::as_str).unwrap_or_default();
    (problem.map(|it| it.code), text("name"), text("gone"))
}

#[test]
fn rows_are_compared_by_id_and_by_what_they_say() {
    let before = list();
    let [mine, osaka, fukuoka] = &before[..] else { panic!("three rows") };
    let renewed = License { expires: Some(new()), ..mine.clone() };
    let renamed = at("本社", row("row:9", "vpp-new", new()));
    let stranger = at("札幌", row("row:8", "vpp-sapporo", new()));
    let ids_only = |it: &License, id: &str| License { id: id.to_owned(), ..it.clone() };
    let by_somebody =
        License { account_name: Some("大阪支社".to_owned()), ..ids_only(osaka, "row:7") };
    let moved = License { location: Some("大阪市".to_owned()), ..ids_only(osaka, "row:7") };
    let appeared = |name, gone| (Some(Code::ServerRowAppeared), name, gone);
    let vanished = |name| (Some(Code::ServerRowVanished), name, "");
    let nothing = (None, "", "");
    for (what, after, found, expected) in [
        ("as it was", vec![&renewed, osaka, fukuoka], Some("row:1"), nothing),
        ("in another order", vec![fukuoka, osaka, &renewed], Some("row:1"), nothing),
        ("renamed", vec![&renamed, osaka, fukuoka], Some("row:9"), nothing),
        (
            "one more",
            vec![&renewed, osaka, fukuoka, &stranger],
            Some("row:1"),
            appeared("vpp-sapporo", ""),
        ),
        (
            "renamed and one more",
            vec![&renamed, osaka, fukuoka, &stranger],
            Some("row:9"),
            appeared("vpp-sapporo", ""),
        ),
        ("one fewer", vec![&renewed, fukuoka], Some("row:1"), vanished("vpp-osaka")),
        ("renamed and one fewer", vec![&renamed, fukuoka], Some("row:9"), vanished("vpp-osaka")),
        (
            "one for another",
            vec![&renewed, osaka, &stranger],
            Some("row:1"),
            appeared("vpp-sapporo", "vpp-fukuoka"),
        ),
        ("it is gone", vec![osaka, fukuoka], None, vanished("vpp-honsha")),
        (
            "it is gone and one more",
            vec![osaka, fukuoka, &stranger],
            None,
            appeared("vpp-sapporo", "vpp-honsha"),
        ),
        ("none is left", vec![], None, vanished("vpp-honsha")),
        (
            "another renamed by somebody else",
            vec![&renewed, &by_somebody, fukuoka],
            Some("row:1"),
            nothing,
        ),
        ("another's location renamed", vec![&renewed, &moved, fukuoka], Some("row:1"), nothing),
    ] {
        let after: Vec<License> = after.into_iter().cloned().collect();
        let rows = Rows { before: &before, license: mine, name: Some("vpp-new") };

        assert_eq!(rows.find(&after).map(|it| it.id.as_str()), found, "{what}: the license");
        assert_eq!(told(rows.change(&after).as_ref()), expected, "{what}: what else changed");
    }
}

#[test]
fn ids_that_only_some_accounts_see_are_no_change() {
    let mut before = list();
    before[2].expires = None;
    let after: Vec<License> = (41..)
        .zip(&before)
        .map(|(id, it)| License { id: format!("/edit?id={id}"), ..it.clone() })
        .collect();
    let rows = Rows { before: &before, license: &before[0], name: Some("vpp-honsha") };

    assert_eq!(rows.find(&after).map(|it| it.id.as_str()), Some("/edit?id=41"), "by its names");
    assert_eq!(rows.change(&after), None, "and nobody is alarmed");
}

#[test]
fn a_row_without_a_name_is_the_license_only_where_one_came_for_one() {
    let nameless = |id: &str| License { account_name: None, ..row(id, "", new()) };
    let before = [nameless("row:1"), nameless("row:2")];
    let rows = Rows { before: &before, license: &before[0], name: None };
    let found = |after: &[License]| rows.find(after).map(|it| it.id.clone());

    assert_eq!(found(&[nameless("row:9"), nameless("row:2")]).as_deref(), Some("row:9"));
    assert_eq!(found(&[nameless("row:9")]), None, "one is missing: it may be another");
}

#[test]
fn two_rows_of_the_same_names_count_as_two() {
    let twins = vec![list()[0].clone(), list()[1].clone(), list()[1].clone()];
    let rows = Rows { before: &twins, license: &twins[0], name: None };

    assert_eq!(rows.change(&twins), None, "both are there");
    assert_eq!(
        rows.change(&twins[..2]).map(|it| it.code),
        Some(Code::ServerRowVanished),
        "one of them is not"
    );
}

#[test]
fn without_rows_before_nothing_is_compared() {
    let seen = look(&list(), &[], &list()[0], None);

    assert_eq!(seen.license.map(|it| it.id), Some("row:1".to_owned()), "the license is found");
    assert_eq!(seen.change, None, "a line of a former version alarms nobody");
}

/// Renames 本社 on the way, up to the save.
async fn up_to_a_renaming_save(structure: Structure) -> Person {
    let person = Person::new(Scenario::Normal, structure).await;
    person.up_to_save().await;
    person.act(Command::GoBack(koshin_core::renewal::Step::WriteNotes)).await;
    let (account_name, notes) = ("vpp-本社".to_owned(), "総務課".to_owned());
    person.act(Command::WriteNotes { account_name, notes }).await;
    person
}

#[tokio::test]
async fn a_renamed_license_alarms_nobody_on_any_site() {
    for structure in Structure::ALL {
        let person = up_to_a_renaming_save(*structure).await;

        let view = person.save().await;

        let Page::Confirm(confirm) = view.page else { panic!("{structure}: {:?}", view.problem) };
        assert_eq!(confirm.state, ConfirmState::Renewed, "{structure}");
        let [record] = person.records().try_into().expect("one record");
        assert_eq!(record.problem, None, "{structure}: nothing else is told");
        let name = record.after.expect("read again").account_name;
        assert_eq!(name.as_deref(), Some("vpp-本社"), "{structure}");
        person.expect_no_violation();
    }
}

#[tokio::test]
async fn a_row_that_appeared_with_a_save_that_failed_is_told_and_there_is_only_forward() {
    for (fault, structure) in [
        (Fault::FormAgain, Structure::Table),
        (Fault::FormAgain, Structure::Pages),
        (Fault::CutNotStored, Structure::Table),
        (Fault::CutNotStored, Structure::Frames),
    ] {
        let person = Person::new(Scenario::Normal, structure).await;
        person.up_to_save().await;
        let before = person.expires_on_site();
        person.practice.set_faults(vec![fault, Fault::ExtraRow]);

        let view = person.save().await;

        let Page::Confirm(confirm) = view.page else { panic!("{fault}: {:?}", view.problem) };
        assert_eq!(confirm.state, ConfirmState::Unknown, "{fault}: nothing leads back into it");
        let is_told = confirm.next[0].contains("更新前にはなかった行「vpp-extra」");
        assert!(is_told, "{fault}: {:?}", confirm.next);
        assert_eq!(person.expires_on_site(), before, "{fault}: the old token stands");
        let [record] = person.records().try_into().expect("one record");
        let recorded = (record.outcome, record.problem);
        assert_eq!(recorded, (Outcome::Unknown, Some(Code::ServerRowAppeared)), "{fault}");
    }
}

/// What reading again tells after a save of which nobody knows.
async fn read_again(change: impl FnOnce(&Person)) -> (Person, View) {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.save_and_give_up().await;
    person.practice.set_faults(Vec::new());
    change(&person);
    person.let_pass(LONG_ENOUGH);
    let view = person.act(Command::ReadAgain).await;
    (person, view)
}

#[tokio::test]
async fn reading_again_compares_with_the_rows_before_the_save() {
    let (_, view) = read_again(|_| ()).await;
    assert_eq!(
        (page(&view).as_str(), code(&view)),
        ("save", Some("save-not-taken")),
        "nothing else"
    );

    let (person, view) = read_again(|person| person.practice.add_row("vpp-sapporo")).await;
    assert_eq!(code(&view), Some("server-row-appeared"), "told");
    assert_eq!(page(&view), "confirm", "and nothing leads back into the save");
    let what = view.problem.expect("a problem").what;
    assert_eq!(what, "VPPライセンスの一覧に、更新前にはなかった行「vpp-sapporo」があります。");
    assert_eq!(person.records().len(), 1, "its record stays as it is");

    let (_, view) = read_again(|person| person.practice.remove_row("大阪")).await;
    assert_eq!(code(&view), Some("server-row-vanished"), "told");

    let (_, view) = read_again(|person| {
        person.practice.remove_row("大阪");
        person.practice.add_row("vpp-sapporo");
    })
    .await;
    let what = view.problem.expect("a problem").what;
    assert!(
        what.ends_with("更新前にあった行「vpp-osaka」は、ありません。"),
        "both are told: {what}"
    );

    let (_, view) = read_again(|person| person.practice.remove_row("本社")).await;
    let what = view.problem.expect("a problem").what;
    assert!(what.contains("更新前にあった行「vpp-honsha」"), "the license itself: {what}");
}

#[tokio::test]
async fn what_was_there_right_before_the_save_alarms_nobody() {
    let person = Person::normal().await;
    person.up_to_save().await;
    // After the list was last shown, and before the save.
    person.practice.add_row("vpp-sapporo");
    person.practice.remove_row("大阪");
    person.save_and_give_up().await;
    person.practice.set_faults(Vec::new());
    person.let_pass(LONG_ENOUGH);

    let view = person.act(Command::ReadAgain).await;

    assert_eq!(code(&view), Some("save-not-taken"), "{:?}", view.problem);
}

#[tokio::test]
async fn a_renewal_that_reading_again_finds_tells_of_the_row_too() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::OldDateStays]);
    person.save().await;
    person.practice.set_faults(Vec::new());
    // Somebody else saves the same token in the browser, and registers another license beside.
    person.practice.renew_row("本社");
    person.practice.add_row("vpp-sapporo");

    let view = person.act(Command::ReadAgain).await;

    let Page::Confirm(confirm) = view.page else { panic!("{:?}", view.problem) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "it is renewed");
    assert!(confirm.next[0].contains("vpp-sapporo"), "and the row is told: {:?}", confirm.next);
    let record = person.records().into_iter().next().expect("a record");
    let recorded = (record.outcome, record.problem);
    assert_eq!(recorded, (Outcome::Renewed, Some(Code::ServerRowAppeared)), "in the record, too");
}

#[tokio::test]
async fn what_was_registered_anew_in_the_browser_is_told() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.act(Command::GoByHand).await;
    person.practice.add_row("vpp-honsha");

    let view = person.act(Command::ReadAgain).await;

    assert_eq!(code(&view), Some("server-row-appeared"), "新規 in place of 編集 is seen");
    assert_eq!(page(&view), "by-hand", "and the way goes on");
}

/// Settles an interrupted save and returns its record with the problem in sight.
async fn settled(person: &Person) -> (Outcome, Option<Code>, Option<String>) {
    person.let_pass(LONG_ENOUGH);
    let [unfinished] = person.unfinished().await.try_into().expect("one unfinished renewal");
    assert!(unfinished.needs_look, "as one to look at");
    let view = person.act(Command::Resume(unfinished.id.clone())).await;
    assert_eq!(page(&view), "record", "{:?}", view.problem);
    let records = person.records();
    let record = records.iter().find(|it| it.id == unfinished.id).expect("its record");
    (record.outcome, record.problem, code(&view).map(str::to_owned))
}

#[tokio::test]
async fn a_save_that_a_crash_interrupted_is_settled_with_its_rows() {
    let interrupted = Some(Code::SaveInterrupted);
    let told = |code: Code| (Outcome::Unknown, Some(code), Some(code.as_str().to_owned()));
    for structure in [Structure::Table, Structure::Pages] {
        for (came, went, expected) in [
            (false, false, (Outcome::NotRenewed, interrupted, None)),
            (true, false, told(Code::ServerRowAppeared)),
            (false, true, told(Code::ServerRowVanished)),
            (true, true, told(Code::ServerRowAppeared)),
        ] {
            let mut person = up_to_a_renaming_save(structure).await;
            person.save_and_crash().await;
            if came {
                person.practice.add_row("vpp-sapporo");
            }
            if went {
                person.practice.remove_row("大阪");
            }

            assert_eq!(settled(&person).await, expected, "{structure} {came} {went}");
        }
    }
}

#[tokio::test]
async fn a_renamed_license_is_found_after_a_crash() {
    for structure in Structure::ALL {
        let mut person = up_to_a_renaming_save(*structure).await;
        person.save().await;
        person.forget_the_end();
        person.restart().await;

        let end = settled(&person).await;

        assert_eq!(end, (Outcome::Renewed, None, None), "{structure}: found, and no false alarm");
    }
}

#[tokio::test]
async fn a_line_of_a_former_version_is_settled_without_its_rows() {
    let mut person = Person::normal().await;
    person.add_server().await;
    interrupt_as(&person, "old");
    let journal = std::fs::read_to_string(person.home.path().join("journal.jsonl"));
    assert!(!journal.expect("the journal").contains("rows"), "as it was written then");
    person.practice.add_row("vpp-sapporo");
    person.restart().await;

    let end = settled(&person).await;

    assert_eq!(end, (Outcome::NotRenewed, Some(Code::SaveInterrupted), None), "as before");
}

#[test]
fn dates_of_one_day_are_no_change() {
    let day = Expiry::day(chrono::NaiveDate::from_ymd_opt(2027, 3, 1).expect("a day"));
    let mut after = list();
    after[1].expires = Some(day);
    let before = list();
    let rows = Rows { before: &before, license: &before[0], name: None };

    assert_eq!(rows.change(&after), None, "a date is no name");
}
