//! Formatting, of a whole text and of a part.

use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{
    DocumentFormattingParams, DocumentRangeFormattingParams, Position, Range, TextEdit,
};

use super::convert::error;
use super::document::OpenDocument;
use super::documents::Documents;
use super::structure::program;
use crate::cli::line_diff::{LineEdit, edits};
use crate::ide;
use crate::source::Sources;

/// `textDocument/formatting`. A text with errors stays as it is.
pub(super) fn format(
    documents: &Documents,
    params: &DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, ResponseError> {
    let Some(document) = program(documents, &params.text_document.uri) else { return Ok(None) };
    let Some(formatted) = formatted(document)? else { return Ok(None) };
    if formatted == *document.text() {
        return Ok(Some(Vec::new()));
    }
    Ok(Some(vec![TextEdit::new(document.whole(), formatted)]))
}

/// `textDocument/rangeFormatting`: what formatting the whole text changes in these lines.
pub(super) fn format_range(
    documents: &Documents,
    params: &DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, ResponseError> {
    let Some(document) = program(documents, &params.text_document.uri) else { return Ok(None) };
    let Some(formatted) = formatted(document)? else { return Ok(None) };
    let (first, last) = (params.range.start.line as usize, params.range.end.line as usize);
    let is_inside = |edit: &LineEdit| {
        edit.lines.start <= last && edit.lines.end.max(edit.lines.start + 1) > first
    };
    let position = |line: usize| Position::new(u32::try_from(line).unwrap_or(u32::MAX), 0);
    let found = edits(document.text(), &formatted).into_iter().filter(is_inside);
    let edit = |edit: LineEdit| {
        TextEdit::new(Range::new(position(edit.lines.start), position(edit.lines.end)), edit.text)
    };
    Ok(Some(found.map(edit).collect()))
}

/// The formatted text of a document; `None` if it is too large.
fn formatted(document: &OpenDocument) -> Result<Option<String>, ResponseError> {
    let sources = Sources::new();
    let text = document.text();
    let readable = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(source) = sources.add("document", readable) else { return Ok(None) };
    let formatted = ide::format(&source).map_err(|found| {
        let first = found.first().map(|found| found.message.clone()).unwrap_or_default();
        error(ErrorCode::RequestFailed, format!("it has syntax errors: {first}"))
    })?;
    Ok(Some(formatted))
}
