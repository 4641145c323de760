//! deb and rpm, from one folder that is laid out as it is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use super::{VERSION, linux_check, print_size};
use crate::packages::Purpose;
use crate::test::clock;
use crate::{cargo, setup, shell, ship};

/// The most that the deb may weigh.
const MAX_DEB_BYTES: u64 = 8_000_000;

const PROGRAMS: &[&str] = &["koshin", "koshin-cli"];
const PAGES: &str = "koshin-cli-pages";

/// The build of the program that writes the manual pages; it is not shipped.
const BUILD_PAGES: &[&str] = &["build", "--locked", "--package=koshin-cli", "--features=pages"];

/// The build of what is only tried: with everything around it, since the libraries are then those
/// that the tests have compiled.
const BUILD_TO_TRY: &[&str] =
    &["build", "--locked", "--workspace", "--bins", "--tests", "--features=koshin-cli/pages"];

/// Files that are installed as they are: where they go, and where they come from.
const FILES: &[(&str, &str)] = &[
    ("usr/share/applications/koshin.desktop", "packaging/linux/koshin.desktop"),
    ("usr/share/mime/packages/koshin.xml", "packaging/linux/koshin.xml"),
    ("usr/share/icons/hicolor/32x32/apps/koshin.png", "icons/32x32.png"),
    ("usr/share/icons/hicolor/128x128/apps/koshin.png", "icons/128x128.png"),
    ("usr/share/icons/hicolor/256x256/apps/koshin.png", "icons/128x128@2x.png"),
    ("usr/share/icons/hicolor/512x512/apps/koshin.png", "icons/icon.png"),
    ("usr/share/icons/hicolor/scalable/apps/koshin.svg", "icons/icon.svg"),
    ("usr/share/man/man1/koshin.1", "packaging/linux/koshin.1"),
    ("usr/share/doc/koshin/THIRD-PARTY.txt", "ui/app/notices.txt"),
    ("usr/share/doc/koshin/changelog", "CHANGELOG.md"),
];

/// The completions, by the names under which they are made.
const COMPLETIONS: &[(&str, &str)] = &[
    ("koshin-cli.bash", "usr/share/bash-completion/completions/koshin-cli"),
    ("_koshin-cli", "usr/share/zsh/vendor-completions/_koshin-cli"),
    ("koshin-cli.fish", "usr/share/fish/vendor_completions.d/koshin-cli.fish"),
];

const METAINFO: &str = "app.koshin.Koshin.metainfo.xml";

/// What was made.
#[derive(Debug)]
pub(super) struct Made {
    /// The files as they are installed.
    pub(super) stage: PathBuf,
    pub(super) deb: PathBuf,
    pub(super) rpm: PathBuf,
}

pub(super) fn run(is_check: bool) -> Result<()> {
    ensure!(cfg!(target_os = "linux"), "packages for Linux are made on Linux");
    let mut purposes = vec![Purpose::Build, Purpose::LinuxPackages];
    if is_check {
        purposes.extend([Purpose::FreshRoot, Purpose::Window]);
    }
    setup::ensure(&purposes)?;

    let made = make(is_check)?;
    if is_check {
        linux_check::run(&made)?;
    }

    Ok(())
}

fn make(is_check: bool) -> Result<Made> {
    let begun = Instant::now();
    let built = if is_check { cargo::build(BUILD_TO_TRY)? } else { build()? };
    println!("built: {}", clock(begun.elapsed()));

    let begun = Instant::now();
    let folder = shell::root().join("target/package/linux");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let stage = folder.join("root");
    lay_out(&stage, &folder, &built)?;
    if is_check {
        let programs = PROGRAMS.iter().map(|it| stage.join("usr/bin").join(it));
        shell::run(Command::new("strip").args(programs))?;
    }
    validate(&stage)?;
    let deb = make_deb(&stage, &folder, is_check)?;
    let made = Made { deb, rpm: make_rpm(&stage, &folder, is_check)?, stage };
    println!("packed: {}", clock(begun.elapsed()));

    for name in PROGRAMS {
        print_size(&made.stage.join("usr/bin").join(name))?;
    }
    print_size(&made.rpm)?;
    let size = print_size(&made.deb)?;
    // What is only tried is neither optimized nor compressed as what is shipped.
    ensure!(is_check || size <= MAX_DEB_BYTES, "the deb is larger than {MAX_DEB_BYTES}");

    Ok(made)
}

fn build() -> Result<Vec<cargo::Built>> {
    let mut built = cargo::build(BUILD_PAGES)?;
    built.retain(|it| it.program.file_name().is_some_and(|it| it == PAGES));
    for name in PROGRAMS {
        built.push(ship::program(name, name, &[])?);
    }

    Ok(built)
}

fn lay_out(stage: &Path, folder: &Path, built: &[cargo::Built]) -> Result<()> {
    for name in PROGRAMS {
        let program = program(built, name)?;
        put(&fs::read(program)?, stage, &format!("usr/bin/{name}"), 0o755)?;
    }
    for (place, source) in FILES {
        put(&fs::read(shell::root().join(source))?, stage, place, 0o644)?;
    }
    let license = fs::read_to_string(shell::root().join("LICENSE-MIT"))?;
    let license = license.lines().skip(1).map(|it| match it.trim() {
        "" => " .\n".to_owned(),
        line => format!(" {line}\n"),
    });
    let license: String = license.skip(1).collect();
    let copyright = read("copyright")?.replace("@MIT@\n", &license);
    put(copyright.as_bytes(), stage, "usr/share/doc/koshin/copyright", 0o644)?;
    let metainfo = read(METAINFO)?.replace("@VERSION@", VERSION).replace("@DATE@", &date()?);
    put(metainfo.as_bytes(), stage, &format!("usr/share/metainfo/{METAINFO}"), 0o644)?;
    add_pages(program(built, PAGES)?, stage, &folder.join("pages"))?;

    compress(stage)?;

    open_to_all(stage)
}

fn program<'a>(built: &'a [cargo::Built], name: &str) -> Result<&'a Path> {
    let found = built.iter().find(|it| it.program.file_name().is_some_and(|it| it == name));

    Ok(&found.with_context(|| format!("the build made no {name}"))?.program)
}

/// Writes the manual pages and completions, which a program of their own knows from the arguments
/// of `koshin-cli`.
fn add_pages(writer: &Path, stage: &Path, folder: &Path) -> Result<()> {
    shell::run(Command::new(writer).arg(folder))?;
    for (name, place) in COMPLETIONS {
        put(&fs::read(folder.join(name))?, stage, place, 0o644)?;
    }
    let mut pages = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "1") {
            let name = path.file_name().context("a page has a name")?.to_string_lossy();
            put(&fs::read(&path)?, stage, &format!("usr/share/man/man1/{name}"), 0o644)?;
            pages += 1;
        }
    }
    ensure!(pages > 1, "koshin-cli has no manual pages");

    Ok(())
}

/// Compresses what Debian wants compressed; without times, so that the same gives the same.
fn compress(stage: &Path) -> Result<()> {
    let mut command = Command::new("gzip");
    command.args(["-9", "-n"]);
    for name in ["THIRD-PARTY.txt", "changelog"] {
        command.arg(stage.join("usr/share/doc/koshin").join(name));
    }
    for entry in fs::read_dir(stage.join("usr/share/man/man1"))? {
        command.arg(entry?.path());
    }

    shell::run_as(&mut command, "gzip -9 -n (manual pages, changelog, third-party notices)")
}

/// Makes everything readable to everybody, however strict whoever builds it is with new files.
fn open_to_all(folder: &Path) -> Result<()> {
    shell::run(Command::new("chmod").args(["-R", "u=rwX,go=rX"]).arg(folder))
}

fn validate(stage: &Path) -> Result<()> {
    let path = |it: &str| stage.join(it);
    shell::run(
        Command::new("appstreamcli")
            .args(["validate", "--no-net"])
            .arg(path(&format!("usr/share/metainfo/{METAINFO}"))),
    )?;

    shell::run(Command::new("desktop-file-validate").arg(path(FILES[0].0)))
}

fn make_deb(stage: &Path, folder: &Path, is_check: bool) -> Result<PathBuf> {
    let depends = depends(stage, folder)?;
    let packed = folder.join("deb");
    shell::run(Command::new("cp").arg("-a").arg(stage).arg(&packed))?;
    let size = printed(Command::new("du").args(["-sk", "--apparent-size"]).arg(stage))?;
    let size = size.split_whitespace().next().context("du prints a size")?;
    let architecture = printed(Command::new("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    let control = read("control")?
        .replace("@VERSION@", VERSION)
        .replace("@DEPENDS@", &depends)
        .replace("@SIZE@", size)
        .replace("@ARCHITECTURE@", architecture);
    put(control.as_bytes(), &packed, "DEBIAN/control", 0o644)?;
    let sums = printed(
        Command::new("sh")
            .current_dir(stage)
            .args(["-c", "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 md5sum"]),
    )?;
    put(sums.as_bytes(), &packed, "DEBIAN/md5sums", 0o644)?;
    open_to_all(&packed)?;
    let deb = folder.join(format!("koshin_{VERSION}_{architecture}.deb"));
    shell::run(
        Command::new("dpkg-deb")
            .args(["--root-owner-group", if is_check { "-Znone" } else { "-Zxz" }, "--build"])
            .args([&packed, &deb]),
    )?;

    Ok(deb)
}

/// Returns the packages that bring the libraries of the programs, as Debian's own tool finds them.
fn depends(stage: &Path, folder: &Path) -> Result<String> {
    let place = folder.join("shlibdeps");
    // The tool wants to be called in the source of a package.
    put(
        b"Source: koshin\n\nPackage: koshin\nArchitecture: any\n",
        &place,
        "debian/control",
        0o644,
    )?;
    let mut command = Command::new("dpkg-shlibdeps");
    command.current_dir(&place).arg("-O");
    command.args(PROGRAMS.iter().map(|it| stage.join("usr/bin").join(it)));
    let found = printed(&mut command)?;
    let depends = found.trim().strip_prefix("shlibs:Depends=").context("no dependencies found")?;
    ensure!(depends.contains("libwebkit2gtk-4.1-0"), "the window needs WebKit: {depends}");

    Ok(depends.to_owned())
}

fn make_rpm(stage: &Path, folder: &Path, is_check: bool) -> Result<PathBuf> {
    let top = folder.join("rpm");
    let spec = read("koshin.spec")?.replace("@VERSION@", VERSION);
    put(spec.as_bytes(), &top, "koshin.spec", 0o644)?;
    let define = |name: &str, value: &Path| format!("{name} {}", value.display());
    shell::run(
        Command::new("rpmbuild")
            .args(["-bb", "--quiet", "--define", &define("_topdir", &top)])
            .args(["--define", &define("stage", stage)])
            .args(if is_check { &["--define", "_binary_payload w1.gzdio"][..] } else { &[] })
            .arg(top.join("koshin.spec")),
    )?;
    let name = format!("koshin-{VERSION}-1.{}.rpm", std::env::consts::ARCH);
    let made = top.join("RPMS").join(std::env::consts::ARCH).join(&name);
    let rpm = folder.join(name);
    fs::rename(&made, &rpm).with_context(|| format!("rpmbuild made no {}", made.display()))?;

    Ok(rpm)
}

/// Returns the day of the last commit, or of today where there is no repository.
fn date() -> Result<String> {
    let root = shell::root().to_str().context("a path in UTF-8")?;
    let commit = shell::output("git", &["-C", root, "log", "-1", "--format=%cs"]);
    match commit.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()) {
        Some(day) => Ok(day),
        None => Ok(printed(Command::new("date").arg("+%F"))?.trim().to_owned()),
    }
}

fn read(name: &str) -> Result<String> {
    let path = shell::root().join("packaging/linux").join(name);

    fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
}

fn put(bytes: &[u8], root: &Path, place: &str, mode: u32) -> Result<()> {
    let path = root.join(place);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    allow(&path, mode)?;

    Ok(())
}

#[cfg(unix)]
fn allow(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn allow(_: &Path, _: u32) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Runs a command and returns what it prints.
fn printed(command: &mut Command) -> Result<String> {
    let shown = shell::shown(command);
    let output = command.env("LC_ALL", "C").stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("{shown} did not start"))?;
    if !output.status.success() {
        bail!("{shown} failed: {}", String::from_utf8_lossy(&output.stderr));
    }

    Ok(String::from_utf8(output.stdout)?)
}
