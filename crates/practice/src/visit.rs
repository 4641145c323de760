//! A request, read as the servers need it.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, Method, header};
use bytes::Bytes;
use encoding_rs::Encoding;

use crate::log::{Asked, Field, FilePart, Server};
use crate::tokens::sha256;

/// Larger than any form that a renewal needs.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

pub(crate) struct Visit {
    pub(crate) method: Method,
    /// The path without the query.
    pub(crate) path: String,
    /// Path and query as sent.
    pub(crate) uri: String,
    /// The form's fields, then those of the query.
    pub(crate) fields: Vec<Field>,
    /// The bytes of the file fields, by name.
    pub(crate) files: BTreeMap<String, Bytes>,
    cookies: BTreeMap<String, String>,
    pub(crate) host: String,
    pub(crate) referer: Option<String>,
    pub(crate) authorization: Option<String>,
}

impl Visit {
    /// Reads the request whole; `encoding` is the charset of the page that held the form.
    pub(crate) async fn read(request: Request, encoding: &'static Encoding) -> Self {
        let headers = request.headers().clone();
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let query = request.uri().query().unwrap_or_default().to_owned();
        let uri = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        let mut files = BTreeMap::new();
        let mut fields = match text(&headers, header::CONTENT_TYPE).as_deref() {
            Some(kind) if kind.starts_with("multipart/form-data") => {
                read_multipart(request, encoding, &mut files).await
            }
            Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => {
                let body = axum::body::to_bytes(request.into_body(), BODY_LIMIT).await;
                read_urlencoded(&body.unwrap_or_default(), encoding)
            }
            _ => Vec::new(),
        };
        fields.extend(read_urlencoded(query.as_bytes(), encoding));
        Self {
            method,
            path,
            uri,
            fields,
            files,
            cookies: read_cookies(&headers),
            host: text(&headers, header::HOST).unwrap_or_default(),
            referer: text(&headers, header::REFERER),
            authorization: text(&headers, header::AUTHORIZATION),
        }
    }

    /// The text of the first field of this name; empty where there is none.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|field| field.name == name).map_or("", |field| &field.value)
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub(crate) fn bearer(&self) -> Option<&str> {
        self.authorization.as_deref()?.strip_prefix("Bearer ")
    }

    pub(crate) fn is_post(&self) -> bool {
        self.method == Method::POST
    }

    /// The entry for the log; `passwords` are the fields whose text is not kept.
    pub(crate) fn asked(&self, server: Server, passwords: &[&str]) -> Asked {
        let mut fields = self.fields.clone();
        for field in &mut fields {
            if passwords.contains(&field.name.as_str()) && !field.value.is_empty() {
                "•••".clone_into(&mut field.value);
            }
        }
        Asked {
            server,
            place: None,
            method: self.method.to_string(),
            path: self.uri.clone(),
            fields,
            referer: self.referer.clone(),
            has_cookie: !self.cookies.is_empty(),
            bearer_sha256: self.bearer().map(sha256),
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn read_cookies(headers: &HeaderMap) -> BTreeMap<String, String> {
    let all = headers.get_all(header::COOKIE).into_iter();
    all.flat_map(|value| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        value
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>()
    })
    .collect()
}

fn decode(bytes: &[u8], encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn read_urlencoded(bytes: &[u8], encoding: &'static Encoding) -> Vec<Field> {
    let pairs = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(at) => (pair.get(..at), pair.get(at + 1..)),
                None => (Some(pair), None),
            };
            let text = |part: Option<&[u8]>| decode(&unescape(part.unwrap_or_default()), encoding);
            Field { name: text(name), value: text(value), file: None }
        })
        .collect()
}

fn unescape(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = escaped {
            plain.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            plain.push(if *first == b'+' { b' ' } else { *first });
            rest = after;
        }
    }
    plain
}

async fn read_multipart(
    request: Request,
    encoding: &'static Encoding,
    files: &mut BTreeMap<String, Bytes>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, BODY_LIMIT).await else { return fields };
    let request = Request::from_parts(parts, Body::from(body));
    let Ok(mut multipart) = Multipart::from_request(request, &()).await else { return fields };
    while let Ok(Some(field)) = multipart.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let content_type = field.content_type().map(str::to_owned);
        let disposition = field.headers().get(header::CONTENT_DISPOSITION);
        let file_name = disposition
            .and_then(|value| file_name(value.as_bytes()))
            .map(|raw| decode(raw, encoding));
        let Ok(bytes) = field.bytes().await else { break };
        if let Some(file_name) = file_name {
            let file = FilePart {
                name: file_name,
                content_type,
                len: bytes.len(),
                sha256: sha256(&bytes),
            };
            fields.push(Field { name: name.clone(), value: String::new(), file: Some(file) });
            files.insert(name, bytes);
        } else {
            fields.push(Field { name, value: decode(&bytes, encoding), file: None });
        }
    }
    fields
}

/// The bytes of `filename="…"`, which stand in the page's charset.
fn file_name(disposition: &[u8]) -> Option<&[u8]> {
    const MARK: &[u8] = b"filename=\"";
    let start = disposition.windows(MARK.len()).position(|part| part == MARK)? + MARK.len();
    let rest = disposition.get(start..)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    rest.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, UTF_8};

    #[test]
    fn forms_are_decoded_from_the_charset_of_the_page() {
        let fields = read_urlencoded(b"a=%95%DB%91%B6&b=x+y%2b%zz&&c", SHIFT_JIS);
        let read: Vec<_> = fields.iter().map(|f| (f.name.as_str(), f.value.as_str())).collect();
        assert_eq!(read, [("a", "保存"), ("b", "x y+%zz"), ("c", "")]);
    }

    #[tokio::test]
    async fn a_multipart_form_keeps_texts_files_and_order() {
        let body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n本社\r\n2\r\n--B\r\n\
            Content-Disposition: form-data; name=\"f\"; filename=\"sToken for 本社.vpptoken\"\r\n\
            Content-Type: application/octet-stream\r\n\r\nabc\r\n--B\r\n\
            Content-Disposition: form-data; name=\"g\"; filename=\"\"\r\n\r\n\r\n--B--\r\n";
        let request = Request::post("/x?q=1")
            .header("content-type", "multipart/form-data; boundary=B")
            .header("cookie", "a=1; b=2")
            .body(Body::from(body))
            .unwrap();
        let visit = Visit::read(request, UTF_8).await;
        assert_eq!(visit.field("a"), "本社\r\n2");
        assert_eq!(visit.field("q"), "1");
        assert_eq!(visit.cookie("b"), Some("2"));
        let asked = visit.asked(Server::Site, &["a"]);
        assert_eq!(asked.field("a").unwrap().value, "•••");
        let file = asked.file().unwrap();
        assert_eq!((file.name.as_str(), file.len), ("sToken for 本社.vpptoken", 3));
        assert_eq!(file.sha256, sha256("abc"));
        assert_eq!(visit.files["f"], "abc");
        assert_eq!(asked.fields.len(), 4);
    }
}
