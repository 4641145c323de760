//! The keyring locked, absent or refusing: its own sentence, and ［今回だけ使う］ instead.

use koshin_app::session::{Command, TypedPassword};
use koshin_store::VaultError;

use crate::support::{Person, code, page};

#[tokio::test]
async fn a_keyring_that_fails_leaves_the_password_for_this_time() {
    for (error, expected) in [
        (VaultError::Locked, "keyring-locked"),
        (VaultError::Absent("no service".to_owned()), "keyring-absent"),
        (VaultError::Refused("policy".to_owned()), "keyring-refused"),
    ] {
        let person = Person::normal().await;
        person.keyring.fail(error);

        let view = person.add_server().await;
        assert_eq!(code(&view), Some(expected), "its own sentence");
        assert_eq!(page(&view), "home", "the server is registered all the same");
        let view = person.act(Command::UseOnce).await;

        assert_eq!(code(&view), None, "［今回だけ使う］");
        person.begin().await;
        person.pick("new").await;
        person.write().await;
        let view = person.save().await;
        assert_eq!(page(&view), "confirm", "the whole renewal works without a keyring");
        assert!(person.keyring.is_empty(), "and nothing was kept");
    }
}

#[tokio::test]
async fn a_password_for_this_time_is_asked_for_at_the_next() {
    let mut person = Person::normal().await;
    let new = person.new_server(false);
    person.act(Command::AddServer(Box::new(new))).await;
    assert_eq!(person.keyring.calls(), 0, "the keyring was not asked");
    person.restart_without_secrets().await;
    let server = person.server().await;

    let view = person.act(Command::ReadServer(server.clone())).await;
    assert_eq!((code(&view), page(&view).as_str()), (None, "sign-in"), "it is asked for");
    let password = person.practice.account().password.into();
    let typed = TypedPassword { server, password, keep: false };
    let view = person.act(Command::SubmitPassword(Box::new(typed))).await;

    assert_eq!((code(&view), page(&view).as_str()), (None, "home"), "and what waited is done");
}

#[tokio::test]
async fn a_hanging_keyring_does_not_freeze_the_window() {
    let person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;
    person.keyring.hang();

    person.session.send(Command::ReadServer(server)).await.expect("the session lives");
    let view = person.session.send(Command::SetWarnDays(60)).await.expect("it answers");

    assert!(view.busy.is_some(), "the job still waits");
    assert_eq!(person.settings().warn_days, 60, "and other things go on");
    let view = person.act(Command::Cancel).await;
    assert!(view.busy.is_none(), "it can be cancelled");
}
