//! Pictures of every screen, for whoever wants to see the app without running it, and for looking
//! through before a release: `cargo xtask screens` writes them into `docs/screens`.
//!
//! Two runs give the same pictures: the clock stands still, and folder and port are always the same.
//! What still differs is the number of a record, which is random.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod camera;
mod scene;

use std::time::Duration;

use koshin_practice::{AppleFault, Fault, Mishap, Place, Scenario};

use scene::Scene;

#[tokio::test]
async fn the_first_start() {
    let scene = Scene::open(Scenario::Normal).await;
    let page = scene.page();
    page.heading("VPPトークンを更新します").await;
    scene.take("welcome").await;

    page.press("サーバーを登録する").await;
    page.heading("サーバーの登録").await;
    scene.take("add-server").await;
    page.press("表示名・CA証明書・プロキシ").await;
    page.fill("URL", "http://mdm.example.co.jp/login").await;
    page.press("接続を確認して登録する").await;
    page.sees("コード：").await;
    scene.take("add-server-problem").await;

    page.press("サーバーを登録せずに始める").await;
    page.press("あとで続ける").await;
    page.sees("まだサーバーが登録されていません").await;
    scene.take("home-empty").await;
    page.press("更新の記録").await;
    page.sees("更新の記録はまだありません").await;
    scene.take("history-empty").await;
    scene.close().await;
}

#[tokio::test]
async fn a_renewal_by_koshin() {
    let scene = Scene::open(Scenario::Expiring).await;
    let page = scene.page();
    scene.register().await;
    scene.take("home-expiring").await;

    page.press("「vpp-honsha」の更新を始める").await;
    page.heading("有効期限を確認する").await;
    page.choose("前回と同じ").await;
    scene.take("check-expiry").await;
    page.press("更新を始める").await;
    page.heading("Appleからトークンをダウンロードする").await;
    scene.take("get-token").await;
    page.press("見つからない場合").await;
    page.press("ほかの人に依頼する").await;
    scene.take("get-token-help").await;
    page.press("ファイルの選択へ進む").await;
    page.heading("トークンファイルを選択する").await;
    scene.take("choose-file").await;
    scene.pick("new");
    page.press("ファイルを選択").await;
    page.sees("このトークンで更新できます。").await;
    scene.take("choose-file-good").await;
    page.press("備考の入力へ進む").await;
    page.heading("アカウント名と備考を入力する").await;
    scene.take("write-notes").await;
    page.press("内容の確認へ進む").await;
    page.heading("内容を確認して保存する").await;
    scene.take("save").await;
    page.press("管理サイトに保存する").await;
    page.sees("更新が完了しました。").await;
    scene.take("confirm-renewed").await;
    page.press("記録を表示する").await;
    page.sees("更新済み（Koshinが確認）").await;
    scene.take("record").await;
    page.press("ライセンスの一覧").await;
    page.sees("前回の更新").await;
    scene.take("home").await;

    page.press("設定").await;
    page.heading("設定").await;
    scene.take("settings").await;
    page.press("「本社の管理サイト」の接続を確認する").await;
    page.sees("更新に必要な項目がすべて見つかりました").await;
    scene.take("server-test").await;
    page.press("ライセンスの一覧へ戻る").await;
    page.press("Koshinについて").await;
    scene.take("about").await;
    page.press("使用しているソフトウェアのライセンス").await;
    page.sees("Koshin contains software by others").await;
    scene.take("about-notices").await;
    scene.close().await;
}

#[tokio::test]
async fn tokens_that_are_not_taken() {
    let scene = Scene::open(Scenario::Expired).await;
    let page = scene.page();
    scene.register().await;
    scene.take("home-expired").await;
    page.press("「vpp-honsha」の更新を始める").await;
    page.heading("有効期限を確認する").await;
    scene.take("check-expiry-expired").await;
    page.choose("別のApple ID").await;
    page.press("更新を始める").await;
    page.sees("コード：").await;
    scene.take("check-expiry-problem").await;
    page.choose("前回と同じ").await;
    page.press("更新を始める").await;
    page.press("ファイルの選択へ進む").await;
    page.heading("トークンファイルを選択する").await;

    scene.pick("device-token");
    page.press("ファイルを選択").await;
    page.sees("コード：").await;
    scene.take("choose-file-other-kind").await;
    scene.pick("other-location");
    page.press("ファイルを選択").await;
    page.sees("別のロケーション「大阪」のトークンのため、更新を止めました。").await;
    scene.take("choose-file-other-location").await;
    scene.pick("revoked");
    page.press("別のファイルを選択").await;
    page.is_without("大阪").await;
    page.sees("更新不可").await;
    scene.take("choose-file-revoked").await;
    scene.practice().set_faults(vec![Fault::Apple(AppleFault::Cut)]);
    scene.pick("new");
    page.press("別のファイルを選択").await;
    page.patient(Duration::from_secs(60)).sees("Appleの確認なしで進む").await;
    scene.take("choose-file-unseen").await;
    page.press("あとで続ける").await;
    page.sees("途中の更新").await;
    scene.take("home-unfinished").await;
    scene.close().await;
}

#[tokio::test]
async fn saves_that_are_not_confirmed() {
    let scene = Scene::open(Scenario::Normal).await;
    let page = scene.page();
    scene.register().await;
    scene.walk_to_the_save().await;

    scene.practice().set_faults(vec![Fault::CutNotStored]);
    page.press("管理サイトに保存する").await;
    page.sees("コード：save-not-taken").await;
    scene.take("save-not-taken").await;
    scene.practice().set_faults(vec![Fault::At(Mishap::Silence, Place::Save)]);
    page.press("管理サイトに保存する").await;
    page.sees("保存しています").await;
    scene.take("confirm-waiting").await;
    page.press("キャンセル").await;
    page.sees("保存できたか確認できませんでした").await;
    scene.take("confirm-unknown").await;
    page.press("記録を表示する").await;
    page.sees("確認できませんでした").await;
    scene.take("record-unknown").await;
    page.press("記録の一覧へ戻る").await;
    page.sees("vpp-honsha").await;
    scene.take("history").await;
    page.press("VPPライセンス").await;
    page.heading("VPPライセンス").await;
    scene.take("home-unknown").await;
    scene.close().await;
}

#[tokio::test]
async fn a_renewal_in_the_browser() {
    let scene = Scene::open(Scenario::Normal).await;
    let page = scene.page();
    page.press("サーバーを登録せずに始める").await;
    page.heading("有効期限を確認する").await;
    scene.take("check-expiry-by-hand").await;
    page.fill("アカウント名", "本社iPad").await;
    page.press("更新を始める").await;
    page.press("ファイルの選択へ進む").await;
    scene.pick("new");
    page.press("ファイルを選択").await;
    page.sees("「本社」で正しいか確認してください").await;
    scene.take("choose-file-not-comparable").await;
    page.press("「本社」で正しい").await;
    page.sees("このトークンで更新できます。").await;
    page.press("備考の入力へ進む").await;
    page.press("内容の確認へ進む").await;
    page.sees("［新規］と［削除］はクリックしません").await;
    scene.take("by-hand").await;
    page.fill("管理サイトの「有効期限」", "来年").await;
    page.press("有効期限を照合して記録する").await;
    page.sees("コード：input-not-a-date").await;
    scene.take("by-hand-problem").await;
    page.fill("管理サイトの「有効期限」", "2027/11/22 17:30").await;
    page.press("有効期限を照合して記録する").await;
    page.sees("更新済み（担当者が画面で確認）").await;
    scene.take("confirm-by-hand").await;
    scene.close().await;
}

#[tokio::test]
async fn a_site_on_which_something_is_missing() {
    let scene = Scene::open(Scenario::NoLabels).await;
    let page = scene.page();
    scene.register().await;
    page.press("設定").await;
    page.press("「本社の管理サイト」の接続を確認する").await;
    page.sees("「VPP トークンアップロード」が見つかりませんでした").await;
    scene.take("server-test-missing").await;
    page.press("ライセンスの一覧へ戻る").await;
    scene.walk_to_the_save().await;
    page.press("管理サイトに保存する").await;
    page.sees("ここから先は、ブラウザーで操作してください").await;
    scene.take("by-hand-instead").await;
    scene.close().await;
}

#[tokio::test]
async fn signing_in() {
    let scene = Scene::open(Scenario::Normal).await;
    scene.register_once().await;
    let scene = scene.reopen().await;
    let page = scene.page();
    page.press("本社の管理サイトのライセンスを読み取る").await;
    page.heading("「本社の管理サイト」にログイン").await;
    scene.take("sign-in").await;
    scene.practice().set_faults(vec![Fault::PasswordRefused]);
    page.fill("パスワード", "mistyped").await;
    page.press("ログインする").await;
    page.sees("コード：").await;
    scene.take("sign-in-rejected").await;
    scene.practice().set_faults(vec![Fault::OneTimeCode]);
    page.fill("パスワード", &scene.practice().account().password).await;
    page.press("ログインする").await;
    page.sees("コード：site-one-time-code").await;
    scene.take("home-problem").await;
    scene.close().await;
}

#[tokio::test]
async fn practice() {
    let scene = Scene::open(Scenario::Normal).await;
    let page = scene.page();
    page.press("練習モードを始める").await;
    page.sees("本物のサーバーとトークンには触れません").await;
    scene.take("practice-begun").await;
    page.press("練習用の管理サイトのライセンスを読み取る").await;
    page.sees("vpp-honsha").await;
    scene.take("practice-home").await;
    scene.close().await;
}
