//! Which tokens may replace which, and what is said of the others.

use crate::samples::{config, last, license, now, token, token_of};
use koshin_core::apple::{AppleError, ClientConfig, Owner};
use koshin_core::judge::{Accepted, AppleAnswer, Evidence, Judgement, LastRenewal, Need, judge};
use koshin_core::{Check, CheckResult, Code, ContentToken, License, Problem};

const NEW: &str = "2027-11-22T08:30:00Z";

/// Everything that a case may change, starting from a good one.
struct Case {
    token: ContentToken,
    license: License,
    apple: AppleAnswer,
    last: Option<LastRenewal>,
    offered_uid: Option<String>,
    accepted: Accepted,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            token: token(NEW),
            license: license(),
            apple: AppleAnswer::Accepted(config()),
            last: Some(last()),
            offered_uid: None,
            accepted: Accepted::default(),
        }
    }
}

impl Case {
    fn judge(&self) -> Judgement {
        let evidence = Evidence {
            token: &self.token,
            license: &self.license,
            apple: &self.apple,
            last: self.last.as_ref(),
            offered_uid: self.offered_uid.as_deref(),
            accepted: &self.accepted,
        };
        judge(&evidence, now())
    }
}

fn of(judgement: &Judgement, check: Check) -> (CheckResult, Option<Code>) {
    let finding =
        judgement.findings.iter().find(|it| it.check == check).expect("each check is made");
    (finding.result, finding.code)
}

/// Judges a case and expects one check's result, and what the person can do.
fn check(case: &Case, check: Check, result: CheckResult, code: Option<Code>, need: &Need) {
    let judgement = case.judge();

    assert_eq!(of(&judgement, check), (result, code), "{check:?}");
    assert_eq!(judgement.need, *need, "what is lacking with {check:?} {result:?}");
    assert_eq!(
        judgement.checked.is_some(),
        *need == Need::Nothing,
        "a token is fit exactly where nothing is lacking"
    );
}

fn config_of(uid: &str, location: &str) -> AppleAnswer {
    AppleAnswer::Accepted(ClientConfig {
        uid: uid.to_owned(),
        location: location.to_owned(),
        ..config()
    })
}

#[test]
fn a_good_token_passes_every_check() {
    let judgement = Case::default().judge();

    for finding in &judgement.findings {
        assert_eq!(finding.result, CheckResult::Pass, "{:?}", finding.check);
    }
    let made: Vec<_> = judgement.findings.iter().map(|it| it.check).collect();
    assert_eq!(made, Check::ALL, "every check, in order");
    assert_eq!(judgement.checked.expect("fit").license_id(), "row-1", "for that license");
}

#[test]
fn an_expired_token_stops_to_the_second() {
    let case = |expires| Case { token: token(expires), ..Case::default() };
    let stop = Some(Code::TokenExpired);
    check(
        &case("2026-11-22T03:00:00Z"),
        Check::Expired,
        CheckResult::Stop,
        stop,
        &Need::OtherToken,
    );
    check(
        &case("2026-11-22T02:59:59Z"),
        Check::Expired,
        CheckResult::Stop,
        stop,
        &Need::OtherToken,
    );
    let judgement = case("2026-11-22T03:00:01Z").judge();
    assert_eq!(of(&judgement, Check::Expired).0, CheckResult::Pass, "a second is left");
}

#[test]
fn apples_own_date_counts_where_it_is_earlier() {
    let apple = AppleAnswer::Accepted(ClientConfig {
        expires: Some(crate::samples::at("2026-11-01T00:00:00Z")),
        ..config()
    });
    let case = Case { apple, ..Case::default() };

    check(&case, Check::Expired, CheckResult::Stop, Some(Code::TokenExpired), &Need::OtherToken);
}

#[test]
fn a_token_that_is_not_later_stops() {
    for expires in ["2026-12-04T08:30:00Z", "2026-12-04T08:29:59Z"] {
        let case = Case { token: token(expires), ..Case::default() };
        let stop = Some(Code::TokenNotLater);
        check(&case, Check::Later, CheckResult::Stop, stop, &Need::OtherToken);
    }
    let unknown = Case { license: License { expires: None, ..license() }, ..Case::default() };
    check(&unknown, Check::Later, CheckResult::NotComparable, None, &Need::Nothing);
}

#[test]
fn the_same_file_and_a_short_life_are_notes() {
    let same = LastRenewal { fingerprint: Some(token(NEW).fingerprint().clone()), ..last() };
    let case = Case { last: Some(same), ..Case::default() };
    check(&case, Check::SameFile, CheckResult::Note, Some(Code::TokenSameFile), &Need::Nothing);

    // 330 whole days from the present of these tests, and a second less.
    for (expires, result, code) in [
        ("2027-10-18T03:00:00Z", CheckResult::Pass, None),
        ("2027-10-18T02:59:59Z", CheckResult::Note, Some(Code::TokenShortLifetime)),
    ] {
        let case = Case { token: token(expires), ..Case::default() };
        check(&case, Check::Lifetime, result, code, &Need::Nothing);
    }
}

#[test]
fn another_location_stops_by_key_first_and_then_by_name() {
    let osaka = Need::TypeLocation("大阪".to_owned());
    let differs = Some(Code::LocationDiffers);
    let by_key = Case { apple: config_of("uid-osaka", "大阪"), ..Case::default() };
    check(&by_key, Check::Location, CheckResult::Stop, differs, &osaka);
    let by_name = Case { apple: config_of("uid-osaka", "大阪"), last: None, ..Case::default() };
    check(&by_name, Check::Location, CheckResult::Stop, differs, &osaka);
    let same_name = Case { apple: config_of("uid-other", "本社"), ..Case::default() };
    let honsha = Need::TypeLocation("本社".to_owned());
    check(&same_name, Check::Location, CheckResult::Stop, differs, &honsha);
    let renamed = Case { apple: config_of("uid-honsha", "東京本社"), ..Case::default() };
    check(&renamed, Check::Location, CheckResult::Pass, None, &Need::Nothing);
    let server_knows = Case {
        license: License { uid: Some("uid-server".to_owned()), ..license() },
        ..Case::default()
    };
    check(&server_knows, Check::Location, CheckResult::Stop, differs, &honsha);
}

#[test]
fn a_stop_for_location_or_organization_is_overridden_by_apples_name_alone() {
    let typed = |text: &str| Case {
        apple: config_of("uid-osaka", "大阪"),
        token: token_of("別会社", NEW),
        accepted: Accepted { location: Some(text.to_owned()), unseen: true },
        ..Case::default()
    };
    for wrong in ["本社", "", "大", "おおさか"] {
        let judgement = typed(wrong).judge();
        assert_eq!(judgement.need, Need::TypeLocation("大阪".to_owned()), "typed {wrong:?}");
    }

    let judgement = typed(" 大阪 ").judge();

    let checked = judgement.checked.expect("overridden");
    for finding in checked.findings() {
        let is_overridden = matches!(finding.check, Check::Location | Check::Organization);
        assert_eq!(finding.accepted, is_overridden, "what was overridden is recorded: {finding:?}");
    }
}

#[test]
fn nothing_else_can_be_overridden() {
    let accepted = Accepted { location: Some("本社".to_owned()), unseen: true };
    let owner = Owner { id: "mdm-2".to_owned(), name: "よそのMDM".to_owned() };
    let other_owner = AppleAnswer::Accepted(ClientConfig { owner: Some(owner), ..config() });
    for case in [
        Case { token: token("2026-11-01T00:00:00Z"), ..Case::default() },
        Case { token: token("2026-12-01T00:00:00Z"), ..Case::default() },
        Case { apple: other_owner, ..Case::default() },
        Case { apple: AppleAnswer::Error(AppleError::Number(9625)), ..Case::default() },
        Case { apple: AppleAnswer::Skipped, token: token_of("別会社", NEW), ..Case::default() },
    ] {
        let judgement = Case { accepted: accepted.clone(), ..case }.judge();

        assert_eq!(judgement.need, Need::OtherToken, "{:?}", judgement.findings);
    }
}

#[test]
fn nothing_to_compare_with_is_never_passed_and_wants_to_be_confirmed() {
    let bare = License { location: None, organization: None, ..license() };
    let case = Case { license: bare, last: None, ..Case::default() };
    let not_comparable = Some(Code::LocationNotComparable);
    let need = Need::ConfirmLocation("本社".to_owned());
    check(&case, Check::Location, CheckResult::NotComparable, not_comparable, &need);

    let confirmed = Accepted { location: Some("本社".to_owned()), unseen: false };
    let case = Case { accepted: confirmed, ..case };
    check(&case, Check::Location, CheckResult::NotComparable, not_comparable, &Need::Nothing);

    let offered =
        Case { accepted: Accepted::default(), offered_uid: Some("uid-honsha".to_owned()), ..case };
    check(&offered, Check::Location, CheckResult::Pass, None, &Need::Nothing);
    let other = Case { offered_uid: Some("uid-osaka".to_owned()), ..offered };
    let need = Need::TypeLocation("本社".to_owned());
    check(&other, Check::Location, CheckResult::Stop, Some(Code::LocationDiffers), &need);
}

#[test]
fn without_apple_the_location_is_not_comparable() {
    let apple = AppleAnswer::Unreachable(Problem::new(Code::AppleUnreachable));
    let case = Case { apple, ..Case::default() };
    let code = Some(Code::LocationUnseen);
    check(&case, Check::Location, CheckResult::NotComparable, code, &Need::ConfirmUnseen);
    check(
        &case,
        Check::Apple,
        CheckResult::Note,
        Some(Code::AppleUnreachable),
        &Need::ConfirmUnseen,
    );

    let named = Accepted { location: Some("本社".to_owned()), unseen: false };
    let case = Case { accepted: named, ..case };
    check(&case, Check::Location, CheckResult::NotComparable, code, &Need::ConfirmUnseen);

    let case = Case { accepted: Accepted { location: None, unseen: true }, ..case };
    check(&case, Check::Location, CheckResult::NotComparable, code, &Need::Nothing);
}

#[test]
fn apples_refusals_stop_and_other_numbers_are_notes() {
    for (number, result) in [
        (9601, CheckResult::Stop),
        (9621, CheckResult::Stop),
        (9622, CheckResult::Stop),
        (9625, CheckResult::Stop),
        (9645, CheckResult::Stop),
        (9722, CheckResult::Stop),
        (9603, CheckResult::Note),
        (9646, CheckResult::Note),
        (9647, CheckResult::Note),
    ] {
        let apple = AppleAnswer::Error(AppleError::Number(number));
        let judgement = Case { apple, ..Case::default() }.judge();

        assert_eq!(of(&judgement, Check::Apple).0, result, "{number}");
    }
}

#[test]
fn the_owner_is_compared_with_the_last_record() {
    let owned_by = |id: &str, name: &str| {
        let owner = Owner { id: id.to_owned(), name: name.to_owned() };
        AppleAnswer::Accepted(ClientConfig { owner: Some(owner), ..config() })
    };
    let stop = Some(Code::OwnerDiffers);
    let renamed = Case { apple: owned_by("mdm-1", "新しい名前"), ..Case::default() };
    check(&renamed, Check::Owner, CheckResult::Pass, None, &Need::Nothing);
    let other = Case { apple: owned_by("mdm-2", "管理サイト"), ..Case::default() };
    check(&other, Check::Owner, CheckResult::Stop, stop, &Need::OtherToken);
    let first = Case { last: None, ..Case::default() };
    check(&first, Check::Owner, CheckResult::Note, Some(Code::OwnerNew), &Need::Nothing);
    let unclaimed = AppleAnswer::Accepted(ClientConfig { owner: None, ..config() });
    let case = Case { apple: unclaimed, ..Case::default() };
    check(&case, Check::Owner, CheckResult::Pass, None, &Need::Nothing);
}
