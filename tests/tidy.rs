//! Promises about the tree itself, checked like any other test.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod macos;
mod notices;
mod policy;
mod workflows;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use koshin_core::Code;
use koshin_tests::tree::{files, files_with, read, read_if_text, root};
use serde_json::Value;

/// Who may depend on whom, tests apart.
const DIRECTION: &[(&str, &[&str])] = &[
    ("koshin-core", &[]),
    ("koshin-remote", &["koshin-core"]),
    ("koshin-store", &["koshin-core"]),
    ("koshin-app", &["koshin-core", "koshin-remote", "koshin-store", "koshin-practice"]),
    ("koshin-practice", &["koshin-core"]),
    (
        "koshin-cli",
        &["koshin-core", "koshin-remote", "koshin-store", "koshin-app", "koshin-practice"],
    ),
    ("koshin", &["koshin-core", "koshin-remote", "koshin-store", "koshin-app", "koshin-practice"]),
    ("koshin-bench", &["koshin-core", "koshin-store", "koshin-practice"]),
    ("koshin-empty", &[]),
    ("xtask", &[]),
];

/// Everything that `koshin-core` may know: nothing of it waits, reads or writes.
const CORE_KNOWS: &[&str] = &[
    "base64",
    "chrono",
    "proptest",
    "secrecy",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "unicode-normalization",
    "zeroize",
];

/// Crates that one package alone depends on, by a part of their names.
const BELONGS_TO: &[(&str, &[&str])] = &[
    // The empty window is what Koshin's is measured against.
    ("tauri", &["koshin", "koshin-empty"]),
    ("rfd", &["koshin"]),
    ("keyring", &["koshin-store"]),
    ("secret-service", &["koshin-store"]),
    ("reqwest", &["koshin-remote"]),
    ("axum", &["koshin-practice"]),
];

/// Words that stand in one place of the code only: the word, where it is looked for, its place.
const STANDS_IN: &[(&str, &str, &str)] = &[
    ("tauri", "crates", "src-tauri/"),
    ("rfd", "crates", "src-tauri/"),
    ("keyring_core", "crates", "crates/store/src/vault"),
    ("dbus_secret_service", "crates", "crates/store/src/vault"),
    ("reqwest", "crates", "crates/remote/src/http"),
    ("keyring_core", "src-tauri/src", "crates/store/src/vault"),
    ("reqwest", "src-tauri/src", "crates/remote/src/http"),
    ("__TAURI_INTERNALS__", "ui/app", "ui/app/src/host.mjs"),
];

/// Ways to make a page of text, each of which would let a server's words become markup.
const MARKUP_FROM_TEXT: &[&str] =
    &["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "srcdoc"];

/// What the page may ask of Tauri itself: nothing.
const PERMITTED_OF_TAURI: [&str; 0] = [];

/// What the page may load and reach.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self' ipc: http://ipc.localhost; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

const LONGEST: usize = 450;

#[test]
fn dependencies_point_one_way() {
    let mut wrong = Vec::new();
    for package in packages() {
        if package.name == "koshin-tests" {
            continue;
        }
        let Some((_, allowed)) = DIRECTION.iter().find(|(name, _)| *name == package.name) else {
            wrong.push(format!("{}: not in DIRECTION yet", package.name));
            continue;
        };
        let is_strict = matches!(package.name.as_str(), "koshin-core" | "koshin-practice");
        for dependency in &package.dependencies {
            let counts = is_strict || !dependency.is_for_tests;
            let is_ours = dependency.name.starts_with("koshin");
            if is_ours && counts && !allowed.contains(&dependency.name.as_str()) {
                wrong.push(format!("{} depends on {}", package.name, dependency.name));
            }
        }
    }

    assert_none(&wrong, "see ARCHITECTURE.md");
}

#[test]
fn the_core_neither_waits_nor_reads_nor_writes() {
    let mut wrong = Vec::new();
    let packages = packages();
    let core = packages.iter().find(|it| it.name == "koshin-core").expect("there is a core");
    for dependency in &core.dependencies {
        if !CORE_KNOWS.contains(&dependency.name.as_str()) {
            wrong.push(dependency.name.clone());
        }
        let has_clock = dependency.features.iter().any(|it| matches!(it.as_str(), "clock" | "now"));
        if dependency.name == "chrono" && (has_clock || dependency.uses_default_features) {
            wrong.push("chrono with its clock".to_owned());
        }
    }

    assert_none(&wrong, "decisions get what they need as arguments");
}

#[test]
fn each_door_to_the_outside_has_one_owner() {
    let mut wrong = Vec::new();
    for package in packages() {
        if package.name == "koshin-tests" {
            continue;
        }
        for dependency in &package.dependencies {
            for (part, owners) in BELONGS_TO {
                if dependency.name.contains(part) && !owners.contains(&package.name.as_str()) {
                    wrong.push(format!("{} depends on {}", package.name, dependency.name));
                }
            }
        }
    }
    for (word, folder, place) in STANDS_IN {
        for file in files_with(folder, &[".rs", ".mjs", ".js", ".html"]) {
            let is_shipped = !file.contains("/tests/");
            if is_shipped && !file.starts_with(place) && names(&read(&file), word) {
                wrong.push(format!("{file} names {word}"));
            }
        }
    }

    assert_none(&wrong, "go through the port instead");
}

#[test]
fn no_text_becomes_markup_in_the_page() {
    let mut wrong = Vec::new();
    let scripts = files_with("ui/app", &[".mjs", ".js", ".html"]);
    assert!(!scripts.is_empty(), "ui/app has no scripts");
    for file in scripts {
        let text = read(&file);
        for word in MARKUP_FROM_TEXT.iter().filter(|it| text.contains(**it)) {
            wrong.push(format!("{file}: {word}"));
        }
    }

    assert_none(&wrong, "use textContent and elements");
}

#[test]
fn every_code_has_its_three_sentences_in_every_language() {
    let mut missing = Vec::new();
    for language in ["ja", "en"] {
        let words: BTreeMap<String, String> = sentences(language)
            .into_iter()
            .filter_map(|(key, sentence)| Some((key.rsplit('/').next()?.to_owned(), sentence)))
            .collect();
        for code in Code::ALL {
            for part in ["what", "why", "do"] {
                let key = format!("problem.{}.{part}", code.as_str());
                if words.get(&key).is_none_or(|it| it.trim().is_empty()) {
                    missing.push(format!("{language}: {key}"));
                }
            }
        }
    }

    assert_none(&missing, "add the sentence to ui/app/locales");
}

#[test]
fn both_languages_say_the_same_things_with_the_same_values() {
    let mut wrong = Vec::new();
    let (japanese, english) = (sentences("ja"), sentences("en"));
    for key in japanese.keys().chain(english.keys()).collect::<BTreeSet<_>>() {
        match (japanese.get(key), english.get(key)) {
            (Some(ja), Some(en)) if placeholders(ja) != placeholders(en) => {
                wrong.push(format!("{key}: {:?} and {:?}", placeholders(ja), placeholders(en)));
            }
            (Some(_), Some(_)) => {}
            (Some(_), None) => wrong.push(format!("{key}: not in English")),
            (None, _) => wrong.push(format!("{key}: not in Japanese")),
        }
    }

    assert_none(&wrong, "keep ja.json and en.json alike");
}

#[test]
fn every_command_is_declared_permitted_and_registered() {
    let written = commands_in_the_code();
    assert!(written.len() > 40, "src-tauri/src/commands.rs: {written:?}");
    let build = read("src-tauri/build.rs");
    let declared = quoted(between(&build, ".commands(&[", "]"));
    let capabilities: Value =
        serde_json::from_str(&read("src-tauri/capabilities/main.json")).expect("JSON");
    let (ours, others): (Vec<String>, Vec<String>) = list(&capabilities["permissions"])
        .iter()
        .map(text)
        .partition(|it| it.starts_with("allow-"));
    let permitted: BTreeSet<String> =
        ours.iter().map(|it| it.trim_start_matches("allow-").replace('-', "_")).collect();

    assert_eq!(declared, written, "build.rs (left) and commands.rs (right)");
    assert_eq!(permitted, written, "capabilities/main.json (left) and commands.rs (right)");
    assert_eq!(others, PERMITTED_OF_TAURI, "and nothing else is permitted");
    assert_eq!(files("src-tauri/capabilities"), ["src-tauri/capabilities/main.json"], "nowhere");
    assert_eq!(capabilities["local"], true, "to the page that ships only");
    assert_eq!(capabilities["windows"], serde_json::json!(["main"]), "in the one window");
    assert!(capabilities.get("remote").is_none(), "and to no page from elsewhere");
}

#[test]
fn the_page_may_load_and_reach_nothing_but_itself() {
    let config: Value =
        serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("tauri.conf.json is JSON");
    let security = &config["app"]["security"];

    assert_eq!(security["csp"], CONTENT_SECURITY_POLICY, "the policy as it was thought over");
    assert_eq!(security["capabilities"], serde_json::json!(["main"]), "and what is permitted");
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut wrong = Vec::new();
    for file in files_with("", &[".rs", ".mjs", ".js", ".css", ".html"]) {
        let lines = read(&file).lines().count();
        if lines > LONGEST {
            wrong.push(format!("{file}: {lines} lines"));
        }
    }

    assert_none(&wrong, "split what does two things");
}

#[test]
fn every_package_keeps_the_lints_of_the_workspace() {
    let manifests = files_with("", &["Cargo.toml"]);
    let wrong: Vec<String> = manifests
        .into_iter()
        .filter(|it| it != "Cargo.toml" && !read(it).contains("[lints]\nworkspace = true"))
        .collect();

    assert_none(&wrong, "add [lints] workspace = true");
}

#[test]
fn no_code_in_a_comment_goes_unrun() {
    let is_fence = |line: &str| line.trim_start().starts_with("//") && line.contains("```");
    let mut wrong = files_with("", &[".rs"]);
    wrong.retain(|it| read(it).lines().any(is_fence));

    assert_none(&wrong, "show it in a test: doc tests are off, each library's run would be empty");
}

#[test]
fn the_changelog_has_a_place_for_what_is_new() {
    let is_heading = |line: &str| line.starts_with("## ") && line.contains("Unreleased");

    assert!(
        read("CHANGELOG.md").lines().any(is_heading),
        "CHANGELOG.md has no heading ## Unreleased"
    );
}

#[test]
fn nothing_of_the_machine_it_was_written_on_is_in_the_tree() {
    let mut wrong = Vec::new();
    for file in files("") {
        if let Ok(target) = root().join(&file).read_link() {
            if target.is_absolute() {
                wrong.push(format!("{file}: a link to a place on one machine"));
            }
            continue;
        }
        let Some(text) = read_if_text(&file) else { continue };
        for (number, line) in text.lines().enumerate() {
            if names_a_home(line) {
                wrong.push(format!("{file}:{}: a path of one machine", number + 1));
            }
            let is_lock = file.ends_with("package-lock.json") && line.contains("\"resolved\"");
            if is_lock && !line.contains("https://registry.npmjs.org/") {
                wrong.push(format!("{file}:{}: another registry than npm's", number + 1));
            }
        }
    }

    assert_none(&wrong, "say it without the machine");
}

struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    is_for_tests: bool,
    features: Vec<String>,
    uses_default_features: bool,
}

/// Returns the packages of the workspace with what each asks for itself.
fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");

    list(&metadata["packages"]).iter().map(package).collect()
}

fn package(raw: &Value) -> Package {
    let dependencies = list(&raw["dependencies"]);

    Package {
        name: text(&raw["name"]),
        dependencies: dependencies
            .iter()
            .map(|it| Dependency {
                name: text(&it["name"]),
                is_for_tests: it["kind"] == "dev",
                features: list(&it["features"]).iter().map(text).collect(),
                uses_default_features: it["uses_default_features"] == true,
            })
            .collect(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Tells whether the code names the word, comments apart.
fn names(code: &str, word: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    let has_word = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + word.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    };

    code.lines().filter(|it| !it.trim_start().starts_with("//")).any(has_word)
}

/// Tells whether the line names somebody's home folder; that of `u`, in examples, is nobody's.
fn names_a_home(line: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || "._-".contains(it);

    ["root", "home", "Users"].map(|it| format!("/{it}/")).iter().any(|home| {
        line.match_indices(home.as_str()).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + home.len()..].split(|it| !is_part(it)).next().unwrap_or_default();
            !before.is_some_and(is_part) && !after.is_empty() && after != "u"
        })
    })
}

/// Returns every sentence of a language, from all its files, by folder and key.
fn sentences(language: &str) -> BTreeMap<String, String> {
    let name = format!("/{language}.json");
    let found = files_with("ui/app/locales", &[&name]);
    assert!(!found.is_empty(), "ui/app/locales has no {language}.json");
    let mut all = BTreeMap::new();
    for file in found {
        let Ok(words) = serde_json::from_str::<BTreeMap<String, String>>(&read(&file)) else {
            panic!("{file} is not a flat object of texts");
        };
        let folder = file.trim_start_matches("ui/app/locales/").trim_end_matches(&name[1..]);
        all.extend(words.into_iter().map(|(key, sentence)| (format!("{folder}{key}"), sentence)));
    }

    all
}

/// Returns the names in braces.
fn placeholders(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|it| Some(it.split_once('}')?.0)).collect()
}

/// Returns the names that the one function tells apart.
fn commands_in_the_code() -> BTreeSet<String> {
    let code = read("src-tauri/src/commands.rs");
    let arms = between(&code, "match name {", "_ =>").lines();

    arms.filter_map(|it| it.trim().strip_prefix('"')?.split_once("\" =>"))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("there is no {start}"));

    rest.split_once(end).unwrap_or_else(|| panic!("there is no {end} after {start}")).0
}

fn quoted(text: &str) -> BTreeSet<String> {
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn assert_none(wrong: &[String], advice: &str) {
    assert!(wrong.is_empty(), "{advice}:\n  {}", wrong.join("\n  "));
}
