//! Practice: a world of its own, and nothing of it in the real one.

use koshin_app::session::{Command, Place, TypedPassword};
use koshin_app::view::{Page, View};
use koshin_core::record::Outcome;
use koshin_store::{Journal, Places, Role, ServerProfile, Settings, SettingsFile};

use crate::support::{Person, code, now, page};

async fn practice(person: &Person) -> View {
    let view = person.act(Command::StartPractice("normal".to_owned())).await;
    assert!(view.practice, "practice began: {:?}", view.problem);
    view
}

fn places(person: &Person) -> Places {
    person.places().practice()
}

fn settings(person: &Person) -> Settings {
    SettingsFile::new(&places(person)).read(now()).value
}

/// Keeps a password for the practice site in the keyring, and returns the site.
async fn keep_a_password(person: &Person) -> ServerProfile {
    practice(person).await;
    let server = settings(person).servers.pop().expect("the practice site");
    let typed = TypedPassword {
        server: server.id.clone(),
        password: "canary".to_owned().into(),
        keep: true,
    };
    person.act(Command::SubmitPassword(Box::new(typed))).await;
    assert!(person.keyring.keeps(&server.id, Role::Password, "canary"), "it is kept");
    server
}

#[tokio::test]
async fn practice_has_a_journal_and_a_keyring_of_its_own() {
    let person = Person::normal().await;
    person.add_server().await;

    let server = keep_a_password(&person).await;
    let Page::Home(home) = person.act(Command::OpenPage(Place::Home)).await.page else {
        panic!("not at home");
    };
    let names: Vec<_> = home.servers.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["練習用の管理サイト"], "the real server is out of reach");
    let namespace = person.keyring.namespace(&server.id, Role::Password);
    assert_eq!(namespace.as_deref(), Some(places(&person).namespace()), "a namespace of its own");
    assert_ne!(places(&person).namespace(), person.places().namespace(), "and not the real one");

    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::Begin).await;
    let view = person.act(Command::Abandon).await;
    assert!(view.practice, "{:?}: still in practice", view.page);
    let history = Journal::new(&places(&person)).read().expect("a journal");
    let outcomes: Vec<_> = history.records().iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Outcome::Abandoned], "recorded in practice's journal");
    assert!(person.records().is_empty(), "and not in the real one");

    let view = person.act(Command::StopPractice).await;
    assert!(!view.practice, "the banner goes with it");
    let Page::Home(home) = view.page else { panic!("{:?}", view.page) };
    let names: Vec<_> = home.servers.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["本社のサイト"], "and the real server is back");
    assert!(home.unfinished.is_empty(), "nothing of practice is left to go on with");
    person.expect_no_violation();
}

#[tokio::test]
async fn practice_that_cannot_be_entered_leaves_the_person_where_they_are() {
    let person = Person::normal().await;
    person.add_server().await;
    let folder = places(&person).folder().to_owned();
    std::fs::create_dir_all(&folder).expect("a folder of the test's own");
    let newer = r#"{"schema":99}"#;
    std::fs::write(folder.join("settings.json"), newer).expect("a folder of the test's own");

    let view = person.act(Command::StartPractice("normal".to_owned())).await;

    assert_eq!(code(&view), Some("settings-too-new"), "why not is said");
    assert!(!view.practice, "there is no banner over real servers");
    let view = person.act(Command::SetWarnDays(45)).await;
    assert_eq!(code(&view), None, "and what is changed then");
    assert_eq!(person.settings().warn_days, 45, "is changed in the real world");
    assert_eq!(person.settings().servers.len(), 1, "which is as it was");
}

#[tokio::test]
async fn a_damaged_file_of_an_earlier_practice_does_no_harm() {
    let person = Person::normal().await;
    person.add_server().await;
    let folder = places(&person).folder().to_owned();
    std::fs::create_dir_all(&folder).expect("a folder of the test's own");
    std::fs::write(folder.join("settings.json"), "{").expect("a folder of the test's own");

    let view = practice(&person).await;

    assert_eq!((code(&view), page(&view).as_str()), (None, "home"), "nobody needs to know");
    let Page::Home(home) = view.page else { panic!("{:?}", view.page) };
    assert_eq!(home.servers.len(), 1, "the practice site alone");
    assert_eq!(person.settings().servers.len(), 1, "and the real one is kept");
}

#[tokio::test]
async fn the_password_of_an_earlier_practice_is_forgotten() {
    let person = Person::normal().await;
    let server = keep_a_password(&person).await;
    person.act(Command::StopPractice).await;
    assert_eq!(person.keyring.len(), 1, "it is kept until then");

    let view = practice(&person).await;

    assert_eq!(code(&view), None, "{:?}", view.problem);
    assert_ne!(settings(&person).servers[0].id, server.id, "another site under another id");
    assert!(person.keyring.is_empty(), "so nothing of the former one is left in the keyring");
}

#[tokio::test]
async fn about_names_whom_koshin_really_contacts() {
    let person = Person::normal().await;
    person.add_server().await;
    let hosts = async |it: &Person| {
        let Page::About(about) = it.act(Command::OpenPage(Place::About)).await.page else {
            panic!("not there");
        };
        about.hosts.into_iter().map(|it| it.label).collect::<Vec<_>>()
    };
    let host = |url: String| url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let real = hosts(&person).await;
    assert_eq!(real[0], host(person.practice.apple_url()), "as KOSHIN_APPLE_URL has it");

    practice(&person).await;
    let practiced = hosts(&person).await;
    assert!(
        practiced.iter().all(|it| it.starts_with("127.0.0.1:")),
        "{practiced:?}: this PC alone"
    );
    assert_ne!(practiced[0], real[0], "practice has a twin of its own");
    assert_eq!(practiced.len(), 2, "{practiced:?}: Apple's twin and the site");
}

#[tokio::test]
async fn about_names_a_proxy() {
    let person = Person::normal().await;
    person.add_server().await;
    let change = |it: &mut Settings| -> Result<(), koshin_store::StoreError> {
        it.servers[0].proxy = Some("proxy.example.co.jp:8080".to_owned());
        Ok(())
    };
    SettingsFile::new(&person.places()).change(now(), change).expect("a writable disk");
    let mut person = person;
    person.restart().await;

    let Page::About(about) = person.act(Command::OpenPage(Place::About)).await.page else {
        panic!("not there");
    };

    let row = about.hosts.iter().find(|it| it.label == "proxy.example.co.jp:8080");
    let row = row.expect("the proxy is contacted, too");
    assert!(row.value.contains("本社のサイト"), "and it says for whom: {}", row.value);
}
