//! The checks one by one.

use chrono::{DateTime, Utc};

use super::{AppleAnswer, Check, CheckResult, Evidence, Finding, USUAL_DAYS};
use crate::apple::Owner;
use crate::code::{Code, Problem};
use crate::expiry::Expiry;
use crate::words;

pub(super) fn expired(evidence: &Evidence<'_>, now: DateTime<Utc>) -> Finding {
    let told = evidence.apple.config().and_then(|it| it.expires);
    let expires = told.map_or(evidence.token.expires(), |it| it.min(evidence.token.expires()));
    let finding = if expires <= now {
        Finding::because(Check::Expired, CheckResult::Stop, Code::TokenExpired)
    } else {
        Finding::new(Check::Expired, CheckResult::Pass)
    };
    finding.with("expires", Expiry::second(expires).to_param())
}

pub(super) fn later(evidence: &Evidence<'_>) -> Finding {
    let Some(present) = evidence.license.expires else {
        return Finding::new(Check::Later, CheckResult::NotComparable);
    };
    let new = Expiry::second(evidence.token.expires());
    let finding = if new.is_later_than(&present) {
        Finding::new(Check::Later, CheckResult::Pass)
    } else {
        Finding::because(Check::Later, CheckResult::Stop, Code::TokenNotLater)
    };
    finding.with("expires", new.to_param()).with("present", present.to_param())
}

pub(super) fn same_file(evidence: &Evidence<'_>) -> Finding {
    match evidence.last.and_then(|it| it.fingerprint.as_ref()) {
        None => Finding::new(Check::SameFile, CheckResult::NotComparable),
        Some(last) if last == evidence.token.fingerprint() => {
            Finding::because(Check::SameFile, CheckResult::Note, Code::TokenSameFile)
        }
        Some(_) => Finding::new(Check::SameFile, CheckResult::Pass),
    }
}

pub(super) fn lifetime(evidence: &Evidence<'_>, now: DateTime<Utc>) -> Finding {
    let days = Expiry::second(evidence.token.expires()).days_left(now);
    let finding = if days < USUAL_DAYS {
        Finding::because(Check::Lifetime, CheckResult::Note, Code::TokenShortLifetime)
    } else {
        Finding::new(Check::Lifetime, CheckResult::Pass)
    };
    finding.with("days", days.max(0).to_string())
}

/// The keys of the token's location and of the license's, where both are known.
fn keys<'a>(evidence: &Evidence<'a>) -> Option<(&'a str, &'a str)> {
    let token = evidence.apple.config()?.uid.as_str();
    let license = evidence
        .license
        .uid
        .as_deref()
        .or(evidence.offered_uid)
        .or_else(|| evidence.last.and_then(|it| it.uid.as_deref()))
        .filter(|it| !it.is_empty())?;
    Some((token, license))
}

pub(super) fn organization(evidence: &Evidence<'_>) -> Finding {
    let token = evidence.token.organization();
    let known = non_empty(evidence.license.organization.as_deref())
        .or_else(|| non_empty(evidence.last.and_then(|it| it.organization.as_deref())));
    let finding = match (keys(evidence), known) {
        // The same location belongs to the same organization, however that calls itself now.
        (Some((token, license)), _) if token == license => {
            Finding::new(Check::Organization, CheckResult::Pass)
        }
        (_, Some(known)) if words::same_name(token, known) => {
            Finding::new(Check::Organization, CheckResult::Pass)
        }
        (_, Some(_)) => {
            Finding::because(Check::Organization, CheckResult::Stop, Code::OrganizationDiffers)
        }
        (_, None) => Finding::because(
            Check::Organization,
            CheckResult::NotComparable,
            Code::OrganizationNotComparable,
        ),
    };
    finding.with("token", token).with("license", known.unwrap_or_default())
}

pub(super) fn location(evidence: &Evidence<'_>) -> Finding {
    let known = non_empty(evidence.license.location.as_deref())
        .or_else(|| non_empty(evidence.last.and_then(|it| it.location.as_deref())));
    let Some(config) = evidence.apple.config() else {
        let finding = match evidence.apple {
            AppleAnswer::Skipped => Finding::new(Check::Location, CheckResult::Skipped),
            AppleAnswer::Accepted(_) | AppleAnswer::Error(_) | AppleAnswer::Unreachable(_) => {
                Finding::because(Check::Location, CheckResult::NotComparable, Code::LocationUnseen)
            }
        };
        return finding.with("license", known.unwrap_or_default());
    };
    let same = keys(evidence)
        .map(|(token, license)| token == license)
        .or_else(|| known.map(|it| words::same_name(&config.location, it)));
    let finding = match same {
        Some(true) => Finding::new(Check::Location, CheckResult::Pass),
        Some(false) => Finding::because(Check::Location, CheckResult::Stop, Code::LocationDiffers),
        None => Finding::because(
            Check::Location,
            CheckResult::NotComparable,
            Code::LocationNotComparable,
        ),
    };
    finding.with("token", &config.location).with("license", known.unwrap_or_default())
}

pub(super) fn owner(evidence: &Evidence<'_>) -> Finding {
    let Some(config) = evidence.apple.config() else {
        let result = match evidence.apple {
            AppleAnswer::Skipped => CheckResult::Skipped,
            AppleAnswer::Accepted(_) | AppleAnswer::Error(_) | AppleAnswer::Unreachable(_) => {
                CheckResult::NotComparable
            }
        };
        return Finding::new(Check::Owner, result);
    };
    match (&config.owner, evidence.last.and_then(|it| it.owner.as_ref())) {
        (None, _) => Finding::new(Check::Owner, CheckResult::Pass).with("owner", ""),
        (Some(owner), None) => Finding::because(Check::Owner, CheckResult::Note, Code::OwnerNew)
            .with("owner", &owner.name),
        (Some(owner), Some(last)) if same_owner(owner, last) => {
            Finding::new(Check::Owner, CheckResult::Pass).with("owner", &owner.name)
        }
        (Some(owner), Some(last)) => {
            Finding::because(Check::Owner, CheckResult::Stop, Code::OwnerDiffers)
                .with("owner", &owner.name)
                .with("last", &last.name)
        }
    }
}

fn same_owner(one: &Owner, other: &Owner) -> bool {
    if one.id.is_empty() && other.id.is_empty() {
        one.name == other.name
    } else {
        one.id == other.id
    }
}

pub(super) fn apple(evidence: &Evidence<'_>) -> Finding {
    match evidence.apple {
        AppleAnswer::Accepted(_) => Finding::new(Check::Apple, CheckResult::Pass),
        AppleAnswer::Skipped => {
            Finding::because(Check::Apple, CheckResult::Skipped, Code::AppleSkipped)
        }
        AppleAnswer::Error(error) => {
            let result = if error.is_refusal() { CheckResult::Stop } else { CheckResult::Note };
            let problem = Problem::from(*error);
            Finding {
                params: problem.params,
                ..Finding::because(Check::Apple, result, problem.code)
            }
        }
        AppleAnswer::Unreachable(problem) => Finding {
            params: problem.params.clone(),
            ..Finding::because(Check::Apple, CheckResult::Note, problem.code)
        },
    }
}

fn non_empty(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|it| !it.is_empty())
}
