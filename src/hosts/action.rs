//! What reconciling a container does, or would do.

use super::fingerprint::Difference;

/// The effect of reconciling one container.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// It already was in its desired state.
    Unchanged,
    /// It was stopped and was started again.
    Started,
    /// It was created.
    Created,
    /// It replaced a previous container.
    Replaced {
        /// The fields in which the two differ.
        differences: Vec<Difference>,
    },
}
