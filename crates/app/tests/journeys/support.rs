//! A person at the window, without the window.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_app::ports::{Desk, Ports, Wanted};
use koshin_app::session::{AppleIdChoice, Command, NewServer, Session, World};
use koshin_app::view::{Language, Page, ServerForm, View};
use koshin_core::Problem;
use koshin_practice::Place as SitePage;
use koshin_practice::{
    Fault, Mishap, Options, Practice, Scenario, Standing, Structure, TokenFacts,
};
use koshin_remote::clock::{Boxed, Clock};
use koshin_store::vault::Memory;
use koshin_store::{Journal, Places, Policy, SettingsFile, Vault};
use tempfile::TempDir;
use url::Url;

/// A clock on which waiting takes no time.
#[derive(Debug)]
pub(crate) struct QuickClock(AtomicI64);

impl Clock for QuickClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).expect("a time")
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        let millis = i64::try_from(duration.as_millis()).expect("a short wait");
        self.0.fetch_add(millis, Ordering::SeqCst);
        Box::pin(tokio::task::yield_now())
    }
}

/// A desktop that gives the files it was told to and notes what was opened.
#[derive(Debug, Default)]
pub(crate) struct NotingDesk {
    pick: Mutex<Option<PathBuf>>,
    opened: Mutex<Vec<String>>,
}

impl NotingDesk {
    pub(crate) fn opened(&self) -> Vec<String> {
        self.opened.lock().expect("one test, one desk").clone()
    }
}

impl Desk for NotingDesk {
    fn choose(&self, _: Wanted, _: String) -> Boxed<'_, Result<Option<PathBuf>, Problem>> {
        let picked = self.pick.lock().expect("one test, one desk").clone();
        Box::pin(std::future::ready(Ok(picked)))
    }

    fn browse(&self, url: &Url) -> Result<(), Problem> {
        self.opened.lock().expect("one test, one desk").push(url.to_string());
        Ok(())
    }

    fn show_folder(&self, folder: &Path) -> Result<(), Problem> {
        self.opened.lock().expect("one test, one desk").push(folder.display().to_string());
        Ok(())
    }
}

/// The present of these tests: 2026-11-22 10:00 in Japan.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-22T01:00:00Z").expect("a date").to_utc()
}

/// Longer than a save can be on its way, and be read again.
pub(crate) const LONG_ENOUGH: Duration = Duration::from_secs(5 * 60);

/// One person, one Koshin, one set of practice servers.
pub(crate) struct Person {
    pub(crate) practice: Practice,
    pub(crate) session: Session,
    pub(crate) desk: Arc<NotingDesk>,
    pub(crate) keyring: Memory,
    pub(crate) home: TempDir,
    /// What the administrator has set; another one counts from the next start on.
    pub(crate) policy: Policy,
    ports: Ports,
    vault: Vault,
}

impl Person {
    /// Sits down at a fresh Koshin.
    pub(crate) async fn new(scenario: Scenario, structure: Structure) -> Self {
        let mut options = Options::new(now());
        options.scenario = scenario;
        options.structure = structure;
        options.slow = Duration::from_millis(20);
        Self::with(options).await
    }

    /// Sits down at a fresh Koshin, with practice servers as they are described.
    pub(crate) async fn with(options: Options) -> Self {
        let practice = koshin_practice::start(options).await.expect("practice starts");
        let home = TempDir::new().expect("a folder");
        let (vault, keyring) = Vault::in_memory();
        let desk = Arc::new(NotingDesk::default());
        let clock = Arc::new(QuickClock(AtomicI64::new(now().timestamp_millis())));
        let ports = Ports {
            clock,
            desk: Arc::clone(&desk) as Arc<dyn Desk>,
            system_language: Language::Ja,
            account: Some("yamada".to_owned()),
        };
        let policy = Policy::default();
        let session = open(&home, &practice, &ports, &vault, &policy);
        Self { practice, session, desk, keyring, home, policy, ports, vault }
    }

    /// Sits down at a fresh Koshin, for which the administrator has set something.
    pub(crate) async fn under(policy: impl FnOnce(&Practice) -> serde_json::Value) -> Self {
        let mut person = Self::normal().await;
        person.policy = Policy::of_value("a policy", policy(&person.practice));
        person.restart().await;
        person
    }

    pub(crate) async fn normal() -> Self {
        Self::new(Scenario::Normal, Structure::Table).await
    }

    /// Closes Koshin and opens it again.
    pub(crate) async fn restart(&mut self) {
        self.session.settle().await.expect("the session lives");
        self.session = open(&self.home, &self.practice, &self.ports, &self.vault, &self.policy);
    }

    /// As after a restart of the machine, where nothing was kept in the keyring.
    pub(crate) async fn restart_without_secrets(&mut self) {
        let (vault, keyring) = Vault::in_memory();
        self.vault = vault;
        self.keyring = keyring;
        self.restart().await;
    }

    /// As after a restart of the machine: what was typed for once is gone, the keyring is as it was.
    pub(crate) async fn restart_with_the_keyring_alone(&mut self) {
        for server in self.settings().servers {
            self.vault.drop_once(&server.id);
        }
        self.restart().await;
    }

    /// Lets time pass on Koshin's clock.
    pub(crate) fn let_pass(&self, time: Duration) {
        drop(self.ports.clock.sleep(time));
    }

    /// Does something and waits until no job is under way.
    pub(crate) async fn act(&self, command: Command) -> View {
        self.session.send(command).await.expect("the session lives");
        self.rest().await
    }

    /// Waits until no job is under way.
    pub(crate) async fn rest(&self) -> View {
        let mut views = self.session.views();
        let view = views.wait_for(|it| it.busy.is_none()).await.expect("the session lives");
        View::clone(&view)
    }

    /// What was typed to register the practice site.
    pub(crate) fn new_server(&self, keep: bool) -> NewServer {
        let account = self.practice.account();
        let form = ServerForm {
            kind: "site".to_owned(),
            name: "本社のサイト".to_owned(),
            url: self.practice.site_url(),
            company: account.company.unwrap_or_default(),
            user: account.user,
            ..ServerForm::default()
        };
        NewServer { form, password: account.password.into(), keep }
    }

    /// Registers the practice site.
    pub(crate) async fn add_server(&self) -> View {
        self.act(Command::AddServer(Box::new(self.new_server(true)))).await
    }

    /// Returns the id of the only server.
    pub(crate) async fn server(&self) -> String {
        let Page::Home(home) = self.act(Command::View).await.page else {
            panic!("not at home");
        };
        home.servers.first().expect("a server").id.clone()
    }

    /// Returns the id of the license of a location.
    pub(crate) async fn license(&self, location: &str) -> String {
        let view = self.act(Command::View).await;
        let Page::Home(home) = view.page else { panic!("not at home: {:?}", view.page) };
        let rows = home.servers.iter().flat_map(|it| &it.licenses);
        rows.into_iter().find(|it| it.location == location).expect("the license").id.clone()
    }

    /// Chooses the license of 本社 and the Apple ID of last time, and goes on to the file.
    pub(crate) async fn begin(&self) -> View {
        let server = self.server().await;
        let license = self.license("本社").await;
        self.act(Command::ChooseLicense { server, license }).await;
        let choice = AppleIdChoice::Same;
        self.act(Command::ChooseAppleId { choice, other: String::new() }).await;
        self.act(Command::Begin).await;
        self.act(Command::TokenFetched).await
    }

    /// Picks one of the practice's files, by its name there.
    pub(crate) async fn pick(&self, name: &str) -> View {
        let path = self.practice.tokens().get(name).expect("a sample of that name").clone();
        *self.desk.pick.lock().expect("one test, one desk") = Some(path);
        self.act(Command::ChooseFile).await
    }

    /// Picks a token that was made for this test.
    pub(crate) async fn pick_token(&self, facts: TokenFacts) -> View {
        let path = self.practice.folder().join("made.vpptoken");
        std::fs::write(&path, self.practice.issue(facts, Standing::Good)).expect("a file");
        self.will_pick(path);
        self.act(Command::ChooseFile).await
    }

    /// Picks the file for any other purpose.
    pub(crate) fn will_pick(&self, path: PathBuf) {
        *self.desk.pick.lock().expect("one test, one desk") = Some(path);
    }

    /// Goes on with a fit token and the proposed notes, up to the save.
    pub(crate) async fn write(&self) -> View {
        let Page::WriteNotes(page) = self.act(Command::UseToken).await.page else {
            panic!("the token is not fit");
        };
        let account_name = page.account_name.value;
        let notes = page.notes.value;
        self.act(Command::WriteNotes { account_name, notes }).await
    }

    /// From a fresh Koshin to step 5.
    pub(crate) async fn up_to_save(&self) -> View {
        self.add_server().await;
        self.begin().await;
        self.pick("new").await;
        self.write().await
    }

    /// Presses ［管理サイトに保存する］.
    pub(crate) async fn save(&self) -> View {
        let revision = self.act(Command::View).await.revision;
        self.act(Command::Save { revision }).await
    }

    /// Presses it, gets no answer, and does not wait for one.
    pub(crate) async fn save_and_give_up(&self) -> View {
        let revision = self.act(Command::View).await.revision;
        self.practice.set_faults(vec![Fault::At(Mishap::Silence, SitePage::Save)]);
        self.session.send(Command::Save { revision }).await.expect("the session lives");
        // The site sees the upload before it falls silent; there is no view of that to wait for.
        while self.uploads() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.act(Command::Cancel).await
    }

    /// Returns the expiry that the site really has for 本社.
    pub(crate) fn expires_on_site(&self) -> DateTime<Utc> {
        let rows = self.practice.licenses();
        rows.iter().find(|it| it.location == "本社").expect("本社").expires
    }

    /// Returns how many saves reached the site.
    pub(crate) fn uploads(&self) -> usize {
        self.practice.log().iter().filter(|it| it.file().is_some()).count()
    }

    /// As after a crash right before the end of a save was written: takes the last line off.
    pub(crate) fn forget_the_end(&self) {
        let path = self.home.path().join("journal.jsonl");
        let text = std::fs::read_to_string(&path).expect("the journal");
        let lines: Vec<_> = text.lines().collect();
        let (last, before) = lines.split_last().expect("a line");
        assert!(last.contains("finished"), "the end: {last}");
        std::fs::write(&path, before.join("\n") + "\n").expect("the journal");
    }

    /// Presses ［管理サイトに保存する］, and Koshin is killed while the site is silent.
    pub(crate) async fn save_and_crash(&mut self) {
        let revision = self.act(Command::View).await.revision;
        self.practice.set_faults(vec![Fault::At(Mishap::Silence, SitePage::Save)]);
        self.session.send(Command::Save { revision }).await.expect("the session lives");
        // The site sees the upload before it falls silent; there is no view of that to wait for.
        while self.uploads() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.practice.set_faults(Vec::new());
        self.restart().await;
    }

    /// Returns how many unfinished renewals are on the disk.
    pub(crate) async fn drafts_on_disk(&self) -> usize {
        self.session.settle().await.expect("the session lives");
        koshin_store::Drafts::new(&self.places()).all(now()).expect("drafts can be read").0.len()
    }

    /// Returns the unfinished renewals, as the home page has them.
    pub(crate) async fn unfinished(&self) -> Vec<koshin_app::view::Unfinished> {
        let Page::Home(home) = self.act(Command::View).await.page else { panic!("not at home") };
        home.unfinished
    }

    /// Returns what the journal says.
    pub(crate) fn records(&self) -> Vec<koshin_core::record::Record> {
        let history = Journal::new(&self.places()).read().expect("a journal");
        history.records().into_iter().cloned().collect()
    }

    pub(crate) fn places(&self) -> Places {
        Places::at(self.home.path()).expect("a place")
    }

    pub(crate) fn settings(&self) -> koshin_store::Settings {
        SettingsFile::new(&self.places()).read(now()).value
    }

    /// The practice servers saw nothing that a renewal must not do.
    pub(crate) fn expect_no_violation(&self) {
        assert_eq!(self.practice.violations(), Vec::<String>::new(), "what was done on the site");
    }
}

fn open(
    home: &TempDir,
    practice: &Practice,
    ports: &Ports,
    vault: &Vault,
    policy: &Policy,
) -> Session {
    let places = Places::at(home.path()).expect("a place");
    let world = World::real(places, vault.clone(), Some(&practice.apple_url())).expect("a world");
    Session::start(ports.clone(), world.under(policy.clone()))
}

/// The code of the problem in sight.
pub(crate) fn code(view: &View) -> Option<&str> {
    view.problem.as_ref().map(|it| it.code.as_str())
}

/// The page's name, as the page itself is told.
pub(crate) fn page(view: &View) -> String {
    let json = serde_json::to_value(&view.page).expect("a view is JSON");
    json["name"].as_str().expect("a page has a name").to_owned()
}
