//! What is typed of a server: a new one, and changes to one that is registered.

use koshin_core::{Code, Problem};
use koshin_remote::connector::Kind;
use koshin_store::settings::Preset;
use koshin_store::{Policy, ServerProfile};

use super::state::{PageState, State};
use crate::view::ServerForm;
use crate::work::connect;

impl State {
    /// Makes a profile of what was typed; `own` is the id of the server that is changed, if one is.
    pub(super) fn new_profile(
        &self,
        form: &ServerForm,
        own: Option<&str>,
    ) -> Result<ServerProfile, Problem> {
        let missing = |field: &str| Problem::new(Code::InputMissing).with("field", field);
        let url = form.url.trim();
        if url.is_empty() {
            return Err(missing("url"));
        }
        let parsed: url::Url = with_scheme(url)
            .parse()
            .map_err(|_| Problem::new(Code::NetBadUrl).with("field", "url"))?;
        koshin_remote::http::check_url(&parsed).map_err(|it| it.with("field", "url"))?;
        if form.user.trim().is_empty() && form.kind == Kind::Site.as_str() {
            return Err(missing("user"));
        }
        let host = parsed.host_str().unwrap_or_default().to_owned();
        let name = match form.name.trim() {
            "" => self.free_name(&host, own),
            typed => typed.to_owned(),
        };
        if self.settings.server_named(&name).is_some_and(|it| Some(it.id.as_str()) != own) {
            return Err(Problem::new(Code::InputNameTaken)
                .with("field", "name")
                .with("name", name));
        }
        let some = |text: &str| Some(text.trim().to_owned()).filter(|it| !it.is_empty());
        let mut profile = ServerProfile::new(&name, &form.kind, parsed.as_str())?;
        profile.user = some(&form.user);
        profile.company = some(&form.company);
        profile.ca_file = some(&form.ca_file).map(Into::into);
        profile.proxy = some(&form.proxy);
        connect::kind(&profile)?;
        Ok(profile)
    }

    fn free_name(&self, host: &str, own: Option<&str>) -> String {
        let mut name = host.to_owned();
        let mut number = 2;
        while self.settings.server_named(&name).is_some_and(|it| Some(it.id.as_str()) != own) {
            name = format!("{host} ({number})");
            number += 1;
        }
        name
    }

    /// Opens the form of a registered server.
    pub(super) fn edit_server(&mut self, server: &str) -> Result<(), Problem> {
        let profile = self.profile(server)?;
        if profile.preset == Preset::Whole {
            return Err(Policy::governs(&profile.name));
        }
        self.park_walk();
        self.page = edit_page(&profile);
        self.changed();
        Ok(())
    }

    /// Changes a registered server. Its password belongs to one account on one host: where either
    /// changes the password is forgotten, so that it cannot reach another.
    pub(super) fn change_server(&mut self, server: &str, form: &ServerForm) -> Result<(), Problem> {
        let former = self.profile(server)?;
        let form = match former.preset {
            Preset::No => ServerForm { kind: former.kind.clone(), ..form.clone() },
            Preset::ButUser => ServerForm { user: form.user.clone(), ..form_of(&former) },
            Preset::Whole => return Err(Policy::governs(&former.name)),
        };
        self.page = PageState::EditServer { server: server.to_owned(), form: to_show(&form) };
        let new = self.new_profile(&form, Some(server))?;
        let is_same_account = account(&former) == account(&new);
        self.change_settings(|it| {
            it.rename(server, &new.name)?;
            let profile = it.server_mut(server)?;
            profile.url = new.url;
            profile.user = new.user;
            profile.company = new.company;
            profile.ca_file = new.ca_file;
            profile.proxy = new.proxy;
            if !is_same_account {
                profile.secret_kept = false;
                profile.last_read = None;
            }
            Ok(())
        })?;
        self.page = PageState::Settings;
        self.notice = Some("notice.server-changed");
        if is_same_account {
            return Ok(());
        }
        self.notice = Some("notice.server-changed-account");
        self.forget_former(former);
        let waits_for = self.intent.as_ref().and_then(|it| self.server_of(it));
        if waits_for.as_deref() != Some(server) {
            return Ok(());
        }
        // The password is asked for next.
        self.notice = None;
        self.go_on()
    }
}

/// The form as the page may see it again: a user name and a password in an address are refused, and do
/// not come back.
pub(super) fn to_show(form: &ServerForm) -> ServerForm {
    ServerForm { url: without_user(&form.url), proxy: without_user(&form.proxy), ..form.clone() }
}

fn without_user(address: &str) -> String {
    if let Ok(url) = with_scheme(address.trim()).parse::<url::Url>()
        && url.username().is_empty()
        && url.password().is_none()
    {
        return address.to_owned();
    }
    // Where it cannot be read as an address nobody knows where a password would end.
    let Some((before, host)) = address.rsplit_once('@') else { return address.to_owned() };
    let scheme = before.find("://").map_or("", |at| &before[..at + 3]);

    format!("{scheme}{host}")
}

/// The form of a registered server, as it stands.
pub(super) fn edit_page(profile: &ServerProfile) -> PageState {
    PageState::EditServer { server: profile.id.clone(), form: form_of(profile) }
}

fn form_of(profile: &ServerProfile) -> ServerForm {
    let path = profile.ca_file.as_ref().map(|it| it.display().to_string());
    ServerForm {
        kind: profile.kind.clone(),
        name: profile.name.clone(),
        url: profile.url.clone(),
        company: profile.company.clone().unwrap_or_default(),
        user: profile.user.clone().unwrap_or_default(),
        ca_file: path.unwrap_or_default(),
        proxy: profile.proxy.clone().unwrap_or_default(),
    }
}

/// Whose password it is: the origin of the address, 企業コード, ユーザーID. An address that cannot be
/// read is nobody's.
fn account(profile: &ServerProfile) -> Option<(url::Origin, Option<&str>, Option<&str>)> {
    let url: url::Url = profile.url.parse().ok()?;

    Some((url.origin(), profile.company.as_deref(), profile.user.as_deref()))
}

fn with_scheme(url: &str) -> String {
    if url.contains("://") { url.to_owned() } else { format!("https://{url}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_user_and_no_password_of_an_address_come_back() {
        let check = |typed: &str, expected: &str| {
            assert_eq!(without_user(typed), expected, "{typed}");
        };

        check("https://mdm.example.jp/login", "https://mdm.example.jp/login");
        check(
            "https://mdm.example.jp/login?user=a@example.jp",
            "https://mdm.example.jp/login?user=a@example.jp",
        );
        check("proxy.example.jp:8080", "proxy.example.jp:8080");
        check("none", "none");
        check("", "");
        check("https://user:canary@mdm.example.jp/login", "https://mdm.example.jp/login");
        check("https://user@mdm.example.jp/", "https://mdm.example.jp/");
        check("user:canary@proxy.example.jp:8080", "proxy.example.jp:8080");
        check("http://user:can/ary@proxy.example.jp:8080", "http://proxy.example.jp:8080");
        check("http://user:can@ary@proxy.example.jp", "http://proxy.example.jp");
        check("http://user:canary@", "http://");
    }
}
