//! Where at Apple the token is downloaded, and the way there: built in, and corrected by a file of the
//! administrator's where Apple has moved something meanwhile.

use koshin_core::{Code, Problem};
use koshin_store::Places;
use serde::Deserialize;
use url::Url;

use crate::view::{Language, PathItem};
use crate::words::Words;

/// Apple Business: where the person downloads the token.
///
/// # Source
///
/// Apple, "Manage content tokens in Apple Business" (guide/business, article axme0f8659ec).
const URL: &str = "https://business.apple.com/";

/// Apple's article on content tokens.
const HELP_JA: &str = "https://support.apple.com/ja-jp/guide/business/axme0f8659ec/web";
const HELP_EN: &str = "https://support.apple.com/guide/business/axme0f8659ec/web";

/// The newest form of the file that this Koshin knows.
const SCHEMA: u64 = 1;

/// The portal as it is shown and opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Portal {
    /// Where the person signs in.
    pub(crate) url: Url,
    help: Help,
    path: Vec<Item>,
    checked: Option<String>,
    /// Why the administrator's file does not count, where it does not.
    pub(crate) problem: Option<Problem>,
}

/// One address for each language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Help {
    ja: Option<Url>,
    en: Option<Url>,
}

/// One menu on the way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    ja: String,
    en: String,
    #[serde(default)]
    former: Vec<String>,
}

/// The file, `portal.json` beside the settings. What it leaves out is as built in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    schema: u64,
    url: Option<Url>,
    #[serde(default)]
    help: Help,
    #[serde(default)]
    path: Vec<Item>,
    checked: Option<String>,
}

impl Portal {
    /// The portal for these places.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] where what is built in is no address.
    pub(crate) fn of(places: &Places) -> Result<Self, Problem> {
        let usual = Self::at(URL)?;
        let bytes = match koshin_store::portal_data(places) {
            Ok(None) => return Ok(usual),
            Ok(Some(bytes)) => bytes,
            Err(error) => return Ok(Self { problem: Some(error.into()), ..usual }),
        };
        Ok(match read(&bytes) {
            Ok(kept) => Self {
                url: kept.url.unwrap_or(usual.url),
                help: Help {
                    ja: kept.help.ja.or(usual.help.ja),
                    en: kept.help.en.or(usual.help.en),
                },
                path: kept.path,
                checked: kept.checked,
                problem: None,
            },
            Err(why) => {
                let problem = Problem::new(Code::PortalDataBad).with("file", "portal.json");
                Self { problem: Some(problem.detail(why)), ..usual }
            }
        })
    }

    /// The portal at this address, with the way as built in.
    pub(crate) fn at(url: &str) -> Result<Self, Problem> {
        let parse = |text: &str| text.parse().map_err(|_| Problem::new(Code::Internal));
        Ok(Self {
            url: parse(url)?,
            help: Help { ja: Some(parse(HELP_JA)?), en: Some(parse(HELP_EN)?) },
            path: Vec::new(),
            checked: None,
            problem: None,
        })
    }

    /// Apple's article on content tokens.
    pub(crate) fn help(&self, language: Language) -> Option<&Url> {
        match language {
            Language::Ja => self.help.ja.as_ref(),
            Language::En => self.help.en.as_ref(),
        }
    }

    /// The menus on the way to the token, in order.
    pub(crate) fn path(&self, words: Words, language: Language) -> Vec<PathItem> {
        if self.path.is_empty() {
            return (1..=4).map(|step| built_in(words, step)).collect();
        }
        let items = self.path.iter().map(|it| {
            let (name, other) = match language {
                Language::Ja => (&it.ja, &it.en),
                Language::En => (&it.en, &it.ja),
            };
            PathItem { name: name.clone(), other: other.clone(), former: it.former.clone() }
        });
        items.collect()
    }

    /// When somebody last looked whether the way is still as shown, in a sentence.
    pub(crate) fn checked(&self, words: Words) -> String {
        match (&self.checked, self.path.is_empty()) {
            (Some(when), _) => words.say("path.checked-by-administrator", &[("time", when)]),
            (None, true) => words.say("path.checked", &[]),
            (None, false) => words.say("path.by-administrator", &[]),
        }
    }
}

fn built_in(words: Words, step: u8) -> PathItem {
    PathItem {
        name: words.say(&format!("path.{step}"), &[]),
        other: words.say(&format!("path.{step}.other"), &[]),
        former: words
            .say(&format!("path.{step}.former"), &[])
            .split('|')
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

/// Reads the file, or says in English why it does not count.
fn read(bytes: &[u8]) -> Result<Kept, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let kept: Kept = serde_json::from_slice(bytes).map_err(|error| {
        // The error's own words repeat what stands there.
        format!("line {}, column {} is not as expected", error.line(), error.column())
    })?;
    if kept.schema != SCHEMA {
        return Err(format!("schema {} is not {SCHEMA}", kept.schema));
    }
    let addresses = [&kept.url, &kept.help.ja, &kept.help.en];
    if let Some(other) = addresses.into_iter().flatten().find(|it| !is_apple(it)) {
        // The rest of it may hold a password.
        let host = other.host_str().unwrap_or_default();
        return Err(format!("{host}: not an https address of apple.com"));
    }
    Ok(kept)
}

/// Tells whether an address is Apple's: https, `apple.com` or below it, on the usual port, and nobody
/// signed in by the address.
fn is_apple(url: &Url) -> bool {
    let is_host = url.host_str().is_some_and(|it| it == "apple.com" || it.ends_with(".apple.com"));

    url.scheme() == "https"
        && is_host
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Portal {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("portal.json"), json).expect("a folder of the test's own");
        Portal::of(&Places::at(home.path()).expect("places")).expect("a portal")
    }

    #[test]
    fn without_a_file_it_is_as_built_in() {
        let home = tempfile::tempdir().expect("a folder");
        let portal = Portal::of(&Places::at(home.path()).expect("places")).expect("a portal");

        assert_eq!(portal.url.as_str(), URL);
        assert_eq!(portal.path(Words::of(Language::Ja), Language::Ja).len(), 4);
    }

    #[test]
    fn a_file_corrects_what_it_names() {
        let portal = of(
            r#"{"schema":1,"url":"https://new.business.apple.com/tokens","checked":"2027-05-01",
            "path":[{"ja":"［トークン］","en":"Tokens","former":["お支払いと請求"]}]}"#,
        );

        assert_eq!(portal.problem, None);
        assert_eq!(portal.url.as_str(), "https://new.business.apple.com/tokens");
        let path = portal.path(Words::of(Language::En), Language::En);
        let names: Vec<_> = path.iter().map(|it| (it.name.as_str(), it.other.as_str())).collect();
        assert_eq!(names, [("Tokens", "［トークン］")]);
        assert!(portal.checked(Words::of(Language::Ja)).contains("2027-05-01"));
        assert_eq!(
            portal.help(Language::Ja).map(Url::as_str),
            Some(HELP_JA),
            "left out, so as built in"
        );
    }

    #[test]
    fn only_apple_is_opened() {
        let check = |url: &str| {
            let portal = of(&format!(r#"{{"schema":1,"url":"{url}"}}"#));
            assert_eq!(portal.url.as_str(), URL, "{url} must not be opened");
            let code = portal.problem.map(|it| it.code);
            assert_eq!(code, Some(Code::PortalDataBad), "{url} must be told");
        };

        check("http://business.apple.com/");
        check("https://apple.com.example.org/");
        check("https://business-apple.com/");
        check("https://notapple.com/");
        check("https://someone@apple.com/");
        check("https://apple.com:8443/");
        check("https://[::1]/");
        check("file:///etc/passwd");
        check("javascript:alert(1)");
        check("business.apple.com");
    }

    #[test]
    fn why_a_file_does_not_count_repeats_nothing_that_may_be_secret() {
        for json in [
            r#"{"schema":1,"url":"https://somebody:canary@apple.com/canary?canary"}"#,
            r#"{"schema":1,"help":{"ja":"https://somebody:canary@"}}"#,
            r#"{"schema":"canary"}"#,
            r#"{"schema":1,"canary":1}"#,
        ] {
            let problem = of(json).problem.expect("a file that does not count");
            let told = format!("{problem:?}");
            assert!(!told.contains("canary") && !told.contains("somebody"), "{json}: {told}");
            assert!(!problem.detail.is_empty(), "{json}: and it still says where");
        }
    }

    #[test]
    fn what_is_no_portal_data_is_told_and_does_not_count() {
        for json in
            ["", "[]", "{}", r#"{"schema":2}"#, r#"{"schema":1,"ulr":"https://apple.com/"}"#]
        {
            let portal = of(json);
            assert_eq!(portal.url.as_str(), URL, "{json}");
            assert_eq!(portal.problem.map(|it| it.code), Some(Code::PortalDataBad), "{json}");
        }
    }
}
