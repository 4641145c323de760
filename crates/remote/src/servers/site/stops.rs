//! Recognizing why a page is not the one that was asked for.

use koshin_core::{Code, Problem};

use super::form::{Control, Kind};
use super::menu::{shows_menu, shows_menu_in};
use super::page::Page;
use super::press::{can_press, posts};
use super::screen::{At, Press, Screen};
use super::words::words;

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The site wants a sign-in.
    SignedOut,
    /// Something that Koshin cannot or must not pass.
    Stop(Problem),
}

/// A sign-in form: the pane and the number of the form on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SignInForm {
    pub(super) pane: usize,
    pub(super) form: Option<usize>,
    pub(super) password: At,
}

/// Finds the form that asks for user and password: one password field, and something to type a name in.
pub(super) fn sign_in_form(screen: &Screen) -> Option<SignInForm> {
    let words = words();
    for (pane, it) in screen.panes.iter().enumerate() {
        let page = &it.page;
        for (number, control) in page.controls.iter().enumerate() {
            if !is_open(control) || control.kind != Kind::Password || control.hidden {
                continue;
            }
            let mates = || page.controls.iter().filter(|it| it.form == control.form && is_open(it));
            let passwords = mates().filter(|it| it.kind == Kind::Password && !it.hidden).count();
            let has_name = mates().any(|it| it.kind == Kind::Text && !it.hidden);
            let is_new = control.autocomplete == "new-password"
                || control.names.iter().any(|it| words.password_change.are_in(&it.text));
            if passwords == 1 && has_name && !is_new {
                return Some(SignInForm {
                    pane,
                    form: control.form,
                    password: At { pane, number },
                });
            }
        }
    }
    None
}

fn is_open(control: &Control) -> bool {
    !control.disabled && !control.read_only
}

/// Tells whether fields on the screen wait to be filled in.
fn has_fields(screen: &Screen, kinds: &[Kind]) -> bool {
    screen
        .pages()
        .flat_map(|it| &it.controls)
        .any(|it| kinds.contains(&it.kind) && is_open(it) && !it.hidden)
}

/// Looks for what only the person can pass, and for the sign-in form.
pub(super) fn obstacle(screen: &Screen, page: &str) -> Option<Obstacle> {
    let words = words();
    if sign_in_form(screen).is_some() {
        return Some(Obstacle::SignedOut);
    }
    let says = |sentences: &super::words::Sentences| screen.lines().any(|it| sentences.are_in(it));
    let stop = |code| Some(Obstacle::Stop(Problem::new(code).with("page", page)));
    let texts = [Kind::Text, Kind::Password];
    let is_inside = shows_menu(screen);
    let is_code = |it: &Control| {
        let mut names = it.names.iter();
        is_open(it) && names.any(|it| words.one_time_code.are_in(&it.text))
    };
    let has_code = || screen.pages().flat_map(|it| &it.controls).any(is_code);
    if says(&words.one_time_code) && has_fields(screen, &texts) && (!is_inside || has_code()) {
        return stop(Code::SiteOneTimeCode);
    }
    if says(&words.password_change) && has_fields(screen, &[Kind::Password]) {
        return stop(Code::SitePasswordChange);
    }
    // The site itself may speak of these: 「端末のロック中：3」. Whoever is stopped by them sees no menu.
    let stands_out = |sentences: &super::words::Sentences| {
        screen.pages().flat_map(|it| &it.alerts).any(|it| sentences.are_in(it))
    };
    let is_told = |sentences| if is_inside { stands_out(sentences) } else { says(sentences) };
    if is_told(&words.signed_in_elsewhere) {
        return stop(Code::SiteSignedInElsewhere);
    }
    if is_told(&words.locked) {
        return stop(Code::SiteLocked);
    }
    None
}

/// What leads on from a page that only says something, such as お知らせ: a link or button for that, or
/// the page's own refresh, on a screen without any field to fill in. Nothing is agreed to, and no form
/// with a field is sent that may change something.
pub(super) fn way_on(screen: &Screen) -> Option<Press> {
    let fields =
        [Kind::Text, Kind::Password, Kind::File, Kind::Select, Kind::TextArea, Kind::Radio];
    let words = words();
    let has_list = screen.tables().any(|(_, table)| {
        (0..table.len())
            .any(|row| table.row(row).iter().any(|(_, cell)| words.account_name.is(&cell.text)))
    });
    let speaks_of_it = screen.lines().any(|it| words.agreement.are_in(it));
    let is_asked = speaks_of_it && has_fields(screen, &[Kind::Checkbox]);
    if has_fields(screen, &fields) || has_list || is_asked {
        return None;
    }
    let is_harmless = |press: &Press| match posts(screen, *press) {
        None => true,
        Some((pane, form)) => {
            let mut mates = screen
                .page(pane)
                .into_iter()
                .flat_map(|it| &it.controls)
                .filter(|it| it.form == Some(form));
            !speaks_of_it && !mates.any(|it| it.kind.is_field() && !it.hidden)
        }
    };
    let presses = screen.presses(&words.pass_on).into_iter().map(|(_, it)| it);
    let named = presses.filter(is_harmless).find(|it| can_press(screen, *it));
    named.or_else(|| {
        screen.panes.iter().position(|it| it.page.refresh.is_some()).map(Press::Refresh)
    })
}

/// Says why something is missing on a screen that is none of the known ones; `None` where the page
/// looks like any other.
pub(super) fn explain(screen: &Screen, page: &str) -> Option<Obstacle> {
    let words = words();
    let says = |sentences: &super::words::Sentences| screen.lines().any(|it| sentences.are_in(it));
    let worst = screen.pages().max_by_key(|it| it.status);
    let status = worst.map_or(0, |it| it.status);
    let sentence = match worst {
        Some(page) if status >= 400 => first_on(page).unwrap_or_default(),
        Some(_) | None => first_line(screen),
    };
    let stop = |code: Code| {
        let problem = Problem::new(code)
            .with("page", page)
            .with("status", status.to_string())
            .with("sentence", sentence.clone());
        Some(Obstacle::Stop(problem))
    };
    // Beside the menu stand announcements; what is meant now stands out, or in a frame of its own.
    let is_told = |sentences: &super::words::Sentences| {
        screen.pages().enumerate().any(|(pane, it)| {
            let texts = if shows_menu_in(screen, pane) { &it.alerts } else { &it.lines };
            texts.iter().any(|it| sentences.are_in(it))
        })
    };
    if is_told(&words.maintenance) || status == 503 && says(&words.maintenance_word) {
        return stop(Code::SiteMaintenance);
    }
    if is_told(&words.signed_out) || status == 401 {
        return Some(Obstacle::SignedOut);
    }
    if status == 403 || says(&words.forbidden) {
        return stop(Code::ServerForbidden);
    }
    if status == 407 {
        return stop(Code::NetProxy);
    }
    if status >= 400 {
        return stop(Code::ServerError);
    }
    if let Some(trouble) = screen.troubles.first() {
        return Some(Obstacle::Stop(trouble.clone()));
    }
    if needs_script(screen) {
        return stop(Code::SiteNeedsScript);
    }
    None
}

/// Tells whether the screen is one that scripts were to fill: it says so, or runs scripts and shows
/// next to nothing.
fn needs_script(screen: &Screen) -> bool {
    /// A page with less text than this besides its links shows nothing.
    const LITTLE: usize = 120;
    let words = words();
    let says_so = |text: &str| words.needs_script.are_in(text);
    screen.pages().any(|page| {
        let is_bare = page.tables.iter().all(|it| it.len() < 2)
            && !page.controls.iter().any(|it| it.kind.is_field() && !it.hidden);
        let text: usize = page.lines.iter().map(|it| it.chars().count()).sum();
        let links: usize =
            page.links.iter().filter_map(|it| it.says.first()).map(|it| it.chars().count()).sum();
        says_so(&page.noscript)
            || page.lines.iter().any(|it| says_so(it))
            || page.has_scripts && is_bare && text.saturating_sub(links) < LITTLE
    })
}

/// The sentence by which a page says what it is about: a message that stands out, else its first line.
pub(super) fn first_line(screen: &Screen) -> String {
    let alert = screen.pages().find_map(|it| it.alerts.first().cloned());
    alert.or_else(|| screen.pages().find_map(first_on)).unwrap_or_default()
}

fn first_on(page: &Page) -> Option<String> {
    page.alerts.first().or(page.lines.first()).cloned()
}

/// Finds the sentence in which a page says what went wrong: among the messages that stand out one that
/// was not there before, else a new line that says so.
pub(super) fn error_sentence(screen: &Screen, before: &[String]) -> Option<String> {
    let words = words();
    let is_new = |text: &&String| !before.contains(*text);
    let is_message = |text: &&String| super::dates::read(text).is_none();
    let alerts: Vec<&String> =
        screen.pages().flat_map(|it| &it.alerts).filter(is_new).filter(is_message).collect();
    let failing = alerts.iter().find(|it| words.failure.are_in(it)).copied();
    let line = || {
        screen
            .pages()
            .flat_map(|it| &it.lines)
            .filter(is_new)
            .find(|it| words.failure.are_in(it) && it.chars().count() <= 300)
    };
    failing.or_else(line).or_else(|| alerts.first().copied()).cloned()
}

/// Everything that a screen says, to compare the next one with.
pub(super) fn all_texts(screen: &Screen) -> Vec<String> {
    screen.pages().flat_map(|it| it.lines.iter().chain(&it.alerts)).cloned().collect()
}
