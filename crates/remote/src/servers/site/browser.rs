//! A small browser: cookies, redirects, frames and forms within one origin.
//!
//! Nothing is ever sent to another origin, and nothing here knows what a page is for.

use std::sync::Arc;
use std::time::Duration;

use cookie_store::CookieStore;
use koshin_core::{Code, Problem};
use url::{Origin, Url};
use zeroize::Zeroizing;

use super::encode::Filled;
use super::page::{Page, Refresh};
use super::press::prepare;
use super::screen::{Pane, Press, Screen};
use crate::clock::Clock;
use crate::connector::{Sent, UPLOAD_LIMIT};
use crate::http::{Http, HttpError, Method, Request, Response, check_url};

/// A larger page is none.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Redirects and refreshes in a row.
const MOST_HOPS: usize = 12;
const MOST_FRAMES: usize = 16;
const DEEPEST_FRAME: usize = 3;

/// Before a page is asked for a second time.
const PAUSE: Duration = Duration::from_millis(500);

/// The times that pages may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For reading one page.
    pub page: Duration,
    /// For the answer to a form that carries a file.
    pub upload: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page: Duration::from_secs(60), upload: UPLOAD_LIMIT }
    }
}

/// Why a page did not come, and how far a form that was to bring it had come.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    pub(super) problem: Problem,
    pub(super) sent: Sent,
}

/// A page that came.
struct Arrived {
    page: Page,
    /// It is the answer to the errand itself, without a redirect or a refresh between.
    is_direct: bool,
}

/// What came of pressing something.
pub(super) struct Pressing {
    pub(super) screen: Screen,
    /// The new page is the answer itself, not what the answer led to.
    pub(super) is_direct: bool,
    /// Its status.
    pub(super) status: u16,
}

/// A request of the browser.
pub(super) struct Errand {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: Option<(String, Zeroizing<Vec<u8>>)>,
    pub(super) referer: Option<Url>,
}

/// One sign-in's worth of browsing.
pub(super) struct Browser {
    http: Arc<dyn Http>,
    origin: Origin,
    cookies: CookieStore,
    limits: Limits,
    clock: Arc<dyn Clock>,
}

impl Browser {
    /// A browser that stays on the origin of an address.
    pub(super) fn new(
        http: Arc<dyn Http>,
        start: &Url,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> Self {
        Self { http, origin: start.origin(), cookies: CookieStore::default(), limits, clock }
    }

    /// Forgets all cookies.
    pub(super) fn forget(&mut self) {
        self.cookies = CookieStore::default();
    }

    /// Opens an address in the whole window.
    pub(super) async fn open(&mut self, url: &Url) -> Result<Screen, Trouble> {
        let errand = Errand { method: Method::Get, url: url.clone(), body: None, referer: None };
        Ok(self.window(errand).await?.screen)
    }

    /// Presses a link or a button; `filled` is what was put into the fields of its form.
    pub(super) async fn press(
        &mut self,
        screen: &Screen,
        press: Press,
        filled: &[Filled<'_>],
    ) -> Result<Pressing, Trouble> {
        let nothing = |problem: Problem| Trouble { problem, sent: Sent::Nothing };
        let (pane, errand, target) = prepare(screen, press, filled).map_err(nothing)?;
        let place = place(screen, pane, target.as_deref());
        let Some(place) = place.filter(|it| *it > 0) else {
            return self.window(errand).await;
        };
        let arrived = self.fetch(errand).await?;
        let mut screen = screen.clone();
        screen.troubles.clear();
        let status = arrived.page.status;
        remove_below(&mut screen, place);
        screen.panes[place].page = arrived.page;
        self.load_frames(&mut screen, place).await;
        Ok(Pressing { screen, is_direct: arrived.is_direct, status })
    }

    /// Builds what pressing something would send, and sends nothing.
    pub(super) fn check_press(
        &self,
        screen: &Screen,
        press: Press,
        filled: &[Filled<'_>],
    ) -> Result<(), Trouble> {
        let checked = prepare(screen, press, filled).and_then(|(_, it, _)| self.check(&it.url));
        checked.map_err(|problem| Trouble { problem, sent: Sent::Nothing })
    }

    async fn window(&mut self, errand: Errand) -> Result<Pressing, Trouble> {
        let arrived = self.fetch(errand).await?;
        let status = arrived.page.status;
        let pane = Pane { name: String::new(), parent: None, page: arrived.page };
        let mut screen = Screen { panes: vec![pane], troubles: Vec::new() };
        self.load_frames(&mut screen, 0).await;
        Ok(Pressing { screen, is_direct: arrived.is_direct, status })
    }

    /// Loads the frames of a pane, and theirs.
    async fn load_frames(&mut self, screen: &mut Screen, from: usize) {
        let mut next = vec![(from, 0)];
        while let Some((parent, depth)) = next.pop() {
            if depth >= DEEPEST_FRAME {
                continue;
            }
            let page = screen.panes[parent].page.clone();
            for frame in &page.frames {
                if screen.panes.len() > MOST_FRAMES {
                    return;
                }
                let Some(url) = page.resolve(&frame.src) else { continue };
                let referer = Some(page.url.clone());
                let errand = Errand { method: Method::Get, url, body: None, referer };
                match self.fetch(errand).await {
                    Ok(arrived) => {
                        let name = frame.name.clone();
                        screen.panes.push(Pane { name, parent: Some(parent), page: arrived.page });
                        next.push((screen.panes.len() - 1, depth + 1));
                    }
                    Err(trouble) => screen.troubles.push(trouble.problem),
                }
            }
        }
    }

    /// Runs an errand to its end, through redirects and refreshes.
    async fn fetch(&mut self, errand: Errand) -> Result<Arrived, Trouble> {
        let is_form = errand.method == Method::Post;
        let mut errand = errand;
        for hop in 0..MOST_HOPS {
            let is_direct = hop == 0;
            let sent = move |direct: Sent| match (is_form, is_direct) {
                (false, _) => Sent::Nothing,
                (true, true) => direct,
                // The form was answered; what became of it the rest would have told.
                (true, false) => Sent::Unknown,
            };
            self.check(&errand.url)
                .map_err(|problem| Trouble { problem, sent: sent(Sent::Nothing) })?;
            let response = self.exchange(&errand).await.map_err(|error| {
                let direct = if error.nothing_sent() { Sent::Nothing } else { Sent::Unknown };
                Trouble { problem: of_http(error, &errand.url), sent: sent(direct) }
            })?;
            if let Some(next) = redirected(&errand, &response) {
                errand = next;
                continue;
            }
            let kind = response.header("content-type");
            let trouble = |code| Trouble {
                problem: Problem::new(code).with("status", response.status.to_string()),
                sent: sent(said_by(response.status)),
            };
            let is_packed = response.header("content-encoding").is_some_and(|it| {
                !it.trim().is_empty() && !it.trim().eq_ignore_ascii_case("identity")
            });
            if is_packed || !is_page(kind, &response.body) {
                let code =
                    if response.status >= 400 { Code::ServerError } else { Code::SiteUnknownPage };
                return Err(trouble(code));
            }
            let page = Page::read(errand.url.clone(), response.status, kind, &response.body);
            match page.refresh.clone() {
                Some(Refresh { url, is_at_once: true }) if is_empty(&page) => {
                    let referer = Some(page.url);
                    errand = Errand { method: Method::Get, url, body: None, referer };
                }
                Some(_) | None => return Ok(Arrived { page, is_direct }),
            }
        }
        let sent = if is_form { Sent::Unknown } else { Sent::Nothing };
        Err(Trouble { problem: Code::SiteUnknownPage.into(), sent })
    }

    fn check(&self, url: &Url) -> Result<(), Problem> {
        if url.origin() != self.origin {
            let host = url.host_str().unwrap_or_default();
            return Err(Problem::new(Code::SiteOtherHost).with("host", host));
        }
        check_url(url)
    }

    /// One request and its answer. Reading is tried once more where the connection failed at once.
    async fn exchange(&mut self, errand: &Errand) -> Result<Response, HttpError> {
        let first = self.http.send(self.request(errand)).await;
        let again = matches!(first, Err(HttpError::Cut | HttpError::Unreachable));
        let response = if again && errand.method == Method::Get {
            self.clock.sleep(PAUSE).await;
            self.http.send(self.request(errand)).await?
        } else {
            first?
        };
        for (name, value) in &response.headers {
            if name == "set-cookie" {
                // A cookie that is none, or for another host, is dropped as browsers do.
                let _ = self.cookies.parse(value, &errand.url);
            }
        }
        tracing::debug!(status = response.status, bytes = response.body.len(), "page");
        Ok(response)
    }

    fn request(&self, errand: &Errand) -> Request {
        let mut headers: Vec<(&'static str, Zeroizing<String>)> = vec![
            ("accept", "text/html,application/xhtml+xml,*/*;q=0.8".to_owned().into()),
            ("accept-language", "ja,en;q=0.5".to_owned().into()),
            ("accept-encoding", "identity".to_owned().into()),
        ];
        let cookies: Vec<String> = self
            .cookies
            .get_request_values(&errand.url)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            headers.push(("cookie", cookies.join("; ").into()));
        }
        if let Some(referer) = &errand.referer {
            let mut referer = referer.clone();
            referer.set_fragment(None);
            headers.push(("referer", referer.to_string().into()));
        }
        let mut timeout = self.limits.page;
        if let Some((kind, _)) = &errand.body {
            if kind.starts_with("multipart/") {
                timeout = self.limits.upload;
            }
            headers.push(("content-type", kind.clone().into()));
            headers.push(("origin", self.origin.ascii_serialization().into()));
        }
        Request {
            method: errand.method,
            url: errand.url.clone(),
            headers,
            body: errand.body.as_ref().map(|(_, bytes)| bytes.clone()),
            max_bytes: MAX_BYTES,
            timeout,
        }
    }
}

/// What a status alone says of a form that was sent.
///
/// A server that failed may have done it before; one that refuses the request has not.
pub(super) const fn said_by(status: u16) -> Sent {
    match status {
        400..=407 | 409..=428 | 430..=498 => Sent::Refused,
        _ => Sent::Unknown,
    }
}

/// The pane that an answer goes to; `None` and 0 for the whole window.
fn place(screen: &Screen, from: usize, target: Option<&str>) -> Option<usize> {
    match target.unwrap_or_default() {
        "" => Some(from),
        it if it.eq_ignore_ascii_case("_self") => Some(from),
        it if it.eq_ignore_ascii_case("_parent") => screen.panes.get(from)?.parent,
        it if it.starts_with('_') => None,
        it => screen.panes.iter().position(|pane| pane.name == it),
    }
}

/// Takes away the frames inside of a pane.
fn remove_below(screen: &mut Screen, place: usize) {
    let mut gone = vec![false; screen.panes.len()];
    for at in 0..screen.panes.len() {
        let parent = screen.panes[at].parent;
        gone[at] = parent.is_some_and(|it| it == place || gone[it]);
    }
    let moved = |at: usize| at - gone[..at].iter().filter(|it| **it).count();
    let panes = std::mem::take(&mut screen.panes);
    screen.panes = panes
        .into_iter()
        .zip(&gone)
        .filter(|(_, gone)| !**gone)
        .map(|(pane, _)| Pane { parent: pane.parent.map(moved), ..pane })
        .collect();
}

/// The errand that a redirect turns another into.
///
/// # Source
///
/// Fetch, "HTTP-redirect fetch": 301 and 302 turn a POST into a GET, 303 anything, 307 and 308 nothing.
fn redirected(errand: &Errand, response: &Response) -> Option<Errand> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let mut url = errand.url.join(response.header("location")?.trim()).ok()?;
    if url.fragment().is_none() {
        url.set_fragment(errand.url.fragment());
    }
    let keeps = matches!(response.status, 307 | 308);
    Some(Errand {
        method: if keeps { errand.method } else { Method::Get },
        body: errand.body.clone().filter(|_| keeps),
        url,
        referer: errand.referer.clone(),
    })
}

fn is_page(kind: Option<&str>, body: &[u8]) -> bool {
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    match kind.to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" => true,
        // Some servers name no kind, or a wrong one for their error pages.
        "" | "text/plain" | "application/octet-stream" | "text/xml" | "application/xml" => {
            body.is_empty() || body.trim_ascii_start().first() == Some(&b'<')
        }
        _ => false,
    }
}

/// Tells whether a page holds nothing to stay for; others that refresh are left to the person.
fn is_empty(page: &Page) -> bool {
    page.controls.iter().all(|it| !it.kind.is_field()) && page.tables.is_empty()
}

fn of_http(error: HttpError, url: &Url) -> Problem {
    Problem::new(error.code())
        .with("host", url.host_str().unwrap_or_default())
        .detail(error.to_string())
}
