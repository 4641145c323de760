//! Each page structure, walked as a person walks it: sign in, list, edit, save, read again.

use crate::person::{Person, now, practice};
use chrono::{DateTime, Utc};
use koshin_practice::{Options, Place, Scenario, Structure, start};

/// What the structures do each in its own way.
struct Way {
    structure: Structure,
    charset: &'static str,
    /// The row's date before and after, as its pages write it.
    before: &'static str,
    after: &'static str,
    success: &'static str,
}

const WAYS: [Way; 4] = [
    Way {
        structure: Structure::Table,
        charset: "UTF-8",
        before: "2027/01/06 17:30",
        after: "2027/11/22 17:30",
        success: "VPP ライセンスを作成しました。",
    },
    Way {
        structure: Structure::Frames,
        charset: "Shift_JIS",
        before: "2027年01月06日 17時30分",
        after: "2027年11月22日 17時30分",
        success: "VPP ライセンスを変更しました。",
    },
    Way {
        structure: Structure::Pages,
        charset: "EUC-JP",
        before: "令和9年1月6日",
        after: "令和9年11月22日",
        success: "更新しました",
    },
    Way {
        structure: Structure::Cards,
        charset: "UTF-8",
        before: "2027-01-06 17:30:00",
        after: "2027-11-22 17:30:00",
        success: "VPP ライセンスを保存しました。",
    },
];

#[tokio::test]
async fn a_person_renews_on_every_structure() {
    for way in &WAYS {
        let name = way.structure;
        let practice = practice(name, &[]).await;
        let before = practice.licenses();
        let token = std::fs::read(&practice.tokens()["new"]).unwrap();
        let mut person = Person::new(&practice, name);

        let page = person.sign_in(&practice).await.unwrap();
        let list = person.list(&page).await.unwrap();
        assert_eq!(list.encoding.name(), way.charset, "{name}");
        assert!(list.has(way.before) && !list.has(way.after), "{name}\n{}", list.text);
        let edit = person.edit(&list).await.unwrap();
        assert!(edit.has(way.before) && edit.has("vpp-honsha"), "{name}\n{}", edit.text);
        assert!(!edit.has("大阪") && edit.has("本社"), "{name}\n{}", edit.text);
        let saved = person.save(&edit, "一行目\n二行目 <&>", &token).await.unwrap();
        assert!(saved.has(way.success), "{name}\n{}", saved.text);

        let after = practice.licenses();
        assert_eq!(after[0].expires, "2027-11-22T08:30:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(after[0].account_name, "vpp-本社", "{name}");
        assert_eq!(after[0].notes, "一行目\n二行目 <&>", "{name}");
        assert_eq!(after[1..], before[1..], "{name}");
        let log = practice.log();
        let file = log.iter().find_map(|asked| asked.file().filter(|file| file.len > 0)).unwrap();
        assert_eq!(file.name, "sToken_for_本社.vpptoken", "{name}");
        assert_eq!(file.sha256, after[0].token_sha256, "{name}");
        assert_eq!(practice.violations(), Vec::<String>::new(), "{name}");
    }
}

/// Where a walk comes by, and what makes the structure what it is.
#[tokio::test]
async fn each_structure_is_built_in_its_own_way() {
    let table = [
        (Structure::Table, Place::SignIn, "<label for=\"company\">企業コード</label>"),
        (Structure::Table, Place::List, "<th scope=\"col\">有効期限</th>"),
        (Structure::Table, Place::List, "/1041/edit\">編集</a>"),
        (Structure::Table, Place::Edit, "<label for=\"f2\">VPP トークンアップロード</label>"),
        (Structure::Frames, Place::Entry, "content=\"0; URL=index.html\""),
        (Structure::Frames, Place::List, "<INPUT type=\"radio\" name=\"sel\" value=\"L-1041\">"),
        (
            Structure::Frames,
            Place::List,
            "value=\"新規\"> <INPUT type=\"submit\" name=\"act\" value=\"編集\">",
        ),
        (Structure::Frames, Place::Edit, "<TH>VPPトークンアップロード<TD><INPUT type=\"file\""),
        (
            Structure::Frames,
            Place::Edit,
            "value=\"削除\"> <INPUT type=\"submit\" name=\"act\" value=\"保　存\">",
        ),
        (
            Structure::Pages,
            Place::List,
            "<a href=\"List.do?p=1\">1</a> <strong>2</strong> <span>次へ</span>",
        ),
        (
            Structure::Pages,
            Place::List,
            "<tr><th>アカウント名</th><th>有効期限</th><th>&nbsp;</th></tr>",
        ),
        (
            Structure::Pages,
            Place::List,
            "<input type=\"hidden\" name=\"no\" value=\"3\" /><button type=\"submit\">編集</button>",
        ),
        (Structure::Pages, Place::Edit, "<dt>ロケーション</dt><dd>本社</dd>"),
        (Structure::Pages, Place::Edit, "aria-labelledby=\"lbl2\""),
        (Structure::Cards, Place::SignIn, "placeholder=\"ユーザーID\""),
        (Structure::Cards, Place::Entry, "<h1>お知らせ</h1>"),
        (Structure::Cards, Place::List, "<base href=\"/tenant/sample/\">"),
        (
            Structure::Cards,
            Place::List,
            "form=\"pick\" name=\"op\" value=\"edit\" formaction=\"licenses/edit\"",
        ),
        (Structure::Cards, Place::Edit, "title=\"ＶＰＰ トークンアップロード\""),
        (Structure::Cards, Place::Edit, "placeholder=\"備考\""),
    ];
    for (structure, place, part) in table {
        let practice = practice(structure, &[]).await;
        let page = Person::new(&practice, structure).walk(&practice, place).await.unwrap();
        assert!(page.has(part), "{structure} {place}: no {part}\n{}", page.text);
    }
}

/// A charset is told by the header, or else by the page.
#[tokio::test]
async fn charsets_are_told_in_both_ways() {
    let table = [
        (Structure::Frames, Place::SignIn, "text/html"),
        (Structure::Frames, Place::List, "text/html; charset=Windows-31J"),
        (Structure::Frames, Place::Edit, "text/html"),
        (Structure::Pages, Place::List, "text/html"),
        (Structure::Cards, Place::List, "text/html;charset=\"utf-8\""),
    ];
    for (structure, place, kind) in table {
        let practice = practice(structure, &[]).await;
        let page = Person::new(&practice, structure).walk(&practice, place).await.unwrap();
        assert_eq!(page.header("content-type").as_deref(), Some(kind), "{structure} {place}");
        let told_by_page = page.text.to_lowercase().contains("<meta http-equiv=\"content-type\"");
        assert_eq!(told_by_page, kind == "text/html", "{structure} {place}");
    }
}

/// Two licenses that are told apart by their location only.
#[tokio::test]
async fn alike_licenses_have_the_same_account_name() {
    let options = Options { scenario: Scenario::TwoLocations, ..Options::new(now()) };
    let practice = start(options).await.unwrap();
    let rows = practice.licenses();
    assert_eq!(rows[0].account_name, rows[1].account_name);
    assert_eq!([&*rows[0].location, &*rows[1].location], ["本社", "本社２"]);
    assert_ne!(rows[0].uid, rows[1].uid);
    let list = Person::new(&practice, Structure::Table).walk(&practice, Place::List).await.unwrap();
    assert_eq!(list.text.matches("<td>vpp-honsha</td>").count(), 2);
}
