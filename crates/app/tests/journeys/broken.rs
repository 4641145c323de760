//! A job that breaks down over a mistake of Koshin's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_app::ports::{Desk, Ports, Wanted};
use koshin_app::session::{Command, NewServer, Session, World};
use koshin_app::view::{ConfirmState, Language, Page, ServerForm, View};
use koshin_core::Problem;
use koshin_practice::{Options, Practice, Scenario};
use koshin_remote::clock::{Boxed, Clock};
use koshin_store::{Places, Vault};
use tempfile::TempDir;
use url::Url;

use crate::support::{code, now, page};

/// A clock that breaks down once it is to.
#[derive(Debug)]
struct BrittleClock {
    millis: AtomicI64,
    is_brittle: AtomicBool,
}

impl Clock for BrittleClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.millis.load(Ordering::SeqCst)).expect("a time")
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        let is_brittle = self.is_brittle.load(Ordering::SeqCst);
        let millis = i64::try_from(duration.as_millis()).expect("a short wait");
        self.millis.fetch_add(millis, Ordering::SeqCst);
        Box::pin(async move {
            assert!(!is_brittle, "the clock breaks down");
            tokio::task::yield_now().await;
        })
    }
}

/// A desk that gives the new token, or breaks down.
#[derive(Debug)]
struct BrittleDesk(Option<PathBuf>);

impl Desk for BrittleDesk {
    fn choose(&self, _: Wanted, _: String) -> Boxed<'_, Result<Option<PathBuf>, Problem>> {
        Box::pin(async { Ok(Some(self.0.clone().expect("the desk breaks down"))) })
    }

    fn browse(&self, _: &Url) -> Result<(), Problem> {
        Ok(())
    }

    fn show_folder(&self, _: &Path) -> Result<(), Problem> {
        Ok(())
    }
}

struct Scene {
    practice: Practice,
    session: Session,
    clock: Arc<BrittleClock>,
    _home: TempDir,
}

impl Scene {
    async fn new(token: Option<&str>) -> Self {
        let options = Options { scenario: Scenario::Lagging, ..Options::new(now()) };
        let practice = koshin_practice::start(options).await.expect("practice starts");
        let home = TempDir::new().expect("a folder");
        let picked = token.map(|it| practice.tokens()[it].clone());
        let clock = Arc::new(BrittleClock {
            millis: AtomicI64::new(now().timestamp_millis()),
            is_brittle: AtomicBool::new(false),
        });
        let ports = Ports {
            account: None,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            desk: Arc::new(BrittleDesk(picked)),
            system_language: Language::Ja,
        };
        let places = Places::at(home.path()).expect("a place");
        let (vault, _) = Vault::in_memory();
        let world = World::real(places, vault, Some(&practice.apple_url())).expect("a world");
        Self { session: Session::start(ports, world), practice, clock, _home: home }
    }

    async fn act(&self, command: Command) -> View {
        self.session.send(command).await.expect("the session lives");
        let mut views = self.session.views();
        // A view that stays busy is what is looked for: it must not hang the test.
        let rest = views.wait_for(|it| it.busy.is_none());
        let view = tokio::time::timeout(Duration::from_secs(60), rest).await;
        View::clone(&view.expect("the view is not busy for ever").expect("the session lives"))
    }

    async fn up_to_save(&self) -> View {
        let account = self.practice.account();
        let form = ServerForm {
            kind: "site".to_owned(),
            url: self.practice.site_url(),
            company: account.company.unwrap_or_default(),
            user: account.user,
            ..ServerForm::default()
        };
        let new = NewServer { form, password: account.password.into(), keep: true };
        let view = self.act(Command::AddServer(Box::new(new))).await;
        let Page::Home(home) = view.page else { panic!("{:?} {:?}", view.page, view.problem) };
        let server = home.servers[0].id.clone();
        let rows = &home.servers[0].licenses;
        let license = rows.iter().find(|it| it.location == "本社").expect("本社").id.clone();
        self.act(Command::ChooseLicense { server, license }).await;
        let choice = koshin_app::session::AppleIdChoice::Same;
        self.act(Command::ChooseAppleId { choice, other: String::new() }).await;
        self.act(Command::Begin).await;
        self.act(Command::TokenFetched).await;
        self.act(Command::ChooseFile).await;
        let Page::WriteNotes(page) = self.act(Command::UseToken).await.page else {
            panic!("the token is not fit");
        };
        let (account_name, notes) = (page.account_name.value, page.notes.value);
        self.act(Command::WriteNotes { account_name, notes }).await
    }
}

#[tokio::test]
async fn a_job_that_breaks_down_ends_and_is_told() {
    let scene = Scene::new(None).await;

    let view = scene.act(Command::ImportHandover).await;

    assert_eq!(code(&view), Some("internal"), "it is told");
    let view = scene.act(Command::SetWarnDays(45)).await;
    assert_eq!(code(&view), None, "and everything else works");
}

#[tokio::test]
async fn a_save_that_breaks_down_after_it_left_is_not_known_to_have_failed() {
    let scene = Scene::new(Some("new")).await;
    let revision = scene.up_to_save().await.revision;
    // The site shows the old date for a while: the first pause comes after the upload.
    scene.clock.is_brittle.store(true, Ordering::SeqCst);

    let view = scene.act(Command::Save { revision }).await;

    let uploads = scene.practice.log().iter().filter(|it| it.file().is_some()).count();
    assert_eq!(uploads, 1, "the save left");
    let Page::Confirm(confirm) = &view.page else { panic!("{:?} {:?}", view.page, view.problem) };
    assert_eq!(confirm.state, ConfirmState::Unknown, "{:?}", page(&view));
    assert_ne!(code(&view), Some("internal"), "what matters is said, not the mistake");
}
