//! [`Structure::Cards`](crate::Structure::Cards): a site of our days in UTF-8 that leans on
//! everything a browser does by itself.
//!
//! Addresses hang on `<base href>`, buttons stand outside their form, redirects come in chains,
//! and whatever else is in a form has to come back as it stood.

use axum::http::StatusCode;
use encoding_rs::{Encoding, UTF_8};

use crate::clock::in_japan;
use crate::fault::{Label, Place};
use crate::html::fill;
use crate::reply::{Ending, Reply};
use crate::site::{Desk, Pages, Saved};
use crate::visit::Visit;
use crate::world::LicenseRow;

const LAYOUT: &str = include_str!("../../pages/cards/layout.html");
const BAR: &str = include_str!("../../pages/cards/bar.html");
const SIGN_IN: &str = include_str!("../../pages/cards/sign-in.html");
const NOTICE: &str = include_str!("../../pages/cards/notice.html");
const DASHBOARD: &str = include_str!("../../pages/cards/dashboard.html");
const SETTINGS: &str = include_str!("../../pages/cards/settings.html");
const IOS: &str = include_str!("../../pages/cards/ios.html");
const APPS: &str = include_str!("../../pages/cards/apps.html");
const ASSIGNMENTS: &str = include_str!("../../pages/cards/assignments.html");
const LIST: &str = include_str!("../../pages/cards/list.html");
const ROW: &str = include_str!("../../pages/cards/row.html");
const BUTTONS: &str = include_str!("../../pages/cards/buttons.html");
const EDIT: &str = include_str!("../../pages/cards/edit.html");

const ROOT: &str = "/tenant/sample";

/// What the list's form sends beside the row and the button.
const LIST_CONTROLS: &[(&str, &str)] = &[("q", ""), ("sort", "expires"), ("view", "all")];

/// What the edit form sends beside account name, notes, token and expiry, in alphabetical order.
const EDIT_CONTROLS: &[(&str, &str)] = &[
    ("c10", "\n１行目\n２行目 & <終わり>"),
    ("c15", "standard"),
    ("c2", "all"),
    ("c3", "iOS"),
    ("c3", "ipad"),
    ("c4", "on"),
    ("c6", "2"),
    ("c8", ""),
    ("flag", "a"),
    ("flag", "b"),
    ("op", "save"),
    ("rev", "7"),
];

pub(crate) struct Cards;

impl Pages for Cards {
    fn encoding(&self) -> &'static Encoding {
        UTF_8
    }

    fn entry(&self) -> &'static str {
        "/tenant/sample/session/new"
    }

    fn cookie(&self) -> (&'static str, &'static str) {
        ("__endpoint", ROOT)
    }

    fn company(&self) -> Option<&'static str> {
        Some("sample")
    }

    fn sign_in_fields(&self) -> [&'static str; 3] {
        ["tenant", "account", "pass"]
    }

    fn place(&self, visit: &Visit) -> Option<Place> {
        Some(match (visit.path.strip_prefix(ROOT)?.trim_matches('/'), visit.is_post()) {
            ("" | "session/new", false) => Place::SignIn,
            ("session", true) => Place::Entry,
            ("session/end", _) => Place::SignOut,
            ("session/check" | "session/done" | "notices/latest" | "dashboard", false) => {
                Place::Home
            }
            ("licenses", false) => Place::List,
            ("licenses/saved", false) => Place::List,
            ("licenses/edit" | "licenses/new" | "licenses/delete", false) => Place::Edit,
            (path, true) if path.starts_with("licenses/") => Place::Save,
            ("assignments" | "settings", false) => Place::Menu,
            (path, false) if path.starts_with("settings/") => Place::Menu,
            _ => return None,
        })
    }

    fn sign_in(&self, desk: &mut Desk<'_>, error: Option<&str>) -> Reply {
        let password = desk.label(Label::Password, "パスワード");
        let values = [("error", said("alert", error)), ("password", password.to_owned())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        page("サインイン", "", &fill(SIGN_IN, &values))
    }

    fn unsigned(&self, _: &mut Desk<'_>) -> Reply {
        Reply::redirect("/tenant/sample/session/new?expired=1")
    }

    fn welcome(&self, _: &mut Desk<'_>) -> Reply {
        Reply::redirect("/tenant/sample/session/check")
    }

    fn answer(&self, desk: &mut Desk<'_>, place: Place) -> Reply {
        let path = desk.visit.path.strip_prefix(ROOT).unwrap_or_default().trim_matches('/');
        match place {
            Place::SignOut => self.message(
                "ログアウト",
                "<p role=\"status\">ログアウトしました。</p><p><a href=\"session/new\">サインイン</a></p>",
            ),
            Place::Menu => menu(desk, path),
            Place::List if path == "licenses/saved" => Reply::redirect("../licenses?done=1"),
            Place::List => list(desk),
            Place::Edit => picked(desk, path),
            Place::Save => sent(desk, path),
            Place::Home | Place::SignIn | Place::Entry => match path {
                "session/check" => Reply::redirect("done"),
                "session/done" => {
                    Reply::redirect("/tenant/sample/notices/latest").status(StatusCode::SEE_OTHER)
                }
                "notices/latest" => page("お知らせ", "", NOTICE),
                _ => page("ダッシュボード", BAR, DASHBOARD),
            },
        }
    }

    fn message(&self, title: &str, body: &str) -> Reply {
        page(title, "", &format!("<div class=\"card\"><h1>{title}</h1>{body}</div>"))
    }
}

fn page(title: &str, bar: &str, body: &str) -> Reply {
    let text = fill(LAYOUT, &[("title", title), ("bar", bar), ("body", body)]);
    Reply::typed(text, UTF_8, "text/html;charset=\"utf-8\"")
}

fn said(role: &str, text: Option<&str>) -> String {
    let template = "<p role=\"{{role}}\">{{text}}</p>";
    text.map_or_else(String::new, |text| fill(template, &[("role", role), ("text", text)]))
}

fn menu(desk: &Desk<'_>, path: &str) -> Reply {
    let entry = desk.label(Label::Menu, "［ＶＰＰ ライセンス］");
    match path {
        "settings" => page("設定", BAR, SETTINGS),
        "settings/ios" => page("iOS", BAR, IOS),
        "settings/ios/apps" => page("アプリ", BAR, &fill(APPS, &[("menu", entry)])),
        "assignments" => page("割当", BAR, ASSIGNMENTS),
        _ => page("他の機能", BAR, "<p class=\"card\">この機能は、練習モードにはありません。</p>"),
    }
}

/// 2027-11-22 17:30:00
fn date(row: &LicenseRow) -> String {
    in_japan(row.expires).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn list(desk: &mut Desk<'_>) -> Reply {
    let flash = desk.left();
    let mut html = String::new();
    for row in desk.list() {
        html += &fill(
            ROW,
            &[
                ("key", &format!("k-{}", row.id)),
                ("account", &row.account_name),
                ("organization", &row.organization),
                ("location", &row.location),
                ("class", if desk.is_soon(row.expires) { "soon" } else { "" }),
                ("date", &date(&row)),
                ("notes", &row.notes),
            ],
        );
    }
    if html.is_empty() {
        html += "<tr><td colspan=\"6\">表示するデータがありません</td></tr>";
    }
    let body = fill(
        LIST,
        &[
            ("flash", &said("status", flash.as_deref())),
            ("expiry", desk.label(Label::Expiry, "［有効期限］")),
            ("rows", &html),
            ("buttons", if desk.may_edit() { BUTTONS } else { "" }),
        ],
    );
    page("VPP ライセンス", BAR, &body)
}

fn id_of(key: &str) -> Option<u32> {
    key.strip_prefix("k-")?.parse().ok()
}

/// The list's form was sent with one of the buttons below it.
fn picked(desk: &mut Desk<'_>, path: &str) -> Reply {
    let ids: Vec<u32> = desk
        .visit
        .fields
        .iter()
        .filter(|field| field.name == "ids")
        .filter_map(|field| id_of(&field.value))
        .collect();
    match (path, ids.as_slice()) {
        ("licenses/new", _) => {
            desk.press_new();
            list(desk)
        }
        ("licenses/edit", [id]) => {
            desk.compare(LIST_CONTROLS, &["ids", "op"]);
            edit(desk, *id, None)
        }
        ("licenses/delete", [id]) => {
            desk.press_delete(*id);
            list(desk)
        }
        _ => {
            desk.leave("対象を1件だけ選択してください。");
            list(desk)
        }
    }
}

fn edit(desk: &mut Desk<'_>, id: u32, error: Option<&str>) -> Reply {
    let Some(row) = desk.license(id) else { return list(desk) };
    let (account, notes) = match error {
        Some(_) => (desk.visit.field("c1"), desk.visit.field("c9")),
        None => (row.account_name.as_str(), row.notes.as_str()),
    };
    let body = fill(
        EDIT,
        &[
            ("error", &said("alert", error)),
            ("key", &format!("k-{id}")),
            ("account_label", desk.label(Label::AccountName, "アカウント名")),
            ("upload_label", desk.label(Label::Upload, "ＶＰＰ トークンアップロード")),
            ("notes_label", desk.label(Label::Notes, "備考")),
            ("expiry", desk.label(Label::Expiry, "有効期限")),
            ("save", desk.label(Label::Save, "［保存］")),
            ("account", account),
            ("notes", notes),
            ("organization", &row.organization),
            ("location", &row.location),
            ("date", &date(&row)),
        ],
    );
    page("VPP ライセンスの編集", BAR, &body)
}

/// The edit form was sent with one of its buttons.
fn sent(desk: &mut Desk<'_>, path: &str) -> Reply {
    let rest = path.strip_prefix("licenses/").unwrap_or_default();
    let (key, action) = rest.split_once('/').unwrap_or((rest, "save"));
    let Some(id) = id_of(key) else { return list(desk) };
    match action {
        "save" => save(desk, id),
        "cancel" => Reply::redirect("/tenant/sample/licenses").status(StatusCode::SEE_OTHER),
        "delete" => {
            desk.press_delete(id);
            list(desk)
        }
        _ => {
            desk.press_new();
            list(desk)
        }
    }
}

fn save(desk: &mut Desk<'_>, id: u32) -> Reply {
    desk.compare(EDIT_CONTROLS, &["c1", "c7", "c9", "c13"]);
    let shown = desk.license(id).map(|row| date(&row)).unwrap_or_default();
    if desk.visit.field("c13") != shown {
        desk.world.violate("the read-only control c13 was not sent as it stood");
    }
    let (name, notes) = (desk.visit.field("c1"), desk.visit.field("c9"));
    match desk.save(id, name, notes, "c7") {
        Saved::Stored => {
            desk.leave("VPP ライセンスを保存しました。");
            Reply::redirect("saved").status(StatusCode::SEE_OTHER)
        }
        Saved::Again(error) => edit(desk, id, Some(error)),
        Saved::Cut => Reply::ending(Ending::Cut),
    }
}

impl Desk<'_> {
    /// Records whatever did not come back as a browser sends it.
    fn compare(&mut self, expected: &[(&str, &str)], others: &[&str]) {
        let fields = self.visit.fields.iter();
        let kept = fields.filter(|field| !others.contains(&field.name.as_str()));
        let mut sent: Vec<(&str, String)> =
            kept.map(|field| (field.name.as_str(), field.value.replace("\r\n", "\n"))).collect();
        sent.sort();
        let is_same = sent.len() == expected.len()
            && sent
                .iter()
                .zip(expected)
                .all(|(sent, expected)| sent.0 == expected.0 && sent.1 == expected.1);
        if !is_same {
            self.world.violate(format!("the form's controls came back as {sent:?}"));
        }
    }
}
