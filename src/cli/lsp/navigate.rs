//! Definition, references, highlights of a name, rename.

use std::collections::HashMap;

use lsp_server::{ErrorCode, ResponseError};
use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, GotoDefinitionParams,
    GotoDefinitionResponse, Location, PrepareRenameResponse, ReferenceParams, RenameParams,
    TextDocumentPositionParams, TextEdit, Url, WorkspaceEdit,
};

use super::convert::error;
use super::documents::Documents;
use crate::ide::navigation::{self, WithDeclaration};
use crate::ide::occurrences::Role;

/// `textDocument/definition`.
pub(super) fn definition(
    documents: &Documents,
    params: &GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let at = &params.text_document_position_params;
    let analyzed = documents.analyzed(&at.text_document.uri)?;
    let span = navigation::definition(&analyzed.analysis, analyzed.position(at.position))?;
    analyzed.location(span).map(GotoDefinitionResponse::Scalar)
}

/// `textDocument/references`: in the program that the document is the main file of.
pub(super) fn references(documents: &Documents, params: &ReferenceParams) -> Option<Vec<Location>> {
    let at = &params.text_document_position;
    let analyzed = documents.analyzed(&at.text_document.uri)?;
    let declaration = match params.context.include_declaration {
        true => WithDeclaration::Yes,
        false => WithDeclaration::No,
    };
    let position = analyzed.position(at.position);
    let found = navigation::references(&analyzed.analysis, position, declaration);
    Some(found.into_iter().filter_map(|name| analyzed.location(name.span)).collect())
}

/// `textDocument/documentHighlight`.
pub(super) fn highlights(
    documents: &Documents,
    params: &DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let at = &params.text_document_position_params;
    let analyzed = documents.analyzed(&at.text_document.uri)?;
    let position = analyzed.position(at.position);
    let found = navigation::references(&analyzed.analysis, position, WithDeclaration::Yes);
    let here = found.into_iter().filter(|name| analyzed.is_here(name.span));
    let highlight = |name: crate::ide::occurrences::NameOccurrence| DocumentHighlight {
        range: analyzed.range(name.span),
        kind: Some(match name.role {
            Role::Read => DocumentHighlightKind::READ,
            Role::Write | Role::Declaration => DocumentHighlightKind::WRITE,
        }),
    };
    Some(here.map(highlight).collect())
}

/// `textDocument/prepareRename`.
pub(super) fn prepare_rename(
    documents: &Documents,
    params: &TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, ResponseError> {
    let Some(analyzed) = documents.analyzed(&params.text_document.uri) else { return Ok(None) };
    let found = navigation::renamable(&analyzed.analysis, analyzed.position(params.position));
    let name = found.map_err(|reason| error(ErrorCode::RequestFailed, reason))?;
    Ok(Some(PrepareRenameResponse::Range(analyzed.range(name.span))))
}

/// `textDocument/rename`.
pub(super) fn rename(
    documents: &Documents,
    params: &RenameParams,
) -> Result<Option<WorkspaceEdit>, ResponseError> {
    let at = &params.text_document_position;
    let Some(analyzed) = documents.analyzed(&at.text_document.uri) else { return Ok(None) };
    let position = analyzed.position(at.position);
    let spans = navigation::rename(&analyzed.analysis, position, &params.new_name)
        .map_err(|reason| error(ErrorCode::RequestFailed, reason))?;
    let new_text = params.new_name.trim_start_matches('$').to_owned();
    let mut changes: HashMap<Url, Vec<TextEdit>> = HashMap::new();
    for location in spans.into_iter().filter_map(|span| analyzed.location(span)) {
        let edit = TextEdit::new(location.range, new_text.clone());
        changes.entry(location.uri).or_default().push(edit);
    }
    Ok(Some(WorkspaceEdit::new(changes)))
}
