//! Hover, signature help, inlay hints, code lenses, quick fixes.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeLens, CodeLensParams,
    Command, ExecuteCommandParams, Hover, HoverContents, HoverParams, InlayHint, InlayHintKind,
    InlayHintLabel, InlayHintParams, MessageType, ParameterInformation, ParameterLabel, Position,
    Range, ShowMessageParams, SignatureHelp, SignatureHelpParams, SignatureInformation, TextEdit,
    WorkspaceEdit,
};
use serde_json::json;

use super::capabilities::EXPLAIN;
use super::convert::{documentation, markdown};
use super::documents::{Analyzed, Documents};
use super::problems;
use crate::diag::codes;
use crate::ide::analysis::SourceForm;
use crate::ide::completion::{NoValues, repair, word_start};
use crate::ide::fixes;
use crate::ide::hints::{self, InlayKind};
use crate::ide::lenses::{self, LensAction};
use crate::ide::{hover as hovers, signatures, yaml};
use crate::source::Span;

/// `textDocument/hover`.
pub(super) fn hover(documents: &Documents, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let analyzed = documents.analyzed(&at.text_document.uri)?;
    let (document, analysis) = (analyzed.document, &analyzed.analysis);
    let found = match analysis.form {
        SourceForm::Program => hovers::at(analysis, analyzed.position(at.position)),
        _ => yaml::hover(analysis, &document.readable(), document.offset(at.position)),
    }?;
    Some(Hover {
        contents: HoverContents::Markup(markdown(&found.code, &found.doc)),
        range: Some(analyzed.range(found.span)),
    })
}

/// `textDocument/signatureHelp`. The call is usually unfinished, so it is completed first.
pub(super) fn signature_help(
    documents: &Documents,
    params: &SignatureHelpParams,
) -> Option<SignatureHelp> {
    let at = &params.text_document_position_params;
    let document = documents.get(&at.text_document.uri)?;
    let offset = document.offset(at.position);
    let analyzed = documents.analyzed(&document.uri)?;
    let analysis = &analyzed.analysis;
    let found = signatures::at(analysis, &NoValues, analysis.position(offset));
    let is_program = analysis.form == SourceForm::Program;
    let found = found.or_else(|| {
        let text = Some(document.readable()).filter(|_| is_program)?;
        let word = word_start(&text[..offset]);
        let repaired = repair(&text, word, offset);
        let analysis = documents.analyze_instead(document, &repaired.text)?;
        signatures::at(&analysis, &NoValues, analysis.position(offset.min(repaired.offset)))
    })?;
    let signatures = found.lines.iter().map(|line| SignatureInformation {
        label: line.label.clone(),
        documentation: documentation(&line.doc),
        parameters: Some(
            line.params
                .iter()
                .map(|param| ParameterInformation {
                    label: ParameterLabel::Simple(param.clone()),
                    documentation: None,
                })
                .collect(),
        ),
        active_parameter: None,
    });
    let active_parameter = found.active.map(|n| n as u32);
    let signatures = signatures.collect();
    Some(SignatureHelp { signatures, active_signature: Some(0), active_parameter })
}

/// `textDocument/inlayHint`.
pub(super) fn inlay_hints(
    documents: &Documents,
    params: &InlayHintParams,
) -> Option<Vec<InlayHint>> {
    let analyzed = documents.analyzed(&params.text_document.uri)?;
    let document = analyzed.document;
    let within = (document.offset(params.range.start), document.offset(params.range.end));
    let found = hints::hints(&analyzed.analysis, within).into_iter().map(|hint| {
        let range = analyzed.range(Span::new(hint.position, hint.position));
        let kind = match hint.kind {
            InlayKind::Class => InlayHintKind::TYPE,
            InlayKind::Parameter => InlayHintKind::PARAMETER,
        };
        InlayHint {
            position: range.start,
            label: InlayHintLabel::String(hint.label),
            kind: Some(kind),
            text_edits: None,
            tooltip: None,
            padding_left: None,
            padding_right: Some(true),
            data: None,
        }
    });
    Some(found.collect())
}

/// `textDocument/codeLens`. The editor's extension has the commands, which run `murano` in a terminal.
pub(super) fn code_lenses(documents: &Documents, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let uri = &params.text_document.uri;
    let analyzed = documents.analyzed(uri)?;
    let found = lenses::lenses(&analyzed.analysis).into_iter().map(|lens| {
        let line = analyzed.range(lens.span).start.line;
        let (title, command, filter) = match lens.action {
            LensAction::Run => ("Run", "murano.run", None),
            LensAction::Plan => ("Plan", "murano.plan", None),
            LensAction::Test(filter) => ("Run test", "murano.test", Some(filter)),
        };
        let mut arguments = vec![json!(uri)];
        arguments.extend(filter.map(|filter| json!(filter)));
        let command = Command::new(title.to_owned(), command.to_owned(), Some(arguments));
        let start = Position::new(line, 0);
        CodeLens { range: Range::new(start, start), command: Some(command), data: None }
    });
    Some(found.collect())
}

/// `textDocument/codeAction`.
pub(super) fn code_actions(
    documents: &Documents,
    params: &CodeActionParams,
) -> Option<Vec<CodeActionOrCommand>> {
    let uri = &params.text_document.uri;
    let analyzed = documents.analyzed(uri)?;
    let document = analyzed.document;
    let within = (document.offset(params.range.start), document.offset(params.range.end));
    let found = fixes::fixes(&analyzed.analysis, within).into_iter().map(|fix| {
        let edits = fix.edits.into_iter().filter(|(span, _)| analyzed.is_here(*span));
        let edits = edits.map(|(span, text)| TextEdit::new(analyzed.range(span), text)).collect();
        CodeActionOrCommand::CodeAction(CodeAction {
            title: fix.title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![problems::of_diagnostic(&analyzed, &fix.diagnostic)]),
            edit: Some(WorkspaceEdit::new(HashMap::from([(uri.clone(), edits)]))),
            is_preferred: Some(fix.is_sure),
            ..CodeAction::default()
        })
    });
    let mut found: Vec<CodeActionOrCommand> = found.collect();
    found.extend(explanations(&analyzed, within));
    Some(found)
}

/// The command that explains each code at a range.
fn explanations(
    analyzed: &Analyzed<'_>,
    within: (usize, usize),
) -> impl Iterator<Item = CodeActionOrCommand> {
    let codes: indexmap::IndexSet<&str> =
        fixes::meeting(&analyzed.analysis, within).map(|found| found.code.0).collect();
    codes.into_iter().map(|code| {
        let (title, arguments) = (format!("Explain {code}"), vec![json!(code)]);
        let command = Command::new(title, EXPLAIN.to_owned(), Some(arguments));
        CodeActionOrCommand::Command(command)
    })
}

/// `workspace/executeCommand`: the text of `murano explain`, which the editor shows as a message.
pub(super) fn explanation(params: &ExecuteCommandParams) -> Option<ShowMessageParams> {
    let code = params.arguments.first().and_then(|code| code.as_str());
    let found = code.filter(|_| params.command == EXPLAIN).and_then(codes::explain)?;
    let message = format!("{}: {}\n\n{}", found.code, found.title, found.plain_text());
    Some(ShowMessageParams { typ: MessageType::INFO, message })
}
