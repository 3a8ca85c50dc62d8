//! Secrets: registry passwords and tokens. A [`Secret`] prints as `***`; it is not wiped from memory.

use std::fmt;

use crate::diag::mask::MASK;

/// A string that no output shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// Wraps a string so that it is not printed.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The string itself, for sending it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// The credentials for a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// The registry they are for, as `registry.example:5000`.
    pub registry: String,
    /// The user; empty with an identity token.
    pub username: String,
    /// The password of that user.
    pub password: Secret,
    /// A token instead of user and password, as some credential helpers return.
    pub identity_token: Option<Secret>,
}
