//! What names a control to a person.

use scraper::ElementRef;

use super::dom::{self, Dom, closest};

/// Where a name stands, from the surest to the loosest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// `<label>`, by `for` or around the control.
    Label,
    /// `aria-labelledby` or `aria-label`.
    Aria,
    /// The table heading beside or above, the `<dt>`, the `<legend>`.
    Heading,
    /// The text just before.
    Beside,
    /// `title`.
    Title,
    /// `placeholder`.
    Placeholder,
}

/// One name of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) source: Source,
    pub(super) text: String,
}

/// Longer texts beside a control are sentences, no names.
const LONGEST_BESIDE: usize = 40;

/// Finds all names of a control, the surest first.
pub(super) fn names(control: ElementRef<'_>, dom: &Dom<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    let mut add = |source, text: String| {
        if !text.trim().is_empty() {
            names.push(Name { source, text });
        }
    };
    for label in control.attr("id").into_iter().flat_map(|it| dom.labels_for(it)) {
        add(Source::Label, dom::text(**label));
    }
    if let Some(label) = closest(control, &["label"]) {
        add(Source::Label, before(label, control));
        add(Source::Label, dom::text(*label));
    }
    let ids = control.attr("aria-labelledby").into_iter().flat_map(str::split_whitespace);
    let pieces: Vec<String> = ids.filter_map(|id| dom.by_id(id)).map(|it| dom::text(*it)).collect();
    if pieces.len() > 1 {
        // Read out as one name.
        add(Source::Aria, pieces.join(" "));
    }
    for piece in pieces {
        add(Source::Aria, piece);
    }
    add(Source::Aria, control.attr("aria-label").unwrap_or_default().to_owned());
    for text in headings(control) {
        add(Source::Heading, text);
    }
    add(Source::Beside, beside(control));
    add(Source::Title, control.attr("title").unwrap_or_default().to_owned());
    add(Source::Placeholder, control.attr("placeholder").unwrap_or_default().to_owned());
    names
}

/// The text of a wrapping label up to the control.
fn before(label: ElementRef<'_>, control: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in label.descendants() {
        if node.id() == control.id() {
            break;
        }
        if let Some(it) = node.value().as_text() {
            text.push_str(it);
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Headings of table cells beside and above, of a definition list and of a group of fields.
fn headings(control: ElementRef<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut inner = control;
    for around in control.ancestors().filter_map(ElementRef::wrap) {
        match around.value().name() {
            "td" | "th" => {
                found.extend(cell_beside(around));
                found.extend(cell_above(around));
            }
            "dd" => found.extend(term(around)),
            "fieldset" => {
                let legend = around.child_elements().find(|it| it.value().name() == "legend");
                found.extend(legend.filter(|it| it.id() != inner.id()).map(|it| dom::text(*it)));
            }
            "form" | "body" => break,
            _ => (),
        }
        inner = around;
    }
    found
}

fn cell_beside(cell: ElementRef<'_>) -> Option<String> {
    cell.prev_siblings()
        .filter_map(ElementRef::wrap)
        .take_while(|it| !has_control(*it))
        .map(|it| dom::text(*it))
        .find(|it| !it.is_empty())
}

fn cell_above(cell: ElementRef<'_>) -> Option<String> {
    let column: usize = cell.prev_siblings().filter_map(ElementRef::wrap).map(span).sum();
    let row = closest(cell, &["tr"])?;
    let table = closest(row, &["table"])?;
    let rows = table.descendants().filter_map(ElementRef::wrap).filter(|it| {
        it.value().name() == "tr"
            && closest(*it, &["table"]).is_some_and(|it| it.id() == table.id())
    });
    let mut heading = None;
    for above in rows.take_while(|it| it.id() != row.id()) {
        let mut at = 0;
        for cell in above.child_elements() {
            if at <= column && column < at + span(cell) && cell.value().name() == "th" {
                heading = Some(dom::text(*cell));
            }
            at += span(cell);
        }
    }
    heading
}

fn span(cell: ElementRef<'_>) -> usize {
    dom::number(cell, "colspan", 1000).unwrap_or(1).max(1)
}

/// The `<dt>` of a `<dd>`.
fn term(definition: ElementRef<'_>) -> Option<String> {
    definition
        .prev_siblings()
        .filter_map(ElementRef::wrap)
        .find(|it| it.value().name() == "dt")
        .map(|it| dom::text(*it))
}

/// The text just before a control, in its own block or in the one before.
fn beside(control: ElementRef<'_>) -> String {
    let mut at = control;
    for _ in 0..3 {
        for sibling in at.prev_siblings() {
            let text = match ElementRef::wrap(sibling) {
                Some(element) if has_control(element) || is_control(element) => {
                    return String::new();
                }
                Some(element) => dom::text(*element),
                None => {
                    sibling.value().as_text().map(|it| it.trim().to_owned()).unwrap_or_default()
                }
            };
            if !text.is_empty() {
                let is_name = text.chars().count() <= LONGEST_BESIDE;
                return if is_name { text } else { String::new() };
            }
        }
        match at.parent().and_then(ElementRef::wrap) {
            Some(parent)
                if !matches!(parent.value().name(), "td" | "th" | "form" | "body" | "label") =>
            {
                at = parent;
            }
            _ => break,
        }
    }
    String::new()
}

fn is_control(element: ElementRef<'_>) -> bool {
    match element.value().name() {
        "input" => !element.attr("type").is_some_and(|it| it.eq_ignore_ascii_case("hidden")),
        "select" | "textarea" | "button" => true,
        _ => false,
    }
}

fn has_control(element: ElementRef<'_>) -> bool {
    element.descendants().filter_map(ElementRef::wrap).any(is_control)
}
