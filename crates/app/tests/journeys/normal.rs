//! The normal walk, and what must hold of it on every site.

use koshin_app::session::Command;
use koshin_app::view::{ConfirmState, Mark, NeedView, Page};
use koshin_core::record::Outcome;
use koshin_practice::{Scenario, Structure};

use crate::support::{Person, code, now, page};

#[tokio::test]
async fn a_license_is_renewed_on_every_site() {
    for structure in Structure::ALL {
        let person = Person::new(Scenario::Expiring, *structure).await;
        let before = person.expires_on_site();

        let view = person.up_to_save().await;
        assert_eq!(page(&view), "save", "{structure}: the last look before saving");
        let view = person.save().await;

        let Page::Confirm(confirm) = view.page else { panic!("{structure}: {:?}", view.page) };
        assert_eq!(confirm.state, ConfirmState::Renewed, "{structure}: {:?}", view.problem);
        assert!(confirm.after.starts_with("2027/11/22"), "{structure}: the new date is shown");
        assert!(person.expires_on_site() > before, "{structure}: the site has the new token");
        assert_eq!(person.uploads(), 1, "{structure}: saved once");
        let [record] = person.records().try_into().expect("one record");
        assert_eq!(record.outcome, Outcome::Renewed, "{structure}: recorded");
        assert_eq!(person.practice.licenses().len(), 3, "{structure}: no row came or went");
        person.expect_no_violation();
    }
}

#[tokio::test]
async fn notes_are_merged_and_the_account_name_is_kept() {
    let person = Person::normal().await;
    person.up_to_save().await;

    person.save().await;

    let rows = person.practice.licenses();
    let row = rows.iter().find(|it| it.location == "本社").expect("本社");
    assert_eq!(row.account_name, "vpp-honsha", "the account name stays");
    assert!(row.notes.starts_with("情報システム課が管理"), "what stood there stays: {}", row.notes);
    assert!(row.notes.ends_with("取得年月日：2026/11/22"), "the day of download: {}", row.notes);
    assert_eq!(row.notes.matches("Apple ID").count(), 1, "last year's line is replaced");
}

#[tokio::test]
async fn nothing_signs_in_before_the_person_presses_something() {
    let mut person = Person::normal().await;
    person.add_server().await;
    let asked = person.practice.log().len();

    person.restart().await;
    person.act(Command::View).await;

    assert_eq!(person.practice.log().len(), asked, "starting asks nobody");
    assert_eq!(person.keyring.calls(), 1, "and the keyring only kept the password");
}

#[tokio::test]
async fn next_year_the_location_is_known_by_its_key() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;

    let settings = person.settings();
    let server = settings.servers.first().expect("the server");
    let known = server.uids.values().next().expect("a key is remembered");
    assert_eq!(known.location.as_deref(), Some("本社"), "with its name");
    let licenses = &server.last_read.as_ref().expect("what was read").licenses;
    let honsha = licenses.iter().find(|it| it.location.as_deref() == Some("本社")).expect("本社");
    assert_eq!(
        honsha.expires.map(|it| it.at),
        Some(person.expires_on_site()),
        "the home page shows the new date without signing in again"
    );
    let uid = known.uid.clone();
    person.act(Command::Leave).await;
    let server = person.server().await;
    person.act(Command::ReadServer(server)).await;
    let read = person.settings().servers[0].last_read.clone().expect("what was read").licenses;
    let honsha = read.iter().find(|it| it.location.as_deref() == Some("本社")).expect("本社");
    assert_eq!(honsha.uid, Some(uid), "a reading of a site that shows no key does not lose it");
}

#[tokio::test]
async fn the_last_token_offered_again_is_refused() {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    person.act(Command::Leave).await;
    person.begin().await;

    let view = person.pick("new").await;

    let Page::ChooseFile(choose) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(choose.need, NeedView::OtherToken, "not later than the present one");
    let same = choose.findings.iter().find(|it| it.check == "same-file").expect("the check");
    assert_eq!(same.mark, Mark::Note, "and the same file as last time");
}

#[tokio::test]
async fn a_view_that_is_no_longer_the_present_one_cannot_save() {
    let person = Person::normal().await;
    let view = person.up_to_save().await;
    person.act(Command::GoBack(koshin_core::renewal::Step::WriteNotes)).await;
    let notes = "別の備考".to_owned();
    person.act(Command::WriteNotes { account_name: "vpp-honsha".to_owned(), notes }).await;

    let view = person.act(Command::Save { revision: view.revision }).await;

    assert_eq!(code(&view), Some("stale-view"), "what the person looked at has changed");
    assert_eq!(person.uploads(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_second_press_does_not_save_twice() {
    let person = Person::normal().await;
    let revision = person.up_to_save().await.revision;

    let first = person.session.send(Command::Save { revision });
    let second = person.session.send(Command::Save { revision });
    let (first, second) = tokio::join!(first, second);
    person.rest().await;

    assert_eq!(code(&first.expect("a view")), None, "the first press saves");
    assert!(code(&second.expect("a view")).is_some(), "the second is refused");
    assert_eq!(person.uploads(), 1, "one save");
}

/// Promise 5: what is kept on the disk and what the page is told hold neither password nor token.
#[tokio::test]
async fn no_secret_is_written_or_shown() {
    let person = Person::normal().await;
    let views = [
        person.add_server().await,
        person.begin().await,
        person.pick("new").await,
        person.write().await,
        person.save().await,
    ];
    let mut shown = format!("{views:?}");
    let mut files = vec![person.home.path().to_path_buf()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).expect("our own folder");
            files.extend(inside.map(|it| it.expect("an entry").path()));
        } else {
            shown.push_str(&String::from_utf8_lossy(&std::fs::read(&path).expect("our own file")));
        }
    }

    let token = std::fs::read_to_string(&person.practice.tokens()["new"]).expect("the token");
    let secrets = [
        person.practice.account().password,
        token.trim().to_owned(),
        koshin_practice::CANARY.to_owned(),
    ];
    for secret in secrets {
        assert!(!shown.contains(&secret), "a secret of {} letters is in sight", secret.len());
        assert!(!shown.contains(&secret[..secret.len().min(40)]), "or its beginning");
    }
    assert!(shown.contains("本社のサイト"), "the search looked at the right things");
    let record = person.records().pop().expect("a record");
    assert!(record.started >= now(), "the record is of this test");
}
