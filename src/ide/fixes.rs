//! Quick fixes: what an editor can change by itself about an error or a warning.

use super::analysis::Analysis;
use super::navigation::{self, WithDeclaration};
use crate::diag::{Diagnostic, codes};
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
    let meets = |found: &&Diagnostic| {
        let range = analysis.main().range(found.span);
        range.is_some_and(|(from, to)| from <= end && start <= to)
    };
    let meeting = analysis.diagnostics.iter().filter(meets);
    meeting.flat_map(|found| of_diagnostic(analysis, found)).collect()
}

fn of_diagnostic(analysis: &Analysis, found: &Diagnostic) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = near_name(analysis, found).into_iter().collect();
    if found.code == codes::UNUSED_VARIABLE {
        fixes.push(mark_unused(analysis, found));
    }
    fixes
}

/// Replaces a misspelt name by the one that the hint offers.
fn near_name(analysis: &Analysis, found: &Diagnostic) -> Option<Fix> {
    let offered = found.hints.iter().find_map(|hint| {
        let rest = hint.strip_prefix("did you mean `")?;
        rest.strip_suffix("`?")
    })?;
    let written = analysis.text(found.span);
    let name = written.trim_matches(['\'', '"', '`']);
    let is_name = !name.is_empty()
        && name.chars().all(|c| matches!(c, '$' | '_' | '.' | ':') || c.is_alphanumeric());
    if !is_name {
        return None;
    }
    // Quotes stay.
    let quotes = u32::from(name.len() < written.len());
    let span = Span::new(found.span.start + quotes, found.span.end - quotes);
    Some(Fix {
        title: format!("Change to `{offered}`"),
        edits: vec![(span, offered.to_owned())],
        diagnostic: found.clone(),
        is_sure: true,
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
