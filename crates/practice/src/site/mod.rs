//! The management site: what all structures have in common, none of which is HTML.
//!
//! A structure is a module of its own with its own pages. It decides what a page looks like, how
//! a form comes back and how a row is known; here is who may see a page, what goes wrong at which
//! place, and what a save does.

mod cards;
mod frames;
mod gate;
mod paged;
mod save;
mod table;

use std::fmt::Write as _;

use axum::http::{StatusCode, header};
use chrono::{DateTime, Utc};
use encoding_rs::Encoding;

use crate::fault::{Fault, Label, Mishap, Place};
use crate::log::{Asked, Server};
use crate::reply::{Ending, Reply};
use crate::scenario::Structure;
use crate::tokens::sha256;
use crate::visit::Visit;
use crate::world::{CHANGED_PASSWORD, LicenseRow, Session, World};

pub(crate) use save::Saved;

/// The pages of one structure.
pub(crate) trait Pages: Sync {
    fn encoding(&self) -> &'static Encoding;
    /// The address that a person would paste.
    fn entry(&self) -> &'static str;
    /// Name and path of the session cookie; the path is also where gates live.
    fn cookie(&self) -> (&'static str, &'static str);
    /// 企業コード, where the sign-in form has one.
    fn company(&self) -> Option<&'static str>;
    /// The names of the controls for company, user and password.
    fn sign_in_fields(&self) -> [&'static str; 3];
    /// Which place is asked for.
    fn place(&self, visit: &Visit) -> Option<Place>;
    /// The sign-in page, with the sentence after a refusal.
    fn sign_in(&self, desk: &mut Desk<'_>, error: Option<&str>) -> Reply;
    /// The answer to somebody who is not signed in, at any page but the sign-in.
    fn unsigned(&self, desk: &mut Desk<'_>) -> Reply;
    /// The answer to accepted credentials.
    fn welcome(&self, desk: &mut Desk<'_>) -> Reply;
    /// Any page for somebody who is signed in.
    fn answer(&self, desk: &mut Desk<'_>, place: Place) -> Reply;
    /// A page of the site with one message; `body` is HTML.
    fn message(&self, title: &str, body: &str) -> Reply;
}

/// The pages of a structure.
pub(crate) fn pages(structure: Structure) -> &'static dyn Pages {
    match structure {
        Structure::Table => &table::Table,
        Structure::Frames => &frames::Frames,
        Structure::Pages => &paged::Paged,
        Structure::Cards => &cards::Cards,
    }
}

/// One request with all it may look at and change.
pub(crate) struct Desk<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) visit: &'a Visit,
    /// The key of the session, where there is one.
    session: Option<String>,
}

/// Answers a request to the site.
pub(crate) fn answer(world: &mut World, visit: &Visit) -> Reply {
    let pages = pages(world.structure);
    let [.., password] = pages.sign_in_fields();
    let place = pages.place(visit);
    let asked = visit.asked(Server::Site, &[password, gate::NEW_PASSWORD]);
    world.log.push(Asked { place, ..asked });
    if visit.path == "/favicon.ico" {
        return Reply::page(String::new(), pages.encoding()).status(StatusCode::NOT_FOUND);
    }
    let session = visit.cookie(pages.cookie().0).map(str::to_owned);
    let session = session.filter(|key| world.sessions.contains_key(key));
    let mut desk = Desk { world, visit, session };
    let mut reply = desk.at(pages, place);
    if let Some(place) = place {
        desk.spoil(place, &mut reply);
    }
    if desk.world.has(Fault::Slow) {
        reply.delay = desk.world.slow;
    }
    reply
}

impl Desk<'_> {
    fn at(&mut self, pages: &'static dyn Pages, place: Option<Place>) -> Reply {
        if self.world.has(Fault::Maintenance) {
            return pages
                .message(
                    "メンテナンス中",
                    "<p>ただいまシステムメンテナンス中です。しばらくお待ちください。</p>",
                )
                .status(StatusCode::SERVICE_UNAVAILABLE)
                .with(header::RETRY_AFTER, "3600".to_owned());
        }
        if let Some(reply) = gate::answer(self, pages) {
            return reply;
        }
        let Some(place) = place else {
            return pages
                .message(
                    "ページが見つかりません",
                    "<p>指定されたページは見つかりませんでした。</p>",
                )
                .status(StatusCode::NOT_FOUND);
        };
        if let Some(reply) = self.mishap(pages, place) {
            return reply;
        }
        match place {
            Place::SignIn => pages.sign_in(self, None),
            Place::Entry => self.enter(pages),
            Place::SignOut => {
                self.end_session();
                pages.answer(self, place)
            }
            Place::Home | Place::Menu | Place::List | Place::Edit | Place::Save => {
                match self.session().map(|session| session.gate) {
                    None => pages.unsigned(self),
                    Some(Some(gate)) => gate::page(pages, gate),
                    Some(None)
                        if matches!(place, Place::Edit | Place::Save) && !self.may_edit() =>
                    {
                        forbidden(pages)
                    }
                    Some(None) => pages.answer(self, place),
                }
            }
        }
    }

    /// What goes wrong at this place before the page is made.
    fn mishap(&mut self, pages: &'static dyn Pages, place: Place) -> Option<Reply> {
        let signed_in = self.session.is_some();
        let ends = signed_in
            && (self.world.mishap(Mishap::SignOut, place)
                || self.world.mishap(Mishap::SignOutAlways, place));
        if ends {
            self.end_session();
        }
        if signed_in && !self.visit.is_post() && self.world.mishap(Mishap::Notice, place) {
            return Some(gate::notice(pages, &self.visit.uri));
        }
        if self.world.mishap(Mishap::Elsewhere, place) {
            let to = format!("{}{}", self.world.elsewhere, self.visit.uri);
            return Some(Reply::redirect(&to).status(StatusCode::TEMPORARY_REDIRECT));
        }
        if self.world.mishap(Mishap::Forbidden, place) {
            return Some(forbidden(pages));
        }
        if self.world.mishap(Mishap::Broken, place) {
            let page = pages.message(
                "システムエラー",
                "<p>システムエラーが発生しました。管理者に連絡してください。</p>",
            );
            return Some(page.status(StatusCode::INTERNAL_SERVER_ERROR));
        }
        let ending = [(Mishap::Cut, Ending::Cut), (Mishap::Silence, Ending::Silence)];
        let ending = ending.into_iter().find(|(mishap, _)| self.world.mishap(*mishap, place));
        ending.map(|(_, ending)| Reply::ending(ending))
    }

    /// What goes wrong with the page once it is made.
    fn spoil(&mut self, place: Place, reply: &mut Reply) {
        if self.world.mishap(Mishap::NeedsScript, place) && reply.status == StatusCode::OK {
            reply.text = scripted(&reply.text);
        }
        let endings = [(Mishap::Flood, Ending::Flood), (Mishap::CutHalfway, Ending::CutHalfway)];
        for (mishap, ending) in endings {
            if self.world.mishap(mishap, place) {
                reply.ending = ending;
                // Nobody reads on when the head sends elsewhere.
                reply.headers.retain(|(name, _)| *name != header::LOCATION);
                reply.status = StatusCode::OK;
            }
        }
    }

    fn enter(&mut self, pages: &'static dyn Pages) -> Reply {
        let given = pages.sign_in_fields().map(|name| self.visit.field(name));
        let digest = sha256(given.join("\n"));
        if !self.world.refused.is_empty() && self.world.refused.contains(&digest) {
            self.world.violate("a refused password was sent again");
        }
        if !self.visit.is_post() {
            self.world.violate("credentials were not sent by POST");
        }
        let account = &self.world.account;
        let is_silent = self.world.has(Fault::RefusedSilently);
        let is_changed = is_silent || self.world.has(Fault::PasswordRefused);
        let password = if is_changed { CHANGED_PASSWORD } else { &account.password };
        let company = account.company.as_deref().unwrap_or_default();
        if given != [company, &account.user, password] {
            self.world.refused.insert(digest);
            if is_silent {
                return pages.welcome(self);
            }
            let sentence = "ログインできません。入力した内容が正しくありません。";
            return pages.sign_in(self, Some(sentence));
        }
        if self.world.has(Fault::Locked) {
            let sentence = "アカウントがロックされています。管理者に連絡してください。";
            return pages.sign_in(self, Some(sentence));
        }
        let key = self.world.random();
        let gates = [Fault::SignedInElsewhere, Fault::OneTimeCode, Fault::PasswordChange];
        let gate = gates.into_iter().find(|gate| self.world.has(*gate));
        self.world.sessions.insert(key.clone(), Session { gate, ..Session::default() });
        self.session = Some(key.clone());
        let (name, path) = pages.cookie();
        let secure = if self.world.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={key}; Path={path}; HttpOnly; SameSite=Lax{secure}");
        let reply = match gate {
            Some(gate) => gate::page(pages, gate),
            None => pages.welcome(self),
        };
        reply.with(header::SET_COOKIE, cookie)
    }

    fn end_session(&mut self) {
        if let Some(key) = self.session.take() {
            self.world.sessions.remove(&key);
        }
    }

    /// The sign-in of this request.
    pub(crate) fn session(&mut self) -> Option<&mut Session> {
        self.world.sessions.get_mut(self.session.as_deref()?)
    }

    /// Leaves a sentence for the next page.
    pub(crate) fn leave(&mut self, sentence: &str) {
        if let Some(session) = self.session() {
            session.flash = Some(sentence.to_owned());
        }
    }

    /// The sentence left for this page.
    pub(crate) fn left(&mut self) -> Option<String> {
        self.session().and_then(|session| session.flash.take())
    }

    /// The label as the structure writes it, or a symbol where it is to be missing.
    pub(crate) fn label<'t>(&self, label: Label, text: &'t str) -> &'t str {
        self.world.label(label, text)
    }

    /// Whether 編集, 新規 and 削除 are shown.
    pub(crate) fn may_edit(&self) -> bool {
        !self.world.has(Fault::NotAdministrator)
    }

    /// The rows as the pages show them.
    pub(crate) fn rows(&mut self) -> Vec<LicenseRow> {
        if self.world.has(Fault::EmptyList) {
            return Vec::new();
        }
        let ids: Vec<u32> = self.world.rows.iter().map(|row| row.license.id).collect();
        ids.into_iter().filter_map(|id| self.license(id)).collect()
    }

    /// The rows as the list shows them, which counts as a reading. Only a reading ends a lag, so
    /// that its pages all show the same.
    pub(crate) fn list(&mut self) -> Vec<LicenseRow> {
        let present = tokio::time::Instant::now();
        for row in &mut self.world.rows {
            let Some(former) = &mut row.former else { continue };
            if former.reads_left == 0 && former.until <= present {
                row.former = None;
            } else {
                former.reads_left = former.reads_left.saturating_sub(1);
            }
        }
        self.rows()
    }

    /// One row as the pages show it.
    pub(crate) fn license(&mut self, id: u32) -> Option<LicenseRow> {
        let row = self.world.row(id)?;
        let mut license = row.license.clone();
        if let Some(former) = &row.former {
            license.expires = former.expires;
        }
        Some(license)
    }

    /// Whether the page shows the date in red, as the manual says.
    pub(crate) fn is_soon(&self, expires: DateTime<Utc>) -> bool {
        expires < self.world.clock.now() + chrono::Duration::days(30)
    }
}

fn forbidden(pages: &dyn Pages) -> Reply {
    pages
        .message("アクセスできません", "<p>この操作を行う権限がありません。</p>")
        .status(StatusCode::FORBIDDEN)
}

/// The same page for a browser; nothing but a script for whoever does not run it.
fn scripted(page: &str) -> String {
    let escaped = page.chars().fold(String::new(), |mut escaped, c| {
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
        escaped
    });
    format!(
        "<!doctype html><html lang=\"ja\"><head><title>&#31649;&#29702;&#12469;&#12452;&#12488;</title></head><body>\
        <div id=\"app\"></div><noscript>JavaScript&#12434;&#26377;&#21177;&#12395;&#12375;&#12390;&#12367;&#12384;&#12373;&#12356;&#12290;</noscript>\
        <script>document.open();document.write(\"{escaped}\");document.close();</script></body></html>"
    )
}
