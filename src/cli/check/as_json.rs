//! What `check` lists among the diagnostics, as JSON.

use serde_json::{Value as Json, json};

use super::fix::AppliedFix;
use crate::cli::diagnostic_json::position_json;
use crate::session::requests::HostRequest;
use crate::source::Sources;

/// A change of `--fix` as JSON, among the diagnostics.
pub(super) fn fix_json(fix: &AppliedFix) -> Json {
    let AppliedFix { file, line, column, code, text } = fix;
    json!({
        "file": file, "line": line, "column": column, "severity": "fixed",
        "code": code.0, "message": text,
    })
}

/// A request to the machine as JSON.
pub(super) fn request_json(request: &HostRequest, sources: &Sources) -> Json {
    let mut whole = position_json(request.span, sources);
    whole["severity"] = json!("request");
    whole["message"] = json!(request.text);
    whole
}
