//! Forms and their controls, as they stand on a page.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::dom::{self, Dom, closest};
use super::labels::{self, Name};
use super::script::{self, Script};

/// What kind of control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Password,
    Hidden,
    Checkbox,
    Radio,
    File,
    Select,
    TextArea,
    Submit,
    Image,
    Reset,
    Button,
}

impl Kind {
    /// Tells whether a person presses it.
    pub(super) const fn is_button(self) -> bool {
        match self {
            Self::Submit | Self::Image | Self::Reset | Self::Button => true,
            Self::Text
            | Self::Password
            | Self::Hidden
            | Self::Checkbox
            | Self::Radio
            | Self::File
            | Self::Select
            | Self::TextArea => false,
        }
    }

    /// Tells whether a person fills it in.
    pub(super) const fn is_field(self) -> bool {
        !self.is_button() && !matches!(self, Self::Hidden)
    }
}

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FormMethod {
    #[default]
    Get,
    Post,
    /// `dialog`: nothing is sent.
    Dialog,
}

/// How a form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Enctype {
    #[default]
    UrlEncoded,
    Multipart,
    Plain,
}

/// A form's own attributes.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    pub(super) action: Option<String>,
    pub(super) method: FormMethod,
    pub(super) enctype: Enctype,
    pub(super) target: Option<String>,
    pub(super) accept_charset: Option<String>,
    /// `name` and `id`, by which scripts call it.
    pub(super) called: Vec<String>,
}

/// What a button says differently from its form.
#[derive(Debug, Clone, Default)]
pub(super) struct Override {
    pub(super) action: Option<String>,
    pub(super) method: Option<FormMethod>,
    pub(super) enctype: Option<Enctype>,
    pub(super) target: Option<String>,
}

/// A control as it stands.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute of its own in HTML")]
pub(super) struct Control {
    pub(super) kind: Kind,
    pub(super) name: String,
    /// What would be sent: one text, or for a `<select>` those selected.
    pub(super) values: Vec<String>,
    pub(super) checked: bool,
    pub(super) disabled: bool,
    pub(super) read_only: bool,
    /// Not to be seen.
    pub(super) hidden: bool,
    /// The longest text, in UTF-16 units.
    pub(super) max_length: Option<usize>,
    pub(super) autocomplete: String,
    /// What names a field to a person.
    pub(super) names: Vec<Name>,
    /// What a button says.
    pub(super) says: Vec<String>,
    /// The form that it belongs to.
    pub(super) form: Option<usize>,
    pub(super) instead: Override,
    /// What pressing it runs.
    pub(super) script: Option<Script>,
}

/// Reads all forms of a page.
pub(super) fn read_forms(dom: &Dom<'_>) -> (Vec<Form>, HashMap<NodeId, usize>) {
    let mut forms = Vec::new();
    let mut numbers = HashMap::new();
    for element in dom.named("form") {
        numbers.insert(element.id(), forms.len());
        forms.push(Form {
            action: element.attr("action").map(str::to_owned),
            method: element.attr("method").map(method).unwrap_or_default(),
            enctype: element.attr("enctype").map(enctype).unwrap_or_default(),
            target: element.attr("target").map(str::to_owned),
            accept_charset: element.attr("accept-charset").map(str::to_owned),
            called: ["name", "id"]
                .into_iter()
                .filter_map(|it| element.attr(it))
                .map(str::to_owned)
                .collect(),
        });
    }
    (forms, numbers)
}

/// Reads all controls of a page, in its order.
pub(super) fn read_controls(
    dom: &Dom<'_>,
    forms: &HashMap<NodeId, usize>,
) -> (Vec<Control>, HashMap<NodeId, usize>) {
    let mut controls = Vec::new();
    let mut numbers = HashMap::new();
    for element in &dom.elements {
        let Some(kind) = kind(*element) else { continue };
        if closest(*element, &["datalist", "template"]).is_some() {
            continue;
        }
        let form = dom.form_of(*element).and_then(|it| forms.get(&it).copied());
        numbers.insert(element.id(), controls.len());
        controls.push(control(*element, kind, form, dom));
    }
    (controls, numbers)
}

fn control(element: ElementRef<'_>, kind: Kind, form: Option<usize>, dom: &Dom<'_>) -> Control {
    let attr = |name: &str| element.attr(name).unwrap_or_default().to_owned();
    Control {
        kind,
        name: attr("name"),
        values: values(element, kind),
        checked: element.attr("checked").is_some(),
        disabled: is_disabled(element),
        read_only: element.attr("readonly").is_some(),
        hidden: kind == Kind::Hidden || dom::is_in_hidden(element),
        max_length: element
            .attr("maxlength")
            .and_then(|_| dom::number(element, "maxlength", usize::MAX)),
        autocomplete: attr("autocomplete").to_lowercase(),
        names: if kind.is_field() { labels::names(element, dom) } else { Vec::new() },
        says: if kind.is_button() { says(element, kind) } else { Vec::new() },
        form,
        instead: Override {
            action: element.attr("formaction").map(str::to_owned),
            method: element.attr("formmethod").map(method),
            enctype: element.attr("formenctype").map(enctype),
            target: element.attr("formtarget").map(str::to_owned),
        },
        script: element.attr("onclick").map(script::read),
    }
}

fn kind(element: ElementRef<'_>) -> Option<Kind> {
    let is_type = element.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
    Some(match (element.value().name(), is_type.as_str()) {
        ("textarea", _) => Kind::TextArea,
        ("select", _) => Kind::Select,
        ("button", "button") => Kind::Button,
        ("button", "reset") => Kind::Reset,
        ("button", _) => Kind::Submit,
        ("input", "password") => Kind::Password,
        ("input", "hidden") => Kind::Hidden,
        ("input", "checkbox") => Kind::Checkbox,
        ("input", "radio") => Kind::Radio,
        ("input", "file") => Kind::File,
        ("input", "submit") => Kind::Submit,
        ("input", "image") => Kind::Image,
        ("input", "reset") => Kind::Reset,
        ("input", "button") => Kind::Button,
        ("input", _) => Kind::Text,
        _ => return None,
    })
}

fn values(element: ElementRef<'_>, kind: Kind) -> Vec<String> {
    let value = element.attr("value");
    match kind {
        Kind::TextArea => vec![element.text().collect()],
        Kind::Select => selected(element),
        Kind::Checkbox | Kind::Radio => vec![value.unwrap_or("on").to_owned()],
        Kind::Text | Kind::Password => {
            vec![value.unwrap_or_default().replace(['\r', '\n'], "")]
        }
        Kind::File => Vec::new(),
        Kind::Hidden | Kind::Submit | Kind::Image | Kind::Reset | Kind::Button => {
            vec![value.unwrap_or_default().to_owned()]
        }
    }
}

/// The values of the options that are selected; a drop-down list always has one.
fn selected(select: ElementRef<'_>) -> Vec<String> {
    let is_multiple = select.attr("multiple").is_some();
    let options: Vec<_> = select
        .descendants()
        .filter_map(ElementRef::wrap)
        .filter(|it| it.value().name() == "option")
        .collect();
    let value = |option: &ElementRef<'_>| {
        option.attr("value").map_or_else(
            || {
                let text: String = option.text().collect();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            },
            str::to_owned,
        )
    };
    let is_off = |option: &ElementRef<'_>| {
        option.attr("disabled").is_some()
            || closest(*option, &["optgroup", "select"])
                .is_some_and(|it| it.value().name() == "optgroup" && it.attr("disabled").is_some())
    };
    let mut chosen = options.iter().filter(|it| it.attr("selected").is_some());
    if is_multiple {
        return chosen.filter(|it| !is_off(it)).map(value).collect();
    }
    let is_list = dom::number(select, "size", usize::MAX).is_some_and(|it| it > 1);
    let first = || options.iter().find(|it| !is_off(it)).filter(|_| !is_list);
    // A disabled option that is selected shows, but is not sent.
    let chosen = chosen.next_back().or_else(first);
    chosen.filter(|it| !is_off(it)).map(value).into_iter().collect()
}

fn says(element: ElementRef<'_>, kind: Kind) -> Vec<String> {
    let text = match (element.value().name(), kind) {
        ("button", _) => dom::text(*element),
        (_, Kind::Image) => element.attr("alt").unwrap_or_default().to_owned(),
        _ => element.attr("value").unwrap_or_default().to_owned(),
    };
    let aria = element.attr("aria-label").unwrap_or_default().to_owned();
    let title = element.attr("title").unwrap_or_default().to_owned();
    [text, aria, title].into_iter().filter(|it| !it.trim().is_empty()).collect()
}

/// Disabled by itself, or by a `<fieldset>` around it unless it stands in the legend of that.
fn is_disabled(element: ElementRef<'_>) -> bool {
    if element.attr("disabled").is_some() {
        return true;
    }
    let mut inner = element;
    for around in element.ancestors().filter_map(ElementRef::wrap) {
        if around.value().name() == "fieldset" && around.attr("disabled").is_some() {
            let legend = around.child_elements().find(|it| it.value().name() == "legend");
            if legend.is_none_or(|it| it.id() != inner.id()) {
                return true;
            }
        }
        inner = around;
    }
    false
}

fn method(text: &str) -> FormMethod {
    match text.trim().to_ascii_lowercase().as_str() {
        "post" => FormMethod::Post,
        "dialog" => FormMethod::Dialog,
        _ => FormMethod::Get,
    }
}

fn enctype(text: &str) -> Enctype {
    match text.trim().to_ascii_lowercase().as_str() {
        "multipart/form-data" => Enctype::Multipart,
        "text/plain" => Enctype::Plain,
        _ => Enctype::UrlEncoded,
    }
}
