//! Pages that stand between the sign-in and the site.

use crate::fault::Fault;
use crate::html::fill;
use crate::reply::Reply;
use crate::site::{Desk, Pages};

/// The control of [`Fault::PasswordChange`] whose text the log does not keep.
pub(crate) const NEW_PASSWORD: &str = "g1";

const ONE_TIME_CODE: &str = "<p>登録されたメールアドレスに認証コードを送信しました。</p>\
    <form method=\"post\" action=\"{{path}}\">\
    <p><label for=\"g0\">認証コード（ワンタイムパスワード）</label> \
    <input id=\"g0\" name=\"g0\" inputmode=\"numeric\" autocomplete=\"one-time-code\"></p>\
    <p><button type=\"submit\">認証する</button></p></form>";

const PASSWORD_CHANGE: &str = "<p>パスワードの有効期限が切れています。新しいパスワードを設定してください。</p>\
    <form method=\"post\" action=\"{{path}}\">\
    <p><label for=\"g1\">新しいパスワード</label> <input id=\"g1\" name=\"g1\" type=\"password\"></p>\
    <p><label for=\"g2\">新しいパスワード（確認）</label> <input id=\"g2\" name=\"g1\" type=\"password\"></p>\
    <p><button type=\"submit\">変更する</button></p></form>";

const SIGNED_IN_ELSEWHERE: &str = "<p>このユーザーは、すでに別の端末でログインしています。</p>\
    <form method=\"post\" action=\"{{path}}\">\
    <p><button type=\"submit\">強制ログインする</button></p></form>";

const NOTICE: &str = "<p>サーバーメンテナンスのお知らせ：来月の第2日曜日 1:00～5:00 は、管理サイトを利用できません。</p>\
    <p><a href=\"{{uri}}\">次へ</a></p>";

/// The page that has to be passed first.
pub(crate) fn page(pages: &dyn Pages, gate: Fault) -> Reply {
    let path = path(pages);
    let body = |template| fill(template, &[("path", &path)]);
    if gate == Fault::OneTimeCode {
        pages.message("ワンタイムパスワード認証", &body(ONE_TIME_CODE))
    } else if gate == Fault::PasswordChange {
        pages.message("パスワードの変更", &body(PASSWORD_CHANGE))
    } else {
        pages.message("多重ログイン", &body(SIGNED_IN_ELSEWHERE))
    }
}

/// An お知らせ page that goes on to the page asked for.
pub(crate) fn notice(pages: &dyn Pages, uri: &str) -> Reply {
    pages.message("お知らせ", &fill(NOTICE, &[("uri", uri)]))
}

/// Passes the gate for a person who answers it; no program may.
pub(crate) fn answer(desk: &mut Desk<'_>, pages: &dyn Pages) -> Option<Reply> {
    if !desk.visit.is_post() || desk.visit.path != path(pages) {
        return None;
    }
    let gate = desk.session()?.gate.take()?;
    desk.world.violate(format!("the page of {gate} was answered"));
    Some(pages.welcome(desk))
}

fn path(pages: &dyn Pages) -> String {
    format!("{}/pass", pages.cookie().1)
}
