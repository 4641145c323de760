//! A private session: an own display, session bus, unlocked keyring and home folder.
//!
//! Nothing of the person's session is seen from inside, and nothing is left of it afterwards. The
//! bus starts no services by itself, so there is no desktop portal: one that cannot start would
//! hold up every GTK window for 25 seconds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::held::{self, Held};
use crate::shell;

/// The variables that a program inside does not get from outside: the person's session, and the
/// network's proxy, which is not for servers on 127.0.0.1.
const NOT_INHERITED: &[&str] = &[
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_CURRENT_DESKTOP",
    "XDG_SESSION_TYPE",
    "GNOME_KEYRING_CONTROL",
    "SSH_AUTH_SOCK",
    "DBUS_STARTER_ADDRESS",
    "DBUS_STARTER_BUS_TYPE",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
];

/// The session; ended when dropped, the parts in the order in which they stand here.
#[derive(Debug)]
pub(crate) struct Session {
    keyring: Held,
    bus: Held,
    _display: Held,
    environment: Environment,
    folder: Folder,
}

type Environment = Vec<(&'static str, String)>;

impl Session {
    /// Opens a session with everything that a window with secrets needs.
    pub(crate) fn open() -> Result<Self> {
        let folder = Folder::new()?;
        let mut environment = folder.environment()?;
        let mut parts = || -> Result<_> {
            let (display, number) = start_display(&folder)?;
            environment.push(("DISPLAY", format!(":{number}")));
            let (bus, address) = start_bus(&folder, &environment)?;
            environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
            let keyring = start_keyring(&folder, &environment)?;

            Ok((keyring, bus, display))
        };
        let (keyring, bus, display) = parts().with_context(|| folder.log())?;

        Ok(Self { keyring, bus, _display: display, environment, folder })
    }

    /// Runs a command inside, shows it, and fails when it fails.
    pub(crate) fn run(&self, command: &Command) -> Result<()> {
        let inside = with(command, &self.environment);

        shell::run_as(&mut held::tied(&inside), &shell::shown(&inside))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let parts = [self.keyring.id(), self.bus.id()];
        for (id, name) in self.folder.processes().into_iter().filter(|it| !parts.contains(&it.0)) {
            held::end(id, "TERM");
            println!("ended {name} ({id}), which was left running");
        }
    }
}

fn with(command: &Command, environment: &[(&'static str, String)]) -> Command {
    let mut inside = Command::new(command.get_program());
    inside.args(command.get_args());
    for name in NOT_INHERITED {
        inside.env_remove(name);
    }
    inside.envs(environment.iter().map(|(name, value)| (name, value)));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => inside.env(name, value),
            None => inside.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        inside.current_dir(folder);
    }

    inside
}

fn start_display(folder: &Folder) -> Result<(Held, String)> {
    let mut command = Command::new("Xvfb");
    command.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1600x1200x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]);
    let mut display = Held::start(&command, &folder.log_file())?;
    let number = display.first_line(Duration::from_secs(20))?;

    Ok((display, number))
}

fn start_bus(folder: &Folder, environment: &[(&'static str, String)]) -> Result<(Held, String)> {
    let socket = folder.path.join("run/bus");
    let settings = folder.path.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        socket.display()
    );
    fs::write(&settings, text).context("the bus's settings cannot be written")?;
    let mut command = Command::new("dbus-daemon");
    command.args(["--nofork", "--nosyslog", "--print-address=1"]);
    command.arg(format!("--config-file={}", settings.display()));
    let mut bus = Held::start(&with(&command, environment), &folder.log_file())?;
    let address = bus.first_line(Duration::from_secs(20))?;

    Ok((bus, address))
}

/// Starts a keyring whose collection "login" is new, unlocked, and the default.
fn start_keyring(folder: &Folder, environment: &[(&'static str, String)]) -> Result<Held> {
    let program =
        shell::which("gnome-keyring-daemon").context("gnome-keyring-daemon is missing")?;
    // A copy is without the file's capability to lock memory, which a container may refuse to
    // grant: there the original does not even start.
    let copy = folder.path.join("gnome-keyring-daemon");
    fs::copy(&program, &copy).context("gnome-keyring-daemon cannot be copied")?;
    let mut command = Command::new(copy);
    command.args(["--unlock", "--components=secrets", "--foreground"]);
    let mut keyring = Held::start(&with(&command, environment), &folder.log_file())?;
    keyring.tell("practice")?;

    let patience = Instant::now() + Duration::from_secs(20);
    while !can_keep_a_secret(environment)? {
        if let Some(status) = keyring.ended() {
            bail!("gnome-keyring-daemon ended ({status})");
        }
        if Instant::now() > patience {
            bail!("gnome-keyring-daemon does not keep secrets after 20 s");
        }
        std::thread::sleep(Duration::from_millis(20));
    }

    Ok(keyring)
}

/// Keeps a secret and removes it again.
fn can_keep_a_secret(environment: &[(&'static str, String)]) -> Result<bool> {
    let mut store = Command::new("secret-tool");
    store.args(["store", "--label=ready", "koshin-session", "ready"]);
    let mut store = with(&store, environment);
    let mut child = store
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("secret-tool did not start")?;
    if let Some(stdin) = child.stdin.as_mut() {
        use std::io::Write as _;
        let _ = stdin.write_all(b"ready");
    }
    if !child.wait()?.success() {
        return Ok(false);
    }
    let mut clear = Command::new("secret-tool");
    clear.args(["clear", "koshin-session", "ready"]);

    Ok(with(&clear, environment).stdin(Stdio::null()).status()?.success())
}

/// The folder that holds everything of one session; removed when dropped.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Result<Self> {
        for attempt in 0..100 {
            let path =
                std::env::temp_dir().join(format!("koshin-{}-{attempt}", std::process::id()));
            match make_private(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("no folder {}", path.display()));
                }
            }
        }
        bail!("no name is free in {}", std::env::temp_dir().display());
    }

    fn environment(&self) -> Result<Environment> {
        let mut environment = Vec::new();
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("TMPDIR", "tmp"),
        ] {
            let path = self.path.join(folder);
            make_private(&path).with_context(|| format!("no folder {}", path.display()))?;
            environment.push((name, path.to_string_lossy().into_owned()));
        }
        for (name, value) in [
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            ("GDK_BACKEND", "x11"),
            ("NO_AT_BRIDGE", "1"),
            ("LIBGL_ALWAYS_SOFTWARE", "1"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ] {
            environment.push((name, value.to_owned()));
        }
        // Rust's own tools keep to the person's home.
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if let (None, Some(home)) = (std::env::var_os(name), std::env::var_os("HOME")) {
                let path = Path::new(&home).join(folder);
                environment.push((name, path.to_string_lossy().into_owned()));
            }
        }

        Ok(environment)
    }

    /// Returns the file into which the parts of the session write what goes wrong.
    fn log_file(&self) -> PathBuf {
        self.path.join("log")
    }

    fn log(&self) -> String {
        let said = fs::read_to_string(self.log_file()).unwrap_or_default();

        format!("no private session; its parts said: {}", said.trim())
    }

    /// Returns the processes that were started inside this session and are still there.
    fn processes(&self) -> Vec<(u32, String)> {
        let mark = format!("XDG_RUNTIME_DIR={}", self.path.join("run").display());
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        let ours = |id: u32| {
            let environment = fs::read(format!("/proc/{id}/environ")).ok()?;
            let is_ours = environment.split(|it| *it == 0).any(|it| it == mark.as_bytes());
            let name = fs::read_to_string(format!("/proc/{id}/comm")).ok()?;
            is_ours.then(|| (id, name.trim().to_owned()))
        };

        entries
            .filter_map(|it| it.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(ours)
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> std::io::Result<()> {
    fs::create_dir(path)
}
