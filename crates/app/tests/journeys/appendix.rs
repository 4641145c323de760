//! The key sentences of the specification, word for word as they are shown, with their values.
//!
//! Of the eighteen, number 10 is not here: it offers a new file in the folder of downloads, which Koshin
//! does not watch yet.

use std::collections::BTreeMap;
use std::time::Duration;

use koshin_app::session::Command;
use koshin_app::view::{Language, NeedView, Page, ProblemView};
use koshin_app::words::Words;
use koshin_core::{Code, Problem};
use koshin_practice::{Fault, LOCATION, Scenario, Standing, Structure, TokenFacts};

use crate::support::{Person, now};

const LABELS: &str = include_str!("../../../../ui/app/locales/ja.json");

/// A fixed label, as the page looks it up.
fn label(key: &str) -> String {
    let labels: BTreeMap<String, String> = serde_json::from_str(LABELS).expect("flat texts");
    labels.get(key).unwrap_or_else(|| panic!("no label {key}")).clone()
}

/// The sentences of a problem, in the order in which they are shown.
fn told(problem: &Problem) -> String {
    let told = Words::of(Language::Ja).problem(problem);
    format!("{}{}{}", told.what, told.why, told.cure)
}

/// At step 1 of 本社, on a site like this.
async fn step_1(scenario: Scenario) -> koshin_app::view::CheckExpiry {
    let person = Person::new(scenario, Structure::Table).await;
    person.add_server().await;
    let (server, license) = (person.server().await, person.license("本社").await);
    let view = person.act(Command::ChooseLicense { server, license }).await;
    let Page::CheckExpiry(step) = view.page else { panic!("{:?}", view.page) };
    step
}

/// After choosing the new token, on a site like this.
async fn step_3(scenario: Scenario) -> koshin_app::view::ChooseFile {
    let person = Person::new(scenario, Structure::Table).await;
    person.add_server().await;
    person.begin().await;
    let view = person.pick("new").await;
    let Page::ChooseFile(step) = view.page else { panic!("{:?}", view.page) };
    step
}

/// After choosing a new token a year after the first one was saved: everything is known by then.
async fn next_year() -> koshin_app::view::ChooseFile {
    let person = Person::normal().await;
    person.up_to_save().await;
    person.save().await;
    person.act(Command::Leave).await;
    person.let_pass(Duration::from_secs(360 * 24 * 60 * 60));
    let expires = now() + chrono::TimeDelta::days(725);
    let token = person.practice.issue(TokenFacts::new(LOCATION, expires), Standing::Good);
    let file = person.home.path().join("sToken_for_本社.vpptoken");
    std::fs::write(&file, token).expect("a folder of the test's own");
    person.begin().await;
    person.will_pick(file);
    let view = person.act(Command::ChooseFile).await;
    let Page::ChooseFile(step) = view.page else { panic!("{:?}", view.page) };
    step
}

/// What is shown after saving on a site like this.
async fn saved(
    scenario: Scenario,
    structure: Structure,
    faults: &[Fault],
) -> (Page, Option<ProblemView>) {
    let person = Person::new(scenario, structure).await;
    person.up_to_save().await;
    if !faults.is_empty() {
        person.practice.set_faults(faults.to_vec());
    }
    let view = person.save().await;
    (view.page, view.problem)
}

#[test]
fn the_six_steps_have_their_titles() {
    let words = Words::of(Language::Ja);
    for (step, title) in [
        ("check-expiry", "有効期限を確認する"),
        ("get-token", "Appleからトークンをダウンロードする"),
        ("choose-file", "トークンファイルを選択する"),
        ("write-notes", "アカウント名と備考を入力する"),
        ("save", "内容を確認して保存する"),
        ("confirm", "更新結果を確認する"),
    ] {
        let key = format!("step.{step}");
        assert_eq!(label(&key), title, "in the heading");
        assert_eq!(words.say(&key, &[]), title, "in a sentence");
    }
}

#[tokio::test]
async fn step_1_and_2_say_how_long_is_left_and_what_has_changed() {
    let soon = step_1(Scenario::Expiring).await;
    let expired = step_1(Scenario::Expired).await;

    // 1
    assert_eq!(soon.headline, "有効期限まであと12日です（2026/12/04 17:30）。");
    // 2
    let can_no_longer = "期限が切れると、ライセンスの付与と回収、アプリの配布ができなくなります。";
    assert!(soon.cautions.iter().any(|it| it == can_no_longer), "{:?}", soon.cautions);
    let renew = "期限が切れていても、新規作成せず、この手順で更新します。";
    assert!(expired.cautions.iter().any(|it| it == renew), "{:?}", expired.cautions);
    // 3
    assert_eq!(label("check-expiry.begin"), "更新を始める");
    assert_eq!(label("home.renew"), "更新を始める");
    // 8
    assert_eq!(
        label("get-token.password"),
        "パスワードを再設定すると、そのアカウントで取得した現在のトークンは無効になります。再設定した場合は、続けて手順6まで進めてください。"
    );
    // 9
    assert_eq!(
        label("get-token.ended"),
        "マニュアルの「VPPストア」と「Apple Deployment Program」は終了しました。現在は、Apple Business（旧 Apple Business Manager）で同じVPPトークンをダウンロードします。"
    );
}

#[test]
fn registering_a_server_says_where_its_address_is_and_where_its_password_goes() {
    // 4
    assert_eq!(
        label("add-server.url-site"),
        "管理サイトのログイン画面を開き、アドレスバーのURLをそのまま貼り付けてください。わからない場合は、開通案内またはブラウザーのブックマークを確認してください。"
    );
    // 5
    assert_eq!(
        label("password.keep-hint").replace("{store}", &label("password.store.windows")),
        "パスワードは、このPCの資格情報マネージャーに保存します。共用のPCでは［今回だけ使う］を選択してください。"
    );
    assert_eq!(label("password.once"), "今回だけ使う");
    // 6: why stands between what happened and what to do, as for every problem.
    let missing = Words::of(Language::Ja).problem(&Code::SiteEditMissing.into());
    assert_eq!(
        format!("{}{}", missing.what, missing.cure),
        "［編集］が見つかりません。ユーザー種別が「管理者」のアカウントか確認してください。"
    );
    // 7
    let refused = Problem::new(Code::ServerSignInRefused).with("sentence", "…");
    let sentence =
        "ログインできませんでした。管理サイトの表示：「…」。自動での再試行はしていません。";
    assert!(told(&refused).starts_with(sentence), "{}", told(&refused));
    // 18
    let sentence = "ブラウザーでは開けますが、Koshinからは接続できません。会社のプロキシ設定（自動構成スクリプト）に対応していないためです。";
    let proxy = told(&Code::NetProxy.into());
    assert!(proxy.starts_with(sentence), "{proxy}");
    assert!(proxy.contains("［ブラウザーで操作する］"), "{proxy}");
    assert_eq!(label("by-hand"), "ブラウザーで操作する");
}

#[tokio::test]
async fn step_3_says_whether_the_token_is_fit() {
    // 11
    assert_eq!(
        label("choose-file.apple"),
        "Appleにトークンの状態を問い合わせます。読み取りだけで、設定は変わりません。"
    );
    // 12
    assert_eq!(next_year().await.summary.as_deref(), Some("このトークンで更新できます。"));
    // 13
    let stopped = step_3(Scenario::OtherLocation).await;
    let summary = stopped.summary.expect("a summary");
    let location = stopped.findings.iter().find(|it| it.check == "location").expect("the check");
    assert_eq!(
        format!("{summary}{}", location.cure.as_deref().unwrap_or_default()),
        "別のロケーション「大阪」のトークンのため、更新を止めました。「本社」のトークンをダウンロードし直してください。"
    );
    // 14
    let person = Person::normal().await;
    person.act(Command::StartByHand { server: None }).await;
    person.act(Command::Begin).await;
    let Page::ChooseFile(step) = person.pick("new").await.page else { panic!("not at step 3") };
    let NeedView::ConfirmLocation { text, .. } = step.need else { panic!("{:?}", step.need) };
    assert_eq!(
        text,
        "前回のロケーションの記録がないため、照合できません。「本社」で正しいか確認してください。"
    );
}

#[tokio::test]
async fn step_5_and_6_say_what_became_of_the_save() {
    // 15
    assert_eq!(label("save.do"), "管理サイトに保存する");
    let (page, _) = saved(Scenario::Expiring, Structure::Table, &[]).await;
    let Page::Confirm(confirm) = page else { panic!("{page:?}") };
    assert_eq!(confirm.headline, "更新が完了しました。新しい有効期限は2027/11/22 17:30です。");
    // 16
    let (page, _) = saved(Scenario::Expiring, Structure::Table, &[Fault::OldDateStays]).await;
    let Page::Confirm(confirm) = page else { panic!("{page:?}") };
    assert_eq!(
        confirm.headline,
        "保存できたか確認できませんでした。もう一度保存する前に、管理サイトの「有効期限」を確認してください。"
    );
    // A site that shows days only: the sentence has the date as the site does.
    let (_, problem) = saved(Scenario::Expiring, Structure::Pages, &[Fault::CutNotStored]).await;
    let problem = problem.expect("the old date was seen");
    assert_eq!(problem.what, "更新されていません。「有効期限」は2026/12/04のままです。");
    // 17
    let (page, _) = saved(Scenario::NoLabels, Structure::Table, &[]).await;
    let Page::ByHand(hand) = page else { panic!("{page:?}") };
    assert_eq!(
        hand.reason.as_deref(),
        Some(
            "ここから先は、ブラウザーで操作してください。「VPP トークンアップロード」が見つかりませんでした。管理サイトには何も保存していません。"
        )
    );
    assert_eq!(label("open-site"), "管理サイトを開く");
    assert_eq!(label("by-hand.print"), "手順を印刷する");
}
