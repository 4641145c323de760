//! `renew`: one license, with nobody to be asked.

mod answer;
#[cfg(test)]
mod tests;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_app::work::connect;
use koshin_app::work::examine::{self, recorded_token};
use koshin_app::work::permit::Permit;
use koshin_app::work::renewed;
use koshin_app::work::saving::{End, Order, Surroundings, save_read};
use koshin_core::judge::{Accepted, AppleAnswer, Evidence, Judgement, judge};
use koshin_core::record::{Entry, Outcome, Record, RecordedServer};
use koshin_core::renewal::Verdict;
use koshin_core::{Check, CheckResult, Code, Finding, License, Notes, Problem};
use koshin_remote::clock::Clock as _;
use koshin_remote::connector::{Connector, ConnectorError};
use koshin_store::{LicenseKey, Role, ServerProfile, TokenFile, random_id};

use crate::args;
use crate::out::{Out, USAGE};
use crate::place::{Place, Terminal};
use answer::{Ended, answer};

pub(crate) async fn run(args: args::Renew) -> ExitCode {
    let out = Out::new(args.json);
    let prepared = async {
        let place = Place::open()?;
        let mut profile = place.server(&args.server)?;
        place.take_secrets(out, &args.secrets, std::slice::from_mut(&mut profile)).await?;
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
    let permit = match Permit::under(&place.policy) {
        Ok(permit) => Some(permit),
        // Everything that reads works.
        Err(_) if args.dry_run => None,
        Err(problem) => return Ended::failed(problem),
    };
    let file = match examine::read(args.file.clone()).await {
        Ok(file) => file,
        Err(problem) => {
            let is_unread = matches!(
                problem.code,
                Code::FileMissing
                    | Code::FileNotAFile
                    | Code::FileNoPermission
                    | Code::FileUnreadable
                    | Code::Internal
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
    let ask = Terminal::new(out);
    let asked = Asked { args, permit, ask: &ask };
    let result = with_connector(place, profile, asked, file, connector.as_mut()).await;
    connector.sign_out(&ask).await;
    result
}

/// What is asked for, and whether it may be saved.
#[derive(Clone, Copy)]
struct Asked<'a> {
    args: &'a args::Renew,
    /// None in a dry run where nothing may be saved.
    permit: Option<Permit>,
    ask: &'a Terminal,
}

async fn with_connector(
    place: &Place,
    profile: &ServerProfile,
    Asked { args, permit, ask }: Asked<'_>,
    file: TokenFile,
    connector: &mut dyn Connector,
) -> Ended {
    let started = place.clock.now();
    let read = async {
        connector.sign_in(ask).await?;
        connector.licenses(ask).await
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
        let problem = stopped_by(&walk.judgement, args);
        return walk.refused(problem);
    };
    let (false, Some(permit)) = (args.dry_run, permit) else {
        return walk.result(Outcome::Renewed, None, None, None);
    };
    let id = match random_id() {
        Ok(id) => id,
        Err(error) => return walk.result(Outcome::Failed, Some(error.into()), None, None),
    };
    let notes = Notes { account_name: args.account_name.clone(), notes: args.notes.clone() };
    let begun = walk.record(id.clone(), Outcome::Unknown, None, None);
    let order = Order {
        permit,
        begun: &begun,
        license: &walk.license,
        token: &checked,
        notes: &notes,
        wait: Duration::from_secs(args.wait),
    };
    let append = |entry: Entry| place.journal.append(&entry).map(|_| ()).map_err(Problem::from);
    let (is_sent, is_rejected) = (AtomicBool::new(false), AtomicBool::new(false));
    let around = Surroundings {
        append: &append,
        clock: place.clock.as_ref(),
        ask,
        is_sent: &is_sent,
        is_rejected: &is_rejected,
    };
    let end = save_read(connector, rows, order, around).await;
    if is_rejected.load(Ordering::SeqCst) {
        place.vault.mark_rejected(&profile.id, Role::Password);
    }
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
fn stopped_by(judgement: &Judgement, args: &args::Renew) -> Problem {
    let found = |is_it: &dyn Fn(&Finding) -> bool| {
        judgement.findings.iter().filter(|it| is_it(it)).find_map(Finding::problem)
    };
    found(&|it| it.result == CheckResult::Stop && !it.accepted)
        .or_else(|| found(&|it| it.check == Check::Apple && it.result == CheckResult::Note))
        .or_else(|| {
            let location = found(&|it| it.check == Check::Location)?;
            // A name was accepted, and Apple tells another one.
            let is_other = args.accept_location.is_some();
            let code = if is_other { Code::AcceptedNameDiffers } else { location.code };
            Some(Problem { code, ..location })
        })
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
        let id = random_id().map_err(Problem::from);
        let written = id.and_then(|it| self.write(it, Outcome::Refused, Some(&problem), None));
        let record = written.map_err(|it| self.mention(&it)).ok();
        self.result(Outcome::Refused, Some(problem), None, record)
    }

    /// Says what went wrong beside what there is to answer.
    fn mention(&self, problem: &Problem) {
        Out::progress(&Out::new(self.args.json).problem_text(problem));
    }

    fn ended(&self, end: End, id: String, was_begun: bool) -> Ended {
        let (outcome, problem, after) = match end {
            End::Failed { problem } => {
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
            let record = self.record(id.clone(), outcome, problem.as_ref(), after.clone());
            // The renewal stands whether or not this is remembered.
            if let Err(unkept) = self.place.change(|it| renewed::keep(&record, it)) {
                self.mention(&unkept);
            }
        }
        match self.write(id, outcome, problem.as_ref(), after.clone()) {
            Ok(id) => self.result(outcome, problem, after, Some(id)),
            Err(failed) => {
                self.mention(&failed);
                self.result(outcome, problem.or(Some(failed)), after, None)
            }
        }
    }

    fn write(
        &self,
        id: String,
        outcome: Outcome,
        problem: Option<&Problem>,
        after: Option<License>,
    ) -> Result<String, Problem> {
        let record = self.record(id.clone(), outcome, problem, after);
        self.place.journal.append(&Entry::Finished { record: Box::new(record) })?;
        Ok(id)
    }

    /// Who renews: as said here, else as in the window.
    fn person(&self) -> Option<String> {
        match self.args.person.as_deref().map(str::trim) {
            Some(name) => Some(name.to_owned()).filter(|it| !it.is_empty()),
            None => self.place.settings.person(koshin_app::ports::account_name().as_deref()),
        }
    }

    fn record(
        &self,
        id: String,
        outcome: Outcome,
        problem: Option<&Problem>,
        after: Option<License>,
    ) -> Record {
        Record {
            id,
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
            person: self.person(),
            apple_id: self.args.apple_id.clone(),
            notes: None,
            checks: self.judgement.findings.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}
