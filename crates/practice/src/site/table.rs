//! [`Structure::Table`](crate::Structure::Table): a modern site in UTF-8, one page after another.

use encoding_rs::{Encoding, UTF_8};

use crate::clock::in_japan;
use crate::fault::{Label, Place};
use crate::html::fill;
use crate::reply::Reply;
use crate::site::{Desk, Pages, Saved};
use crate::world::LicenseRow;

const LAYOUT: &str = include_str!("../../pages/table/layout.html");
const SIGN_IN: &str = include_str!("../../pages/table/sign-in.html");
const FRAME: &str = include_str!("../../pages/table/frame.html");
const MENU: &str = include_str!("../../pages/table/menu.html");
const HOME: &str = include_str!("../../pages/table/home.html");
const LIST: &str = include_str!("../../pages/table/list.html");
const ROW: &str = include_str!("../../pages/table/row.html");
const EDIT: &str = include_str!("../../pages/table/edit.html");

const ROOT: &str = "/mdm/console";
const ENTRY: &str = "/mdm/console/login";
const LISTED: &str = "/mdm/console/ios/apps/vpp";

pub(crate) struct Table;

/// What stands behind the list's address.
enum Target {
    List,
    New,
    Edit(u32),
    Delete(u32),
    Save(u32),
}

fn target(path: &str) -> Option<Target> {
    let rest = path.strip_prefix(LISTED)?.trim_start_matches('/');
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    Some(match (parts.next(), parts.next()) {
        (None, _) => Target::List,
        (Some("new"), None) => Target::New,
        (Some(id), Some("edit")) => Target::Edit(id.parse().ok()?),
        (Some(id), Some("delete")) => Target::Delete(id.parse().ok()?),
        (Some(id), None) => Target::Save(id.parse().ok()?),
        _ => return None,
    })
}

impl Pages for Table {
    fn encoding(&self) -> &'static Encoding {
        UTF_8
    }

    fn entry(&self) -> &'static str {
        ENTRY
    }

    fn cookie(&self) -> (&'static str, &'static str) {
        ("MDMSESSION", ROOT)
    }

    fn company(&self) -> Option<&'static str> {
        Some("sample")
    }

    fn sign_in_fields(&self) -> [&'static str; 3] {
        ["c", "u", "p"]
    }

    fn place(&self, visit: &crate::visit::Visit) -> Option<Place> {
        match (visit.path.as_str(), visit.is_post()) {
            ("/" | ENTRY, false) => Some(Place::SignIn),
            (ENTRY, true) => Some(Place::Entry),
            ("/mdm/console" | "/mdm/console/home", _) => Some(Place::Home),
            ("/mdm/console/logout", _) => Some(Place::SignOut),
            ("/mdm/console/settings", _) => Some(Place::Menu),
            (path, is_post) if path.starts_with(ROOT) => match (target(path), is_post) {
                (Some(Target::List), false) => Some(Place::List),
                (Some(Target::Save(_)), true) => Some(Place::Save),
                (Some(Target::New | Target::Edit(_) | Target::Delete(_)), false) => {
                    Some(Place::Edit)
                }
                (None, false) => Some(Place::Menu),
                _ => None,
            },
            _ => None,
        }
    }

    fn sign_in(&self, desk: &mut Desk<'_>, error: Option<&str>) -> Reply {
        let password = desk.label(Label::Password, "パスワード");
        let body = fill(
            SIGN_IN,
            &[
                ("next", desk.visit.field("next")),
                ("password", password),
                ("error", &sentence("error", error)),
            ],
        );
        page("ログイン", &body)
    }

    fn unsigned(&self, desk: &mut Desk<'_>) -> Reply {
        let next = if desk.visit.is_post() { "" } else { &desk.visit.path };
        Reply::redirect(&format!("{ENTRY}?next={next}"))
    }

    fn welcome(&self, desk: &mut Desk<'_>) -> Reply {
        let next = desk.visit.field("next");
        let is_own = next.starts_with(ROOT) && !next.contains(char::is_whitespace);
        Reply::redirect(if is_own { next } else { "/mdm/console/home" })
    }

    fn answer(&self, desk: &mut Desk<'_>, place: Place) -> Reply {
        match place {
            Place::SignOut => self.message(
                "ログアウト",
                "<p>ログアウトしました。</p><p><a href=\"login\">ログイン画面へ</a></p>",
            ),
            Place::List => list(desk),
            Place::Edit => match target(&desk.visit.path) {
                Some(Target::New) => {
                    desk.press_new();
                    Reply::redirect(LISTED)
                }
                Some(Target::Delete(id)) => {
                    desk.press_delete(id);
                    Reply::redirect(LISTED)
                }
                Some(Target::Edit(id)) => edit(desk, id, None),
                _ => list(desk),
            },
            Place::Save => save(desk),
            Place::Menu => framed(desk, "設定", "<p>左のメニューから項目を選択してください。</p>"),
            Place::Home | Place::SignIn | Place::Entry => framed(desk, "ホーム", HOME),
        }
    }

    fn message(&self, title: &str, body: &str) -> Reply {
        page(title, &format!("<main><div class=\"sign-in\"><h1>{title}</h1>{body}</div></main>"))
    }
}

fn page(title: &str, body: &str) -> Reply {
    let text = fill(LAYOUT, &[("title", title), ("body", body)]);
    Reply::typed(text, UTF_8, "text/html; charset=utf-8")
}

/// A page inside the site: head, menu and content.
fn framed(desk: &Desk<'_>, title: &str, body: &str) -> Reply {
    let entry = desk.label(Label::Menu, "VPP ライセンス");
    // The start page has no menu beside it; that opens below 設定.
    let menu = if title == "ホーム" { String::new() } else { fill(MENU, &[("menu", entry)]) };
    page(title, &fill(FRAME, &[("menu", &menu), ("title", title), ("body", body)]))
}

fn sentence(class: &str, text: Option<&str>) -> String {
    let template = "<p class=\"{{class}}\" role=\"alert\">{{text}}</p>";
    text.map_or_else(String::new, |text| fill(template, &[("class", class), ("text", text)]))
}

fn date(row: &LicenseRow) -> String {
    in_japan(row.expires).format("%Y/%m/%d %H:%M").to_string()
}

fn list(desk: &mut Desk<'_>) -> Reply {
    let flash = desk.left();
    let rows = desk.list();
    let may_edit = desk.may_edit();
    let mut html = String::new();
    for row in &rows {
        let id = row.id.to_string();
        let actions = if may_edit {
            let link = "<a href=\"{{list}}/{{id}}/edit\">編集</a> <a href=\"{{list}}/{{id}}/delete\">削除</a>";
            fill(link, &[("list", LISTED), ("id", &id)])
        } else {
            "―".to_owned()
        };
        html += &fill(
            ROW,
            &[
                ("account", &row.account_name),
                ("organization", &row.organization),
                ("location", &row.location),
                ("class", if desk.is_soon(row.expires) { "soon" } else { "" }),
                ("date", &date(row)),
                ("notes", &row.notes),
                ("actions", &actions),
            ],
        );
    }
    if rows.is_empty() {
        html += "<tr><td colspan=\"6\">データがありません。</td></tr>";
    }
    let new = "<p><a class=\"button quiet\" href=\"/mdm/console/ios/apps/vpp/new\">新規</a></p>";
    let body = fill(
        LIST,
        &[
            ("flash", &sentence("flash", flash.as_deref())),
            ("expiry", desk.label(Label::Expiry, "有効期限")),
            ("rows", &html),
            ("new", if may_edit { new } else { "" }),
        ],
    );
    framed(desk, "VPP ライセンス", &body)
}

fn edit(desk: &mut Desk<'_>, id: u32, error: Option<&str>) -> Reply {
    let Some(row) = desk.license(id) else {
        return framed(desk, "エラー", "<p class=\"error\">対象のデータが見つかりません。</p>");
    };
    // After a refused form the person finds what was typed.
    let (account, notes) = match error {
        Some(_) => (desk.visit.field("f1"), desk.visit.field("f4")),
        None => (row.account_name.as_str(), row.notes.as_str()),
    };
    let body = fill(
        EDIT,
        &[
            ("error", &sentence("error", error)),
            ("id", &id.to_string()),
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
    framed(desk, "VPP ライセンス編集", &body)
}

fn save(desk: &mut Desk<'_>) -> Reply {
    let Some(Target::Save(id)) = target(&desk.visit.path) else { return list(desk) };
    let (name, notes) = (desk.visit.field("f1"), desk.visit.field("f4"));
    match desk.save(id, name, notes, "f2") {
        Saved::Stored => {
            desk.leave("VPP ライセンスを作成しました。");
            Reply::redirect(LISTED)
        }
        Saved::Again(error) => edit(desk, id, Some(error)),
        Saved::Cut => Reply::ending(crate::reply::Ending::Cut),
    }
}
