//! The names of classes as a class file writes them: with the prefixes of its `Namespaces`.

use std::rc::Rc;

use super::super::candidate::{CandidateKind, CompletionCandidate, Rank};
use crate::compile::registry::Registry;
use crate::ide::symbols::{self, first_line};
use crate::syntax::yaml::node::{Node, NodeKind};

/// The prefixes of a document.
#[derive(Debug, Default)]
pub(super) struct ClassNames(Vec<(String, String)>);

impl ClassNames {
    /// Those at an offset: a document without `Namespaces` has those of the document before it.
    pub(super) fn at(documents: &[Rc<Node>], offset: usize) -> Self {
        let begins = |document: &&Rc<Node>| document.span.start as usize <= offset;
        let namespaces = documents.iter().take_while(begins).filter_map(|d| d.get("Namespaces"));
        let Some(NodeKind::Map(entries)) = namespaces.last().map(|node| &node.kind) else {
            return Self::default();
        };
        let bound = entries.iter().filter_map(|(prefix, namespace)| {
            Some((prefix.text()?.to_string(), namespace.text()?.to_string()))
        });
        Self(bound.collect())
    }

    /// All known classes.
    pub(super) fn all(&self, registry: &Registry) -> Vec<CompletionCandidate> {
        let candidate = |full: &String| {
            // A class that is not loaded yet is not loaded for its documentation.
            let known = registry.known(full).map(|id| registry.entry(id));
            let doc = known.and_then(|entry| entry.tree.docs.clone());
            let doc = doc.map(|doc| first_line(&doc).to_owned()).unwrap_or_default();
            let written = self.written(full);
            CompletionCandidate::new(written, CandidateKind::Class, Rank::Class)
                .detail(full)
                .doc(doc)
        };
        symbols::class_names(registry).iter().map(candidate).collect()
    }

    /// The shortest way to write a full name.
    fn written(&self, full: &str) -> String {
        let Some((namespace, name)) = full.rsplit_once('.') else { return full.to_owned() };
        let prefix = self.0.iter().find(|(_, bound)| bound == namespace).map(|(prefix, _)| prefix);
        match prefix.map(String::as_str) {
            Some("=") => name.to_owned(),
            Some(prefix) => format!("{prefix}:{name}"),
            None => full.to_owned(),
        }
    }
}

/// The namespaces of all known classes.
pub(super) fn namespaces(registry: &Registry) -> Vec<CompletionCandidate> {
    let names = symbols::class_names(registry);
    let of = |full: &String| full.rsplit_once('.').map(|(namespace, _)| namespace.to_owned());
    let all: indexmap::IndexSet<String> = names.iter().filter_map(of).collect();
    let candidate = |name| CompletionCandidate::new(name, CandidateKind::Namespace, Rank::Class);
    all.into_iter().map(candidate).collect()
}
