//! Who renewed: recorded, handed over, shown next year.

use koshin_app::session::{Command, Place};
use koshin_app::view::Page;

use crate::support::{Person, code};

/// What step 1 says of the last renewal of 本社.
async fn last(person: &Person) -> String {
    let (server, license) = (person.server().await, person.license("本社").await);
    let view = person.act(Command::ChooseLicense { server, license }).await;
    let Page::CheckExpiry(step) = view.page else { panic!("{:?}", view.page) };
    step.last.expect("it was renewed before")
}

async fn renewed() -> Person {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    person.act(Command::Leave).await;
    person
}

#[tokio::test]
async fn the_record_names_the_account_of_the_pc_and_step_1_says_who_renewed() {
    let person = renewed().await;

    let record = person.records().pop().expect("a record");
    assert_eq!(record.person.as_deref(), Some("yamada"), "the account, where nothing was typed");
    let apple_id = record.apple_id.expect("the one that was used");
    let expected = format!("前回の更新：2026/11/22　yamada（Apple ID：{apple_id}）");
    assert_eq!(last(&person).await, expected);
}

#[tokio::test]
async fn a_typed_name_goes_into_records_and_an_empty_one_into_none() {
    let mut person = Person::normal().await;
    for (typed, expected) in
        [(" 山田 太郎 ", Some("山田 太郎")), ("", None), ("yamada", Some("yamada"))]
    {
        person.act(Command::OpenPage(Place::Settings)).await;
        let view = person.act(Command::SetPerson(typed.to_owned())).await;
        let Page::Settings(settings) = view.page else { panic!("{:?}", view.page) };
        assert_eq!(settings.person, expected.unwrap_or_default(), "as it will be recorded");
        person.restart().await;
        person.act(Command::StartByHand { server: None }).await;
        person.act(Command::Begin).await;
        person.act(Command::Abandon).await;

        let record = person.records().into_iter().next().expect("a record");
        assert_eq!(record.person.as_deref(), expected, "{typed:?}");
        let view = person.act(Command::OpenRecord(record.id)).await;
        let Page::Record(page) = view.page else { panic!("{:?}", view.page) };
        let row = page.rows.iter().find(|it| it.label == "担当者").expect("its row");
        assert_eq!(row.value, expected.unwrap_or("不明"), "{typed:?}");
    }
    assert_eq!(person.settings().person, None, "the account's own name follows the account");
}

#[tokio::test]
async fn a_name_without_end_is_refused() {
    let person = Person::normal().await;
    person.act(Command::OpenPage(Place::Settings)).await;

    let view = person.act(Command::SetPerson("あ".repeat(101))).await;

    assert_eq!(code(&view), Some("input-too-long"));
    let told = view.problem.expect("a problem");
    assert_eq!(told.field.as_deref(), Some("person"), "beside its field");
    assert!(told.what.contains("担当者名"), "{}", told.what);
}

#[tokio::test]
async fn who_renewed_is_handed_over_to_the_next_person() {
    let person = renewed().await;
    let file = person.home.path().join("handover.json");
    person.will_pick(file.clone());
    person.act(Command::ExportHandover).await;
    let next = Person::normal().await;
    next.will_pick(file);

    next.act(Command::ImportHandover).await;

    let record = next.records().pop().expect("the record came");
    assert_eq!(record.person.as_deref(), Some("yamada"), "with who did it");
    assert!(last(&next).await.contains("yamada"), "and step 1 says so there");
}

#[tokio::test]
async fn the_name_leaves_the_pc_in_no_request() {
    let person = Person::normal().await;
    person.act(Command::OpenPage(Place::Settings)).await;
    person.act(Command::SetPerson("YAMADA-7F3A".to_owned())).await;
    person.act(Command::OpenPage(Place::Home)).await;
    person.up_to_save().await;
    person.save().await;

    let asked = format!("{:?}", person.practice.log());
    assert!(!asked.contains("YAMADA-7F3A"), "neither the site nor Apple is told");
    assert!(asked.contains("vpp-honsha"), "the search looked at the right things");
    let record = person.records().pop().expect("a record");
    assert_eq!(record.person.as_deref(), Some("YAMADA-7F3A"), "it is in the record alone");
}
