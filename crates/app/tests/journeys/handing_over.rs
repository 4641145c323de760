//! The hand-over file on the next PC.

use koshin_app::session::Command;
use koshin_store::{Settings, SettingsFile};

use crate::support::{Person, code, now, page};

#[tokio::test]
async fn a_ca_file_that_stayed_on_the_former_pc_is_told() {
    let mut person = Person::normal().await;
    person.add_server().await;
    let change = |it: &mut Settings| -> Result<(), koshin_store::StoreError> {
        it.servers[0].ca_file = Some("/no/such/folder/ca.pem".into());
        Ok(())
    };
    SettingsFile::new(&person.places()).change(now(), change).expect("a writable disk");
    person.restart().await;
    let file = person.home.path().join("handover.json");
    person.will_pick(file.clone());
    person.act(Command::ExportHandover).await;
    let next = Person::normal().await;
    next.will_pick(file);

    let view = next.act(Command::ImportHandover).await;

    assert_eq!(page(&view), "home", "it was read");
    assert!(view.notice.is_some(), "which is said");
    assert_eq!(code(&view), Some("net-bad-ca-file"), "and what is lacking, too");
    let what = view.problem.expect("a problem").what;
    assert!(what.contains("本社のサイト"), "by the server's name: {what}");
}
