//! A clock that does not wait, and an outside world that follows a script.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use koshin_remote::clock::{Boxed, Clock};
use koshin_remote::http::{Http, HttpError, Method, Request, Response};

/// A clock that moves on by what is slept, at once.
#[derive(Clone)]
pub(crate) struct FakeClock(Arc<Mutex<(DateTime<Utc>, Vec<Duration>)>>);

impl FakeClock {
    pub(crate) fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new((time.parse().expect("a date"), Vec::new()))))
    }

    /// What was slept so far.
    pub(crate) fn sleeps(&self) -> Vec<Duration> {
        self.0.lock().expect("the clock").1.clone()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().expect("the clock").0
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        let mut state = self.0.lock().expect("the clock");
        state.0 += duration;
        state.1.push(duration);
        Box::pin(async {})
    }
}

/// One request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: BTreeMap<&'static str, String>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// `GET /path?query`.
    pub(crate) fn line(&self) -> String {
        let url: url::Url = self.url.parse().expect("an address");
        let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
        format!("{} {}{query}", self.method, url.path())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// An outcome in the script.
pub(crate) type Outcome = Result<Response, HttpError>;

/// Answers each request line from its own queue; the last answer repeats.
#[derive(Clone, Default)]
pub(crate) struct Script {
    answers: Arc<Mutex<BTreeMap<String, VecDeque<Outcome>>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Script {
    pub(crate) fn on(self, line: &str, outcome: Outcome) -> Self {
        let mut answers = self.answers.lock().expect("the script");
        answers.entry(line.to_owned()).or_default().push_back(outcome);
        drop(answers);
        self
    }

    /// A page of HTML in UTF-8.
    pub(crate) fn page(self, line: &str, html: &str) -> Self {
        self.on(line, Ok(html_page(200, html)))
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("the log").clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }

    pub(crate) fn shared(&self) -> Arc<dyn Http> {
        Arc::new(self.clone())
    }
}

impl Http for Script {
    fn send(&self, request: Request) -> Boxed<'_, Outcome> {
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Put => "PUT",
        };
        let seen = Seen {
            method,
            url: request.url.to_string(),
            headers: request.headers.iter().map(|(name, it)| (*name, it.to_string())).collect(),
            body: request.body.map(|it| it.to_vec()).unwrap_or_default(),
        };
        let line = seen.line();
        self.seen.lock().expect("the log").push(seen);
        let mut answers = self.answers.lock().expect("the script");
        let outcome = match answers.get_mut(&line) {
            Some(queue) if queue.len() > 1 => queue.pop_front().expect("an answer"),
            Some(queue) => queue.front().cloned().expect("an answer"),
            None => Ok(html_page(404, &format!("<p>no {line}</p>"))),
        };
        Box::pin(async { outcome })
    }
}

pub(crate) fn html_page(status: u16, html: &str) -> Response {
    answer(status, &[("content-type", "text/html; charset=utf-8")], html.as_bytes())
}

pub(crate) fn redirect(status: u16, to: &str) -> Response {
    answer(status, &[("location", to)], b"")
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
    Response {
        status,
        headers: headers.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect(),
        body: Bytes::copy_from_slice(body),
    }
}
