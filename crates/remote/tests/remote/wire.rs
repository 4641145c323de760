//! The way to a far side, watched.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use koshin_core::Problem;
use koshin_core::secret::SecretString;
use koshin_remote::clock::Boxed;
use koshin_remote::connector::{Ask, Question, Stage};
use koshin_remote::http::{Http, HttpError, Request, Response};
use tokio::sync::Notify;

use crate::far_side::http;

/// The way to a far side, which looks at what goes by and may end in silence.
pub(crate) struct Wire {
    pub(crate) http: Arc<dyn Http>,
    /// What is looked for in requests: a secret, and the beginning of the token.
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) secrets: AtomicUsize,
    pub(crate) asked: AtomicUsize,
    /// The request from which on nothing is answered.
    pub(crate) silent_from: usize,
    pub(crate) silent: Notify,
    /// The token that went out and the gate that let it, in order.
    pub(crate) events: Mutex<Vec<&'static str>>,
    /// What the gate answers instead.
    pub(crate) stop: Option<Problem>,
}

impl Wire {
    pub(crate) fn new(secret: String, token: &str) -> Self {
        Self {
            http: http(),
            secret,
            token: token.chars().take(32).collect(),
            secrets: AtomicUsize::new(0),
            asked: AtomicUsize::new(0),
            silent_from: usize::MAX,
            silent: Notify::new(),
            events: Mutex::default(),
            stop: None,
        }
    }

    pub(crate) fn events(&self) -> Vec<&'static str> {
        self.events.lock().expect("one test, one wire").clone()
    }

    fn note(&self, event: &'static str) {
        self.events.lock().expect("one test, one wire").push(event);
    }
}

impl Http for Wire {
    fn send(&self, request: Request) -> Boxed<'_, Result<Response, HttpError>> {
        let headers = request.headers.iter().map(|(_, it)| it.as_bytes());
        let body = request.body.as_deref().map(Vec::as_slice);
        let texts: Vec<_> = headers.chain(body).map(String::from_utf8_lossy).collect();
        let holds = |text: &str| texts.iter().any(|it| it.contains(text));
        if holds(&self.secret) {
            self.secrets.fetch_add(1, Ordering::SeqCst);
        }
        if holds(&self.token) {
            self.note("token");
        }
        assert!(!request.url.as_str().contains(&self.secret), "a secret in an address");
        if self.asked.fetch_add(1, Ordering::SeqCst) == self.silent_from {
            self.silent.notify_one();
            return Box::pin(std::future::pending());
        }
        self.http.send(request)
    }
}

impl Ask for Wire {
    fn stage(&self, _: Stage) {}

    fn ask(&self, _: Question) -> Boxed<'_, Option<SecretString>> {
        Box::pin(async { None })
    }

    fn sending(&self) -> Boxed<'_, Result<(), Problem>> {
        self.note("sending");
        Box::pin(async { self.stop.clone().map_or(Ok(()), Err) })
    }
}
