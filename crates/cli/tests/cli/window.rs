//! What the window did is there for the command line, and the other way round.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use koshin_app::ports::{Desk as DeskPort, Ports, Wanted};
use koshin_app::session::{Command, Session, World};
use koshin_app::view::{Language, Told, View};
use koshin_core::Problem;
use koshin_remote::clock::{Boxed, SystemClock};
use koshin_store::{Places, Vault};

use crate::common::{Desk, Practice};

/// A desktop on which the person always picks the same file.
struct OneFile(PathBuf);

impl DeskPort for OneFile {
    fn choose(&self, _: Wanted, _: String) -> Boxed<'_, Result<Option<PathBuf>, Problem>> {
        Box::pin(std::future::ready(Ok(Some(self.0.clone()))))
    }

    fn browse(&self, _: &url::Url) -> Result<(), Problem> {
        Ok(())
    }

    fn show_folder(&self, _: &Path) -> Result<(), Problem> {
        Ok(())
    }
}

#[test]
fn a_renewal_by_the_window_is_in_the_history_of_the_command_line() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");

    let view = runtime.block_on(renew_by_hand(&practice, &desk));

    assert!(view.problem.is_none(), "{:?}", view.problem);
    let history = desk.run(&["history"], None);
    let records = history.json["records"].as_array().expect("records");
    assert_eq!(records.len(), 1, "{}", history.stdout);
    assert_eq!(records[0]["outcome"], "renewed-by-hand", "told apart from Koshin's own");
    assert_eq!(records[0]["before"]["account_name"], "本社iPad", "as it was typed");
    assert_eq!(records[0]["token"]["file_name"], "sToken_for_本社.vpptoken", "the file's name");
}

/// Walks by hand, without a server, from the first page to the record.
async fn renew_by_hand(practice: &Practice, desk: &Desk) -> View {
    let places = Places::at(desk.home.path()).expect("a folder");
    let vault = Vault::without_keyring(&places);
    let apple = practice.announced["apple_url"].as_str();
    let world = World::real(places, vault, apple).expect("a world");
    let ports = Ports {
        clock: Arc::new(SystemClock),
        desk: Arc::new(OneFile(practice.token("new").into())),
        system_language: Language::Ja,
        account: None,
    };
    let session = Session::start(ports, world);
    let expires = desk.run(&["inspect", &practice.token("new")], None).json["expires"].clone();
    let expires: chrono::DateTime<chrono::Utc> =
        expires.as_str().expect("a date").parse().expect("RFC 3339");
    let shown = expires + chrono::TimeDelta::hours(9);
    let told = Told {
        account_name: "本社iPad".to_owned(),
        expires: String::new(),
        location: String::new(),
        notes: String::new(),
    };
    let mut last = None;
    for command in [
        Command::StartByHand { server: None },
        Command::TellLicense(told),
        Command::Begin,
        Command::ChooseFile,
        Command::AcceptLocation("本社".to_owned()),
        Command::UseToken,
        Command::WriteNotes { account_name: "本社iPad".to_owned(), notes: String::new() },
        Command::SavedByHand(shown.format("%Y/%m/%d %H:%M").to_string()),
    ] {
        session.send(command).await.expect("the session lives");
        let mut views = session.views();
        let view = views.wait_for(|it| it.busy.is_none()).await.expect("the session lives");
        last = Some(View::clone(&view));
    }
    last.expect("a view")
}
