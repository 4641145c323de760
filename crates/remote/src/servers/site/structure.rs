//! A page's labels and structure without any value, for a support file.

use koshin_core::words::fold;
use scraper::ElementRef;
use unicode_normalization::UnicodeNormalization as _;

use super::dom::{self, Dom, closest};
use super::words::words;

/// The most lines per page.
const MOST: usize = 400;
/// A longer text is no label.
const LONGEST: usize = 60;

/// What stands beside somebody's name.
const OF_PEOPLE: [&str; 11] = [
    "ようこそ",
    "さん",
    "様",
    "殿",
    "株式会社",
    "有限会社",
    "合同会社",
    "(株)",
    "(有)",
    "co.,ltd",
    "inc.",
];
/// Labels with such a word in them.
const OF_NOBODY: [&str; 3] = ["お客様", "皆様", "仕様"];

/// Lists the elements that make up a page. Texts are those of headings, labels, links outside of
/// tables and buttons; what stands in cells and fields is left out unless it is a word that Koshin
/// looks for, and so are addresses but for the path of a form, what follows a colon, and what looks
/// like somebody's name. Values that are known are taken out afterwards, by [`without`].
pub(super) fn read(dom: &Dom<'_>) -> Vec<String> {
    let lines = dom.elements.iter().filter_map(|it| line(*it));
    lines.take(MOST).collect()
}

fn line(element: ElementRef<'_>) -> Option<String> {
    let name = element.value().name();
    let attr = |name: &str| element.attr(name).unwrap_or_default();
    let said = match name {
        "title" => label(&element.text().collect::<String>()),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "legend" | "caption" | "dt" | "summary" => {
            label(&dom::text(*element))
        }
        "td" => known(&dom::text(*element)),
        "th" if is_in_data(element) => known(&dom::text(*element)),
        "a" if closest(element, &["td"]).is_some() => known(&dom::text(*element)),
        "label" if closest(element, &["td", "th"]).is_some_and(is_in_data) => {
            known(&dom::text(*element))
        }
        "th" | "label" => label(&dom::text(*element)),
        "a" | "button" => label(&dom::text(*element)),
        "input" | "textarea" | "select" => field(element),
        "form" | "frame" | "iframe" | "table" | "dl" | "fieldset" | "script" | "noscript"
        | "base" => String::new(),
        "meta" if attr("http-equiv").eq_ignore_ascii_case("refresh") => String::new(),
        "meta" => return None,
        _ => known_text(element),
    };
    let is_shown = is_part(name) || name == "meta";
    if said.is_empty() && !is_shown {
        return None;
    }
    let depth = element.ancestors().filter_map(ElementRef::wrap).filter(|it| {
        matches!(it.value().name(), "form" | "table" | "tr" | "dl" | "fieldset" | "ul" | "frameset")
    });
    let mut parts = vec![name.to_owned()];
    for name in ["type", "method", "enctype", "role", "rowspan", "colspan", "target", "form"] {
        if !attr(name).is_empty() {
            parts.push(format!("{name}={}", short(attr(name))));
        }
    }
    for name in
        ["multiple", "disabled", "readonly", "required", "onclick", "onsubmit", "formaction"]
    {
        if element.attr(name).is_some() {
            parts.push(name.to_owned());
        }
    }
    if dom::is_hidden(element) {
        parts.push("hidden".to_owned());
    }
    if name == "form" {
        let path = attr("action").split(['?', '#', ';']).next().unwrap_or_default();
        let is_elsewhere = path.contains("://");
        parts.push(format!("action={}", if is_elsewhere { "…".to_owned() } else { masked(path) }));
    }
    if name == "a" && attr("href").starts_with("javascript:") {
        parts.push("javascript".to_owned());
    }
    if !said.is_empty() {
        parts.push(format!("「{said}」"));
    }
    Some(format!("{}{}", "  ".repeat(depth.count().min(12)), parts.join(" ")))
}

/// Tells whether a cell stands in a row that shows something: below a row of nothing but headings, or
/// beside cells without a field.
fn is_in_data(cell: ElementRef<'_>) -> bool {
    let Some(row) = closest(cell, &["tr"]) else { return false };
    let cells = |row: ElementRef<'_>, name: &str| {
        row.child_elements().filter(|it| it.value().name() == name).count()
    };
    if cells(row, "td") == 0 {
        return false;
    }
    let rows = closest(row, &["table"]).into_iter().flat_map(|it| it.descendants());
    let mut rows = rows.filter_map(ElementRef::wrap).filter(|it| it.value().name() == "tr");
    let is_list = rows.any(|it| cells(it, "th") > 1 && cells(it, "td") == 0);
    let mut inside = row.descendants().filter_map(ElementRef::wrap);
    let has_field = inside.any(|it| match it.value().name() {
        "textarea" | "select" => true,
        "input" => !it.attr("type").is_some_and(|it| it.eq_ignore_ascii_case("hidden")),
        _ => false,
    });
    is_list || !has_field
}

/// Takes known values out of what [`read`] listed: a text or an address that holds one is left out,
/// unless it is a word that Koshin looks for.
pub(super) fn without(structure: &str, values: &[&str]) -> String {
    /// Shorter ones stand in half of all words.
    const SHORTEST: usize = 2;
    let values: Vec<String> = values
        .iter()
        .flat_map(|it| it.lines())
        .map(fold)
        .filter(|it| it.chars().count() >= SHORTEST)
        .collect();
    let is_known_value = |text: &str| {
        let text = fold(text);
        values.iter().any(|it| text.contains(it.as_str()))
    };
    let lines = structure.lines().map(|line| {
        let (head, said) = match line.split_once('「') {
            Some((head, said)) => (head, said.strip_suffix('」').unwrap_or(said)),
            None => (line, ""),
        };
        let parts = head.split(' ').map(|part| match part.split_once('=') {
            Some((name, value)) if is_known_value(value) => format!("{name}=…"),
            Some(_) | None => part.to_owned(),
        });
        let mut line = parts.collect::<Vec<_>>().join(" ");
        if !said.is_empty() {
            let is_shown = !is_known_value(said) || !known(said).is_empty();
            line = line + "「" + if is_shown { said } else { "…" } + "」";
        }
        line + "\n"
    });
    lines.collect()
}

/// Elements that are listed whatever they say.
fn is_part(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "label"
            | "legend"
            | "caption"
            | "th"
            | "dt"
            | "summary"
            | "a"
            | "button"
            | "input"
            | "textarea"
            | "select"
            | "form"
            | "frame"
            | "iframe"
            | "table"
            | "dl"
            | "fieldset"
            | "script"
            | "noscript"
            | "base"
    )
}

/// A word that Koshin looks for, in the text that stands in an element by itself.
fn known_text(element: ElementRef<'_>) -> String {
    let texts = element.children().filter_map(|it| it.value().as_text());
    let mut words = texts.flat_map(|it| it.split_whitespace()).map(known);
    words.find(|it| !it.is_empty()).unwrap_or_default()
}

/// A path without the parts that may name something.
fn masked(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|it| if it.contains(|it: char| it.is_ascii_digit()) { "…" } else { it });
    parts.collect::<Vec<_>>().join("/")
}

/// What names a field; its value only where it is pressed.
fn field(element: ElementRef<'_>) -> String {
    let is_button = element.attr("type").is_some_and(|it| {
        matches!(it.to_ascii_lowercase().as_str(), "submit" | "button" | "reset")
    });
    let names =
        ["aria-label", "title", "placeholder", "alt"].into_iter().filter_map(|it| element.attr(it));
    let value = element.attr("value").filter(|_| is_button);
    label(&names.chain(value).collect::<Vec<_>>().join(" / "))
}

fn label(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A mail address or a long number in a label is somebody's.
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let mut plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    for word in OF_NOBODY {
        plain = plain.replace(word, "");
    }
    if text.contains('@') || digits > 6 || OF_PEOPLE.iter().any(|it| plain.contains(it)) {
        return "…".to_owned();
    }
    match text.split_once(['：', ':']) {
        Some((name, value)) if !value.trim().is_empty() => format!("{}：…", short(name)),
        Some(_) | None => short(&text),
    }
}

fn known(text: &str) -> String {
    let words = words();
    let controls =
        [&words.edit, &words.upload, &words.save, &words.company, &words.user, &words.password];
    let mut entries = words.columns().into_iter().chain(controls);
    let is_known = !fold(text).is_empty() && entries.any(|it| it.is(text));
    if is_known { short(text) } else { String::new() }
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
