//! The third-party notices name what `Cargo.lock` names. That the texts are those of the crates is
//! checked by `cargo xtask notices --check`, which may have to fetch what other systems need.

use std::collections::BTreeSet;

use koshin_tests::tree::read;

#[test]
fn every_crate_of_the_lock_file_is_in_the_notices_or_known_not_to_be_shipped() {
    let notices = read("ui/app/notices.txt");
    // The list stands between the first rule and the first text.
    let list = notices.split("\n-----").nth(1).expect("the notices have a list");
    let mut told: BTreeSet<String> = list
        .lines()
        .filter_map(|it| it.split_once(" — "))
        .map(|(title, _)| title.to_owned())
        .filter(|it| it.split(' ').count() == 2)
        .collect();
    told.extend(read("xtask/src/notices/apart.txt").lines().map(str::to_owned));

    let locked = locked();
    let missing: Vec<_> = locked.difference(&told).collect();
    let gone: Vec<_> = told.difference(&locked).collect();

    assert!(
        missing.is_empty() && gone.is_empty(),
        "run: cargo xtask notices\n  not told: {missing:?}\n  no longer there: {gone:?}"
    );
}

/// Returns name and version of every package in `Cargo.lock` that is not our own.
fn locked() -> BTreeSet<String> {
    let lock = read("Cargo.lock");
    let value = |package: &str, field: &str| {
        let start = format!("{field} = \"");
        let line = package.lines().find_map(|it| it.strip_prefix(&start))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]").skip(1).filter_map(|it| {
        value(it, "source")?;
        Some(format!("{} {}", value(it, "name")?, value(it, "version")?))
    });

    packages.collect()
}
