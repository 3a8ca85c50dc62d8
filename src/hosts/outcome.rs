//! The result of reconciling a container.

use crate::diag::Code;

use super::action::Action;
use super::endpoints::Endpoint;

/// A container in its desired state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reconciled {
    /// What was done to get it there.
    pub action: Action,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Warnings for the user.
    pub warnings: Vec<Warning>,
}

/// A warning for the user: nothing failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    /// Stable code, as `W0501`.
    pub code: Code,
    /// What happened, in one line.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}
