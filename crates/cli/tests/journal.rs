//! A journal that cannot be read.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod common;

use common::{Desk, Practice, renew_everything};

#[test]
fn nothing_is_renewed_while_the_journal_cannot_be_read() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    renew_everything(&desk, &practice, false);
    let secrets = Some(practice.secrets("本社"));
    let status = desk.run(&["status", "--server", "本社", "--secrets-stdin"], secrets.as_deref());
    let license = Desk::license(&status.json, "本社");
    let file = practice.token("new");
    // A folder in its place is not read by anybody, an administrator among them.
    let journal = desk.home.path().join("journal.jsonl");
    std::fs::remove_file(&journal).expect("a journal");
    std::fs::create_dir(&journal).expect("a folder of the test's own");
    let renew = ["renew", "--server", "本社", "--license", &license, "--file", &file];

    let answer = desk.run(&[&renew[..], &["--secrets-stdin"]].concat(), secrets.as_deref());

    assert_eq!(answer.exit, 4, "{}", answer.stdout);
    assert_eq!(answer.json["outcome"], "failed", "what it remembers might have stopped it");
    assert_eq!(answer.json["problem"]["code"], "store-failed", "by its own code");
    assert_eq!(answer.json["checks"], serde_json::json!([]), "nothing was judged without it");
}
