//! What the administrator has set holds, whatever the person does.

use koshin_app::session::{Command, Place, TypedPassword};
use koshin_app::view::{Language, Page, ServerForm, SetBefore, SettingsPage, View};
use koshin_practice::Practice;
use serde_json::{Value, json};

use crate::support::{Person, code, page};

fn read_only(_: &Practice) -> Value {
    json!({"ReadOnly": true})
}

/// A policy with the practice site in it.
fn site(practice: &Practice) -> Value {
    let account = practice.account();
    let server = json!({
        "Kind": "site",
        "Name": "管理者の登録",
        "Url": practice.site_url(),
        "Company": account.company.unwrap_or_default(),
        "User": account.user,
    });
    json!({"Servers": [server]})
}

/// As `site`, with the user left to the person.
fn site_of_anybody(practice: &Practice) -> Value {
    let mut policy = site(practice);
    policy["Servers"][0].as_object_mut().expect("a server").remove("User");
    policy
}

/// Types the password that was asked for.
async fn sign_in(person: &Person) -> View {
    let Page::SignIn(asked) = person.act(Command::View).await.page else { panic!("not asked") };
    let password = person.practice.account().password.into();
    let typed = TypedPassword { server: asked.server, password, keep: true };
    person.act(Command::SubmitPassword(Box::new(typed))).await
}

async fn settings(person: &Person) -> SettingsPage {
    let view = person.act(Command::OpenPage(Place::Settings)).await;
    let Page::Settings(page) = view.page else { panic!("not the settings") };
    page
}

#[tokio::test]
async fn nothing_is_saved_in_read_only_mode_and_step_5_says_so() {
    let person = Person::under(read_only).await;
    let before = person.expires_on_site();
    let view = person.up_to_save().await;
    assert_eq!(page(&view), "save", "everything that reads works, up to here");
    let told = view.governed.read_only.expect("step 5 says so");
    assert!(told.contains("管理者") && told.contains("読み取り専用"), "{told}");

    let view = person.save().await;

    assert_eq!(code(&view), Some("policy-read-only"), "also to a page that asks all the same");
    assert_eq!(page(&view), "save", "and it stays where it is");
    assert_eq!(person.uploads(), 0, "nothing was sent");
    assert_eq!(person.expires_on_site(), before, "nothing was saved");
    assert!(person.records().is_empty(), "there is nothing to record");
    person.expect_no_violation();
}

#[tokio::test]
async fn a_connection_can_be_tried_in_read_only_mode() {
    let person = Person::under(read_only).await;
    person.add_server().await;
    let server = person.server().await;

    let view = person.act(Command::TestServer(server)).await;

    assert_eq!((page(&view).as_str(), code(&view)), ("server-test", None));
    person.expect_no_violation();
}

#[tokio::test]
async fn read_only_mode_leads_nobody_to_save_in_the_browser() {
    let person = Person::under(read_only).await;
    person.up_to_save().await;

    let view = person.act(Command::GoByHand).await;
    assert_eq!((page(&view).as_str(), code(&view)), ("save", Some("policy-read-only")));
    let shown = "2027/11/22 17:30".to_owned();
    let view = person.act(Command::SavedByHand(shown)).await;
    assert_eq!((page(&view).as_str(), code(&view)), ("save", Some("policy-read-only")));
    assert!(person.records().is_empty(), "nor is such a save recorded");
}

#[tokio::test]
async fn a_walk_in_the_browser_ends_at_step_5_in_read_only_mode() {
    let person = Person::under(read_only).await;
    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::Begin).await;
    person.act(Command::TokenFetched).await;
    person.pick("new").await;
    person.act(Command::AcceptLocation("本社".to_owned())).await;

    let view = person.write().await;

    assert_eq!(page(&view), "save", "what would change, not how to do it: {view:?}");
    assert!(view.governed.read_only.is_some(), "and whom to ask");
}

#[tokio::test]
async fn what_became_of_an_earlier_save_is_found_out_in_read_only_mode() {
    let mut person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    person.forget_the_end();
    person.policy = koshin_store::Policy::of_value("a policy", json!({"ReadOnly": true}));
    person.restart().await;
    let open = person.unfinished().await;
    assert!(open[0].needs_look, "its end is not recorded");

    person.act(Command::Resume(open[0].id.clone())).await;

    let records = person.records();
    assert_eq!(records.len(), 1, "{records:?}");
    assert!(records[0].is_renewed(), "which only took reading: {records:?}");
}

#[tokio::test]
async fn in_practice_everything_can_be_tried_in_read_only_mode() {
    let person = Person::under(read_only).await;

    let view = person.act(Command::StartPractice("normal".to_owned())).await;
    assert!(view.practice && view.governed.read_only.is_none(), "nothing of it is real");

    let view = person.act(Command::StopPractice).await;
    assert!(!view.practice && view.governed.read_only.is_some(), "and then it holds again");
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_lets_nothing_be_saved_and_is_told() {
    let person = Person::under(|_| json!("no policy")).await;
    assert_eq!(code(&person.act(Command::View).await), Some("policy-unreadable"), "at the start");
    person.up_to_save().await;

    let view = person.save().await;

    assert_eq!(code(&view), Some("policy-unreadable"), "and why nothing is saved");
    assert_eq!(person.uploads(), 0, "nothing was sent");
}

#[tokio::test]
async fn a_value_that_cannot_be_used_is_told_and_stops_nothing() {
    let person = Person::under(|_| json!({"Language": "fr"})).await;
    assert_eq!(code(&person.act(Command::View).await), Some("policy-value-bad"));

    person.up_to_save().await;
    let view = person.save().await;

    assert_eq!(page(&view), "confirm");
    assert_eq!(person.uploads(), 1, "it was saved");
}

#[tokio::test]
async fn the_language_is_the_administrators() {
    let person = Person::under(|_| json!({"Language": "en"})).await;
    let view = person.act(Command::View).await;
    assert_eq!((view.language, view.language_choice), (Language::En, Some(Language::En)));
    assert!(view.governed.language, "the settings show it as set");

    for wanted in [Some(Language::Ja), None] {
        let view = person.act(Command::SetLanguage(wanted)).await;
        assert_eq!(code(&view), Some("policy-governs"), "{wanted:?}");
        assert_eq!(view.language, Language::En, "{wanted:?}");
    }
    assert_eq!(person.settings().language, None, "nor is it written");
    let view = person.act(Command::StartPractice("normal".to_owned())).await;
    assert_eq!(view.language, Language::En, "also in practice");
}

#[tokio::test]
async fn there_is_no_practice_where_the_administrator_wants_none() {
    let person = Person::under(|_| json!({"PracticeOff": true})).await;
    assert!(person.act(Command::View).await.governed.practice_off, "the page does not offer it");

    let view = person.act(Command::StartPractice("normal".to_owned())).await;

    assert_eq!(code(&view), Some("policy-governs"));
    assert!(!view.practice);
}

#[tokio::test]
async fn a_preset_server_is_there_from_the_first_start_and_renews() {
    let person = Person::under(site).await;
    let view = person.act(Command::View).await;
    let Page::Home(home) = &view.page else { panic!("not at home: {:?}", view.page) };
    assert_eq!(home.servers[0].name, "管理者の登録", "nobody registered it");
    let server = person.server().await;

    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!(page(&view), "sign-in", "only the password is asked for");
    sign_in(&person).await;
    person.begin().await;
    person.pick("new").await;
    person.write().await;
    let view = person.save().await;

    assert_eq!((page(&view).as_str(), code(&view)), ("confirm", None));
    assert!(person.records()[0].is_renewed());
    person.expect_no_violation();
}

#[tokio::test]
async fn a_preset_server_is_not_the_persons_to_remove_or_to_lead_elsewhere() {
    let person = Person::under(site).await;
    let server = person.server().await;
    let shown = settings(&person).await.servers.remove(0);
    assert_eq!(shown.preset, Some(SetBefore::Whole), "the settings say so");
    let elsewhere = ServerForm {
        kind: "site".to_owned(),
        name: "別の名前".to_owned(),
        url: "https://elsewhere.example.jp/".to_owned(),
        user: "somebody".to_owned(),
        ..ServerForm::default()
    };

    for command in [
        Command::RemoveServer(server.clone()),
        Command::EditServer(server.clone()),
        Command::ChangeServer { server: server.clone(), form: Box::new(elsewhere) },
    ] {
        let view = person.act(command).await;
        assert_eq!(code(&view), Some("policy-governs"));
    }

    let after = settings(&person).await.servers.remove(0);
    assert_eq!(after, shown, "it is as it was");
}

#[tokio::test]
async fn the_person_types_the_user_that_the_policy_leaves_open() {
    let mut person = Person::under(site_of_anybody).await;
    let server = person.server().await;
    let shown = settings(&person).await.servers.remove(0);
    assert_eq!(shown.preset, Some(SetBefore::ButUser), "that much is theirs");

    let view = person.act(Command::ReadServer(server.clone())).await;
    let Page::AddServer(asked) = &view.page else { panic!("not asked: {:?}", view.page) };
    assert!(asked.is_preset && asked.form.user.is_empty(), "{asked:?}");
    assert_eq!(view.problem.expect("it is said").field.as_deref(), Some("user"));
    let form = ServerForm {
        user: person.practice.account().user,
        url: "https://elsewhere.example.jp/".to_owned(),
        name: "別の名前".to_owned(),
        ..ServerForm::default()
    };
    let view =
        person.act(Command::ChangeServer { server: server.clone(), form: Box::new(form) }).await;
    assert_eq!(page(&view), "sign-in", "it goes on where it was: {:?}", view.problem);
    let view = sign_in(&person).await;

    let Page::Home(home) = view.page else { panic!("not at home: {:?}", view.page) };
    assert!(!home.servers[0].licenses.is_empty(), "it is read, where the administrator says");
    assert_eq!(home.servers[0].name, "管理者の登録", "by the administrator's name");
    person.restart_with_the_keyring_alone().await;
    let view = person.act(Command::ReadServer(server)).await;
    assert_eq!((page(&view).as_str(), code(&view)), ("home", None), "user and password are kept");
}
