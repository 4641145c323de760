//! Changing a registered server; what a rehearsal leaves for support.

use koshin_app::session::{Command, Place};
use koshin_app::view::{Page, ServerForm, View};

use crate::support::{Person, code, page};

fn form(view: View) -> ServerForm {
    let Page::AddServer(it) = view.page else { panic!("not the form: {:?}", view.page) };
    it.form
}

/// A person with the form of their only server open.
async fn at_the_form() -> (Person, String, ServerForm) {
    let person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;
    let form = form(person.act(Command::EditServer(server.clone())).await);
    (person, server, form)
}

fn change(server: &str, form: &ServerForm) -> Command {
    Command::ChangeServer { server: server.to_owned(), form: Box::new(form.clone()) }
}

#[tokio::test]
async fn another_name_keeps_password_licenses_and_id() {
    let (person, server, mut form) = at_the_form().await;
    form.name = "新しい名前".to_owned();

    let view = person.act(change(&server, &form)).await;

    assert_eq!((page(&view), code(&view)), ("settings".to_owned(), None));
    let settings = person.settings();
    let profile = settings.server(&server).expect("the same id");
    assert_eq!(profile.name, "新しい名前");
    assert!(profile.secret_kept && profile.last_read.is_some(), "nothing else changed");
    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!(code(&view), None, "and the password still serves");
}

#[tokio::test]
async fn the_password_does_not_follow_to_another_host() {
    let (person, server, mut form) = at_the_form().await;
    form.url = "https://somebody-else.invalid/login".to_owned();

    person.act(change(&server, &form)).await;

    assert!(!person.settings().server(&server).expect("it stays").secret_kept, "forgotten");
    assert!(person.keyring.is_empty(), "in the keyring, too");
    person.act(Command::OpenPage(Place::Home)).await;
    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!(page(&view), "sign-in", "it is asked for before anything is sent");
}

#[tokio::test]
async fn a_password_for_this_time_does_not_follow_either() {
    let person = Person::normal().await;
    person.act(Command::AddServer(Box::new(person.new_server(false)))).await;
    let server = person.server().await;
    let mut form = form(person.act(Command::EditServer(server.clone())).await);
    form.url = "https://somebody-else.invalid/login".to_owned();

    person.act(change(&server, &form)).await;

    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!(page(&view), "sign-in", "it is asked for before anything is sent");
}

#[tokio::test]
async fn the_password_does_not_follow_to_another_account() {
    let (person, server, mut form) = at_the_form().await;
    form.user = "somebody-else".to_owned();

    person.act(change(&server, &form)).await;

    assert!(!person.settings().server(&server).expect("it stays").secret_kept, "forgotten");
}

#[tokio::test]
async fn what_is_wrong_with_a_change_is_told_and_changes_nothing() {
    let (person, server, form) = at_the_form().await;
    let before = person.settings();
    for (url, expected) in [("", "input-missing"), ("http://biz.example.co.jp/", "net-not-https")] {
        let wrong = ServerForm { url: url.to_owned(), ..form.clone() };
        let view = person.act(change(&server, &wrong)).await;
        assert_eq!(code(&view), Some(expected), "{url:?}");
        assert_eq!(self::form(view).url, url, "what was typed stays");
    }

    assert_eq!(person.settings(), before);
}

#[tokio::test]
async fn a_support_file_holds_labels_and_no_values() {
    let person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;
    let path = person.home.path().join("support.txt");
    let view = person.act(Command::ExportSupport).await;
    assert_eq!(code(&view), Some("not-now"), "there is nothing to write yet");

    person.act(Command::TestServer(server)).await;
    person.will_pick(path.clone());
    person.act(Command::ExportSupport).await;

    let text = std::fs::read_to_string(path).expect("the file is there");
    assert!(text.contains("VPP トークンアップロード"), "the labels are in it: {text}");
    let account = person.practice.account();
    let names = person.practice.licenses().into_iter().map(|it| it.account_name);
    for value in names.chain([account.user, account.password]) {
        assert!(!text.contains(&value), "{value} must not be in it");
    }
}
