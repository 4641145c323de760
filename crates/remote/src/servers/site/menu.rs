//! From the first page to the list: ［設定］→［iOS］→［アプリケーション］→［VPP ライセンス］.

use koshin_core::Code;
use koshin_core::words::fold;

use super::Site;
use super::press::{can_press, leads_to};
use super::rows::{self, Sheet};
use super::screen::{Press, Screen};
use super::walk::Stop;
use super::words::{Entry, words};
use crate::connector::{Ask, Stage};

/// Menu entries pressed on the way, at most.
const MOST_PRESSES: usize = 8;
/// What the page after the sign-in is called.
pub(super) const HOME: &str = "トップ";

impl Site {
    /// Opens the list, beginning at the first screen with the menu, and reads its first page.
    pub(super) async fn open_list(&mut self, ask: &dyn Ask) -> Result<Sheet, Stop> {
        ask.stage(Stage::OpeningList);
        let path = &words().path;
        let Some(target) = path.last() else { return Err(Stop::failed(Code::Internal)) };
        if let Some(home) = &self.home {
            self.screen = Some(home.clone());
        }
        let mut page = HOME;
        let mut next = 0;
        for _ in 0..MOST_PRESSES {
            let step = self.expect(page, |screen| choose(screen, path, next)).await?;
            if self.home.is_none() {
                self.home.clone_from(&self.screen);
            }
            let Some(step) = step else { return Err(self.menu_missing(page, next)) };
            let entry = &path[step.entry];
            let says = self.screen()?.says(step.press);
            self.note("メニュー", &entry.label, Some(&says), true);
            page = &entry.label;
            self.press(step.press, &[], page).await?;
            if step.entry + 1 < path.len() {
                next = step.entry + 1;
                continue;
            }
            if let Some(sheet) = self.expect(&target.label, rows::read).await? {
                return Ok(sheet);
            }
            // The entry may lead to a page of entries, one of which has the same name.
            let here = self.screen()?.pages().map(|it| it.url.clone()).collect::<Vec<_>>();
            let screen = self.screen()?;
            let is_further = choose(screen, path, path.len() - 1)
                .and_then(|it| leads_to(screen, it.press))
                .is_some_and(|it| !here.contains(&it));
            if !is_further {
                self.note(&target.label, &words().expires.label, None, true);
                return Err(Stop::missing(
                    Code::SiteLabelMissing,
                    &target.label,
                    &words().expires.label,
                ));
            }
        }
        Err(self.menu_missing(page, next))
    }

    /// The first entry of the path that the screen does not show at all.
    fn menu_missing(&mut self, page: &str, next: usize) -> Stop {
        let path = &words().path;
        let is_shown = |entry: &Entry| {
            self.screen.as_ref().is_some_and(|screen| {
                screen.lines().any(|it| entry.is(it)) || !screen.presses(entry).is_empty()
            })
        };
        let lacking = path.iter().skip(next).find(|it| !is_shown(it)).or(path.last());
        let label = lacking.map(|it| it.label.clone()).unwrap_or_default();
        self.note("メニュー", &label, None, true);
        Stop::missing(Code::SiteMenuMissing, page, &label)
    }
}

/// An entry of the path and what to press for it.
struct Step {
    entry: usize,
    press: Press,
}

/// Tells whether a screen shows an entry of the menu.
pub(super) fn shows_menu(screen: &Screen) -> bool {
    choose(screen, &words().path, 0).is_some()
}

/// Tells whether one page of a screen shows an entry of the menu.
pub(super) fn shows_menu_in(screen: &Screen, pane: usize) -> bool {
    let presses = words().path.iter().flat_map(|it| screen.presses(it));
    presses
        .map(|(_, press)| press)
        .any(|it| it.pane() == pane && is_plain(screen, it) && can_press(screen, it))
}

/// The next entry to press: the last of the path where it is to be seen, else the first one after those
/// pressed already.
fn choose(screen: &Screen, path: &[Entry], next: usize) -> Option<Step> {
    let last = path.len().checked_sub(1)?;
    std::iter::once(last)
        .chain(next..last)
        .find_map(|entry| Some(Step { entry, press: best(screen, path, entry)? }))
}

/// Of several entries of a name the one that stands below the entries before it in the path.
fn best(screen: &Screen, path: &[Entry], entry: usize) -> Option<Press> {
    let above: Vec<&Entry> = path.iter().take(entry).collect();
    let score = |press: &Press| match press {
        Press::Link(at) => screen.link(*at).map_or(0, |link| {
            link.trail.iter().filter(|text| above.iter().any(|it| it.is(text))).count()
        }),
        Press::Button(_) | Press::Refresh(_) => 0,
    };
    let presses = screen.presses(&path[entry]);
    let fit = presses.first()?.0;
    let usable = presses
        .into_iter()
        .filter(|(it, press)| *it == fit && is_plain(screen, *press) && can_press(screen, *press))
        .map(|(_, press)| press);
    // The first of those with the highest score.
    usable.rev().max_by_key(score)
}

/// Tells whether pressing something only leads on: a link, or the button of a form that nothing is
/// typed into. A button 「設定」 beside a field sets something.
fn is_plain(screen: &Screen, press: Press) -> bool {
    match press {
        Press::Link(_) | Press::Refresh(_) => true,
        Press::Button(at) => screen.control(at).is_some_and(|button| {
            let page = screen.page(at.pane);
            let mut mates = page.into_iter().flat_map(|it| &it.controls);
            button.form.is_some()
                && !mates.any(|it| it.form == button.form && it.kind.is_field() && !it.hidden)
        }),
    }
}

/// Tells whether a link's text is that of a number only, such as of a page of a list.
pub(super) fn is_number(text: &str, number: usize) -> bool {
    fold(text) == number.to_string()
}
