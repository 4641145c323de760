//! The workflows of the hosted runners: they run elsewhere, with secrets, so what can be said of them
//! here is said here.

use std::collections::BTreeMap;

use koshin_tests::tree::{files, files_with, read};
use serde_json::{Map, Value, json};

const FOLDER: &str = ".github/workflows";

/// Commands that would ask somebody, or take what is newest today, without these words.
const COMPLETE: &[(&str, &[&str])] = &[
    ("apt-get install", &["-y"]),
    ("apt-get purge", &["-y"]),
    ("choco install", &["--yes", "--version"]),
    ("cargo install", &["--locked", "--version"]),
    ("npm install", &["ci instead"]),
    ("| sh", &["nothing that was just fetched"]),
];

#[test]
fn every_action_is_pinned_by_its_commit_with_its_version_beside_it() {
    let mut pins = BTreeMap::new();
    for (file, text) in texts() {
        for line in text.lines().filter(|it| it.contains("uses:")) {
            let (_, used) = line.split_once("uses:").expect("it is in it");
            let used = used.trim();
            if used.starts_with("./") {
                continue;
            }
            let (action, rest) = used.split_once('@').expect("an action has a commit");
            let (commit, version) = rest.split_once(" # ").expect("a version in a comment");
            let is_commit = commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
            assert!(is_commit, "{file}: {action} is not pinned by a commit");
            let numbers: Vec<_> = version.trim_start_matches('v').split('.').collect();
            let is_version =
                numbers.len() == 3 && numbers.iter().all(|it| it.parse::<u32>().is_ok());
            assert!(is_version, "{file}: {action} has the version {version}");
            let pin = pins.entry(action.to_owned()).or_insert_with(|| rest.to_owned());
            assert_eq!(pin, rest, "{file}: {action} has two commits");
        }
    }

    assert!(!pins.is_empty(), "no workflow uses anything");
}

#[test]
fn a_job_may_little_and_ends_by_itself() {
    for (file, workflow) in workflows() {
        assert_eq!(workflow["permissions"], json!({}), "{file}: nothing, unless a job says so");
        assert!(workflow["concurrency"]["group"].is_string(), "{file}: not twice at once");
        for (name, job) in jobs(&workflow) {
            let place = format!("{file}: {name}");
            let permissions = job["permissions"].as_object().expect("every job says what it may");
            for (of_what, how) in permissions {
                let is_publishing = name == "publish" && of_what == "contents";
                assert!(how == "read" || is_publishing, "{place}: {of_what}: {how}");
            }
            if job.contains_key("uses") {
                continue;
            }
            assert!(job["timeout-minutes"].is_u64(), "{place} may run for ever");
            let runner = job["runs-on"].as_str().expect("a runner");
            assert!(!runner.ends_with("-latest"), "{place}: {runner} is another one some day");
        }
    }
}

#[test]
fn a_checkout_leaves_no_key_behind() {
    for (file, name, step) in steps() {
        let uses = step.get("uses").and_then(Value::as_str).unwrap_or_default();
        if uses.starts_with("actions/checkout@") {
            let kept = &step["with"]["persist-credentials"];
            assert_eq!(kept, &Value::Bool(false), "{file}: {name}");
        }
    }
}

#[test]
fn secrets_are_in_the_surroundings_of_the_steps_that_need_them_and_nowhere_else() {
    for (file, workflow) in workflows() {
        for (name, job) in jobs(&workflow) {
            let mut around = job.clone();
            let steps = around.remove("steps").unwrap_or_default();
            for value in leaves(&Value::Object(around)) {
                let only_asks = value.ends_with("!= '' }}");
                assert!(!value.contains("secrets.") || only_asks, "{file}: {name}: {value}");
            }
            for step in steps.as_array().into_iter().flatten() {
                let mut around = step.as_object().expect("a step").clone();
                let env = around.remove("env").unwrap_or_default();
                for value in leaves(&Value::Object(around)) {
                    assert!(!value.contains("secrets."), "{file}: {name}: {value}");
                }
                let has_secrets = leaves(&env).iter().any(|it| it.contains("secrets."));
                let run = step["run"].as_str().unwrap_or_default();
                let is_alone = run.contains("--pack --sign") && run.lines().count() == 1;
                assert!(
                    !has_secrets || is_alone,
                    "{file}: {name}: it does more than to sign: {run}"
                );
            }
        }
        let mut around = workflow.clone();
        around.remove("jobs");
        let is_told = leaves(&Value::Object(around)).iter().any(|it| it.contains("secrets."));
        assert!(!is_told, "{file}: secrets for every job");
    }
}

#[test]
fn nothing_in_a_script_is_put_there_by_others_and_nothing_asks() {
    for (file, name, step) in steps() {
        let Some(script) = step.get("run").and_then(Value::as_str) else { continue };
        let place = format!("{file}: {name}");
        assert!(!script.contains("${{"), "{place}: values come through env");
        check_script(&place, script);
    }
    for file in files_with("packaging", &[".sh"]) {
        check_script(&file, &read(&file));
    }
}

fn check_script(place: &str, script: &str) {
    // A line that ends with \ goes on.
    let script = script.replace("\\\n", " ");
    for line in script.lines().filter(|it| !it.trim_start().starts_with('#')) {
        for (command, words) in COMPLETE {
            let given: Vec<_> = line.split_whitespace().collect();
            let is_complete = words.iter().all(|word| given.contains(word));
            assert!(!line.contains(command) || is_complete, "{place}: {line}: {words:?}");
        }
    }
}

/// Returns the texts of the workflows, by their files.
fn texts() -> Vec<(String, String)> {
    let found: Vec<_> = files(FOLDER).into_iter().map(|it| (it.clone(), read(&it))).collect();
    assert!(found.len() >= 2, "there is one for every change and one for releases");

    found
}

fn workflows() -> Vec<(String, Map<String, Value>)> {
    let parse = |(file, text): (String, String)| match serde_saphyr::from_str(&text) {
        Ok(workflow) => (file, workflow),
        Err(error) => panic!("{file}: {error}"),
    };

    texts().into_iter().map(parse).collect()
}

fn jobs(workflow: &Map<String, Value>) -> Vec<(String, Map<String, Value>)> {
    let jobs = workflow["jobs"].as_object().expect("jobs");

    jobs.iter().map(|(name, job)| (name.clone(), job.as_object().expect("a job").clone())).collect()
}

/// Returns every step, with its file and job.
fn steps() -> Vec<(String, String, Map<String, Value>)> {
    let mut found = Vec::new();
    for (file, workflow) in workflows() {
        for (name, job) in jobs(&workflow) {
            for step in job.get("steps").and_then(Value::as_array).into_iter().flatten() {
                let step = step.as_object().expect("a step").clone();
                found.push((file.clone(), name.clone(), step));
            }
        }
    }

    found
}

/// Returns every text in it.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().flat_map(leaves).collect(),
        Value::Object(map) => map.values().flat_map(leaves).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
