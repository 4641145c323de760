//! May this token replace the one on the server?
//!
//! [`judge`] looks at nine things and is the only maker of a [`CheckedToken`], without which nothing
//! can be saved. What cannot be compared is called so; it never counts as passed.

mod checks;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::apple::{AppleError, ClientConfig, Owner};
use crate::code::{Code, Problem};
use crate::expiry::Expiry;
use crate::license::License;
use crate::secret::Fingerprint;
use crate::token::ContentToken;
use crate::words;

/// A token made today lasts a year; one with fewer whole days than this was made long ago.
pub const USUAL_DAYS: i64 = 330;

/// One thing that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The file is a content token.
    File,
    /// It has not expired.
    Expired,
    /// It lasts longer than the present one.
    Later,
    /// It is not the file of the last renewal.
    SameFile,
    /// It lasts about a year.
    Lifetime,
    /// It belongs to the license's organization.
    Organization,
    /// It belongs to the license's location.
    Location,
    /// The same MDM as last time owns the location.
    Owner,
    /// Apple accepts it.
    Apple,
}

impl Check {
    /// Every check, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::File,
        Self::Expired,
        Self::Later,
        Self::SameFile,
        Self::Lifetime,
        Self::Organization,
        Self::Location,
        Self::Owner,
        Self::Apple,
    ];
}

/// What looking gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// As it should be.
    Pass,
    /// Worth knowing, no obstacle.
    Note,
    /// An obstacle.
    Stop,
    /// Nothing to compare with.
    NotComparable,
    /// Not looked at, by the person's choice.
    Skipped,
}

/// One check and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// What it gave.
    pub result: CheckResult,
    /// Why, where the result is not `pass`.
    pub code: Option<Code>,
    /// Values for the sentences of the check and of the code; dates are RFC 3339 UTC.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// The person overrode this stop by typing the location's name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub accepted: bool,
}

impl Finding {
    fn new(check: Check, result: CheckResult) -> Self {
        Self { check, result, code: None, params: BTreeMap::new(), accepted: false }
    }

    fn because(check: Check, result: CheckResult, code: Code) -> Self {
        Self { code: Some(code), ..Self::new(check, result) }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// Returns the finding as a problem, where it has a code.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        self.code.map(|code| Problem { code, params: self.params.clone(), detail: String::new() })
    }
}

/// What came of asking Apple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppleAnswer {
    /// Apple accepts the token and says whose it is.
    Accepted(ClientConfig),
    /// Apple answered with an error.
    Error(AppleError),
    /// Apple could not be asked.
    Unreachable(Problem),
    /// The person chose not to ask.
    Skipped,
}

impl AppleAnswer {
    /// Returns what Apple says of the token, where it accepts it.
    #[must_use]
    pub const fn config(&self) -> Option<&ClientConfig> {
        match self {
            Self::Accepted(config) => Some(config),
            Self::Error(_) | Self::Unreachable(_) | Self::Skipped => None,
        }
    }
}

impl AppleAnswer {
    /// Tells whether asking once more may give an answer about the token.
    #[must_use]
    pub fn may_be_asked_again(&self) -> bool {
        match self {
            Self::Accepted(_) | Self::Skipped => false,
            Self::Error(error) => !error.is_refusal() && error.code() != Code::AppleNotOffered,
            Self::Unreachable(_) => true,
        }
    }
}

/// What is remembered of the last renewal of the same license.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastRenewal {
    /// The token that was saved.
    pub fingerprint: Option<Fingerprint>,
    /// Its organization's name.
    pub organization: Option<String>,
    /// Its location's name, as Apple gave it.
    pub location: Option<String>,
    /// Its location's key.
    pub uid: Option<String>,
    /// The MDM that owned the location.
    pub owner: Option<Owner>,
}

/// What the person has confirmed of things that Koshin cannot compare or has stopped at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// The location's name as the person typed or confirmed it.
    pub location: Option<String>,
    /// The person confirms the location although Apple could not be asked.
    pub unseen: bool,
}

/// Everything that is known when a token is judged.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The token of the chosen file.
    pub token: &'a ContentToken,
    /// The license that it is to renew.
    pub license: &'a License,
    /// What Apple said.
    pub apple: &'a AppleAnswer,
    /// The last renewal of this license, from the journal.
    pub last: Option<&'a LastRenewal>,
    /// The key of the location of last year's token file, where the person offered it.
    pub offered_uid: Option<&'a str>,
    /// What the person has confirmed.
    pub accepted: &'a Accepted,
}

/// What the person can do about a judgement that gave no [`CheckedToken`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Nothing: the token is fit.
    Nothing,
    /// Another token.
    OtherToken,
    /// Another token, or to type this name of the token's location.
    TypeLocation(String),
    /// To confirm that this is the right location, by the name that Apple gives.
    ConfirmLocation(String),
    /// To confirm the location although its name is not known.
    ConfirmUnseen,
}

/// A token that may be saved, and why.
///
/// Made by [`judge`] alone.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedToken {
    token: ContentToken,
    license_id: String,
    config: Option<ClientConfig>,
    findings: Vec<Finding>,
}

impl CheckedToken {
    /// Returns the token.
    #[must_use]
    pub const fn token(&self) -> &ContentToken {
        &self.token
    }

    /// Returns the id of the license that the token was judged for.
    #[must_use]
    pub fn license_id(&self) -> &str {
        &self.license_id
    }

    /// Returns what Apple said of it, where Apple was asked.
    #[must_use]
    pub const fn config(&self) -> Option<&ClientConfig> {
        self.config.as_ref()
    }

    /// Returns what was looked at.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the token's expiry.
    #[must_use]
    pub const fn expires(&self) -> Expiry {
        Expiry::second(self.token.expires())
    }
}

/// All findings, and the token if it is fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// One finding per check, in the order of [`Check::ALL`].
    pub findings: Vec<Finding>,
    /// What is lacking.
    pub need: Need,
    /// The token, where nothing is lacking.
    pub checked: Option<CheckedToken>,
}

impl Judgement {
    /// Returns the first check that stops the token and was not overridden.
    #[must_use]
    pub fn stop(&self) -> Option<&Finding> {
        self.findings.iter().find(|it| it.result == CheckResult::Stop && !it.accepted)
    }
}

/// Judges whether a token may replace the one of a license.
///
/// Stops: expired; not later than the present expiry; another organization or location (by key
/// first, then by name); another owner than last time; refused by Apple. Only organization and
/// location can be overridden, by the token's location name as Apple gives it.
#[must_use]
pub fn judge(evidence: &Evidence<'_>, now: DateTime<Utc>) -> Judgement {
    let mut findings = vec![
        Finding::new(Check::File, CheckResult::Pass),
        checks::expired(evidence, now),
        checks::later(evidence),
        checks::same_file(evidence),
        checks::lifetime(evidence, now),
        checks::organization(evidence),
        checks::location(evidence),
        checks::owner(evidence),
        checks::apple(evidence),
    ];
    let need = settle(evidence, &mut findings);
    let checked = (need == Need::Nothing).then(|| CheckedToken {
        token: evidence.token.clone(),
        license_id: evidence.license.id.clone(),
        config: evidence.apple.config().cloned(),
        findings: findings.clone(),
    });

    Judgement { findings, need, checked }
}

/// Applies what the person has confirmed, and says what is still lacking.
fn settle(evidence: &Evidence<'_>, findings: &mut [Finding]) -> Need {
    let apple_name = evidence.apple.config().map(|it| it.location.as_str());
    let named = match (&evidence.accepted.location, apple_name) {
        (Some(typed), Some(name)) => words::same_name(typed, name),
        _ => false,
    };
    let can_override = |it: &Finding| matches!(it.check, Check::Organization | Check::Location);
    for it in findings.iter_mut().filter(|it| can_override(it)) {
        let is_open = matches!(it.result, CheckResult::Stop | CheckResult::NotComparable);
        it.accepted = is_open
            && (named
                || it.result == CheckResult::NotComparable
                    && evidence.accepted.unseen
                    && apple_name.is_none());
    }

    let stops = |it: &&Finding| it.result == CheckResult::Stop && !it.accepted;
    if findings.iter().any(|it| stops(&it) && !can_override(it)) {
        return Need::OtherToken;
    }
    if findings.iter().any(|it| stops(&it)) {
        return apple_name.map_or(Need::OtherToken, |it| Need::TypeLocation(it.to_owned()));
    }
    let is_open = |it: &Finding| {
        it.check == Check::Location && it.result == CheckResult::NotComparable && !it.accepted
    };
    if findings.iter().any(is_open) {
        return apple_name.map_or(Need::ConfirmUnseen, |it| Need::ConfirmLocation(it.to_owned()));
    }
    Need::Nothing
}
