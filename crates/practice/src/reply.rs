//! An answer, also one that never comes, never ends or breaks off.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};

/// The size of [`Ending::Flood`].
const FLOOD: u64 = 100 * 1024 * 1024;

/// How the body goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As it is.
    Whole,
    /// The connection is closed before the first byte.
    Cut,
    /// The connection is closed after half of the body.
    CutHalfway,
    /// No byte is ever sent.
    Silence,
    /// The body is followed by filler up to 100 MB.
    Flood,
    /// The body is followed by filler without end.
    Endless,
}

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut on purpose")]
pub(crate) struct Cut;

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, String)>,
    /// Text, encoded on the way out.
    pub(crate) text: String,
    pub(crate) encoding: &'static Encoding,
    pub(crate) ending: Ending,
    pub(crate) delay: Duration,
}

impl Reply {
    /// A page; the charset is not in the header, so the page has to name it itself.
    pub(crate) fn page(text: String, encoding: &'static Encoding) -> Self {
        Self::typed(text, encoding, "text/html")
    }

    pub(crate) fn typed(text: String, encoding: &'static Encoding, kind: &str) -> Self {
        Self {
            status: StatusCode::OK,
            headers: vec![
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ],
            text,
            encoding,
            ending: Ending::Whole,
            delay: Duration::ZERO,
        }
    }

    /// 302 (303 after a form) to a path or an address.
    pub(crate) fn redirect(to: &str) -> Self {
        let mut reply = Self::typed(String::new(), UTF_8, "text/plain");
        reply.status = StatusCode::FOUND;
        reply.with(header::LOCATION, to.to_owned())
    }

    /// A connection that is never answered properly.
    pub(crate) fn ending(ending: Ending) -> Self {
        let mut reply = Self::typed(String::new(), UTF_8, "text/html; charset=utf-8");
        reply.ending = ending;
        reply
    }

    pub(crate) fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.retain(|(present, _)| *present != name || name == header::SET_COOKIE);
        self.headers.push((name, value));
        self
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Waits where waiting is asked for, then turns into an answer.
    pub(crate) async fn send(self) -> Result<Response<Body>, Cut> {
        tokio::time::sleep(self.delay).await;
        let bytes = Bytes::from(self.encoding.encode(&self.text).0.into_owned());
        let length = bytes.len();
        let mut declared = None;
        let body = match self.ending {
            Ending::Whole => Body::from(bytes),
            Ending::Cut => return Err(Cut),
            Ending::Silence => std::future::pending().await,
            Ending::CutHalfway => {
                declared = Some(length.max(2));
                stream(bytes.slice(..length / 2), Rest::Broken)
            }
            Ending::Flood => stream(bytes, Rest::Filler { left: FLOOD }),
            Ending::Endless => stream(bytes, Rest::Filler { left: u64::MAX }),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                response.headers_mut().append(name, value);
            }
        }
        if let Some(length) = declared {
            response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        }
        Ok(response)
    }
}

fn stream(first: Bytes, rest: Rest) -> Body {
    Body::new(Stream { first: Some(first), rest })
}

/// A body that goes on after its first bytes.
struct Stream {
    first: Option<Bytes>,
    rest: Rest,
}

enum Rest {
    Filler { left: u64 },
    Broken,
}

impl hyper::body::Body for Stream {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, io::Error>>> {
        /// Bytes of what looks like text that goes on and on; built when wanted, not part of the program.
        const FILLER: usize = 64 * 1024;
        if let Some(first) = self.first.take().filter(|first| !first.is_empty()) {
            return Poll::Ready(Some(Ok(hyper::body::Frame::data(first))));
        }
        Poll::Ready(match &mut self.rest {
            Rest::Filler { left: 0 } => None,
            Rest::Filler { left } => {
                *left = left.saturating_sub(FILLER as u64);
                Some(Ok(hyper::body::Frame::data(Bytes::from(vec![b'.'; FILLER]))))
            }
            Rest::Broken => Some(Err(io::Error::other("cut on purpose"))),
        })
    }
}
