//! Arguments that do not fit, and the help.

use crate::common::{Desk, Practice};
use crate::support::{ENGLISH, JAPANESE, run_plain, run_text, text};

const COMMANDS: [&[&str]; 14] = [
    &[],
    &["inspect"],
    &["server"],
    &["server", "add"],
    &["server", "list"],
    &["server", "password"],
    &["server", "remove"],
    &["server", "test"],
    &["status"],
    &["renew"],
    &["history"],
    &["forget-secrets"],
    &["policy"],
    &["practice"],
];

#[test]
fn a_mistake_is_told_in_the_wanted_language_and_without_colors() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (locale, told) in [
        (JAPANESE, "コマンドの指定を読み取れませんでした"),
        (ENGLISH, "The command line could not be understood"),
    ] {
        let variables = [("KOSHIN_LANGUAGE", locale), ("CLICOLOR_FORCE", "1")];

        let output = run_plain(&desk, &["status", "--frobnicate"], &variables);

        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(64), "{stderr}");
        assert!(stderr.contains(told), "{locale}: {stderr}");
        assert!(stderr.contains("--frobnicate"), "{locale} names it: {stderr}");
        assert!(stderr.trim_end().ends_with("(input-usage)"), "{locale} has the code: {stderr}");
        assert!(!stderr.contains('\u{1b}'), "{locale}: no color codes in a log");
        assert_eq!(text(&output.stdout), "", "{locale}: standard output is for answers");
    }
}

#[test]
fn without_arguments_the_commands_are_shown() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);

    let output = run_plain(&desk, &[], &[]);

    assert_eq!(output.status.code(), Some(64), "nothing was asked for");
    for command in ["inspect", "server", "status", "renew", "history", "practice", "policy"] {
        assert!(text(&output.stderr).contains(command), "{command} is named");
    }
}

#[test]
fn help_says_what_each_command_takes_and_exits_0() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (arguments, named) in [
        (&["--help"] as &[&str], "renew"),
        (&["inspect", "--help"], "--as-of"),
        (&["server", "--help"], "password"),
        (&["server", "add", "--help"], "--ca-file"),
        (&["server", "list", "--help"], "--json"),
        (&["server", "password", "--help"], "--secrets-stdin"),
        (&["server", "remove", "--help"], "--json"),
        (&["server", "test", "--help"], "--support-file"),
        (&["status", "--help"], "--warn-days"),
        (&["renew", "--help"], "--accept-location"),
        (&["history", "--help"], "--json"),
        (&["practice", "--help"], "cut-not-stored"),
    ] {
        let output = run_plain(&desk, arguments, &[]);

        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(text(&output.stdout).contains(named), "{arguments:?} names {named}");
        let secret = ["--password", "--token", "--secret "];
        assert!(!secret.iter().any(|it| text(&output.stdout).contains(it)), "no secret is taken");
    }
}

/// What is wrong is told by name; the parser's own sentences are English.
#[test]
fn a_mistake_is_told_in_the_persons_language_alone() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let add = ["server", "add", "x"];
    for (arguments, params, help) in [
        (&["frobnicate"] as &[&str], &[("command", "frobnicate")] as &[_], ""),
        (&["statsu"], &[("command", "statsu"), ("similar", "status")], ""),
        (&["--frobnicate"], &[("unknown", "--frobnicate")], ""),
        (
            &["status", "--warn-day", "3"],
            &[("unknown", "--warn-day"), ("similar", "--warn-days")],
            "status ",
        ),
        (&["history", "all"], &[("unknown", "all")], "history "),
        (&["server", "ad"], &[("command", "ad"), ("similar", "add")], "server "),
        (&["inspect"], &[("missing", "<FILE>")], "inspect "),
        (&add, &[("missing", "--kind, --url")], "server add "),
        (&["status", "--keep"], &[("missing", "--secrets-stdin")], "status "),
        (&["status", "--server"], &[("empty", "--server")], "status "),
        (
            &["status", "--warn-days", "soon"],
            &[("argument", "--warn-days"), ("value", "soon")],
            "status ",
        ),
        (
            &["status", "--warn-days", "9999"],
            &[("argument", "--warn-days"), ("value", "9999")],
            "status ",
        ),
        (
            &["inspect", "x", "--as-of", "10 days"],
            &[("argument", "--as-of"), ("value", "10 days")],
            "inspect ",
        ),
        (
            &["status", "--keep=yes", "--secrets-stdin"],
            &[("argument", "--keep"), ("value", "yes")],
            "status ",
        ),
        (&["status", "--server", "a", "--server", "b"], &[("twice", "--server")], "status "),
        (
            &[&add[..], &["--kind", "jamf", "--url", "https://e.jp/"]].concat(),
            &[("argument", "--kind"), ("value", "jamf"), ("known", "site, by-hand")],
            "server add ",
        ),
        (
            &["practice", "--kind", "jamf"],
            &[("argument", "--kind"), ("known", "site")],
            "practice ",
        ),
        (
            &["practice", "--structure", "x"],
            &[("known", "table, frames, pages, cards")],
            "practice ",
        ),
        (
            &["practice", "--fault", "rain"],
            &[("argument", "--fault"), ("value", "rain")],
            "practice ",
        ),
    ] {
        let answer = desk.run(arguments, None);

        let problem = &answer.json["problem"];
        assert_eq!(problem["code"], "input-usage", "{arguments:?}: {}", answer.stdout);
        let message = |language: &str| problem["message"][language].as_str().expect("a text");
        for (name, value) in params {
            assert_eq!(problem["params"][name], *value, "{arguments:?}: {problem}");
            assert!(message("ja").contains(value), "{arguments:?}: {}", message("ja"));
            assert!(message("en").contains(value), "{arguments:?}: {}", message("en"));
        }
        let see = format!("「koshin-cli {help}--help」");
        assert!(message("ja").contains(&see), "{arguments:?}: {}", message("ja"));
        let rest = outside_of_quotes(message("ja"));
        assert!(!rest.contains(|it: char| it.is_ascii_alphabetic()), "{arguments:?}: {rest}");
    }
}

/// What stands in a Japanese sentence beside the names that it quotes.
fn outside_of_quotes(sentence: &str) -> String {
    let mut rest = String::new();
    let mut is_quoted = false;
    for it in sentence.chars() {
        match it {
            '「' => is_quoted = true,
            '」' => is_quoted = false,
            _ if is_quoted => {}
            _ => rest.push(it),
        }
    }
    rest
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_told_as_such() {
    use std::os::unix::ffi::OsStringExt as _;
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    let name = std::ffi::OsString::from_vec(b"\xff".to_vec());

    let output = crate::support::command(&desk, &["status", "--server"])
        .arg(name)
        .env("KOSHIN_LANGUAGE", JAPANESE)
        .output()
        .expect("koshin-cli starts");

    assert_eq!(output.status.code(), Some(64), "{}", text(&output.stderr));
    let told = "UTF-8の文字ではないものが含まれています。";
    assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
}

#[test]
fn help_is_in_the_persons_language() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for command in COMMANDS {
        let arguments = [command, &["--help"]].concat();

        let japanese = run_text(&desk, &arguments, "", JAPANESE).stdout;
        let english = run_text(&desk, &arguments, "", ENGLISH).stdout;

        for (heading, other) in [("使い方: ", "Usage: "), ("オプション:", "Options:")] {
            assert!(japanese.contains(heading), "{command:?}: {japanese}");
            assert!(!japanese.contains(other), "{command:?}: {japanese}");
            assert!(english.contains(other), "{command:?}: {english}");
        }
        let usage = [&["使い方: koshin-cli"], command].concat().join(" ");
        assert!(japanese.contains(&usage), "{command:?}: {japanese}");
        assert!(japanese.contains("使い方を表示する"), "{command:?}: {japanese}");
        for told in [&japanese, &english] {
            assert!(!told.contains("help."), "a key without its text, {command:?}: {told}");
            assert!(
                !told.contains('{') || told.contains(r#"{"SERVER NAME"#),
                "{command:?}: {told}"
            );
        }
        let is_letter = |it: char| ('ぁ'..='龯').contains(&it);
        let prose = english.replace("アカウント名", "").replace("備考", "");
        assert!(!prose.contains(is_letter), "{command:?}: {english}");
        let described = japanese.lines().filter(|it| it.starts_with("  "));
        for line in described.filter(|it| !it.contains("RFC3339")) {
            assert!(line.contains(is_letter), "{command:?} in Japanese: {line}");
        }
    }
}

#[test]
fn help_names_what_there_is_and_what_is_taken_without_an_option() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, false);
    for (arguments, named) in [
        (&["server", "add", "--help"] as &[&str], "site, by-hand"),
        (&["practice", "--help"], "needs-script"),
        (&["practice", "--help"], "（省略時はnormal）"),
        (&["status", "--help"], "（省略時は30）"),
        (&["renew", "--help"], "（省略時は60）"),
        (&["status", "--help"], r#"{"SERVER NAME": {"password": "…"}}"#),
        (&["help", "renew"], "--accept-location"),
        (&["help", "server", "add"], "--ca-file"),
    ] {
        let told = run_text(&desk, arguments, "", JAPANESE);

        assert_eq!(told.exit, 0, "{arguments:?}");
        assert!(told.stdout.contains(named), "{arguments:?}: {}", told.stdout);
    }
}
