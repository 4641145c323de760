//! [`Structure::Pages`](crate::Structure::Pages): a portal in EUC-JP, one small page per step.
//!
//! The list comes in pages, the latest expiry first, so rows move after a renewal; a row is asked
//! for by its position, and the row opened last is what the update changes.

use axum::http::StatusCode;
use chrono::Datelike as _;
use encoding_rs::{EUC_JP, Encoding};

use crate::clock::in_japan;
use crate::fault::{Label, Place};
use crate::html::fill;
use crate::reply::{Ending, Reply};
use crate::site::{Desk, Pages, Saved};
use crate::visit::Visit;
use crate::world::LicenseRow;

const LAYOUT: &str = include_str!("../../pages/pages/layout.html");
const HEAD: &str = include_str!("../../pages/pages/head.html");
const SIGN_IN: &str = include_str!("../../pages/pages/sign-in.html");
const HOME: &str = include_str!("../../pages/pages/home.html");
const SETTINGS: &str = include_str!("../../pages/pages/settings.html");
const IOS: &str = include_str!("../../pages/pages/ios.html");
const APPLICATION: &str = include_str!("../../pages/pages/application.html");
const LIST: &str = include_str!("../../pages/pages/list.html");
const ROW: &str = include_str!("../../pages/pages/row.html");
const ACTIONS: &str = include_str!("../../pages/pages/actions.html");
const DETAIL: &str = include_str!("../../pages/pages/detail.html");
const UPDATED: &str = include_str!("../../pages/pages/updated.html");

/// Rows on one page of the list.
const PAGE_SIZE: usize = 2;

const NOT_FOUND: &str =
    "<p class=\"error\">対象のデータが見つかりません。一覧からやり直してください。</p>";

pub(crate) struct Paged;

impl Pages for Paged {
    fn encoding(&self) -> &'static Encoding {
        EUC_JP
    }

    fn entry(&self) -> &'static str {
        "/portal/Login.do"
    }

    fn cookie(&self) -> (&'static str, &'static str) {
        ("JSESSIONID", "/portal")
    }

    fn company(&self) -> Option<&'static str> {
        Some("S-0042")
    }

    fn sign_in_fields(&self) -> [&'static str; 3] {
        ["corp", "login", "secret"]
    }

    fn place(&self, visit: &Visit) -> Option<Place> {
        Some(match (visit.path.strip_prefix("/portal/")?, visit.is_post()) {
            ("" | "Login.do", false) => Place::SignIn,
            ("Login.do", true) => Place::Entry,
            ("Logout.do", true) => Place::SignOut,
            ("Home.do", _) => Place::Home,
            ("Menu.do", _) | ("ios/Application.do", false) => Place::Menu,
            ("ios/vpp/List.do", false) => Place::List,
            ("ios/vpp/Detail.do" | "ios/vpp/Delete.do" | "ios/vpp/New.do", true) => Place::Edit,
            ("ios/vpp/Update.do", true) => Place::Save,
            _ => return None,
        })
    }

    fn sign_in(&self, desk: &mut Desk<'_>, error: Option<&str>) -> Reply {
        let password = desk.label(Label::Password, "パスワード");
        let values = [("error", sentence(error)), ("password", password.to_owned())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        page("ログイン", "", &fill(SIGN_IN, &values))
    }

    fn unsigned(&self, _: &mut Desk<'_>) -> Reply {
        Reply::redirect(self.entry())
    }

    fn welcome(&self, _: &mut Desk<'_>) -> Reply {
        Reply::redirect("Home.do").status(StatusCode::SEE_OTHER)
    }

    fn answer(&self, desk: &mut Desk<'_>, place: Place) -> Reply {
        match place {
            Place::SignOut => self.message("ログアウト", "<p>ログアウトしました。</p>"),
            Place::Menu => menu(desk),
            Place::List => list(desk),
            Place::Edit => opened(desk),
            Place::Save => save(desk),
            Place::Home | Place::SignIn | Place::Entry => page("トップページ", HEAD, HOME),
        }
    }

    fn message(&self, title: &str, body: &str) -> Reply {
        page(title, "", body)
    }
}

fn page(title: &str, head: &str, body: &str) -> Reply {
    let text = fill(LAYOUT, &[("title", title), ("head", head), ("body", body)]);
    Reply::page(text, EUC_JP)
}

fn sentence(error: Option<&str>) -> String {
    let template = "<p class=\"error\">{{text}}</p>";
    error.map_or_else(String::new, |text| fill(template, &[("text", text)]))
}

fn menu(desk: &Desk<'_>) -> Reply {
    if desk.visit.path.ends_with("Application.do") {
        let entry = desk.label(Label::Menu, "VPP ライセンス");
        return page("アプリケーション", HEAD, &fill(APPLICATION, &[("menu", entry)]));
    }
    match desk.visit.field("code") {
        "S" => page("設定", HEAD, SETTINGS),
        "I" => page("iOS", HEAD, IOS),
        _ => page("他の機能", HEAD, "<p>この機能は、練習モードにはありません。</p>"),
    }
}

/// 令和9年11月22日; the time of day is not shown.
fn date(row: &LicenseRow) -> String {
    let date = in_japan(row.expires);
    format!("令和{}年{}月{}日", date.year() - 2018, date.month(), date.day())
}

/// The latest expiry first.
fn ordered(mut rows: Vec<LicenseRow>) -> Vec<LicenseRow> {
    rows.sort_by_key(|row| std::cmp::Reverse((row.expires, row.id)));
    rows
}

fn list(desk: &mut Desk<'_>) -> Reply {
    let asked = desk.visit.field("p").parse().unwrap_or(1_usize);
    // Only the first page counts as a reading, or rows would move in the middle of one.
    let rows = ordered(if asked <= 1 { desk.list() } else { desk.rows() });
    let pages = rows.len().div_ceil(PAGE_SIZE).max(1);
    let current = asked.clamp(1, pages);
    let mut html = String::new();
    let numbered = rows.iter().zip(1_usize..).skip((current - 1) * PAGE_SIZE).take(PAGE_SIZE);
    for (row, number) in numbered {
        let actions = fill(ACTIONS, &[("number", &number.to_string())]);
        html += &fill(
            ROW,
            &[
                ("account", &row.account_name),
                ("class", if desk.is_soon(row.expires) { "soon" } else { "" }),
                ("date", &date(row)),
                ("actions", if desk.may_edit() { &actions } else { "" }),
            ],
        );
    }
    let new =
        "<form method=\"post\" action=\"New.do\"><button type=\"submit\">新規</button></form>";
    let body = fill(
        LIST,
        &[
            ("count", &rows.len().to_string()),
            ("expiry", desk.label(Label::Expiry, "有効期限")),
            ("rows", &html),
            ("pager", &pager(current, pages)),
            ("new", if desk.may_edit() { new } else { "" }),
        ],
    );
    page("VPP ライセンス一覧", HEAD, &body)
}

/// 前へ, the numbers, 次へ; links only where they lead somewhere else.
fn pager(current: usize, pages: usize) -> String {
    let link = |to: usize, text: &str| format!("<a href=\"List.do?p={to}\">{text}</a> ");
    let mut html = String::new();
    if current > 1 {
        html += &link(current - 1, "前へ");
    }
    for number in 1..=pages {
        let current_one = || fill("<strong>{{n}}</strong> ", &[("n", &number.to_string())]);
        html += &if number == current { current_one() } else { link(number, &number.to_string()) };
    }
    html += &if current < pages {
        link(current + 1, "次へ")
    } else {
        "<span>次へ</span>".to_owned()
    };
    html
}

/// A button beside a row, or 新規 below the list.
fn opened(desk: &mut Desk<'_>) -> Reply {
    if desk.visit.path.ends_with("New.do") {
        desk.press_new();
        return list(desk);
    }
    let number: Option<usize> = desk.visit.field("no").parse().ok();
    let shown = ordered(desk.rows());
    let row = number.and_then(|number| number.checked_sub(1)).and_then(|at| shown.get(at));
    let Some(id) = row.map(|row| row.id) else { return page("エラー", HEAD, NOT_FOUND) };
    if desk.visit.path.ends_with("Delete.do") {
        desk.press_delete(id);
        return list(desk);
    }
    if let Some(session) = desk.session() {
        session.chosen = Some(id);
    }
    detail(desk, id, None)
}

fn detail(desk: &mut Desk<'_>, id: u32, error: Option<&str>) -> Reply {
    let Some(row) = desk.license(id) else { return page("エラー", HEAD, NOT_FOUND) };
    let (account, notes) = match error {
        Some(_) => (desk.visit.field("n1"), desk.visit.field("n3")),
        None => (row.account_name.as_str(), row.notes.as_str()),
    };
    let body = fill(
        DETAIL,
        &[
            ("error", &sentence(error)),
            ("account_label", desk.label(Label::AccountName, "アカウント名")),
            ("upload_label", desk.label(Label::Upload, "VPP トークンアップロード")),
            ("notes_label", desk.label(Label::Notes, "備考")),
            ("expiry", desk.label(Label::Expiry, "有効期限")),
            ("save", desk.label(Label::Save, "保存")),
            ("account", account),
            ("notes", notes),
            ("organization", &row.organization),
            ("location", &row.location),
            ("class", if desk.is_soon(row.expires) { "soon" } else { "" }),
            ("date", &date(&row)),
        ],
    );
    page("VPP ライセンス詳細", HEAD, &body)
}

fn save(desk: &mut Desk<'_>) -> Reply {
    let Some(id) = desk.session().and_then(|session| session.chosen) else {
        return page("エラー", HEAD, NOT_FOUND);
    };
    if desk.visit.field("mode") != "update" {
        desk.world.violate("a hidden control was not sent as it stood");
    }
    let (name, notes) = (desk.visit.field("n1"), desk.visit.field("n3"));
    match desk.save(id, name, notes, "n2") {
        Saved::Stored => page("VPP ライセンス詳細", HEAD, UPDATED),
        Saved::Again(error) => detail(desk, id, Some(error)),
        Saved::Cut => Reply::ending(Ending::Cut),
    }
}
