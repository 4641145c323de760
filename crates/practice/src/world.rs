//! The state behind all servers of one practice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::time::Instant;

use crate::clock::{Clock, half_past_five};
use crate::fault::{AppleFault, Fault, Label, Mishap, Place};
use crate::log::Asked;
use crate::options::{Lag, Options};
use crate::scenario::{Scenario, Structure};
use crate::tokens::{ORGANIZATION, TokenFacts, sha256, uid_of};

/// The location whose license a walk renews.
pub const LOCATION: &str = "本社";
/// The location whose token must not be used for it.
pub const OTHER_LOCATION: &str = "大阪";

/// One license, as the site has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LicenseRow {
    /// The site's own number; not every structure shows it.
    pub id: u32,
    /// アカウント名
    pub account_name: String,
    /// 組織
    pub organization: String,
    /// ロケーション
    pub location: String,
    /// Apple's `uId` of the location, which the site does not show.
    pub uid: String,
    /// 有効期限
    pub expires: DateTime<Utc>,
    /// 備考
    pub notes: String,
    /// SHA-256 (hex) of the stored file.
    pub token_sha256: String,
}

/// A license with what the pages show of it for now.
pub(crate) struct Row {
    pub(crate) license: LicenseRow,
    /// The former date, shown as long as the site lags.
    pub(crate) former: Option<Former>,
}

pub(crate) struct Former {
    pub(crate) expires: DateTime<Utc>,
    pub(crate) reads_left: u32,
    pub(crate) until: Instant,
}

/// A sign-in.
#[derive(Default)]
pub(crate) struct Session {
    /// A page that has to be passed before any other.
    pub(crate) gate: Option<Fault>,
    /// A sentence for the next page.
    pub(crate) flash: Option<String>,
    /// The one-time values in the forms shown and not yet sent.
    pub(crate) tickets: BTreeSet<String>,
    /// The row that was chosen last, where the pages themselves do not carry it.
    pub(crate) chosen: Option<u32>,
}

/// What Apple knows of one token.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) facts: TokenFacts,
    pub(crate) standing: Standing,
}

/// What Apple thinks of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In force, owned by the practice site.
    Good,
    /// Revoked: 9625.
    Revoked,
    /// Its location is managed by another MDM.
    OwnedElsewhere,
}

/// Who may sign in to the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 企業コード, where the site asks for one.
    pub company: Option<String>,
    /// ユーザーID
    pub user: String,
    /// パスワード; refused where the scenario or a fault says so.
    pub password: String,
}

pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) scenario: Scenario,
    pub(crate) structure: Structure,
    pub(crate) slow: Duration,
    pub(crate) lag: Lag,
    pub(crate) secure: bool,
    faults: Vec<Fault>,
    spent: BTreeSet<Fault>,
    pub(crate) rows: Vec<Row>,
    pub(crate) sessions: BTreeMap<String, Session>,
    /// What Apple knows, by the file's content.
    pub(crate) issued: BTreeMap<String, Issued>,
    /// What the portal offers.
    pub(crate) offered: Vec<TokenFacts>,
    pub(crate) account: Account,
    /// Digests of the credentials that were refused.
    pub(crate) refused: BTreeSet<String>,
    /// The origin to which nothing may be sent.
    pub(crate) elsewhere: String,
    pub(crate) log: Vec<Asked>,
    pub(crate) violations: Vec<String>,
    ids: u64,
}

/// The password that the site takes while it refuses the one in [`Account`].
pub(crate) const CHANGED_PASSWORD: &str = "Practice-changed-2";

/// A handle on the state; locked for the making of one answer, never across a wait.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<World>>);

impl Shared {
    pub(crate) fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    pub(crate) fn new(options: &Options, company: Option<&str>) -> Self {
        let account = Account {
            company: company.map(str::to_owned),
            user: "admin".to_owned(),
            password: "Practice-1".to_owned(),
        };
        let mut world = Self {
            clock: Clock::new(options.now),
            scenario: options.scenario,
            structure: options.structure,
            slow: options.slow,
            lag: options.lag,
            secure: options.tls,
            faults: Vec::new(),
            spent: BTreeSet::new(),
            rows: Vec::new(),
            sessions: BTreeMap::new(),
            issued: BTreeMap::new(),
            offered: Vec::new(),
            account,
            refused: BTreeSet::new(),
            elsewhere: String::new(),
            log: Vec::new(),
            violations: Vec::new(),
            ids: 0,
        };
        world.set_scenario(options.scenario);
        world.faults.extend(&options.faults);
        world
    }

    /// Puts rows, offered tokens and faults as the scenario has them; the log stays.
    pub(crate) fn set_scenario(&mut self, scenario: Scenario) {
        self.scenario = scenario;
        self.set_faults(scenario.faults());
        self.sessions.clear();
        self.refused.clear();
        self.rows.clear();
        let days = scenario.days_left();
        let twins = scenario == Scenario::TwoLocations;
        let second = if twins { "本社２" } else { OTHER_LOCATION };
        let second_account = if twins { "vpp-honsha" } else { "vpp-osaka" };
        self.seed("vpp-honsha", LOCATION, days);
        self.seed(second_account, second, 120);
        self.seed("vpp-fukuoka", "福岡", 200);
        let all = [LOCATION, second, "福岡"].map(|location| self.fresh(location));
        let is_other = scenario == Scenario::OtherLocation;
        self.offered = if is_other { vec![self.fresh(OTHER_LOCATION)] } else { all.to_vec() };
        for facts in self.offered.clone() {
            self.issue(facts, Standing::Good);
        }
    }

    /// Facts of a token downloaded today.
    pub(crate) fn fresh(&self, location: &str) -> TokenFacts {
        TokenFacts::new(location, half_past_five(self.clock.base(), 365))
    }

    /// Makes a token known to Apple and returns the file's content.
    pub(crate) fn issue(&mut self, facts: TokenFacts, standing: Standing) -> String {
        let content = facts.content();
        self.issued.insert(content.clone(), Issued { facts, standing });
        content
    }

    fn seed(&mut self, account_name: &str, location: &str, days: i64) {
        let expires = half_past_five(self.clock.base(), days);
        let since = crate::clock::in_japan(expires - chrono::Duration::days(365));
        let content = self.issue(TokenFacts::new(location, expires), Standing::Good);
        let id = self.next_id();
        self.rows.push(Row {
            license: LicenseRow {
                id,
                account_name: account_name.to_owned(),
                organization: ORGANIZATION.to_owned(),
                location: location.to_owned(),
                uid: uid_of(location),
                expires,
                notes: format!(
                    "情報システム課が管理\nApple ID: vpp@sample.example 取得年月日: {}",
                    since.format("%Y/%m/%d")
                ),
                token_sha256: sha256(&content),
            },
            former: None,
        });
    }

    /// A row appears, with a token of a location of its own.
    pub(crate) fn add_row(&mut self, account_name: &str) {
        let facts = self.fresh("新しいロケーション");
        let license = LicenseRow {
            id: self.next_id(),
            account_name: account_name.to_owned(),
            organization: facts.organization.clone(),
            location: facts.location.clone(),
            uid: uid_of(&facts.location),
            expires: facts.expires,
            notes: String::new(),
            token_sha256: sha256(facts.content()),
        };
        self.rows.push(Row { license, former: None });
    }

    /// Numbers that start where nobody takes them for positions.
    pub(crate) fn next_id(&self) -> u32 {
        self.rows.iter().map(|row| row.license.id).max().map_or(1041, |id| id + 3)
    }

    /// Replaces the faults, those of the scenario too; what had happened once may happen again.
    pub(crate) fn set_faults(&mut self, faults: Vec<Fault>) {
        self.faults = faults;
        self.spent.clear();
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// Whether the fault is set and has not happened yet; from now on it has.
    pub(crate) fn happens_once(&mut self, fault: Fault) -> bool {
        self.has(fault) && self.spent.insert(fault)
    }

    pub(crate) fn mishap(&mut self, mishap: Mishap, place: Place) -> bool {
        let fault = Fault::At(mishap, place);
        match mishap {
            Mishap::SignOut | Mishap::Notice => self.happens_once(fault),
            Mishap::SignOutAlways
            | Mishap::NeedsScript
            | Mishap::Forbidden
            | Mishap::Broken
            | Mishap::Elsewhere
            | Mishap::Flood
            | Mishap::Silence
            | Mishap::Cut
            | Mishap::CutHalfway => self.has(fault),
        }
    }

    /// The label, or a symbol where it is to be missing.
    pub(crate) fn label<'t>(&self, label: Label, text: &'t str) -> &'t str {
        if self.has(Fault::MissingLabel(label)) { "◇" } else { text }
    }

    pub(crate) fn apple_faults(&self) -> impl Iterator<Item = AppleFault> {
        self.faults
            .iter()
            .filter_map(|fault| if let Fault::Apple(fault) = fault { Some(*fault) } else { None })
    }

    pub(crate) fn row(&mut self, id: u32) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.license.id == id)
    }

    pub(crate) fn violate(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// A value that nobody can guess from the ones before.
    pub(crate) fn random(&mut self) -> String {
        use std::hash::{BuildHasher as _, RandomState};
        self.ids += 1;
        let [a, b] = [0, 1].map(|n| RandomState::new().hash_one((self.ids, n)));
        format!("{a:016x}{b:016x}")
    }
}
