//! The HTTP door on reqwest, against real sockets.

use std::sync::Arc;
use std::time::Duration;

use koshin_core::secret::SecretString;
use koshin_core::{Code, Problem};
use koshin_practice::{Certificate, Fault, Mishap, Options, Place, Practice, start};
use koshin_remote::http::{
    Door, Http, HttpError, ManualProxy, Method, Proxy, Request, Response, Route,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

fn get(url: &str) -> Request {
    Request {
        method: Method::Get,
        url: url.parse().expect("an address"),
        headers: Vec::new(),
        body: None,
        max_bytes: 64 * 1024,
        timeout: Duration::from_secs(5),
    }
}

fn open(ca_pem: Option<Vec<u8>>, proxy: Proxy) -> Result<Arc<dyn Http>, Problem> {
    Door::new().open(&Route { ca_pem, proxy })
}

async fn send(request: Request) -> Result<Response, HttpError> {
    open(None, Proxy::None).expect("a client").send(request).await
}

async fn practice(change: impl FnOnce(&mut Options)) -> Practice {
    let mut options = Options::new("2026-11-22T01:00:00Z".parse().expect("a date"));
    change(&mut options);
    start(options).await.expect("practice starts")
}

/// Answers every connection with the same bytes; tells what it was sent first.
async fn fixed(answer: &'static [u8]) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (told, heard) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut buffer = vec![0; 8192];
            let length = socket.read(&mut buffer).await.unwrap_or_default();
            let _ = told.send(String::from_utf8_lossy(&buffer[..length]).into_owned());
            let _ = socket.write_all(answer).await;
            let _ = socket.shutdown().await;
        }
    });
    (address, heard)
}

#[tokio::test]
async fn an_answer_of_any_status_is_an_answer_and_no_redirect_is_followed() {
    for (answer, status, body) in [
        (&b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"[..], 200, "ok"),
        (
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
            302,
            "",
        ),
        (b"HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy", 503, "busy"),
    ] {
        let (address, mut heard) = fixed(answer).await;
        let response = send(get(&format!("http://{address}/x?y=1"))).await.expect("an answer");

        assert_eq!((response.status, &response.body[..]), (status, body.as_bytes()));
        let asked = heard.recv().await.expect("a request").to_lowercase();
        assert!(asked.starts_with("get /x?y=1 http/1.1"), "{asked}");
        assert!(asked.contains("koshin/"), "says who asks: {asked}");
        assert!(!asked.contains("referer"), "{asked}");
    }
}

#[tokio::test]
async fn all_cookies_of_an_answer_are_passed_on_and_none_is_kept() {
    let answer =
        b"HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 0\r\n\r\n";
    let (address, mut heard) = fixed(answer).await;
    let http = open(None, Proxy::None).expect("a client");
    for _ in 0..2 {
        let response = http.send(get(&format!("http://{address}/"))).await.expect("an answer");
        let cookies: Vec<_> = response.headers.iter().filter(|it| it.0 == "set-cookie").collect();
        assert_eq!(cookies.len(), 2);
        assert!(!heard.recv().await.expect("a request").contains("a=1"), "no cookie kept");
    }
}

#[tokio::test]
async fn what_keeps_an_answer_from_coming_is_told_apart() {
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        listener.local_addr().expect("an address")
    };
    assert_eq!(send(get(&format!("http://{nobody}/"))).await.err(), Some(HttpError::Unreachable));

    for (answer, error) in [
        (&b""[..], HttpError::Cut),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this", HttpError::Cut),
        (b"no http at all\r\n\r\n", HttpError::Cut),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n", HttpError::TooLarge),
    ] {
        let (address, _heard) = fixed(answer).await;
        let found = send(get(&format!("http://{address}/"))).await.err();
        assert_eq!(found, Some(error), "{}", String::from_utf8_lossy(answer));
    }
    for (url, code) in [
        ("http://mdm.example.jp/", Code::NetNotHttps),
        ("https://user:pw@mdm.example.jp/", Code::NetBadUrl),
    ] {
        assert_eq!(send(get(url)).await.err(), Some(HttpError::NotAllowed(code)), "{url}");
    }
}

#[tokio::test]
async fn silence_and_floods_end_at_their_limits() {
    let practice = practice(|it| {
        it.faults = vec![Fault::At(Mishap::Silence, Place::SignIn)];
    })
    .await;
    let mut request = get(&practice.site_url());
    request.timeout = Duration::from_millis(300);
    assert_eq!(send(request).await.err(), Some(HttpError::Timeout));

    practice.set_faults(vec![Fault::At(Mishap::Flood, Place::SignIn)]);
    assert_eq!(send(get(&practice.site_url())).await.err(), Some(HttpError::TooLarge));
}

#[tokio::test]
async fn only_a_certificate_that_verifies_is_spoken_to() {
    for (certificate, gives_ca, expected) in [
        (Certificate::Good, true, None),
        (Certificate::Good, false, Some(HttpError::Certificate)),
        (Certificate::WrongName, true, Some(HttpError::Certificate)),
        (Certificate::Expired, true, Some(HttpError::Certificate)),
    ] {
        let practice = practice(|it| {
            it.tls = true;
            it.certificate = certificate;
        })
        .await;
        let pem = std::fs::read(practice.ca_file().expect("a CA")).expect("the CA");
        let http = open(gives_ca.then_some(pem), Proxy::Automatic).expect("a client");
        let outcome = http.send(get(&practice.site_url())).await;

        assert_eq!(outcome.as_ref().err().copied(), expected, "{certificate:?} {gives_ca}");
        assert_eq!(practice.log().is_empty(), expected.is_some(), "nothing was asked");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_no_certificate_problem() {
    let (address, _heard) = fixed(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
    let outcome = send(get(&format!("https://{address}/"))).await;
    assert_eq!(outcome.err(), Some(HttpError::Tls));
}

fn proxy(address: &str) -> Proxy {
    let (host, port) = address.rsplit_once(':').expect("a port");
    Proxy::Manual(ManualProxy {
        host: host.to_owned(),
        port: port.parse().expect("a port"),
        user: Some("taro".to_owned()),
        password: Some(SecretString::from("canary".to_owned())),
    })
}

#[tokio::test]
async fn a_proxy_that_refuses_is_told_from_a_server_that_does() {
    for (answer, expected) in [
        (
            &b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Negotiate\r\ncontent-length: 0\r\n\r\n"[..],
            HttpError::Proxy,
        ),
        (b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", HttpError::Proxy),
        (b"", HttpError::Proxy),
    ] {
        let (address, mut heard) = fixed(answer).await;
        let http = open(None, proxy(&address)).expect("a client");
        let outcome = http.send(get("https://mdm.example.jp/")).await;

        assert_eq!(outcome.err(), Some(expected), "{}", String::from_utf8_lossy(answer));
        let asked = heard.recv().await.expect("a request").to_lowercase();
        assert!(asked.starts_with("connect mdm.example.jp:443"), "{asked}");
        assert!(asked.contains("proxy-authorization: basic"), "{asked}");
    }
}

#[tokio::test]
async fn this_machine_is_reached_without_the_proxy() {
    let (server, _) = fixed(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let (address, mut asked) = fixed(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let http = open(None, proxy(&address)).expect("a client");

    http.send(get(&format!("http://{server}/"))).await.expect("an answer");
    assert!(asked.try_recv().is_err(), "the proxy saw nothing");
}

#[test]
fn a_route_that_leads_nowhere_is_refused() {
    let bad_host = |host: &str| {
        Proxy::Manual(ManualProxy { host: host.to_owned(), port: 80, user: None, password: None })
    };
    for (ca, proxy, expected) in [
        (Some("no certificate"), Proxy::None, Code::NetBadCaFile),
        (
            Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            Proxy::None,
            Code::NetBadCaFile,
        ),
        (Some(""), Proxy::None, Code::NetBadCaFile),
        (None, bad_host(""), Code::NetBadProxy),
        (None, bad_host("http://proxy"), Code::NetBadProxy),
        (None, bad_host("user:pw@proxy"), Code::NetBadProxy),
    ] {
        let found = open(ca.map(|it| it.as_bytes().to_vec()), proxy).err().map(|it| it.code);
        assert_eq!(found, Some(expected), "{ca:?}");
    }
}

#[test]
fn one_client_serves_each_route() {
    let door = Door::new();
    let route = |proxy| Route { ca_pem: None, proxy };
    let first = door.open(&route(Proxy::None)).expect("a client");
    let again = door.open(&route(Proxy::None)).expect("a client");
    let other = door.open(&route(Proxy::Automatic)).expect("a client");

    assert!(Arc::ptr_eq(&first, &again), "the same route, the same client");
    assert!(!Arc::ptr_eq(&first, &other), "another route");
    let manual = ManualProxy {
        host: "proxy".to_owned(),
        port: 8080,
        user: None,
        password: Some(SecretString::from("canary".to_owned())),
    };
    assert!(!format!("{manual:?}{door:?}").contains("canary"), "no secret in Debug");
}
