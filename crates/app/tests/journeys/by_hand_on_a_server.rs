//! The browser, for a registered server that Koshin cannot read, or never speaks to.

use koshin_app::session::{Command, Link, NewServer, Place};
use koshin_app::view::{ByHand, Home, Mark, Page, ServerForm, Told, View};
use koshin_core::record::Outcome;
use koshin_practice::{Fault, Scenario, Structure};
use koshin_store::{Settings, SettingsFile};

use crate::support::{Person, code, now, page};

fn home(view: View) -> Home {
    let Page::Home(home) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    home
}

/// From the file to the manual's steps.
async fn to_the_browser(person: &Person) -> ByHand {
    person.act(Command::TokenFetched).await;
    let view = person.pick("new").await;
    assert_eq!(page(&view), "choose-file", "{:?}", view.problem);
    person.act(Command::AcceptLocation("本社".to_owned())).await;
    let view = person.write().await;
    let Page::ByHand(by_hand) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    by_hand
}

/// Changes what was read of the only server.
async fn with_licenses(person: &mut Person, change: impl FnOnce(&mut Vec<koshin_core::License>)) {
    let edit = |it: &mut Settings| -> Result<(), koshin_store::StoreError> {
        change(&mut it.servers[0].last_read.as_mut().expect("it was read").licenses);
        Ok(())
    };
    SettingsFile::new(&person.places()).change(now(), edit).expect("a writable disk");
    person.restart().await;
}

/// A license that the person tells of, from step 1 to the confirmed expiry.
async fn renewed_by_hand(person: &Person, server: &str, account_name: &str) {
    let view = person.act(Command::StartByHand { server: Some(server.to_owned()) }).await;
    let Page::CheckExpiry(step) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert!(step.told.is_some(), "it may be a license that was added since");
    person.act(told(account_name)).await;
    let view = person.act(Command::Begin).await;
    assert_eq!(page(&view), "get-token", "{:?}", view.problem);
    to_the_browser(person).await;
    let view = person.act(Command::SavedByHand("2027/11/22".to_owned())).await;
    assert_eq!(page(&view), "confirm", "{:?}", view.problem);
    person.act(Command::Leave).await;
}

fn told(account_name: &str) -> Command {
    Command::TellLicense(Told { account_name: account_name.to_owned(), ..Told::default() })
}

#[tokio::test]
async fn a_server_that_cannot_be_read_goes_on_by_hand_with_all_that_is_known() {
    let mut person = Person::new(Scenario::TwoLocations, Structure::Table).await;
    person.add_server().await;
    with_licenses(&mut person, |it| it.retain(|it| it.location.as_deref() == Some("本社"))).await;
    let server = person.server().await;
    person.practice.set_faults(vec![Fault::OneTimeCode]);
    person.session.send(Command::ReadServer(server.clone())).await.expect("the session lives");
    let mut views = person.session.views();
    let asks = |it: &std::sync::Arc<View>| {
        it.busy.is_none() || it.busy.as_ref().is_some_and(|it| it.question.is_some())
    };
    let asked = views.wait_for(asks).await.expect("the session lives").busy.is_some();
    if asked {
        person.act(Command::Answer(String::new().into())).await;
    }
    let view = person.rest().await;
    let problem = view.problem.expect("it cannot be read");
    assert_eq!(problem.code, "site-one-time-code", "why");
    assert_eq!(problem.server.as_ref(), Some(&server), "and where");

    let view = person.act(Command::StartByHand { server: problem.server }).await;

    let Page::CheckExpiry(step) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert!(step.told.is_none(), "what is known of the license need not be told");
    assert!(step.frame.about.contains("本社のサイト"), "of that server: {}", step.frame.about);
    person
        .act(Command::ChooseAppleId {
            choice: koshin_app::session::AppleIdChoice::Same,
            other: String::new(),
        })
        .await;
    person.act(Command::Begin).await;
    let by_hand = to_the_browser(&person).await;
    let reason = by_hand.reason.expect("why");
    assert!(reason.contains(&problem.what), "the reason is still there: {reason}");
    person.act(Command::OpenLink(Link::Site)).await;
    assert_eq!(person.desk.opened(), [person.practice.site_url()], "［管理サイトを開く］");
    let view = person.act(Command::SavedByHand("2027/11/22".to_owned())).await;
    assert_eq!(page(&view), "confirm", "{:?}", view.problem);
    let record = person.records().pop().expect("a record");
    assert_eq!(record.server.id, Some(server), "recorded with its server");
    person.act(Command::Leave).await;
    let home = home(person.act(Command::View).await);
    assert!(home.servers[0].licenses[0].last.is_some(), "and found at its license next year");
}

#[tokio::test]
async fn of_several_licenses_the_told_one_is_recognized() {
    let mut person = Person::normal().await;
    person.add_server().await;
    let known = person.settings().servers[0].last_read.clone().expect("read").licenses;
    let wanted =
        known.iter().find(|it| it.location.as_deref() == Some("本社")).expect("本社").clone();
    let name = wanted.account_name.clone().expect("it has a name");
    if known.len() < 2 {
        let other = koshin_core::License {
            id: "other".to_owned(),
            account_name: Some("大阪iPad".to_owned()),
            ..wanted.clone()
        };
        with_licenses(&mut person, |it| it.push(other)).await;
    }
    let server = person.server().await;

    let view = person.act(Command::StartByHand { server: Some(server) }).await;
    let Page::CheckExpiry(step) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert!(step.told.is_some(), "which one is asked");
    assert_eq!(step.frame.about, "本社のサイト", "on which server is known");
    person.act(told(&format!("  {name} "))).await;
    person.act(Command::Begin).await;
    let by_hand = to_the_browser(&person).await;

    assert!(by_hand.can_go_by_koshin, "it is a license that Koshin can save, too");
    person.act(Command::SavedByHand("2027/11/22".to_owned())).await;
    let record = person.records().pop().expect("a record");
    assert_eq!(record.before.id, wanted.id, "the license that was read");
    assert_eq!(record.before.location, wanted.location, "with what was known of it");
}

#[tokio::test]
async fn a_license_that_nobody_read_cannot_be_saved_by_koshin() {
    let mut person = Person::normal().await;
    person.add_server().await;
    with_licenses(&mut person, Vec::clear).await;
    let server = person.server().await;
    person.act(Command::StartByHand { server: Some(server.clone()) }).await;
    person.act(told("別のiPad")).await;
    person.act(Command::Begin).await;
    person.restart().await;
    let unfinished = home(person.act(Command::View).await).unfinished;
    let id = unfinished.first().expect("it was left").id.clone();
    person.act(Command::Resume(id)).await;

    let by_hand = to_the_browser(&person).await;

    assert!(!by_hand.can_go_by_koshin, "nobody knows which entry it would be");
    assert!(!by_hand.can_read, "nor which to read");
    assert!(by_hand.steps.iter().any(|it| it.site), "but its site can be opened");
    let view = person.act(Command::GoByKoshin).await;
    assert_eq!(code(&view), Some("not-now"), "in no way");
    let view = person.act(Command::ReadAgain).await;
    assert_eq!(code(&view), Some("not-now"), "in no way");
    person.act(Command::SavedByHand("2027/11/22".to_owned())).await;
    person.act(Command::Leave).await;

    person.act(Command::StartByHand { server: Some(server) }).await;
    person.act(told("別のiPad")).await;
    person.act(Command::Begin).await;
    person.act(Command::TokenFetched).await;
    let view = person.pick("new").await;
    let Page::ChooseFile(file) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    let same = file.findings.iter().find(|it| it.check == "same-file").expect("a check");
    assert_eq!(same.mark, Mark::Note, "next year it is found by its server and its name");
}

#[tokio::test]
async fn a_server_that_koshin_never_speaks_to_is_registered_and_done_by_hand() {
    let person = Person::normal().await;
    let Page::AddServer(form) = person.act(Command::OpenPage(Place::AddServer)).await.page else {
        panic!("no form");
    };
    let kind = form.kinds.iter().find(|it| it.kind == "by-hand").expect("it can be chosen");
    assert!(!kind.hint.is_empty() && kind.evidence.is_none(), "{kind:?}");
    let url = person.practice.site_url();
    let form = ServerForm { kind: "by-hand".to_owned(), url, ..ServerForm::default() };
    let new = NewServer { form, password: String::new().into(), keep: false };

    let view = person.act(Command::AddServer(Box::new(new))).await;

    assert_eq!(code(&view), None, "{:?}", view.problem);
    let card = home(view).servers.pop().expect("its card");
    assert!(!card.can_read && card.licenses.is_empty(), "nothing is read: {card:?}");
    assert!(person.practice.log().is_empty(), "and nothing was asked of it");
    for command in [Command::ReadServer(card.id.clone()), Command::TestServer(card.id.clone())] {
        let view = person.act(command).await;
        assert_eq!(code(&view), Some("server-cannot"), "no password is asked for");
        assert_ne!(page(&view), "sign-in", "no password is asked for");
    }
    let Page::Settings(settings) = person.act(Command::OpenPage(Place::Settings)).await.page else {
        panic!("no settings");
    };
    assert!(!settings.servers[0].signs_in, "there is no connection to check");
    let Page::About(about) = person.act(Command::OpenPage(Place::About)).await.page else {
        panic!("not there");
    };
    assert_eq!(about.hosts.len(), 1, "Koshin contacts Apple alone: {:?}", about.hosts);

    person.act(Command::StartByHand { server: Some(card.id.clone()) }).await;
    person.act(Command::Begin).await;
    let by_hand = to_the_browser(&person).await;
    assert!(by_hand.steps.iter().any(|it| it.site), "its address can be opened");
    person.act(Command::SavedByHand("2027/11/22".to_owned())).await;
    let record = person.records().pop().expect("a record");
    assert_eq!(record.outcome, Outcome::RenewedByHand);
    assert_eq!(record.server.id, Some(card.id), "recorded with its server");
    let Page::Record(shown) = person.act(Command::OpenRecord(record.id)).await.page else {
        panic!("no record");
    };
    let is_shown = shown.rows.iter().any(|it| it.value == record.before.id);
    assert!(!is_shown, "an id of Koshin's own is nobody's name: {shown:?}");
}

#[tokio::test]
async fn a_license_that_only_the_person_sees_is_warned_of_next_year() {
    let mut person = Person::normal().await;
    let url = person.practice.site_url();
    let form = ServerForm { kind: "by-hand".to_owned(), url, ..ServerForm::default() };
    let new = NewServer { form, password: String::new().into(), keep: false };
    person.act(Command::AddServer(Box::new(new))).await;
    let server = person.server().await;
    renewed_by_hand(&person, &server, "本社iPad").await;
    with_licenses(&mut person, |it| it[0].expires = None).await;
    renewed_by_hand(&person, &server, "本社ｉＰａｄ").await;
    person.restart().await;

    let home = home(person.act(Command::View).await);

    let card = &home.servers[0];
    assert!(!card.can_read && card.read_at.is_none(), "Koshin has read nothing: {card:?}");
    let [row] = card.licenses.as_slice() else { panic!("one license: {card:?}") };
    assert_eq!((row.location.as_str(), row.expires.as_str()), ("本社", "2027/11/22"));
    assert!(home.headline.contains("2027/11/22"), "it counts for the warning: {}", home.headline);
    let license = row.id.clone();
    let view = person.act(Command::ChooseLicense { server, license }).await;
    let Page::CheckExpiry(step) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert!(step.told.is_none() && !step.rows.is_empty(), "nothing is to be told twice: {step:?}");
    assert!(step.frame.by_hand && !step.can_read_again, "it still goes on in the browser");
}

#[tokio::test]
async fn every_value_of_the_manual_can_be_copied() {
    let person = Person::normal().await;
    person.up_to_save().await;
    let Page::ByHand(by_hand) = person.act(Command::GoByHand).await.page else { panic!("by hand") };
    let license = person.settings().servers[0].last_read.clone().expect("read").licenses;
    let license = license.iter().find(|it| it.location.as_deref() == Some("本社")).expect("本社");
    let copied: Vec<_> = by_hand
        .steps
        .iter()
        .map(|it| it.copy.as_ref().map(|it| it.value.clone()).unwrap_or_default())
        .collect();

    let name = license.account_name.clone().expect("it has a name");
    let path = person.practice.tokens().get("new").expect("the file").clone();
    let file = path.file_name().expect("a name").to_string_lossy().into_owned();
    let expected = [name.clone(), file.clone(), file, name, String::new(), String::new()];
    assert_eq!(copied, expected, "【6】 to 【11】; the expiry is read off the page, not pasted");
    assert!(by_hand.steps[3].copy_second.is_some(), "【9】 has 「備考」, too");
}
