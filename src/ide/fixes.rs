//! Quick fixes: what an editor can change by itself about an error or a warning.

use super::analysis::Analysis;
use super::navigation::{self, WithDeclaration};
use crate::diag::{Applicability, Diagnostic, codes};
use crate::source::Span;

/// A change that removes the cause of a diagnostic.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fix {
    /// What it does: "Change to `port`".
    pub title: String,
    /// Spans and the texts that replace them.
    pub edits: Vec<(Span, String)>,
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// There is no other sensible change.
    pub is_sure: bool,
}

/// The fixes of the diagnostics of the main file that meet a range of offsets.
pub(crate) fn fixes(analysis: &Analysis, (start, end): (usize, usize)) -> Vec<Fix> {
    meeting(analysis, (start, end)).flat_map(|found| of_diagnostic(analysis, found)).collect()
}

/// The diagnostics of the main file that meet a range of offsets.
pub(crate) fn meeting(
    analysis: &Analysis,
    (start, end): (usize, usize),
) -> impl Iterator<Item = &Diagnostic> {
    let meets = move |found: &&Diagnostic| {
        let range = analysis.main().range(found.span);
        range.is_some_and(|(from, to)| from <= end && start <= to)
    };
    analysis.diagnostics.iter().filter(meets)
}

fn of_diagnostic(analysis: &Analysis, found: &Diagnostic) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = suggested(found).collect();
    if found.code == codes::UNUSED_VARIABLE {
        fixes.push(mark_unused(analysis, found));
    }
    fixes
}

/// The edits that the compiler suggests.
fn suggested(found: &Diagnostic) -> impl Iterator<Item = Fix> {
    found.suggestions.iter().map(|suggestion| {
        let title = match (suggestion.replaced.is_empty(), suggestion.replacement.is_empty()) {
            (true, _) => format!("Insert `{}`", suggestion.replacement.trim()),
            (_, true) => format!("Remove `{}`", suggestion.replaced.trim()),
            _ => format!("Change to `{}`", suggestion.replacement.trim()),
        };
        Fix {
            title,
            edits: vec![(suggestion.span, suggestion.replacement.clone())],
            diagnostic: found.clone(),
            is_sure: suggestion.applicability == Applicability::Sure,
        }
    })
}

/// Calls a variable `$_name` wherever it is set, which says that it is meant to be unused.
fn mark_unused(analysis: &Analysis, found: &Diagnostic) -> Fix {
    let position = found.span.start + 1;
    let set = navigation::references(analysis, position, WithDeclaration::Yes);
    let edits =
        set.iter().map(|name| (Span::new(name.span.start, name.span.start), "_".to_owned()));
    Fix {
        title: format!("Call it `$_{}`", analysis.text(found.span).trim_start_matches('$')),
        edits: edits.collect(),
        diagnostic: found.clone(),
        is_sure: false,
    }
}
