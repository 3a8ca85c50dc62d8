//! Texts and errors in the protocol's form.

use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{Documentation, MarkupContent, MarkupKind};

/// Markdown of code and documentation.
pub(super) fn markdown(code: &str, doc: &str) -> MarkupContent {
    let code = if code.is_empty() { String::new() } else { format!("```murano\n{code}\n```\n") };
    let value = format!("{code}{doc}").trim().to_owned();
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// Documentation; `None` if there is none.
pub(super) fn documentation(doc: &str) -> Option<Documentation> {
    (!doc.is_empty()).then(|| Documentation::MarkupContent(markdown("", doc)))
}

/// An error of a request.
pub(super) fn error(code: ErrorCode, text: impl Into<String>) -> ResponseError {
    ResponseError { code: code as i32, message: text.into(), data: None }
}
