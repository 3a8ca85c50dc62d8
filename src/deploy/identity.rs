//! The identity of an environment: its name, and the program or model it is deployed from.
//!
//! The name of a file becomes the name of its environment. Names of environments are shorter and have fewer characters
//! than names of files, so one that had to be changed gets a digest of the whole file name: two different names never
//! become one environment. Files of one name in two directories are distinguished by their canonical paths.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::hosts::{HostError, OriginRule, Takeover};

use super::error::DeployError;
use super::state::EnvironmentState;

/// The longest name of an environment, in characters: container names of 63 characters leave room for the rest.
const MAX_NAME: usize = 40;
/// How many hexadecimal digits of a digest make a shortened name distinct.
const DIGEST_DIGITS: usize = 8;

/// What deploys an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EnvironmentOrigin {
    /// A program or model in a file: its canonical path.
    File(String),
    /// A kind of session without a file, as `<repl>`.
    Session(&'static str),
    /// Nothing that can be identified, in an environment that the user named.
    Named,
    /// Nothing that can be identified, such as standard input, and no name was given: it cannot be recorded.
    Anonymous,
}

/// The name and origin with which a command opens an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The environment's name.
    pub name: String,
    /// What deploys it.
    pub origin: EnvironmentOrigin,
    /// What happens if it was deployed from another origin.
    pub takeover: Takeover,
}

impl EnvironmentOrigin {
    /// The origin of a program or model; `None` for standard input, a pipe or a device, which identify nothing.
    #[must_use]
    pub(crate) fn of_file(file: &Path) -> Option<Self> {
        let is_stream = || std::fs::metadata(file).is_ok_and(|found| !found.is_file());
        if file == Path::new("-") || is_stream() {
            return None;
        }
        let path = canonical(file);
        // Two names that are not Unicode must not become one: `{:?}` keeps their bytes.
        Some(Self::File(path.to_str().map_or_else(|| format!("{path:?}"), str::to_owned)))
    }

    /// The text that records and labels have.
    #[must_use]
    pub(crate) fn label(&self) -> Option<&str> {
        match self {
            Self::File(path) => Some(path),
            Self::Session(name) => Some(name),
            Self::Named | Self::Anonymous => None,
        }
    }
}

/// The canonical path of a file; one that does not exist any more is looked for in its canonical directory.
fn canonical(file: &Path) -> PathBuf {
    if let Ok(path) = std::fs::canonicalize(file) {
        return path;
    }
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let parts = absolute.parent().zip(absolute.file_name());
    let in_directory =
        parts.and_then(|(directory, name)| Some(std::fs::canonicalize(directory).ok()?.join(name)));
    in_directory.unwrap_or(absolute)
}

impl Identity {
    /// An environment that only its name is known of.
    #[must_use]
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            origin: EnvironmentOrigin::Named,
            takeover: Takeover::Refused,
        }
    }

    /// Checks that the environment may be opened: it has a valid name, and one of its own if it is to be recorded.
    pub(crate) fn check(&self) -> Result<(), DeployError> {
        if self.origin == EnvironmentOrigin::Anonymous {
            return Err(DeployError::Unnamed);
        }
        check_name(&self.name)
    }

    /// Compares this identity with the recorded one and records it. Returns whether the record changed.
    pub(super) fn claim(&self, state: &mut EnvironmentState) -> Result<bool, HostError> {
        let Some(own) = self.origin.label() else { return Ok(false) };
        if let Some(other) = &state.origin {
            self.rule(state).compare(&self.name, own, other)?;
        }
        let changed = state.origin.as_deref() != Some(own);
        state.origin = Some(own.to_owned());
        Ok(changed)
    }

    /// Whether an environment with this record may be opened.
    #[must_use]
    pub(crate) fn may_use(&self, state: &EnvironmentState) -> bool {
        match (self.origin.label(), state.origin.as_deref()) {
            (Some(own), Some(other)) => own == other || self.takeover.permits(own, other),
            _ => true,
        }
    }

    /// The rule for containers: their origin is this one's, or the recorded one where this one is not known.
    pub(super) fn rule(&self, state: &EnvironmentState) -> OriginRule {
        let own = self.origin.label().or(state.origin.as_deref()).map(str::to_owned);
        OriginRule { own, takeover: self.takeover }
    }
}

/// The name of an environment that is derived from a file's name or another text. A text that is not a valid name is
/// changed and gets a digest of its own.
#[must_use]
pub(crate) fn derived_name(text: &OsStr) -> String {
    if let Some(valid) = text.to_str().filter(|name| is_valid_name(name)) {
        return valid.to_owned();
    }
    let allowed = |c: char| if is_name_character(c) { c } else { '-' };
    let lossy = text.to_string_lossy();
    let readable = lossy.chars().map(allowed).skip_while(|c| !c.is_ascii_alphanumeric());
    let readable: String = readable.take(MAX_NAME - DIGEST_DIGITS - 1).collect();
    let readable = readable.trim_end_matches('-');
    let digest = Sha256::digest(text.as_encoded_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let readable = if readable.is_empty() { "env" } else { readable };
    format!("{readable}-{}", &digest[..DIGEST_DIGITS])
}

/// Checks that containers and files can be named after an environment.
pub(super) fn check_name(name: &str) -> Result<(), DeployError> {
    if is_valid_name(name) {
        return Ok(());
    }
    Err(DeployError::BadName { name: name.to_owned() })
}

/// Whether containers and files can be named after an environment of that name.
pub(super) fn is_valid_name(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    starts_well && name.chars().all(is_name_character) && name.len() <= MAX_NAME
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests prepare files")]

    use std::collections::BTreeSet;

    use super::*;

    fn name(text: &str) -> String {
        derived_name(OsStr::new(text))
    }

    #[test]
    fn a_valid_name_is_kept() {
        for text in ["shop", "App", "app", "a.b_c-1", &"x".repeat(40)] {
            assert_eq!(name(text), text);
        }
    }

    #[test]
    fn different_names_never_become_one_environment() {
        let long = "payments-of-the-european-region-and-others-";
        let texts = [
            "a b",
            "a+b",
            "a-b",
            "ä",
            "日本",
            "日",
            "",
            "-",
            "--",
            "-a",
            "a",
            "App",
            "app",
            "shop\u{0}",
            "é",
            "e\u{301}",
            ".hidden",
            "hidden",
            &format!("{long}production"),
            &format!("{long}staging"),
        ];
        let names: BTreeSet<String> = texts.iter().map(|text| name(text)).collect();
        assert_eq!(names.len(), texts.len(), "{names:?}");
        assert!(names.iter().all(|name| is_valid_name(name)), "{names:?}");
    }

    #[test]
    fn a_changed_name_stays_readable() {
        assert!(name("my shop").starts_with("my-shop-"));
        assert!(name("日本").starts_with("env-"));
        assert_eq!(name(&"x".repeat(41)).len(), 40);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_unicode_are_distinct() {
        use std::os::unix::ffi::OsStrExt as _;
        let one = derived_name(OsStr::from_bytes(b"a\xff"));
        let other = derived_name(OsStr::from_bytes(b"a\xfe"));
        assert_ne!(one, other);
    }

    #[test]
    fn streams_identify_nothing() {
        for stream in ["-", "/dev/null", "/"] {
            assert_eq!(EnvironmentOrigin::of_file(Path::new(stream)), None, "{stream}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_relative_paths_lead_to_one_origin() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shop.murano");
        std::fs::write(&file, "").expect("written");
        std::fs::create_dir(folder.path().join("sub")).expect("made");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).expect("linked");
        let origin = EnvironmentOrigin::of_file(&file).expect("a file");
        assert_eq!(EnvironmentOrigin::of_file(&link.join("shop.murano")), Some(origin.clone()));
        assert_eq!(
            EnvironmentOrigin::of_file(&link.join("sub/../shop.murano")),
            Some(origin.clone())
        );
        std::fs::remove_file(&file).expect("removed");
        assert_eq!(
            EnvironmentOrigin::of_file(&link.join("shop.murano")),
            Some(origin),
            "it was there before"
        );
    }
}
