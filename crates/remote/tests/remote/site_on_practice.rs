//! The site connector against every page structure of practice.

use std::sync::Arc;
use std::time::Duration;

use koshin_core::Code;
use koshin_core::secret::SecretString;
use koshin_practice::{Fault, Label, Mishap, Options, Place, Practice, Scenario, Structure, start};
use koshin_remote::clock::SystemClock;
use koshin_remote::connector::{Connector, ConnectorError, Nobody, Receipt, Sent};
use koshin_remote::http::{Door, Proxy, Route};
use koshin_remote::servers::{Limits, Site, SiteProfile};

use crate::far_side::{checked, http, notes, now, row};

const PATIENCE: Duration = Duration::from_secs(60);

async fn practice(structure: Structure, faults: &[Fault]) -> Practice {
    let slow = PATIENCE;
    let options = Options { structure, faults: faults.to_vec(), slow, ..Options::new(now()) };
    start(options).await.expect("practice starts")
}

fn site(practice: &Practice, limit: Duration) -> Site {
    let account = practice.account();
    let profile = SiteProfile {
        url: practice.site_url().parse().expect("an address"),
        company: account.company,
        user: account.user,
    };
    // Short where nothing ever comes, long where a busy machine takes its time.
    let limits = Limits { page: limit, upload: limit };
    let password = SecretString::from(account.password);
    Site::with_limits(profile, password, http(), Arc::new(SystemClock), limits)
}

async fn renew(practice: &Practice, limit: Duration) -> Result<Receipt, ConnectorError> {
    let mut site = site(practice, limit);
    site.sign_in(&Nobody).await?;
    let licenses = site.licenses(&Nobody).await?;
    let license = licenses
        .iter()
        .find(|it| it.account_name.as_deref() == Some("vpp-honsha"))
        .cloned()
        .ok_or_else(|| ConnectorError::new(Code::ServerNoLicense))?;
    let checked = checked(practice, &license).await;
    let receipt = site.renew(&license.id, &checked, &notes(), &Nobody).await;
    site.sign_out(&Nobody).await;
    receipt
}

#[tokio::test]
async fn every_structure_is_read_and_renewed() {
    for structure in Structure::ALL {
        let practice = practice(*structure, &[]).await;
        let before = row(&practice);
        let mut site = site(&practice, PATIENCE);
        site.sign_in(&Nobody).await.unwrap_or_else(|it| panic!("{structure}: {it:?}"));
        let licenses =
            site.licenses(&Nobody).await.unwrap_or_else(|it| panic!("{structure}: {it:?}"));

        let names: Vec<_> =
            licenses.iter().map(|it| it.location.clone().unwrap_or_default()).collect();
        assert_eq!(names.len(), 3, "{structure}: {names:?}");
        let license = licenses
            .iter()
            .find(|it| it.location.as_deref() == Some("本社"))
            .unwrap_or_else(|| panic!("{structure}: {licenses:?}"));
        assert_eq!(license.account_name.as_deref(), Some("vpp-honsha"), "{structure}");
        assert_eq!(license.notes.as_deref(), Some(before.notes.as_str()), "{structure}");
        let expires = license.expires.unwrap_or_else(|| panic!("{structure}: no date"));
        assert!(expires.shows(&koshin_core::Expiry::second(before.expires)), "{structure}");

        let checked = checked(&practice, license).await;
        let receipt = site
            .renew(&license.id, &checked, &notes(), &Nobody)
            .await
            .unwrap_or_else(|it| panic!("{structure}: {it:?}"));
        assert!(receipt.said_saved, "{structure}: {receipt:?}");

        let again = site.licenses(&Nobody).await.unwrap_or_else(|it| panic!("{structure}: {it:?}"));
        let renewed = again.iter().find(|it| it.id == license.id).expect("the same id");
        assert!(renewed.expires.expect("a date").shows(&checked.expires()), "{structure}");
        assert_eq!(renewed.notes, notes().notes, "{structure}");
        site.sign_out(&Nobody).await;

        assert_eq!(practice.violations(), Vec::<String>::new(), "{structure}");
        let log = practice.log();
        let file = log.iter().find_map(|it| it.file().filter(|it| it.len > 0)).expect("a file");
        assert_eq!(file.name, "sToken_for_本社.vpptoken", "{structure}");
        assert_eq!(file.sha256, row(&practice).token_sha256, "{structure}");
        let after = row(&practice);
        assert_eq!(after.expires, checked.expires().at, "{structure}");
        assert_eq!(after.id, before.id, "{structure}");
        assert_eq!(practice.licenses().len(), 3, "{structure}: no row appeared");
        let signed_out = practice
            .log()
            .iter()
            .any(|it| it.path.to_lowercase().contains("logout") || it.path.contains("session/end"));
        assert!(signed_out, "{structure}: signed out");
    }
}

#[tokio::test]
async fn of_two_licenses_with_one_account_name_the_right_one_is_renewed() {
    for structure in Structure::ALL {
        let options = Options {
            structure: *structure,
            scenario: Scenario::TwoLocations,
            ..Options::new(now())
        };
        let practice = start(options).await.expect("practice starts");
        let mut site = site(&practice, PATIENCE);
        site.sign_in(&Nobody).await.expect("signed in");
        let licenses = site.licenses(&Nobody).await.expect("a list");
        let names: Vec<_> = licenses.iter().map(|it| it.account_name.as_deref()).collect();
        assert_eq!(names.iter().filter(|it| **it == Some("vpp-honsha")).count(), 2, "{structure}");

        for (location, is_renewed) in [("本社", true), ("本社２", false)] {
            let license = licenses.iter().find(|it| it.location.as_deref() == Some(location));
            let license = license.expect("the license");
            let stored = || practice.licenses().into_iter().find(|it| it.location == location);
            let before = stored().expect("the row");
            if is_renewed {
                let checked = checked(&practice, license).await;
                site.renew(&license.id, &checked, &notes(), &Nobody).await.expect("a receipt");
            }
            let after = stored().expect("the row");
            assert_eq!(
                after.token_sha256 != before.token_sha256,
                is_renewed,
                "{structure} {location}"
            );
        }
        assert_eq!(practice.violations(), Vec::<String>::new(), "{structure}");
    }
}

#[tokio::test]
async fn a_site_with_a_certificate_of_its_own_is_renewed() {
    let options = Options { tls: true, ..Options::new(now()) };
    let practice = start(options).await.expect("practice starts");
    let pem = std::fs::read(practice.ca_file().expect("a CA")).expect("the CA");
    let account = practice.account();
    let profile = SiteProfile {
        url: practice.site_url().parse().expect("an address"),
        company: account.company,
        user: account.user,
    };
    for (ca_pem, expected) in [(Some(pem), None), (None, Some(Code::NetCertificate))] {
        let http = Door::new().open(&Route { ca_pem, proxy: Proxy::None }).expect("a client");
        let password = SecretString::from(account.password.clone());
        let mut site = Site::new(profile.clone(), password, http, Arc::new(SystemClock));
        let outcome = site.sign_in(&Nobody).await;
        assert_eq!(outcome.err().map(|it| it.problem.code), expected);
    }
}

/// What a fault leads to: what the connector says, and whether the new token is on the site.
enum Outcome {
    /// A receipt, with or without a sentence of success.
    Receipt(bool),
    Stop(Code, Sent),
}

fn expected(fault: Fault) -> (Outcome, bool) {
    use Outcome::{Receipt, Stop};
    let stop = |code| (Stop(code, Sent::Nothing), false);
    let unknown = |code, is_stored| (Stop(code, Sent::Unknown), is_stored);
    let renewed = (Receipt(true), true);
    match fault {
        Fault::Apple(_) => renewed,
        Fault::PasswordRefused | Fault::RefusedSilently => stop(Code::ServerSignInRefused),
        Fault::OneTimeCode => stop(Code::SiteOneTimeCode),
        Fault::PasswordChange => stop(Code::SitePasswordChange),
        Fault::Locked => stop(Code::SiteLocked),
        Fault::SignedInElsewhere => stop(Code::SiteSignedInElsewhere),
        Fault::Maintenance => stop(Code::SiteMaintenance),
        Fault::NotAdministrator => stop(Code::SiteEditMissing),
        Fault::EmptyList => stop(Code::ServerNoLicense),
        Fault::FormAgain => (Stop(Code::ServerSaveRefused, Sent::Refused), false),
        Fault::OldDateStays => (Receipt(true), false),
        Fault::ExtraRow | Fault::Lagging => renewed,
        Fault::Slow => stop(Code::NetTimeout),
        Fault::CutStored => unknown(Code::NetCut, true),
        Fault::CutNotStored => unknown(Code::NetCut, false),
        Fault::MissingLabel(Label::Menu) => stop(Code::SiteMenuMissing),
        Fault::MissingLabel(Label::Save) => stop(Code::SiteSaveMissing),
        Fault::MissingLabel(
            Label::Upload | Label::AccountName | Label::Notes | Label::Expiry | Label::Password,
        ) => stop(Code::SiteLabelMissing),
        // What the answer to the password leads to is part of the answer.
        Fault::At(Mishap::SignOut | Mishap::SignOutAlways, Place::Home) => {
            stop(Code::ServerSignInRefused)
        }
        // Where nothing is done at that place.
        Fault::At(_, Place::SignOut)
        | Fault::At(Mishap::SignOut | Mishap::Notice, _)
        | Fault::At(Mishap::SignOutAlways, Place::SignIn | Place::Entry)
        | Fault::At(Mishap::NeedsScript, Place::Entry | Place::Save) => renewed,
        Fault::At(Mishap::SignOutAlways, Place::Save) => unknown(Code::SiteSignedOut, false),
        Fault::At(Mishap::SignOutAlways, _) => stop(Code::SiteSignedOut),
        Fault::At(Mishap::NeedsScript, _) => stop(Code::SiteNeedsScript),
        Fault::At(Mishap::Forbidden, Place::Save) => {
            (Stop(Code::ServerForbidden, Sent::Refused), false)
        }
        Fault::At(Mishap::Forbidden, _) => stop(Code::ServerForbidden),
        Fault::At(Mishap::Broken, Place::Save) => unknown(Code::ServerError, false),
        Fault::At(Mishap::Broken, _) => stop(Code::ServerError),
        Fault::At(Mishap::Elsewhere, Place::Save) => unknown(Code::SiteOtherHost, false),
        Fault::At(Mishap::Elsewhere, _) => stop(Code::SiteOtherHost),
        Fault::At(Mishap::Flood, Place::Save) => unknown(Code::NetTooLarge, true),
        Fault::At(Mishap::Flood, _) => stop(Code::NetTooLarge),
        Fault::At(Mishap::Silence, Place::Save) => unknown(Code::NetTimeout, false),
        Fault::At(Mishap::Silence, _) => stop(Code::NetTimeout),
        Fault::At(Mishap::Cut, Place::Save) => unknown(Code::NetCut, false),
        Fault::At(Mishap::CutHalfway, Place::Save) => unknown(Code::NetCut, true),
        Fault::At(Mishap::Cut | Mishap::CutHalfway, _) => stop(Code::NetCut),
    }
}

/// How many times a password arrived.
fn passwords(practice: &Practice) -> usize {
    practice.log().iter().flat_map(|it| &it.fields).filter(|it| it.value == "•••").count()
}

#[tokio::test]
async fn a_password_that_is_refused_without_a_word_is_sent_once() {
    let bounced = Fault::At(Mishap::SignOutAlways, Place::Home);
    for (structure, fault) in
        Structure::ALL.iter().flat_map(|it| [(*it, Fault::RefusedSilently), (*it, bounced)])
    {
        let practice = practice(structure, &[fault]).await;
        let mut site = site(&practice, PATIENCE);
        let error = site.sign_in(&Nobody).await.expect_err("refused");
        assert_eq!(error.problem.code, Code::ServerSignInRefused, "{structure} {fault}");
        assert_eq!(error.problem.params["sentence"], "", "{structure} {fault}");
        assert!(error.secret_rejected, "{structure} {fault}");

        let again = site.licenses(&Nobody).await.expect_err("not tried");
        assert_eq!(again.problem.code, Code::SecretRejected, "{structure} {fault}");
        assert_eq!(passwords(&practice), 1, "{structure} {fault}: sent once");
        assert_eq!(practice.violations(), Vec::<String>::new(), "{structure} {fault}");
    }
}

async fn check_fault(structure: Structure, fault: Fault) -> Result<(), String> {
    let practice = practice(structure, &[fault]).await;
    let before = row(&practice);
    let is_silent = matches!(fault, Fault::Slow | Fault::At(Mishap::Silence, _));
    let limit = if is_silent { Duration::from_secs(4) } else { PATIENCE };
    let outcome = renew(&practice, limit).await;
    let after = row(&practice);
    let fail = |what: &str| Err(format!("{structure} with {fault}: {what}; {outcome:?}"));
    let (expected, is_stored) = expected(fault);
    match (&outcome, expected) {
        (Ok(receipt), Outcome::Receipt(said)) if receipt.said_saved == said => (),
        (Err(error), Outcome::Stop(code, sent)) if error.problem.code == code => {
            if error.sent != sent {
                return fail("another view of what was sent");
            }
            let is_about_password = matches!(code, Code::ServerSignInRefused | Code::SiteLocked);
            if error.secret_rejected != is_about_password {
                return fail("another view of the password");
            }
            if !error.problem.params.contains_key("page") && code != Code::ServerNoLicense {
                return fail("the page is not named");
            }
        }
        _ => return fail("another outcome"),
    }
    if (before.token_sha256 != after.token_sha256) != is_stored {
        return fail(if is_stored { "the old token stands" } else { "the old token is gone" });
    }
    if !practice.violations().is_empty() {
        return fail(&format!("{:?}", practice.violations()));
    }
    if practice.log().iter().any(|it| it.server == koshin_practice::Server::Elsewhere) {
        return fail("something was sent to another host");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_ends_as_it_should_on_every_structure() {
    let mut checks = tokio::task::JoinSet::<Result<(), String>>::new();
    let mut failures = Vec::new();
    let faults = Fault::all().filter(|it| !matches!(it, Fault::Apple(_)));
    for (fault, structure) in
        faults.flat_map(|fault| Structure::ALL.iter().map(move |it| (fault, *it)))
    {
        while checks.len() >= 16 {
            failures.extend(checks.join_next().await.expect("a check").expect("no panic").err());
        }
        checks.spawn(check_fault(structure, fault));
    }
    while let Some(check) = checks.join_next().await {
        failures.extend(check.expect("no panic").err());
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
