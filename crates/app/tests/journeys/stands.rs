//! Whatever goes wrong around a save: the old token stands, or the outcome is called unknown, and the
//! person is told so after the site was read back. One row for every fault there is.

use std::sync::Arc;
use std::time::Duration;

use koshin_app::session::Command;
use koshin_app::view::{ConfirmState, Page, View};
use koshin_core::Code;
use koshin_core::record::Outcome;
use koshin_practice::{Asked, Fault, Label, LicenseRow, Mishap, Place, Scenario, Structure};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::{Person, code, page};

/// 「何も保存していません」, wherever nothing was sent.
const NOTHING: &str = "管理サイトには何も保存していません。";
/// After a refusal that was read back.
const STANDS: &str = "管理サイトを読み直しました。元のトークンのままで、変わっていません。";
/// After a save without an answer that was read back.
const NOT_TAKEN: &str = "更新されていません。「有効期限」は2027/01/06";
/// Where neither can be said.
const UNKNOWN: &str = "保存できたか確認できませんでした。もう一度保存する前に、管理サイトの「有効期限」を確認してください。";

/// How a save ends for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Renewed; what else is told.
    Renewed(Option<Code>),
    /// Nothing was sent: at the same page with this code.
    Open(&'static str),
    /// Nothing was sent: the password is asked for, with this code.
    SignIn(&'static str),
    /// Nothing was sent: on in the browser, for a reason in these words.
    ByHand(&'static str),
    /// Sent and refused, and the old token was seen to stand.
    Refused(&'static str),
    /// Sent without an answer that says anything; why is told in these words.
    NotTaken(&'static str),
    /// Nobody knows; what is told beside it.
    Unknown(Code),
}

/// What is expected of a fault that is set when the person presses ［管理サイトに保存する］.
fn expected(fault: Fault, structure: Structure) -> Ends {
    use Ends::{ByHand, NotTaken, Open, Refused, Renewed, SignIn, Unknown};
    let renewed = Renewed(None);
    match fault {
        // Apple is asked when the file is chosen, before the save.
        Fault::Apple(_) => renewed,
        Fault::PasswordRefused | Fault::RefusedSilently => SignIn("server-sign-in-refused"),
        Fault::OneTimeCode => ByHand("認証コード（ワンタイムパスワード）を求めています"),
        Fault::PasswordChange => ByHand("パスワードの変更を求めています"),
        Fault::Locked => Open("site-locked"),
        Fault::SignedInElsewhere => Open("site-signed-in-elsewhere"),
        Fault::Maintenance => Open("site-maintenance"),
        // Without ［編集］ this list leads to nothing that shows the location: no row is the license.
        Fault::NotAdministrator if structure == Structure::Pages => Open("server-license-gone"),
        Fault::NotAdministrator => Open("site-edit-missing"),
        Fault::EmptyList => Open("server-license-gone"),
        Fault::FormAgain => Refused("server-save-refused"),
        Fault::OldDateStays => Unknown(Code::SaveOldDate),
        Fault::ExtraRow => Renewed(Some(Code::ServerRowAppeared)),
        Fault::Lagging | Fault::Slow | Fault::CutStored => renewed,
        Fault::CutNotStored => NotTaken("回答が管理サイトから得られず"),
        Fault::MissingLabel(Label::Upload) => {
            ByHand("「VPP トークンアップロード」が見つかりません")
        }
        // It stays as it is, so that nothing has to be written there.
        Fault::MissingLabel(Label::AccountName) => renewed,
        Fault::MissingLabel(Label::Notes) => ByHand("「備考」が見つかりません"),
        Fault::MissingLabel(Label::Expiry) => ByHand("「有効期限」が見つかりません"),
        Fault::MissingLabel(Label::Save) => ByHand("［保存］が見つかりません"),
        Fault::MissingLabel(Label::Menu) => ByHand("［VPP ライセンス］が見つかりません"),
        Fault::MissingLabel(Label::Password) => ByHand("「パスワード」が見つかりません"),
        // What the answer to the password leads to is part of the answer.
        Fault::At(Mishap::SignOut | Mishap::SignOutAlways, Place::Home) => {
            SignIn("server-sign-in-refused")
        }
        // Where nothing is done at that place.
        Fault::At(_, Place::SignOut)
        | Fault::At(Mishap::SignOut | Mishap::Notice, _)
        | Fault::At(Mishap::SignOutAlways, Place::SignIn | Place::Entry)
        | Fault::At(Mishap::NeedsScript, Place::Entry | Place::Save) => renewed,
        // Answered by the sign-in page time and again: what became of it is read.
        Fault::At(Mishap::SignOutAlways, Place::Save) => NotTaken("回答が管理サイトから得られず"),
        Fault::At(Mishap::SignOutAlways, _) => Open("site-signed-out"),
        Fault::At(Mishap::NeedsScript, _) => ByHand("Koshinでは読み取れません"),
        Fault::At(Mishap::Forbidden, Place::Save) => Refused("server-forbidden"),
        Fault::At(Mishap::Forbidden, _) => Open("server-forbidden"),
        Fault::At(Mishap::Broken, Place::Save) => NotTaken("管理サイトの表示：「システムエラー」"),
        Fault::At(Mishap::Broken, _) => Open("server-error"),
        Fault::At(Mishap::Elsewhere, Place::Save) => NotTaken("へ移動する回答には、従っていません"),
        Fault::At(Mishap::Elsewhere, _) => Open("site-other-host"),
        // The form was taken, and only its answer is of no use.
        Fault::At(Mishap::Flood | Mishap::CutHalfway, Place::Save) => renewed,
        Fault::At(Mishap::Flood, _) => ByHand("大きすぎるため、読み取りを止めました"),
        Fault::At(Mishap::Silence | Mishap::Cut, Place::Save) => {
            NotTaken("回答が管理サイトから得られず")
        }
        Fault::At(Mishap::Silence, _) => Open("net-timeout"),
        Fault::At(Mishap::Cut | Mishap::CutHalfway, _) => Open("net-cut"),
    }
}

fn is_silent(fault: Fault) -> bool {
    matches!(fault, Fault::At(Mishap::Silence, _))
}

/// Saves where a place never answers: time is let pass only while the site holds a request there.
async fn save_past_silence(person: &Person, place: Place) -> View {
    let held = || person.practice.log().iter().filter(|it| it.place == Some(place)).count();
    let revision = person.act(Command::View).await.revision;
    let mut seen = held();
    person.session.send(Command::Save { revision }).await.expect("the session lives");
    loop {
        if person.session.views().borrow().busy.is_none() {
            return person.rest().await;
        }
        if held() > seen {
            seen = held();
            tokio::time::pause();
            tokio::time::advance(Duration::from_secs(600)).await;
            tokio::time::resume();
        }
        // The site sees a request before it falls silent; there is no view of that to wait for.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Saves under a fault and compares everything that the person sees and the site has.
async fn check(fault: Fault, structure: Structure) {
    let what = format!("{fault} on {structure}");
    let person = Person::new(Scenario::Normal, structure).await;
    let view = person.up_to_save().await;
    assert_eq!(page(&view), "save", "{what}: {:?}", view.problem);
    let (before, asked) = (person.practice.licenses(), person.practice.log().len());
    person.practice.set_faults(vec![fault]);
    let view = if let Fault::At(Mishap::Silence, place) = fault {
        save_past_silence(&person, place).await
    } else {
        person.save().await
    };

    let ends = expected(fault, structure);
    is_told(&what, ends, &view);
    let log = person.practice.log();
    is_read_back(&what, ends, &log[asked..]);
    stands(&what, ends, &before, &person.practice.licenses());
    is_recorded(&what, ends, &person);
    person.expect_no_violation();
}

/// The page, the code and the exact sentence.
fn is_told(what: &str, ends: Ends, view: &View) {
    let notice = view.notice.as_deref();
    let sight = || format!("{what}: {:?} {:?}", view.problem, view.notice);
    match (ends, &view.page) {
        (Ends::Renewed(remark), Page::Confirm(confirm)) => {
            assert_eq!(confirm.state, ConfirmState::Renewed, "{}", sight());
            assert_eq!(remark.is_some(), confirm.next.len() > 3, "{what}: {:?}", confirm.next);
        }
        (Ends::Open(expected), Page::Save(_)) | (Ends::SignIn(expected), Page::SignIn(_)) => {
            assert_eq!(code(view), Some(expected), "{}", sight());
            assert_eq!(notice, Some(NOTHING), "{what}");
        }
        (Ends::ByHand(reason), Page::ByHand(by_hand)) => {
            let told = by_hand.reason.as_deref().expect("a reason");
            assert!(told.contains(reason) && told.ends_with(NOTHING), "{what}: {told}");
            assert_eq!(code(view), None, "{what}: told once");
        }
        (Ends::Refused(expected), Page::Save(_)) => {
            assert_eq!(code(view), Some(expected), "{}", sight());
            assert_eq!(notice, Some(STANDS), "{what}");
        }
        (Ends::NotTaken(why), Page::Save(_)) => {
            assert_eq!(code(view), Some("save-not-taken"), "{}", sight());
            let problem = view.problem.as_ref().expect("a problem");
            assert!(problem.what.starts_with(NOT_TAKEN), "{what}: {}", problem.what);
            assert!(problem.why.contains(why), "{what}: {}", problem.why);
        }
        (Ends::Unknown(_), Page::Confirm(confirm)) => {
            assert_eq!(confirm.state, ConfirmState::Unknown, "{}", sight());
            assert_eq!(confirm.headline, UNKNOWN, "{what}");
        }
        (_, _) => panic!("{}: {ends:?} on {}", sight(), page(view)),
    }
}

/// Where anything was sent the list was read afterwards; where nothing was to be, nothing was.
fn is_read_back(what: &str, ends: Ends, log: &[Asked]) {
    let sent = log.iter().rposition(|it| it.file().is_some());
    let read = log.iter().rposition(|it| it.place == Some(Place::List));
    let was_sent = match ends {
        Ends::Open(_) | Ends::SignIn(_) | Ends::ByHand(_) => false,
        Ends::Renewed(_) | Ends::Refused(_) | Ends::NotTaken(_) | Ends::Unknown(_) => true,
    };
    assert_eq!(sent.is_some(), was_sent, "{what}: sent");
    assert!(sent.is_none() || read > sent, "{what}: the list was read after the save");
}

/// The site has what it had, but for the row that is renewed.
fn stands(what: &str, ends: Ends, before: &[LicenseRow], after: &[LicenseRow]) {
    let token = |rows: &[LicenseRow]| -> Vec<_> {
        rows.iter().map(|it| (it.id, it.expires, it.token_sha256.clone())).collect()
    };
    let (old, mut now) = (token(before), token(after));
    match ends {
        Ends::Renewed(remark) => {
            if remark == Some(Code::ServerRowAppeared) {
                now.pop();
            }
            assert_ne!(now[0], old[0], "{what}: the new token is there");
            assert_eq!(now[1..], old[1..], "{what}: no other row changed, came or went");
        }
        Ends::Open(_)
        | Ends::SignIn(_)
        | Ends::ByHand(_)
        | Ends::Refused(_)
        | Ends::NotTaken(_) => {
            assert_eq!(after, before, "{what}: everything is as it was");
        }
        Ends::Unknown(_) => assert_eq!(now, old, "{what}: the old token stands"),
    }
}

fn is_recorded(what: &str, ends: Ends, person: &Person) {
    let records = person.records();
    let outcomes: Vec<_> = records.iter().map(|it| (it.outcome, it.problem)).collect();
    let code = |text: &str| Code::ALL.iter().copied().find(|it| it.as_str() == text);
    let expected = match ends {
        Ends::Open(_) | Ends::SignIn(_) | Ends::ByHand(_) => Vec::new(),
        Ends::Renewed(remark) => vec![(Outcome::Renewed, remark)],
        Ends::Refused(text) => vec![(Outcome::NotRenewed, code(text))],
        Ends::NotTaken(_) => vec![(Outcome::NotRenewed, Some(Code::SaveNotTaken))],
        Ends::Unknown(told) => vec![(Outcome::Unknown, Some(told))],
    };
    assert_eq!(outcomes, expected, "{what}: recorded");
}

/// Every fault on the table, and on one of the other structures in turn where the pages matter.
fn rows() -> impl Iterator<Item = (Fault, Structure)> {
    let others = [Structure::Frames, Structure::Pages, Structure::Cards];
    let faults = Fault::all().filter(|it| !matches!(it, Fault::Apple(_)));
    let others = faults.zip(others.into_iter().cycle());
    others.flat_map(|(fault, other)| {
        let is_alike = matches!(fault, Fault::At(_, Place::SignIn | Place::Entry | Place::SignOut));
        let other = (!is_alike).then_some(other);
        [Some(Structure::Table), other].into_iter().flatten().map(move |it| (fault, it))
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_wrong_the_old_token_stands_and_the_person_is_told_so() {
    let places = Arc::new(Semaphore::new(6));
    let mut checks = JoinSet::new();
    for (fault, structure) in rows().filter(|(fault, _)| !is_silent(*fault)) {
        let places = Arc::clone(&places);
        checks.spawn(async move {
            let _place = places.acquire_owned().await.expect("never closed");
            check(fault, structure).await;
        });
    }
    let mut failures = Vec::new();
    while let Some(done) = checks.join_next().await {
        if let Err(error) = done {
            let panic = error.into_panic();
            let text = panic.downcast_ref::<String>().cloned();
            failures.push(text.unwrap_or_else(|| "a panic without a text".to_owned()));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[tokio::test]
async fn a_site_that_falls_silent_is_told_and_the_old_token_stands() {
    for (fault, structure) in rows().filter(|(fault, _)| is_silent(*fault)) {
        check(fault, structure).await;
    }
}
