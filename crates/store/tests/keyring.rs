//! The vault against the real keyring of the system.
//!
//! On Linux each test starts a session bus and a gnome-keyring of its own and runs itself inside, so
//! that the keyring of whoever runs the tests is never touched. Needs `dbus-run-session` and
//! `gnome-keyring-daemon`; built with `--features real-keyring`.

#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

use std::time::Duration;

use koshin_core::secret::ExposeSecret as _;
use koshin_store::{Places, Role, Vault, VaultError};

/// Longer than any keyring takes that answers at all.
const LONG: Duration = Duration::from_secs(60);

/// A vault with a namespace of its own.
fn vault() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().expect("a folder");
    let places = Places::at(folder.path()).expect("an absolute path");

    (folder, Vault::of_system(&places))
}

fn get(vault: &Vault, limit: Duration) -> Result<Option<String>, VaultError> {
    let secret = wait(vault.get("s-1", Role::Password, limit))?;

    Ok(secret.map(|it| it.expose_secret().to_owned()))
}

fn set(vault: &Vault, secret: &str) -> Result<(), VaultError> {
    wait(vault.set("s-1", Role::Password, "Koshin: 本社のサイト", secret.into(), LONG))
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(future)
}

#[test]
fn a_secret_is_kept_replaced_and_removed() {
    session::unlocked("a_secret_is_kept_replaced_and_removed", || {
        let (folder, vault) = vault();
        assert_eq!(get(&vault, LONG), Ok(None), "nothing was kept yet");

        let long = "長い秘密".repeat(200);
        for secret in ["p@ss wörd", "パスワード", "a\nb\0c", long.as_str()] {
            set(&vault, secret).expect("the keyring takes it");
            assert_eq!(get(&vault, LONG), Ok(Some(secret.to_owned())), "the same again");
        }
        let later = Vault::of_system(&Places::at(folder.path()).expect("an absolute path"));
        assert_eq!(get(&later, LONG), Ok(Some(long)), "for another process, too");
        let other = wait(vault.get("s-1", Role::ApiToken, LONG)).expect("the keyring answers");
        assert!(other.is_none(), "another role is another secret");

        wait(vault.forget("s-1", LONG)).expect("the keyring answers");
        wait(vault.forget("s-1", LONG)).expect("that it is gone is no error");
        assert_eq!(get(&later, LONG), Ok(None), "removed");
    });
}

#[test]
fn practice_and_every_home_have_secrets_of_their_own() {
    session::unlocked("practice_and_every_home_have_secrets_of_their_own", || {
        let (folder, one) = vault();
        let (_other, other) = vault();
        let places = Places::at(folder.path()).expect("an absolute path");
        let practice = Vault::of_system(&places.practice());

        set(&one, "one").expect("the keyring takes it");
        set(&practice, "practice").expect("the keyring takes it");

        assert_eq!(get(&one, LONG), Ok(Some("one".to_owned())), "its own");
        assert_eq!(get(&practice, LONG), Ok(Some("practice".to_owned())), "its own");
        assert_eq!(get(&other, LONG), Ok(None), "nothing of the others");
        wait(one.forget("s-1", LONG)).expect("the keyring answers");
        assert_eq!(get(&practice, LONG), Ok(Some("practice".to_owned())), "still there");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn the_keyring_shows_a_readable_label() {
    session::unlocked("the_keyring_shows_a_readable_label", || {
        let (folder, vault) = vault();
        let places = Places::at(folder.path()).expect("an absolute path");
        for label in ["Koshin: 本社のサイト", "Koshin: 東京のサイト"] {
            wait(vault.set("s-1", Role::Password, label, "secret".into(), LONG))
                .expect("the keyring takes it");

            assert_eq!(session::labels(places.namespace()), [label], "also after a new name");
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_locked_keyring_is_told_so() {
    session::unlocked("a_locked_keyring_is_told_so", || {
        let (_folder, vault) = vault();
        set(&vault, "secret").expect("the keyring takes it");

        session::lock();

        // Without a display nobody can be asked, which is as if the person had declined.
        assert_eq!(get(&vault, LONG), Err(VaultError::Locked), "reading");
        assert_eq!(set(&vault, "other"), Err(VaultError::Locked), "writing");
        session::restart();
        assert_eq!(get(&vault, LONG), Ok(Some("secret".to_owned())), "unlocked again");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_keyring_that_was_started_anew_is_found_again() {
    session::unlocked("a_keyring_that_was_started_anew_is_found_again", || {
        let (_folder, vault) = vault();
        set(&vault, "secret").expect("the keyring takes it");

        session::restart();

        assert_eq!(get(&vault, LONG), Ok(Some("secret".to_owned())), "by the same vault");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn no_keyring_is_told_so() {
    let check = |what: &str| {
        let (_folder, vault) = vault();

        let code = get(&vault, LONG).map_err(|it| it.code());

        assert_eq!(code, Err(koshin_core::Code::KeyringAbsent), "{what}");
        assert_eq!(set(&vault, "secret").map_err(|it| it.code()), code.map(|_| ()), "{what}");
    };
    session::without_service("no_keyring_is_told_so", || check("no service on the bus"));
    session::without_bus("no_keyring_is_told_so", || check("no bus"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_hung_keyring_holds_up_neither_the_app_nor_its_end() {
    let began = std::time::Instant::now();
    session::hung("a_hung_keyring_holds_up_neither_the_app_nor_its_end", || {
        let (_folder, vault) = vault();
        let limit = Duration::from_millis(300);

        assert_eq!(get(&vault, limit), Err(VaultError::TimedOut), "the bus never answers");
        assert_eq!(get(&vault, limit), Err(VaultError::TimedOut), "nor the next time");
        let once = "secret".into();
        vault.use_once("s-1", Role::Password, once);
        assert_eq!(get(&vault, limit), Ok(Some("secret".to_owned())), "it can go on without it");
    });

    assert!(began.elapsed() < Duration::from_secs(20), "the process ended with the call in it");
}

#[cfg(not(target_os = "linux"))]
mod session {
    //! The keyring of the person who runs the tests.

    pub(crate) fn unlocked(_test: &str, check: impl FnOnce()) {
        check();
    }
}

#[cfg(target_os = "linux")]
mod session {
    //! Sessions with a keyring of their own, in which a test runs itself.

    use std::collections::HashMap;
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::net::UnixListener;
    use std::process::{Command, Stdio};

    use dbus_secret_service::{EncryptionType, SecretService};

    /// Set inside of a session, to its kind.
    const INSIDE: &str = "KOSHIN_TEST_SESSION";

    /// With it the keyring of a session is encrypted.
    const PASSWORD: &str = "of the login keyring";

    /// A bus that starts no service by itself.
    const BARE_BUS: &str = "<!DOCTYPE busconfig PUBLIC
        '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN'
        'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>
        <busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
        <policy context='default'><allow send_destination='*' eavesdrop='true'/>
        <allow eavesdrop='true'/><allow own='*'/></policy></busconfig>";

    /// With an unlocked keyring.
    pub(crate) fn unlocked(test: &str, check: impl FnOnce()) {
        run("unlocked", test, bare_bus, || {
            restart();
            check();
            stop();
        });
    }

    /// With a bus and no keyring on it.
    pub(crate) fn without_service(test: &str, check: impl FnOnce()) {
        run("without-service", test, bare_bus, check);
    }

    /// Without a bus.
    pub(crate) fn without_bus(test: &str, check: impl FnOnce()) {
        let bus = |folder: &std::path::Path| {
            let mut command = Command::new(std::env::current_exe().expect("this test"));
            let address = format!("unix:path={}", folder.join("none").display());
            command.env("DBUS_SESSION_BUS_ADDRESS", address);
            command
        };
        run("without-bus", test, bus, check);
    }

    /// With a bus that takes every connection and never answers.
    pub(crate) fn hung(test: &str, check: impl FnOnce()) {
        let mut listener = None;
        let bus = |folder: &std::path::Path| {
            let path = folder.join("bus");
            listener = Some(UnixListener::bind(&path).expect("a socket"));
            let mut command = Command::new(std::env::current_exe().expect("this test"));
            command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", path.display()));
            command
        };
        run("hung", test, bus, check);
    }

    fn bare_bus(folder: &std::path::Path) -> Command {
        let config = folder.join("bus.conf");
        std::fs::write(&config, BARE_BUS).expect("a writable folder");
        let mut command = Command::new("dbus-run-session");
        command.arg(format!("--config-file={}", config.display())).arg("--");
        command.arg(std::env::current_exe().expect("this test"));
        command
    }

    /// Runs the test `test` in another process, and there `check` alone.
    fn run(
        kind: &str,
        test: &str,
        command: impl FnOnce(&std::path::Path) -> Command,
        check: impl FnOnce(),
    ) {
        match std::env::var(INSIDE) {
            Ok(inside) if inside == kind => return check(),
            Ok(_) => return,
            Err(_) => (),
        }
        let folder = tempfile::tempdir().expect("a folder");
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(folder.path(), private).expect("our folder");
        let output = command(folder.path())
            .args(["--exact", test, "--nocapture"])
            .env(INSIDE, kind)
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .env_remove("XDG_DATA_HOME")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .output()
            .expect("dbus-run-session and this test");
        let out = String::from_utf8_lossy(&output.stdout);
        let err = String::from_utf8_lossy(&output.stderr);

        assert!(output.status.success(), "in the session {kind}:\n{out}\n{err}");
        assert!(out.contains("1 passed"), "the test {test} ran in the session:\n{out}");
    }

    /// Starts a keyring in the place of the former one, and unlocks it.
    pub(crate) fn restart() {
        stop();
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets", "--unlock"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon");
        let mut input = daemon.stdin.take().expect("its input");
        input.write_all(PASSWORD.as_bytes()).expect("it reads the password");
        drop(input);
        *DAEMON.lock().expect("one test only") = Some(daemon);
        // The name appears on the bus a moment after the daemon does.
        for _ in 0..500 {
            if SecretService::connect(EncryptionType::Dh).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("gnome-keyring-daemon does not answer");
    }

    /// Locks the keyring.
    pub(crate) fn lock() {
        let service = SecretService::connect(EncryptionType::Dh).expect("a keyring");
        let collection = service.get_default_collection().expect("a collection");
        collection.lock().expect("it can be locked");
    }

    /// Returns the labels of what is kept in a namespace.
    pub(crate) fn labels(namespace: &str) -> Vec<String> {
        let service = SecretService::connect(EncryptionType::Dh).expect("a keyring");
        let found =
            service.search_items(HashMap::from([("service", namespace)])).expect("a search");
        found.unlocked.iter().map(|it| it.get_label().expect("a label")).collect()
    }

    static DAEMON: std::sync::Mutex<Option<std::process::Child>> = std::sync::Mutex::new(None);

    /// Ends the keyring that [`restart`] started.
    fn stop() {
        if let Some(mut daemon) = DAEMON.lock().expect("one test only").take() {
            daemon.kill().expect("our daemon");
            daemon.wait().expect("our daemon");
        }
    }
}
