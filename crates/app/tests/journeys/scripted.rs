//! A server that answers by a script, and a save on it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_app::work::permit::Permit;
use koshin_app::work::saving::{End, Order, Surroundings, USUAL_WAIT, save};
use koshin_core::judge::{Accepted, AppleAnswer, Evidence, judge};
use koshin_core::record::{Entry, Outcome, Record, RecordedServer};
use koshin_core::secret::SecretString;
use koshin_core::{CheckedToken, Code, ContentToken, Expiry, License, Notes, Problem};
use koshin_practice::{LOCATION, TokenFacts};
use koshin_remote::clock::{Boxed, Clock};
use koshin_remote::connector::{
    Abilities, Ask, Connector, ConnectorError, Kind, Question, Receipt, Rehearsal, Sent, Stage,
};
use koshin_remote::servers::abilities;
use tokio::task::AbortHandle;

use crate::support::now;

pub(crate) type Reading = Result<Vec<License>, ConnectorError>;

/// What was done, in order.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn note(&self, what: impl Into<String>) {
        self.0.lock().expect("one test, one log").push(what.into());
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().expect("one test, one log").clone()
    }

    pub(crate) fn count(&self, what: &str) -> usize {
        self.all().iter().filter(|it| *it == what).count()
    }
}

/// A person who hears everything and answers.
struct Person(Log);

impl Ask for Person {
    fn stage(&self, stage: Stage) {
        self.0.note(format!("{stage:?}"));
    }

    fn ask(&self, _: Question) -> Boxed<'_, Option<SecretString>> {
        self.0.note("asked");
        Box::pin(async { Some("123456".to_owned().into()) })
    }
}

/// A clock that moves on by what is slept, at once.
struct Quick(Mutex<DateTime<Utc>>);

impl Clock for Quick {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("one test, one clock")
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        *self.0.lock().expect("one test, one clock") += duration;
        Box::pin(async {})
    }
}

/// A server that answers by a script.
pub(crate) struct Scripted {
    pub(crate) log: Log,
    /// What the person hears and is asked.
    pub(crate) heard: Log,
    pub(crate) lags: Option<Duration>,
    pub(crate) sign_in: Result<(), ConnectorError>,
    /// The last one repeats.
    pub(crate) readings: VecDeque<Reading>,
    /// How often the form goes out: a form that the sign-in page answers is filled anew.
    pub(crate) forms: usize,
    pub(crate) answer: Result<Receipt, ConnectorError>,
    pub(crate) is_sent: Arc<AtomicBool>,
    pub(crate) is_rejected: Arc<AtomicBool>,
    /// When the save begins.
    pub(crate) at: DateTime<Utc>,
    /// Aborted right before the form goes out, as by somebody who cancels on another thread.
    pub(crate) cancelled: Arc<Mutex<Option<AbortHandle>>>,
}

impl Connector for Scripted {
    fn abilities(&self) -> Abilities {
        Abilities { lags: self.lags, ..abilities(Kind::Site) }
    }

    fn sign_in<'a>(&'a mut self, _: &'a dyn Ask) -> Boxed<'a, Result<(), ConnectorError>> {
        self.log.note("sign in");
        Box::pin(std::future::ready(self.sign_in.clone()))
    }

    fn licenses<'a>(&'a mut self, _: &'a dyn Ask) -> Boxed<'a, Reading> {
        self.log.note("read");
        let reading = match self.readings.len() {
            1 => self.readings[0].clone(),
            _ => self.readings.pop_front().expect("a reading"),
        };
        Box::pin(std::future::ready(reading))
    }

    fn renew<'a>(
        &'a mut self,
        id: &'a str,
        _: &'a CheckedToken,
        _: &'a Notes,
        ask: &'a dyn Ask,
    ) -> Boxed<'a, Result<Receipt, ConnectorError>> {
        Box::pin(async move {
            let mark = |it: &Self| if it.is_sent.load(Ordering::SeqCst) { "marked" } else { "" };
            self.log.note(format!("open {id} {}", mark(self)));
            ask.stage(Stage::OpeningEntry);
            let question = Question::OneTimeCode { prompt: "code?".to_owned() };
            let is_answered = ask.ask(question).await.is_some();
            assert!(is_answered, "the person is there");
            if let Some(task) = self.cancelled.lock().expect("one test, one task").take() {
                task.abort();
            }
            for _ in 0..self.forms {
                ask.sending().await.map_err(ConnectorError::new)?;
                self.log.note(format!("send {}", mark(self)));
            }
            self.answer.clone()
        })
    }

    fn rehearse<'a>(&'a mut self, _: &'a dyn Ask) -> Boxed<'a, Rehearsal> {
        Box::pin(async { Rehearsal::default() })
    }

    fn sign_out<'a>(&'a mut self, _: &'a dyn Ask) -> Boxed<'a, ()> {
        self.log.note("sign out");
        Box::pin(async {})
    }
}

pub(crate) fn date(text: &str) -> Expiry {
    Expiry::second(text.parse().expect("a date"))
}

pub(crate) fn old() -> Expiry {
    date("2026-12-04T08:30:00Z")
}

pub(crate) fn new() -> Expiry {
    date("2027-11-22T08:30:00Z")
}

pub(crate) fn row(id: &str, name: &str, expires: Expiry) -> License {
    let expires = Some(expires);
    License {
        id: id.to_owned(),
        account_name: Some(name.to_owned()),
        expires,
        ..License::default()
    }
}

/// The list with the license that is renewed and another one.
#[expect(clippy::unnecessary_wraps, reason = "a reading may fail")]
pub(crate) fn list(id: &str, name: &str, expires: Expiry) -> Reading {
    Ok(vec![row(id, name, expires), row("42", "vpp-osaka", date("2027-03-01T08:30:00Z"))])
}

pub(crate) fn shows(expires: Expiry) -> Reading {
    list("41", "vpp-honsha", expires)
}

pub(crate) fn failed(code: Code, sent: Sent) -> ConnectorError {
    ConnectorError::new(code).sent(sent)
}

pub(crate) fn lost() -> ConnectorError {
    failed(Code::NetCut, Sent::Unknown)
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where a failure can")]
pub(crate) fn said() -> Result<Receipt, ConnectorError> {
    Ok(Receipt { said_saved: true, ..Receipt::default() })
}

/// A server that shows the old date, answers a save like this, and shows these lists then.
pub(crate) fn server<const N: usize>(
    answer: Result<Receipt, ConnectorError>,
    then: [Reading; N],
) -> Scripted {
    let readings = std::iter::once(shows(old())).chain(then).collect();
    Scripted {
        log: Log::default(),
        heard: Log::default(),
        lags: None,
        sign_in: Ok(()),
        readings,
        forms: 1,
        answer,
        is_sent: Arc::default(),
        is_rejected: Arc::default(),
        at: now(),
        cancelled: Arc::default(),
    }
}

fn checked(license: &License) -> CheckedToken {
    let content = TokenFacts::new(LOCATION, new().at).content();
    let token = ContentToken::read(content.as_bytes()).expect("a token");
    let accepted = Accepted { location: None, unseen: true };
    let apple = AppleAnswer::Skipped;
    let (last, offered_uid) = (None, None);
    let accepted = &accepted;
    let evidence = Evidence { token: &token, license, apple: &apple, last, offered_uid, accepted };
    judge(&evidence, now()).checked.expect("a fit token")
}

/// The record of a renewal that has just been begun.
fn begun(license: &License) -> Record {
    Record {
        id: "r1".to_owned(),
        started: now(),
        finished: now(),
        outcome: Outcome::Unknown,
        problem: None,
        problem_params: BTreeMap::new(),
        server: RecordedServer { id: None, name: None, kind: None },
        before: license.clone(),
        after: None,
        seen_by_person: None,
        token: None,
        apple_id: None,
        person: None,
        notes: None,
        checks: Vec::new(),
        version: String::new(),
    }
}

/// Saves the license 41 as the person saw it, under a new name.
pub(crate) async fn run(server: &mut Scripted, line: Result<(), Problem>) -> (End, Duration) {
    let license = row("41", "vpp-honsha", old());
    let token = checked(&license);
    let notes = Notes { account_name: Some("vpp-new".to_owned()), notes: None };
    let begun = begun(&license);
    let permit = Permit::under(&koshin_store::Policy::default()).expect("nothing is set");
    let order = Order {
        permit,
        begun: &begun,
        license: &license,
        token: &token,
        notes: &notes,
        wait: USUAL_WAIT,
    };
    let log = server.log.clone();
    let expected = Entry::Saving {
        renewal: "r1".to_owned(),
        at: server.at,
        server: RecordedServer { id: None, name: None, kind: None },
        before: Box::new(license.clone()),
        fingerprint: token.token().fingerprint().clone(),
        expires: new().at,
        account_name: notes.account_name.clone(),
        rows: server.readings[0].clone().unwrap_or_default(),
        begun: Some(Box::new(begun.clone())),
    };
    let append = move |entry: Entry| {
        assert_eq!(entry, expected, "what a crash leaves behind");
        log.note("line");
        line.clone()
    };
    let clock = Quick(Mutex::new(server.at));
    let person = Person(server.heard.clone());
    let is_sent = Arc::clone(&server.is_sent);
    let is_rejected = Arc::clone(&server.is_rejected);
    let around = Surroundings {
        append: &append,
        clock: &clock,
        ask: &person,
        is_sent: &is_sent,
        is_rejected: &is_rejected,
    };
    let end = save(server, order, around).await;
    assert_eq!(server.log.all().last().expect("a log"), "sign out", "whatever came of it");
    (end, (clock.now() - server.at).to_std().expect("a time"))
}
