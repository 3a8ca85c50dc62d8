//! Symbols, folding, semantic tokens.

use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeKind,
    FoldingRangeParams, SemanticToken, SemanticTokens, SemanticTokensParams, SymbolInformation,
    SymbolKind, WorkspaceSymbolParams,
};

use super::document::OpenDocument;
use super::documents::{Analyzed, Documents};
use super::open_kind::OpenKind;
use crate::ide::highlights::{HighlightClass, highlights};
use crate::ide::outline::{self, FoldKind, OutlineEntry, OutlineKind};

/// `textDocument/documentSymbol`.
pub(super) fn symbols(
    documents: &Documents,
    params: &DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let analyzed = documents.analyzed(&params.text_document.uri)?;
    let found = outline::outline(&analyzed.analysis);
    let found = found.iter().map(|entry| symbol(&analyzed, entry)).collect();
    Some(DocumentSymbolResponse::Nested(found))
}

#[expect(deprecated, reason = "the protocol's type requires the field")]
fn symbol(analyzed: &Analyzed<'_>, entry: &OutlineEntry) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> =
        entry.members.iter().map(|member| symbol(analyzed, member)).collect();
    DocumentSymbol {
        name: entry.name.clone(),
        detail: (!entry.detail.is_empty()).then(|| entry.detail.clone()),
        kind: symbol_kind(entry.kind),
        tags: None,
        deprecated: None,
        range: analyzed.range(entry.span),
        selection_range: analyzed.range(entry.name_span),
        children: (!children.is_empty()).then_some(children),
    }
}

fn symbol_kind(kind: OutlineKind) -> SymbolKind {
    match kind {
        OutlineKind::Class => SymbolKind::CLASS,
        OutlineKind::Property => SymbolKind::PROPERTY,
        OutlineKind::Method => SymbolKind::METHOD,
        OutlineKind::Function => SymbolKind::FUNCTION,
        OutlineKind::Object => SymbolKind::OBJECT,
    }
}

/// `workspace/symbol`: declarations in open documents whose names contain what was typed.
pub(super) fn workspace_symbols(
    documents: &Documents,
    params: &WorkspaceSymbolParams,
) -> Vec<SymbolInformation> {
    let query = params.query.to_lowercase();
    let mut found = Vec::new();
    for document in documents.all() {
        let Some(analyzed) = documents.analyzed(&document.uri) else { continue };
        let outline = outline::outline(&analyzed.analysis);
        let members = outline.iter().flat_map(|entry| {
            let container = Some(entry.name.clone());
            let inner = entry.members.iter().map(move |member| (member, container.clone()));
            std::iter::once((entry, None)).chain(inner)
        });
        let wanted = members.filter(|(entry, _)| entry.name.to_lowercase().contains(&query));
        found.extend(
            wanted.filter_map(|(entry, container)| information(&analyzed, entry, container)),
        );
    }
    found
}

#[expect(deprecated, reason = "the protocol's type requires the field")]
fn information(
    analyzed: &Analyzed<'_>,
    entry: &OutlineEntry,
    container_name: Option<String>,
) -> Option<SymbolInformation> {
    Some(SymbolInformation {
        name: entry.name.clone(),
        kind: symbol_kind(entry.kind),
        tags: None,
        deprecated: None,
        location: analyzed.location(entry.name_span)?,
        container_name,
    })
}

/// `textDocument/foldingRange`.
pub(super) fn folds(
    documents: &Documents,
    params: &FoldingRangeParams,
) -> Option<Vec<FoldingRange>> {
    let document = documents.get(&params.text_document.uri)?;
    let folds = match document.kind {
        _ if document.is_too_large() => return None,
        OpenKind::Program => outline::folds(document.text()),
        _ => outline::line_folds(document.text()),
    };
    let found = folds.into_iter().filter_map(|fold| {
        let range = document.range(fold.start, fold.end);
        // The line with the closing bracket stays visible.
        let (end_line, kind) = match fold.kind {
            FoldKind::Code => (range.end.line.saturating_sub(1), None),
            FoldKind::Lines => (range.end.line, None),
            FoldKind::Comment => (range.end.line, Some(FoldingRangeKind::Comment)),
        };
        let start_line = range.start.line;
        let folding = FoldingRange { start_line, end_line, kind, ..FoldingRange::default() };
        (end_line > start_line).then_some(folding)
    });
    Some(found.collect())
}

/// `textDocument/semanticTokens/full`.
pub(super) fn semantic_tokens(
    documents: &Documents,
    params: &SemanticTokensParams,
) -> Option<SemanticTokens> {
    let document = program(documents, &params.text_document.uri)?;
    let text = document.text();
    let mut data = Vec::new();
    let (mut line, mut column) = (0, 0);
    for token in highlights(text) {
        let (token_type, modifiers) = token_class(token.class);
        // A token of the protocol is on one line.
        let mut start = token.start;
        for part in text[token.start..token.end].split_inclusive('\n') {
            let shown = part.trim_end_matches(['\n', '\r']);
            let range = document.range(start, start + shown.len());
            start += part.len();
            let length = range.end.character.saturating_sub(range.start.character);
            if length == 0 {
                continue;
            }
            let delta_line = range.start.line - line;
            let from = if delta_line == 0 { column } else { 0 };
            (line, column) = (range.start.line, range.start.character);
            data.push(SemanticToken {
                delta_line,
                delta_start: range.start.character - from,
                length,
                token_type,
                token_modifiers_bitset: modifiers,
            });
        }
    }
    Some(SemanticTokens { result_id: None, data })
}

/// The index of a class in the legend, and its modifiers as bits.
fn token_class(class: HighlightClass) -> (u32, u32) {
    match class {
        HighlightClass::Comment => (0, 0),
        HighlightClass::Documentation => (0, 1),
        HighlightClass::Text => (1, 0),
        HighlightClass::Number => (2, 0),
        HighlightClass::Variable => (3, 0),
        HighlightClass::Keyword => (4, 0),
        HighlightClass::Function => (5, 0),
        HighlightClass::Class => (6, 0),
        HighlightClass::Property => (7, 0),
        HighlightClass::Operator => (8, 0),
    }
}

/// An open program that is not too large to be analyzed.
pub(super) fn program<'d>(
    documents: &'d Documents,
    uri: &lsp_types::Url,
) -> Option<&'d OpenDocument> {
    let document = documents.get(uri)?;
    (document.kind == OpenKind::Program && !document.is_too_large()).then_some(document)
}
