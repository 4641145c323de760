//! The servers that the administrator has set, among those of the person.

use super::{Preset, ServerProfile, Settings};
use crate::policy::Policy;

/// The servers of the policy. In the settings' file they stand only where there is something to remember
/// of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Presets(Vec<ServerProfile>);

impl Presets {
    pub(super) fn of(policy: &Policy) -> Self {
        Self(policy.servers.clone())
    }

    /// Puts the policy's servers before those of the person and returns their ids. `ids` are those of an
    /// earlier call, which stay.
    ///
    /// A server that the person had registered for the same account in the same place becomes that of
    /// the policy, with its password and history. Another one of the same name gets another name.
    pub(super) fn lay_over(&self, settings: &mut Settings, ids: &[String]) -> Vec<String> {
        let mut own = std::mem::take(&mut settings.servers);
        for server in &mut own {
            // One that a former policy had set is the person's now.
            server.preset = Preset::No;
        }
        let mut found: Vec<Option<ServerProfile>> = self
            .0
            .iter()
            .enumerate()
            .map(|(at, preset)| {
                let known = ids.get(at).unwrap_or(&preset.id);
                take(&mut own, |it| it.id == *known || it.id == preset.id)
            })
            .collect();
        for (preset, found) in self.0.iter().zip(&mut found) {
            if found.is_none() {
                *found = take(&mut own, |it| is_same(preset, it) && it.is_named(&preset.name))
                    .or_else(|| take(&mut own, |it| is_same(preset, it)));
            }
        }
        settings.servers = self.0.iter().zip(found).map(|(it, found)| laid(it, found)).collect();
        let ids = settings.servers.iter().map(|it| it.id.clone()).collect();
        for server in own {
            settings.add_renamed(server);
        }

        ids
    }

    /// Returns the settings as they are written: without the servers of which only the policy knows.
    pub(super) fn take_off(&self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        settings.servers.retain(|it| !it.is_preset() || self.remembers(it));
        settings
    }

    /// Tells whether there is more to a server than the policy says.
    fn remembers(&self, server: &ServerProfile) -> bool {
        let is_of_policy_alone = self.0.iter().any(|it| it.id == server.id);
        let has_user = server.preset == Preset::ButUser && server.user.is_some();

        !is_of_policy_alone
            || has_user
            || server.secret_kept
            || server.last_read.is_some()
            || !server.uids.is_empty()
            || !server.other.is_empty()
    }
}

impl Settings {
    /// Adds a server of the person's, under another name where theirs is taken.
    fn add_renamed(&mut self, server: ServerProfile) {
        let names = (2..).map(|it| format!("{} ({it})", server.name));
        let free = std::iter::once(server.name.clone())
            .chain(names)
            .find(|it| self.server_named(it).is_none());
        let name = free.unwrap_or_else(|| server.name.clone());
        self.servers.push(ServerProfile { name, ..server });
    }
}

fn take(
    from: &mut Vec<ServerProfile>,
    is_it: impl Fn(&ServerProfile) -> bool,
) -> Option<ServerProfile> {
    let place = from.iter().position(is_it)?;

    Some(from.remove(place))
}

/// Tells whether a server of the person's is the account in the place that a preset names.
fn is_same(preset: &ServerProfile, own: &ServerProfile) -> bool {
    own.kind == preset.kind
        && own.url == preset.url
        && own.company == preset.company
        && (preset.user.is_none() || own.user == preset.user)
}

/// A server as the policy says it, with what there is to remember of it.
fn laid(preset: &ServerProfile, own: Option<ServerProfile>) -> ServerProfile {
    let Some(own) = own else { return preset.clone() };
    let user = preset.user.clone().or(own.user);
    let (name, kind, url) = (preset.name.clone(), preset.kind.clone(), preset.url.clone());
    let (company, ca_file, proxy) =
        (preset.company.clone(), preset.ca_file.clone(), preset.proxy.clone());

    ServerProfile { name, kind, url, company, user, ca_file, proxy, preset: preset.preset, ..own }
}
