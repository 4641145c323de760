//! A page, read whole into plain values: the tree it was read from does not outlive the reading.

use std::collections::HashMap;

use ego_tree::NodeId;
use encoding_rs::Encoding;
use scraper::ElementRef;
use url::Url;

use super::alerts;
use super::charset;
use super::dom::{self, Dom};
use super::form::{self, Control, Form};
use super::script::{self, Script};
use super::sink;
use super::structure;
use super::table::{self, Table};

/// A page with a refresh later than this, in seconds, is one that stays.
const SOON: u32 = 15;
/// A page with a refresh later than this is there to be read.
const AT_ONCE: u32 = 1;

/// A link.
#[derive(Debug, Clone, Default)]
pub(super) struct Link {
    /// What it says: its text, `aria-label`, `title`.
    pub(super) says: Vec<String>,
    pub(super) href: Option<String>,
    pub(super) target: Option<String>,
    /// What its `onclick` or `javascript:` address runs.
    pub(super) script: Option<Script>,
    /// The texts of the menu entries that it stands below, from the outside in.
    pub(super) trail: Vec<String>,
}

/// A frame.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) src: String,
}

/// What a page says by a name for it: a table heading and its cell, a term and its definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) text: String,
}

/// Where a page goes on to by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refresh {
    pub(super) url: Url,
    /// Without time to read the page.
    pub(super) is_at_once: bool,
}

/// A page.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) url: Url,
    /// Relative addresses hang on it.
    pub(super) base: Url,
    pub(super) base_target: Option<String>,
    pub(super) status: u16,
    /// In which its forms are sent.
    pub(super) charset: &'static Encoding,
    pub(super) title: String,
    /// What is to be seen.
    pub(super) lines: Vec<String>,
    /// Texts that are made to stand out as messages, the likeliest errors first.
    pub(super) alerts: Vec<String>,
    pub(super) links: Vec<Link>,
    pub(super) forms: Vec<Form>,
    pub(super) controls: Vec<Control>,
    pub(super) tables: Vec<Table>,
    pub(super) pairs: Vec<Pair>,
    pub(super) frames: Vec<Frame>,
    /// Where the page goes on to by itself, soon.
    pub(super) refresh: Option<Refresh>,
    /// It runs scripts.
    pub(super) has_scripts: bool,
    /// What it says to those who run none.
    pub(super) noscript: String,
    /// Labels and structure without values.
    pub(super) structure: Vec<String>,
}

impl Page {
    /// Reads a page.
    pub(super) fn read(url: Url, status: u16, content_type: Option<&str>, body: &[u8]) -> Self {
        let (text, charset) = charset::decode(body, content_type);
        Self::of_text(url, status, charset, &text)
    }

    /// Reads the text of a page.
    pub(super) fn of_text(url: Url, status: u16, charset: &'static Encoding, text: &str) -> Self {
        let tree = sink::parse(text);
        let dom = Dom::new(&tree);
        let base_element = dom.named("base").find(|it| it.attr("href").is_some());
        let base = base_element
            .and_then(|it| url.join(it.attr("href")?.trim()).ok())
            .unwrap_or_else(|| url.clone());
        let (forms, form_numbers) = form::read_forms(&dom);
        let (controls, control_numbers) = form::read_controls(&dom, &form_numbers);
        let (links, link_numbers) = read_links(&dom);
        let tables = table::read(&dom, &link_numbers, &control_numbers);
        let noscript = dom.named("noscript").flat_map(|it| it.text()).collect::<Vec<_>>().join(" ");
        Self {
            base_target: dom.named("base").find_map(|it| it.attr("target")).map(str::to_owned),
            title: dom.named("title").next().map(|it| one_line(it.text())).unwrap_or_default(),
            lines: dom.lines(),
            alerts: alerts::read(&dom),
            pairs: read_pairs(&dom, &tables, &control_numbers),
            frames: read_frames(&dom),
            refresh: refresh(&dom, &base).filter(|it| it.url != url),
            has_scripts: dom.named("script").next().is_some(),
            structure: structure::read(&dom),
            url,
            base,
            status,
            charset,
            links,
            forms,
            controls,
            tables,
            noscript,
        }
    }

    /// Resolves an address; an empty one is the page itself.
    pub(super) fn resolve(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        if address.is_empty() {
            return Some(self.url.clone());
        }
        self.base.join(address).ok()
    }
}

fn one_line<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let text: String = texts.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_links(dom: &Dom<'_>) -> (Vec<Link>, HashMap<NodeId, usize>) {
    let mut links = Vec::new();
    let mut numbers = HashMap::new();
    for element in dom.elements.iter().filter(|it| matches!(it.value().name(), "a" | "area")) {
        let href = element.attr("href").map(str::trim);
        let by_click = element.attr("onclick").map(script::read);
        let by_address = href
            .filter(|it| is_script(it))
            .map(|it| script::read(it.get(11..).unwrap_or_default()));
        let script = match (by_click, by_address) {
            (Some(Script::Nothing) | None, Some(other)) => Some(other),
            (Some(click), _) => Some(click),
            (None, None) => None,
        };
        let says = [
            dom::text(**element),
            element.attr("aria-label").unwrap_or_default().to_owned(),
            element.attr("title").or(element.attr("alt")).unwrap_or_default().to_owned(),
        ];
        numbers.insert(element.id(), links.len());
        links.push(Link {
            says: says.into_iter().filter(|it| !it.trim().is_empty()).collect(),
            href: href.filter(|it| !is_script(it)).map(str::to_owned),
            target: element.attr("target").map(str::to_owned),
            script,
            trail: trail(*element),
        });
    }
    (links, numbers)
}

fn is_script(address: &str) -> bool {
    address.get(..11).is_some_and(|it| it.eq_ignore_ascii_case("javascript:"))
}

/// The entries of a nested menu above a link: of each list item around it the text before its list.
fn trail(link: ElementRef<'_>) -> Vec<String> {
    let items =
        link.ancestors().filter_map(ElementRef::wrap).filter(|it| it.value().name() == "li");
    let mut trail: Vec<String> = items.skip(1).map(entry_text).collect();
    trail.reverse();
    trail
}

fn entry_text(item: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in item.children() {
        match ElementRef::wrap(node) {
            Some(it) if matches!(it.value().name(), "ul" | "ol" | "div" | "nav") => break,
            Some(it) => text.push_str(&dom::text(*it)),
            None => text.extend(node.value().as_text().map(|it| it.trim())),
        }
    }
    text
}

fn read_frames(dom: &Dom<'_>) -> Vec<Frame> {
    let frames = dom.elements.iter().filter(|it| matches!(it.value().name(), "frame" | "iframe"));
    frames
        .filter_map(|it| {
            let src = it.attr("src")?.trim();
            let is_page = !src.is_empty()
                && !is_script(src)
                && !src.get(..6).is_some_and(|it| it.eq_ignore_ascii_case("about:"));
            is_page.then(|| Frame {
                name: it.attr("name").unwrap_or_default().to_owned(),
                src: src.to_owned(),
            })
        })
        .collect()
}

/// Where `<meta http-equiv="refresh">` leads soon.
fn refresh(dom: &Dom<'_>, base: &Url) -> Option<Refresh> {
    let meta = dom.named("meta").find(|it| {
        it.attr("http-equiv").is_some_and(|it| it.trim().eq_ignore_ascii_case("refresh"))
    })?;
    let content = meta.attr("content")?.trim();
    let digits = content.find(|it: char| !it.is_ascii_digit()).unwrap_or(content.len());
    let seconds: u32 = content[..digits].parse().ok()?;
    let rest = content[digits..].trim_start_matches(|it: char| {
        it.is_whitespace() || it.is_ascii_digit() || matches!(it, '.' | ';' | ',')
    });
    let address = match rest.get(..3) {
        Some(url) if url.eq_ignore_ascii_case("url") => {
            rest[3..].trim_start().strip_prefix('=').unwrap_or(rest).trim_start()
        }
        _ => rest,
    };
    let address = address.trim_matches(['"', '\'']).trim();
    let url = base.join(address).ok().filter(|_| seconds <= SOON && !address.is_empty())?;
    Some(Refresh { url, is_at_once: seconds <= AT_ONCE })
}

/// Everything that is shown beside a name for it.
fn read_pairs(dom: &Dom<'_>, tables: &[Table], controls: &HashMap<NodeId, usize>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut add = |name: String, text: String| {
        if !name.is_empty() {
            pairs.push(Pair { name, text });
        }
    };
    for definition in dom.named("dd") {
        let mut before = definition.prev_siblings().filter_map(ElementRef::wrap);
        if let Some(term) = before.find(|it| it.value().name() == "dt") {
            add(dom::text(*term), dom::text(*definition));
        }
    }
    for table in tables {
        for row in 0..table.len() {
            for pair in table.row(row).windows(2) {
                if let [(_, name), (_, text)] = pair
                    && !(name.is_heading && text.is_heading)
                {
                    add(name.text.clone(), text.text.clone());
                }
            }
        }
    }
    // `<label for>` of an `<output>` or a `<span>`.
    for label in dom.named("label") {
        let target = label.attr("for").and_then(|it| dom.by_id(it));
        if let Some(target) = target.filter(|it| !controls.contains_key(&it.id())) {
            add(dom::text(*label), dom::text(*target));
        }
    }
    pairs
}

#[cfg(test)]
mod tests;
