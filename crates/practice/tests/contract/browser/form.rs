//! Forms, filled in and sent as HTML has it.

use scraper::{ElementRef, Html, Selector};

use super::{File, Page};

/// A form on its way.
pub(super) struct Sending {
    pub(super) method: &'static str,
    pub(super) to: String,
    pub(super) kind: String,
    pub(super) body: Vec<u8>,
}

impl Page {
    pub(super) fn submission(
        &self,
        text: &str,
        fill: &[(&str, &str)],
        files: &[File<'_>],
    ) -> Option<Sending> {
        let html = Html::parse_document(&self.text);
        let buttons =
            Selector::parse("button:not([type=button]):not([type=reset]), input[type=submit]")
                .unwrap();
        let is_it = |node: &ElementRef<'_>| {
            node.attr("value")
                .filter(|_| node.value().name() == "input")
                .map_or_else(|| words(*node), str::to_owned)
                == text
        };
        let button = html.select(&buttons).find(is_it)?;
        let form = match button.attr("form") {
            Some(id) => {
                html.select(&Selector::parse(&format!("form[id={id}]")).unwrap()).next().unwrap()
            }
            None => button
                .ancestors()
                .filter_map(ElementRef::wrap)
                .find(|node| node.value().name() == "form")
                .expect("a form"),
        };
        let mut pairs: Vec<(String, String)> = Vec::new();
        let controls = Selector::parse("input, select, textarea, button").unwrap();
        for node in form.select(&controls) {
            for value in successful(node, button, fill) {
                pairs.push((node.attr("name").unwrap().to_owned(), value));
            }
        }
        if let (true, Some(name)) = (button.attr("form").is_some(), button.attr("name")) {
            pairs.push((name.to_owned(), button.attr("value").unwrap_or_default().to_owned()));
        }
        let method = button.attr("formmethod").or(form.attr("method")).unwrap_or("get");
        let action = button.attr("formaction").or(form.attr("action")).unwrap_or_default();
        let to = self.resolve(action);
        if method.eq_ignore_ascii_case("get") {
            let to = format!("{}?{}", to.split('?').next().unwrap(), self.urlencoded(&pairs));
            return Some(Sending { method: "GET", to, kind: String::new(), body: Vec::new() });
        }
        if form.attr("enctype") != Some("multipart/form-data") {
            let body = self.urlencoded(&pairs).into_bytes();
            return Some(Sending {
                method: "POST",
                to,
                kind: "application/x-www-form-urlencoded".into(),
                body,
            });
        }
        let mut body = Vec::new();
        for (name, value) in pairs {
            body.extend(b"--edge\r\n");
            let selector = Selector::parse(&format!("input[type=file][name={name}]")).unwrap();
            if form.select(&selector).next().is_some() {
                let (file_name, bytes) = files
                    .iter()
                    .find(|file| file.0 == name)
                    .map_or(("", &[][..]), |file| (file.1, file.2));
                let head = format!(
                    "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                );
                body.extend(&*self.encoding.encode(&head).0);
                body.extend(bytes);
            } else {
                body.extend(
                    format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n").bytes(),
                );
                body.extend(&*self.encoding.encode(&value).0);
            }
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        Some(Sending {
            method: "POST",
            to,
            kind: "multipart/form-data; boundary=edge".into(),
            body,
        })
    }

    fn urlencoded(&self, pairs: &[(String, String)]) -> String {
        let escape = |text: &str| -> String {
            let bytes = self.encoding.encode(text).0.into_owned();
            bytes.iter().flat_map(|byte| ["%".to_owned(), format!("{byte:02X}")]).collect()
        };
        let pairs = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

/// The values that a control sends, as HTML has it.
fn successful(node: ElementRef<'_>, button: ElementRef<'_>, fill: &[(&str, &str)]) -> Vec<String> {
    let in_dead_fieldset = node
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|above| above.value().name() == "fieldset" && above.attr("disabled").is_some());
    let Some(name) =
        node.attr("name").filter(|_| node.attr("disabled").is_none() && !in_dead_fieldset)
    else {
        return Vec::new();
    };
    let own = |default: &str| vec![node.attr("value").unwrap_or(default).to_owned()];
    let kind = node.attr("type").unwrap_or_default().to_lowercase();
    let is_filled =
        |value: &str| fill.iter().any(|(control, filled)| *control == name && *filled == value);
    match (node.value().name(), kind.as_str()) {
        ("button", _) | ("input", "submit") => {
            if node.id() == button.id() && button.attr("form").is_none() {
                own("")
            } else {
                Vec::new()
            }
        }
        ("input", "reset" | "button" | "image") => Vec::new(),
        ("input", "checkbox" | "radio") => {
            let chosen =
                node.attr("checked").is_some() || is_filled(node.attr("value").unwrap_or("on"));
            if chosen { own("on") } else { Vec::new() }
        }
        ("select", _) => {
            let options = Selector::parse("option").unwrap();
            let value = |option: ElementRef<'_>| {
                option.attr("value").map_or_else(|| words(option), str::to_owned)
            };
            let chosen: Vec<_> = node
                .select(&options)
                .filter(|option| option.attr("selected").is_some())
                .map(value)
                .collect();
            if chosen.is_empty() && node.attr("multiple").is_none() {
                node.select(&options).take(1).map(value).collect()
            } else {
                chosen
            }
        }
        (element, _) => {
            let present =
                if element == "textarea" { node.text().collect() } else { own("").remove(0) };
            let value = fill
                .iter()
                .find(|(control, _)| *control == name)
                .map_or(present, |(_, value)| (*value).to_owned());
            vec![value.replace("\r\n", "\n").replace('\n', "\r\n")]
        }
    }
}

pub(super) fn words(node: ElementRef<'_>) -> String {
    node.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
