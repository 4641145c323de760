//! Addresses with a user name and a password in them.

use koshin_app::session::{Command, NewServer};
use koshin_app::view::{Page, ServerForm};

use crate::support::Person;

#[tokio::test]
async fn a_password_typed_into_an_address_is_refused_and_not_shown_again() {
    let person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;
    let form = |url: &str, proxy: &str| ServerForm {
        kind: "site".to_owned(),
        name: "大阪のサイト".to_owned(),
        url: url.to_owned(),
        user: "kanri".to_owned(),
        proxy: proxy.to_owned(),
        ..ServerForm::default()
    };
    let typed = [
        form("https://somebody:canary@mdm.example.jp/", ""),
        form("https://mdm.example.jp/", "somebody:canary@proxy.example.jp:8080"),
    ];
    for form in typed {
        let new =
            NewServer { form: form.clone(), password: "secret".to_owned().into(), keep: true };
        let change = Command::ChangeServer { server: server.clone(), form: Box::new(form) };
        for command in [Command::AddServer(Box::new(new)), change] {
            let view = person.act(command).await;

            assert!(view.problem.is_some(), "it is refused");
            let Page::AddServer(page) = &view.page else { panic!("{:?}", view.page) };
            assert_eq!(page.form.name, "大阪のサイト", "what else was typed is kept");
            let shown = serde_json::to_string(&view).expect("a view is JSON");
            assert!(!shown.contains("canary"), "the password does not come back: {shown}");
        }
    }
}
