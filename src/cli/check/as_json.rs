//! Diagnostics as JSON, for editors and continuous integration.

use serde_json::{Value as Json, json};

use super::fix::AppliedFix;
use crate::diag::{Diagnostic, Severity, TraceFrame};
use crate::session::requests::HostRequest;
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
    let mut whole = position_json(diagnostic.span, sources);
    whole["severity"] = json!(severity);
    whole["code"] = json!(diagnostic.code.0);
    whole["message"] = json!(diagnostic.message);
    whole["here"] = json!(diagnostic.here);
    whole["labels"] = labels.collect();
    whole["notes"] = json!(diagnostic.notes);
    whole["hints"] = json!(diagnostic.hints);
    whole["trace"] = diagnostic.trace.iter().map(|frame| frame_json(frame, sources)).collect();
    whole
}

/// A change of `--fix` as JSON, among the diagnostics.
pub(super) fn fix_json(fix: &AppliedFix) -> Json {
    let AppliedFix { file, line, column, code, text } = fix;
    json!({
        "file": file, "line": line, "column": column, "severity": "fixed",
        "code": code.0, "message": text,
    })
}

/// A request as JSON, among the diagnostics.
pub(super) fn request_json(request: &HostRequest, sources: &Sources) -> Json {
    let mut whole = position_json(request.span, sources);
    whole["severity"] = json!("request");
    whole["message"] = json!(request.text);
    whole
}

fn frame_json(frame: &TraceFrame, sources: &Sources) -> Json {
    let mut json = position_json(frame.span, sources);
    json["method"] = json!(frame.method);
    json["class"] = json!(frame.class);
    json
}

fn position_json(span: Span, sources: &Sources) -> Json {
    let Some(source) = sources.find(span) else {
        return json!({ "file": null, "line": null, "column": null });
    };
    let (start, end) = (source.location(span.start), source.location(span.end));
    json!({
        "file": source.name, "line": start.line, "column": start.column,
        "endLine": end.line, "endColumn": end.column,
    })
}
