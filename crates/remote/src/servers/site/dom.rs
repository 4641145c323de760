//! Reading a page's tree: what stands where, and what of it is to be seen.

use std::collections::HashMap;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::{ElementRef, Node};

use super::sink::Tree;

/// A page's tree with its elements at hand.
pub(super) struct Dom<'a> {
    /// In the order of the page.
    pub(super) elements: Vec<ElementRef<'a>>,
    forms: &'a HashMap<NodeId, NodeId>,
    by_id: HashMap<&'a str, ElementRef<'a>>,
    labels: HashMap<&'a str, Vec<ElementRef<'a>>>,
    root: NodeRef<'a, Node>,
}

impl<'a> Dom<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        let root = tree.html.tree.root();
        let elements: Vec<_> = root.descendants().filter_map(ElementRef::wrap).collect();
        let mut by_id = HashMap::new();
        let mut labels: HashMap<&str, Vec<ElementRef<'_>>> = HashMap::new();
        for element in &elements {
            if let Some(id) = element.attr("id") {
                by_id.entry(id).or_insert(*element);
            }
            if let ("label", Some(target)) = (element.value().name(), element.attr("for")) {
                labels.entry(target).or_default().push(*element);
            }
        }
        Self { elements, forms: &tree.forms, by_id, labels, root }
    }

    /// All elements of a name, in the order of the page.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = ElementRef<'a>> {
        self.elements.iter().copied().filter(move |it| it.value().name() == name)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<ElementRef<'a>> {
        self.by_id.get(id).copied()
    }

    /// The labels that point to an id.
    pub(super) fn labels_for(&self, id: &str) -> &[ElementRef<'a>] {
        self.labels.get(id).map_or(&[], Vec::as_slice)
    }

    /// The form that a control belongs to: named by `form`, else the one that the parser knows, else
    /// the nearest around it.
    pub(super) fn form_of(&self, control: ElementRef<'a>) -> Option<NodeId> {
        if let Some(id) = control.attr("form") {
            return self.by_id(id).filter(|it| it.value().name() == "form").map(|it| it.id());
        }
        self.forms
            .get(&control.id())
            .copied()
            .or_else(|| closest(control, &["form"]).map(|it| it.id()))
    }

    /// Everything that is to be seen, line by line.
    pub(super) fn lines(&self) -> Vec<String> {
        lines(self.root)
    }
}

/// The nearest element around another that has one of the names.
pub(super) fn closest<'a>(element: ElementRef<'a>, names: &[&str]) -> Option<ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|it| names.contains(&it.value().name()))
}

/// The text of a part of a page that is to be seen, on one line.
pub(super) fn text(node: NodeRef<'_, Node>) -> String {
    lines(node).join(" ")
}

/// The text of a part of a page that is to be seen, line by line; blocks and table rows are lines of
/// their own, cells are kept apart by a space.
pub(super) fn lines(root: NodeRef<'_, Node>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut skipped = None;
    let mut flush = |line: &mut String| {
        let text = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            lines.push(text);
        }
        line.clear();
    };
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Text(text) => line.push_str(text),
                Node::Element(_) => {
                    let Some(element) = ElementRef::wrap(node) else { continue };
                    if node.id() != root.id() && is_unseen(element) {
                        skipped = Some(node.id());
                    } else if is_block(element) {
                        flush(&mut line);
                    } else {
                        open_inline(element, &mut line);
                    }
                }
                Node::Document
                | Node::Fragment
                | Node::Doctype(_)
                | Node::Comment(_)
                | Node::ProcessingInstruction(_) => (),
            },
            Edge::Open(_) => (),
            Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
            Edge::Close(_) if skipped.is_some() => (),
            Edge::Close(node) => {
                let Some(element) = ElementRef::wrap(node) else { continue };
                if is_block(element) {
                    flush(&mut line);
                } else if matches!(element.value().name(), "td" | "th") {
                    line.push(' ');
                }
            }
        }
    }
    flush(&mut line);
    lines
}

/// The text of a cell with the line ends of its source and those of `<br>`: what somebody typed in
/// several lines.
pub(super) fn source_lines(root: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for node in root.descendants() {
        match node.value() {
            Node::Text(it) => text.push_str(it),
            Node::Element(it) if it.name() == "br" => text.push('\n'),
            Node::Element(_)
            | Node::Document
            | Node::Fragment
            | Node::Doctype(_)
            | Node::Comment(_)
            | Node::ProcessingInstruction(_) => (),
        }
    }
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

fn open_inline(element: ElementRef<'_>, line: &mut String) {
    match element.value().name() {
        "br" => line.push('\n'),
        "td" | "th" => line.push(' '),
        "img" => line.extend(element.attr("alt")),
        _ => (),
    }
}

fn is_block(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "legend"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Tells whether an element shows no text of its own to a person.
fn is_unseen(element: ElementRef<'_>) -> bool {
    let is_silent = matches!(
        element.value().name(),
        "script"
            | "style"
            | "noscript"
            | "noframes"
            | "template"
            | "head"
            | "title"
            | "textarea"
            | "select"
            | "datalist"
            | "iframe"
            | "object"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
    );
    is_silent || is_hidden(element)
}

/// Tells whether an element itself says that it is hidden.
pub(super) fn is_hidden(element: ElementRef<'_>) -> bool {
    let style: String = element
        .attr("style")
        .unwrap_or_default()
        .chars()
        .filter(|it| !it.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    element.attr("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || element.value().classes().any(|it| matches!(it, "hidden" | "d-none" | "is-hidden"))
}

/// Tells whether an element or one around it is hidden.
pub(super) fn is_in_hidden(element: ElementRef<'_>) -> bool {
    is_hidden(element) || element.ancestors().filter_map(ElementRef::wrap).any(is_hidden)
}

/// An attribute as a number, at most `most`.
pub(super) fn number(element: ElementRef<'_>, name: &str, most: usize) -> Option<usize> {
    let text = element.attr(name)?.trim();
    let digits = text.split(|it: char| !it.is_ascii_digit()).next()?;
    digits.parse::<usize>().ok().map(|it| it.min(most))
}
