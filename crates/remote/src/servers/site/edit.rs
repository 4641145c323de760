//! Opening an entry, filling in its form and pressing ［保存］.

use encoding_rs::Encoding;
use koshin_core::secret::ExposeSecret as _;
use koshin_core::words::same_name;
use koshin_core::{CheckedToken, Code, License, Notes, Problem};

use super::Site;
use super::answer::{self, Answer, SAVING};
use super::dates;
use super::encode::{Filled, Value};
use super::form::Kind;
use super::ids;
use super::list::{EDIT_PAGE, Listed, Listing, list_page, way_to};
use super::press::{can_press, sends};
use super::rows::{Row, Sheet};
use super::screen::{At, Press, Screen};
use super::stops;
use super::walk::Stop;
use super::words::{Entry, is_never, words};
use crate::connector::{Ask, ConnectorError, Receipt, Sent, Stage};

/// The fields of an entry's form.
#[derive(Debug, Clone)]
struct Fields {
    upload: At,
    account_name: Option<At>,
    notes: Option<At>,
    save: Press,
}

/// An entry's form as it would be sent.
pub(super) struct FilledIn<'a> {
    upload: At,
    file_name: String,
    file: &'a [u8],
    texts: Vec<Filled<'a>>,
    /// What sends it.
    pub(super) save: Press,
}

impl FilledIn<'_> {
    /// What is put into its fields.
    pub(super) fn filled(&self) -> Vec<Filled<'_>> {
        let value = Value::File { name: &self.file_name, bytes: self.file };
        let label = &words().upload.label;
        let file = Filled { control: self.upload.number, label, value };
        std::iter::once(file).chain(self.texts.iter().copied()).collect()
    }
}

impl Site {
    /// Renews an entry. A form that the sign-in page answered was not taken: it is opened and filled
    /// anew. Once one was sent, nothing that goes wrong later tells that nothing was.
    pub(super) async fn renew_walk(
        &mut self,
        id: &str,
        token: &CheckedToken,
        notes: &Notes,
        ask: &dyn Ask,
    ) -> Result<Receipt, ConnectorError> {
        let mut is_sent = false;
        loop {
            let outcome = match self.be_signed_in(ask).await {
                Ok(()) => self.renew_once(id, token, notes, is_sent, ask).await,
                Err(error) => Err(Stop::Failed(error)),
            };
            let stop = match outcome {
                Ok(receipt) => return Ok(receipt),
                Err(stop) => stop,
            };
            is_sent |= matches!(&stop, Stop::SignedOut { page } if page == SAVING);
            if let Err(error) = self.recover(stop) {
                let is_open = is_sent && error.sent == Sent::Nothing;
                return Err(if is_open { error.sent(Sent::Unknown) } else { error });
            }
        }
    }

    /// Renews an entry, `again` where a form was sent before. Ends with [`Stop::SignedOut`] wherever
    /// nothing was taken.
    async fn renew_once(
        &mut self,
        id: &str,
        token: &CheckedToken,
        notes: &Notes,
        again: bool,
        ask: &dyn Ask,
    ) -> Result<Receipt, Stop> {
        let listing = self.read_list(ask).await?;
        let listed = only(&listing, id)?.clone();
        let is_later = |shown| token.expires().is_later_than(&shown);
        if again && !listed.license.expires.is_none_or(is_later) {
            // The form was taken after all, whatever the sign-in page came from.
            return Ok(Receipt::default());
        }
        self.open_entry(&listed, ask).await?;
        let screen = self.screen()?.clone();
        let location = token.config().map(|it| it.location.as_str());
        let name = location.unwrap_or_else(|| token.token().organization());
        let file = token.token().file();
        let form = self.fill_in_entry(&listed.license, notes, name, file.expose_secret())?;
        let filled = form.filled();

        ask.sending().await.map_err(Stop::failed)?;
        let pressing = self.press_as(form.save, &filled, EDIT_PAGE).await;
        let pressing = pressing.map_err(|trouble| {
            Stop::Failed(ConnectorError::new(trouble.problem).sent(trouble.sent))
        })?;
        ask.stage(Stage::ReadingAnswer);
        let before = stops::all_texts(&screen);
        let (status, is_direct) = (pressing.status, pressing.is_direct);
        self.look_at(pressing.screen, SAVING);
        self.read_answer(status, is_direct, &before).await
    }

    /// Fills in the form of the entry on the screen, without sending it: of this license and none else,
    /// with texts that it takes.
    pub(super) fn fill_in_entry<'a>(
        &mut self,
        license: &License,
        notes: &'a Notes,
        name: &str,
        file: &'a [u8],
    ) -> Result<FilledIn<'a>, Stop> {
        let screen = self.screen()?.clone();
        let fields = self.find_fields(notes)?;
        make_sure(&screen, license)?;
        let page = screen.page(fields.upload.pane).ok_or_else(|| Stop::failed(Code::Internal))?;
        let words = words();
        let mut texts = Vec::new();
        for (entry, at, text) in [
            (&words.account_name, fields.account_name, &notes.account_name),
            (&words.notes, fields.notes, &notes.notes),
        ] {
            let (Some(at), Some(text)) = (at, text) else { continue };
            check_length(&screen, at, &entry.label, text)?;
            texts.push(Filled {
                control: at.number,
                label: &entry.label,
                value: Value::Text(text),
            });
        }
        Ok(FilledIn {
            upload: fields.upload,
            file_name: file_name(name, page.charset),
            file,
            texts,
            save: fields.save,
        })
    }

    /// Reads what the site says of the save.
    async fn read_answer(
        &mut self,
        status: u16,
        is_direct: bool,
        before: &[String],
    ) -> Result<Receipt, Stop> {
        let answer = answer::read(self.screen()?, status, is_direct, before);
        if answer.is_open()
            && let Some(on) = stops::way_on(self.screen()?)
            && matches!(on, Press::Link(_) | Press::Refresh(_))
        {
            // An お知らせ page stands before what the site says. That it cannot be passed changes nothing,
            // and a sign-in form behind it is no answer to the form that was sent.
            if self.press(on, &[], SAVING).await.is_ok() {
                let behind = answer::read(self.screen()?, 200, false, before);
                let is_form = matches!(behind, Answer::SignedOut);
                return if is_form { Answer::Silent } else { behind }.into_receipt();
            }
        }
        answer.into_receipt()
    }

    /// Opens the list anew and from it the entry's form.
    pub(super) async fn open_entry(&mut self, listed: &Listed, ask: &dyn Ask) -> Result<(), Stop> {
        let sheet = self.open_list_page(listed.page, ask).await?;
        ask.stage(Stage::OpeningEntry);
        let here = self.screen()?.clone();
        let row = only_row(&sheet, listed)?;
        let Some((press, filled)) = way_to(row, &sheet, &here) else {
            return Err(no_way(row, &sheet, &here));
        };
        self.press(press, &filled, EDIT_PAGE).await?;
        let place = self.expect(EDIT_PAGE, |it| upload(it).or_else(|| further(it))).await?;
        if let Some(Place::Press(press)) = place {
            // A page that shows the entry, with the way to its form.
            self.press(press, &[], EDIT_PAGE).await?;
            self.expect(EDIT_PAGE, upload).await?;
        }
        Ok(())
    }

    /// Finds the fields of the form, and takes note of each.
    fn find_fields(&mut self, notes: &Notes) -> Result<Fields, Stop> {
        let words = words();
        let screen = self.screen()?.clone();
        let is_writable = |it: &super::form::Control| !it.disabled && !it.read_only;
        let upload = screen.field(&words.upload, &[Kind::File], |_, it| is_writable(it));
        let form = upload.as_ref().ok().and_then(|(at, _)| screen.control(*at)?.form);
        let pane = upload.as_ref().ok().map(|(at, _)| at.pane);
        let texts = [Kind::Text, Kind::TextArea];
        let is_mate = |at: At, it: &super::form::Control| {
            pane.is_none_or(|pane| pane == at.pane && form == it.form) && is_writable(it)
        };
        let account_name = screen.field(&words.account_name, &texts, is_mate);
        let notes_field = screen.field(&words.notes, &texts, is_mate);
        let save = save_button(&screen, pane, form);
        let mut first_missing = None;
        for (entry, found, is_needed) in [
            (&words.upload, &upload, true),
            (&words.account_name, &account_name, notes.account_name.is_some()),
            (&words.notes, &notes_field, notes.notes.is_some()),
        ] {
            let text = found.as_ref().ok().map(|(_, text)| text.as_str());
            self.note(EDIT_PAGE, &entry.label, text, true);
            if found.is_err() && is_needed && first_missing.is_none() {
                first_missing = Some(missing(Code::SiteLabelMissing, entry));
            }
        }
        self.note(EDIT_PAGE, "［保存］", save.map(|it| screen.says(it)).as_deref(), true);
        if let Some(stop) = first_missing {
            return Err(stop);
        }
        let (Ok((upload, _)), Some(save)) = (upload, save) else {
            return Err(missing(Code::SiteSaveMissing, &words.save));
        };
        Ok(Fields {
            upload,
            account_name: account_name.ok().map(|(at, _)| at),
            notes: notes_field.ok().map(|(at, _)| at),
            save,
        })
    }
}

fn missing(code: Code, entry: &Entry) -> Stop {
    Stop::missing(code, EDIT_PAGE, &entry.label)
}

/// The one entry of an id.
pub(super) fn only<'a>(listing: &'a Listing, id: &str) -> Result<&'a Listed, Stop> {
    let mut alike = listing.entries.iter().filter(|it| it.license.id == id);
    match (alike.next(), alike.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(Stop::failed(Code::ServerRowsAlike)),
        (None, _) => Err(Stop::failed(Code::ServerLicenseGone)),
    }
}

/// The same row on a page of the list that was opened anew.
fn only_row<'a>(sheet: &'a Sheet, listed: &Listed) -> Result<&'a Row, Stop> {
    let is_same = |row: &&Row| row.key == listed.key && ids::agree(&row.license, &listed.in_list);
    let mut alike = sheet.rows.iter().filter(is_same);
    match (alike.next(), alike.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(Stop::failed(Code::ServerRowsAlike)),
        (None, _) => Err(Stop::failed(Code::ServerLicenseGone)),
    }
}

/// Why an entry cannot be opened: ［編集］ is not there, or there for scripts only.
fn no_way(row: &Row, sheet: &Sheet, here: &Screen) -> Stop {
    let label = &words().edit.label;
    let of_list = here.presses(&words().edit).into_iter().any(|(_, it)| !sheet.holds(it));
    let code = if row.edit.is_some() || of_list && row.pick.is_some() {
        Code::SiteNeedsScript
    } else {
        Code::SiteEditMissing
    };
    Stop::missing(code, list_page(), label)
}

/// Makes sure that the page is that of the entry: it shows its account name, and nothing of it differs.
fn make_sure(screen: &Screen, license: &License) -> Result<(), Stop> {
    let other = || Stop::failed(Problem::new(Code::SiteOtherLicense).with("page", EDIT_PAGE));
    let words = words();
    let shows = |entry: &Entry, known: &Option<String>| -> Option<bool> {
        let known = known.as_deref().map(str::trim).filter(|it| !it.is_empty())?;
        let shown = screen.values(entry);
        (!shown.is_empty()).then(|| shown.iter().any(|it| same_name(&it.text, known)))
    };
    let expires = license.expires.and_then(|known| {
        let values = screen.values(&words.expires);
        let dates: Vec<_> =
            values.iter().filter_map(|it| dates::read_under(&it.text, &it.name)).collect();
        (!dates.is_empty()).then(|| dates.iter().any(|it| it.shows(&known)))
    });
    let location = shows(&words.location, &license.location);
    let organization = shows(&words.organization, &license.organization);
    let mut name = shows(&words.account_name, &license.account_name);
    if let (None, Some(known)) = (name, license.account_name.as_deref()) {
        name = says_somewhere(screen, known.trim()).then_some(true);
    }
    let facts = [name, location, organization, expires];
    let is_named = match license.account_name.as_deref().map(str::trim) {
        Some(known) if !known.is_empty() => name == Some(true),
        Some(_) | None => location == Some(true) || expires == Some(true),
    };
    if facts.contains(&Some(false)) || !is_named { Err(other()) } else { Ok(()) }
}

/// Tells whether a name stands anywhere on the page, by itself.
fn says_somewhere(screen: &Screen, name: &str) -> bool {
    screen.lines().any(|it| same_name(it, name) || it.split(' ').any(|it| same_name(it, name)))
        || screen
            .pages()
            .flat_map(|it| &it.controls)
            .any(|it| it.kind.is_field() && it.values.iter().any(|it| same_name(it, name)))
}

/// What an entry's page is recognized by.
enum Place {
    Upload,
    Press(Press),
}

fn upload(screen: &Screen) -> Option<Place> {
    let field = screen.field(&words().upload, &[Kind::File], |_, it| !it.disabled);
    field.ok().map(|_| Place::Upload)
}

/// ［編集］ on a page that only shows the entry.
fn further(screen: &Screen) -> Option<Place> {
    let presses = screen.presses(&words().edit).into_iter().map(|(_, press)| press);
    let has_list = super::rows::read(screen).is_some_and(|it| it.rows.len() > 1);
    let mut usable = presses.filter(|it| can_press(screen, *it));
    usable.next().filter(|_| !has_list).map(Place::Press)
}

/// ［保存］ of the form with the file; never one that says 削除 or 新規.
fn save_button(screen: &Screen, pane: Option<usize>, form: Option<usize>) -> Option<Press> {
    let presses = screen.presses(&words().save).into_iter().map(|(_, press)| press);
    presses
        .filter(|press| {
            let is_mate = pane.is_none_or(|it| it == press.pane())
                && (form.is_none() || sends(screen, *press) == form);
            is_mate && !is_never(&screen.says(*press))
        })
        .find(|it| can_press(screen, *it))
}

/// The longest text that the page lets a person type, in UTF-16 units as browsers count.
fn check_length(screen: &Screen, at: At, label: &str, text: &str) -> Result<(), Stop> {
    let length = text.replace("\r\n", "\n").encode_utf16().count();
    match screen.control(at).and_then(|it| it.max_length) {
        Some(most) if length > most => Err(Stop::failed(
            Problem::new(Code::InputTooLong)
                .with("page", EDIT_PAGE)
                .with("label", label)
                .with("max", most.to_string())
                .with("length", length.to_string()),
        )),
        Some(_) | None => Ok(()),
    }
}

/// The file's name as Apple gives it, as far as the page can write it.
fn file_name(name: &str, charset: &'static Encoding) -> String {
    let safe = |it: char| {
        let mut buffer = [0; 4];
        let is_plain = !it.is_control() && !r#"/\:*?"<>|"#.contains(it);
        let is_known = !charset.encode(it.encode_utf8(&mut buffer)).2;
        if is_plain && is_known { it } else { '_' }
    };
    let name: String = name.chars().take(60).map(safe).collect();
    format!("sToken_for_{name}.vpptoken")
}
