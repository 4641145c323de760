//! The rows of the list, read by the headings above them.

use std::collections::BTreeSet;

use koshin_core::License;
use koshin_core::words::same_name;

use super::dates;
use super::form::Kind;
use super::ids::Key;
use super::press::{can_press, leads_to};
use super::screen::{At, Press, Screen};
use super::table::{Cell, Table};
use super::words::{Fit, is_never, words};

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// What it says; without an id yet.
    pub(super) license: License,
    /// What the page itself calls it by.
    pub(super) key: Option<Key>,
    /// Its own ［編集］.
    pub(super) edit: Option<Press>,
    /// The link that is its name, where it has no ［編集］.
    pub(super) own: Option<Press>,
    /// Its radio button or checkbox.
    pub(super) pick: Option<At>,
    /// 「有効期限」 as it stands there.
    pub(super) date: String,
    /// Some text of it is cut short.
    pub(super) is_cut: bool,
}

/// One page of the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<Row>,
    /// The headings as they stand, in the order of the words' columns.
    pub(super) headings: [Option<String>; 5],
    /// The links and controls inside of rows.
    inside: BTreeSet<(usize, bool, usize)>,
}

impl Sheet {
    /// Tells whether something stands inside of a row.
    pub(super) fn holds(&self, press: Press) -> bool {
        let (at, is_link) = match press {
            Press::Link(at) => (at, true),
            Press::Button(at) => (at, false),
            Press::Refresh(_) => return false,
        };
        self.inside.contains(&(at.pane, is_link, at.number))
    }

    /// What the rows say, to recognize a page that came before.
    pub(super) fn says(&self) -> Vec<(License, Option<Key>)> {
        self.rows.iter().map(|it| (it.license.clone(), it.key.clone())).collect()
    }
}

/// The words' columns by their headings.
struct Columns([Option<usize>; 5]);

const EXPIRES: usize = 3;
const NOTES: usize = 4;

/// Reads the rows of all tables with a heading 「有効期限」; `None` where there is no such table.
pub(super) fn read(screen: &Screen) -> Option<Sheet> {
    let mut sheet: Option<Sheet> = None;
    for (pane, table) in screen.tables() {
        let mut columns = None;
        for number in 0..table.len() {
            if let Some(found) = heading_row(table, number) {
                let sheet = sheet.get_or_insert_default();
                for (heading, column) in sheet.headings.iter_mut().zip(found.0) {
                    let text =
                        column.and_then(|it| table.cell(number, it)).map(|it| it.text.clone());
                    *heading = heading.take().or(text);
                }
                columns = Some((number, found));
                continue;
            }
            if let (Some((head, columns)), Some(sheet)) = (&columns, &mut sheet) {
                let heading = columns.0[EXPIRES].and_then(|it| table.cell(*head, it));
                let heading = heading.map(|it| it.text.as_str()).unwrap_or_default();
                if let Some(row) = read_row(screen, pane, table, number, columns, heading) {
                    for (_, cell) in table.row(number) {
                        sheet.inside.extend(cell.links.iter().map(|it| (pane, true, *it)));
                        sheet.inside.extend(cell.controls.iter().map(|it| (pane, false, *it)));
                    }
                    sheet.rows.push(row);
                }
            }
        }
    }
    sheet
}

/// Reads a row as one of headings: 「有効期限」 stands in it, and nothing beside it is a date.
fn heading_row(table: &Table, number: usize) -> Option<Columns> {
    let cells = table.row(number);
    let has_date = cells.iter().any(|(_, cell)| dates::read(&cell.text).is_some());
    if cells.len() < 2 || has_date {
        return None;
    }
    let mut columns = [None; 5];
    for (place, entry) in words().columns().into_iter().enumerate() {
        let fitting = cells.iter().filter_map(|(column, cell)| {
            Some((entry.fits(&cell.text)?, entry.rank(&cell.text), *column))
        });
        columns[place] = fitting
            .min()
            .filter(|it| place == EXPIRES || it.0 == Fit::Whole || !taken(&columns, it.2))
            .map(|it| it.2);
    }
    columns[EXPIRES]?;
    let is_headed = cells.iter().all(|(_, cell)| cell.is_heading);
    let has_others = columns.iter().flatten().count() > 1;
    // A row of two, a name and what it names, is a page about one thing.
    let is_list = is_headed || has_others && cells.len() > 2;
    is_list.then_some(Columns(columns))
}

fn taken(columns: &[Option<usize>; 5], column: usize) -> bool {
    columns.contains(&Some(column))
}

fn read_row(
    screen: &Screen,
    pane: usize,
    table: &Table,
    number: usize,
    columns: &Columns,
    heading: &str,
) -> Option<Row> {
    let cells = table.row(number);
    // A cell across all columns is a message such as 「データがありません」.
    if cells.len() < 2 {
        return None;
    }
    let text = |place: usize| -> Option<&Cell> {
        columns.0[place].and_then(|column| table.cell(number, column))
    };
    let date = text(EXPIRES)?.text.clone();
    let says = |place: usize| text(place).map(|it| it.text.clone());
    let license = License {
        id: String::new(),
        account_name: says(0),
        organization: says(1),
        location: says(2),
        uid: None,
        expires: dates::read_under(&date, heading),
        notes: text(NOTES).map(|it| it.lines.clone()),
    };
    let is_blank = |it: &Option<String>| it.as_deref().is_none_or(|it| it.trim().is_empty());
    if date.is_empty() && is_blank(&license.account_name) && is_blank(&license.location) {
        return None;
    }
    let is_cut = [&license.account_name, &license.organization, &license.location, &license.notes]
        .into_iter()
        .flatten()
        .any(|it| it.ends_with(['…', '‥']) || it.ends_with("..."));
    let links: Vec<usize> = cells.iter().flat_map(|(_, it)| it.links.clone()).collect();
    let controls: Vec<usize> = cells.iter().flat_map(|(_, it)| it.controls.clone()).collect();
    let edit = edit_of(screen, pane, &links, &controls);
    let own = own_link(screen, pane, &links, &license).filter(|_| edit.is_none());
    let pick = controls.iter().map(|it| At { pane, number: *it }).find(|at| {
        screen.control(*at).is_some_and(|it| {
            matches!(it.kind, Kind::Radio | Kind::Checkbox) && !it.disabled && !it.name.is_empty()
        })
    });
    let key = key(screen, edit.or(own), pick);
    Some(Row { license, key, edit, own, pick, date, is_cut })
}

/// The row's own ［編集］.
fn edit_of(screen: &Screen, pane: usize, links: &[usize], controls: &[usize]) -> Option<Press> {
    let presses = screen.presses(&words().edit).into_iter().map(|(_, press)| press);
    presses
        .filter(|press| match press {
            Press::Link(at) => at.pane == pane && links.contains(&at.number),
            Press::Button(at) => at.pane == pane && controls.contains(&at.number),
            Press::Refresh(_) => false,
        })
        .min_by_key(|press| !can_press(screen, *press))
}

/// The link that is the row's own name: its text is the account name, else the location or the
/// organization, and nothing else in the row that says the same leads elsewhere. Whatever says what it
/// does, such as 同期 or 失効, is none.
fn own_link(screen: &Screen, pane: usize, links: &[usize], license: &License) -> Option<Press> {
    let origin = screen.page(pane)?.url.origin();
    let names = [&license.account_name, &license.location, &license.organization];
    names.into_iter().flatten().filter(|it| !it.trim().is_empty()).find_map(|name| {
        let called = links.iter().map(|number| At { pane, number: *number }).filter(|at| {
            let says = screen.link(*at).map(|it| it.says.as_slice()).unwrap_or_default();
            says.first().is_some_and(|it| same_name(it, name))
                && !says.iter().any(|it| is_never(it))
        });
        let ways = called.map(Press::Link).filter_map(|it| Some((it, leads_to(screen, it)?)));
        let mut ways = ways.filter(|(_, url)| url.origin() == origin);
        let (press, url) = ways.next()?;
        ways.all(|(_, it)| it == url).then_some(press)
    })
}

fn key(screen: &Screen, way: Option<Press>, pick: Option<At>) -> Option<Key> {
    if let Some(at) = pick
        && let Some(control) = screen.control(at)
        && let Some(value) = control.values.first().filter(|it| *it != "on" && !it.is_empty())
    {
        return Some(Key::value(&control.name, value));
    }
    let way = way?;
    match way {
        Press::Link(_) => Some(Key::address(&leads_to(screen, way)?, &[])),
        Press::Button(at) => {
            let button = screen.control(at)?;
            let page = screen.page(at.pane)?;
            let form = page.forms.get(button.form?)?;
            let action = button.instead.action.as_deref().or(form.action.as_deref());
            let url = page.resolve(action.unwrap_or_default())?;
            let is_own = |it: &&super::form::Control| {
                it.form == button.form && it.kind == Kind::Hidden && !it.name.is_empty()
            };
            let mut hidden: Vec<(String, String)> = page
                .controls
                .iter()
                .filter(is_own)
                .filter_map(|it| Some((it.name.clone(), it.values.first()?.clone())))
                .collect();
            if let (false, Some(value)) = (button.name.is_empty(), button.values.first()) {
                hidden.push((button.name.clone(), value.clone()));
            }
            Some(Key::address(&url, &hidden))
        }
        Press::Refresh(_) => None,
    }
}
