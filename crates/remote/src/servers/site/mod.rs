//! The manual's management site, read as a person reads it.
//!
//! Nobody here has seen the site: the manual gives labels, menu names, buttons and one sentence. So
//! pages are read by what they say (`words`), within one origin (`browser`), and whatever is missing
//! ends the walk with a code that names the page and what was looked for.
//!
//! Pressed are ログイン, menu entries, 次へ, 編集, 保存 and ログアウト; 削除 and 新規 never.

mod alerts;
mod answer;
mod browser;
mod charset;
pub mod dates;
mod dom;
mod edit;
mod encode;
mod form;
mod ids;
mod labels;
mod list;
mod menu;
mod page;
mod press;
mod rehearse;
mod rows;
mod screen;
mod script;
mod sign_in;
mod sink;
mod stops;
mod structure;
mod table;
mod walk;
mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use koshin_core::secret::SecretString;
use koshin_core::{CheckedToken, License, Notes, Problem};
use url::Url;

use crate::clock::{Boxed, Clock};
use crate::connector::{
    Abilities, Ask, Connector, ConnectorError, Evidence, Receipt, Rehearsal, Seen, Stage,
};
use crate::http::Http;

pub use browser::Limits;

/// A management site as the person registered it. No secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteProfile {
    /// The address of the sign-in page, as pasted from the browser.
    pub url: Url,
    /// 企業コード, where the site asks for one.
    pub company: Option<String>,
    /// ユーザーID.
    pub user: String,
}

/// The connector to a management site. It lives for one sign-in; the password goes with it.
pub struct Site {
    profile: SiteProfile,
    password: SecretString,
    browser: browser::Browser,
    /// What is on the screen; `None` before the first page and after signing out.
    screen: Option<screen::Screen>,
    /// The first screen with the menu, from which every walk begins.
    home: Option<screen::Screen>,
    is_signed_in: bool,
    /// Why the site refused the password; it is not sent again.
    rejected: Option<Problem>,
    /// What the sign-in page said, from the sending of the password until a page of the site itself is
    /// seen. What the answers lead to in between is part of the answer.
    unproven: Option<Vec<String>>,
    sign_outs: walk::SignOuts,
    trace: Trace,
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// What was looked for on the way, and how the pages are built.
#[derive(Default)]
struct Trace {
    seen: Vec<Seen>,
    pages: BTreeSet<String>,
    structure: String,
}

impl Site {
    /// A connector that has sent nothing yet.
    #[must_use]
    pub fn new(
        profile: SiteProfile,
        password: SecretString,
        http: Arc<dyn Http>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self::with_limits(profile, password, http, clock, Limits::default())
    }

    /// As [`Site::new`], with other times for pages.
    #[must_use]
    pub fn with_limits(
        profile: SiteProfile,
        password: SecretString,
        http: Arc<dyn Http>,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> Self {
        let browser = browser::Browser::new(http, &profile.url, clock, limits);
        Self {
            profile,
            password,
            browser,
            screen: None,
            home: None,
            is_signed_in: false,
            rejected: None,
            unproven: None,
            sign_outs: walk::SignOuts::default(),
            trace: Trace::default(),
        }
    }
}

/// What this kind lets a program do.
pub(super) const ABILITIES: Abilities = Abilities {
    reads: true,
    renews: true,
    account_name: true,
    notes: true,
    account_name_max: None,
    notes_max: None,
    lags: None,
    evidence: Evidence::Documents,
};

impl Connector for Site {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn sign_in<'a>(&'a mut self, ask: &'a dyn Ask) -> Boxed<'a, Result<(), ConnectorError>> {
        Box::pin(async move {
            self.sign_outs = walk::SignOuts::default();
            self.enter(ask).await
        })
    }

    fn licenses<'a>(
        &'a mut self,
        ask: &'a dyn Ask,
    ) -> Boxed<'a, Result<Vec<License>, ConnectorError>> {
        Box::pin(async move {
            loop {
                self.be_signed_in(ask).await?;
                match self.read_list(ask).await {
                    Ok(list) => return Ok(list.into_licenses()),
                    Err(stop) => self.recover(stop)?,
                }
            }
        })
    }

    fn renew<'a>(
        &'a mut self,
        id: &'a str,
        token: &'a CheckedToken,
        notes: &'a Notes,
        ask: &'a dyn Ask,
    ) -> Boxed<'a, Result<Receipt, ConnectorError>> {
        Box::pin(self.renew_walk(id, token, notes, ask))
    }

    fn rehearse<'a>(&'a mut self, ask: &'a dyn Ask) -> Boxed<'a, Rehearsal> {
        Box::pin(self.rehearse_walk(ask))
    }

    fn sign_out<'a>(&'a mut self, ask: &'a dyn Ask) -> Boxed<'a, ()> {
        Box::pin(async move {
            ask.stage(Stage::SigningOut);
            self.leave().await;
        })
    }
}
