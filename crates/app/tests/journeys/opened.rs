//! A token file that is opened with Koshin, as by a double click.

use std::path::PathBuf;

use koshin_app::session::{Command, Place};
use koshin_app::view::{NeedView, Page, View};
use koshin_practice::Scenario;

use crate::support::Person;

fn file(person: &Person, name: &str) -> PathBuf {
    person.practice.tokens().get(name).expect("a sample of that name").clone()
}

async fn open(person: &Person, name: &str) -> View {
    person.act(Command::OpenFile(file(person, name))).await
}

fn opened(view: &View) -> Option<&str> {
    if let Page::GetToken(page) = &view.page {
        return page.opened.as_deref();
    }
    let Page::Home(page) = &view.page else { panic!("neither home nor step 2: {:?}", view.page) };
    page.opened.as_deref()
}

fn file_name(view: &View) -> Option<&str> {
    let Page::ChooseFile(page) = &view.page else { panic!("not step 3: {:?}", view.page) };
    page.file_name.as_deref()
}

/// From home to step 2.
async fn go_to_step_2(person: &Person) -> View {
    person.begin().await;
    person.act(Command::GoBack(koshin_core::renewal::Step::GetToken)).await
}

#[tokio::test]
async fn an_opened_file_waits_for_its_step_and_is_examined_there() {
    let person = Person::normal().await;
    person.add_server().await;
    let asked = person.practice.log().len();

    let home = open(&person, "new").await;

    let name = file(&person, "new");
    let name = name.file_name().and_then(|it| it.to_str()).expect("a name");
    assert!(opened(&home).is_some_and(|it| it.contains(name)), "{home:?}");
    assert_eq!(
        home.notice.as_deref(),
        Some("トークンのファイルを受け取りました。手順3で使います。")
    );
    assert_eq!(person.practice.log().len(), asked, "nobody was asked about it");

    let step_3 = person.begin().await;

    assert_eq!(file_name(&step_3), Some(name), "without being chosen");
    let Page::ChooseFile(page) = &step_3.page else { panic!("it is step 3") };
    assert!(matches!(page.need, NeedView::Nothing), "and Apple was asked: {page:?}");
    let home = person.act(Command::OpenPage(Place::Home)).await;
    assert_eq!(opened(&home), None, "it is used once");
}

#[tokio::test]
async fn step_2_tells_that_the_file_is_there() {
    let person = Person::normal().await;
    person.add_server().await;
    let step_2 = go_to_step_2(&person).await;
    assert_eq!(opened(&step_2), None, "nothing was opened");

    let step_2 = open(&person, "new").await;

    assert!(matches!(step_2.page, Page::ChooseFile(_)), "opening it says that it is downloaded");
    assert_eq!(step_2.problem, None);
}

#[tokio::test]
async fn at_its_step_an_opened_file_is_as_a_chosen_one() {
    let person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    person.pick("expired").await;

    let step_3 = open(&person, "new").await;

    let Page::ChooseFile(page) = &step_3.page else { panic!("it is step 3") };
    assert!(matches!(page.need, NeedView::Nothing), "in place of the one before: {page:?}");
}

#[tokio::test]
async fn a_file_that_is_no_token_is_told_at_once() {
    let person = Person::normal().await;
    person.add_server().await;
    let page = person.home.path().join("page.vpptoken");
    std::fs::write(&page, "<html><body>Sign in</body></html>").expect("a file");

    let home = person.act(Command::OpenFile(page)).await;
    assert_eq!(home.problem.as_ref().map(|it| it.code.as_str()), Some("file-is-html"), "{home:?}");
    assert_eq!(opened(&home), None, "it does not wait");

    let gone = person.act(Command::OpenFile(PathBuf::from("/nowhere/a.vpptoken"))).await;
    assert!(gone.problem.is_some(), "{gone:?}");
    assert_eq!(opened(&gone), None);
}

#[tokio::test]
async fn an_opened_file_can_be_let_go() {
    let person = Person::normal().await;
    person.add_server().await;
    open(&person, "new").await;

    let home = person.act(Command::DropFile).await;

    assert_eq!(opened(&home), None);
    assert_eq!(file_name(&person.begin().await), None, "nothing is examined");
}

#[tokio::test]
async fn a_file_of_the_real_world_is_not_used_in_practice_nor_the_other_way_round() {
    let person = Person::normal().await;
    person.add_server().await;
    open(&person, "new").await;

    let practice = person.act(Command::StartPractice(Scenario::Normal.as_str().to_owned())).await;
    assert_eq!(opened(&practice), None);

    open(&person, "new").await;
    let real = person.act(Command::StopPractice).await;
    assert_eq!(opened(&real), None);
}

#[tokio::test]
async fn opening_a_file_stops_nothing_that_is_under_way() {
    let person = Person::normal().await;
    person.add_server().await;
    let server = person.server().await;

    // The answer comes while the server is being read.
    person.session.send(Command::ReadServer(server)).await.expect("the session lives");
    let path = file(&person, "new");
    let busy = person.session.send(Command::OpenFile(path)).await.expect("the session lives");

    assert!(busy.busy.is_some(), "it goes on");
    let home = person.rest().await;
    assert!(opened(&home).is_some(), "and the file waits");
    let Page::Home(page) = &home.page else { panic!("at home") };
    assert!(page.servers[0].read_at.is_some(), "the server was read");
}
