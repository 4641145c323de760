//! What the page can call: every command by its name, each with a permission of its own. Each answers
//! with what is to be seen then.
//!
//! One function takes them all: what Tauri's macro would generate for each is about 10 kB of the
//! program. Tauri has looked at the permission before.

use koshin_app::session::{Command, NewServer, Session, TypedPassword};
use koshin_app::view::View;
use koshin_core::secret::SecretString;
use koshin_core::{Code, Problem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};
use tauri::{Manager as _, Wry};
use zeroize::Zeroizing;

use crate::told::Told;

/// Takes a call of the page; `false` where no command has that name.
pub(crate) fn handle(invoke: Invoke<Wry>) -> bool {
    let Invoke { message, resolver, .. } = invoke;
    match command(message.command(), message.payload()) {
        Ok(Call::Ready) => {
            // It may have been closed meanwhile.
            let _ = message.webview_ref().window().show();
            resolver.resolve(());
        }
        Ok(Call::NextView) => {
            let told = message.webview_ref().state::<Told<View>>().inner().clone();
            resolver.respond_async(async move { told.next().await.map_err(InvokeError::from) });
        }
        Ok(Call::Session(command)) => {
            let session = message.webview_ref().state::<Session>().inner().clone();
            resolver.respond_async(async move {
                session.send(*command).await.map_err(InvokeError::from)
            });
        }
        Ok(Call::Nobody) => return false,
        Err(problem) => resolver.reject(problem),
    }

    true
}

/// What a call of the page is for.
enum Call {
    /// The page is drawn: the window is to be shown.
    Ready,
    /// What is to be seen once it is no longer what the page was told last.
    NextView,
    /// The session.
    Session(Box<Command>),
    /// No command has this name.
    Nobody,
}

/// Reads a call of the page.
fn command(name: &str, body: &InvokeBody) -> Result<Call, Problem> {
    let command = match name {
        "ready" => return Ok(Call::Ready),
        "next_view" => return Ok(Call::NextView),
        "abandon" => Command::Abandon,
        "accept_location" => Command::AcceptLocation(argument(body, "name")?),
        "add_server" => Command::AddServer(Box::new(secret_body::<NewServer>(body)?)),
        "answer" => Command::Answer(secret_body::<Typed>(body)?.answer),
        "ask_again" => Command::AskAgain,
        "begin" => Command::Begin,
        "cancel" => Command::Cancel,
        "change_server" => Command::ChangeServer {
            server: argument(body, "server")?,
            form: Box::new(argument(body, "form")?),
        },
        "choose_apple_id" => Command::ChooseAppleId {
            choice: argument(body, "choice")?,
            other: argument(body, "other")?,
        },
        "choose_file" => Command::ChooseFile,
        "choose_license" => Command::ChooseLicense {
            server: argument(body, "server")?,
            license: argument(body, "license")?,
        },
        "confirm_unseen" => Command::ConfirmUnseen,
        "discard" => Command::Discard(argument(body, "renewal")?),
        "drop_file" => Command::DropFile,
        "edit_server" => Command::EditServer(argument(body, "server")?),
        "export_handover" => Command::ExportHandover,
        "export_support" => Command::ExportSupport,
        "forget_secret" => Command::ForgetSecret(argument(body, "server")?),
        "go_back" => Command::GoBack(argument(body, "step")?),
        "go_by_hand" => Command::GoByHand,
        "go_by_koshin" => Command::GoByKoshin,
        "import_handover" => Command::ImportHandover,
        "leave" => Command::Leave,
        "offer_last_file" => Command::OfferLastFile,
        "open_link" => Command::OpenLink(argument(body, "place")?),
        "open_page" => Command::OpenPage(argument(body, "page")?),
        "open_record" => Command::OpenRecord(argument(body, "record")?),
        "read_again" => Command::ReadAgain,
        "read_server" => Command::ReadServer(argument(body, "server")?),
        "remove_server" => Command::RemoveServer(argument(body, "server")?),
        "resume" => Command::Resume(argument(body, "renewal")?),
        "save" => Command::Save { revision: argument(body, "revision")? },
        "saved_by_hand" => Command::SavedByHand(argument(body, "shown")?),
        "set_language" => Command::SetLanguage(argument(body, "language")?),
        "set_person" => Command::SetPerson(argument(body, "name")?),
        "set_theme" => Command::SetTheme(argument(body, "theme")?),
        "set_warn_days" => Command::SetWarnDays(argument(body, "days")?),
        "start_by_hand" => Command::StartByHand { server: argument(body, "server")? },
        "start_practice" => Command::StartPractice(argument(body, "scenario")?),
        "stop_practice" => Command::StopPractice,
        "submit_password" => Command::SubmitPassword(Box::new(secret_body::<TypedPassword>(body)?)),
        "tell_license" => Command::TellLicense(argument(body, "told")?),
        "test_server" => Command::TestServer(argument(body, "server")?),
        "token_fetched" => Command::TokenFetched,
        "type_text" => {
            Command::TypeText { field: argument(body, "field")?, value: argument(body, "value")? }
        }
        "use_once" => Command::UseOnce,
        "use_token" => Command::UseToken,
        "view" => Command::View,
        "write_notes" => Command::WriteNotes {
            account_name: argument(body, "accountName")?,
            notes: argument(body, "notes")?,
        },
        _ => return Ok(Call::Nobody),
    };

    Ok(Call::Session(Box::new(command)))
}

/// Reads one argument; one that is not there counts as null.
fn argument<T: DeserializeOwned>(body: &InvokeBody, name: &str) -> Result<T, Problem> {
    let InvokeBody::Json(values) = body else {
        return Err(Problem::new(Code::Internal).detail(format!("{name} came as bytes")));
    };
    let value = values.get(name).cloned().unwrap_or_default();
    // The error would show what the person typed.
    serde_json::from_value(value).map_err(|_| {
        Problem::new(Code::Internal).detail(format!("the argument {name} is not as expected"))
    })
}

#[derive(Deserialize)]
struct Typed {
    answer: SecretString,
}

/// Reads a body that holds a secret, and wipes it.
fn secret_body<T: DeserializeOwned>(body: &InvokeBody) -> Result<T, Problem> {
    let InvokeBody::Raw(bytes) = body else {
        return Err(Problem::new(Code::Internal).detail("a secret did not come as bytes"));
    };
    let bytes = Zeroizing::new(bytes.clone());
    // The error would name parts of the body.
    serde_json::from_slice(&bytes)
        .map_err(|_| Problem::new(Code::Internal).detail("a secret's form is not as expected"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(name: &str, arguments: Value) -> Result<Call, Problem> {
        command(name, &InvokeBody::Json(arguments))
    }

    #[test]
    fn a_call_becomes_what_its_arguments_say() {
        let notes = read("write_notes", json!({ "accountName": "本社", "notes": "総務課" }));
        let language = read("set_language", json!({ "language": null }));

        let Ok(Call::Session(notes)) = notes else { panic!("it is a command of the session") };
        let Command::WriteNotes { account_name, notes } = *notes else { panic!("and this one") };
        assert_eq!([account_name, notes], ["本社", "総務課"]);
        let Ok(Call::Session(language)) = language else { panic!("it is one, too") };
        assert!(matches!(*language, Command::SetLanguage(None)), "none follows the system");
    }

    #[test]
    fn an_argument_that_is_missing_or_of_another_kind_is_refused_without_its_value() {
        for arguments in [json!({}), json!({ "days": "秘密" }), json!({ "days": null })] {
            let Err(problem) = read("set_warn_days", arguments) else { panic!("it has no days") };

            assert_eq!(problem.code, Code::Internal);
            assert_eq!(problem.detail, "the argument days is not as expected");
        }
    }

    #[test]
    fn a_secret_comes_as_bytes_only() {
        let typed = json!({ "answer": "000000" });
        let bytes = InvokeBody::Raw(typed.to_string().into_bytes());

        assert!(read("answer", typed).is_err(), "not among values that are copied");
        assert!(matches!(command("answer", &bytes), Ok(Call::Session(_))));
        let broken = command("answer", &InvokeBody::Raw(b"{\"answer\": 000".to_vec()));
        let Err(problem) = broken else { panic!("it is not whole") };
        assert_eq!(problem.detail, "a secret's form is not as expected");
    }

    #[test]
    fn a_name_of_nobody_is_left_to_nobody() {
        assert!(matches!(read("unknown", json!({})), Ok(Call::Nobody)));
    }
}
