//! Practice and the real world are kept apart; what is set and taken back in the settings.

use std::collections::BTreeMap;
use std::path::Path;

use koshin_app::session::{AppleIdChoice, Command, Place, TypedPassword};
use koshin_app::view::{ConfirmState, Language, Page};
use koshin_store::VaultError;

use crate::support::{Person, code, page};

/// Every file of the real world with its content; practice has a folder of its own.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("our own folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() && !name.contains("practice") {
            let inner = self::files(&path).into_iter();
            files.extend(inner.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else if path.is_file() {
            files.insert(name, std::fs::read(path).expect("our own file"));
        }
    }
    files
}

/// Renews 本社 in the practice that the session runs.
async fn practice_a_renewal(person: &Person) {
    let view = person.act(Command::StartPractice("normal".to_owned())).await;
    assert!(view.practice, "{:?}", view.problem);
    let server = person.server().await;
    person.act(Command::ReadServer(server.clone())).await;
    let license = person.license("本社").await;
    person.act(Command::ChooseLicense { server, license }).await;
    let choice = AppleIdChoice::Same;
    person.act(Command::ChooseAppleId { choice, other: String::new() }).await;
    person.act(Command::Begin).await;
    // Made of the same facts as the one that the practice portal offers.
    person.pick("new").await;
    person.write().await;
    let view = person.save().await;
    let Page::Confirm(confirm) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert_eq!(confirm.state, ConfirmState::Renewed, "practiced");
}

#[tokio::test]
async fn a_renewal_that_is_practiced_leaves_nothing_in_the_real_world() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.act(Command::Leave).await;
    person.session.settle().await.expect("the session lives");
    let before = files(person.home.path());
    let calls = person.keyring.calls();
    let asked = person.practice.log().len();

    practice_a_renewal(&person).await;
    for command in [Command::ExportHandover, Command::ImportHandover] {
        let view = person.act(command).await;
        assert_eq!(code(&view), Some("not-now"), "what is practiced is not handed over");
    }
    let view = person.act(Command::OpenPage(Place::History)).await;
    let Page::History(history) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(history.rows.len(), 1, "practice has records of its own");
    let view = person.act(Command::StopPractice).await;

    assert!(!view.practice, "back");
    person.session.settle().await.expect("the session lives");
    assert_eq!(files(person.home.path()), before, "settings, journal and drafts are untouched");
    assert_eq!(person.keyring.calls(), calls, "and the keyring was not asked");
    assert_eq!(person.practice.log()[asked..].iter().filter(|it| it.place.is_some()).count(), 0);
    assert_eq!(person.unfinished().await.len(), 1, "the real renewal is still there");
    person.restart().await;
    assert!(person.records().is_empty(), "and has no record");
}

#[tokio::test]
async fn practice_that_is_started_anew_is_a_fresh_one() {
    let person = Person::normal().await;
    practice_a_renewal(&person).await;
    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::Begin).await;
    person.act(Command::Leave).await;
    assert_eq!(person.unfinished().await.len(), 1, "left in the middle");

    let view = person.act(Command::StartPractice("wrong-password".to_owned())).await;

    assert!(view.practice, "still practice");
    assert!(person.unfinished().await.is_empty(), "nothing of the former practice is unfinished");
    let server = person.server().await;
    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!(code(&view), Some("server-sign-in-refused"), "of the other scenario");
    let view = person.act(Command::StopPractice).await;
    assert!(!view.practice, "out of it, not into the former practice");
    let view = person.act(Command::StopPractice).await;
    assert_eq!(code(&view), Some("not-now"), "and the real world is one stop away");
}

#[tokio::test]
async fn the_language_follows_the_choice_and_else_the_system() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.act(Command::Abandon).await;
    person.act(Command::UseToken).await;

    let view = person.act(Command::SetLanguage(Some(Language::En))).await;
    assert_eq!(view.language, Language::En, "at once");
    let problem = view.problem.expect("what was in sight stays in sight");
    assert!(problem.what.is_ascii(), "in the new language: {}", problem.what);

    person.restart().await;
    let view = person.act(Command::View).await;
    assert_eq!((view.language, view.language_choice), (Language::En, Some(Language::En)), "kept");
    let view = person.act(Command::SetLanguage(None)).await;
    assert_eq!((view.language, view.language_choice), (Language::Ja, None), "as the system");
}

#[tokio::test]
async fn a_server_that_is_removed_leaves_records_and_no_password() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    person.act(Command::OpenPage(Place::Home)).await;
    person.begin().await;
    person.act(Command::Leave).await;
    let server = person.server().await;

    let view = person.act(Command::RemoveServer(server.clone())).await;

    assert_eq!(code(&view), None, "{:?}", view.problem);
    assert_eq!(view.notice.as_deref(), Some("サーバーの登録を解除しました。記録は残っています。"));
    assert!(person.keyring.is_empty(), "the password is forgotten");
    assert!(person.settings().servers.is_empty(), "the server is gone");
    person.restart().await;
    assert_eq!(person.records().len(), 1, "what it was renewed with is still known");
    for unfinished in person.unfinished().await {
        let view = person.act(Command::Resume(unfinished.id)).await;
        assert_eq!(code(&view), Some("input-no-such-server"), "nothing leads to it any more");
    }
    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!(code(&view), Some("input-no-such-server"));
}

#[tokio::test]
async fn a_password_that_is_forgotten_is_asked_for() {
    let person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;

    let view = person.act(Command::ForgetSecret(server.clone())).await;

    assert_eq!(view.notice.as_deref(), Some("保存したパスワードを消去しました。"));
    assert!(person.keyring.is_empty(), "in the keyring");
    assert!(!person.settings().server(&server).expect("it stays").secret_kept, "and known to be");
    let asked = person.practice.log().len();
    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!(page(&view), "sign-in", "not even the one that was typed a while ago is used");
    assert_eq!(person.practice.log().len(), asked, "nothing was sent");
}

#[tokio::test]
async fn a_keyring_that_fails_at_reading_has_its_sentence_and_a_way_on() {
    for (error, expected) in [
        (VaultError::Locked, "keyring-locked"),
        (VaultError::Absent("no service".to_owned()), "keyring-absent"),
        (VaultError::Refused("policy".to_owned()), "keyring-refused"),
    ] {
        for keep in [false, true] {
            let person = Person::normal().await;
            person.add_server().await;
            let server = person.server().await;
            person.keyring.fail(error.clone());

            let view = person.act(Command::ReadServer(server.clone())).await;
            assert_eq!((code(&view), page(&view).as_str()), (Some(expected), "sign-in"), "{keep}");
            let view = person.act(Command::SetWarnDays(60)).await;
            assert_eq!(code(&view), None, "{expected}: the session is alive");
            let password = person.practice.account().password.into();
            let typed = TypedPassword { server, password, keep };
            let mut view = person.act(Command::SubmitPassword(Box::new(typed))).await;
            if keep {
                assert_eq!(code(&view), Some(expected), "it cannot be kept either");
                view = person.act(Command::UseOnce).await;
            }

            assert_eq!(
                (code(&view), page(&view).as_str()),
                (None, "home"),
                "{expected} {keep}: read"
            );
            person.begin().await;
            person.pick("new").await;
            person.write().await;
            let view = person.save().await;
            assert_eq!(page(&view), "confirm", "{expected} {keep}: and renewed for this time");
        }
    }
}
