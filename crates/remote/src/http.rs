//! The HTTP door: every request of Koshin goes through [`Http::send`].

mod door;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use koshin_core::{Code, Problem};
use url::Url;
use zeroize::Zeroizing;

use crate::clock::Boxed;

pub use door::{Door, ManualProxy, Proxy, Route};

/// The methods that Koshin uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends a form.
    Post,
    /// Changes a part.
    Patch,
    /// Replaces.
    Put,
}

/// A request. Its `Debug` shows neither headers nor body.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address, already allowed by [`check_url`].
    pub url: Url,
    /// Headers; all are treated as sensitive.
    pub headers: Vec<(&'static str, Zeroizing<String>)>,
    /// The body.
    pub body: Option<Zeroizing<Vec<u8>>>,
    /// The most bytes of the answer that are read; more is [`HttpError::TooLarge`].
    pub max_bytes: usize,
    /// The time for the whole exchange.
    pub timeout: Duration,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

/// An answer of any status. Redirects are answers like others: the door never follows them.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers as they came, names in lower case; `set-cookie` may stand several times.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Bytes,
}

impl Response {
    /// Returns the first header of a name, which is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why there is no whole answer. The request may have been taken, unless the variant says that nothing
/// was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// Not connected: name not found or nobody listens. Nothing was sent.
    #[error("no connection")]
    Unreachable,
    /// The certificate does not verify. Nothing was sent.
    #[error("the certificate does not verify")]
    Certificate,
    /// No secure connection for another reason than the certificate. Nothing was sent.
    #[error("no secure connection")]
    Tls,
    /// The proxy wants a sign-in, or refuses. Nothing was sent.
    #[error("the proxy refuses")]
    Proxy,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection ended in the middle.
    #[error("the answer was cut off")]
    Cut,
    /// More than `max_bytes`; the rest was not read.
    #[error("the answer is too large")]
    TooLarge,
    /// The address is not allowed. Nothing was sent.
    #[error("the address is not allowed")]
    NotAllowed(Code),
}

impl HttpError {
    /// Returns what the person is told.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Unreachable => Code::NetUnreachable,
            Self::Certificate => Code::NetCertificate,
            Self::Tls => Code::NetTls,
            Self::Proxy => Code::NetProxy,
            Self::Timeout => Code::NetTimeout,
            Self::Cut => Code::NetCut,
            Self::TooLarge => Code::NetTooLarge,
            Self::NotAllowed(code) => code,
        }
    }

    /// Tells whether the request cannot have been taken.
    #[must_use]
    pub const fn nothing_sent(self) -> bool {
        match self {
            Self::Unreachable
            | Self::Certificate
            | Self::Tls
            | Self::Proxy
            | Self::NotAllowed(_) => true,
            Self::Timeout | Self::Cut | Self::TooLarge => false,
        }
    }
}

/// Sends one request and reads one answer. Never follows a redirect, never repeats, keeps no cookie.
pub trait Http: Send + Sync {
    /// Sends a request.
    fn send(&self, request: Request) -> Boxed<'_, Result<Response, HttpError>>;
}

/// Allows https anywhere and plain http to this machine only, decided on the text: `127.0.0.0/8`,
/// `[::1]` and `localhost`, without asking a name server. User name and password in the address are
/// refused.
///
/// # Errors
///
/// [`Code::NetBadUrl`] or [`Code::NetNotHttps`].
pub fn check_url(url: &Url) -> Result<(), Problem> {
    if !url.username().is_empty() || url.password().is_some() || url.host().is_none() {
        return Err(Code::NetBadUrl.into());
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => Err(Code::NetNotHttps.into()),
        _ => Err(Code::NetBadUrl.into()),
    }
}

/// Tells whether an address names this machine, decided on the text.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for (url, expected) in [
            ("https://mdm.example.jp/login", None),
            ("http://127.0.0.1:8080/", None),
            ("http://127.9.9.9/", None),
            ("http://[::1]:80/", None),
            ("http://localhost:1/", None),
            ("http://mdm.example.jp/", Some(Code::NetNotHttps)),
            ("http://localhost.example.jp/", Some(Code::NetNotHttps)),
            ("http://127.0.0.1.example.jp/", Some(Code::NetNotHttps)),
            ("http://0.0.0.0/", Some(Code::NetNotHttps)),
            ("http://[::ffff:127.0.0.1]/", Some(Code::NetNotHttps)),
            ("https://admin:pw@mdm.example.jp/", Some(Code::NetBadUrl)),
            ("https://admin@127.0.0.1/", Some(Code::NetBadUrl)),
            ("ftp://127.0.0.1/", Some(Code::NetBadUrl)),
            ("data:text/html,x", Some(Code::NetBadUrl)),
            // The parser reads odd spellings of the same address as browsers do.
            ("http://2130706433/", None),
        ] {
            let url: Url = url.parse().expect("an address");
            let found = check_url(&url).err().map(|it| it.code);
            assert_eq!(found, expected, "{url}");
        }
    }

    #[test]
    fn debug_shows_neither_headers_nor_body_nor_query() {
        let request = Request {
            method: Method::Post,
            url: "https://mdm.example.jp/save?sid=canary".parse().expect("an address"),
            headers: vec![("authorization", "Bearer canary".to_owned().into())],
            body: Some(b"canary".to_vec().into()),
            max_bytes: 1,
            timeout: Duration::from_secs(1),
        };
        let response = Response {
            status: 200,
            headers: vec![("set-cookie".to_owned(), "canary".to_owned())],
            body: Bytes::from_static(b"canary"),
        };

        assert!(!format!("{request:?}{response:?}").contains("canary"), "no secret in Debug");
    }
}
