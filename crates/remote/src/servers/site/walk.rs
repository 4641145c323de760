//! Going from page to page: what is expected next, what stands in between, and signing in anew.

use koshin_core::{Code, Problem};

use super::browser::{Pressing, Trouble};
use super::encode::Filled;
use super::screen::{Press, Screen};
use super::stops::{self, Obstacle};
use super::{Site, Trace};
use crate::connector::{Ask, ConnectorError, Seen, Sent};

/// Pages that only say something, in a row.
const MOST_NOTICES: usize = 3;
/// Sign-ins in one walk, beside the first.
const MOST_SIGN_INS: usize = 5;

/// Why a walk ends here.
#[derive(Debug, Clone)]
pub(super) enum Stop {
    /// The site wants a sign-in where this page should be.
    SignedOut { page: String },
    /// For good.
    Failed(ConnectorError),
}

impl Stop {
    /// A failure before anything that changes anything was sent.
    pub(super) fn failed(problem: impl Into<Problem>) -> Self {
        Self::Failed(ConnectorError::new(problem))
    }

    /// A label, named with its page, that is not there.
    pub(super) fn missing(code: Code, page: &str, label: &str) -> Self {
        Self::failed(Problem::new(code).with("page", page).with("label", label))
    }
}

impl From<Trouble> for Stop {
    /// Of pages that are only read.
    fn from(trouble: Trouble) -> Self {
        Self::failed(trouble.problem)
    }
}

/// Where the site wanted a sign-in during one walk, which is all that is done from a sign-in on.
#[derive(Default)]
pub(super) struct SignOuts {
    pages: Vec<String>,
}

impl Site {
    /// What is on the screen.
    pub(super) fn screen(&self) -> Result<&Screen, Stop> {
        self.screen.as_ref().ok_or_else(|| Stop::failed(Code::Internal))
    }

    /// Presses something on a page that is only read, and looks at what comes.
    pub(super) async fn press(
        &mut self,
        press: Press,
        filled: &[Filled<'_>],
        page: &str,
    ) -> Result<(), Stop> {
        let pressing = self.press_as(press, filled, page).await?;
        self.look_at(pressing.screen, page);
        Ok(())
    }

    /// Presses something, without looking yet.
    pub(super) async fn press_as(
        &mut self,
        press: Press,
        filled: &[Filled<'_>],
        page: &str,
    ) -> Result<Pressing, Trouble> {
        let Some(screen) = &self.screen else {
            return Err(Trouble { problem: Code::Internal.into(), sent: Sent::Nothing });
        };
        let pressing = self.browser.press(screen, press, filled).await;
        pressing.map_err(|it| it.on(page))
    }

    /// Takes a screen as the present one.
    pub(super) fn look_at(&mut self, screen: Screen, page: &str) {
        self.trace.page(page, &screen);
        self.screen = Some(screen);
    }

    /// Looks for something on the screen; passes pages that only say something; names what else stands
    /// in the way. `None` where the page looks like any other and lacks it.
    pub(super) async fn expect<T>(
        &mut self,
        page: &str,
        find: impl Fn(&Screen) -> Option<T> + Send,
    ) -> Result<Option<T>, Stop> {
        for _ in 0..=MOST_NOTICES {
            let screen = self.screen()?;
            if let Some(found) = find(screen) {
                self.unproven = None;
                return Ok(Some(found));
            }
            match stops::obstacle(screen, page) {
                Some(Obstacle::SignedOut) => return Err(self.signed_out(page)),
                Some(Obstacle::Stop(problem)) => return Err(Stop::failed(problem)),
                None => (),
            }
            let Some(on) = stops::way_on(screen) else { break };
            self.press(on, &[], page).await?;
        }
        match stops::explain(self.screen()?, page) {
            Some(Obstacle::SignedOut) => Err(self.signed_out(page)),
            Some(Obstacle::Stop(problem)) => Err(Stop::failed(problem)),
            None => Ok(None),
        }
    }

    /// The site wants a sign-in. Where it has shown nothing of its own since the password was sent, only
    /// pages that say something, it has refused the password.
    fn signed_out(&mut self, page: &str) -> Stop {
        match self.unproven.take() {
            Some(before) => self.refused(&before),
            None => Stop::SignedOut { page: page.to_owned() },
        }
    }

    /// Signs in where that is still to be done.
    pub(super) async fn be_signed_in(&mut self, ask: &dyn Ask) -> Result<(), ConnectorError> {
        if self.is_signed_in { Ok(()) } else { self.enter(ask).await }
    }

    /// After a sign-out in the middle the walk begins anew: once for each page, five times in all.
    pub(super) fn recover(&mut self, stop: Stop) -> Result<(), ConnectorError> {
        match stop {
            Stop::Failed(error) => Err(error),
            Stop::SignedOut { page } => {
                let pages = &mut self.sign_outs.pages;
                if pages.contains(&page) || pages.len() >= MOST_SIGN_INS {
                    return Err(ConnectorError::new(
                        Problem::new(Code::SiteSignedOut).with("page", page),
                    ));
                }
                pages.push(page);
                self.is_signed_in = false;
                Ok(())
            }
        }
    }

    /// Takes note of something that was looked for.
    pub(super) fn note(&mut self, page: &str, label: &str, found: Option<&str>, needed: bool) {
        self.trace.note(page, label, found, needed);
    }
}

impl Trouble {
    /// Names the page, where the problem does not say it.
    pub(super) fn on(mut self, page: &str) -> Self {
        self.problem.params.entry("page".to_owned()).or_insert_with(|| page.to_owned());
        self
    }
}

impl Trace {
    fn note(&mut self, page: &str, label: &str, found: Option<&str>, needed: bool) {
        let known = self.seen.iter_mut().find(|it| it.page == page && it.label == label);
        match known {
            Some(known) => known.found = found.map(str::to_owned).or(known.found.take()),
            None => self.seen.push(Seen {
                page: page.to_owned(),
                label: label.to_owned(),
                found: found.map(str::to_owned),
                needed,
            }),
        }
    }

    fn page(&mut self, page: &str, screen: &Screen) {
        if !self.pages.insert(page.to_owned()) {
            return;
        }
        for pane in &screen.panes {
            let frame = if pane.name.is_empty() { "" } else { "（フレーム）" };
            let status = pane.page.status;
            let charset = pane.page.charset.name();
            let head = format!("## {page}{frame} status={status} charset={charset}\n");
            self.structure.push_str(&head);
            for line in &pane.page.structure {
                self.structure.push_str(line);
                self.structure.push('\n');
            }
        }
    }
}
