//! How things are put: calmly where nothing is to be done, and in words of the reader's own.

use koshin_app::session::Command;
use koshin_app::show::found;
use koshin_app::view::{Language, Mark, Page};
use koshin_app::words::Words;
use koshin_practice::{AppleFault, Fault, Scenario, Structure};
use koshin_remote::connector::Seen;

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

#[tokio::test]
async fn of_several_licenses_the_list_says_which_one_is_next() {
    for is_named in [true, false] {
        let person = Person::new(Scenario::TwoLocations, Structure::Table).await;
        if !is_named {
            for other in person.practice.licenses().iter().skip(1) {
                person.practice.remove_row(&other.location);
            }
        }
        let view = person.add_server().await;
        let Page::Home(home) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
        let licenses: Vec<_> = home.servers.iter().flat_map(|it| &it.licenses).collect();
        assert_eq!(licenses.len() > 1, is_named);
        let first = format!("「{}」：有効期限", licenses[0].name);
        assert_eq!(home.headline.starts_with(&first), is_named, "{}", home.headline);
    }
}

#[tokio::test]
async fn a_sign_in_shows_what_it_signs_in_with() {
    let person = Person::normal().await;
    person.add_server().await;
    person.practice.set_faults(vec![Fault::PasswordRefused]);
    let server = person.server().await;

    let view = person.act(Command::ReadServer(server)).await;

    let Page::SignIn(page) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    let shown: Vec<_> = page.rows.iter().map(|it| it.value.clone()).collect();
    let account = person.practice.account();
    let url = std::iter::once(person.practice.site_url());
    let wanted: Vec<_> = url.chain(account.company).chain([account.user]).collect();
    assert_eq!(shown, wanted, "URL, 企業コード where there is one, ユーザーID");
}

#[tokio::test]
async fn a_connection_check_counts_what_is_missing() {
    let seen = |needed, found: Option<&str>| Seen {
        page: "編集".to_owned(),
        label: "備考".to_owned(),
        found: found.map(str::to_owned),
        needed,
    };
    let there = [seen(true, Some("備考")), seen(false, None)];
    let one = [seen(true, None), seen(false, None)];
    let two = [seen(true, None), seen(true, None)];
    let say = |it: &[Seen]| found(Words::of(Language::Ja), it);
    assert!(say(&there).starts_with("更新に必要な項目がすべて見つかりました。"));
    assert!(say(&one).starts_with("更新に必要な項目が1件見つかりません。"));
    assert!(say(&two).starts_with("更新に必要な項目が2件見つかりません。"));
}
