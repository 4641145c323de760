//! Leaving at any step and coming back; handing over; a save that was interrupted.

use koshin_app::session::{Command, Field};
use koshin_app::view::Page;
use koshin_core::record::{Entry, Outcome, RecordedServer};
use koshin_core::secret::Fingerprint;
use koshin_store::Journal;

use crate::support::{Person, code, now, page};

#[tokio::test]
async fn a_renewal_is_continued_with_what_was_typed() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.act(Command::GoBack(koshin_core::renewal::Step::WriteNotes)).await;
    let typed = "総務課に連絡済み".to_owned();
    person.act(Command::TypeText { field: Field::Notes, value: typed.clone() }).await;
    person.restart().await;

    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
    let [unfinished] = home.unfinished.try_into().expect("one unfinished renewal");
    let view = person.act(Command::Resume(unfinished.id)).await;
    assert_eq!(page(&view), "choose-file", "the token is asked for again");
    person.pick("new").await;
    let view = person.act(Command::UseToken).await;

    let Page::WriteNotes(write) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(write.notes.value, typed, "and the notes are as they were typed");
}

#[tokio::test]
async fn the_license_itself_leads_back_to_its_unfinished_renewal() {
    let person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    person.act(Command::Leave).await;
    let (server, license) = (person.server().await, person.license("本社").await);

    let view = person.act(Command::ChooseLicense { server, license }).await;

    assert_eq!(page(&view), "choose-file", "there is only one renewal of a license");
}

#[tokio::test]
async fn a_license_whose_id_has_changed_is_left_once() {
    let mut person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    person.act(Command::Leave).await;
    let renamed = |it: &mut koshin_store::Settings| {
        let read = it.servers[0].last_read.as_mut().expect("it was read");
        read.licenses.iter_mut().for_each(|it| it.id = format!("{}-new", it.id));
        Ok::<_, koshin_store::StoreError>(())
    };
    koshin_store::SettingsFile::new(&person.places()).change(now(), renamed).expect("the settings");
    person.restart().await;
    let [unfinished] = person.unfinished().await.try_into().expect("one unfinished renewal");

    person.act(Command::Resume(unfinished.id)).await;
    person.act(Command::Leave).await;

    assert_eq!(person.unfinished().await.len(), 1, "under its present id alone");
    assert_eq!(person.drafts_on_disk().await, 1, "under its present id alone");
}

#[tokio::test]
async fn a_finished_renewal_leaves_nothing_unfinished() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    person.restart().await;

    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };

    assert!(home.unfinished.is_empty(), "{:?}", home.unfinished);
}

#[tokio::test]
async fn nothing_leads_back_into_a_save_whose_outcome_is_unknown() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.practice.set_faults(vec![koshin_practice::Fault::OldDateStays]);
    person.save().await;
    person.restart().await;

    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };

    assert!(home.unfinished.is_empty(), "only forward: {:?}", home.unfinished);
    assert_eq!(person.records().len(), 1, "its record says what to look at");
}

#[tokio::test]
async fn giving_up_is_recorded_and_discards() {
    let person = Person::normal().await;
    person.up_to_save().await;

    let view = person.act(Command::Abandon).await;

    let Page::Home(home) = view.page else { panic!("{:?}", view.page) };
    assert!(home.unfinished.is_empty(), "nothing is left");
    assert_eq!(person.records().first().expect("a record").outcome, Outcome::Abandoned, "recorded");
    assert_eq!(person.uploads(), 0, "nothing was sent");
}

/// As after a crash in the middle of a save of 本社.
fn interrupt(person: &Person) {
    interrupt_as(person, "interrupted");
}

/// The line holds what it held in the first version.
pub(crate) fn interrupt_as(person: &Person, renewal: &str) {
    let settings = person.settings();
    let server = settings.servers.first().expect("the server");
    let licenses = &server.last_read.as_ref().expect("read").licenses;
    let before = licenses.iter().find(|it| it.location.as_deref() == Some("本社")).expect("本社");
    let entry = Entry::Saving {
        renewal: renewal.to_owned(),
        at: now() - chrono::TimeDelta::minutes(10),
        server: RecordedServer {
            id: Some(server.id.clone()),
            name: Some(server.name.clone()),
            kind: Some(server.kind.clone()),
        },
        before: Box::new(before.clone()),
        fingerprint: Fingerprint::of("the token that was sent"),
        expires: now() + chrono::TimeDelta::days(365),
        account_name: None,
        rows: Vec::new(),
        begun: None,
    };
    Journal::new(&person.places()).append(&entry).expect("the journal takes it");
}

#[tokio::test]
async fn an_interrupted_save_is_found_and_settled_by_reading() {
    let mut person = Person::normal().await;
    person.add_server().await;
    interrupt(&person);
    person.restart().await;

    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
    assert!(home.unfinished.first().expect("it is shown").needs_look, "as one to look at");
    let view = person.act(Command::Resume("interrupted".to_owned())).await;

    assert_eq!(page(&view), "record", "{:?}", view.problem);
    let record = person.records().pop().expect("its record");
    assert_eq!(record.outcome, Outcome::NotRenewed, "the old date stands");
    let Page::Home(home) =
        person.act(Command::OpenPage(koshin_app::session::Place::Home)).await.page
    else {
        panic!("not at home")
    };
    assert!(home.unfinished.is_empty(), "it is settled");
}

#[tokio::test]
async fn servers_and_records_are_handed_over_without_secrets() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    person.act(Command::Leave).await;
    let file = person.home.path().join("handover.json");
    person.will_pick(file.clone());
    person.act(Command::ExportHandover).await;

    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(!text.contains(&person.practice.account().password), "no password is in it");
    let next = Person::normal().await;
    next.will_pick(file);
    let view = next.act(Command::ImportHandover).await;

    assert_eq!(code(&view), None, "{:?}", view.problem);
    assert_eq!(
        next.settings().servers.first().expect("it came").name,
        "本社のサイト",
        "the server"
    );
    assert_eq!(next.records().len(), 1, "and the record");
}

#[tokio::test]
async fn typing_does_not_wait_for_the_disk() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.act(Command::GoBack(koshin_core::renewal::Step::WriteNotes)).await;
    person.session.settle().await.expect("the session lives");
    let lock = std::fs::File::options().append(true).open(person.home.path().join("koshin.lock"));
    let lock = lock.expect("the lock's file");
    lock.lock().expect("nobody else holds it");

    for text in ["総", "総務", "総務課"] {
        let value = text.to_owned();
        let view = person.act(Command::TypeText { field: Field::Notes, value }).await;
        assert_eq!(code(&view), None, "what is written later is no problem yet");
        let Page::WriteNotes(write) = view.page else { panic!("{:?}", view.page) };
        assert_eq!(write.notes.value, text, "shown while another Koshin holds the lock");
    }
    drop(lock);
    person.restart().await;

    let drafts =
        koshin_store::Drafts::new(&person.places()).all(now()).expect("drafts can be read").0;
    let notes = drafts.first().and_then(|it| it.notes.as_deref());
    assert_eq!(notes, Some("総務課"), "and what was typed last is on the disk");
}

#[tokio::test]
async fn what_is_typed_at_step_1_is_kept() {
    let mut person = Person::normal().await;
    person.act(Command::StartByHand { server: None }).await;
    for (field, text) in [
        (Field::ToldAccountName, "VPP_本社"),
        (Field::ToldExpires, "2026/12/04"),
        (Field::ToldLocation, "本社"),
        (Field::ToldNotes, "総務課"),
        (Field::AppleId, "vpp@example.jp"),
    ] {
        person.act(Command::TypeText { field, value: text.to_owned() }).await;
    }
    person.restart().await;

    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
    let [unfinished] = home.unfinished.try_into().expect("one unfinished renewal");
    let view = person.act(Command::Resume(unfinished.id)).await;

    let Page::CheckExpiry(step) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(step.apple_id_other, "vpp@example.jp");
    let told = step.told.expect("by hand");
    let told = [told.account_name, told.expires, told.location, told.notes];
    assert_eq!(told, ["VPP_本社", "2026/12/04", "本社", "総務課"], "as typed, before it was begun");
}

#[tokio::test]
async fn what_was_told_survives_a_way_back_to_step_1() {
    let mut person = Person::normal().await;
    person.act(Command::StartByHand { server: None }).await;
    let location = Command::TypeText { field: Field::ToldLocation, value: "本社".to_owned() };
    person.act(location).await;
    person.act(Command::Begin).await;
    person.restart().await;
    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
    let [unfinished] = home.unfinished.try_into().expect("one unfinished renewal");
    person.act(Command::Resume(unfinished.id)).await;

    let back = Command::GoBack(koshin_core::renewal::Step::CheckExpiry);
    let Page::CheckExpiry(step) = person.act(back).await.page else { panic!("not at step 1") };

    assert_eq!(step.told.expect("by hand").location, "本社", "not typed again");
}

#[tokio::test]
async fn a_license_that_was_only_looked_at_is_not_unfinished() {
    let person = Person::normal().await;
    person.add_server().await;
    let (server, license) = (person.server().await, person.license("本社").await);
    person.act(Command::ChooseLicense { server, license }).await;

    let view = person.act(Command::Leave).await;

    let Page::Home(home) = view.page else { panic!("{:?}", view.page) };
    assert!(home.unfinished.is_empty(), "{:?}", home.unfinished);
}

#[tokio::test]
async fn an_interrupted_save_whose_server_is_gone_can_be_given_up() {
    let mut person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;
    interrupt(&person);
    person.act(Command::RemoveServer(server)).await;
    person.restart().await;
    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
    let [unfinished] = home.unfinished.try_into().expect("the interrupted one");
    let view = person.act(Command::Resume(unfinished.id.clone())).await;
    assert_eq!(code(&view), Some("input-no-such-server"), "it cannot be read any more");

    let view = person.act(Command::Discard(unfinished.id)).await;

    let Page::Home(home) = view.page else { panic!("{:?}", view.page) };
    assert!(home.unfinished.is_empty(), "not there for ever");
    assert_eq!(person.records().first().expect("a record").outcome, Outcome::Unknown, "recorded");
}

#[tokio::test]
async fn an_interrupted_save_is_settled_after_the_password_was_asked_for() {
    let mut person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;
    interrupt(&person);
    person.restart_without_secrets().await;
    let view = person.act(Command::Resume("interrupted".to_owned())).await;
    assert_eq!(page(&view), "sign-in", "{:?}", view.problem);

    let password = person.practice.account().password.into();
    let typed = koshin_app::session::TypedPassword { server, password, keep: false };
    let view = person.act(Command::SubmitPassword(Box::new(typed))).await;

    assert_eq!(page(&view), "record", "settled at once: {:?}", view.problem);
}

#[tokio::test]
async fn giving_up_an_interrupted_save_leads_nobody_back_into_it() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.act(Command::Leave).await;
    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
    let draft = home.unfinished.first().expect("the unfinished renewal").id.clone();
    interrupt_as(&person, &draft);
    person.restart().await;
    let Page::Home(home) = person.act(Command::View).await.page else { panic!("not at home") };
    let [unfinished] = home.unfinished.try_into().expect("one, not the draft beside it");
    assert!(unfinished.needs_look, "what became of the save comes first");

    let view = person.act(Command::Discard(draft)).await;

    let Page::Home(home) = view.page else { panic!("{:?}", view.page) };
    assert!(home.unfinished.is_empty(), "the draft is gone with it: {:?}", home.unfinished);
}
