//! Completion.

use std::path::Path;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionTextEdit,
    TextEdit,
};

use super::convert::documentation;
use super::document::OpenDocument;
use super::documents::Documents;
use crate::ide::analysis::SourceForm;
use crate::ide::completion::{self, CandidateKind, CompletionCandidate, Completions, NoValues};
use crate::ide::symbols;

/// Most candidates of one answer; more typed text brings the others.
const MOST: usize = 400;

/// `textDocument/completion`.
pub(super) fn complete(documents: &Documents, params: &CompletionParams) -> Option<CompletionList> {
    let at = &params.text_document_position;
    let document = documents.get(&at.text_document.uri)?;
    let form = document.kind.form()?;
    if document.is_too_large() {
        return None;
    }
    let offset = document.offset(at.position);
    let text = document.readable();
    let mut analyze = |text: &str| documents.analyze_instead(document, text);
    let found = match form {
        SourceForm::Program => completion::complete(&text, offset, &NoValues, &mut analyze),
        form => completion::complete_data(form, &text, offset, &mut analyze),
    };
    let items = match found {
        Completions::Candidates { start, found } => {
            let candidates = found.iter().enumerate().take(MOST);
            candidates.map(|(n, found)| item(document, (start, offset), n, found)).collect()
        }
        Completions::Path { start } => paths(document, &text[start..offset]),
    };
    Some(CompletionList { is_incomplete: items.len() >= MOST, items })
}

fn item(
    document: &OpenDocument,
    (start, end): (usize, usize),
    order: usize,
    found: &CompletionCandidate,
) -> CompletionItem {
    let kind = match found.kind {
        CandidateKind::Variable => CompletionItemKind::VARIABLE,
        CandidateKind::Property => CompletionItemKind::PROPERTY,
        CandidateKind::Method => CompletionItemKind::METHOD,
        CandidateKind::Function => CompletionItemKind::FUNCTION,
        CandidateKind::Class => CompletionItemKind::CLASS,
        CandidateKind::Namespace => CompletionItemKind::MODULE,
        CandidateKind::Keyword => CompletionItemKind::KEYWORD,
    };
    let edit = TextEdit::new(document.range(start, end), found.text.clone());
    CompletionItem {
        label: found.label.trim_end_matches('(').to_owned(),
        kind: Some(kind),
        detail: (!found.detail.is_empty()).then(|| found.detail.clone()),
        documentation: documentation(&found.doc),
        // The order of the candidates is not that of their labels.
        sort_text: Some(format!("{order:04}")),
        filter_text: Some(filter_text(document, start, found)),
        text_edit: Some(CompletionTextEdit::Edit(edit)),
        ..CompletionItem::default()
    }
}

/// What the client compares with the text that is replaced: in a quoted word, that begins with the quote.
fn filter_text(document: &OpenDocument, start: usize, found: &CompletionCandidate) -> String {
    let label = found.label.trim_end_matches('(');
    let quote = document.text()[start..].chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => format!("{quote}{label}"),
        None => label.to_owned(),
    }
}

/// Directories and programs whose names begin with what is typed of a path.
fn paths(document: &OpenDocument, typed: &str) -> Vec<CompletionItem> {
    let (directory, name) = typed.rfind('/').map_or(("", typed), |end| typed.split_at(end + 1));
    let base = document.path.parent().unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(base.join(directory)) else { return Vec::new() };
    let mut found: Vec<CompletionItem> = entries
        .flatten()
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let is_directory = entry.path().is_dir();
            let shown = is_directory || file.ends_with(".murano");
            let hidden = file.starts_with('.') || entry.path() == document.path;
            let slash = if is_directory { "/" } else { "" };
            (shown && !hidden && file.starts_with(name)).then(|| CompletionItem {
                label: format!("{file}{slash}"),
                kind: Some(match is_directory {
                    true => CompletionItemKind::FOLDER,
                    false => CompletionItemKind::FILE,
                }),
                ..CompletionItem::default()
            })
        })
        .collect();
    found.sort_by(|a, b| a.label.cmp(&b.label));
    found
}

/// `completionItem/resolve`: adds the examples of a function of the library.
pub(super) fn resolve(mut item: CompletionItem) -> CompletionItem {
    let rows = symbols::rows(&item.label);
    let Some(row) = rows.first() else { return item };
    let is_of_library = item.detail.as_deref() == Some(&symbols::call_form(row, &item.label));
    if is_of_library {
        let examples = row.examples.iter().take(3);
        let lines: Vec<String> =
            examples.map(|(expr, result)| format!("{expr}  // {result}")).collect();
        let examples = format!("{}\n\n```murano\n{}\n```", row.doc, lines.join("\n"));
        item.documentation = documentation(&examples);
    }
    item
}
