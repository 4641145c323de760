//! What becomes known only later of a save whose end nobody knew.

use koshin_app::session::{Command, Place};
use koshin_app::view::{Mark, Page};
use koshin_core::record::Outcome;
use koshin_practice::Fault;
use koshin_store::SettingsFile;

use crate::support::{LONG_ENOUGH, Person, code, now, page};

#[tokio::test]
async fn an_old_date_says_nothing_of_a_save_that_may_still_be_on_its_way() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.save_and_give_up().await;
    person.practice.set_faults(Vec::new());

    let view = person.act(Command::ReadAgain).await;
    assert_eq!(code(&view), Some("save-still-open"), "the request may still be at work");
    assert_eq!(page(&view), "confirm", "there is only forward");
    let cure = view.problem.expect("a problem").cure;
    assert!(cure.contains("2026/11/22 10:0"), "it says from when on it will be known: {cure}");
    let old = person.expires_on_site().with_timezone(&koshin_core::expiry::japan());
    let seen = old.format("%Y/%m/%d %H:%M").to_string();
    let view = person.act(Command::SavedByHand(seen)).await;
    assert_eq!(code(&view), Some("save-still-open"), "nor does what the person sees");
    assert_eq!(page(&view), "confirm", "there is still only forward");

    person.let_pass(LONG_ENOUGH);
    let view = person.act(Command::ReadAgain).await;
    assert_eq!(code(&view), Some("save-not-taken"), "now it is certain");
    assert_eq!(page(&view), "save", "and the way is open again");
}

#[tokio::test]
async fn after_a_crash_an_early_old_date_is_not_recorded() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.save_and_crash().await;
    let renewal = person.unfinished().await.first().expect("it is listed").id.clone();

    let view = person.act(Command::Resume(renewal.clone())).await;

    assert_eq!(code(&view), Some("save-still-open"), "it may still be on its way");
    assert_eq!(person.records(), Vec::new(), "nothing is recorded");
    assert_eq!(person.unfinished().await.len(), 1, "it can be looked at again");
    person.let_pass(LONG_ENOUGH);
    let view = person.act(Command::Resume(renewal)).await;
    assert_eq!(page(&view), "record", "{:?}", view.problem);
    let [record] = person.records().try_into().expect("one record");
    assert_eq!(record.outcome, Outcome::NotRenewed, "now it is certain");
    assert!(record.token.is_some(), "with the token that was sent");
}

#[tokio::test]
async fn a_crash_after_the_save_loses_nothing_that_next_year_needs() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    let whole = person.records().pop().expect("the record as it would be");
    person.forget_the_end();
    forget_the_keys(&person);
    person.restart().await;
    let renewal = person.unfinished().await.first().expect("it is listed").id.clone();

    person.act(Command::Resume(renewal)).await;

    let [record] = person.records().try_into().expect("one record");
    assert_eq!(record.outcome, Outcome::Renewed, "the site shows the new date");
    assert_eq!(record.token, whole.token, "which token it was");
    assert_eq!(record.apple_id, whole.apple_id, "and whose");
    assert_eq!(record.checks, whole.checks, "and what was looked at");
    expect_known_next_year(&person).await;
}

#[tokio::test]
async fn a_later_reading_that_shows_the_new_date_ends_it() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    make_the_end_unknown(&person);
    forget_the_keys(&person);
    person.restart().await;
    let server = person.server().await;

    person.act(Command::ReadServer(server.clone())).await;

    let outcomes: Vec<_> = person.records().into_iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Outcome::Renewed, Outcome::Unknown], "the end, and what was known then");
    expect_known_next_year(&person).await;
    person.act(Command::OpenPage(Place::Home)).await;
    person.act(Command::ReadServer(server)).await;
    assert_eq!(person.records().len(), 2, "it ends once");
}

#[tokio::test]
async fn a_later_reading_with_the_old_date_ends_nothing() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![Fault::OldDateStays]);
    person.save().await;
    person.act(Command::Leave).await;
    let server = person.server().await;

    person.act(Command::ReadServer(server)).await;

    let [record] = person.records().try_into().expect("one record");
    assert_eq!(record.outcome, Outcome::Unknown, "as before");
}

/// As if the last renewal had ended without anybody knowing how.
fn make_the_end_unknown(person: &Person) {
    let path = person.home.path().join("journal.jsonl");
    let text = std::fs::read_to_string(&path).expect("the journal");
    let at = text.trim_end().rfind('\n').expect("more than one line");
    let (before, last) = text.split_at(at);
    let last = last.replace(r#""outcome":"renewed""#, r#""outcome":"unknown""#);
    std::fs::write(&path, format!("{before}{last}")).expect("the journal");
}

/// As if no location's key had been remembered.
fn forget_the_keys(person: &Person) {
    let settings = SettingsFile::new(&person.places());
    let forgotten = settings.change(now(), |it| {
        it.servers.iter_mut().for_each(|it| it.uids.clear());
        Ok::<_, koshin_store::StoreError>(())
    });
    forgotten.expect("the settings");
}

/// The next renewal of the license knows file and location of this one.
async fn expect_known_next_year(person: &Person) {
    person.act(Command::OpenPage(Place::Home)).await;
    let settings = person.settings();
    let server = settings.servers.first().expect("the server");
    assert_eq!(server.uids.len(), 1, "the location's key is remembered");
    person.begin().await;
    let Page::ChooseFile(choose) = person.pick("new").await.page else { panic!("step 3") };
    let same = choose.findings.iter().find(|it| it.check == "same-file").expect("the check");
    assert_eq!(same.mark, Mark::Note, "the same file as last time");
}
