//! What several tests do.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::common::{Answer, Desk, Practice};

/// The id of the license of 本社 on the structure `table`.
pub(crate) const LICENSE: &str = "/mdm/console/ios/apps/vpp/1041/edit";

/// Registers the practice site without keeping its password.
pub(crate) fn add(desk: &Desk, practice: &Practice, name: &str) {
    let add = practice.add();
    let mut arguments = vec!["server", "add", name];
    arguments.extend(add.iter().map(String::as_str));
    arguments.push("--secrets-stdin");
    let answer = desk.run(&arguments, Some("{}"));
    assert_eq!(answer.exit, 0, "{}", answer.stdout);
}

/// Renews the license of 本社 with the practice's new token.
pub(crate) fn renew(desk: &Desk, practice: &Practice, options: &[&str]) -> Answer {
    let file = practice.token("new");
    let renew = ["renew", "--server", "本社", "--license", LICENSE, "--file", &file];
    let secrets = practice.secrets("本社");
    desk.run(&[&renew[..], options, &["--secrets-stdin"]].concat(), Some(&secrets))
}

/// Reads the licenses of 本社 as the site has them.
pub(crate) fn read(desk: &Desk, practice: &Practice) -> Value {
    let secrets = practice.secrets("本社");
    let status = desk.run(&["status", "--server", "本社", "--secrets-stdin"], Some(&secrets));
    status.json["servers"][0]["licenses"].clone()
}

/// Returns the keys of a JSON object, sorted.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut keys: Vec<_> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// What a person reads who runs a command without `--json`.
pub(crate) struct Told {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The languages that a person may have, as `KOSHIN_LANGUAGE` has them.
pub(crate) const JAPANESE: &str = "ja";
pub(crate) const ENGLISH: &str = "en";

/// Runs a command without `--json`, in this language, with this standard input.
pub(crate) fn run_text(desk: &Desk, arguments: &[&str], stdin: &str, language: &str) -> Told {
    let mut command = command(desk, arguments);
    let command = command.env("KOSHIN_LANGUAGE", language).stdin(Stdio::piped());
    let mut running = command.spawn().expect("koshin-cli starts");
    let mut input = running.stdin.take().expect("its input");
    // A command that reads no input may have ended by now.
    let _ = input.write_all(stdin.as_bytes());
    drop(input);
    let output = running.wait_with_output().expect("it ends");

    Told {
        exit: output.status.code().expect("an exit code"),
        stdout: text(&output.stdout).to_owned(),
        stderr: text(&output.stderr).to_owned(),
    }
}

/// Renews the license of 本社 with the practice's new token, without `--json`, in Japanese.
pub(crate) fn renew_in_text(desk: &Desk, practice: &Practice, options: &[&str]) -> Told {
    let file = practice.token("new");
    let renew = ["renew", "--server", "本社", "--license", LICENSE, "--file", &file];
    let arguments = [&renew[..], options, &["--secrets-stdin"]].concat();
    run_text(desk, &arguments, &practice.secrets("本社"), JAPANESE)
}

/// Runs a command as it stands, without `--json`, with these variables set.
pub(crate) fn run_plain(desk: &Desk, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    command(desk, arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("koshin-cli starts and ends")
}

/// A command at this desk that waits for nobody's input.
pub(crate) fn command(desk: &Desk, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_koshin-cli"));
    command
        .args(arguments)
        .env("KOSHIN_HOME", desk.home.path())
        .envs(desk.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Returns what a program printed.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Asks practice to end, and what it saw that a renewal must never do.
pub(crate) fn end_without_violation(mut practice: Practice) {
    if cfg!(unix) {
        let id = practice.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().expect("kill starts");
        assert!(asked.success(), "practice still runs");
        let ended = practice.process.wait().expect("it ends");
        assert_eq!(ended.code(), Some(0), "an end that was asked for is none in error");
        let mut told = String::new();
        let mut stderr = practice.process.stderr.take().expect("its standard error");
        std::io::Read::read_to_string(&mut stderr, &mut told).expect("UTF-8");
        assert_eq!(told, "", "what was done on the site");
    }
}
