//! The environment a command works on: its name, and where environments are recorded.

#![expect(clippy::disallowed_methods, reason = "an environment variable names the state directory")]

use std::path::Path;

use crate::deploy::{StateStore, default_directory};

/// The longest name that is derived from a file, in characters.
const MAX_DERIVED_NAME: usize = 40;

/// The records of all environments of this user.
pub(super) fn store() -> StateStore {
    StateStore::new(default_directory(|name| std::env::var(name).ok()))
}

/// The environment of a program that names none: derived from its file's name.
pub(super) fn environment_of(file: &Path) -> String {
    environment_named(&file.file_stem().unwrap_or_default().to_string_lossy())
}

/// The name of an environment that is derived from any text: letters and digits of ASCII, `_`, `.` and `-`.
pub(super) fn environment_named(text: &str) -> String {
    let valid = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '-' };
    let chars = text.chars().map(valid).skip_while(|c| !c.is_alphanumeric());
    let name: String = chars.take(MAX_DERIVED_NAME).collect();
    if name.is_empty() { "script".into() } else { name }
}
