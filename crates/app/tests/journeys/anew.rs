//! Asking and looking once more: the licenses at step 1, Apple at step 3, the token before it is used.

use std::time::Duration;

use koshin_app::session::{AppleIdChoice, Command, Field, Place, TypedPassword};
use koshin_app::view::{CheckExpiry, ChooseFile, Mark, NeedView, Page, View};
use koshin_core::renewal::Step;
use koshin_practice::{AppleFault, Fault, Scenario, Server};

use crate::support::{Person, code, page};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn choose_file(view: &View) -> &ChooseFile {
    let Page::ChooseFile(page) = &view.page else { panic!("{:?}: {:?}", view.page, view.problem) };
    page
}

fn check_expiry(view: &View) -> &CheckExpiry {
    let Page::CheckExpiry(page) = &view.page else { panic!("{:?}: {:?}", view.page, view.problem) };
    page
}

fn mark(page: &ChooseFile, check: &str) -> Mark {
    page.findings.iter().find(|it| it.check == check).expect("each check").mark
}

/// How often Apple was asked.
fn questions(person: &Person) -> usize {
    person.practice.log().iter().filter(|it| it.server == Server::Apple).count()
}

/// At step 3 with a token about which Apple could not be asked.
async fn unseen() -> Person {
    let person = Person::normal().await;
    person.practice.set_faults(vec![Fault::Apple(AppleFault::ProxyPage)]);
    person.add_server().await;
    person.begin().await;
    let view = person.pick("new").await;
    assert!(choose_file(&view).can_ask_again, "the page offers to ask again");
    // Whoever opened the dialog now would get nothing.
    person.will_pick("no such file".into());
    person
}

#[tokio::test]
async fn apple_is_asked_again_without_choosing_the_file_again() {
    let person = unseen().await;
    person.practice.set_faults(Vec::new());
    let asked = questions(&person);

    let view = person.act(Command::AskAgain).await;

    let step = choose_file(&view);
    assert_eq!(code(&view), None, "{:?}", view.problem);
    assert_eq!(step.need, NeedView::Nothing, "the answer settles it");
    assert_eq!(mark(step, "apple"), Mark::Pass, "Apple accepts the same token");
    assert!(!step.can_ask_again, "there is nothing more to ask");
    assert_eq!(questions(&person), asked + 1, "one question");
    assert_eq!(page(&person.act(Command::UseToken).await), "write-notes", "and the walk goes on");
    person.expect_no_violation();
}

#[tokio::test]
async fn what_apple_says_later_counts_over_what_was_confirmed_without_it() {
    let person = unseen().await;
    person.act(Command::ConfirmUnseen).await;
    person.practice.set_faults(vec![Fault::Apple(AppleFault::Number(9625))]);

    let view = person.act(Command::AskAgain).await;

    assert_eq!(choose_file(&view).need, NeedView::OtherToken, "revoked stays revoked");
    let view = person.act(Command::UseToken).await;
    assert_eq!(code(&view), Some("not-now"), "and cannot be used");
}

#[tokio::test]
async fn asking_again_can_be_cancelled_and_changes_nothing_then() {
    let person = unseen().await;
    let busy = person.session.send(Command::AskAgain).await.expect("the session lives");
    assert!(busy.busy.is_some_and(|it| it.can_cancel), "a job that can be cancelled");

    let view = person.act(Command::Cancel).await;

    let step = choose_file(&view);
    assert!(matches!(step.need, NeedView::ConfirmUnseen { .. }), "as before: {:?}", step.need);
    assert!(step.can_ask_again, "and it can be asked once more");
}

#[tokio::test]
async fn an_answer_of_apple_is_not_asked_for_twice() {
    let person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    for (file, faults) in
        [("new", Vec::new()), ("new", vec![Fault::Apple(AppleFault::Number(9625))])]
    {
        person.practice.set_faults(faults);
        let view = person.pick(file).await;
        assert!(!choose_file(&view).can_ask_again, "Apple has answered");
        let asked = questions(&person);

        let view = person.act(Command::AskAgain).await;

        assert_eq!(code(&view), Some("not-now"));
        assert_eq!(questions(&person), asked, "nothing was sent");
    }
}

#[tokio::test]
async fn a_token_that_expires_while_the_page_is_open_is_told_with_its_sentence() {
    let person = Person::normal().await;
    person.add_server().await;
    person.begin().await;
    let view = person.pick("short-lived").await;
    assert_eq!(choose_file(&view).need, NeedView::Nothing, "fit today");
    person.let_pass(201 * DAY);

    let view = person.act(Command::UseToken).await;

    let step = choose_file(&view);
    assert_eq!(mark(step, "expired"), Mark::Stop, "judged anew");
    assert_eq!(step.need, NeedView::OtherToken, "the page asks for another one");
    assert_eq!(code(&view), Some("token-expired"), "and says why");
    let told = view.problem.clone().expect("a problem");
    assert!(told.what.contains("有効期限") && !told.cure.is_empty(), "{told:?}");
    assert_ne!(step.summary.as_ref(), Some(&told.what), "not the same sentence twice");
}

#[tokio::test]
async fn a_token_that_expires_before_the_save_is_not_saved() {
    for by_hand in [false, true] {
        let person = Person::normal().await;
        person.add_server().await;
        person.begin().await;
        person.pick("short-lived").await;
        let Page::WriteNotes(write) = person.act(Command::UseToken).await.page else {
            panic!("the token is fit today")
        };
        let account_name = write.account_name.value;
        let notes = "総務課に連絡済み".to_owned();
        let written =
            || Command::WriteNotes { account_name: account_name.clone(), notes: notes.clone() };
        let view = if by_hand {
            person.act(Command::GoByHand).await;
            person.let_pass(201 * DAY);
            person.act(written()).await
        } else {
            person.act(written()).await;
            person.let_pass(201 * DAY);
            person.save().await
        };

        assert_eq!(code(&view), Some("token-expired"), "by hand {by_hand}: it says why");
        assert_eq!(mark(choose_file(&view), "expired"), Mark::Stop, "back at the file");
        assert_eq!(
            view.notice.is_some(),
            !by_hand,
            "after ［保存］ it says that nothing was saved"
        );
        assert_eq!(person.uploads(), 0, "nothing was sent");
        assert_eq!(person.records().len(), 0, "and nothing is recorded as a save");
        person.pick("new").await;
        let Page::WriteNotes(write) = person.act(Command::UseToken).await.page else {
            panic!("another token leads on")
        };
        assert_eq!(write.notes.value, "総務課に連絡済み", "with what was typed");
    }
}

#[tokio::test]
async fn a_file_is_judged_anew_where_the_license_turns_out_to_be_renewed() {
    let person = Person::normal().await;
    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::Begin).await;
    person.pick("new").await;
    person.act(Command::AcceptLocation("本社".to_owned())).await;
    person.act(Command::GoBack(Step::CheckExpiry)).await;
    let value = "2028/01/01".to_owned();
    person.act(Command::TypeText { field: Field::ToldExpires, value }).await;
    person.act(Command::Begin).await;

    let view = person.act(Command::TokenFetched).await;

    let step = choose_file(&view);
    assert_eq!(mark(step, "later"), Mark::Stop, "no longer later than the present one");
    assert_eq!(step.need, NeedView::OtherToken);
    let view = person.act(Command::UseToken).await;
    assert_eq!(page(&view), "choose-file", "and not used");
}

/// At step 1 of 本社 with another Apple ID typed.
async fn at_step_1() -> Person {
    let person = Person::normal().await;
    person.add_server().await;
    let (server, license) = (person.server().await, person.license("本社").await);
    person.act(Command::ChooseLicense { server, license }).await;
    let choice = AppleIdChoice::Other;
    person.act(Command::ChooseAppleId { choice, other: String::new() }).await;
    let value = "vpp@example.jp".to_owned();
    person.act(Command::TypeText { field: Field::AppleId, value }).await;
    person
}

#[tokio::test]
async fn step_1_reads_the_licenses_once_more_and_keeps_what_was_typed() {
    let person = at_step_1().await;
    let before = person.act(Command::View).await;
    let before = check_expiry(&before);
    assert!(before.can_read_again, "the page offers it");
    person.let_pass(DAY / 24);
    person.practice.set_scenario(Scenario::Expiring);

    let view = person.act(Command::ReadAgain).await;

    let after = check_expiry(&view);
    assert_eq!(code(&view), None, "{:?}", view.problem);
    assert_eq!(after.headline, "有効期限まであと12日です（2026/12/04 17:30）。", "as it is now");
    assert_ne!(before.rows.last(), after.rows.last(), "when it was read");
    assert_eq!(after.apple_id_other, "vpp@example.jp", "what was typed is kept");
    assert_eq!(after.apple_id_choice.as_deref(), Some("other"), "and chosen");
    assert_eq!(after.frame.about, before.frame.about, "of the same license");
    assert_eq!(page(&person.act(Command::Begin).await), "get-token", "and the walk goes on");
    person.expect_no_violation();
}

#[tokio::test]
async fn a_license_that_has_gone_is_told_and_not_begun() {
    let person = at_step_1().await;
    person.practice.set_faults(vec![Fault::EmptyList]);

    let view = person.act(Command::ReadAgain).await;

    assert_eq!(code(&view), Some("server-license-gone"));
    assert_eq!(check_expiry(&view).apple_id_other, "vpp@example.jp", "nothing typed is lost");
    let view = person.act(Command::Begin).await;
    assert_eq!(code(&view), Some("server-license-gone"), "there is nothing to renew");
    assert_eq!(page(&view), "check-expiry");
    person.practice.set_faults(Vec::new());
    person.act(Command::ReadAgain).await;
    assert_eq!(page(&person.act(Command::Begin).await), "get-token", "it was there again");
}

#[tokio::test]
async fn a_wrong_password_leads_to_its_page_and_back_to_step_1() {
    for keep in [false, true] {
        let person = at_step_1().await;
        let server = person.settings().servers.first().expect("the server").id.clone();
        person.practice.set_faults(vec![Fault::PasswordRefused]);
        let view = person.act(Command::ReadAgain).await;
        assert_eq!(page(&view), "sign-in", "{:?}", view.problem);
        assert_eq!(code(&view), Some("server-sign-in-refused"));
        person.practice.set_faults(Vec::new());

        let password = person.practice.account().password.into();
        let typed = TypedPassword { server, password, keep };
        let view = person.act(Command::SubmitPassword(Box::new(typed))).await;

        assert_eq!(code(&view), None, "{:?}", view.problem);
        assert_eq!(check_expiry(&view).apple_id_other, "vpp@example.jp", "kept: {keep}");
        let chosen = check_expiry(&view).apple_id_choice.as_deref();
        assert_eq!(chosen, Some("other"), "the same license, with what was chosen");
    }
}

#[tokio::test]
async fn a_password_kept_on_the_way_serves_the_rest_of_the_walk() {
    let mut person = Person::normal().await;
    person.act(Command::AddServer(Box::new(person.new_server(false)))).await;
    person.restart_without_secrets().await;
    let server = person.server().await;
    let license = person.license("本社").await;
    person.act(Command::ChooseLicense { server: server.clone(), license }).await;
    let choice = AppleIdChoice::Same;
    person.act(Command::ChooseAppleId { choice, other: String::new() }).await;
    let view = person.act(Command::ReadAgain).await;
    assert_eq!(page(&view), "sign-in", "{:?}", view.problem);

    let password = person.practice.account().password.into();
    let typed = TypedPassword { server, password, keep: true };
    let view = person.act(Command::SubmitPassword(Box::new(typed))).await;
    assert_eq!(page(&view), "check-expiry", "{:?}", view.problem);
    person.act(Command::Begin).await;
    person.pick("new").await;
    person.write().await;

    assert_eq!(page(&person.save().await), "confirm", "it is not asked for again");
}

#[tokio::test]
async fn leaving_while_the_licenses_are_read_leaves() {
    let person = at_step_1().await;
    person.session.send(Command::ReadAgain).await.expect("the session lives");

    let view = person.act(Command::OpenPage(Place::Home)).await;

    assert_eq!(page(&view), "home", "the reading does not bring the step back");
}
