//! `renew` under an administrator's policy, which a process of its own could not be given.

use koshin_practice::{Options, Practice};
use koshin_remote::apple::AppleUrl;
use koshin_remote::clock::SystemClock;
use koshin_store::{Places, Policy, Vault};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::args::Secrets;

/// A place under a policy with the practice site in it, and what else the policy sets.
struct Desk {
    practice: Practice,
    place: Place,
    _home: TempDir,
}

impl Desk {
    async fn under(mut policy: Value) -> Self {
        let practice = koshin_practice::start(Options::new(SystemClock.now())).await;
        let practice = practice.expect("practice starts");
        let account = practice.account();
        policy["Servers"] = json!([{"Kind": "site", "Name": "本社", "Url": practice.site_url(),
            "Company": account.company.unwrap_or_default(), "User": account.user}]);
        let home = TempDir::new().expect("a folder");
        let places = Places::at(home.path()).expect("an absolute path");
        let policy = Policy::of_value("a policy", policy);
        let mut place = Place::under(&places, policy).expect("a first start");
        place.vault = Vault::in_memory().0;
        place.apple = AppleUrl::twin(&practice.apple_url()).expect("this machine");
        let id = place.settings.servers[0].id.clone();
        place.vault.use_once(&id, Role::Password, account.password.into());
        Self { practice, place, _home: home }
    }

    async fn renew(&self, dry_run: bool) -> Ended {
        let args = args::Renew {
            server: "本社".to_owned(),
            license: self.license().await,
            file: self.practice.tokens()["new"].clone(),
            account_name: None,
            notes: None,
            apple_id: None,
            person: None,
            skip_apple: false,
            accept_location: Some("本社".to_owned()),
            wait: 5,
            dry_run,
            secrets: Secrets { secrets_stdin: false, keep: false },
            json: true,
        };
        let profile = self.place.server("本社").expect("the preset");
        renew(&self.place, &profile, &args, Out::new(true)).await
    }

    /// The id of the license of 本社.
    async fn license(&self) -> String {
        let profile = self.place.server("本社").expect("the preset");
        let read = self.place.reach(&profile).licenses(&Terminal::new(Out::new(true))).await;
        let rows = read.expect("it can be read");
        rows.into_iter().find(|it| it.location.as_deref() == Some("本社")).expect("本社").id
    }

    fn uploads(&self) -> usize {
        self.practice.log().iter().filter(|it| it.file().is_some()).count()
    }

    fn records(&self) -> usize {
        self.place.journal.read().expect("a journal").records().len()
    }
}

#[tokio::test]
async fn nothing_is_saved_in_read_only_mode() {
    for (value, expected) in
        [(json!(true), Code::PolicyReadOnly), (json!("yes"), Code::PolicyUnreadable)]
    {
        let desk = Desk::under(json!({ "ReadOnly": value })).await;

        let ended = desk.renew(false).await;

        assert_eq!(ended.outcome, Outcome::Failed, "{value}");
        assert_eq!(ended.problem.map(|it| it.code), Some(expected), "{value}");
        assert_eq!((desk.uploads(), desk.records()), (0, 0), "{value}: nothing was sent");
        assert_eq!(desk.practice.violations(), Vec::<String>::new(), "{value}");
    }
}

#[tokio::test]
async fn in_read_only_mode_everything_can_be_checked() {
    let desk = Desk::under(json!({"ReadOnly": true})).await;

    let ended = desk.renew(true).await;

    assert_eq!((ended.outcome, ended.problem), (Outcome::Renewed, None), "the dry run passed");
    assert!(ended.judgement.is_some(), "with every check");
    assert_eq!((desk.uploads(), desk.records()), (0, 0), "and nothing was sent");
}

#[tokio::test]
async fn a_preset_server_is_renewed_where_nothing_forbids_it() {
    let desk = Desk::under(json!({"ReadOnly": false})).await;

    let ended = desk.renew(false).await;

    assert_eq!((ended.outcome, ended.problem), (Outcome::Renewed, None));
    assert_eq!((desk.uploads(), desk.records()), (1, 1), "saved once, and recorded");
    assert_eq!(desk.practice.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn the_user_is_the_persons_only_where_the_policy_leaves_it_open() {
    let desk = Desk::under(json!({})).await;
    let mut profile = desk.place.server("本社").expect("the preset");

    let refused = desk.place.take_user(&mut profile, "somebody").map_err(|it| it.code);

    assert_eq!(refused, Err(Code::PolicyGoverns));
    let user = profile.user.clone().expect("a user");
    assert_eq!(desk.place.take_user(&mut profile, &user), Ok(()), "the same is no change");
}

#[test]
fn there_is_no_practice_where_the_administrator_wants_none() {
    let expect = |value: Value| {
        let policy = Policy::of_value("a policy", value);
        crate::policy::expect_practice(Out::new(true), &policy).map_err(|it| it.code)
    };

    assert_eq!(expect(json!({"PracticeOff": true})), Err(Code::PolicyGoverns));
    assert_eq!(expect(json!({})), Ok(()));
}
