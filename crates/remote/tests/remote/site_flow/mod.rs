//! The site connector on pages that practice does not have, written into a script.

mod hostile;
mod rehearsing;
mod saving;
mod signing_in;
mod structures;

use std::sync::Arc;

use koshin_core::apple::ClientConfig;
use koshin_core::judge::{Accepted, AppleAnswer, Evidence, judge};
use koshin_core::secret::SecretString;
use koshin_core::{CheckedToken, Code, ContentToken, License, Notes};
use koshin_remote::connector::{Connector, ConnectorError, Nobody, Receipt, Rehearsal, Sent};
use koshin_remote::http::HttpError;
use koshin_remote::servers::{Site, SiteProfile};

use crate::common::{FakeClock, Outcome, Script, answer, html_page, redirect};

const NOW: &str = "2026-11-22T01:00:00Z";
const PASSWORD: &str = "canary-password";
/// Base64 of a token of "Sample KK" that lasts until 2027-11-22T08:30:00Z.
const TOKEN: &str = "eyJ0b2tlbiI6ICJjSEpoWTNScFkyVT0iLCAiZXhwRGF0ZSI6ICIyMDI3LTExLTIyVDA4OjMwOjAwKzAwMDAiLCAib3JnTmFtZSI6ICJTYW1wbGUgS0sifQ==";

const LOGIN: &str = r#"<title>ログイン</title><form method="post" action="/login">
    ユーザーID <input name="u"> パスワード <input type="password" name="p"> <button>ログイン</button></form>"#;
const HOME: &str = r#"<a href="/vpp">VPP ライセンス</a> <a href="/out">ログアウト</a>"#;
const LIST: &str = r#"<table><tr><th>アカウント名<th>組織<th>ロケーション<th>有効期限<th>備考<th></tr>
    <tr><td>vpp-honsha<td>Sample KK<td>本社<td>2026/12/04 17:30<td>canary-memo<td><a href="/vpp/41/edit">編集</a> <a href="/vpp/41/delete">削除</a></tr>
    <tr><td>vpp-osaka<td>Sample KK<td>大阪<td>2027/03/01 17:30<td><td><a href="/vpp/42/edit">編集</a> <a href="/vpp/42/delete">削除</a></tr></table>"#;
const EDIT: &str = r#"<form method="post" action="/vpp/41" enctype="multipart/form-data">
    <label>アカウント名 <input name="a" value="vpp-honsha"></label>
    <label>VPP トークンアップロード <input type="file" name="f"></label>
    <label>備考 <textarea name="n">canary-memo</textarea></label>
    <button name="b" value="d" formaction="/vpp/41/delete">削除</button>
    <button name="b" value="s">保存</button></form>"#;
const SAVED: &str = "<p>VPP ライセンスを作成しました。</p>";

/// Request lines and the pages that answer them.
type Replaced<'a> = &'a [(&'a str, &'a str)];

/// A plain site with some of its pages replaced.
fn pages(replaced: Replaced<'_>) -> Script {
    let mut script = Script::default().on("POST /login", Ok(redirect(302, "/home")));
    for (line, html) in [
        ("GET /login", LOGIN),
        ("GET /home", HOME),
        ("GET /vpp", LIST),
        ("GET /vpp/41/edit", EDIT),
        ("POST /vpp/41", SAVED),
        ("GET /out", "<p>ログアウトしました。"),
    ] {
        if !replaced.iter().any(|(it, _)| *it == line) {
            script = script.page(line, html);
        }
    }
    replaced.iter().fold(script, |script, (line, html)| script.page(line, html))
}

/// A plain site with one line answered otherwise.
fn with(line: &str, outcome: Outcome) -> Script {
    with_all(&[(line, outcome)])
}

/// A plain site with some lines answered otherwise, each in this order and at last always so.
fn with_all(answers: &[(&str, Outcome)]) -> Script {
    let all = [
        ("GET /login", html_page(200, LOGIN)),
        ("POST /login", redirect(302, "/home")),
        ("GET /home", html_page(200, HOME)),
        ("GET /vpp", html_page(200, LIST)),
        ("GET /vpp/41/edit", html_page(200, EDIT)),
        ("POST /vpp/41", html_page(200, SAVED)),
        ("GET /out", html_page(200, "")),
    ];
    let script = all
        .into_iter()
        .filter(|(it, _)| answers.iter().all(|(line, _)| it != line))
        .fold(Script::default(), |script, (line, page)| script.on(line, Ok(page)));
    answers.iter().fold(script, |script, (line, outcome)| script.on(line, outcome.clone()))
}

fn site(script: &Script) -> Site {
    let profile = SiteProfile {
        url: "https://mdm.example.jp/login".parse().expect("an address"),
        company: None,
        user: "canary-user".to_owned(),
    };
    let clock = Arc::new(FakeClock::at(NOW));
    Site::new(profile, SecretString::from(PASSWORD.to_owned()), script.shared(), clock)
}

async fn licenses(script: &Script) -> Result<Vec<License>, ConnectorError> {
    let mut site = site(script);
    site.sign_in(&Nobody).await?;
    site.licenses(&Nobody).await
}

fn checked(license: &License) -> CheckedToken {
    let token = ContentToken::read(TOKEN.as_bytes()).expect("a token");
    let apple = AppleAnswer::Accepted(ClientConfig {
        uid: "u-1".to_owned(),
        location: "本社".to_owned(),
        country: None,
        expires: None,
        owner: None,
    });
    let accepted = Accepted { location: Some("本社".to_owned()), unseen: false };
    let evidence = Evidence {
        token: &token,
        license,
        apple: &apple,
        last: None,
        offered_uid: None,
        accepted: &accepted,
    };
    judge(&evidence, NOW.parse().expect("a date")).checked.expect("a fit token")
}

/// Renews the first license of the list with these notes.
async fn renew_with(script: &Script, notes: &Notes) -> Result<Receipt, ConnectorError> {
    let mut site = site(script);
    site.sign_in(&Nobody).await?;
    let licenses = site.licenses(&Nobody).await?;
    let checked = checked(&licenses[0]);
    site.renew(&licenses[0].id, &checked, notes, &Nobody).await
}

async fn renew(script: &Script) -> Result<Receipt, ConnectorError> {
    let notes = Notes { account_name: None, notes: Some("a\nb".to_owned()) };
    renew_with(script, &notes).await
}

fn code<T: std::fmt::Debug>(outcome: &Result<T, ConnectorError>) -> Option<Code> {
    outcome.as_ref().err().map(|it| it.problem.code)
}

fn posts(script: &Script) -> Vec<String> {
    script.lines().into_iter().filter(|it| it.starts_with("POST")).collect()
}
