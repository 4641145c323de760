//! Writing a form as a browser sends it.
//!
//! # Source
//!
//! HTML, "constructing the entry list", "multipart form data", "URL-encoded form data".

use std::borrow::Cow;
use std::fmt::Write as _;

use encoding_rs::{EncoderResult, Encoding};
use koshin_core::{Code, Problem};
use url::Url;
use zeroize::Zeroizing;

use super::form::{Control, Enctype, FormMethod, Kind};
use super::page::Page;
use crate::http::Method;

/// What is put into a field.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    File { name: &'a str, bytes: &'a [u8] },
    Checked(bool),
}

/// A field that is filled in.
#[derive(Clone, Copy)]
pub(super) struct Filled<'a> {
    /// Its number on the page.
    pub(super) control: usize,
    /// What it is called, for the person.
    pub(super) label: &'a str,
    pub(super) value: Value<'a>,
}

/// What sends a form: a button, or a script that does no more than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    Button(usize),
    Form(usize),
}

/// A form ready to be sent.
pub(super) struct Submission {
    pub(super) method: Method,
    pub(super) url: Url,
    /// Its `Content-Type` and its bytes.
    pub(super) body: Option<(String, Zeroizing<Vec<u8>>)>,
    pub(super) target: Option<String>,
}

/// One successful control.
struct Part<'a> {
    name: Cow<'a, str>,
    text: &'a str,
    file: Option<(&'a str, &'a [u8])>,
    /// The label, where we filled it in: what it holds has to be encodable.
    ours: Option<&'a str>,
}

/// Writes a form with every successful control as it stands, save for those filled in; of the buttons
/// only the pressed one is sent.
///
/// # Errors
///
/// [`Code::InputNotEncodable`] where a text that we filled in cannot be written in the page's charset,
/// [`Code::SiteNeedsScript`] where sending the form as it stands would not do what it is for.
pub(super) fn submit(
    page: &Page,
    pressed: Pressed,
    filled: &[Filled<'_>],
) -> Result<Submission, Problem> {
    let needs_script = || Problem::new(Code::SiteNeedsScript).with("page", &page.title);
    let (number, button) = match pressed {
        Pressed::Form(number) => (Some(number), None),
        Pressed::Button(at) => {
            let control = page.controls.get(at);
            (control.and_then(|it| it.form), control)
        }
    };
    let (Some(number), Some(form)) = (number, number.and_then(|it| page.forms.get(it))) else {
        return Err(needs_script());
    };
    let instead = button.map(|it| it.instead.clone()).unwrap_or_default();
    let method = instead.method.unwrap_or(form.method);
    let enctype = instead.enctype.unwrap_or(form.enctype);
    let action = instead.action.as_deref().or(form.action.as_deref()).unwrap_or_default();
    let mut url = page.resolve(action).ok_or_else(needs_script)?;
    let charset = form
        .accept_charset
        .as_deref()
        .and_then(|it| it.split([' ', ',']).find_map(|it| Encoding::for_label(it.as_bytes())))
        .map_or(page.charset, Encoding::output_encoding);
    let parts = entries(page, number, pressed, filled, charset);
    let has_file = parts.iter().any(|it| it.file.is_some_and(|(_, bytes)| !bytes.is_empty()));
    if has_file && (enctype != Enctype::Multipart || method != FormMethod::Post) {
        return Err(needs_script());
    }
    let target = instead.target.or_else(|| form.target.clone());
    match method {
        FormMethod::Dialog => Err(needs_script()),
        FormMethod::Get => {
            let query = url_encoded(&parts, charset)?;
            url.set_query(Some(&String::from_utf8_lossy(&query)));
            Ok(Submission { method: Method::Get, url, body: None, target })
        }
        FormMethod::Post => {
            let body = match enctype {
                Enctype::UrlEncoded => {
                    ("application/x-www-form-urlencoded".to_owned(), url_encoded(&parts, charset)?)
                }
                Enctype::Multipart => multipart(&parts, charset)?,
                Enctype::Plain => ("text/plain".to_owned(), plain(&parts, charset)?),
            };
            Ok(Submission { method: Method::Post, url, body: Some(body), target })
        }
    }
}

/// The successful controls of a form, in the order of the page.
fn entries<'a>(
    page: &'a Page,
    form: usize,
    pressed: Pressed,
    filled: &[Filled<'a>],
    charset: &'static Encoding,
) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let controls = page.controls.iter().enumerate().filter(|(_, it)| it.form == Some(form));
    for (at, control) in controls.filter(|(_, it)| !it.disabled) {
        let ours = filled.iter().find(|it| it.control == at);
        let is_pressed = pressed == Pressed::Button(at);
        if control.kind == Kind::Image && is_pressed {
            // The place of the pointer: the button's corner.
            let of_name = |axis: &str| match control.name.as_str() {
                "" => axis.to_owned(),
                name => format!("{name}.{axis}"),
            };
            parts.extend(["x", "y"].map(|it| Part { name: of_name(it).into(), ..part("", "0") }));
        }
        if control.name.is_empty() {
            continue;
        }
        if control.kind == Kind::Hidden && control.name.eq_ignore_ascii_case("_charset_") {
            parts.push(part(&control.name, charset.name()));
            continue;
        }
        parts.extend(of_control(control, is_pressed, ours));
    }
    parts
}

fn part<'a>(name: &'a str, text: &'a str) -> Part<'a> {
    Part { name: name.into(), text, file: None, ours: None }
}

fn of_control<'a>(
    control: &'a Control,
    is_pressed: bool,
    ours: Option<&Filled<'a>>,
) -> Vec<Part<'a>> {
    let standing = || control.values.iter().map(|it| part(&control.name, it)).collect();
    match control.kind {
        Kind::Submit if is_pressed => standing(),
        Kind::Submit | Kind::Image | Kind::Reset | Kind::Button => Vec::new(),
        Kind::Checkbox | Kind::Radio => {
            let is_checked = match ours.map(|it| it.value) {
                Some(Value::Checked(checked)) => checked,
                Some(Value::Text(_) | Value::File { .. }) | None => control.checked,
            };
            if is_checked { standing() } else { Vec::new() }
        }
        Kind::File => {
            let file = match ours.map(|it| it.value) {
                Some(Value::File { name, bytes }) => (name, bytes),
                Some(Value::Text(_) | Value::Checked(_)) | None => ("", &[][..]),
            };
            vec![Part {
                name: control.name.as_str().into(),
                text: file.0,
                file: Some(file),
                ours: ours.map(|it| it.label),
            }]
        }
        Kind::Hidden | Kind::Select => standing(),
        Kind::Text | Kind::Password | Kind::TextArea => match ours {
            Some(Filled { value: Value::Text(text), label, .. }) => {
                vec![Part {
                    name: control.name.as_str().into(),
                    text,
                    file: None,
                    ours: Some(label),
                }]
            }
            Some(_) | None => standing(),
        },
    }
}

/// Encodes a text. What we filled in has to fit; what stood there is written as browsers do it, with
/// `&#12345;` for what does not fit.
fn encoded(
    text: &str,
    charset: &'static Encoding,
    ours: Option<&str>,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let Some(label) = ours else {
        return Ok(Zeroizing::new(charset.encode(text).0.into_owned()));
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() * 3 + 16));
    let mut encoder = charset.new_encoder();
    let mut bad = String::new();
    let mut rest = text;
    loop {
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        match result {
            EncoderResult::InputEmpty => break,
            EncoderResult::OutputFull => bytes.reserve(rest.len() * 3 + 16),
            EncoderResult::Unmappable(character) => bad.push(character),
        }
        rest = rest.get(read..).unwrap_or_default();
    }
    if bad.is_empty() {
        return Ok(bytes);
    }
    Err(Problem::new(Code::InputNotEncodable).with("label", label).with("characters", bad))
}

/// Line ends as forms send them.
fn crlf(text: &str) -> Zeroizing<String> {
    let mut lines = Zeroizing::new(String::with_capacity(text.len() + 16));
    let mut letters = text.chars().peekable();
    while let Some(it) = letters.next() {
        match it {
            '\r' => {
                letters.next_if_eq(&'\n');
                lines.push_str("\r\n");
            }
            '\n' => lines.push_str("\r\n"),
            it => lines.push(it),
        }
    }
    lines
}

fn url_encoded(
    parts: &[Part<'_>],
    charset: &'static Encoding,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let length: usize = parts.iter().map(|it| (it.name.len() + it.text.len()) * 9 + 2).sum();
    let mut body = Zeroizing::new(Vec::with_capacity(length));
    for part in parts {
        if !body.is_empty() {
            body.push(b'&');
        }
        escape(&encoded(&crlf(&part.name), charset, None)?, &mut body);
        body.push(b'=');
        escape(&encoded(&crlf(part.text), charset, part.ours)?, &mut body);
    }
    Ok(body)
}

fn escape(bytes: &[u8], body: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for it in bytes {
        match it {
            b' ' => body.push(b'+'),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => body.push(*it),
            _ => body.extend([b'%', DIGITS[usize::from(it >> 4)], DIGITS[usize::from(it & 15)]]),
        }
    }
}

fn multipart(
    parts: &[Part<'_>],
    charset: &'static Encoding,
) -> Result<(String, Zeroizing<Vec<u8>>), Problem> {
    let boundary = boundary(parts);
    let quoted = |text: &str, ours| -> Result<Zeroizing<Vec<u8>>, Problem> {
        let text = crlf(text).replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
        encoded(&text, charset, ours)
    };
    let length: usize = parts
        .iter()
        .map(|it| 200 + (it.name.len() + it.text.len()) * 4 + it.file.map_or(0, |it| it.1.len()))
        .sum();
    let mut body = Zeroizing::new(Vec::with_capacity(length + 100));
    for part in parts {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"").as_bytes(),
        );
        body.extend_from_slice(&quoted(&part.name, None)?);
        body.push(b'"');
        if let Some((name, bytes)) = part.file {
            body.extend_from_slice(b"; filename=\"");
            body.extend_from_slice(&quoted(name, part.ours)?);
            body.extend_from_slice(b"\"\r\nContent-Type: application/octet-stream\r\n\r\n");
            body.extend_from_slice(bytes);
        } else {
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(&encoded(&crlf(part.text), charset, part.ours)?);
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((format!("multipart/form-data; boundary={boundary}"), body))
}

/// A line that stands in none of the parts.
fn boundary(parts: &[Part<'_>]) -> String {
    let mut number = 0_u32;
    loop {
        let boundary = format!("----KoshinFormBoundary{number:08}");
        let holds =
            |bytes: &[u8]| bytes.windows(boundary.len()).any(|it| it == boundary.as_bytes());
        let is_taken = parts
            .iter()
            .any(|it| holds(it.text.as_bytes()) || it.file.is_some_and(|(_, bytes)| holds(bytes)));
        if !is_taken {
            return boundary;
        }
        number += 1;
    }
}

fn plain(parts: &[Part<'_>], charset: &'static Encoding) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let mut text = Zeroizing::new(String::new());
    for part in parts {
        // Only what we filled in can fail, and it is looked at by itself to name its label.
        encoded(part.text, charset, part.ours)?;
        let _ = write!(text, "{}={}\r\n", part.name, part.text);
    }
    encoded(&text, charset, None)
}

#[cfg(test)]
mod tests;
