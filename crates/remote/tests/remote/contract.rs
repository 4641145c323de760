//! What every kind of server promises, held against its `abilities()`. A kind is a row of [`rows`];
//! refusing with `server-cannot` what it does not promise is a pass.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use koshin_core::secret::SecretString;
use koshin_core::{CheckedToken, Code, Expiry, License, Notes};
use koshin_practice::{LicenseRow, Options, Practice, Scenario, Server, Structure, start};
use koshin_remote::clock::SystemClock;
use koshin_remote::connector::{Abilities, Connector, ConnectorError, Kind, Nobody, Sent};
use koshin_remote::http::Http;
use koshin_remote::servers::{Profile, abilities, open};

use crate::far_side::{checked, notes, now, row};
use crate::wire::Wire;

/// A kind, with a far side that plays its server.
struct Row {
    name: String,
    kind: Kind,
    far_side: Options,
    profile: fn(&Practice) -> Profile,
}

fn rows() -> Vec<Row> {
    let site = |structure: &Structure| Row {
        name: format!("site, {structure}"),
        kind: Kind::Site,
        far_side: Options { structure: *structure, ..Options::new(now()) },
        profile: |practice| Profile {
            kind: Kind::Site,
            url: practice.site_url(),
            company: practice.account().company,
            user: practice.account().user,
        },
    };
    let by_hand = Row {
        name: "by hand".to_owned(),
        kind: Kind::ByHand,
        far_side: Options::new(now()),
        profile: |_| Profile {
            kind: Kind::ByHand,
            url: String::new(),
            company: None,
            user: String::new(),
        },
    };
    Structure::ALL.iter().map(site).chain([by_hand]).collect()
}

const WRONG: &str = "Wrong-secret-1";

/// One far side, and the way to it.
struct Far {
    row: Row,
    practice: Practice,
    abilities: Abilities,
}

impl Far {
    async fn start(row: Row) -> Self {
        let practice = start(row.far_side.clone()).await.expect("practice starts");
        let abilities = abilities(row.kind);
        Self { row, practice, abilities }
    }

    fn wire(&self) -> Wire {
        let token = std::fs::read_to_string(&self.practice.tokens()["right-location"]);
        Wire::new(self.practice.account().password, &token.expect("a sample file"))
    }

    fn connect(&self, wire: &Arc<Wire>) -> Box<dyn Connector> {
        let secret = SecretString::from(wire.secret.clone());
        let http = Arc::clone(wire) as Arc<dyn Http>;
        let profile = (self.row.profile)(&self.practice);
        open(profile, secret, http, Arc::new(SystemClock)).expect("a connector")
    }

    /// Signed in over a wire of its own.
    async fn sign_in(&self, wire: Wire) -> (Arc<Wire>, Box<dyn Connector>) {
        let wire = Arc::new(wire);
        let mut connector = self.connect(&wire);
        let signed_in = connector.sign_in(&*wire).await;
        signed_in.unwrap_or_else(|it| panic!("{}: {it:?}", self.row.name));
        (wire, connector)
    }

    async fn read(&self, connector: &mut dyn Connector) -> Vec<License> {
        let read = connector.licenses(&Nobody).await;
        read.unwrap_or_else(|it| panic!("{}: {it:?}", self.row.name))
    }

    /// The license to renew, as read or, where nothing can be read, as a person would tell it.
    async fn license(&self, connector: &mut dyn Connector) -> License {
        let row = row(&self.practice);
        if !self.abilities.reads {
            let expires = Some(Expiry::second(row.expires));
            return License { location: Some(row.location), expires, ..License::default() };
        }
        let licenses = self.read(connector).await;
        let is_it = |it: &License| {
            it.account_name.as_ref() == Some(&row.account_name)
                || it.location.as_ref() == Some(&row.location)
        };
        licenses.into_iter().find(is_it).expect("the license")
    }

    async fn token(&self, connector: &mut dyn Connector) -> (License, CheckedToken) {
        let license = self.license(connector).await;
        let token = checked(&self.practice, &license).await;
        (license, token)
    }

    /// What the kind has a place for.
    fn notes(&self) -> Notes {
        let Notes { account_name, notes } = notes();
        Notes {
            account_name: account_name.filter(|_| self.abilities.account_name),
            notes: notes.filter(|_| self.abilities.notes),
        }
    }

    fn others(&self) -> Vec<LicenseRow> {
        let chosen = row(&self.practice).id;
        self.practice.licenses().into_iter().filter(|it| it.id != chosen).collect()
    }

    /// Nothing was done that no kind may do.
    fn end(self) {
        let name = &self.row.name;
        assert_eq!(self.practice.violations(), Vec::<String>::new(), "{name}");
        for asked in self.practice.log() {
            assert_ne!(asked.server, Server::Elsewhere, "{name}: another host was asked");
            let is_post_to_apple = asked.server == Server::Apple && asked.method != "GET";
            assert!(!is_post_to_apple, "{name}: {} to Apple", asked.method);
        }
    }
}

fn code<T>(outcome: Result<T, ConnectorError>) -> Option<Code> {
    outcome.err().map(|it| it.problem.code)
}

#[test]
fn every_kind_has_its_row() {
    for kind in Kind::ALL {
        assert!(rows().iter().any(|it| it.kind == kind), "{kind}");
    }
}

#[tokio::test]
async fn a_kind_does_what_its_abilities_promise_and_refuses_the_rest() {
    for row in rows() {
        let far = Far::start(row).await;
        let (name, can) = (&far.row.name, &far.abilities);
        let wire = Arc::new(far.wire());
        let mut connector = far.connect(&wire);
        assert_eq!(connector.abilities(), *can, "{name}");
        let cannot = |is_able: bool| (!is_able).then_some(Code::ServerCannot);

        let is_reached = can.reads || can.renews;
        assert_eq!(code(connector.sign_in(&*wire).await), cannot(is_reached), "{name}: sign in");
        assert_eq!(code(connector.licenses(&*wire).await), cannot(can.reads), "{name}: read");
        let (license, token) = far.token(&mut *connector).await;
        for (is_able, notes) in [
            (can.account_name, Notes { account_name: notes().account_name, notes: None }),
            (can.notes, Notes { account_name: None, notes: notes().notes }),
        ] {
            if !can.renews || !is_able {
                let outcome = connector.renew(&license.id, &token, &notes, &*wire).await;
                assert_eq!(code(outcome), Some(Code::ServerCannot), "{name}: {notes:?}");
            }
        }
        let rehearsal = connector.rehearse(&*wire).await;
        let problem = rehearsal.problem.map(|it| it.code);
        assert_eq!(problem, cannot(can.renews), "{name}: rehearse");
        let missing: Vec<_> =
            rehearsal.seen.into_iter().filter(|it| it.needed && it.found.is_none()).collect();
        assert_eq!(missing, Vec::new(), "{name}: rehearse");

        assert_eq!(wire.events(), Vec::<&str>::new(), "{name}: nothing was saved by all this");
        let is_asked = wire.asked.load(Ordering::SeqCst) > 0;
        assert_eq!(is_asked, is_reached, "{name}: who can do nothing asks nothing");
        far.end();
    }
}

#[tokio::test]
async fn a_rejected_secret_is_sent_once() {
    for row in rows().into_iter().filter(|it| abilities(it.kind).reads) {
        let far = Far::start(row).await;
        let name = &far.row.name;
        let (license, token) = {
            let (_, mut connector) = far.sign_in(far.wire()).await;
            far.token(&mut *connector).await
        };
        let wire = Arc::new(Wire { secret: WRONG.to_owned(), ..far.wire() });
        let mut connector = far.connect(&wire);

        let error = connector.sign_in(&*wire).await.expect_err("refused");
        assert!(error.secret_rejected, "{name}: {error:?}");
        assert_eq!(error.sent, Sent::Nothing, "{name}");
        assert!(!format!("{error:?}").contains(WRONG), "{name}: {error:?}");
        for again in [
            connector.sign_in(&*wire).await.err(),
            connector.licenses(&*wire).await.err(),
            connector.renew(&license.id, &token, &far.notes(), &*wire).await.err(),
        ] {
            let again = again.expect("not tried");
            assert_eq!(again.problem.code, Code::SecretRejected, "{name}");
            assert!(again.secret_rejected, "{name}: it is known as rejected");
        }
        let rehearsal = connector.rehearse(&*wire).await;
        let problem = rehearsal.problem.map(|it| it.code);
        assert_eq!(problem, Some(Code::SecretRejected), "{name}: rehearse");
        assert_eq!(wire.secrets.load(Ordering::SeqCst), 1, "{name}: sent once");
        far.end();
    }
}

#[tokio::test]
async fn reading_can_be_repeated_and_ids_stay() {
    for row in rows().into_iter().filter(|it| abilities(it.kind).reads) {
        let far = Far::start(row).await;
        let name = &far.row.name;
        let before = far.practice.licenses();
        let (_, mut connector) = far.sign_in(far.wire()).await;
        let first = far.read(&mut *connector).await;
        let (_, mut other) = far.sign_in(far.wire()).await;

        assert_eq!(far.read(&mut *connector).await, first, "{name}: the second time");
        assert_eq!(far.read(&mut *other).await, first, "{name}: as by another process");
        let ids: std::collections::BTreeSet<_> = first.iter().map(|it| &it.id).collect();
        assert_eq!(ids.len(), before.len(), "{name}: every entry, each with an id of its own");
        assert!(first.iter().all(|it| !it.id.is_empty()), "{name}");
        assert!(first.iter().all(|it| it.expires.is_some()), "{name}");
        assert_eq!(far.practice.licenses(), before, "{name}: reading changes nothing");
        far.end();
    }
}

#[tokio::test]
async fn a_renewal_changes_one_entry_and_is_read_back() {
    for row in rows().into_iter().filter(|it| abilities(it.kind).renews) {
        let far = Far::start(row).await;
        let name = &far.row.name;
        let (wire, mut connector) = far.sign_in(far.wire()).await;
        let (license, token) = far.token(&mut *connector).await;
        let known = far.read(&mut *connector).await;
        let (before, others) = (crate::far_side::row(&far.practice), far.others());

        let receipt = connector.renew(&license.id, &token, &far.notes(), &*wire).await;
        let receipt = receipt.unwrap_or_else(|it| panic!("{name}: {it:?}"));
        assert_eq!(receipt.remarks, Vec::new(), "{name}: kept as it was given");
        assert_eq!(wire.events(), ["sending", "token"], "{name}: let out, and sent once");

        let after = crate::far_side::row(&far.practice);
        let expires = token.expires().at;
        assert_eq!((after.id, after.expires), (before.id, expires), "{name}: the far side has it");
        assert_ne!(after.token_sha256, before.token_sha256, "{name}");
        assert_eq!(far.others(), others, "{name}: no other entry changed, came or went");
        let again = far.read(&mut *connector).await;
        assert_eq!(again.len(), known.len(), "{name}");
        for was in &known {
            let is = again.iter().find(|it| it.id == was.id).expect("the same id");
            if was.id == license.id {
                assert!(is.expires.is_some_and(|it| it.shows(&token.expires())), "{name}: {is:?}");
            } else {
                assert_eq!(is, was, "{name}");
            }
        }
        connector.sign_out(&*wire).await;
        far.end();
    }
}

#[tokio::test]
async fn a_save_that_is_not_let_out_is_not_sent() {
    for row in rows().into_iter().filter(|it| abilities(it.kind).renews) {
        let far = Far::start(row).await;
        let name = &far.row.name;
        let wire = Wire { stop: Some(Code::Cancelled.into()), ..far.wire() };
        let (wire, mut connector) = far.sign_in(wire).await;
        let (license, token) = far.token(&mut *connector).await;
        let before = far.practice.licenses();

        let outcome = connector.renew(&license.id, &token, &far.notes(), &*wire).await;
        let error = outcome.expect_err("stopped");
        assert_eq!((error.problem.code, error.sent), (Code::Cancelled, Sent::Nothing), "{name}");
        assert_eq!(wire.events(), ["sending"], "{name}: asked once, and nothing went out");
        assert_eq!(far.practice.licenses(), before, "{name}");
        far.end();
    }
}

/// Signs in and saves, or only reads, and is cancelled while it waits for the answer to a request,
/// counted from 0; tells whether it came that far.
async fn cancel(far: &Far, save: Option<(License, CheckedToken)>, at: usize) -> bool {
    let what = format!("{}, {}, {at}", far.row.name, if save.is_some() { "save" } else { "read" });
    let before = far.practice.licenses();
    let wire = Arc::new(Wire { silent_from: at, ..far.wire() });
    let mut connector = far.connect(&wire);
    let (on, notes) = (Arc::clone(&wire), far.notes());
    let mut task = tokio::spawn(async move {
        connector.sign_in(&*on).await?;
        match save {
            None => connector.licenses(&*on).await.map(|_| ()),
            Some((it, token)) => connector.renew(&it.id, &token, &notes, &*on).await.map(|_| ()),
        }
    });
    tokio::select! {
        () = wire.silent.notified() => (),
        ended = &mut task => {
            ended.expect("no panic").unwrap_or_else(|it| panic!("{what}: {it:?}"));
            return false;
        }
    }
    task.abort();
    let ended = tokio::time::timeout(Duration::from_secs(5), task).await;
    assert!(ended.expect("at once").expect_err("cancelled").is_cancelled(), "{what}");
    assert_eq!(wire.asked.load(Ordering::SeqCst), at + 1, "{what}: asked no more");
    let is_let_out = wire.events().contains(&"sending");
    assert_eq!(wire.events().contains(&"token"), is_let_out, "{what}");
    let is_changed = far.practice.licenses() != before;
    assert!(is_let_out || !is_changed, "{what}: changed without asking");
    true
}

#[tokio::test]
async fn every_job_can_be_cancelled_at_every_request() {
    for row in rows().into_iter().filter(|it| abilities(it.kind).reads) {
        let far = Far::start(row).await;
        let (_, mut connector) = far.sign_in(far.wire()).await;
        let save = far.token(&mut *connector).await;
        for save in [None, Some(save).filter(|_| far.abilities.renews)] {
            let mut at = 0;
            while cancel(&far, save.clone(), at).await {
                at += 1;
                // A save whose answer was not waited for may have been stored.
                far.practice.set_scenario(Scenario::Normal);
            }
            assert!(at > 1, "{}: it asked something", far.row.name);
        }
        far.end();
    }
}
