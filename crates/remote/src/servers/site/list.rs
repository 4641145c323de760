//! Reading the whole list: all its pages, and of the entries' own pages what the list lacks.

use koshin_core::{Code, License, Problem};

use super::dates;
use super::encode::{Filled, Value};
use super::form::Kind;
use super::ids::{self, Key};
use super::menu::is_number;
use super::press::can_press;
use super::rows::{self, Row, Sheet};
use super::screen::{At, Press, Screen};
use super::walk::Stop;
use super::words::words;
use super::{Site, stops};
use crate::connector::{Ask, Stage};

/// Pages of a list.
const MOST_PAGES: usize = 60;
/// Entries whose own pages are read.
const MOST_ENTRIES: usize = 200;

/// What the entry's own page is called.
pub(super) const EDIT_PAGE: &str = "VPP ライセンス 編集";

/// One entry of the list.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) license: License,
    pub(super) key: Option<Key>,
    /// As the list itself has it, without what its own page adds.
    pub(super) in_list: License,
    /// The page of the list that it is on.
    pub(super) page: usize,
}

/// The whole list.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    pub(super) entries: Vec<Listed>,
}

impl Listing {
    pub(super) fn into_licenses(self) -> Vec<License> {
        self.entries.into_iter().map(|it| it.license).collect()
    }
}

impl Site {
    /// Opens the list and reads it whole.
    pub(super) async fn read_list(&mut self, ask: &dyn Ask) -> Result<Listing, Stop> {
        let page = list_page();
        let mut sheet = self.open_list(ask).await?;
        ask.stage(Stage::ReadingList);
        self.note_headings(&sheet);
        let mut listing = Listing::default();
        let mut known = Vec::new();
        let mut dates = Vec::new();
        for number in 0..MOST_PAGES {
            known.push(sheet.says());
            let here = self.screen()?.clone();
            self.note_edit(&here, &sheet);
            for row in &sheet.rows {
                dates.push((row.date.clone(), row.license.expires.is_some()));
                let mut license = row.license.clone();
                if lacks(row) && listing.entries.len() < MOST_ENTRIES {
                    self.complete(&mut license, row, &sheet, &here).await?;
                }
                listing.entries.push(Listed {
                    license,
                    key: row.key.clone(),
                    in_list: row.license.clone(),
                    page: number,
                });
            }
            match self.turn_page(&here, &sheet, number + 1).await? {
                Some(next) if !next.rows.is_empty() && !known.contains(&next.says()) => {
                    sheet = next;
                }
                Some(_) | None => break,
            }
        }
        check_dates(&dates, page)?;
        if listing.entries.is_empty() {
            check_empty(self.screen()?, page)?;
        }
        let keys: Vec<_> = listing.entries.iter().map(|it| it.key.clone()).collect();
        let mut licenses: Vec<_> = listing.entries.iter().map(|it| it.license.clone()).collect();
        ids::give(&mut licenses, &keys);
        for (listed, license) in listing.entries.iter_mut().zip(licenses) {
            listed.license = license;
        }
        Ok(listing)
    }

    /// Opens the page of the list with a number, counted from 0.
    pub(super) async fn open_list_page(
        &mut self,
        number: usize,
        ask: &dyn Ask,
    ) -> Result<Sheet, Stop> {
        let mut sheet = self.open_list(ask).await?;
        for at in 0..number {
            let here = self.screen()?.clone();
            let next = self.turn_page(&here, &sheet, at + 1).await?;
            sheet = next.ok_or_else(|| Stop::failed(Code::ServerLicenseGone))?;
        }
        Ok(sheet)
    }

    /// Goes to the next page of the list, if there is one: 次へ, else the next number.
    async fn turn_page(
        &mut self,
        here: &Screen,
        sheet: &Sheet,
        number: usize,
    ) -> Result<Option<Sheet>, Stop> {
        let way = next_page(here, sheet, number);
        let Some(way) = way else { return Ok(None) };
        self.screen = Some(here.clone());
        self.press(way, &[], list_page()).await?;
        self.expect(list_page(), rows::read).await
    }

    /// Reads from the entry's own page what the list lacks. Where the page cannot be opened, what is
    /// lacking stays so.
    async fn complete(
        &mut self,
        license: &mut License,
        row: &Row,
        sheet: &Sheet,
        here: &Screen,
    ) -> Result<(), Stop> {
        self.screen = Some(here.clone());
        let Some((press, filled)) = way_to(row, sheet, here) else { return Ok(()) };
        self.press(press, &filled, EDIT_PAGE).await?;
        let Some(shown) = self.expect(EDIT_PAGE, shown).await? else { return Ok(()) };
        let is_cut = |it: &Option<String>| row.is_cut && it.is_some();
        let is_other = match (&license.account_name, &shown.account_name) {
            (Some(one), Some(other)) if !row.is_cut => !koshin_core::words::same_name(one, other),
            _ => false,
        };
        if is_other {
            return Err(Stop::failed(Problem::new(Code::SiteOtherLicense).with("page", EDIT_PAGE)));
        }
        for (mine, theirs) in [
            (&mut license.account_name, shown.account_name),
            (&mut license.organization, shown.organization),
            (&mut license.location, shown.location),
            (&mut license.notes, shown.notes),
        ] {
            if mine.is_none() || is_cut(mine) {
                *mine = theirs.or_else(|| mine.take());
            }
        }
        license.expires = license.expires.or(shown.expires);
        Ok(())
    }

    fn note_headings(&mut self, sheet: &Sheet) {
        let words = words();
        for (entry, heading) in words.columns().into_iter().zip(&sheet.headings) {
            let needed = entry.label == words.expires.label;
            self.note(list_page(), &entry.label, heading.as_deref(), needed);
        }
    }

    fn note_edit(&mut self, here: &Screen, sheet: &Sheet) {
        let way =
            sheet.rows.iter().find_map(|it| way_to(it, sheet, here)).map(|it| here.says(it.0));
        self.note(list_page(), "［編集］", way.as_deref(), true);
    }
}

/// What leads to the next page of the list: 次へ, else the number after that of the present page, which
/// is counted from 1.
fn next_page(here: &Screen, sheet: &Sheet, number: usize) -> Option<Press> {
    let is_usable = |press: &Press| !sheet.holds(*press) && can_press(here, *press);
    let mut named = here.presses(&words().next).into_iter().map(|(_, press)| press);
    let mut numbers = here.panes.iter().enumerate().flat_map(|(pane, it)| {
        let links = it.page.links.iter().enumerate();
        links
            .filter(|(_, it)| it.says.first().is_some_and(|it| is_number(it, number + 1)))
            .map(move |(number, _)| Press::Link(At { pane, number }))
    });
    named.find(is_usable).or_else(|| numbers.find(is_usable))
}

/// What the list is called.
pub(super) fn list_page() -> &'static str {
    words().path.last().map_or("", |it| it.label.as_str())
}

fn lacks(row: &Row) -> bool {
    let license = &row.license;
    row.is_cut
        || license.account_name.is_none()
        || license.organization.is_none()
        || license.location.is_none()
        || license.notes.is_none()
}

/// What to press, and what to choose before, to open an entry: its own ［編集］, its radio button or
/// checkbox and the list's ［編集］, or the link that is its name.
pub(super) fn way_to<'a>(
    row: &Row,
    sheet: &Sheet,
    here: &Screen,
) -> Option<(Press, Vec<Filled<'a>>)> {
    if let Some(press) = row.edit.filter(|it| can_press(here, *it)) {
        return Some((press, Vec::new()));
    }
    if let Some(pick) = row.pick
        && let Some(press) = list_edit(sheet, here, pick)
    {
        return Some((press, choose(here, pick)));
    }
    row.own.filter(|it| can_press(here, *it)).map(|it| (it, Vec::new()))
}

/// The list's own ［編集］, which sends the form that a row's radio button or checkbox is in.
fn list_edit(sheet: &Sheet, here: &Screen, pick: At) -> Option<Press> {
    let form = here.control(pick)?.form;
    let presses = here.presses(&words().edit).into_iter().map(|(_, press)| press);
    let is_mate = |press: &Press| {
        press.pane() == pick.pane && super::press::sends(here, *press) == form && form.is_some()
    };
    presses.filter(|it| !sheet.holds(*it) && can_press(here, *it)).find(is_mate)
}

/// Chooses one row, and none else.
fn choose<'a>(here: &Screen, pick: At) -> Vec<Filled<'a>> {
    let Some(page) = here.page(pick.pane) else { return Vec::new() };
    let Some(chosen) = page.controls.get(pick.number) else { return Vec::new() };
    let is_of_list = |it: &super::form::Control| {
        it.form == chosen.form
            && it.kind == chosen.kind
            && matches!(it.kind, Kind::Radio | Kind::Checkbox)
    };
    let controls = page.controls.iter().enumerate().filter(|(_, it)| is_of_list(it));
    controls
        .filter(|(_, it)| it.kind == Kind::Checkbox || it.name == chosen.name)
        .map(|(control, _)| Filled {
            control,
            label: "",
            value: Value::Checked(control == pick.number),
        })
        .collect()
}

/// What an entry's own page shows; `None` where it shows neither account name nor location.
pub(super) fn shown(screen: &Screen) -> Option<License> {
    let words = words();
    let value = |entry| screen.value(entry).map(|it| it.text);
    let license = License {
        id: String::new(),
        account_name: value(&words.account_name),
        organization: value(&words.organization),
        location: value(&words.location),
        uid: None,
        expires: screen.value(&words.expires).and_then(|it| dates::read_under(&it.text, &it.name)),
        notes: value(&words.notes).map(|it| it.replace("\r\n", "\n")),
    };
    (license.account_name.is_some() || license.location.is_some()).then_some(license)
}

/// Of a list with dates none of which can be read the form of the dates is not known.
fn check_dates(dates: &[(String, bool)], page: &str) -> Result<(), Stop> {
    let written = || dates.iter().filter(|(text, _)| text.chars().any(char::is_numeric));
    if let Some((text, _)) = written().next()
        && written().all(|(_, is_read)| !is_read)
    {
        let problem = Problem::new(Code::SiteDateUnreadable)
            .with("page", page)
            .with("label", &words().expires.label)
            .with("text", text);
        return Err(Stop::failed(problem));
    }
    Ok(())
}

/// Tells an empty list from one that a script was to fill.
fn check_empty(screen: &Screen, page: &str) -> Result<(), Stop> {
    let says_so = screen.lines().any(|it| words().no_rows.are_in(it));
    let has_scripts = screen.pages().any(|it| it.has_scripts);
    if says_so || !has_scripts && stops::explain(screen, page).is_none() {
        return Ok(());
    }
    Err(Stop::missing(Code::SiteNeedsScript, page, &words().expires.label))
}
