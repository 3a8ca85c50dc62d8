//! A candidate of completion.

/// Something that could be typed at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Completion {
    /// How the list shows it.
    pub label: String,
    /// The text that is inserted.
    pub text: String,
    /// One line about it; may be empty.
    pub about: String,
}

impl Completion {
    /// A candidate that is listed as it is inserted.
    pub(crate) fn new(text: impl Into<String>, about: impl Into<String>) -> Self {
        let text = text.into();
        Self { label: text.clone(), text, about: about.into() }
    }
}
