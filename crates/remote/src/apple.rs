//! The one question to Apple: `GET …/mdm/v2/client/config`.
//!
//! No function here can send anything else: a POST to the same address would claim the token.

use std::time::Duration;

use koshin_core::apple::{AppleError, read_answer, retry_after};
use koshin_core::judge::AppleAnswer;
use koshin_core::secret::{ExposeSecret as _, SecretString};
use koshin_core::{Code, Problem};
use url::Url;

use crate::clock::Clock;
use crate::http::{Http, HttpError, Method, Request, Response, check_url, is_loopback};

/// Where Apple answers.
///
/// # Source
///
/// Apple, "Client Config" (devicemanagement, App and Book Management).
const APPLE: &str = "https://vpp.itunes.apple.com";
const PATH: &str = "/mdm/v2/client/config";

/// The time that one question may take, with all repetitions.
pub const LIMIT: Duration = Duration::from_secs(30);

/// An answer has a few hundred bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Attempts of one question.
const ATTEMPTS: u32 = 3;

/// The wait before the second attempt where Apple names none; doubled for the third.
const PAUSE: Duration = Duration::from_millis(500);

/// The origin that is asked: Apple's own, or a twin of it on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppleUrl {
    origin: String,
}

impl AppleUrl {
    /// Apple's own.
    #[must_use]
    pub fn apple() -> Self {
        Self { origin: APPLE.to_owned() }
    }

    /// A twin on this machine, for practice and tests.
    ///
    /// # Errors
    ///
    /// [`Code::NetBadUrl`] for anything that is not on this machine: a token goes to Apple or nowhere.
    pub fn twin(url: &str) -> Result<Self, Problem> {
        let url: Url = url.trim().parse().map_err(|_| Problem::new(Code::NetBadUrl))?;
        if check_url(&url).is_err() || !is_loopback(&url) {
            return Err(Code::NetBadUrl.into());
        }
        Ok(Self { origin: url.origin().ascii_serialization() })
    }

    /// Apple's own, unless an override is given (`KOSHIN_APPLE_URL`), which has to be a twin.
    ///
    /// # Errors
    ///
    /// As [`AppleUrl::twin`].
    pub fn or_override(url: Option<&str>) -> Result<Self, Problem> {
        url.map_or_else(|| Ok(Self::apple()), Self::twin)
    }

    /// Returns the origin that is asked, such as `https://vpp.itunes.apple.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    fn question(&self) -> Option<Url> {
        format!("{}{PATH}", self.origin).parse().ok()
    }
}

/// Asks Apple about a token, within `limit` (usually [`LIMIT`]).
///
/// Repeats at most twice, and only where that may help: Apple is busy or unavailable, or the answer
/// was cut off. `Retry-After` is honored; where it is longer than the time left, the question ends with
/// Apple's code and the wait in the parameter `wait_seconds`.
pub async fn ask(
    http: &dyn Http,
    apple: &AppleUrl,
    token: &SecretString,
    clock: &dyn Clock,
    limit: Duration,
) -> AppleAnswer {
    let Some(url) = apple.question() else {
        return AppleAnswer::Unreachable(Code::Internal.into());
    };
    let end = clock.now() + limit;
    let mut pause = PAUSE;
    let mut attempt = 1;
    loop {
        let left = (end - clock.now()).to_std().unwrap_or_default();
        let outcome = http.send(question(&url, token, left)).await;
        let (failure, wait) = match read(outcome, apple, clock) {
            Ok(answer) => return answer,
            Err(failed) => failed,
        };
        let left = (end - clock.now()).to_std().unwrap_or_default();
        let next = wait.unwrap_or(pause);
        if let (Some(wait), true) = (wait, next >= left) {
            return AppleAnswer::Unreachable(
                failure.into_problem(apple).with("wait_seconds", wait.as_secs().to_string()),
            );
        }
        if attempt >= ATTEMPTS || next >= left {
            return failure.into_answer(apple);
        }
        clock.sleep(next).await;
        attempt += 1;
        pause *= 2;
    }
}

fn question(url: &Url, token: &SecretString, timeout: Duration) -> Request {
    Request {
        method: Method::Get,
        url: url.clone(),
        headers: vec![
            ("accept", "application/json".to_owned().into()),
            ("authorization", format!("Bearer {}", token.expose_secret()).into()),
        ],
        body: None,
        max_bytes: MAX_BYTES,
        timeout,
    }
}

/// A failure that may pass.
#[derive(Clone, Copy)]
enum Failure {
    Apple(AppleError),
    Http(HttpError),
}

impl Failure {
    fn into_problem(self, apple: &AppleUrl) -> Problem {
        match self {
            Self::Apple(error) => error.into(),
            Self::Http(error) => unreachable_problem(error, apple),
        }
    }

    fn into_answer(self, apple: &AppleUrl) -> AppleAnswer {
        match self {
            Self::Apple(error) => AppleAnswer::Error(error),
            Self::Http(error) => AppleAnswer::Unreachable(unreachable_problem(error, apple)),
        }
    }
}

/// Reads an outcome: an answer that stands, or a failure that may pass with the wait that Apple asks for.
fn read(
    outcome: Result<Response, HttpError>,
    apple: &AppleUrl,
    clock: &dyn Clock,
) -> Result<AppleAnswer, (Failure, Option<Duration>)> {
    let response = match outcome {
        Ok(response) => response,
        Err(HttpError::Cut) => return Err((Failure::Apple(AppleError::Broken), None)),
        Err(HttpError::TooLarge) => return Ok(AppleAnswer::Error(AppleError::Broken)),
        Err(error @ HttpError::Unreachable) => return Err((Failure::Http(error), None)),
        // After a time-out no time is left.
        Err(error @ HttpError::Timeout) => return Err((Failure::Http(error), None)),
        Err(
            error @ (HttpError::Certificate
            | HttpError::Tls
            | HttpError::Proxy
            | HttpError::NotAllowed(_)),
        ) => return Ok(Failure::Http(error).into_answer(apple)),
    };
    let error = match examine(&response) {
        Ok(config) => return Ok(AppleAnswer::Accepted(config)),
        Err(error) => error,
    };
    if !error.may_pass() {
        return Ok(AppleAnswer::Error(error));
    }
    let wait = response.header("retry-after").and_then(|it| retry_after(it, clock.now()));
    Err((Failure::Apple(error), wait))
}

fn examine(response: &Response) -> Result<koshin_core::apple::ClientConfig, AppleError> {
    let is_empty = response.body.trim_ascii().is_empty();
    match response.status {
        // Apple does not redirect; proxies and sign-in pages of networks do.
        300..=399 => Err(AppleError::NotApple),
        status @ 400.. if is_empty => Err(AppleError::Status(status)),
        status => read_answer(status, &response.body),
    }
}

fn unreachable_problem(error: HttpError, apple: &AppleUrl) -> Problem {
    let code = match error {
        HttpError::Unreachable | HttpError::Timeout => Code::AppleUnreachable,
        HttpError::Cut | HttpError::TooLarge => Code::AppleBroken,
        HttpError::Certificate | HttpError::Tls | HttpError::Proxy | HttpError::NotAllowed(_) => {
            error.code()
        }
    };
    Problem::new(code).with("host", apple.origin()).detail(error.to_string())
}
