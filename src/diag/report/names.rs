//! ShortNames of classes as reports show them: `DockerApplication` instead of
//! `com.mirantis.docker.DockerApplication`, where that is unambiguous.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, codes};

use super::ReportDetail;

/// Which qualified names of a report have a short form.
#[derive(Debug, Default)]
pub(super) struct ShortNames {
    short: BTreeSet<String>,
}

/// Errors about a qualified name itself, which has to be seen in full.
const ABOUT_NAMES: &[Code] = &[
    codes::UNKNOWN_CLASS,
    codes::UNKNOWN_NAMESPACE,
    codes::RAISED,
    codes::AMBIGUOUS,
    codes::BAD_CLASS,
    codes::BAD_PACKAGE,
];

/// What stands before the name of a class in a message; elsewhere it may be the path of a value, such as `ports.Web`.
const BEFORE_CLASS: &[&str] = &["of ", " a ", " an ", "by ", "and ", "class "];

impl ShortNames {
    /// The names of a report that can be shortened: none of several classes of it with the same
    /// last part.
    pub(super) fn of(diagnostic: &Diagnostic, detail: ReportDetail) -> Self {
        if detail == ReportDetail::Full {
            return Self::default();
        }
        let mut by_short: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut note = |name| {
            by_short.entry(last_part(name)).or_default().insert(name);
        };
        let of_frames = diagnostic.trace.iter().map(|frame| &*frame.class);
        of_frames.filter(|name| is_qualified(name)).for_each(&mut note);
        if !ABOUT_NAMES.contains(&diagnostic.code) {
            let texts = texts(diagnostic).flat_map(words);
            texts.filter(|(_, word)| is_qualified(word)).for_each(|(_, word)| note(word));
        }
        // A class without a namespace has that name already.
        let plain: BTreeSet<&str> = texts(diagnostic)
            .flat_map(words)
            .map(|(_, word)| word)
            .chain(diagnostic.trace.iter().map(|frame| &*frame.class))
            .collect();
        let unique =
            by_short.into_iter().filter(|(short, full)| full.len() == 1 && !plain.contains(short));
        Self { short: unique.flat_map(|(_, full)| full).map(str::to_owned).collect() }
    }

    /// The name as it is shown.
    pub(super) fn short<'n>(&self, name: &'n str) -> &'n str {
        if self.short.contains(name) { last_part(name) } else { name }
    }

    /// A text with the names in it as they are shown.
    pub(super) fn shorten(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for (at, word) in words(text) {
            out += &text[copied..at];
            out += self.short(word);
            copied = at + word.len();
        }
        out + &text[copied..]
    }
}

fn texts(diagnostic: &Diagnostic) -> impl Iterator<Item = &str> {
    let labels = diagnostic.labels.iter().map(|label| &label.text);
    let texts = [&diagnostic.message, &diagnostic.here].into_iter().chain(labels);
    texts.chain(&diagnostic.notes).map(String::as_str)
}

/// What follows the name of a class.
const AFTER_CLASS: &[&str] = &[" has", " declares", " does not", " cannot"];

/// The names of classes between backticks, with their offsets: "of `com.example.App`", "of `com.example.App::deploy`".
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut parts = text.split('`');
    let mut before = parts.next().unwrap_or("");
    let mut at = before.len() + 1;
    let mut found = Vec::new();
    while let (Some(code), after) = (parts.next(), parts.next()) {
        let name = code.split("::").next().unwrap_or(code);
        let after = after.unwrap_or("");
        if BEFORE_CLASS.iter().any(|word| before.ends_with(word))
            || AFTER_CLASS.iter().any(|word| after.starts_with(word))
        {
            found.push((at, name));
        }
        before = after;
        at += code.len() + before.len() + 2;
    }
    found.into_iter()
}

/// Whether it is a class with its namespace: `com.example.App`.
fn is_qualified(name: &str) -> bool {
    let Some((namespace, class)) = name.rsplit_once('.') else { return false };
    let is_part = |part: &str| part.starts_with(|c: char| c.is_lowercase());
    class.starts_with(char::is_uppercase) && namespace.split('.').all(is_part)
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
