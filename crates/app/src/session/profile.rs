//! What is typed of a server: a new one, and changes to one that is registered.

use koshin_core::{Code, Problem};
use koshin_remote::connector::Kind;
use koshin_store::ServerProfile;

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
    pub(super) fn edit_server(&mut self, server: String) -> Result<(), Problem> {
        let profile = self.profile(&server)?;
        self.park_walk();
        self.page = PageState::EditServer { form: form_of(&profile), server };
        self.changed();
        Ok(())
    }

    /// Changes a registered server. Its password belongs to one account on one host: where either
    /// changes the password is forgotten, so that it cannot reach another.
    pub(super) fn change_server(&mut self, server: &str, form: &ServerForm) -> Result<(), Problem> {
        let former = self.profile(server)?;
        let form = ServerForm { kind: former.kind.clone(), ..form.clone() };
        self.page = PageState::EditServer { server: server.to_owned(), form: form.clone() };
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
        Ok(())
    }
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
