//! A rehearsal, and servers done by hand.

use super::*;

fn found(rehearsal: &Rehearsal, label: &str) -> Vec<Option<String>> {
    rehearsal.seen.iter().filter(|it| it.label == label).map(|it| it.found.clone()).collect()
}

#[tokio::test]
async fn a_rehearsal_names_what_it_found_and_shows_no_value() {
    let script = pages(&[]);
    let rehearsal = site(&script).rehearse(&Nobody).await;

    assert_eq!(rehearsal.problem, None);
    assert_eq!(rehearsal.licenses.len(), 2);
    assert!(
        rehearsal.seen.iter().filter(|it| it.needed).all(|it| it.found.is_some()),
        "{:?}",
        rehearsal.seen
    );
    assert_eq!(
        found(&rehearsal, "VPP トークンアップロード"),
        [Some("VPP トークンアップロード".to_owned())]
    );
    assert_eq!(found(&rehearsal, "［保存］"), [Some("保存".to_owned())]);
    assert_eq!(posts(&script), ["POST /login"], "nothing is saved");
    for label in ["VPP トークンアップロード", "有効期限", "ログイン", "削除", "ログアウト"]
    {
        assert!(rehearsal.structure.contains(label), "{label}: {}", rehearsal.structure);
    }
    for value in ["canary", "vpp-honsha", "vpp-osaka", "Sample", "大阪", "2026/12", "41"] {
        assert!(!rehearsal.structure.contains(value), "{value}: {}", rehearsal.structure);
    }
}

#[tokio::test]
async fn a_rehearsal_tells_what_is_missing() {
    let bare = EDIT.replace("備考", "◇").replace("保存", "◇");
    let script = pages(&[("GET /vpp/41/edit", &bare)]);
    let rehearsal = site(&script).rehearse(&Nobody).await;

    let problem = rehearsal.problem.clone().expect("a problem");
    assert_eq!(problem.code, Code::SiteLabelMissing);
    assert_eq!(problem.params["label"], "備考");
    assert_eq!(found(&rehearsal, "［保存］"), [None]);
    assert_eq!(found(&rehearsal, "アカウント名").len(), 2, "of the list and of the page");
    assert_eq!(posts(&script), ["POST /login"]);
    assert_eq!(script.lines().last().map(String::as_str), Some("GET /out"), "signed out");
}

#[tokio::test]
async fn a_rehearsal_stops_where_a_renewal_would() {
    let other = EDIT.replace("vpp-honsha", "vpp-osaka");
    let elsewhere = EDIT.replace("action=\"/vpp/41\"", "action=\"https://other.example/vpp/41\"");
    let not_multipart = EDIT.replace(" enctype=\"multipart/form-data\"", "");
    let short = EDIT.replace("<textarea ", "<textarea maxlength=2 ");
    for (what, edit, expected) in [
        ("the page of another license", other, Code::SiteOtherLicense),
        ("a form for another host", elsewhere, Code::SiteOtherHost),
        ("a form that cannot carry a file", not_multipart, Code::SiteNeedsScript),
        ("notes longer than the page takes", short, Code::InputTooLong),
    ] {
        let script = pages(&[("GET /vpp/41/edit", &edit)]);
        let rehearsal = site(&script).rehearse(&Nobody).await;

        assert_eq!(rehearsal.problem.as_ref().map(|it| it.code), Some(expected), "{what}");
        assert_eq!(found(&rehearsal, "［保存］"), [Some("保存".to_owned())], "{what}: looked for");
        assert_eq!(posts(&script), ["POST /login"], "{what}: nothing is sent");
    }
}

#[tokio::test]
async fn a_support_file_names_neither_people_nor_accounts() {
    let edit = format!(
        "<title>vpp-honsha の編集 | 管理サイト</title><h1>ようこそ 山田太郎 さん</h1><h2>佐藤 様</h2>\
         <a href=/me>CANARY-USER</a><a href=/c>担当：鈴木</a><a href=/d>株式会社見本</a><h3>仕様とお客様番号</h3>\
         <fieldset><legend>ＶＰＰ－ｈｏｎｓｈａ を編集</legend></fieldset><button>大阪を表示</button>\
         <dl><dt>vpp-osaka<dd>x</dl><form action='/t/canary-user/in'></form>\
         <table><tr><th>部署<th>状態<tr><th>vpp-tokyo<td><label><input type=radio>高橋</label></table>\
         <table><tr><th>田中<td>内線</table><table><tr><th>独自の項目<td><input></table>{EDIT}"
    );
    let script = pages(&[("GET /vpp/41/edit", &edit)]);
    let rehearsal = site(&script).rehearse(&Nobody).await;

    assert_eq!(rehearsal.problem, None);
    let structure = rehearsal.structure.to_lowercase();
    for value in [
        "canary",
        "honsha",
        "ｈｏｎｓｈａ",
        "osaka",
        "大阪",
        "tokyo",
        "山田",
        "佐藤",
        "鈴木",
        "見本",
        "高橋",
        "田中",
    ] {
        assert!(!structure.contains(value), "{value}: {structure}");
    }
    for label in ["部署", "状態", "独自の項目", "仕様とお客様番号", "担当", "備考", "削除"]
    {
        assert!(structure.contains(label), "{label}: {structure}");
    }
}
