//! Errors that another error has caused: they are left out.

use super::brackets::{self, Scan};
use super::errors;
use crate::diag::{Diagnostic, codes};
use crate::source::{Source, Span};

/// Most errors of a file that are compared with each other.
const MOST_COMPARED: usize = 200;

/// The diagnostics of a file without those that follow from another one.
pub(super) fn without(source: &Source, found: Vec<Diagnostic>, scan: &Scan) -> Vec<Diagnostic> {
    if let Some(brace) = missing_brace(source, &found, scan) {
        return vec![brace];
    }
    if found.len() > MOST_COMPARED {
        return found;
    }
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for diagnostic in found {
        let is_else = diagnostic.message.ends_with("found `else`");
        let has_same_cause = kept.iter().any(|other| {
            is_else && other.message.contains("`{` or `then`")
                || other.message == diagnostic.message
                    && is_same_name(source, other.span, diagnostic.span)
        });
        if !has_same_cause {
            kept.push(diagnostic);
        }
    }
    kept
}

/// The one error of a file in which a single `}` is missing: at the `{` that the indentation shows to lack it. The grammar assigns the
/// following braces to others, and stumbles over what stands between them.
fn missing_brace(source: &Source, found: &[Diagnostic], scan: &Scan) -> Option<Diagnostic> {
    let [open] = scan.open.as_slice() else { return None };
    let unfinished = found.iter().find(|found| found.code == codes::UNFINISHED)?;
    if open.text != "{" || scan.mismatch.is_some() {
        return None;
    }
    let at = source.base + brackets::unclosed_by_indentation(&source.text)? as u32;
    let mut brace = errors::unclosed_brace(Span::new(at, at + 1));
    brace.incomplete = unfinished.incomplete;
    Some(brace)
}

/// Whether two errors are about the same name with a character that no name has: `my-app` at its declaration and at its use.
fn is_same_name(source: &Source, one: Span, other: Span) -> bool {
    let name = |span: Span| {
        let at = (span.start - source.base) as usize;
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let before = source.text[..at].rfind(|c| !is_part(c)).map_or(0, |n| n + 1);
        let after = source.text[at..].find(|c| !is_part(c)).map_or(source.text.len(), |n| at + n);
        &source.text[before..after]
    };
    source.slice(one) == "-" && source.slice(other) == "-" && name(one) == name(other)
}
