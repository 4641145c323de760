//! Signing in and out.

use koshin_core::secret::ExposeSecret as _;
use koshin_core::{Code, Problem};

use super::Site;
use super::encode::{Filled, Value};
use super::form::{FormMethod, Kind};
use super::menu::{HOME, shows_menu};
use super::press::can_press;
use super::screen::{At, Press, Screen};
use super::stops::{self, SignInForm};
use super::walk::Stop;
use super::words::{Fit, words};
use crate::connector::{Ask, ConnectorError, Stage};

/// What is entered into a field.
#[derive(Debug, Clone, Copy)]
enum What {
    Company,
    User,
    Password,
}

/// A field of the sign-in form.
struct Entered {
    control: usize,
    label: &'static str,
    what: What,
}

impl Site {
    /// Signs in from the start. A password that was refused is not sent again.
    pub(super) async fn enter(&mut self, ask: &dyn Ask) -> Result<(), ConnectorError> {
        if let Some(problem) = &self.rejected {
            let problem = Problem { code: Code::SecretRejected, ..problem.clone() };
            return Err(ConnectorError { secret_rejected: true, ..ConnectorError::new(problem) });
        }
        loop {
            ask.stage(Stage::Connecting);
            match self.enter_once(ask).await {
                Ok(()) => return Ok(()),
                Err(stop) => self.recover(stop)?,
            }
        }
    }

    async fn enter_once(&mut self, ask: &dyn Ask) -> Result<(), Stop> {
        let words = words();
        let page = words.sign_in_page.label.as_str();
        self.browser.forget();
        let url = self.profile.url.clone();
        let screen = self.browser.open(&url).await.map_err(|it| it.on(page))?;
        self.look_at(screen, page);

        let form = self.find_sign_in(page).await?;
        let before = stops::all_texts(self.screen()?);
        let (filled, button) = self.fill_in(&form, page)?;
        ask.stage(Stage::SigningIn);
        let password = self.password.clone();
        let company = self.profile.company.clone().unwrap_or_default();
        let user = self.profile.user.clone();
        let filled: Vec<Filled<'_>> = filled
            .into_iter()
            .map(|it| Filled {
                control: it.control,
                label: it.label,
                value: Value::Text(match it.what {
                    What::Company => &company,
                    What::User => &user,
                    What::Password => password.expose_secret(),
                }),
            })
            .collect();
        let pressing = self.press_as(button, &filled, page).await?;
        let is_further = stops::sign_in_form(&pressing.screen).is_none();
        self.look_at(pressing.screen, if is_further { HOME } else { page });
        self.judge_entry(page, &before)
    }

    /// The sign-in form, on the first page or one link further.
    async fn find_sign_in(&mut self, page: &str) -> Result<SignInForm, Stop> {
        let words = words();
        for _ in 0..2 {
            if let Some(form) = stops::sign_in_form(self.screen()?) {
                return Ok(form);
            }
            let screen = self.screen()?;
            let links = screen.presses(&words.reads_on).into_iter();
            let way = links
                .filter(|(fit, press)| *fit == Fit::Whole && matches!(press, Press::Link(_)))
                .map(|(_, press)| press)
                .find(|it| can_press(screen, *it));
            let Some(way) = way else { break };
            self.press(way, &[], page).await?;
        }
        let screen = self.screen()?;
        match stops::obstacle(screen, page).or_else(|| stops::explain(screen, page)) {
            Some(stops::Obstacle::Stop(problem)) => Err(Stop::failed(problem)),
            Some(stops::Obstacle::SignedOut) | None => {
                Err(Stop::failed(Problem::new(Code::SiteNoSignIn).with("page", page)))
            }
        }
    }

    /// The fields of the form with what each gets, and the button.
    fn fill_in(&mut self, form: &SignInForm, page: &str) -> Result<(Vec<Entered>, Press), Stop> {
        let words = words();
        let screen = self.screen()?.clone();
        let is_mate = |at: At| {
            at.pane == form.pane
                && screen.control(at).is_some_and(|it| it.form == form.form && !it.disabled)
        };
        let mut filled = Vec::new();
        let company = screen.field(&words.company, &[Kind::Text], |at, _| is_mate(at));
        if let Ok((at, found)) = &company {
            self.note(page, &words.company.label, Some(found), true);
            if self.profile.company.as_deref().is_none_or(|it| it.trim().is_empty()) {
                return Err(Stop::missing(Code::InputMissing, page, &words.company.label));
            }
            filled.push(Entered {
                control: at.number,
                label: &words.company.label,
                what: What::Company,
            });
        }
        let is_company = |at: At| company.as_ref().is_ok_and(|(it, _)| *it == at);
        for (entry, kind, what) in [
            (&words.user, Kind::Text, What::User),
            (&words.password, Kind::Password, What::Password),
        ] {
            let field = screen.field(entry, &[kind], |at, _| is_mate(at) && !is_company(at));
            let found = field.as_ref().ok().map(|(_, found)| found.as_str());
            self.note(page, &entry.label, found, true);
            let Ok((at, _)) = field else {
                return Err(Stop::missing(Code::SiteLabelMissing, page, &entry.label));
            };
            filled.push(Entered { control: at.number, label: &entry.label, what });
        }
        let button = sign_in_button(&screen, form);
        self.note(page, "［ログイン］", button.map(|it| screen.says(it)).as_deref(), true);
        let Some(button) = button else {
            let is_there =
                screen.presses(&words.sign_in).iter().any(|(_, it)| it.pane() == form.pane);
            let code = if is_there { Code::SiteNeedsScript } else { Code::SiteLabelMissing };
            return Err(Stop::missing(code, page, &words.sign_in.label));
        };
        Ok((filled, button))
    }

    /// Looks at what came after the password was sent. A site that asks for it again has refused it,
    /// whatever addresses lay between and whether it says so or not.
    fn judge_entry(&mut self, page: &str, before: &[String]) -> Result<(), Stop> {
        let screen = self.screen()?;
        let mut is_refused = stops::sign_in_form(screen).is_some();
        // A page with the menu is the site itself, whatever its announcements speak of.
        if !is_refused && !shows_menu(screen) {
            if let Some(stops::Obstacle::Stop(problem)) = stops::obstacle(screen, page) {
                let is_locked = problem.code == Code::SiteLocked;
                return Err(if is_locked { self.reject(problem) } else { Stop::failed(problem) });
            }
            is_refused = is_refusal(screen, page);
        }
        if is_refused {
            return Err(self.refused(before));
        }
        self.unproven = (!shows_menu(screen)).then(|| before.to_vec());
        self.is_signed_in = true;
        self.home = None;
        Ok(())
    }

    /// Takes note that the site refused the password, in its words.
    pub(super) fn refused(&mut self, before: &[String]) -> Stop {
        let screen = self.screen.as_ref();
        let sentence = screen.and_then(|it| stops::error_sentence(it, before)).unwrap_or_default();
        let is_locked = words().locked.are_in(&sentence);
        let code = if is_locked { Code::SiteLocked } else { Code::ServerSignInRefused };
        let page = words().sign_in_page.label.as_str();
        self.reject(Problem::new(code).with("page", page).with("sentence", sentence))
    }

    /// Takes the password for refused: it is not sent again.
    fn reject(&mut self, problem: Problem) -> Stop {
        self.rejected = Some(problem.clone());
        self.is_signed_in = false;
        Stop::Failed(ConnectorError { secret_rejected: true, ..ConnectorError::new(problem) })
    }

    /// Signs out, as far as that works, and forgets the session.
    pub(super) async fn leave(&mut self) {
        let words = words();
        let screens = [self.screen.take(), self.home.take()].into_iter().flatten();
        let mut ways = screens.filter_map(|screen| {
            let presses = screen.presses(&words.sign_out).into_iter().map(|(_, press)| press);
            let way = presses.into_iter().find(|it| can_press(&screen, *it))?;
            Some((screen, way))
        });
        let way = ways.next().filter(|_| self.is_signed_in);
        let says = way.as_ref().map(|(screen, way)| screen.says(*way));
        if self.is_signed_in {
            self.note("ログアウト", &words.sign_out.label, says.as_deref(), false);
        }
        if let Some((screen, way)) = way {
            // Whether it worked changes nothing for the person.
            let _ = self.browser.press(&screen, way, &[]).await;
        }
        self.is_signed_in = false;
        self.browser.forget();
    }
}

/// Tells whether a page without the form refuses the password: it leads nowhere and says that, or that
/// one has to sign in.
fn is_refusal(screen: &Screen, page: &str) -> bool {
    stops::way_on(screen).is_none()
        && (screen.lines().any(|it| words().refused.are_in(it))
            || stops::explain(screen, page) == Some(stops::Obstacle::SignedOut))
}

/// The button of a sign-in form: the one that says ログイン, or the only one there is. A password is not
/// sent in an address.
fn sign_in_button(screen: &Screen, form: &SignInForm) -> Option<Press> {
    let words = words();
    let page = screen.page(form.pane)?;
    let is_post = |press: &Press| match press {
        Press::Link(_) | Press::Refresh(_) => true,
        Press::Button(at) => {
            let own = screen.control(*at).and_then(|it| it.instead.method);
            let of_form = form.form.and_then(|it| page.forms.get(it)).map(|it| it.method);
            own.or(of_form) == Some(FormMethod::Post)
        }
    };
    let is_mate = |press: &Press| match press {
        Press::Link(at) => {
            at.pane == form.pane
                && screen
                    .link(*at)
                    .is_some_and(|it| matches!(it.script, Some(super::script::Script::Submit(_))))
        }
        Press::Button(at) => {
            at.pane == form.pane && screen.control(*at).is_some_and(|it| it.form == form.form)
        }
        Press::Refresh(_) => false,
    };
    let named = screen.presses(&words.sign_in).into_iter().map(|(_, press)| press);
    let named = named.filter(|it| is_mate(it) && is_post(it)).find(|it| can_press(screen, *it));
    named.or_else(|| {
        let mut buttons = page.controls.iter().enumerate().filter(|(_, it)| {
            it.form == form.form && !it.disabled && matches!(it.kind, Kind::Submit | Kind::Image)
        });
        let only = buttons.next().map(|(number, _)| Press::Button(At { pane: form.pane, number }));
        only.filter(|it| buttons.next().is_none() && is_post(it) && can_press(screen, *it))
    })
}
