//! Completion in object models: properties of the class of an object, headers, ids of other objects.

use super::super::candidate::{CandidateKind, CompletionCandidate, Rank};
use super::super::keys::fixed_keys;
use super::class_names::ClassNames;
use super::{Analyze, DataRequest, key, texts};
use crate::compile::check::requires_value;
use crate::compile::ids::ClassId;
use crate::ide::analysis::{Analysis, SourceForm, one_line};
use crate::ide::model_tree::object_ids;
use crate::ide::symbols;
use crate::ide::yaml::{NodeRole, ValueDoc, keys_at, values_at};
use crate::source::Span;
use crate::syntax::yaml::node::Node;
use crate::syntax::{Contract, ContractKind};

/// What fits at a position of a model.
pub(super) fn candidates(
    request: &DataRequest<'_>,
    analyze: Analyze<'_>,
) -> Vec<CompletionCandidate> {
    let Some(analysis) = request.analysis(analyze) else { return Vec::new() };
    match request.path.role {
        NodeRole::Key => keys(request, &analysis),
        NodeRole::Value => values(request, &analysis),
    }
}

fn keys(request: &DataRequest<'_>, analysis: &Analysis) -> Vec<CompletionCandidate> {
    let Some(mapping) = request.path.container() else { return Vec::new() };
    let siblings = request.siblings();
    let fixed = keys_at(SourceForm::Model, &request.path.context(), &siblings);
    let span = span_in(analysis, mapping);
    let mut found: Vec<CompletionCandidate> = match analysis.facts().object_at(span) {
        Some(class) => properties(analysis, class),
        None if fixed.is_empty() => of_contract(analysis, span),
        None => fixed.into_iter().map(key).collect(),
    };
    let is_header = request.path.context().last() == Some(&"?");
    if !is_header && !texts(mapping).contains(&"?") {
        let header = CompletionCandidate::new("?", CandidateKind::Keyword, Rank::Keyword);
        let doc = "The header of an object: its class and its id.";
        found.push(CompletionCandidate { text: "'?':".to_owned(), ..header }.doc(doc));
    }
    found.retain(|candidate| !siblings.contains(&candidate.label.as_str()));
    found
}

/// A node's span among all sources.
fn span_in(analysis: &Analysis, node: &Node) -> Span {
    let position = |offset: u32| analysis.position(offset as usize);
    Span::new(position(node.span.start), position(node.span.end))
}

/// The properties that a model may give.
fn properties(analysis: &Analysis, class: ClassId) -> Vec<CompletionCandidate> {
    let registry = analysis.registry();
    let given = registry.given_names(class);
    let members = symbols::members(registry, class).into_iter();
    let members = members.filter(|m| !m.is_method && given.iter().any(|name| **name == *m.name));
    members.map(|member| CompletionCandidate::key(&member)).collect()
}

/// The named keys of a dictionary contract.
fn of_contract(analysis: &Analysis, span: Span) -> Vec<CompletionCandidate> {
    let Some(expected) = analysis.facts().expected_at(span) else { return Vec::new() };
    let candidate = |(name, contract): &(&str, &Contract)| {
        let rank = if requires_value(contract) { Rank::Required } else { Rank::Key };
        let written = one_line(analysis.registry(), contract.span);
        let candidate = CompletionCandidate::new(*name, CandidateKind::Property, rank);
        CompletionCandidate { text: format!("{name}: "), ..candidate }
            .detail(format!("{name}: {written}"))
    };
    fixed_keys(&expected.contract).iter().map(candidate).collect()
}

fn values(request: &DataRequest<'_>, analysis: &Analysis) -> Vec<CompletionCandidate> {
    if values_at(SourceForm::Model, &request.path.keys()) == ValueDoc::Class {
        return ClassNames::default().all(analysis.registry());
    }
    // An id can stand wherever an object can. What else fits, the contract tells.
    let Some(expected) = analysis.facts().expected_at(span_in(analysis, &request.path.node)) else {
        return Vec::new();
    };
    match bare(&expected.contract).kind {
        ContractKind::Bool => ["true", "false"]
            .map(|word| CompletionCandidate::new(word, CandidateKind::Keyword, Rank::Own))
            .into(),
        ContractKind::String | ContractKind::Int => Vec::new(),
        _ => ids(analysis),
    }
}

fn bare(contract: &Contract) -> &Contract {
    match &contract.kind {
        ContractKind::NotNull(inner)
        | ContractKind::Owned(inner)
        | ContractKind::NotOwned(inner)
        | ContractKind::Check { base: inner, .. } => bare(inner),
        _ => contract,
    }
}

/// The ids of the model's objects.
fn ids(analysis: &Analysis) -> Vec<CompletionCandidate> {
    let candidate = |(id, _): (crate::syntax::Text, Span)| {
        CompletionCandidate::new(&*id, CandidateKind::Variable, Rank::Own)
            .detail("an object of the model")
    };
    object_ids(analysis).into_iter().map(candidate).collect()
}
