//! What macOS is told of the app. Only a Mac can pack it; here its parts are read as macOS reads
//! them.

use koshin_tests::tree::{read, root};
use plist::{Dictionary, Value};

/// The name of the shortcut on Windows, which people know it by.
const NAME: &str = "Koshin VPPトークン更新";

/// What Tauri writes from its own configuration; said twice, the two could differ.
const OF_TAURI: &[&str] = &[
    "CFBundleIdentifier",
    "CFBundleExecutable",
    "CFBundleIconFile",
    "CFBundleShortVersionString",
    "CFBundleVersion",
    "LSMinimumSystemVersion",
];

#[test]
fn the_app_opens_vpptoken_files_and_pushes_no_other_program_aside() {
    let info = dictionary(&in_configuration(&["infoPlist"]));
    let kind = first(&info, "UTImportedTypeDeclarations");
    let document = first(&info, "CFBundleDocumentTypes");

    let tags = kind["UTTypeTagSpecification"].as_dictionary().expect("tags");
    assert_eq!(texts(&tags["public.filename-extension"]), ["vpptoken"]);
    let mime = texts(&tags["public.mime-type"]);
    assert!(read("packaging/linux/koshin.xml").contains(&mime[0]), "the type that Linux has");
    assert_eq!(texts(&kind["UTTypeConformsTo"]), ["public.data"]);
    assert_eq!(texts(&document["LSItemContentTypes"]), [text(&kind["UTTypeIdentifier"])]);
    assert_eq!(text(&document["CFBundleTypeRole"]), "Viewer");
    assert_eq!(text(&document["LSHandlerRank"]), "Alternate");
}

#[test]
fn nothing_is_said_twice_and_the_category_is_one_of_apples() {
    let info = dictionary(&in_configuration(&["infoPlist"]));

    for key in OF_TAURI {
        assert!(!info.contains_key(key), "{key} is Tauri's to write");
    }
    let category = text(&info["LSApplicationCategoryType"]);
    assert!(category.starts_with("public.app-category."), "{category}");
}

#[test]
fn the_app_has_the_version_of_everything_else() {
    let config: serde_json::Value =
        serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("JSON");

    assert_eq!(config["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_oldest_macos_is_named_and_has_what_the_page_needs() {
    let oldest = in_configuration(&["minimumSystemVersion"]);
    let (major, minor) = oldest.split_once('.').expect("two numbers");
    let oldest: (u32, u32) = (major.parse().expect("a number"), minor.parse().expect("a number"));

    // Safari 16.4, the first that can look behind in an expression, came with it.
    assert!(oldest >= (13, 3), "{oldest:?}");
}

#[test]
fn its_name_is_japanese_in_japanese_and_every_text_is_in_both_languages() {
    let info = dictionary(&in_configuration(&["infoPlist"]));
    let localized = |language: &str| {
        let place = format!("Resources/{language}.lproj/InfoPlist.strings");
        dictionary(&in_configuration(&["files", &place]))
    };
    let (japanese, english) = (localized("ja"), localized("en"));

    assert_eq!(text(&japanese["CFBundleDisplayName"]), NAME);
    let installer = read("packaging/windows/koshin.nsi");
    assert!(installer.contains(&format!("!define SHORTCUT \"{NAME}\"")), "as on Windows");
    assert_eq!(keys(&japanese), keys(&english), "the same texts in both");
    let kind = text(&first(&info, "UTImportedTypeDeclarations")["UTTypeDescription"]);
    assert_eq!(text(&first(&info, "CFBundleDocumentTypes")["CFBundleTypeName"]), kind);
    assert!(japanese.contains_key(&kind), "the type's name is translated by itself");
    let asks = |key: &&String| key.ends_with("UsageDescription");
    for key in info.keys().filter(asks) {
        assert_eq!(text(&english[key]), text(&info[key]), "{key}");
    }
    assert_eq!(texts(&info["CFBundleLocalizations"]), ["en", "ja"]);
}

/// Returns a text below `bundle.macOS`.
fn in_configuration(path: &[&str]) -> String {
    let config: serde_json::Value =
        serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("JSON");
    let found = path.iter().fold(&config["bundle"]["macOS"], |it, key| &it[*key]);

    found.as_str().unwrap_or_else(|| panic!("tauri.conf.json has no {path:?}")).to_owned()
}

/// Reads a property list, by its path from the folder of the configuration.
fn dictionary(path: &str) -> Dictionary {
    let file = root().join("src-tauri").join(path);
    let value = Value::from_file(&file).unwrap_or_else(|error| panic!("{path}: {error}"));

    value.into_dictionary().expect("a dictionary")
}

fn first(info: &Dictionary, key: &str) -> Dictionary {
    let list = info[key].as_array().expect("a list");
    assert_eq!(list.len(), 1, "{key}");

    list[0].as_dictionary().expect("a dictionary").clone()
}

fn keys(dictionary: &Dictionary) -> Vec<&String> {
    let mut keys: Vec<_> = dictionary.keys().collect();
    keys.sort();

    keys
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().expect("a list").iter().map(text).collect()
}

fn text(value: &Value) -> String {
    value.as_string().expect("a text").to_owned()
}
