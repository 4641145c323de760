use encoding_rs::UTF_8;
use proptest::prelude::*;

use super::*;
use crate::servers::site::form::Kind;
use crate::servers::site::labels::Source;
use crate::servers::site::script::Script;
use crate::servers::site::{rows, screen, stops};

fn page(html: &str) -> Page {
    let url = "https://mdm.example.jp/a/b".parse().expect("an address");
    Page::of_text(url, 200, UTF_8, html)
}

fn screen(page: Page) -> screen::Screen {
    let whole = screen::Pane { name: String::new(), parent: None, page };
    screen::Screen { panes: vec![whole], troubles: Vec::new() }
}

/// The names of the last field of a page, the surest first.
fn check_names(html: &str, expected: &[(Source, &str)]) {
    let page = page(html);
    let field = page.controls.iter().rfind(|it| it.kind.is_field()).expect("a field");
    let names: Vec<_> = field.names.iter().map(|it| (it.source, it.text.as_str())).collect();
    assert_eq!(names, expected, "{html}");
}

#[test]
fn a_field_is_named_as_a_person_sees_it() {
    use Source::{Aria, Beside, Heading, Label, Placeholder, Title};
    check_names(
        "<label for=x>備考</label><p>a<p>b<p><input id=x>",
        &[(Label, "備考"), (Beside, "b")],
    );
    check_names(
        "<label>備考 <input></label>",
        &[(Label, "備考"), (Label, "備考"), (Beside, "備考")],
    );
    check_names("<label><input> 備考</label>", &[(Label, "備考")]);
    check_names(
        "<i id=p>備</i><i id=q>考</i><hr><select></select><input aria-labelledby='p q'>",
        &[(Aria, "備 考"), (Aria, "備"), (Aria, "考")],
    );
    check_names(
        "<select></select><input aria-label=備考 title=t placeholder=p>",
        &[(Aria, "備考"), (Title, "t"), (Placeholder, "p")],
    );
    check_names("<table><tr><th>備考<td><input></table>", &[(Heading, "備考")]);
    check_names("<table><tr><td>備考<td>：<td><input></table>", &[(Heading, "：")]);
    check_names(
        "<table><tr><th>種別<th>備考<tr><td>x<td><input></table>",
        &[(Heading, "x"), (Heading, "備考")],
    );
    check_names(
        "<table><tr><th colspan=2>所属<th>備考<tr><td><td><td><input></table>",
        &[(Heading, "備考")],
    );
    check_names(
        "<table><tr><td>備考<td><table><tr><td><input></table></table>",
        &[(Heading, "備考")],
    );
    check_names(
        "<dl><dt>アカウント名<dd>x<dt>備考<dd><input></dl>",
        &[(Heading, "備考"), (Beside, "備考")],
    );
    check_names(
        "<fieldset><legend>備考</legend><input></fieldset>",
        &[(Heading, "備考"), (Beside, "備考")],
    );
    check_names("<p>備考：<br><input>", &[(Beside, "備考：")]);
    check_names("<div><b>備考</b></div><div><textarea></textarea></div>", &[(Beside, "備考")]);
    check_names("<p>名前 <input> 備考 <input>", &[(Beside, "備考")]);
    check_names("<p>名前 <input></p><p><input></p>", &[]);
    check_names("<img src=x alt=備考><input>", &[(Beside, "備考")]);
    check_names(&format!("<p>{}<p><input>", "長".repeat(50)), &[]);
    check_names(
        "<label for=x>備<script>x</script><i hidden>!</i>考</label><hr><input id=x>",
        &[(Label, "備考"), (Beside, "備考")],
    );
}

#[test]
fn a_whole_match_comes_before_a_part_and_a_surer_name_before_a_looser_one() {
    let words = crate::servers::site::words::words();
    for (html, expected) in [
        ("<label>備考の種類 <input name=a></label><hr><input name=b placeholder=備考>", Some("b")),
        ("<input name=a title=備考><label>備考 <input name=b></label>", Some("b")),
        ("<label>備考（500文字以内） <input name=a></label>", Some("a")),
        ("<label>検索する備考 <input name=a></label>", None),
        ("<label>備考 <input name=a type=password></label>", None),
    ] {
        let screen = screen(page(html));
        let found = screen.field(&words.notes, &[Kind::Text], |_, _| true).ok();
        let name = found.and_then(|(at, _)| Some(screen.control(at)?.name.clone()));
        assert_eq!(name.as_deref(), expected, "{html}");
    }
}

#[test]
fn only_what_is_to_be_seen_is_read() {
    let page = page(
        "<title>題</title><style>x</style><h1>見出し</h1>一 <b>行</b><br>二行<p hidden>隠<p style='display: none'>隠</p>\
        <table><tr><td>甲<td>乙</table><textarea>値</textarea><select><option>値</select><noscript>なし</noscript>",
    );
    assert_eq!(page.title, "題");
    assert_eq!(page.lines, ["見出し", "一 行", "二行", "甲 乙"]);
    assert_eq!(page.noscript, "なし");
}

#[test]
fn links_know_what_they_say_and_below_what_they_stand() {
    let page = page(
        "<ul><li><a href=#>設定</a><div><ul><li>iOS<ul><li><a href=x title=t><img alt=VPP> ライセンス</a></ul></ul></div></ul>\
        <a href='JavaScript:location.href=\"y\"'>z</a><a onclick=\"location='v'\" href='#'>w</a>",
    );
    let link = &page.links[1];
    assert_eq!(link.says, ["VPP ライセンス", "t"]);
    assert_eq!(link.trail, ["設定", "iOS"]);
    assert_eq!(page.links[2].script, Some(Script::Go("y".to_owned())));
    assert_eq!((page.links[2].href.as_deref(), page.links[3].href.as_deref()), (None, Some("#")));
    assert_eq!(page.links[3].script, Some(Script::Go("v".to_owned())));
}

#[test]
fn a_page_says_where_it_goes_by_itself() {
    for (content, expected) in [
        ("0;url=x", Some(("https://mdm.example.jp/a/x", true))),
        ("0; URL='/y?z'", Some(("https://mdm.example.jp/y?z", true))),
        ("1,x", Some(("https://mdm.example.jp/a/x", true))),
        ("5 ; url = x", Some(("https://mdm.example.jp/a/x", false))),
        ("0.5;url=x", Some(("https://mdm.example.jp/a/x", true))),
        ("300;url=x", None),
        ("0", None),
        ("0;url=/a/b", None),
        ("x;url=x", None),
        ("99999999999;url=x", None),
    ] {
        let page = page(&format!("<meta http-equiv=Refresh content=\"{content}\">"));
        let found = page.refresh.as_ref().map(|it| (it.url.as_str(), it.is_at_once));
        assert_eq!(found, expected, "{content}");
    }
}

#[test]
fn messages_that_stand_out_are_found_by_how_sure_they_are() {
    let page = page(
        "<p class=msg>保存中</p><font color=red>赤い</font><i style='color:#C00'>赤い２</i><i style='background-color:red'>背景</i>\
        <span class='input-error'>誤り</span><div role=alert>警告</div><em class=error>*</em><em class=err>必須</em><p class=credit>違う</p>\
        <p class=error hidden>隠</p>",
    );
    assert_eq!(page.alerts, ["警告", "誤り", "赤い", "赤い２", "保存中"]);
}

#[test]
fn values_stand_beside_their_names() {
    let words = crate::servers::site::words::words();
    for html in [
        "<table><tr><th>ロケーション<td>本社</table>",
        "<table><tr><td>組織<td>x<td>ロケーション<td>本社</table>",
        "<dl><div><dt>ロケーション<dd>本社</div></dl>",
        "<p>組織：ABC 株式会社　ロケーション：本社</p>",
        "<label for=l>ロケーション</label><output id=l>本社</output>",
        "<label>ロケーション <input value=本社 readonly></label>",
        "<table><tr><th>組織<th>ロケーション</table><p>ロケーション: 本社",
    ] {
        let value = screen(page(html)).value(&words.location).map(|it| it.text);
        assert_eq!(value.as_deref(), Some("本社"), "{html}");
    }
}

/// Account name, location, expiry as a day, and whether the row can be opened, of each row.
fn check_rows(html: &str, expected: &[(&str, &str, &str)]) {
    let sheet = rows::read(&screen(page(html))).unwrap_or_else(|| panic!("no list: {html}"));
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let found: Vec<_> = sheet
        .rows
        .iter()
        .map(|it| {
            let day = it.license.expires.map(|it| it.day_in_japan().to_string());
            (text(&it.license.account_name), text(&it.license.location), day.unwrap_or_default())
        })
        .collect();
    let found: Vec<_> =
        found.iter().map(|it| (it.0.as_str(), it.1.as_str(), it.2.as_str())).collect();
    assert_eq!(found, expected, "{html}");
}

#[test]
fn rows_are_read_by_the_headings_above_them() {
    check_rows(
        "<table><tr><td>有効期限<td>ロケーション<td>アカウント名<tr><td>2026/12/04<td>本社<td>a</table>",
        &[("a", "本社", "2026-12-04")],
    );
    check_rows(
        "<table><tr><th>アカウント名<th>登録日<th>有効期限<tr><td>a<td>2020/01/01<td>2026/12/04</table>",
        &[("a", "", "2026-12-04")],
    );
    check_rows(
        "<table><tr><th>アカウント名<th>有効期限<tr><td>a<td>2026/12/04</table>\
         <table><tr><th>アカウント名<th>有効期限<tr><td>b<td>無期限<tr><td colspan=2>2件</table>",
        &[("a", "", "2026-12-04"), ("b", "", "")],
    );
    check_rows(
        "<table><tr><th rowspan=2>アカウント名<th colspan=2>VPP<tr><th>ロケーション<th>有効期限\
         <tr><td rowspan=2>a<td>本社<td>2026/12/04<tr><td>大阪<td>2026/12/05</table>",
        &[("a", "本社", "2026-12-04"), ("a", "大阪", "2026-12-05")],
    );
    check_rows("<table><tr><th>アカウント名<th>有効期限</table>", &[]);
}

#[test]
fn a_page_about_one_thing_is_no_list() {
    for html in [
        "<table><tr><th>アカウント名<td>a<tr><th>有効期限<td>2026/12/04</table>",
        "<table><tr><td>有効期限<td>近日</table>",
        "<table><tr><td>有効期限<td>2026/12/04<td>アカウント名<td>a<tr><td>備考<td>x<td>組織<td>y</table>",
        "<p>有効期限：2026/12/04",
        "",
    ] {
        assert!(rows::read(&screen(page(html))).is_none(), "{html}");
    }
}

#[test]
fn a_sign_in_form_is_told_from_others_with_passwords() {
    for (html, expected) in [
        ("<form><input name=u><input type=password></form>", true),
        ("<input name=u><input type=password>", true),
        ("<form><input type=password></form>", false),
        ("<form><input name=u><input type=password><input type=password></form>", false),
        ("<form><input name=u><label>新しいパスワード<input type=password></label></form>", false),
        ("<form><input name=u><input type=password autocomplete=new-password></form>", false),
        ("<form><input name=u><input type=password hidden></form>", false),
        ("<form><input name=u><input type=password disabled></form>", false),
        ("<form><input name=u></form><form><input type=password></form>", false),
    ] {
        assert_eq!(stops::sign_in_form(&screen(page(html))).is_some(), expected, "{html}");
    }
}

#[test]
fn a_form_between_table_and_rows_keeps_its_controls() {
    let page = page(
        "<table><form method=post action=x><tr><td><input name=a></form></table><input name=b>\
         <form id=f></form><input name=c form=f><input name=d form=none>",
    );
    let forms: Vec<_> = page.controls.iter().map(|it| (it.name.as_str(), it.form)).collect();
    assert_eq!(forms, [("a", Some(0)), ("b", None), ("c", Some(1)), ("d", None)]);
    assert_eq!(page.controls[0].kind, Kind::Text);
}

#[test]
fn frames_without_a_page_are_left_out() {
    let page = page(
        "<iframe src=a name=x></iframe><iframe src='about:blank'></iframe><iframe></iframe><iframe src='javascript:1'></iframe>",
    );
    assert_eq!(page.frames.len(), 1);
    assert_eq!((page.frames[0].name.as_str(), page.frames[0].src.as_str()), ("x", "a"));
}

/// Pieces of which pages are made, also wrong ones.
fn piece() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<th>",
        "<td rowspan=3 colspan=0>",
        "<td colspan=99999>",
        "<form>",
        "</form>",
        "<form id=f method=post enctype=multipart/form-data>",
        "<input name=a>",
        "<input type=file form=f>",
        "<input type=password>",
        "<select multiple><option>",
        "</select>",
        "<textarea>",
        "</textarea>",
        "<button>編集",
        "<a href=x>",
        "<a href='javascript:x'>",
        "</a>",
        "<dl><dt>",
        "<dd>",
        "<ul><li>",
        "</ul>",
        "<label for=f>",
        "</label>",
        "<fieldset disabled><legend>",
        "<frameset><frame src=x>",
        "<iframe src=y>",
        "<base href=':'>",
        "<meta http-equiv=refresh content='0;url='>",
        "<script>",
        "</script>",
        "<noscript>",
        "<template>",
        "<svg><a>",
        "<math>",
        "有効期限",
        "アカウント名",
        "2026/12/04",
        "：",
        "</p>",
        "<!--",
        "-->",
        "\0",
        "<div role=grid><div role=row><div role=cell>",
        "</div>",
        "<p hidden>",
        "<option selected>",
        "保存",
    ]);
    prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

fn look_at_everything(page: Page) {
    let screen = screen(page);
    let _ = rows::read(&screen);
    let _ = stops::obstacle(&screen, "");
    let _ = stops::explain(&screen, "");
    let _ = stops::way_on(&screen);
    let words = crate::servers::site::words::words();
    let _ = screen.value(&words.expires);
    for (_, press) in screen.presses(&words.edit) {
        let _ = crate::servers::site::press::can_press(&screen, press);
    }
}

proptest! {
    #[test]
    fn no_page_makes_the_reading_panic(pieces in prop::collection::vec(piece(), 0..60)) {
        look_at_everything(page(&pieces.concat()));
    }

    #[test]
    fn no_bytes_make_the_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), header in "(text/html; charset=(utf-8|shift_jis|euc-jp|iso-2022-jp|x))?") {
        let url: Url = "https://mdm.example.jp/".parse().expect("an address");
        look_at_everything(Page::read(url, 200, Some(&header), &bytes));
    }
}

#[test]
fn a_page_of_nothing_but_depth_is_read() {
    let depth = 20_000;
    let page = page(&format!("{}有効期限{}", "<div>".repeat(depth), "</div>".repeat(depth)));
    assert_eq!(page.lines, ["有効期限"]);
}
