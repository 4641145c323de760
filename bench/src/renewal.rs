//! One whole renewal on a far site, against the waiting that its requests need.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use koshin_practice::{Fault, Options, Practice};
use serde_json::Value;

use crate::processes::as_float;
use crate::programs::Programs;
use crate::sample::median;
use crate::table::Table;

/// There and back: 50 ms each way.
const ROUND_TRIP: Duration = Duration::from_millis(100);
const RUNS: usize = 3;
const NAME: &str = "site";

/// One renewal by the command line, all of whose answers take a round trip.
pub(crate) fn renewal(programs: &Programs, table: &mut Table) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut ratios = Vec::new();
    let mut of = String::new();
    for _ in 0..RUNS {
        let mut options = Options::new(crate::home::now());
        options.slow = ROUND_TRIP;
        let practice = runtime.block_on(koshin_practice::start(options))?;
        let home = tempfile::TempDir::new()?;
        let person = Person { programs, practice: &practice, home: home.path() };
        person.run(&["server", "add", NAME, "--kind", "site"], true)?;
        let status = person.run(&["status"], false)?;
        let license = status["servers"][0]["licenses"][0]["id"].as_str().context("no license")?;

        practice.set_faults(vec![Fault::Slow]);
        let asked = practice.log().len();
        let token = practice.tokens().get("new").context("no new token")?.clone();
        let token = token.to_str().context("a path of text")?;
        let location = ["--accept-location", koshin_practice::LOCATION];
        let begun = Instant::now();
        let mut arguments = vec!["renew", "--server", NAME, "--license", license, "--file", token];
        arguments.extend(location);
        let answer = person.run(&arguments, false)?;
        let took = begun.elapsed();
        ensure!(answer["outcome"] == "renewed", "it was not renewed: {answer}");
        let requests = as_float(u64::try_from(practice.log().len() - asked)?);
        let waiting = ROUND_TRIP.mul_f64(requests);
        ratios.push(took.as_secs_f64() / waiting.as_secs_f64());
        of = format!("{:.2} s, {requests} requests of {ROUND_TRIP:?}", took.as_secs_f64());
    }
    table.add("renewal, 50 ms each way", median(ratios), 1.05, " ×", of);

    Ok(())
}

/// Somebody at the command line.
struct Person<'a> {
    programs: &'a Programs,
    practice: &'a Practice,
    home: &'a std::path::Path,
}

impl Person<'_> {
    fn run(&self, arguments: &[&str], is_new: bool) -> Result<Value> {
        let account = self.practice.account();
        let mut command = Command::new(&self.programs.cli);
        command.args(arguments).args(["--json", "--secrets-stdin"]);
        if is_new {
            let url = self.practice.site_url();
            command.args(["--url", &url, "--user", &account.user]);
            if let Some(company) = &account.company {
                command.args(["--company", company]);
            }
        }
        command.env("KOSHIN_HOME", self.home).env("KOSHIN_APPLE_URL", self.practice.apple_url());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().context("koshin-cli did not start")?;
        let secrets = serde_json::json!({ NAME: { "password": account.password } });
        child.stdin.take().context("no input")?.write_all(secrets.to_string().as_bytes())?;
        let output = child.wait_with_output()?;

        serde_json::from_slice(&output.stdout).context("koshin-cli printed no JSON")
    }
}
