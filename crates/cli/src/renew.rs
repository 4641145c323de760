//! `renew`: one license, with nobody to be asked.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_app::work::connect;
use koshin_app::work::examine::{self, recorded_token};
use koshin_app::work::renewed::Renewed;
use koshin_app::work::saving::{End, Order, save_read};
use koshin_core::judge::{Accepted, AppleAnswer, Evidence, Judgement, judge};
use koshin_core::record::{Entry, Outcome, Record, RecordedServer};
use koshin_core::renewal::Verdict;
use koshin_core::{CheckResult, Code, License, Notes, Problem};
use koshin_remote::clock::Clock as _;
use koshin_remote::connector::{Connector, ConnectorError};
use koshin_store::{LicenseKey, Role, ServerProfile, TokenFile, random_id};
use serde_json::json;

use crate::args;
use crate::out::{Out, USAGE, object};
use crate::place::{Place, Terminal};
use crate::status::license_json;

/// What is known at the end.
struct Ended {
    outcome: Outcome,
    is_dry: bool,
    judgement: Option<Judgement>,
    before: Option<License>,
    after: Option<License>,
    problem: Option<Problem>,
    record: Option<String>,
}

impl Ended {
    const fn failed(problem: Problem) -> Self {
        Self {
            outcome: Outcome::Failed,
            is_dry: false,
            judgement: None,
            before: None,
            after: None,
            problem: Some(problem),
            record: None,
        }
    }
}

pub(crate) async fn run(args: args::Renew) -> ExitCode {
    let out = Out::new(args.json);
    let prepared = async {
        let place = Place::open()?;
        let mut profile = place.server(&args.server)?;
        place.take_secrets(&args.secrets, std::slice::from_mut(&mut profile)).await?;
        Ok::<_, Problem>((place, profile))
    };
    let (place, profile) = match prepared.await {
        Ok(prepared) => prepared,
        Err(problem) => return out.problem(&problem, USAGE),
    };
    let result = renew(&place, &profile, &args, out).await;
    answer(out, &result, place.clock.now())
}

/// Reads the file first: what is no token needs no server.
async fn renew(place: &Place, profile: &ServerProfile, args: &args::Renew, out: Out) -> Ended {
    let file = match examine::read(args.file.clone()).await {
        Ok(file) => file,
        Err(problem) => {
            let is_unread = matches!(
                problem.code,
                Code::FileMissing | Code::FileNoPermission | Code::FileUnreadable | Code::Internal
            );
            let outcome = if is_unread { Outcome::Failed } else { Outcome::Refused };
            return Ended { outcome, ..Ended::failed(problem) };
        }
    };
    let reach = place.reach(profile);
    let mut connector = match reach.connect().await {
        Ok(connector) => connector,
        Err(problem) => return Ended::failed(problem),
    };
    let result = with_connector(place, profile, args, out, file, connector.as_mut()).await;
    connector.sign_out(&Terminal(out)).await;
    result
}

async fn with_connector(
    place: &Place,
    profile: &ServerProfile,
    args: &args::Renew,
    out: Out,
    file: TokenFile,
    connector: &mut dyn Connector,
) -> Ended {
    let started = place.clock.now();
    let ask = Terminal(out);
    let read = async {
        connector.sign_in(&ask).await?;
        connector.licenses(&ask).await
    };
    let rows = match read.await {
        Ok(mut rows) => {
            profile.know_uids(&mut rows);
            rows
        }
        Err(error) => return Ended::failed(noted(place, profile, error)),
    };
    let Some(license) = rows.iter().find(|it| it.id == args.license).cloned() else {
        return Ended::failed(Problem::new(Code::ServerLicenseGone).with("name", &args.license));
    };
    let apple = ask_apple(place, args, &file).await;
    let judgement = match judge_token(place, profile, args, &license, &file, &apple) {
        Ok(judgement) => judgement,
        Err(problem) => return Ended { before: Some(license), ..Ended::failed(problem) },
    };
    let walk = Walk { place, profile, args, started, license, file, apple, judgement };
    let Some(checked) = walk.judgement.checked.clone() else {
        let problem = stopped_by(&walk.judgement);
        return walk.refused(problem);
    };
    if args.dry_run {
        return walk.result(Outcome::Renewed, None, None, None);
    }
    let id = match random_id() {
        Ok(id) => id,
        Err(error) => return walk.result(Outcome::Failed, Some(error.into()), None, None),
    };
    let notes = Notes { account_name: args.account_name.clone(), notes: args.notes.clone() };
    let server = walk.server();
    let order = Order {
        renewal: &id,
        server: &server,
        license: &walk.license,
        token: &checked,
        notes: &notes,
        wait: Duration::from_secs(args.wait),
    };
    let append = |entry: Entry| place.journal.append(&entry).map(|_| ()).map_err(Problem::from);
    let is_sent = AtomicBool::new(false);
    let end =
        save_read(connector, rows, order, &append, place.clock.as_ref(), &ask, &is_sent).await;
    walk.ended(end, id, is_sent.load(Ordering::SeqCst))
}

fn noted(place: &Place, profile: &ServerProfile, error: ConnectorError) -> Problem {
    if error.secret_rejected {
        place.vault.mark_rejected(&profile.id, Role::Password);
    }
    error.problem
}

async fn ask_apple(place: &Place, args: &args::Renew, file: &TokenFile) -> AppleAnswer {
    if args.skip_apple {
        return AppleAnswer::Skipped;
    }
    match connect::http_to_apple(&place.door) {
        Ok(http) => {
            examine::ask_apple(http.as_ref(), &place.apple, &file.token, place.clock.as_ref()).await
        }
        Err(problem) => AppleAnswer::Unreachable(problem),
    }
}

fn judge_token(
    place: &Place,
    profile: &ServerProfile,
    args: &args::Renew,
    license: &License,
    file: &TokenFile,
    apple: &AppleAnswer,
) -> Result<Judgement, Problem> {
    // A journal that cannot be read is not one that remembers nothing: what would stop the renewal may
    // stand in it.
    let history = place.journal.read()?;
    let last = history.last_renewal(&LicenseKey::of(Some(&profile.id), license));
    let accepted = Accepted { location: args.accept_location.clone(), unseen: false };
    Ok(judge(
        &Evidence {
            token: &file.token,
            license,
            apple,
            last: last.as_ref(),
            offered_uid: None,
            accepted: &accepted,
        },
        place.clock.now(),
    ))
}

/// The finding that stopped it, as a problem. Where Apple could not be asked that is the reason, not
/// what then could not be compared.
fn stopped_by(judgement: &Judgement) -> Problem {
    let is_open = |result| {
        judgement
            .findings
            .iter()
            .filter(move |it| it.result == result && !it.accepted)
            .find_map(koshin_core::Finding::problem)
    };
    let apple = judgement
        .findings
        .iter()
        .find(|it| it.check == koshin_core::Check::Apple && it.result == CheckResult::Note)
        .and_then(koshin_core::Finding::problem);
    is_open(CheckResult::Stop)
        .or(apple)
        .or_else(|| is_open(CheckResult::NotComparable))
        .unwrap_or_else(|| Code::LocationNotComparable.into())
}

/// One renewal, for its record.
struct Walk<'a> {
    place: &'a Place,
    profile: &'a ServerProfile,
    args: &'a args::Renew,
    started: DateTime<Utc>,
    license: License,
    file: TokenFile,
    apple: AppleAnswer,
    judgement: Judgement,
}

impl Walk<'_> {
    fn server(&self) -> RecordedServer {
        RecordedServer {
            id: Some(self.profile.id.clone()),
            name: Some(self.profile.name.clone()),
            kind: Some(self.profile.kind.clone()),
        }
    }

    fn result(
        &self,
        outcome: Outcome,
        problem: Option<Problem>,
        after: Option<License>,
        record: Option<String>,
    ) -> Ended {
        Ended {
            outcome,
            is_dry: self.args.dry_run,
            judgement: Some(self.judgement.clone()),
            before: Some(self.license.clone()),
            after,
            problem,
            record,
        }
    }

    fn refused(&self, problem: Problem) -> Ended {
        if self.args.dry_run {
            return self.result(Outcome::Refused, Some(problem), None, None);
        }
        let id = random_id().ok();
        let record = id.and_then(|it| self.write(it, Outcome::Refused, Some(&problem), None).ok());
        self.result(Outcome::Refused, Some(problem), None, record)
    }

    fn ended(&self, end: End, id: String, was_begun: bool) -> Ended {
        let (outcome, problem, after) = match end {
            End::Failed { problem, secret_rejected } => {
                if secret_rejected {
                    self.place.vault.mark_rejected(&self.profile.id, Role::Password);
                }
                if !was_begun {
                    return self.result(Outcome::Failed, Some(problem), None, None);
                }
                (Outcome::Failed, Some(problem), None)
            }
            End::Refused { problem, after, stands } => {
                let outcome = if stands { Outcome::NotRenewed } else { Outcome::Unknown };
                (outcome, Some(problem), after)
            }
            End::Sent { verdict, after, problem, .. } => {
                let outcome = match verdict {
                    Verdict::Renewed | Verdict::RenewedByHand => Outcome::Renewed,
                    Verdict::NotRenewed => Outcome::NotRenewed,
                    Verdict::Unknown => Outcome::Unknown,
                };
                (outcome, problem, after)
            }
        };
        if outcome == Outcome::Renewed {
            let renewed = Renewed {
                server: self.profile.id.clone(),
                former_id: self.license.id.clone(),
                after: after.clone(),
                expires: Some(koshin_core::Expiry::second(self.file.token.expires())),
                config: self.apple.config().cloned(),
            };
            // The renewal stands whether or not this is remembered.
            if let Err(kept) = self.place.change(|it| renewed.keep(it)) {
                Out::progress(&Out::new(self.args.json).problem_text(&kept));
            }
        }
        match self.write(id, outcome, problem.as_ref(), after.clone()) {
            Ok(id) => self.result(outcome, problem, after, Some(id)),
            Err(failed) => self.result(outcome, problem.or(Some(failed)), after, None),
        }
    }

    fn write(
        &self,
        id: String,
        outcome: Outcome,
        problem: Option<&Problem>,
        after: Option<License>,
    ) -> Result<String, Problem> {
        let record = Record {
            id: id.clone(),
            started: self.started,
            finished: self.place.clock.now(),
            outcome,
            problem: problem.map(|it| it.code),
            problem_params: problem.map(|it| it.params.clone()).unwrap_or_default(),
            server: self.server(),
            before: self.license.clone(),
            after,
            seen_by_person: None,
            token: Some(recorded_token(&self.file.file_name, &self.file.token, &self.apple)),
            apple_id: self.args.apple_id.clone(),
            notes: None,
            checks: self.judgement.findings.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        self.place.journal.append(&Entry::Finished { record: Box::new(record) })?;
        Ok(id)
    }
}

fn answer(out: Out, result: &Ended, now: DateTime<Utc>) -> ExitCode {
    let is_dry = result.is_dry && result.outcome == Outcome::Renewed;
    let (word, code) = match result.outcome {
        Outcome::Renewed | Outcome::RenewedByHand if is_dry => ("dry-run", 0),
        Outcome::Renewed | Outcome::RenewedByHand => ("renewed", 0),
        Outcome::Refused => ("refused", 1),
        Outcome::NotRenewed => ("not-renewed", 2),
        Outcome::Unknown => ("unknown", 3),
        Outcome::Failed | Outcome::Abandoned => ("failed", 4),
    };
    let checks: Vec<_> = result
        .judgement
        .iter()
        .flat_map(|it| &it.findings)
        .map(|it| {
            let mut check =
                json!({ "check": it.check, "result": it.result, "code": it.code, "params": it.params });
            if it.accepted {
                check["accepted"] = json!(true);
            }
            check
        })
        .collect();
    let license = |it: &License| license_json(it, now);
    let object = object(json!({
        "outcome": word,
        "checks": checks,
        "before": result.before.as_ref().map(license),
        "after": result.after.as_ref().map(license),
        "record": result.record,
    }));
    let words = out.words();
    let text = match (is_dry, result.after.as_ref().and_then(|it| it.expires)) {
        (true, _) => words.say("file.fit", &[]),
        (false, Some(expires)) if code == 0 => {
            words.say("confirm.renewed", &[("expires", &words.expiry(&expires))])
        }
        (false, _) => String::new(),
    };
    out.answer(object, &text, result.problem.as_ref(), code)
}
