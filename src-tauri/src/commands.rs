//! What the page can call: one command each, each with a permission of its own. Each returns what is to
//! be seen then.

use koshin_app::session::{
    AppleIdChoice, Command, Field, Link, NewServer, Place, Session, TypedPassword,
};
use koshin_app::view::{Language, ServerForm, Theme, Told, View};
use koshin_core::renewal::Step;
use koshin_core::secret::SecretString;
use koshin_core::{Code, Problem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tauri::ipc::{Invoke, InvokeBody, Request};
use tauri::{State, WebviewWindow, Wry};
use zeroize::Zeroizing;

type Answer = Result<View, Problem>;

/// Returns the handler of every command.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        abandon,
        accept_location,
        add_server,
        answer,
        ask_again,
        begin,
        cancel,
        choose_apple_id,
        choose_file,
        choose_license,
        confirm_unseen,
        change_server,
        discard,
        edit_server,
        export_handover,
        export_support,
        forget_secret,
        go_back,
        go_by_hand,
        go_by_koshin,
        import_handover,
        leave,
        offer_last_file,
        open_link,
        open_page,
        open_record,
        read_again,
        read_server,
        ready,
        remove_server,
        resume,
        save,
        saved_by_hand,
        set_language,
        set_person,
        set_theme,
        set_warn_days,
        start_by_hand,
        start_practice,
        stop_practice,
        submit_password,
        tell_license,
        test_server,
        token_fetched,
        type_text,
        use_once,
        use_token,
        view,
        write_notes,
    ]
}

/// The page is drawn: shows the window.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "a command takes its window so")]
fn ready(window: WebviewWindow) {
    // It may have been closed meanwhile.
    let _ = window.show();
}

/// Reads a body that holds a secret, and wipes it.
fn secret_body<T: DeserializeOwned>(request: &Request<'_>) -> Result<T, Problem> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Problem::new(Code::Internal).detail("a secret did not come as bytes"));
    };
    let bytes = Zeroizing::new(bytes.clone());
    // The error would name parts of the body.
    serde_json::from_slice(&bytes)
        .map_err(|_| Problem::new(Code::Internal).detail("a secret's form is not as expected"))
}

#[derive(Deserialize)]
struct Typed {
    answer: SecretString,
}

/// Answers the server's question; the body is JSON.
#[tauri::command]
async fn answer(session: State<'_, Session>, request: Request<'_>) -> Answer {
    let Typed { answer } = secret_body(&request)?;

    session.send(Command::Answer(answer)).await
}

/// Registers a server; the body is JSON with its password.
#[tauri::command]
async fn add_server(session: State<'_, Session>, request: Request<'_>) -> Answer {
    let typed: NewServer = secret_body(&request)?;

    session.send(Command::AddServer(Box::new(typed))).await
}

/// Takes a password; the body is JSON.
#[tauri::command]
async fn submit_password(session: State<'_, Session>, request: Request<'_>) -> Answer {
    let typed: TypedPassword = secret_body(&request)?;

    session.send(Command::SubmitPassword(Box::new(typed))).await
}

/// The present view.
#[tauri::command]
async fn view(session: State<'_, Session>) -> Answer {
    session.send(Command::View).await
}

/// Opens another page.
#[tauri::command]
async fn open_page(session: State<'_, Session>, page: Place) -> Answer {
    session.send(Command::OpenPage(page)).await
}

/// Chooses a language; none follows the system.
#[tauri::command]
async fn set_language(session: State<'_, Session>, language: Option<Language>) -> Answer {
    session.send(Command::SetLanguage(language)).await
}

/// Chooses a theme.
#[tauri::command]
async fn set_theme(session: State<'_, Session>, theme: Theme) -> Answer {
    session.send(Command::SetTheme(theme)).await
}

/// Chooses from how many days on a license is urgent.
#[tauri::command]
async fn set_warn_days(session: State<'_, Session>, days: i64) -> Answer {
    session.send(Command::SetWarnDays(days)).await
}

/// Takes who renews, for the records.
#[tauri::command]
async fn set_person(session: State<'_, Session>, name: String) -> Answer {
    session.send(Command::SetPerson(name)).await
}

/// Opens the form of a registered server.
#[tauri::command]
async fn edit_server(session: State<'_, Session>, server: String) -> Answer {
    session.send(Command::EditServer(server)).await
}

/// Changes a registered server.
#[tauri::command]
async fn change_server(session: State<'_, Session>, server: String, form: ServerForm) -> Answer {
    session.send(Command::ChangeServer { server, form: Box::new(form) }).await
}

/// Forgets a server.
#[tauri::command]
async fn remove_server(session: State<'_, Session>, server: String) -> Answer {
    session.send(Command::RemoveServer(server)).await
}

/// Forgets a server's password.
#[tauri::command]
async fn forget_secret(session: State<'_, Session>, server: String) -> Answer {
    session.send(Command::ForgetSecret(server)).await
}

/// Rehearses a renewal.
#[tauri::command]
async fn test_server(session: State<'_, Session>, server: String) -> Answer {
    session.send(Command::TestServer(server)).await
}

/// Uses the typed password for this time only.
#[tauri::command]
async fn use_once(session: State<'_, Session>) -> Answer {
    session.send(Command::UseOnce).await
}

/// Reads the licenses of a server.
#[tauri::command]
async fn read_server(session: State<'_, Session>, server: String) -> Answer {
    session.send(Command::ReadServer(server)).await
}

/// Opens step 1 for a license.
#[tauri::command]
async fn choose_license(session: State<'_, Session>, server: String, license: String) -> Answer {
    session.send(Command::ChooseLicense { server, license }).await
}

/// Opens step 1 in the browser, for a registered server or without one.
#[tauri::command]
async fn start_by_hand(session: State<'_, Session>, server: Option<String>) -> Answer {
    session.send(Command::StartByHand { server }).await
}

/// Takes what the person tells of a license.
#[tauri::command]
async fn tell_license(session: State<'_, Session>, told: Told) -> Answer {
    session.send(Command::TellLicense(told)).await
}

/// Takes which Apple ID will be used.
#[tauri::command]
async fn choose_apple_id(
    session: State<'_, Session>,
    choice: AppleIdChoice,
    other: String,
) -> Answer {
    session.send(Command::ChooseAppleId { choice, other }).await
}

/// Ends step 1.
#[tauri::command]
async fn begin(session: State<'_, Session>) -> Answer {
    session.send(Command::Begin).await
}

/// Opens something outside, from a fixed table.
#[tauri::command]
async fn open_link(session: State<'_, Session>, place: Link) -> Answer {
    session.send(Command::OpenLink(place)).await
}

/// Ends step 2.
#[tauri::command]
async fn token_fetched(session: State<'_, Session>) -> Answer {
    session.send(Command::TokenFetched).await
}

/// Chooses and examines the token file.
#[tauri::command]
async fn choose_file(session: State<'_, Session>) -> Answer {
    session.send(Command::ChooseFile).await
}

/// Asks Apple about the chosen file once more.
#[tauri::command]
async fn ask_again(session: State<'_, Session>) -> Answer {
    session.send(Command::AskAgain).await
}

/// Offers last year's token file.
#[tauri::command]
async fn offer_last_file(session: State<'_, Session>) -> Answer {
    session.send(Command::OfferLastFile).await
}

/// Confirms or overrides by the location's name.
#[tauri::command]
async fn accept_location(session: State<'_, Session>, name: String) -> Answer {
    session.send(Command::AcceptLocation(name)).await
}

/// Confirms without Apple's answer.
#[tauri::command]
async fn confirm_unseen(session: State<'_, Session>) -> Answer {
    session.send(Command::ConfirmUnseen).await
}

/// Keeps a text while it is typed.
#[tauri::command]
async fn type_text(session: State<'_, Session>, field: Field, value: String) -> Answer {
    session.send(Command::TypeText { field, value }).await
}

/// Ends step 3.
#[tauri::command]
async fn use_token(session: State<'_, Session>) -> Answer {
    session.send(Command::UseToken).await
}

/// Ends step 4.
#[tauri::command]
async fn write_notes(session: State<'_, Session>, account_name: String, notes: String) -> Answer {
    session.send(Command::WriteNotes { account_name, notes }).await
}

/// Saves what the person looked at.
#[tauri::command]
async fn save(session: State<'_, Session>, revision: u64) -> Answer {
    session.send(Command::Save { revision }).await
}

/// Goes on in the browser.
#[tauri::command]
async fn go_by_hand(session: State<'_, Session>) -> Answer {
    session.send(Command::GoByHand).await
}

/// Lets Koshin save after all.
#[tauri::command]
async fn go_by_koshin(session: State<'_, Session>) -> Answer {
    session.send(Command::GoByKoshin).await
}

/// Takes the expiry that the site shows.
#[tauri::command]
async fn saved_by_hand(session: State<'_, Session>, shown: String) -> Answer {
    session.send(Command::SavedByHand(shown)).await
}

/// Reads the server again.
#[tauri::command]
async fn read_again(session: State<'_, Session>) -> Answer {
    session.send(Command::ReadAgain).await
}

/// Goes back to a step.
#[tauri::command]
async fn go_back(session: State<'_, Session>, step: Step) -> Answer {
    session.send(Command::GoBack(step)).await
}

/// Leaves the renewal, to be continued later.
#[tauri::command]
async fn leave(session: State<'_, Session>) -> Answer {
    session.send(Command::Leave).await
}

/// Gives the renewal up.
#[tauri::command]
async fn abandon(session: State<'_, Session>) -> Answer {
    session.send(Command::Abandon).await
}

/// Continues a renewal that was left.
#[tauri::command]
async fn resume(session: State<'_, Session>, renewal: String) -> Answer {
    session.send(Command::Resume(renewal)).await
}

/// Discards a renewal that was left.
#[tauri::command]
async fn discard(session: State<'_, Session>, renewal: String) -> Answer {
    session.send(Command::Discard(renewal)).await
}

/// Cancels the job.
#[tauri::command]
async fn cancel(session: State<'_, Session>) -> Answer {
    session.send(Command::Cancel).await
}

/// Starts practice.
#[tauri::command]
async fn start_practice(session: State<'_, Session>, scenario: String) -> Answer {
    session.send(Command::StartPractice(scenario)).await
}

/// Ends practice.
#[tauri::command]
async fn stop_practice(session: State<'_, Session>) -> Answer {
    session.send(Command::StopPractice).await
}

/// Writes the support file.
#[tauri::command]
async fn export_support(session: State<'_, Session>) -> Answer {
    session.send(Command::ExportSupport).await
}

/// Writes the hand-over file.
#[tauri::command]
async fn export_handover(session: State<'_, Session>) -> Answer {
    session.send(Command::ExportHandover).await
}

/// Reads a hand-over file.
#[tauri::command]
async fn import_handover(session: State<'_, Session>) -> Answer {
    session.send(Command::ImportHandover).await
}

/// Opens a record.
#[tauri::command]
async fn open_record(session: State<'_, Session>, record: String) -> Answer {
    session.send(Command::OpenRecord(record)).await
}
