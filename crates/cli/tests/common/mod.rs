//! koshin-cli as its user runs it: one process per command.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_koshin-cli");

/// `koshin-cli practice` in a process of its own; ended when it goes.
pub(crate) struct Practice {
    pub(crate) process: Child,
    pub(crate) announced: Value,
}

impl Practice {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(PROGRAM)
            .arg("practice")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("practice starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("one line");
        let announced = serde_json::from_str(&line).expect("one JSON object");
        Self { process, announced }
    }

    pub(crate) fn token(&self, name: &str) -> String {
        self.announced["tokens"][name].as_str().expect("a sample").to_owned()
    }

    /// The arguments that follow `server add NAME`.
    pub(crate) fn add(&self) -> Vec<String> {
        let add = self.announced["servers"][0]["add"].as_array().expect("arguments");
        add.iter().map(|it| it.as_str().expect("a text").to_owned()).collect()
    }

    /// What `--secrets-stdin` takes for a server of this name.
    pub(crate) fn secrets(&self, name: &str) -> String {
        serde_json::json!({ name: self.announced["servers"][0]["secrets"] }).to_string()
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One person's settings and journal.
pub(crate) struct Desk {
    pub(crate) home: TempDir,
    pub(crate) environment: Vec<(String, String)>,
}

/// What a command answered.
pub(crate) struct Answer {
    pub(crate) exit: i32,
    pub(crate) json: Value,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    /// Settings in a new folder; without a keyring as on a machine that has none.
    pub(crate) fn new(practice: &Practice, has_keyring: bool) -> Self {
        let home = TempDir::new().expect("a folder");
        let apple = practice.announced["apple_url"].as_str().expect("an address").to_owned();
        let mut environment = vec![("KOSHIN_APPLE_URL".to_owned(), apple)];
        if !has_keyring {
            let nowhere = home.path().join("no-bus");
            let address = format!("unix:path={}", nowhere.display());
            environment.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), address));
        }
        Self { home, environment }
    }

    /// Runs a command with `--json`; its output must be exactly one JSON object.
    pub(crate) fn run(&self, arguments: &[&str], stdin: Option<&str>) -> Answer {
        let mut process = Command::new(PROGRAM)
            .args(arguments)
            .arg("--json")
            .env("KOSHIN_HOME", self.home.path())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("koshin-cli starts");
        let mut input = process.stdin.take().expect("its input");
        // A command that reads no input may have ended by now.
        let _ = input.write_all(stdin.unwrap_or_default().as_bytes());
        drop(input);
        let output = process.wait_with_output().expect("it ends");
        let stdout = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(stdout.trim_end().lines().count(), 1, "one line for {arguments:?}: {stdout}");
        let json: Value = serde_json::from_str(&stdout).expect("one JSON object");
        assert_eq!(json["schema"], 1, "the schema of {arguments:?}");
        assert!(json.get("problem").is_some(), "a problem or null for {arguments:?}");
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        Answer { exit: output.status.code().expect("an exit code"), json, stdout, stderr }
    }

    /// The id of the license of a location.
    pub(crate) fn license(status: &Value, location: &str) -> String {
        let licenses = status["servers"][0]["licenses"].as_array().expect("licenses");
        let found = licenses.iter().find(|it| it["location"] == location);
        found.expect("the license")["id"].as_str().expect("a text").to_owned()
    }
}

/// The whole renewal of 本社 through the command line alone.
pub(crate) fn renew_everything(desk: &Desk, practice: &Practice, keeps: bool) {
    let secrets = practice.secrets("本社");
    let add = practice.add();
    let mut arguments = vec!["server", "add", "本社"];
    arguments.extend(add.iter().map(String::as_str));
    arguments.push("--secrets-stdin");
    if keeps {
        arguments.push("--keep");
    }
    let added = desk.run(&arguments, Some(&secrets));
    assert_eq!(added.exit, 0, "{} {}", added.stdout, added.stderr);
    let (given, stdin): (&[&str], _) =
        if keeps { (&[], None) } else { (&["--secrets-stdin"], Some(secrets.as_str())) };

    let status = desk.run(&[&["status", "--server", "本社"], given].concat(), stdin);
    assert_eq!(status.exit, 0, "more than 30 days are left: {}", status.stdout);
    let license = Desk::license(&status.json, "本社");
    let file = practice.token("new");
    let renew =
        ["renew", "--server", "本社", "--license", &license, "--file", &file, "--notes", "備考"];
    let renewed = desk.run(&[&renew, given].concat(), stdin);
    assert_eq!(renewed.exit, 0, "{} {}", renewed.stdout, renewed.stderr);
    assert_eq!(renewed.json["outcome"], "renewed", "the reading shows the new expiry");
    assert_ne!(renewed.json["before"]["expires"], renewed.json["after"]["expires"], "it changed");
    assert_eq!(renewed.json["after"]["notes"], "備考", "and the notes are written");
    let expires = desk.run(&["inspect", &file], None).json["expires"].clone();
    let again = desk.run(&[&["status", "--server", "本社"], given].concat(), stdin);
    let licenses = again.json["servers"][0]["licenses"].as_array().expect("licenses");
    let on_site = licenses.iter().find(|it| it["location"] == "本社").expect("the license");
    assert_eq!(on_site["notes"], "備考", "the practice site has the notes");
    let shown = on_site["expires"].as_str().expect("a date");
    let of_token = expires.as_str().expect("a date");
    assert_eq!(shown[..16], of_token[..16], "and shows the token's expiry, to the minute");
    let history = desk.run(&["history"], None);
    assert_eq!(history.exit, 0, "{}", history.stdout);

    let records = history.json["records"].as_array().expect("records");
    assert_eq!(records.len(), 1, "one renewal");
    assert_eq!(records[0]["id"], renewed.json["record"], "the one that was told");
    assert_eq!(records[0]["outcome"], "renewed", "as it ended");
    let password = practice.announced["servers"][0]["secrets"]["password"].as_str();
    let password = password.expect("a password");
    for answer in [&added, &status, &renewed, &again, &history] {
        assert!(!answer.stdout.contains(password), "no password on standard output");
        assert!(!answer.stderr.contains(password), "nor on standard error");
    }
}
