//! What a person sees at once: a page, or several in frames.

use super::form::{Control, Kind};
use super::labels::Source;
use super::page::{Link, Page, Pair};
use super::table::Table;
use super::words::{Entry, Fit};
use koshin_core::Problem;

/// One page on the screen.
#[derive(Debug, Clone)]
pub(super) struct Pane {
    /// The frame's name; empty for the whole window.
    pub(super) name: String,
    /// The pane that it is a frame of.
    pub(super) parent: Option<usize>,
    pub(super) page: Page,
}

/// Everything that is on the screen.
#[derive(Debug, Clone)]
pub(super) struct Screen {
    /// The whole window first.
    pub(super) panes: Vec<Pane>,
    /// What went wrong with frames, which matters only where something is missing.
    pub(super) troubles: Vec<Problem>,
}

/// A place on the screen: a pane, and a number within its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) pane: usize,
    pub(super) number: usize,
}

/// Something to press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Press {
    Link(At),
    Button(At),
    /// Nothing: the page in this pane goes on by itself.
    Refresh(usize),
}

impl Press {
    /// The pane that it is in.
    pub(super) const fn pane(self) -> usize {
        match self {
            Self::Link(at) | Self::Button(at) => at.pane,
            Self::Refresh(pane) => pane,
        }
    }
}

/// How near a name comes to a word: the kind of match, where the name stands, which of the words it is,
/// and its length.
type Closeness = (Fit, Source, usize, usize);

/// Why a field is not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Missing;

impl Screen {
    /// All pages.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Page> {
        self.panes.iter().map(|it| &it.page)
    }

    pub(super) fn page(&self, pane: usize) -> Option<&Page> {
        self.panes.get(pane).map(|it| &it.page)
    }

    pub(super) fn control(&self, at: At) -> Option<&Control> {
        self.page(at.pane)?.controls.get(at.number)
    }

    pub(super) fn link(&self, at: At) -> Option<&Link> {
        self.page(at.pane)?.links.get(at.number)
    }

    /// Everything that is to be seen, line by line.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.pages().flat_map(|it| it.lines.iter().map(String::as_str))
    }

    /// All tables with the pane of each.
    pub(super) fn tables(&self) -> impl Iterator<Item = (usize, &Table)> {
        self.panes
            .iter()
            .enumerate()
            .flat_map(|(pane, it)| it.page.tables.iter().map(move |table| (pane, table)))
    }

    /// All links and buttons whose text fits an entry, the best first.
    pub(super) fn presses(&self, entry: &Entry) -> Vec<(Fit, Press)> {
        let mut found: Vec<(Fit, usize, Press)> = Vec::new();
        for (pane, it) in self.panes.iter().enumerate() {
            for (number, link) in it.page.links.iter().enumerate() {
                if let Some((fit, rank)) = fits(entry, &link.says) {
                    found.push((fit, rank, Press::Link(At { pane, number })));
                }
            }
            for (number, control) in it.page.controls.iter().enumerate() {
                if !matches!(control.kind, Kind::Submit | Kind::Image | Kind::Button)
                    || control.disabled
                {
                    continue;
                }
                if let Some((fit, rank)) = fits(entry, &control.says) {
                    found.push((fit, rank, Press::Button(At { pane, number })));
                }
            }
        }
        found.sort_by_key(|(fit, rank, _)| (*fit, *rank));
        found.into_iter().map(|(fit, _, press)| (fit, press)).collect()
    }

    /// What a link or button says.
    pub(super) fn says(&self, press: Press) -> String {
        let says = match press {
            Press::Link(at) => self.link(at).map(|it| &it.says),
            Press::Button(at) => self.control(at).map(|it| &it.says),
            Press::Refresh(_) => None,
        };
        says.and_then(|it| it.first()).cloned().unwrap_or_default()
    }

    /// Finds the field that an entry names, of the given kinds and among the controls that count: a
    /// whole match before a part match, a surer name before a looser one.
    pub(super) fn field(
        &self,
        entry: &Entry,
        kinds: &[Kind],
        counts: impl Fn(At, &Control) -> bool,
    ) -> Result<(At, String), Missing> {
        let mut best: Option<(Closeness, At, String)> = None;
        for (pane, it) in self.panes.iter().enumerate() {
            for (number, control) in it.page.controls.iter().enumerate() {
                let at = At { pane, number };
                if !kinds.contains(&control.kind) || !counts(at, control) {
                    continue;
                }
                for name in &control.names {
                    let Some(fit) = entry.fits(&name.text) else { continue };
                    let key = (fit, name.source, entry.rank(&name.text), name.text.chars().count());
                    if best.as_ref().is_none_or(|(known, ..)| key < *known) {
                        best = Some((key, at, name.text.clone()));
                    }
                }
            }
        }
        best.map(|(_, at, text)| (at, text)).ok_or(Missing)
    }

    /// The value that the screen shows beside a name.
    pub(super) fn value(&self, entry: &Entry) -> Option<Pair> {
        self.values(entry).into_iter().next()
    }

    /// All values that the screen shows beside a name, each with that name as it stands there; fields
    /// before texts.
    pub(super) fn values(&self, entry: &Entry) -> Vec<Pair> {
        let values = |fit| self.pages().flat_map(move |it| values_on(it, entry, fit)).collect();
        let whole: Vec<Pair> = values(Fit::Whole);
        if whole.is_empty() { values(Fit::Part) } else { whole }
    }
}

fn fits(entry: &Entry, says: &[String]) -> Option<(Fit, usize)> {
    says.iter().filter_map(|it| Some((entry.fits_button(it)?, entry.rank(it)))).min()
}

/// The values that a page shows beside a name: in fields, in pairs, after colons.
fn values_on(page: &Page, entry: &Entry, fit: Fit) -> Vec<Pair> {
    let fits = |text: &str| entry.fits(text) == Some(fit);
    let fields = page.controls.iter().filter_map(|it| {
        let is_text = matches!(it.kind, Kind::Text | Kind::TextArea);
        let name = it.names.iter().find(|name| fits(&name.text)).filter(|_| is_text)?;
        Some(Pair { name: name.text.clone(), text: it.values.first()?.clone() })
    });
    let pairs = page.pairs.iter().filter(|it| fits(&it.name)).cloned();
    let lines = page.lines.iter().filter_map(|it| after_colon(it, &fits));
    fields.chain(pairs).chain(lines).collect()
}

/// The value in a line such as 「組織：サンプル商事 ロケーション：本社」.
fn after_colon(line: &str, fits: &dyn Fn(&str) -> bool) -> Option<Pair> {
    let mut found: Option<(&str, Vec<&str>)> = None;
    for word in line.split(' ') {
        match word.split_once(['：', ':']) {
            Some((name, first)) if !name.chars().all(|it| it.is_ascii_digit()) => {
                if found.is_some() {
                    break;
                }
                if fits(name) {
                    found = Some((name, vec![first]));
                }
            }
            _ => {
                if let Some((_, words)) = &mut found {
                    words.push(word);
                }
            }
        }
    }
    found.map(|(name, words)| Pair {
        name: name.to_owned(),
        text: words.join(" ").trim().to_owned(),
    })
}
