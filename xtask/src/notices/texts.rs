//! The license texts that crates ship, and those that stand in where a crate ships none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::graph::Crate;
use crate::shell;

/// How the names of such files begin.
const NAMES: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];

/// Folders of what is in no program.
const NOT_BUILT: [&str; 5] = ["tests", "test", "benches", "examples", "fuzz"];

/// Code of others that a crate brings along and that is not built into Koshin.
const NOT_OURS: [(&str, &str); 1] = [
    // The system's libdbus is used.
    ("libdbus-sys", "vendor"),
];

/// The loader that Microsoft allows to be shipped inside of another program; `webview2-com-sys`
/// holds it without its license.
const WEBVIEW2: &str = include_str!("webview2.txt");

/// The license of the fonts that `cargo xtask fonts` cuts from Noto Sans CJK.
///
/// # Source
///
/// `LICENSE` of <https://github.com/notofonts/noto-cjk>, and the fonts' own copyright line.
const NOTO: &str = include_str!("noto.txt");

/// Software in Koshin, and what its authors want to be said.
#[derive(Debug)]
pub(super) struct Software {
    /// Name and version.
    pub(super) title: String,
    pub(super) license: String,
    pub(super) address: Option<String>,
    pub(super) texts: Vec<String>,
    /// Where the text is from, where the software ships none.
    pub(super) remark: Option<String>,
}

/// Returns what is in Koshin with its texts, in the order of the crates.
pub(super) fn collect(crates: &[Crate]) -> Result<Vec<Software>> {
    let shipped = crates.iter().map(shipped_by).collect::<Result<Vec<_>>>()?;
    let mut all = Vec::new();
    for (one, own) in crates.iter().zip(&shipped) {
        let (texts, remark) = if own.is_empty() {
            let (text, remark) = standing_in(one, crates, &shipped)?;
            (vec![text], Some(remark))
        } else {
            (own.clone(), None)
        };
        all.push(Software {
            title: title(one),
            license: one.license.clone(),
            address: one.repository.clone(),
            texts,
            remark,
        });
    }
    all.extend(beside_the_crates(crates)?);

    Ok(all)
}

/// Returns what is in the programs and is no crate.
fn beside_the_crates(crates: &[Crate]) -> Result<Vec<Software>> {
    let mut found = vec![
        Software {
            title: "The Rust standard library".to_owned(),
            license: "MIT OR Apache-2.0".to_owned(),
            address: Some("https://github.com/rust-lang/rust".to_owned()),
            texts: vec![mit_of("The Rust Project Developers")?],
            remark: None,
        },
        Software {
            title: "Noto Sans CJK JP, some of its characters".to_owned(),
            license: "OFL-1.1".to_owned(),
            address: Some("https://github.com/notofonts/noto-cjk".to_owned()),
            texts: vec![tidy(NOTO)],
            remark: None,
        },
    ];
    if crates.iter().any(|it| it.name == "webview2-com-sys") {
        found.push(Software {
            title: "Microsoft Edge WebView2 loader (Windows)".to_owned(),
            license: "BSD-3-Clause".to_owned(),
            address: Some("https://developer.microsoft.com/microsoft-edge/webview2".to_owned()),
            texts: vec![tidy(WEBVIEW2)],
            remark: None,
        });
    }

    Ok(found)
}

fn title(one: &Crate) -> String {
    format!("{} {}", one.name, one.version)
}

/// Returns the texts among the crate's files.
fn shipped_by(one: &Crate) -> Result<Vec<String>> {
    let mut files = Vec::new();
    find(&one.folder, one, &mut files)
        .with_context(|| format!("the files of {} cannot be read", title(one)))?;
    files.extend(one.license_file.iter().map(|it| one.folder.join(it)));
    files.sort();
    files.dedup();
    let mut texts = Vec::new();
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("a license of {}", title(one)))?;
        texts.push(tidy(&String::from_utf8_lossy(&bytes)));
    }

    Ok(texts)
}

fn find(folder: &Path, one: &Crate, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_dir() {
            let is_apart = NOT_OURS.contains(&(one.name.as_str(), name.as_str()));
            if !is_apart && !NOT_BUILT.contains(&name.as_str()) {
                find(&path, one, found)?;
            }
        } else if is_license(&name) {
            found.push(path);
        }
    }

    Ok(())
}

fn is_license(name: &str) -> bool {
    let is_code = [".rs", ".spdx", ".html", ".toml"].iter().any(|it| name.ends_with(it));

    !is_code && NAMES.iter().any(|it| name.starts_with(it))
}

/// Returns the text for a crate that ships none: that of a crate of the same project, or the
/// standard one of a license that it offers; and a remark that says so.
fn standing_in(one: &Crate, crates: &[Crate], shipped: &[Vec<String>]) -> Result<(String, String)> {
    let others = || crates.iter().zip(shipped).filter(|(_, texts)| !texts.is_empty());
    let offers: Vec<&str> = one.license.split(" OR ").map(str::trim).collect();
    let is_kin = |it: &Crate| it.repository.is_some() && it.repository == one.repository;
    let kin = others().find(|(it, _)| is_kin(it) && it.license == one.license);
    if let Some((other, texts)) = kin {
        let remark = format!("{} ships no text; this is that of {}.", title(one), title(other));
        return Ok((texts.join("\n\n"), remark));
    }

    let text = if offers.contains(&"MIT") {
        mit_of(&owners(one))?
    } else if offers.contains(&"Apache-2.0") {
        tidy(&ours("LICENSE-APACHE")?)
    } else if let Some((_, texts)) =
        others().find(|(it, texts)| it.license == one.license && texts.len() == 1)
    {
        texts[0].clone()
    } else {
        bail!("{} ships no text, and there is none for {}", title(one), one.license);
    };
    let remark = format!("{} ships no text; this is the standard one.", title(one));

    Ok((text, remark))
}

fn owners(one: &Crate) -> String {
    if one.authors.is_empty() {
        format!("the authors of {}", one.name)
    } else {
        one.authors.join(", ")
    }
}

/// Returns the MIT license with the name of somebody else.
fn mit_of(owners: &str) -> Result<String> {
    let own = ours("LICENSE-MIT")?;
    let lines = own.lines().map(|line| {
        if line.starts_with("Copyright") {
            format!("Copyright (c) {owners}")
        } else {
            line.to_owned()
        }
    });

    Ok(tidy(&lines.collect::<Vec<_>>().join("\n")))
}

fn ours(file: &str) -> Result<String> {
    fs::read_to_string(shell::root().join(file)).with_context(|| format!("{file} cannot be read"))
}

/// Writes a text with plain line ends and nothing around it.
fn tidy(text: &str) -> String {
    let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\u{c}', "");
    let lines: Vec<&str> = plain.lines().map(str::trim_end).collect();

    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn license_files_are_known_by_their_names() {
        for name in ["license-mit", "licence", "copying", "notice.txt", "unlicense"] {
            assert!(is_license(name), "{name}");
        }
        for name in ["copying.rs", "readme.md", "license.spdx"] {
            assert!(!is_license(name), "{name}");
        }
    }

    #[test]
    fn the_mit_license_names_whom_it_is_of() {
        let text = mit_of("Ada and others").expect("the repository has its own license");

        assert!(text.contains("\nCopyright (c) Ada and others\n"), "{text}");
        assert!(!text.contains("Koshin"), "{text}");
    }
}
