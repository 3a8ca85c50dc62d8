//! The connections between applications, which a run records: they say what depends on what.

use serde::{Deserialize, Serialize};

/// A connection between two applications of an environment, as the last run saw it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Dependency {
    /// The application that connects.
    pub from: String,
    /// The application that it depends on.
    pub to: String,
}
