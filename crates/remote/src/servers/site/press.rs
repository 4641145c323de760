//! What pressing something asks for.

use koshin_core::{Code, Problem};
use url::Url;

use super::browser::Errand;
use super::encode::{self, Filled, Pressed};
use super::form::{FormMethod, Kind};
use super::page::Page;
use super::screen::{Press, Screen};
use super::script::Script;
use crate::http::Method;

/// Tells whether something does anything when pressed without scripts.
pub(super) fn can_press(screen: &Screen, press: Press) -> bool {
    prepare(screen, press, &[]).is_ok()
}

/// The form on its page that pressing something sends.
pub(super) fn sends(screen: &Screen, press: Press) -> Option<usize> {
    let (page, script, own_form) = match press {
        Press::Link(at) => (screen.page(at.pane)?, &screen.link(at)?.script, None),
        Press::Button(at) => {
            let control = screen.control(at)?;
            (screen.page(at.pane)?, &control.script, control.form)
        }
        Press::Refresh(_) => return None,
    };
    match script {
        Some(Script::Submit(name)) => form_called(page, name.as_deref(), own_form),
        Some(Script::Go(_)) => None,
        Some(Script::Nothing | Script::Check | Script::Other) | None => own_form,
    }
}

/// The pane and the form that pressing something sends by POST.
pub(super) fn posts(screen: &Screen, press: Press) -> Option<(usize, usize)> {
    let form = sends(screen, press)?;
    let of_form = screen.page(press.pane())?.forms.get(form)?.method;
    let own = match press {
        // A script sends the form as it stands.
        Press::Button(at) => {
            screen.control(at).filter(|it| !matches!(it.script, Some(Script::Submit(_))))
        }
        Press::Link(_) | Press::Refresh(_) => None,
    };
    let method = own.and_then(|it| it.instead.method).unwrap_or(of_form);
    (method == FormMethod::Post).then_some((press.pane(), form))
}

/// The form that a script calls by name, or its control's own.
fn form_called(page: &Page, name: Option<&str>, own: Option<usize>) -> Option<usize> {
    match name {
        Some(name) => page.forms.iter().position(|it| it.called.iter().any(|it| it == name)),
        None => own.or((page.forms.len() == 1).then_some(0)),
    }
}

/// The address that pressing a link leads to.
pub(super) fn leads_to(screen: &Screen, press: Press) -> Option<Url> {
    prepare(screen, press, &[]).ok().map(|(_, errand, _)| errand.url)
}

/// What pressing something asks for: the pane that it is in, the errand, and where the answer goes.
pub(super) fn prepare(
    screen: &Screen,
    press: Press,
    filled: &[Filled<'_>],
) -> Result<(usize, Errand, Option<String>), Problem> {
    let needs_script = || Problem::new(Code::SiteNeedsScript).with("label", screen.says(press));
    match press {
        Press::Refresh(at) => {
            let page = screen.page(at).ok_or_else(needs_script)?;
            let refresh = page.refresh.as_ref().ok_or_else(needs_script)?;
            Ok((at, reading(page, refresh.url.clone()), None))
        }
        Press::Link(at) => {
            let page = screen.page(at.pane).ok_or_else(needs_script)?;
            let link = screen.link(at).ok_or_else(needs_script)?;
            let address = match &link.script {
                Some(Script::Go(address)) => Some(address),
                Some(Script::Submit(name)) => {
                    let form = form_called(page, name.as_deref(), None).ok_or_else(needs_script)?;
                    return submit(page, at.pane, Pressed::Form(form), filled);
                }
                Some(Script::Nothing | Script::Check | Script::Other) | None => link.href.as_ref(),
            };
            let address = address.filter(|it| !it.starts_with('#')).ok_or_else(needs_script)?;
            let url = page.resolve(address).ok_or_else(needs_script)?;
            let target = link.target.clone().or_else(|| page.base_target.clone());
            Ok((at.pane, reading(page, url), target))
        }
        Press::Button(at) => {
            let page = screen.page(at.pane).ok_or_else(needs_script)?;
            let button = screen.control(at).ok_or_else(needs_script)?;
            match &button.script {
                Some(Script::Go(address)) => {
                    let url = page.resolve(address).ok_or_else(needs_script)?;
                    Ok((at.pane, reading(page, url), page.base_target.clone()))
                }
                Some(Script::Submit(name)) => {
                    let form = form_called(page, name.as_deref(), button.form);
                    submit(page, at.pane, Pressed::Form(form.ok_or_else(needs_script)?), filled)
                }
                Some(Script::Other) => Err(needs_script()),
                Some(Script::Nothing | Script::Check) | None if button.kind == Kind::Button => {
                    Err(needs_script())
                }
                Some(Script::Nothing | Script::Check) | None => {
                    submit(page, at.pane, Pressed::Button(at.number), filled)
                }
            }
        }
    }
}

fn reading(page: &Page, url: Url) -> Errand {
    Errand { method: Method::Get, url, body: None, referer: Some(page.url.clone()) }
}

fn submit(
    page: &Page,
    in_pane: usize,
    pressed: Pressed,
    filled: &[Filled<'_>],
) -> Result<(usize, Errand, Option<String>), Problem> {
    let made = encode::submit(page, pressed, filled)?;
    let target = made.target.or_else(|| page.base_target.clone());
    let referer = Some(page.url.clone());
    Ok((in_pane, Errand { method: made.method, url: made.url, body: made.body, referer }, target))
}
