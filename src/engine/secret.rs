//! What must never be shown: registry passwords and tokens.
//!
//! A [`Secret`] prints as `***` wherever it is printed. It is not wiped from memory.

use std::fmt;

/// A text that no output shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes charge of a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one who sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What a registry wants to know before it hands out an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The registry they are for, as `registry.example:5000`.
    pub registry: String,
    /// Who asks; empty when there is an identity token.
    pub username: String,
    /// The password of that user.
    pub password: Secret,
    /// A token instead of user and password, as some credential helpers give.
    pub identity_token: Option<Secret>,
}
