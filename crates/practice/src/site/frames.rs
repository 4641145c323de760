//! [`Structure::Frames`](crate::Structure::Frames): an old site in `Shift_JIS`, made of framesets.
//!
//! Every form carries a value that is good for one sending, and no form is taken without a
//! Referer from the site. Some pages name their charset in the header, some in the text.

use axum::http::{StatusCode, header};
use encoding_rs::{Encoding, SHIFT_JIS};

use crate::clock::in_japan;
use crate::fault::{Label, Place};
use crate::html::{escape, fill};
use crate::reply::{Ending, Reply};
use crate::site::{Desk, Pages, Saved};
use crate::visit::Visit;
use crate::world::LicenseRow;

const SIGN_IN: &str = include_str!("../../pages/frames/sign-in.html");
const ENTERED: &str = include_str!("../../pages/frames/entered.html");
const INDEX: &str = include_str!("../../pages/frames/index.html");
const PAGE: &str = include_str!("../../pages/frames/page.html");
const HEAD: &str = include_str!("../../pages/frames/head.html");
const TOP: &str = include_str!("../../pages/frames/top.html");
const LIST: &str = include_str!("../../pages/frames/list.html");
const ROW: &str = include_str!("../../pages/frames/row.html");
const BUTTONS: &str = include_str!("../../pages/frames/buttons.html");
const EDIT: &str = include_str!("../../pages/frames/edit.html");

const META: &str = "<META http-equiv=\"Content-Type\" content=\"text/html; charset=x-sjis\">";

/// The colors of most pages.
const WHITE: &str = "color: #222; background: #fff";

pub(crate) struct Frames;

impl Pages for Frames {
    fn encoding(&self) -> &'static Encoding {
        SHIFT_JIS
    }

    fn entry(&self) -> &'static str {
        "/kanri/login.html"
    }

    fn cookie(&self) -> (&'static str, &'static str) {
        ("KSID", "/kanri")
    }

    fn company(&self) -> Option<&'static str> {
        None
    }

    fn sign_in_fields(&self) -> [&'static str; 3] {
        ["none", "uid", "pwd"]
    }

    fn place(&self, visit: &Visit) -> Option<Place> {
        Some(match (visit.path.strip_prefix("/kanri/")?, visit.is_post()) {
            ("" | "login.html", false) => Place::SignIn,
            ("login.cgi", true) => Place::Entry,
            ("index.html" | "head.html" | "top.html", _) => Place::Home,
            ("menu.cgi", _) if visit.field("m") == "top" => Place::Home,
            ("menu.cgi" | "other.html", _) => Place::Menu,
            ("vpp.cgi", false) => Place::List,
            ("vpp.cgi", true) => Place::Edit,
            ("vppsave.cgi", true) => Place::Save,
            ("logout.cgi", _) => Place::SignOut,
            _ => return None,
        })
    }

    fn sign_in(&self, desk: &mut Desk<'_>, error: Option<&str>) -> Reply {
        let ticket = desk.world.random();
        let row = "<TR><TD colspan=\"2\" class=\"red\">{{text}}";
        let error = error.map_or_else(String::new, |text| fill(row, &[("text", text)]));
        let password = desk.label(Label::Password, "パスワード");
        let values = [("ticket", ticket.as_str()), ("error", &error), ("password", password)];
        Reply::page(fill(SIGN_IN, &values), SHIFT_JIS)
    }

    fn unsigned(&self, desk: &mut Desk<'_>) -> Reply {
        self.sign_in(desk, None)
    }

    fn welcome(&self, _: &mut Desk<'_>) -> Reply {
        Reply::page(ENTERED.to_owned(), SHIFT_JIS)
    }

    fn answer(&self, desk: &mut Desk<'_>, place: Place) -> Reply {
        let is_form = desk.visit.is_post() && place != Place::SignOut;
        if let Some(refusal) = is_form.then(|| refuse(desk)).flatten() {
            return refusal;
        }
        match place {
            Place::SignOut => self.message(
                "ログアウト",
                "<p>ログアウトしました。</p><p><a href=\"/kanri/login.html\" target=\"_top\">ログイン画面へ</a></p>",
            ),
            Place::Menu => menu(desk),
            Place::List => list(desk),
            Place::Edit => chosen(desk),
            Place::Save => save(desk),
            Place::Home | Place::SignIn | Place::Entry => match desk.visit.path.as_str() {
                "/kanri/head.html" => plain("端末管理システム", "color: #fff; background: #2f5f73", HEAD),
                "/kanri/top.html" => plain("トップ", WHITE, TOP),
                "/kanri/menu.cgi" => menu(desk),
                _ => Reply::page(INDEX.to_owned(), SHIFT_JIS),
            },
        }
    }

    fn message(&self, title: &str, body: &str) -> Reply {
        plain(title, WHITE, &format!("<H1>{title}</H1>{body}"))
    }
}

/// A page that names its charset itself.
fn plain(title: &str, colors: &str, body: &str) -> Reply {
    let values = [("meta", META), ("title", title), ("colors", colors), ("body", body)];
    Reply::page(fill(PAGE, &values), SHIFT_JIS)
}

/// A page whose charset only the header names.
fn headed(title: &str, meta: &str, body: &str) -> Reply {
    let values = [("meta", meta), ("title", title), ("colors", WHITE), ("body", body)];
    Reply::typed(fill(PAGE, &values), SHIFT_JIS, "text/html; charset=Windows-31J")
}

/// Why a form is not taken: it does not come from a page of the site, or comes a second time.
fn refuse(desk: &mut Desk<'_>) -> Option<Reply> {
    let own = format!("://{}/kanri/", desk.visit.host);
    if !desk.visit.referer.as_deref().is_some_and(|referer| referer.contains(&own)) {
        desk.world.violate(format!("{} without a Referer from the site", desk.visit.path));
        let page = headed("エラー", "", "<P class=\"red\">不正な画面遷移です。</P>");
        return Some(page.status(StatusCode::FORBIDDEN));
    }
    let ticket = desk.visit.field("tk");
    let is_good = desk.session().is_some_and(|session| session.tickets.remove(ticket));
    if is_good {
        return None;
    }
    desk.world.violate(format!("{} without the hidden value of its form", desk.visit.path));
    Some(headed(
        "エラー",
        "",
        "<P class=\"red\">画面の有効期限が切れました。最初からやり直してください。</P>",
    ))
}

fn ticket(desk: &mut Desk<'_>) -> String {
    let ticket = desk.world.random();
    if let Some(session) = desk.session() {
        session.tickets.insert(ticket.clone());
    }
    ticket
}

/// The menu frame; a level opens in the frame itself, a page in the frame beside it.
fn menu(desk: &Desk<'_>) -> Reply {
    const TOP: &[(&str, &str, &str)] =
        &[("機器一覧", "other.html", "main"), ("設定", "menu.cgi?m=set", "_self")];
    const SETTINGS: &[(&str, &str, &str)] = &[
        ("Android", "menu.cgi?m=and", "_self"),
        ("ｉＯＳ", "menu.cgi?m=ios", "_self"),
        ("Windows", "other.html", "main"),
    ];
    const ANDROID: &[(&str, &str, &str)] = &[("アプリケーション", "other.html", "main")];
    const IOS: &[(&str, &str, &str)] =
        &[("プロファイル", "other.html", "main"), ("アプリケーション", "menu.cgi?m=app", "_self")];
    const APPS: &[(&str, &str, &str)] =
        &[("アプリケーション配信", "other.html", "main"), ("VPPライセンス", "vpp.cgi", "main")];
    if desk.visit.path == "/kanri/other.html" {
        return plain("他の機能", WHITE, "<P>この機能は、練習モードにはありません。</P>");
    }
    let (heading, entries) = match desk.visit.field("m") {
        "set" => ("設定", SETTINGS),
        "and" => ("設定＞Android", ANDROID),
        "ios" => ("設定＞iOS", IOS),
        "app" => ("設定＞iOS＞アプリ", APPS),
        _ => ("メニュー", TOP),
    };
    let mut body = format!("<B>{heading}</B><HR>");
    for (text, to, target) in entries {
        let text = if *to == "vpp.cgi" { desk.label(Label::Menu, text) } else { text };
        let entry = "<P>・<A href=\"{{to}}\" target=\"{{target}}\">{{text}}</A></P>\n";
        body += &fill(entry, &[("to", to), ("target", target), ("text", text)]);
    }
    body += "<HR><P><A href=\"menu.cgi?m=top\">メニューの最初へ</A></P>\
        <P><A href=\"logout.cgi\" target=\"_top\">ログアウト</A></P>";
    plain("メニュー", "color: #222; background: #e8eef0", &body)
}

fn date(row: &LicenseRow) -> String {
    in_japan(row.expires).format("%Y年%m月%d日 %H時%M分").to_string()
}

fn list(desk: &mut Desk<'_>) -> Reply {
    let ticket = ticket(desk);
    let mut rows = String::new();
    for row in desk.list() {
        rows += &fill(
            ROW,
            &[
                ("id", &row.id.to_string()),
                ("account", &row.account_name),
                ("organization", &row.organization),
                ("location", &row.location),
                ("class", if desk.is_soon(row.expires) { "red" } else { "" }),
                ("date", &date(&row)),
                ("notes", &escape(&row.notes).replace('\n', "<BR>")),
            ],
        );
    }
    if rows.is_empty() {
        rows += "<TR><TD colspan=\"6\">該当するデータはありません。";
    }
    let body = fill(
        LIST,
        &[
            ("ticket", &ticket),
            ("expiry", desk.label(Label::Expiry, "有効期限")),
            ("rows", &rows),
            ("buttons", if desk.may_edit() { BUTTONS } else { "" }),
        ],
    );
    headed("VPP ライセンス", "", &body)
}

/// The id in the radio button or the hidden control.
fn selected(desk: &Desk<'_>) -> Option<u32> {
    desk.visit.field("sel").strip_prefix("L-")?.parse().ok()
}

/// The list's form was sent with one of its three buttons.
fn chosen(desk: &mut Desk<'_>) -> Reply {
    let id = selected(desk);
    match (desk.visit.field("act"), id) {
        ("編集", Some(id)) => edit(desk, id, None),
        ("新規", _) => {
            desk.press_new();
            list(desk)
        }
        ("削除", Some(id)) => {
            desk.press_delete(id);
            list(desk)
        }
        _ => headed(
            "エラー",
            "",
            "<P class=\"red\">対象を選択してください。</P><P><A href=\"vpp.cgi\">一覧へ戻る</A></P>",
        ),
    }
}

fn edit(desk: &mut Desk<'_>, id: u32, error: Option<&str>) -> Reply {
    let Some(row) = desk.license(id) else { return list(desk) };
    let ticket = ticket(desk);
    let sentence = "<P class=\"red\">{{text}}</P>";
    let (account, notes) = match error {
        Some(_) => (desk.visit.field("a1"), desk.visit.field("a3")),
        None => (row.account_name.as_str(), row.notes.as_str()),
    };
    let body = fill(
        EDIT,
        &[
            ("error", &error.map_or_else(String::new, |text| fill(sentence, &[("text", text)]))),
            ("ticket", &ticket),
            ("id", &id.to_string()),
            ("account_label", desk.label(Label::AccountName, "ｱｶｳﾝﾄ名")),
            ("upload_label", desk.label(Label::Upload, "VPPトークンアップロード")),
            ("notes_label", desk.label(Label::Notes, "備　考")),
            ("expiry", desk.label(Label::Expiry, "有効期限")),
            ("save", desk.label(Label::Save, "保　存")),
            ("account", account),
            ("notes", notes),
            ("organization", &row.organization),
            ("location", &row.location),
            ("class", if desk.is_soon(row.expires) { "red" } else { "" }),
            ("date", &date(&row)),
        ],
    );
    plain("VPP ライセンス編集", WHITE, &body)
}

fn save(desk: &mut Desk<'_>) -> Reply {
    let Some(id) = selected(desk) else { return list(desk) };
    let pressed: String = desk.visit.field("act").chars().filter(|c| !c.is_whitespace()).collect();
    match pressed.as_str() {
        "戻る" => return Reply::redirect("vpp.cgi").status(StatusCode::SEE_OTHER),
        "削除" => {
            desk.press_delete(id);
            return list(desk);
        }
        "保存" | "◇" => {}
        other => desk.world.violate(format!("the form was sent with the button “{other}”")),
    }
    if desk.visit.field("ver") != "３" {
        desk.world.violate("a hidden control was not sent as it stood");
    }
    let (name, notes) = (desk.visit.field("a1"), desk.visit.field("a3"));
    match desk.save(id, name, notes, "a2") {
        Saved::Stored => headed(
            "完了",
            "<META http-equiv=\"refresh\" content=\"5;url=vpp.cgi\">",
            "<P class=\"done\">VPP ライセンスを変更しました。</P><P><A href=\"vpp.cgi\">一覧へ戻る</A></P>",
        )
        .with(header::PRAGMA, "no-cache".to_owned()),
        Saved::Again(error) => edit(desk, id, Some(error)),
        Saved::Cut => Reply::ending(Ending::Cut),
    }
}
