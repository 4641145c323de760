//! The HTTP door on reqwest: the only file that knows it.
//!
//! One client per CA file and proxy. TLS 1.2 or later, verified against the system's trust store plus
//! the CA file; no redirect, no retry, no cookie. This machine is always reached without a proxy,
//! which would otherwise see in plain what is meant for here.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use koshin_core::secret::{ExposeSecret as _, SecretString};
use koshin_core::{Code, Problem};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, ClientBuilder};

use super::{Http, HttpError, Method, Request, Response, check_url, is_loopback};
use crate::clock::Boxed;

/// The time for a connection to come about. Windows may look up revocations for ten seconds.
///
/// # Source
///
/// rustls-platform-verifier, issue 237.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a connection is kept for the next request: shorter than servers keep theirs, so that a
/// save does not run into one that is about to be closed.
const KEEP_IDLE: Duration = Duration::from_secs(3);

/// Sites that turn away programs let pass what begins so.
const USER_AGENT: &str =
    concat!("Mozilla/5.0 (compatible; Koshin/", env!("CARGO_PKG_VERSION"), ")");

/// The way to the outside: what is trusted beside the system's CAs, and through which proxy.
#[derive(Clone, Default)]
pub struct Route {
    /// The PEM text of further CAs.
    pub ca_pem: Option<Vec<u8>>,
    /// The proxy.
    pub proxy: Proxy,
}

/// Which proxy stands between.
#[derive(Clone, Default)]
pub enum Proxy {
    /// As the system says: environment, Windows' Internet options, macOS' network settings. Automatic
    /// configuration scripts (PAC, WPAD) are not read.
    #[default]
    Automatic,
    /// None.
    None,
    /// This one.
    Manual(ManualProxy),
}

/// A proxy as the person entered it; spoken to by plain http, signed in to by Basic.
#[derive(Clone)]
pub struct ManualProxy {
    /// Its host name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its user name, where it wants one.
    pub user: Option<String>,
    /// The password to that.
    pub password: Option<SecretString>,
}

impl fmt::Debug for ManualProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualProxy")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl PartialEq for ManualProxy {
    fn eq(&self, other: &Self) -> bool {
        let password = |it: &Self| it.password.as_ref().map(|it| it.expose_secret().to_owned());
        self.host == other.host
            && self.port == other.port
            && self.user == other.user
            && password(self).map(zeroize::Zeroizing::new)
                == password(other).map(zeroize::Zeroizing::new)
    }
}

impl Route {
    fn is_same(&self, other: &Self) -> bool {
        let same_proxy = match (&self.proxy, &other.proxy) {
            (Proxy::Automatic, Proxy::Automatic) | (Proxy::None, Proxy::None) => true,
            (Proxy::Manual(one), Proxy::Manual(other)) => one == other,
            (Proxy::Automatic | Proxy::None | Proxy::Manual(_), _) => false,
        };
        same_proxy && self.ca_pem == other.ca_pem
    }
}

/// Holds the clients, one per [`Route`]; one door serves a whole run.
#[derive(Default)]
pub struct Door {
    clients: Mutex<Vec<(Route, Arc<Clients>)>>,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").finish_non_exhaustive()
    }
}

impl Door {
    /// Makes a door without any client yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the client for a route, made on first use. Reads the system's trust store, nothing else.
    ///
    /// # Errors
    ///
    /// [`Code::NetBadCaFile`] where the PEM text holds no certificate or one that cannot be read,
    /// [`Code::NetBadProxy`] where the proxy's host is none, [`Code::NetTls`] where the system gives no
    /// trust store.
    pub fn open(&self, route: &Route) -> Result<Arc<dyn Http>, Problem> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = clients.iter().find(|(it, _)| it.is_same(route)) {
            return Ok(Arc::clone(known) as Arc<dyn Http>);
        }
        let made = Arc::new(Clients::new(route)?);
        clients.push((route.clone(), Arc::clone(&made)));
        Ok(made)
    }
}

struct Clients {
    routed: Client,
    /// For this machine.
    direct: Client,
}

impl Clients {
    fn new(route: &Route) -> Result<Self, Problem> {
        // Fails only where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let certificates = match &route.ca_pem {
            None => Vec::new(),
            Some(pem) => match Certificate::from_pem_bundle(pem) {
                Ok(certificates) if !certificates.is_empty() => certificates,
                Ok(_) | Err(_) => return Err(Code::NetBadCaFile.into()),
            },
        };
        let build = |builder: ClientBuilder| {
            let code = if certificates.is_empty() { Code::NetTls } else { Code::NetBadCaFile };
            builder
                .tls_certs_merge(certificates.clone())
                .build()
                .map_err(|error| Problem::new(code).detail(chain(&error)))
        };
        let direct = build(builder().no_proxy())?;
        let routed = match &route.proxy {
            Proxy::None => direct.clone(),
            Proxy::Automatic => build(builder())?,
            Proxy::Manual(proxy) => build(builder().proxy(manual(proxy)?))?,
        };
        Ok(Self { routed, direct })
    }
}

fn builder() -> ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(KEEP_IDLE)
        .tls_version_min(reqwest::tls::Version::TLS_1_2)
        .referer(false)
        .user_agent(USER_AGENT)
}

fn manual(proxy: &ManualProxy) -> Result<reqwest::Proxy, Problem> {
    let bad = || Problem::new(Code::NetBadProxy);
    let host = proxy.host.trim();
    let is_host = !host.is_empty()
        && host
            .chars()
            .all(|it| it.is_alphanumeric() || matches!(it, '.' | '-' | '_' | ':' | '[' | ']'));
    if !is_host {
        return Err(bad());
    }
    let made = reqwest::Proxy::all(format!("http://{host}:{}", proxy.port)).map_err(|_| bad())?;
    Ok(match (&proxy.user, &proxy.password) {
        (Some(user), Some(password)) => made.basic_auth(user, password.expose_secret()),
        (Some(user), None) => made.basic_auth(user, ""),
        (None, _) => made,
    })
}

impl Http for Clients {
    fn send(&self, request: Request) -> Boxed<'_, Result<Response, HttpError>> {
        Box::pin(async move {
            check_url(&request.url).map_err(|it| HttpError::NotAllowed(it.code))?;
            let client = if is_loopback(&request.url) { &self.direct } else { &self.routed };
            exchange(client, request).await
        })
    }
}

async fn exchange(client: &Client, request: Request) -> Result<Response, HttpError> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Patch => reqwest::Method::PATCH,
        Method::Put => reqwest::Method::PUT,
    };
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let mut value = HeaderValue::from_str(value)
            .map_err(|_| HttpError::NotAllowed(Code::InputNotEncodable))?;
        value.set_sensitive(true);
        headers.append(HeaderName::from_static(name), value);
    }
    let mut call = client.request(method, request.url).headers(headers).timeout(request.timeout);
    if let Some(body) = request.body {
        call = call.body(Bytes::from_owner(body));
    }
    let mut response = call.send().await.map_err(|it| classify(&it))?;

    let too_large = |length: u64| length > request.max_bytes as u64;
    if response.content_length().is_some_and(too_large) {
        return Err(HttpError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|it| classify(&it))? {
        if body.len() + chunk.len() > request.max_bytes {
            return Err(HttpError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers();
    Ok(Response {
        status: response.status().as_u16(),
        headers: headers.iter().map(|(name, it)| (name.as_str().to_owned(), text(it))).collect(),
        body: body.freeze(),
    })
}

/// Tells what kept an answer from coming. Kinds of errors decide, never their texts.
fn classify(error: &reqwest::Error) -> HttpError {
    let found = if let Some(tls) = find::<rustls::Error>(error) {
        let is_certificate = matches!(
            tls,
            rustls::Error::InvalidCertificate(_)
                | rustls::Error::InvalidCertRevocationList(_)
                | rustls::Error::NoCertificatesPresented
        );
        match (is_certificate, error.is_connect()) {
            (true, _) => HttpError::Certificate,
            (false, true) => HttpError::Tls,
            (false, false) => HttpError::Cut,
        }
    } else if error.is_connect() {
        // A proxy's refusal is the only failure to connect that comes from neither the system nor
        // the name server; its type cannot be named.
        let is_known = error.is_dns() || error.is_timeout() || find::<io::Error>(error).is_some();
        if is_known { HttpError::Unreachable } else { HttpError::Proxy }
    } else if error.is_timeout() {
        HttpError::Timeout
    } else if error.is_builder() {
        HttpError::NotAllowed(Code::NetBadUrl)
    } else {
        HttpError::Cut
    };
    tracing::debug!(kind = %found, "no answer");
    found
}

/// Looks for an error of a type in the whole chain, also inside of `io::Error`s, whose `source` skips
/// the error that they wrap.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

/// The chain as text, without the address, which may hold more than a log should.
fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut next = error.source();
    while let Some(error) = next {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}
