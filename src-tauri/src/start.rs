//! Wires the ports to the machine and opens the window.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use koshin_app::ports::{Ports, account_name};
use koshin_app::session::{Session, World};
use koshin_app::view::{Language, View};
use koshin_app::words::Words;
use koshin_core::Problem;
use koshin_remote::clock::{Clock, SystemClock};
use koshin_store::{Places, Vault};
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager as _, RunEvent, WebviewWindowBuilder};

use crate::desk::NativeDesk;
use crate::single::Listener;
use crate::told::Told;
use crate::{commands, harden, log, single};

/// After this the window is shown even where the page has not said that it is drawn.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(2500);

/// Runs Koshin until its window closes.
#[must_use]
pub fn run() -> ExitCode {
    harden::process(complain);
    let places = match Places::of_this_person() {
        Ok(places) => places,
        Err(error) => return refuse(&error.into()),
    };
    let file = single::file_of_this_start();
    let handed_over = tauri::async_runtime::block_on(single::hand_over(&places, file.as_deref()));
    let Some(listener) = handed_over else { return ExitCode::SUCCESS };
    #[cfg(target_os = "linux")]
    if gtk::init().is_err() {
        complain(&in_words(&koshin_core::Code::NoDisplay.into()));
        return ExitCode::FAILURE;
    }
    let world = match open_world(places) {
        Ok(world) => world,
        Err(problem) => return refuse(&problem),
    };
    let built = tauri::Builder::default()
        .setup(|app| set_up(app, world, file, listener).map_err(Into::into))
        .invoke_handler(commands::handle)
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            let code = app.run_return(|app, event| match event {
                RunEvent::Exit => settle(app),
                #[cfg(target_os = "macos")]
                RunEvent::Opened { urls } => {
                    let app = app.clone();
                    let file = urls.iter().find_map(|it| it.to_file_path().ok());
                    tauri::async_runtime::spawn(async move { single::open(&app, file).await });
                }
                _ => (),
            });
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            // There is no window to say it in.
            complain(&format!("koshin: the window could not be opened: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Lets what was typed last reach the disk.
fn settle(app: &AppHandle) {
    let session = app.state::<Session>();
    if let Err(problem) = tauri::async_runtime::block_on(session.settle()) {
        complain(&in_words(&problem));
    }
}

/// A problem in the system's language, for standard error and a dialog.
fn in_words(problem: &Problem) -> String {
    let told = Words::of(system_language()).problem(problem);
    format!("{}\n{}\n{}\n({})", told.what, told.why, told.cure, problem.code)
}

/// Says on standard error what cannot be said in a window.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
fn complain(text: &str) {
    eprintln!("{text}");
}

/// Ends before a window exists, saying why in a dialog and on standard error.
fn refuse(problem: &Problem) -> ExitCode {
    let text = in_words(problem);
    complain(&text);
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("Koshin")
        .set_description(text)
        .show();
    ExitCode::FAILURE
}

fn open_world(places: Places) -> Result<World, Problem> {
    log::start(&places);
    let vault = Vault::of_system(&places);
    let apple = std::env::var("KOSHIN_APPLE_URL").ok().filter(|it| !it.is_empty());
    // Read from where only an administrator writes; nothing of this process leads it elsewhere.
    Ok(World::real(places, vault, apple.as_deref())?.under(koshin_app::policy::in_force()))
}

fn set_up(
    app: &mut App,
    world: World,
    file: Option<PathBuf>,
    listener: Listener,
) -> anyhow::Result<()> {
    let session = tauri::async_runtime::block_on(async { start_session(world) });
    let mut views = session.views();
    app.manage(session);
    let first = first_view(app, &views.borrow_and_update())?;
    app.manage(Told::new(views));
    open_window(app, first)?;
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        if file.is_some() {
            single::open(&handle, file).await;
        }
        listener.run(handle).await;
    });
    Ok(())
}

fn start_session(world: World) -> Session {
    let ports = Ports {
        clock: clock(),
        desk: Arc::new(NativeDesk),
        system_language: system_language(),
        account: account_name(),
    };
    Session::start(ports, world)
}

fn clock() -> Arc<dyn Clock> {
    #[cfg(feature = "e2e")]
    if let Some(clock) = crate::test_clock::wanted() {
        return clock;
    }
    Arc::new(SystemClock)
}

/// Japanese on a Japanese system, else English.
fn system_language() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.to_lowercase().starts_with("ja") => Language::Ja,
        Some(_) => Language::En,
        // Nothing to go by: the manual is Japanese.
        None => Language::Ja,
    }
}

/// Forms what comes along with the page: the first view, the labels of its language and the name of
/// the system, so that the page need not ask for them before it draws.
fn first_view(app: &App, view: &View) -> anyhow::Result<String> {
    let file = format!("locales/{}.json", koshin_app::words::word(&view.language));
    let labels = app.asset_resolver().get(file).ok_or_else(|| anyhow::anyhow!("no labels"))?;
    let labels = String::from_utf8(labels.bytes)?;
    let view = serde_json::to_string(view)?;
    let system = std::env::consts::OS;

    Ok(format!("window.koshinFirst = {{ view: {view}, labels: {labels}, system: {system:?} }}"))
}

fn open_window(app: &App, first: String) -> anyhow::Result<()> {
    let config = app.config().app.windows.first().cloned();
    let config = config.ok_or_else(|| anyhow::anyhow!("no window is configured"))?;
    let window = WebviewWindowBuilder::from_config(app.handle(), &config)?
        .initialization_script(first)
        // The page never leaves its own files, and opens nothing by itself.
        .on_navigation(|url| {
            url.scheme() == "tauri"
                || (url.scheme() == "http" || url.scheme() == "https")
                    && url.host_str() == Some("tauri.localhost")
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_document_title_changed(|window, title| {
            // Progress stands in the window's title, for screen readers and the task bar.
            let _ = window.set_title(&title);
        })
        .build()?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        // It may have been closed meanwhile.
        let _ = window.show();
    });
    Ok(())
}
