//! Whether anything may be saved from here.

use koshin_core::{Code, Problem};
use koshin_store::Policy;

/// The administrator lets Koshin save. An [`Order`](super::saving::Order) needs one, so that a save that
/// nobody asked the policy about does not compile.
#[derive(Debug, Clone, Copy)]
pub struct Permit(());

impl Permit {
    /// Asks the policy. There is no other way to a permit.
    ///
    /// # Errors
    ///
    /// [`Code::PolicyReadOnly`]; [`Code::PolicyUnreadable`] where nobody knows what the administrator
    /// wants.
    pub fn under(policy: &Policy) -> Result<Self, Problem> {
        match &policy.problem {
            Some(problem) if problem.code == Code::PolicyUnreadable => Err(problem.clone()),
            Some(_) | None if policy.is_read_only => Err(Code::PolicyReadOnly.into()),
            Some(_) | None => Ok(Self(())),
        }
    }
}
