//! Diagnostics of documents in the protocol's form.

use lsp_types::{
    Diagnostic as Problem, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    NumberOrString, PublishDiagnosticsParams, Range,
};

use super::document::{MOST_BYTES, OpenDocument};
use super::documents::{Analyzed, Documents};
use crate::diag::{Code, Diagnostic, Severity, codes};

/// Most problems of one document: an editor shows no more at once.
const MOST: usize = 500;

/// The problems of a document.
pub(super) fn of_document(
    documents: &Documents,
    document: &OpenDocument,
) -> PublishDiagnosticsParams {
    let problems = match documents.analyzed(&document.uri) {
        _ if document.is_too_large() => vec![too_large()],
        Some(analyzed) => of_analysis(&analyzed),
        None => Vec::new(),
    };
    PublishDiagnosticsParams::new(document.uri.clone(), problems, Some(document.version))
}

fn too_large() -> Problem {
    let message = format!("the file is larger than {} MB and is not checked", MOST_BYTES >> 20);
    Problem {
        severity: Some(DiagnosticSeverity::INFORMATION),
        source: Some("murano".into()),
        message,
        ..Problem::default()
    }
}

fn of_analysis(analyzed: &Analyzed<'_>) -> Vec<Problem> {
    let all = analyzed.analysis.diagnostics.iter();
    // What is wrong in another file of the program or package is shown where that is open.
    let own = all.filter(|found| found.span.is_none() || analyzed.is_here(found.span));
    own.take(MOST).map(|found| of_diagnostic(analyzed, found)).collect()
}

/// A diagnostic of a document.
pub(super) fn of_diagnostic(analyzed: &Analyzed<'_>, found: &Diagnostic) -> Problem {
    let related = found.labels.iter().filter_map(|label| {
        let location = analyzed.location(label.span)?;
        Some(DiagnosticRelatedInformation { location, message: label.text.clone() })
    });
    let related: Vec<DiagnosticRelatedInformation> = related.collect();
    let range = if found.span.is_none() { Range::default() } else { analyzed.range(found.span) };
    Problem { related_information: (!related.is_empty()).then_some(related), ..plain(found, range) }
}

/// A problem without what refers to other places.
fn plain(found: &Diagnostic, range: Range) -> Problem {
    let severity = match found.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
    };
    Problem {
        range,
        severity: Some(severity),
        code: Some(NumberOrString::String(found.code.0.to_owned())),
        source: Some("murano".into()),
        message: message(found),
        tags: tag(found.code).map(|tag| vec![tag]),
        ..Problem::default()
    }
}

/// The message with what stands at the place, and what to do.
fn message(found: &Diagnostic) -> String {
    let mut text = found.message.clone();
    if !found.here.is_empty() && !text.contains(&found.here) {
        text = format!("{text}\n{}", found.here);
    }
    for hint in &found.hints {
        text = format!("{text}\nhelp: {hint}");
    }
    text
}

/// How editors show a code: struck through if the name is deprecated, faded if the code has no effect.
fn tag(code: Code) -> Option<DiagnosticTag> {
    match code {
        codes::DEPRECATED => Some(DiagnosticTag::DEPRECATED),
        codes::UNUSED_VARIABLE | codes::UNREACHABLE | codes::RESULT_NOT_USED => {
            Some(DiagnosticTag::UNNECESSARY)
        }
        _ => None,
    }
}
