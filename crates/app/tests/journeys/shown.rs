//! How things are put: calmly where nothing is to be done, and in words of the reader's own.

use koshin_app::session::Command;
use koshin_app::view::{Language, Mark, Page};
use koshin_practice::{AppleFault, Fault};

use crate::support::Person;

#[tokio::test]
async fn a_token_that_apple_refuses_is_one_worry_not_three() {
    for number in [9601, 9621, 9622, 9625, 9645, 9722] {
        let person = Person::normal().await;
        person.practice.set_faults(vec![Fault::Apple(AppleFault::Number(number))]);
        person.add_server().await;
        person.begin().await;

        let view = person.pick("new").await;

        let Page::ChooseFile(step) = view.page else { panic!("{number}: {:?}", view.page) };
        for check in ["location", "owner"] {
            let row = step.findings.iter().find(|it| it.check == check).expect("each check");
            assert_eq!(row.mark, Mark::Skipped, "{number} {check}: no worry of its own");
            assert_eq!(row.text, "Appleがこのトークンを受け付けないため、照合していません。");
            assert_eq!(row.cure, None, "{number} {check}: nothing is to be done about it");
        }
        let worries: Vec<_> = step.findings.iter().filter(|it| it.mark == Mark::Stop).collect();
        assert_eq!(worries.len(), 1, "{number}: what Apple said: {worries:?}");
    }
}

#[tokio::test]
async fn where_apple_could_not_be_asked_the_location_is_still_the_persons_to_confirm() {
    let person = Person::normal().await;
    person.practice.set_faults(vec![Fault::Apple(AppleFault::ProxyPage)]);
    person.add_server().await;
    person.begin().await;

    let view = person.pick("new").await;

    let Page::ChooseFile(step) = view.page else { panic!("{:?}", view.page) };
    let location = step.findings.iter().find(|it| it.check == "location").expect("each check");
    assert_eq!(location.mark, Mark::NotComparable);
    assert!(location.cure.is_some(), "it says what to look at");
}

#[tokio::test]
async fn the_connection_check_says_in_english_what_the_sites_words_mean() {
    let person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;
    let view = person.act(Command::TestServer(server)).await;
    let Page::ServerTest(japanese) = view.page else { panic!("{:?}", view.problem) };
    assert!(japanese.rows.len() > 8, "{:?}", japanese.rows);
    for row in &japanese.rows {
        assert_eq!((&row.page_gloss, &row.label_gloss), (&None, &None), "nothing to explain");
    }

    let view = person.act(Command::SetLanguage(Some(Language::En))).await;

    let Page::ServerTest(english) = view.page else { panic!("{:?}", view.page) };
    for (row, before) in english.rows.iter().zip(&japanese.rows) {
        assert_eq!((&row.page, &row.label), (&before.page, &before.label), "as on the site");
        for (word, gloss) in [(&row.page, &row.page_gloss), (&row.label, &row.label_gloss)] {
            let is_japanese = word.chars().any(|it| it > '\u{3040}' && !"［］".contains(it));
            assert_eq!(gloss.is_some(), is_japanese, "{word}: {gloss:?}");
            assert!(gloss.as_deref().is_none_or(str::is_ascii), "{word}: {gloss:?}");
        }
    }
}
