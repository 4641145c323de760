//! A browser without a window, just good enough to use the practice site as a person would.
//!
//! It shares nothing with the connectors: what is wrong there must not be right here.

mod form;

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use encoding_rs::{Encoding, UTF_8};
use scraper::{Html, Selector};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use form::words;

/// A page as it was answered.
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Path and query after redirects.
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) text: String,
    pub(crate) encoding: &'static Encoding,
}

/// A file to choose: control, name, bytes.
pub(crate) type File<'a> = (&'a str, &'a str, &'a [u8]);

pub(crate) struct Browser {
    authority: String,
    cookies: BTreeMap<String, (String, String)>,
    /// Answers longer than this are cut off by us.
    pub(crate) limit: usize,
    pub(crate) patience: Duration,
}

impl Browser {
    /// For the origin of this address; only plain http.
    pub(crate) fn new(url: &str) -> Self {
        let rest = url.strip_prefix("http://").expect("plain http");
        let authority = rest.split('/').next().unwrap().to_owned();
        let patience = Duration::from_secs(10);
        Self { authority, cookies: BTreeMap::new(), limit: 4 << 20, patience }
    }

    pub(crate) async fn open(&mut self, url: &str) -> io::Result<Page> {
        let path = url.split_once("://").map_or(url, |(_, rest)| &rest[rest.find('/').unwrap()..]);
        self.ask("GET", path, None, &[], Vec::new()).await
    }

    /// Follows the link with exactly this text.
    pub(crate) async fn click(&mut self, page: &Page, text: &str) -> io::Result<Page> {
        let to = page.link(text).ok_or_else(|| page.lacks(text))?;
        self.ask("GET", &page.resolve(&to), Some(page), &[], Vec::new()).await
    }

    /// Fills in the form around the button with this text, then presses the button.
    pub(crate) async fn press(
        &mut self,
        page: &Page,
        text: &str,
        fill: &[(&str, &str)],
    ) -> io::Result<Page> {
        self.press_with(page, text, fill, &[]).await
    }

    /// The same with files.
    pub(crate) async fn press_with(
        &mut self,
        page: &Page,
        text: &str,
        fill: &[(&str, &str)],
        files: &[File<'_>],
    ) -> io::Result<Page> {
        let sending = page.submission(text, fill, files).ok_or_else(|| page.lacks(text))?;
        let headers = [("Content-Type", sending.kind.as_str())];
        let headers = if sending.method == "POST" { &headers[..] } else { &[] };
        self.ask(sending.method, &sending.to, Some(page), headers, sending.body).await
    }

    /// One request, then redirects within the origin.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        from: Option<&Page>,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> io::Result<Page> {
        let mut page = self.ask_once(method, path, from, headers, body).await?;
        for _ in 0..8 {
            let Some(to) = page.header("location").filter(|_| (300..400).contains(&page.status))
            else {
                break;
            };
            if to.contains("://") {
                break;
            }
            page = self.ask_once("GET", &page.resolve(&to), from, &[], Vec::new()).await?;
        }
        Ok(page)
    }

    pub(crate) async fn ask_once(
        &mut self,
        method: &str,
        path: &str,
        from: Option<&Page>,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> io::Result<Page> {
        let mut lines = vec![
            format!("{method} {path} HTTP/1.1"),
            format!("Host: {}", self.authority),
            "Connection: close".to_owned(),
            format!("Content-Length: {}", body.len()),
        ];
        if let Some(from) = from {
            lines.push(format!("Referer: http://{}{}", self.authority, from.path));
        }
        let fitting = self.cookies.iter().filter(|(_, (_, root))| path.starts_with(root));
        let cookies: Vec<_> = fitting.map(|(name, (value, _))| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            lines.push(format!("Cookie: {}", cookies.join("; ")));
        }
        lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
        let request = lines.join("\r\n") + "\r\n\r\n";
        let limit = self.limit;
        let exchange = async {
            let mut stream = TcpStream::connect(&self.authority).await?;
            stream.write_all(request.as_bytes()).await?;
            stream.write_all(&body).await?;
            let mut answer = Vec::new();
            stream.take(limit as u64).read_to_end(&mut answer).await?;
            Ok::<_, io::Error>(answer)
        };
        let answer = tokio::time::timeout(self.patience, exchange).await??;
        let page = Page::read(path, &answer, limit)?;
        for line in page.head.lines() {
            let Some(cookie) = line.strip_prefix("set-cookie: ") else { continue };
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(rest.contains("HttpOnly"), "{cookie}");
            let root = rest.split("Path=").nth(1).unwrap().split(';').next().unwrap();
            self.cookies.insert(name.to_owned(), (value.to_owned(), root.to_owned()));
        }
        Ok(page)
    }
}

impl Page {
    fn read(path: &str, answer: &[u8], limit: usize) -> io::Result<Self> {
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").ok_or_else(cut)?;
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let original = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut body = answer[end + 4..].to_vec();
        if answer.len() < limit {
            if head.contains("transfer-encoding: chunked") {
                body = unchunk(&body).ok_or_else(cut)?;
            } else if let Some(length) = head.split("content-length: ").nth(1) {
                let length: usize = length.lines().next().unwrap().parse().unwrap();
                if body.len() < length {
                    return Err(cut());
                }
            }
        }
        let start = String::from_utf8_lossy(&body[..body.len().min(1024)]).to_lowercase();
        let kind = head.lines().find(|line| line.starts_with("content-type:")).unwrap_or_default();
        let charset = |text: &str| {
            let name = text.split("charset=").nth(1)?.trim_start_matches('"');
            Encoding::for_label(name.split(['"', ';', ' ', '>', '\'']).next()?.as_bytes())
        };
        let encoding = charset(kind).or_else(|| charset(&start)).unwrap_or(UTF_8);
        // Header names in lower case, values as they came.
        let lines: Vec<String> = original
            .lines()
            .map(|line| match line.split_once(": ") {
                Some((name, value)) => format!("{}: {value}", name.to_lowercase()),
                None => line.to_owned(),
            })
            .collect();
        let (text, _, broken) = encoding.decode(&body);
        assert!(!broken, "{path} is not in {}", encoding.name());
        assert!(!text.contains("{{"), "a place that nothing was put into:\n{text}");
        Ok(Self {
            status: head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?,
            path: path.to_owned(),
            head: lines.join("\n"),
            text: text.into_owned(),
            encoding,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mark = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&mark)).map(str::to_owned)
    }

    /// That something is not on the page, with the page.
    fn lacks(&self, text: &str) -> io::Error {
        io::Error::new(io::ErrorKind::NotFound, format!("no {text} on\n{}", self.text))
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    pub(crate) fn link(&self, text: &str) -> Option<String> {
        let html = Html::parse_document(&self.text);
        let links = Selector::parse("a[href]").unwrap();
        let link = html.select(&links).find(|link| words(*link) == text)?;
        link.attr("href").map(str::to_owned)
    }

    pub(crate) fn attrs(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        let found = Selector::parse(selector).unwrap();
        html.select(&found).filter_map(|node| node.attr(name)).map(str::to_owned).collect()
    }

    /// An address on this page, as path and query.
    pub(crate) fn resolve(&self, to: &str) -> String {
        let base = self.attrs("base[href]", "href").pop();
        let base = base.unwrap_or_else(|| self.path.split('?').next().unwrap().to_owned());
        let to = to.split('#').next().unwrap();
        if to.starts_with('/') {
            return to.to_owned();
        }
        if to.is_empty() {
            return self.path.clone();
        }
        let folder = &base[..=base.rfind('/').unwrap()];
        let mut parts: Vec<&str> = folder.trim_end_matches('/').split('/').collect();
        let mut rest = to;
        while let Some(up) = rest.strip_prefix("../") {
            parts.pop();
            rest = up;
        }
        format!("{}/{rest}", parts.join("/"))
    }
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|part| part == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}
