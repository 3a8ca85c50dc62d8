//! Masks secrets in every output: the only place that decides which values are secret, and
//! replaces them.
//!
//! A value is secret because of the property that holds it ([`is_secret_property`]), because of the name of the variable
//! that holds it, or because of its shape: generated strings, passwords inside of URLs and of `key=value` settings
//! ([`secret_parts`]). A session collects the secret values that it meets ([`SecretValues`]) and replaces them in its
//! messages, in excerpts of logs and in object models.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Diagnostic;

/// Replaces a secret value.
pub(crate) const MASK: &str = "***";

/// Properties whose values are never shown.
const SECRET_PROPERTIES: &[&str] = &["registryPassword", "gcloudKey"];

/// Names of variables and settings that contain one of these words hold secrets.
const SECRET_WORDS: &[&str] =
    &["PASS", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "PRIVATE", "SALT"];

/// Shorter values are not masked: they would occur in ordinary words.
const SHORTEST: usize = 4;
/// Shorter values are never taken for generated ones, in bytes.
const SHORTEST_GENERATED: usize = 8;

/// Whether the values of a property are never shown.
#[must_use]
pub(crate) fn is_secret_property(name: &str) -> bool {
    SECRET_PROPERTIES.contains(&name)
}

/// Whether a name says that its value is a secret, as `DB_PASSWORD` does.
#[must_use]
pub(crate) fn suggests_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// The parts of a variable's value that look like secrets: all of it, the password of a URL in it, or the values of its
/// settings (`Server=db;Password=x`).
#[must_use]
pub(crate) fn secret_parts<'v>(name: &str, value: &'v str) -> Vec<&'v str> {
    let mut parts = Vec::new();
    if suggests_secret(name) || looks_generated(value) {
        parts.push(value);
    }
    parts.extend(url_passwords(value).map(|(start, end)| &value[start..end]));
    parts.extend(settings(value).filter(|(key, _)| suggests_secret(key)).map(|(_, part)| part));
    parts.retain(|part| part.len() >= SHORTEST);
    parts
}

/// Whether a value looks like a password or a token. Ordinary are numbers, words, paths, addresses, names with a number
/// (`redis-7`, `db.example:5432`): a generated value mixes letters and digits within a word, or has a long number.
fn looks_generated(value: &str) -> bool {
    let ordinary = value.len() < SHORTEST_GENERATED
        || value.starts_with(['/', '.', '~'])
        || value.contains(char::is_whitespace)
        || ["://", "sha256:"].iter().any(|mark| value.contains(mark));
    if ordinary {
        return false;
    }
    let without_port = match value.rsplit_once(':') {
        Some((host, port)) if port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => value,
    };
    let has_letters = without_port.contains(|c: char| c.is_ascii_alphabetic());
    let mut words = without_port.split(|c: char| !c.is_alphanumeric());
    has_letters && words.any(|word| is_mixed(word) || is_long_number(word))
}

/// Whether letters and digits alternate within a word. A few digits after letters (`server01`, `x86`) and a unit after a
/// number (`512MB`) do not count.
fn is_mixed(word: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    if !word.contains(digit) || word.chars().all(digit) {
        return false;
    }
    let after_letters = word.trim_start_matches(|c: char| !digit(c));
    let after_digits = word.trim_start_matches(digit);
    let numbered = after_letters.len() <= 2 && after_letters.chars().all(digit);
    let measured = after_digits.len() <= 3 && !after_digits.contains(digit);
    !numbered && !measured
}

fn is_long_number(word: &str) -> bool {
    word.len() >= 4 && word.bytes().all(|b| b.is_ascii_digit())
}

/// The positions of the passwords in `scheme://user:password@host` within a text.
fn url_passwords(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    text.match_indices("://").filter_map(|(at, mark)| {
        let start = at + mark.len();
        let authority = text[start..].split(['/', '?', '#', '"', '\'']).next()?;
        let authority = authority.split(char::is_whitespace).next()?;
        let (login, _) = authority.rsplit_once('@')?;
        let (user, password) = login.split_once(':')?;
        let start = start + user.len() + 1;
        (!password.is_empty()).then_some((start, start + password.len()))
    })
}

/// The settings `key=value` within a text, as connection strings and queries of URLs have them.
fn settings(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '?' | ','));
    pieces.filter_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        Some((key, value.trim_matches(['"', '\''])))
    })
}

/// The secret values that one session has met; clones share them. `Debug` shows how many there are.
#[derive(Clone, Default)]
pub(crate) struct SecretValues(Arc<Mutex<SecretsMet>>);

/// The secret values of a session.
#[derive(Default)]
struct SecretsMet {
    /// Parts of texts that are replaced wherever they occur.
    parts: BTreeSet<String>,
    /// Whole values of variables, secret-looking or not.
    variables: BTreeSet<String>,
}

impl SecretValues {
    /// Adds a secret; of one with several lines, also each line, because logs show them one by one.
    pub(crate) fn add(&self, value: &str) {
        let value = value.trim();
        let mut met = self.met();
        let lines = value.lines().map(str::trim).filter(|line| line.len() >= SHORTEST_GENERATED);
        met.parts.extend(lines.map(str::to_owned));
        if value.len() >= SHORTEST {
            met.parts.insert(value.to_owned());
        }
        let decoded = percent_decoded(value);
        if decoded != value && decoded.len() >= SHORTEST {
            met.parts.insert(decoded);
        }
    }

    /// Adds the parts of a variable's value that look like secrets.
    pub(crate) fn add_variable(&self, name: &str, value: &str) {
        secret_parts(name, value).into_iter().for_each(|part| self.add(part));
        if value.len() >= SHORTEST {
            self.met().variables.insert(value.to_owned());
        }
    }

    /// Whether a string is the value of a variable, or contains a secret.
    #[must_use]
    pub(crate) fn is_variable_or_secret(&self, text: &str) -> bool {
        let met = self.met();
        met.variables.contains(text) || met.parts.iter().any(|part| text.contains(part.as_str()))
    }

    /// Whether a string contains a secret.
    #[must_use]
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.met().parts.iter().any(|part| text.contains(part.as_str()))
    }

    /// The text with its secrets masked, those that were met and the passwords of all URLs.
    #[must_use]
    pub(crate) fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut shown = Cow::Borrowed(text);
        // Longer parts first: a part of another one would leave its rest readable.
        let met = self.met();
        let mut parts: Vec<&String> = met.parts.iter().collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        for part in parts {
            if shown.contains(part.as_str()) {
                shown = Cow::Owned(shown.replace(part.as_str(), MASK));
            }
        }
        let passwords: Vec<(usize, usize)> = url_passwords(&shown).collect();
        for (start, end) in passwords.into_iter().rev() {
            shown.to_mut().replace_range(start..end, MASK);
        }
        shown
    }

    /// A diagnostic with its secrets masked; the lines of source that a report quotes stay as they are.
    #[must_use]
    pub(crate) fn mask_diagnostic(&self, mut found: Diagnostic) -> Diagnostic {
        let mask = |text: &mut String| {
            if let Cow::Owned(masked) = self.mask(text) {
                *text = masked;
            }
        };
        mask(&mut found.message);
        mask(&mut found.here);
        found.hints.iter_mut().chain(&mut found.notes).for_each(mask);
        found.labels.iter_mut().for_each(|label| mask(&mut label.text));
        found
    }

    fn met(&self) -> MutexGuard<'_, SecretsMet> {
        // Every update is one insertion, so a panic elsewhere leaves the sets consistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SecretValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretValues({})", self.met().parts.len())
    }
}

/// The text with `%41` read as `A`; one that is not valid stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_recognized_by_name_and_by_shape() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("DB_PASSWORD", "plain", &["plain"]),
            ("API_TOKEN", "abcd", &["abcd"]),
            ("PIN_PASS", "123", &[]),
            ("URL", "postgres://u:pw4u@db:5432/x", &["pw4u"]),
            ("URL", "amqp://u:p%40ss@mq", &["p%40ss"]),
            ("DSN", "Server=db;User=u;Password=topshelf;Port=1", &["topshelf"]),
            ("URL", "https://x/y?api_key=abcd1&a=b", &["abcd1"]),
            ("A", "8c1f-9e2d-77aa", &["8c1f-9e2d-77aa"]),
            ("A", "hunter2-8431", &["hunter2-8431"]),
            ("A", "Passw0rd!", &["Passw0rd!"]),
        ];
        for (name, value, parts) in cases {
            assert_eq!(secret_parts(name, value), *parts, "{name}={value}");
        }
    }

    #[test]
    fn ordinary_values_are_not_secret() {
        for value in [
            "production",
            "redis-7",
            "db.example:5432",
            "10.0.0.5:6379",
            "en_US.UTF-8",
            "x86_64",
            "/var/lib/data1a2b",
            "http://shop-web-1:8080/a1b2c3d4",
            "512MB",
            "true",
            "1234567890",
            "a sentence with 2b",
            "nginx@sha256:0a1b2c3d4e",
            "linux-amd64",
            "300ms-10s",
        ] {
            assert_eq!(secret_parts("VALUE", value), [""; 0], "{value}");
        }
    }

    #[test]
    fn met_secrets_are_masked_everywhere() {
        let secrets = SecretValues::default();
        secrets.add_variable("URL", "postgres://u:p%40ss@db");
        secrets.add_variable("KEY", "first line of it\nsecond line of it");
        secrets.add_variable("MODE", "production");
        let said = "p@ss, p%40ss; second line of it; production; redis://:other@x/y";
        assert_eq!(secrets.mask(said), "***, ***; ***; production; redis://:***@x/y");
        assert!(matches!(secrets.mask("nothing"), Cow::Borrowed(_)));
        assert!(secrets.is_variable_or_secret("production") && !secrets.is_in("production"));
        assert!(!format!("{secrets:?}").contains("ss"));
    }

    #[test]
    fn a_part_of_another_secret_leaves_nothing_of_it() {
        let secrets = SecretValues::default();
        ["abcd", "abcdefgh"].iter().for_each(|value| secrets.add(value));
        assert_eq!(secrets.mask("abcdefgh"), MASK);
    }
}
