//! Diagnostics as JSON, for editors, continuous integration and other programs: the only place that decides their shape.
//! See docs/language/json.md#diagnostics.

use serde_json::{Value as Json, json};

use crate::diag::codes::explain;
use crate::diag::{Diagnostic, Severity, Suggestion, TraceFrame};
use crate::source::{Sources, Span};

/// A diagnostic as JSON.
pub(super) fn diagnostic_json(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let labels = diagnostic.labels.iter().map(|label| {
        let mut json = position_json(label.span, sources);
        json["text"] = json!(label.text);
        json
    });
    let page = explain(diagnostic.code.0);
    let suggestions = diagnostic.suggestions.iter();
    let mut whole = position_json(diagnostic.span, sources);
    whole["severity"] = json!(severity);
    whole["code"] = json!(diagnostic.code.0);
    whole["title"] = json!(page.map(|page| page.title));
    whole["rule"] = json!(page.and_then(|page| page.rule()));
    whole["message"] = json!(diagnostic.message);
    whole["here"] = json!(diagnostic.here);
    whole["labels"] = labels.collect();
    whole["notes"] = json!(diagnostic.notes);
    whole["hints"] = json!(diagnostic.hints);
    whole["suggestions"] = suggestions.map(|edit| suggestion_json(edit, sources)).collect();
    whole["trace"] = diagnostic.trace.iter().map(|frame| frame_json(frame, sources)).collect();
    whole
}

fn suggestion_json(suggestion: &Suggestion, sources: &Sources) -> Json {
    let mut json = position_json(suggestion.span, sources);
    json["replaced"] = json!(suggestion.replaced);
    json["replacement"] = json!(suggestion.replacement);
    json["applicability"] = json!(suggestion.applicability.name());
    json
}

fn frame_json(frame: &TraceFrame, sources: &Sources) -> Json {
    let mut json = position_json(frame.span, sources);
    json["method"] = json!(frame.method);
    json["class"] = json!(frame.class);
    json
}

/// A span: lines and columns from 1, columns in characters, and offsets in bytes from the beginning of the text.
pub(super) fn position_json(span: Span, sources: &Sources) -> Json {
    let Some(source) = sources.find(span) else {
        return json!({ "file": null, "line": null, "column": null });
    };
    let (start, end) = (source.location(span.start), source.location(span.end));
    json!({
        "file": source.name, "line": start.line, "column": start.column,
        "endLine": end.line, "endColumn": end.column,
        "start": span.start - source.base, "end": span.end - source.base,
    })
}
