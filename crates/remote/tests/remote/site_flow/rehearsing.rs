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
