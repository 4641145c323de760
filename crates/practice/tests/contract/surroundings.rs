//! What surrounds the servers: files, addresses, the portal, TLS, and that all of it ends.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::browser::Browser;
use crate::person::{Person, new_token, now, practice};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use koshin_practice::{
    Certificate, Options, Place, Scenario, Server, Standing, Structure, TokenFacts, start,
};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio::net::TcpStream;

/// From the sign-in to the download, as the portal's pages lead.
async fn download(url: &str) -> (String, Vec<String>) {
    let mut browser = Browser::new(url);
    let page = browser.open(url).await.unwrap();
    assert!(page.has("練習モード") && page.has("公式サイトではありません"));
    let page = browser.click(&page, "サインイン (Sign in)").await.unwrap();
    let page = browser.click(&page, "株式会社サンプル ▾ 設定 Settings").await.unwrap();
    assert!(page.has("Payments &amp; Billing"));
    let page = browser.click(&page, "開く Open").await.unwrap();
    let page = browser.click(&page, "開く Open").await.unwrap();
    assert!(page.has("アプリとブック") && page.has("Apps &amp; Books"));
    let offered = page.text.split("<li><span><b>").skip(1);
    let offered = offered.map(|part| part.split("</b>").next().unwrap().to_owned()).collect();
    let file = browser.click(&page, "ダウンロード (Download)").await.unwrap();
    let disposition = file.header("content-disposition").unwrap();
    assert!(disposition.contains("attachment;"), "{disposition}");
    assert!(disposition.contains("filename*=UTF-8''sToken_for_%E"), "{disposition}");
    (file.text, offered)
}

#[tokio::test]
async fn the_portal_hands_out_the_token_of_the_scenario() {
    let practice = practice(Structure::Table, &[]).await;
    let (token, offered) = download(&practice.portal_url()).await;
    assert_eq!(offered, ["本社", "大阪", "福岡"]);
    assert_eq!(token.as_bytes(), new_token(&practice));
    let mut browser = Browser::new(&practice.portal_url());
    let second = browser.open("/settings/payments/apps/download/1").await.unwrap();
    let other = std::fs::read_to_string(&practice.tokens()["other-location"]).unwrap();
    assert_eq!(second.text, other);
    let beyond = browser.open("/settings/payments/apps/download/3").await.unwrap();
    assert_eq!(beyond.status, 404);

    let options = Options { scenario: Scenario::OtherLocation, ..Options::new(now()) };
    let practice = start(options).await.unwrap();
    let (token, offered) = download(&practice.portal_url()).await;
    assert_eq!(offered, ["大阪"]);
    assert_eq!(token.as_bytes(), new_token(&practice));
    assert_ne!(new_token(&practice), std::fs::read(&practice.tokens()["right-location"]).unwrap());
}

#[tokio::test]
async fn the_sample_files_are_what_their_names_say() {
    let practice = practice(Structure::Table, &[]).await;
    let tokens = practice.tokens();
    let read = |name: &str| std::fs::read(&tokens[name]).unwrap();
    let date = |name: &str| {
        let json = STANDARD.decode(read(name)).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        json["expDate"].as_str().unwrap().to_owned()
    };
    assert_eq!(tokens["new"].file_name().unwrap(), "sToken_for_本社.vpptoken");
    assert_eq!(tokens["other-location"].file_name().unwrap(), "sToken_for_大阪.vpptoken");
    assert_eq!(date("new"), "2027-11-22T08:30:00+0000");
    assert_eq!(date("old"), "2027-01-06T08:30:00+0000");
    assert_eq!(date("expired"), "2026-11-11T08:30:00+0000");
    assert_eq!(date("short-lived"), "2027-06-10T08:30:00+0000");
    assert!(date("not-later") < date("old") && date("not-later").as_str() > "2026-11-22");
    for (name, start) in [
        ("device-token", &b"Content-Type: application/pkcs7-mime"[..]),
        ("html", b"<!DOCTYPE html"),
        ("zip", b"PK\x03\x04"),
        ("gzip", b"\x1f\x8b\x08"),
        ("certificate", b"-----BEGIN CERTIFICATE-----"),
        ("push-certificate", b"-----BEGIN CERTIFICATE-----"),
        ("signing-request", b"-----BEGIN CERTIFICATE REQUEST-----"),
        ("utf-16", b"\xff\xfe"),
        ("wrapped", b"\xef\xbb\xbf"),
    ] {
        assert!(read(name).starts_with(start), "{name}");
    }
    assert!(read("private-key").windows(11).any(|part| part == b"PRIVATE KEY"));
    assert_eq!(read("empty"), b"");
    assert_eq!(
        read("wrapped").split(|byte| *byte == b'\n').count(),
        read("new").len().div_ceil(64) + 1
    );
}

#[tokio::test]
async fn the_announcement_is_one_json_object_with_all_that_another_process_needs() {
    let options = Options { tls: true, ..Options::new(now()) };
    let practice = start(options).await.unwrap();
    let json = serde_json::to_value(practice.announcement()).unwrap();
    let site = &json["servers"][0];
    assert_eq!(site["kind"], "site");
    assert_eq!(site["url"], practice.site_url());
    assert_eq!(site["secrets"]["password"], practice.account().password);
    let ca = practice.ca_file().unwrap();
    let expected = ["--kind", "site", "--url", &practice.site_url(), "--user", "admin"];
    let add: Vec<&str> =
        site["add"].as_array().unwrap().iter().filter_map(|a| a.as_str()).collect();
    assert_eq!(add[..6], expected);
    assert_eq!(add[6..], ["--company", "sample", "--ca-file", ca.to_str().unwrap()]);
    assert_eq!(json["apple_url"], practice.apple_url());
    assert_eq!(json["portal_url"], practice.portal_url());
    assert!(PathBuf::from(json["tokens"]["new"].as_str().unwrap()).is_file());
}

/// Whether a client that trusts only the practice CA talks to the site.
async fn is_trusted(certificate: Certificate) -> bool {
    let options = Options { tls: true, certificate, ..Options::new(now()) };
    let practice = start(options).await.unwrap();
    let url = practice.site_url();
    let address = url.strip_prefix("https://").unwrap().split('/').next().unwrap();
    let pem = std::fs::read(practice.ca_file().unwrap()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(&pem).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await.is_ok()
}

#[tokio::test]
async fn the_certificate_verifies_unless_it_is_not_to() {
    assert!(is_trusted(Certificate::Good).await);
    assert!(!is_trusted(Certificate::WrongName).await);
    assert!(!is_trusted(Certificate::Expired).await);
}

#[tokio::test]
async fn a_stopped_practice_leaves_no_connection_and_no_file() {
    let practice = practice(Structure::Table, &["silence@sign-in"]).await;
    let (folder, url) = (practice.folder().to_owned(), practice.site_url());
    let mut browser = Browser::new(&url);
    browser.patience = Duration::from_secs(5);
    let asking = tokio::spawn(async move { browser.open(&url).await });
    while practice.log().is_empty() {
        tokio::task::yield_now().await;
    }
    let address = practice.site_url();
    practice.stop();
    let error = asking.await.unwrap().err().unwrap();
    assert_ne!(error.kind(), std::io::ErrorKind::TimedOut, "the silent answer ended");
    assert!(!folder.exists());
    assert!(Browser::new(&address).open(&address).await.is_err());
}

#[tokio::test]
async fn a_scenario_can_follow_another_on_the_same_servers() {
    let practice = practice(Structure::Table, &[]).await;
    let mut person = Person::new(&practice, Structure::Table);
    person.walk(&practice, Place::Save).await.unwrap();
    for (scenario, date) in [
        (Scenario::Expiring, "2026/12/04 17:30"),
        (Scenario::Expired, "2026/11/18 17:30"),
        (Scenario::Normal, "2027/01/06 17:30"),
    ] {
        practice.set_scenario(scenario);
        let list = person.walk(&practice, Place::List).await.unwrap();
        assert!(list.has(date), "{scenario}\n{}", list.text);
        let in_red = format!("<td class=\"date soon\">{date}");
        assert_eq!(list.has(&in_red), scenario != Scenario::Normal, "{scenario}");
    }
    assert!(practice.log().iter().all(|asked| asked.server == Server::Site));
}

#[tokio::test]
async fn a_token_made_for_a_test_is_known_to_apple_and_the_site() {
    let practice = practice(Structure::Table, &[]).await;
    let facts = TokenFacts::new("名古屋", now() + chrono::Duration::days(400));
    let content = practice.issue(facts.clone(), Standing::Good);
    let mut person = Person::new(&practice, Structure::Table);
    let edit = person.walk(&practice, Place::Edit).await.unwrap();
    person.save(&edit, "", content.as_bytes()).await.unwrap();
    let row = &practice.licenses()[0];
    assert_eq!(
        (&row.location, &row.uid, row.expires),
        (&facts.location, &facts.uid, facts.expires)
    );
}
