//! Names that commands take: topics of the library, codes of diagnostics, words of the language, settings.

use super::candidate::Completion;
use crate::cli::repl::commands::TRACE_TOPICS;
use crate::cli::repl::settings::SETTINGS;
use crate::diag::codes;
use crate::ide::language;
use crate::ide::symbols::first_line;
use crate::stdlib;

/// Topics of the library.
pub(super) fn topics() -> Vec<Completion> {
    stdlib::TOPICS.iter().map(|(topic, _)| Completion::new(*topic, "")).collect()
}

/// Codes of diagnostics.
pub(super) fn codes() -> Vec<Completion> {
    let all = codes::ALL.iter().map(|code| Completion::new(code.code.0, code.title));
    all.chain(std::iter::once(Completion::new("last", "the last error"))).collect()
}

/// Words of the language.
pub(super) fn language() -> Vec<Completion> {
    let named = |entry: &'static language::LanguageEntry| {
        entry.names.iter().map(|name| Completion::new(*name, first_line(entry.doc)))
    };
    language::entries().flat_map(named).collect()
}

/// What can be traced.
pub(super) fn traces() -> Vec<Completion> {
    TRACE_TOPICS.iter().map(|(name, about)| Completion::new(*name, *about)).collect()
}

/// Settings, or the values of the one that is typed before.
pub(super) fn settings(before: &str) -> Vec<Completion> {
    let setting = SETTINGS.iter().find(|(name, ..)| *name == before.trim());
    match setting {
        None => SETTINGS.iter().map(|(name, _, about)| Completion::new(*name, *about)).collect(),
        Some((_, values, _)) => values
            .split('|')
            .filter(|value| value.starts_with(char::is_lowercase))
            .map(|value| Completion::new(value, ""))
            .collect(),
    }
}
