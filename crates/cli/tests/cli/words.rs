//! The sentences of problems as a terminal shows them.

use koshin_app::view::Language;
use koshin_app::words::Words;
use koshin_core::{Code, Problem};

use crate::common::{Desk, Practice};
use crate::support::{ENGLISH, run_text};

/// What only the window can run into.
const ONLY_THE_WINDOW: [Code; 11] = [
    Code::StaleView,
    Code::NotNow,
    Code::InputOutOfRange,
    Code::InputNotADate,
    Code::DraftDamaged,
    Code::HandoverNotOne,
    Code::BrowserFailed,
    Code::PortalDataBad,
    Code::NoDisplay,
    Code::SaveInterrupted,
    Code::SaveStillOpen,
];

#[test]
fn no_problem_on_a_terminal_speaks_of_the_window() {
    // The sign-in page of the site has fields, and the browser's steps are in the window.
    let elsewhere = ["ログインの入力欄", "手順は、Koshinの画面の［ブラウザーで操作する］"];
    let of_the_window = [
        "選択",
        "入力欄",
        "欄",
        "手順",
        "クリック",
        "画面に戻",
        "もう一度操作",
        "もう一度確認",
        "［ファイル",
        "［もう一度",
        "［ブラウザー",
        "［管理サイトに保存する］",
        "［次へ］",
    ];
    for code in Code::ALL.iter().filter(|it| !ONLY_THE_WINDOW.contains(it)) {
        for field in ["url", "appleUrl", "proxy", "name", "user", "password", ""] {
            let problem = Problem::new(*code).with("field", field);
            let told = Words::of(Language::Ja).problem_on_terminal(&problem);
            let mut sentences = [told.what, told.why, told.cure].concat();
            for it in elsewhere {
                sentences = sentences.replace(it, "");
            }

            for word in of_the_window {
                assert!(!sentences.contains(word), "{code} with {field:?}: {word} in {sentences}");
            }
        }
    }
}

#[test]
fn a_revoked_token_is_mended_by_another_run() {
    let told = Words::of(Language::Ja).problem_on_terminal(&Code::AppleRevoked.into());

    assert!(told.cure.ends_with("そのファイルを指定して実行してください。"), "{}", told.cure);
}

/// Whoever typed one of them does not hear of the others.
#[test]
fn an_address_that_cannot_be_used_is_told_by_the_option_that_it_stands_in() {
    const ALL: [&str; 3] = ["--url", "--proxy", "KOSHIN_APPLE_URL"];
    let practice = Practice::start(&[]);
    let add = ["server", "add", "x", "--kind", "site", "--user", "u", "--url"];
    let https = "https://e.jp/";
    for (arguments, apple, code, named) in [
        (&["nowhere"] as &[&str], "", "net-bad-url", "--url"),
        (&["https://u:p@e.jp/"], "", "net-bad-url", "--url"),
        (&["http://e.jp/"], "", "net-not-https", "--url"),
        (&[https, "--proxy", "http://u:p@proxy:8080"], "", "net-bad-proxy", "--proxy"),
        (&[https, "--proxy", "u@proxy:8080"], "", "net-bad-proxy", "--proxy"),
        (&[https, "--proxy", "https://proxy:8080"], "", "net-bad-proxy", "--proxy"),
        (&[https], "https://apple.example.jp", "net-bad-url", "KOSHIN_APPLE_URL"),
    ] {
        let mut desk = Desk::new(&practice, false);
        desk.environment.push(("KOSHIN_APPLE_URL".to_owned(), apple.to_owned()));

        let answer = desk.run(&[&add[..], arguments].concat(), None);

        let problem = &answer.json["problem"];
        assert_eq!(problem["code"], code, "{arguments:?}: {}", answer.stdout);
        for language in ["ja", "en"] {
            let message = problem["message"][language].as_str().expect("a text");
            for name in ALL {
                assert_eq!(message.contains(name), name == named, "{arguments:?}: {message}");
            }
            let form = message.contains("proxy.example.jp:8080");
            assert_eq!(form, named == "--proxy", "one form everywhere, {arguments:?}: {message}");
        }
    }
}

#[test]
fn what_is_missing_is_told_without_speaking_of_anything_else() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    crate::support::add(&desk, &practice, "本社");
    let url = "https://e.jp/";
    let empty = r#"{"本社": {"password": ""}}"#;
    for (arguments, stdin, label, named, password) in [
        (
            &["server", "add", "x", "--kind", "site", "--url", url] as &[&str],
            "",
            "ユーザーID",
            "--user",
            false,
        ),
        (&["server", "add", " ", "--kind", "by-hand", "--url", url], "", "名前", "名前", false),
        (&["status", "--secrets-stdin"], empty, "パスワード", "--secrets-stdin", true),
        (
            &["server", "password", "本社", "--secrets-stdin"],
            "{}",
            "パスワード",
            "--secrets-stdin",
            true,
        ),
    ] {
        let answer = desk.run(arguments, Some(stdin));

        let problem = &answer.json["problem"];
        assert_eq!(problem["code"], "input-missing", "{arguments:?}: {}", answer.stdout);
        let message = problem["message"]["ja"].as_str().expect("a text");
        assert!(message.contains(&format!("「{label}」が指定されていません。")), "{message}");
        assert!(message.contains(named), "{arguments:?}: {message}");
        assert_eq!(message.contains("パスワード"), password, "{arguments:?}: {message}");
    }
}

#[test]
fn a_name_that_is_taken_is_told_in_plain_english() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    crate::support::add(&desk, &practice, "HQ");
    let add = ["server", "add", "HQ", "--kind", "by-hand", "--url", "https://e.jp/"];

    let told = run_text(&desk, &add, "", ENGLISH);

    assert_eq!(told.exit, 64, "{}", told.stderr);
    let sentence = "A server named “HQ” is already registered.\n";
    assert!(told.stderr.starts_with(sentence), "{}", told.stderr);
}
