//! The harness itself, on a small page in `WebKitGTK`'s own browser: when this fails, a walk that fails
//! says nothing about the app.

use std::path::PathBuf;

use koshin_tests::{App, Role};

const PAGE: &str = r#"<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>Small page</title>
<h1 tabindex="-1">有効期限を確認する</h1>
<button hidden>更新を始める</button>
<form>
  <label for="account">アカウント名</label> <input id="account" value="本社">
  <label>備考 <textarea></textarea></label>
  <label>種類 <select><option>管理サイト</option><option>Jamf</option></select></label>
  <label><input type="radio" name="id"> 前回と同じ</label>
  <label><input type="radio" name="id" id="other"> 別のApple ID</label>
  <button type="button" id="start" disabled><span aria-hidden="true">→</span> 更新を始める</button>
</form>
<p role="status"></p>
<script>
  setTimeout(() => { start.disabled = false }, 300)
  start.addEventListener('click', () => {
    document.querySelector('h1').textContent = other.checked ? 'Other' : 'Same'
    document.querySelector('[role=status]').textContent = account.value + '・' + document.querySelector('select').value
  })
</script></html>"#;

#[tokio::test]
async fn a_page_is_read_filled_in_and_pressed_by_the_names_on_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("page.html");
    std::fs::write(&file, PAGE.replace('→', "&rarr;")).expect("the page can be written");
    let window = App::at(&mini_browser()).arg("--automation").open().await;
    let page = window.page();
    page.go_to(&format!("file://{}", file.display())).await;

    page.heading("有効期限を確認する").await;
    page.fill("アカウント名", "大阪支社").await;
    page.fill("備考", "一行目").await;
    page.select("種類", "Jamf").await;
    page.choose("別のApple ID").await;
    page.press("更新を始める").await;

    page.heading("Other").await;
    page.sees("大阪支社・Jamf").await;
    page.is_without("管理サイト・").await;
    assert_eq!(page.held_by("アカウント名").await, "大阪支社");
    assert_eq!(page.names(Role::Button).await, ["更新を始める"]);
    assert_eq!(page.focused().await, "更新を始める");
    let picture = page.shot("harness/small-page").await;
    assert!(std::fs::read(picture).expect("it was written").starts_with(b"\x89PNG"));
    window.close().await;
}

/// Returns the browser that comes with the `WebKitGTK` that the app uses.
fn mini_browser() -> PathBuf {
    let libraries = std::fs::read_dir("/usr/lib").expect("there are libraries");
    let folders = libraries.flatten().map(|it| it.path());

    folders
        .chain(["/usr/lib", "/usr/libexec"].map(PathBuf::from))
        .map(|it| it.join("webkit2gtk-4.1/MiniBrowser"))
        .find(|it| it.is_file())
        .expect("WebKitGTK comes with MiniBrowser")
}
