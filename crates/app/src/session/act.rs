//! From what the page asks for to who does it.

use koshin_core::{Code, Problem};

use super::command::{Command, Place};
use super::state::{PageState, State};
use crate::view::{ServerForm, Theme};

/// The longest name of a person that is kept, in characters.
const LONGEST_NAME: usize = 100;

impl State {
    /// Does what the page asks for. What goes wrong is shown until the next thing is asked for.
    pub(crate) fn take(&mut self, command: Command) {
        // Looking and typing are not doing: the problem stays in sight.
        let is_quiet = matches!(
            command,
            Command::View
                | Command::TypeText { .. }
                | Command::SetLanguage(_)
                | Command::SetTheme(_)
                | Command::OpenFile(_)
        );
        if !is_quiet {
            self.problem = None;
            self.notice = None;
        }
        let may_act = is_quiet
            || !self.is_saving()
            || matches!(command, Command::Cancel | Command::Answer(_));
        let done = if may_act { self.act(command) } else { Err(Code::NotNow.into()) };
        if let Err(problem) = done {
            self.problem = Some(problem);
        }
        self.use_opened_file();
    }

    fn act(&mut self, command: Command) -> Result<(), Problem> {
        match command {
            Command::View => Ok(()),
            Command::OpenPage(place) => {
                self.open_page(place);
                Ok(())
            }
            Command::SetLanguage(language) => self.set_language(language),
            Command::SetTheme(theme) => self.set_theme(theme),
            Command::SetWarnDays(days) => self.set_warn_days(days),
            Command::SetPerson(name) => self.set_person(&name),
            Command::AddServer(new) => self.add_server(*new),
            Command::EditServer(server) => self.edit_server(&server),
            Command::ChangeServer { server, form } => self.change_server(&server, &form),
            Command::RemoveServer(server) => self.remove_server(&server),
            Command::ForgetSecret(server) => self.forget_secret(server),
            Command::TestServer(server) => self.test_server(server),
            Command::SubmitPassword(typed) => self.submit_password(*typed),
            Command::UseOnce => self.use_once(),
            Command::ReadServer(server) => self.read_server(server),
            Command::ChooseLicense { server, license } => self.choose_license(&server, &license),
            Command::StartByHand { server } => self.start_by_hand(server),
            Command::TellLicense(told) => self.tell_license(told),
            Command::ChooseAppleId { choice, other } => self.choose_apple_id(choice, other),
            Command::Begin => self.begin(),
            Command::OpenLink(link) => self.open_link(link),
            Command::TokenFetched => self.token_fetched(),
            Command::ChooseFile => self.choose_file(),
            Command::OpenFile(path) => {
                self.open_file(path);
                Ok(())
            }
            Command::DropFile => {
                self.drop_file();
                Ok(())
            }
            Command::AskAgain => self.ask_again(),
            Command::OfferLastFile => self.offer_last_file(),
            Command::AcceptLocation(name) => self.accept_location(name),
            Command::ConfirmUnseen => self.confirm_unseen(),
            Command::TypeText { field, value } => self.type_text(field, value),
            Command::UseToken => self.use_token(),
            Command::WriteNotes { account_name, notes } => self.write_notes(account_name, notes),
            Command::Save { revision } => self.save(revision),
            // Whatever may not be saved from here is not led to in the browser either.
            Command::GoByHand => self.permit().and_then(|_| self.go_by_hand()),
            Command::GoByKoshin => self.go_by_koshin(),
            Command::SavedByHand(shown) => self.saved_by_hand(&shown),
            Command::ReadAgain => self.read_anew(),
            Command::GoBack(step) => self.go_back(step),
            Command::Leave => {
                self.leave();
                Ok(())
            }
            Command::Abandon => self.abandon(),
            Command::Resume(id) => self.resume(&id),
            Command::Discard(id) => self.discard(&id),
            Command::Cancel => {
                self.cancel();
                self.changed();
                Ok(())
            }
            Command::Answer(answer) => self.answer(answer),
            Command::StartPractice(scenario) => self.start_practice(&scenario),
            Command::StopPractice => self.stop_practice(),
            Command::ExportSupport => self.export_support(),
            // What is practiced must not get into the real world, nor the other way round.
            Command::ExportHandover | Command::ImportHandover if self.real.is_some() => {
                Err(Code::NotNow.into())
            }
            Command::ExportHandover => {
                self.export_handover();
                Ok(())
            }
            Command::ImportHandover => {
                self.import_handover();
                Ok(())
            }
            Command::OpenRecord(id) => self.open_record(id),
        }
    }

    fn open_page(&mut self, place: Place) {
        self.park_walk();
        self.page = match place {
            Place::Welcome => PageState::Welcome,
            Place::Home => PageState::Home,
            Place::AddServer => {
                let kind = koshin_remote::connector::Kind::Site.as_str().to_owned();
                PageState::AddServer(ServerForm { kind, ..ServerForm::default() })
            }
            Place::History => PageState::History,
            Place::Settings => PageState::Settings,
            Place::About => PageState::About,
        };
        self.changed();
    }

    fn set_theme(&mut self, theme: Theme) -> Result<(), Problem> {
        self.change_settings(|it| {
            it.theme = match theme {
                Theme::System => koshin_store::settings::Theme::System,
                Theme::Light => koshin_store::settings::Theme::Light,
                Theme::Dark => koshin_store::settings::Theme::Dark,
            };
            Ok(())
        })
    }

    fn set_language(&mut self, language: Option<crate::view::Language>) -> Result<(), Problem> {
        if self.world.policy.language.is_some() {
            return Err(self.governs("policy.language"));
        }
        self.change_settings(|it| {
            it.language = language.map(|it| match it {
                crate::view::Language::Ja => koshin_store::settings::Language::Ja,
                crate::view::Language::En => koshin_store::settings::Language::En,
            });
            Ok(())
        })
    }

    fn set_warn_days(&mut self, days: i64) -> Result<(), Problem> {
        if !(1..=180).contains(&days) {
            return Err(Problem::new(Code::InputOutOfRange).with("field", "warnDays"));
        }
        self.change_settings(|it| {
            it.warn_days = days;
            Ok(())
        })
    }

    fn set_person(&mut self, name: &str) -> Result<(), Problem> {
        let name = name.trim();
        if name.chars().count() > LONGEST_NAME {
            return Err(Problem::new(Code::InputTooLong)
                .with("field", "person")
                .with("max", LONGEST_NAME.to_string()));
        }
        // The name of the account is the usual one, also once the account has another.
        let name = Some(name.to_owned()).filter(|it| Some(it) != self.ports.account.as_ref());
        self.change_settings(|it| {
            it.person = name;
            Ok(())
        })
    }

    fn open_record(&mut self, id: String) -> Result<(), Problem> {
        if self.history.record(&id).is_none() {
            return Err(Code::NotNow.into());
        }
        self.park_walk();
        self.page = PageState::Record(id);
        self.changed();
        Ok(())
    }

    fn answer(&mut self, answer: koshin_core::secret::SecretString) -> Result<(), Problem> {
        let question = self.job.as_mut().and_then(|it| it.question.take());
        let (_, reply) = question.ok_or_else(|| Problem::new(Code::NotNow))?;
        // The job may have ended meanwhile.
        let _ = reply.send(Some(answer));
        Ok(())
    }
}
