//! Completion in class files, manifests and object models.
//!
//! The text is repaired around the position, as that of a program is: a key or scalar is put there so that it parses. The keys that
//! lead to it decide what fits: words of the language, names of classes, members in expressions, properties of a model's objects.

mod class_names;
mod expressions;
mod models;
mod placeholder;

use self::class_names::ClassNames;
use self::placeholder::Placed;
use super::candidate::{CandidateKind, CompletionCandidate, Rank};
use super::{Completions, matching};
use crate::ide::analysis::{Analysis, SourceForm};
use crate::ide::symbols;
use crate::ide::yaml::{
    KeyDoc, KeyShape, NodePath, NodeRole, ValueDoc, keys_at, path_to, values_at,
};
use crate::syntax::yaml::node::{Node, NodeKind};

/// Analyzes a repaired text of the file.
pub(crate) type Analyze<'a> = &'a mut dyn FnMut(&str) -> Option<Analysis>;

/// Completes the word at an offset of a class file, manifest or model.
pub(crate) fn complete(
    form: SourceForm,
    text: &str,
    offset: usize,
    analyze: Analyze<'_>,
) -> Completions {
    if text.get(..offset).is_none() || in_comment(&text[..offset]) {
        return Completions::nothing(offset);
    }
    if form == SourceForm::Classes
        && let Some(found) = expressions::complete(text, offset, analyze)
    {
        return found;
    }
    let Some(placed) = placeholder::place(text, offset) else {
        return Completions::nothing(offset);
    };
    let Some(path) = path_to(&placed.documents, placed.offset) else {
        return Completions::nothing(offset);
    };
    let request = DataRequest { form, placed: &placed, path: &path };
    let found = request.candidates(analyze);
    let found = found.into_iter().map(|candidate| placed.quoted(candidate)).collect();
    Completions::Candidates { start: placed.start, found: matching(found, &placed.typed) }
}

/// Whether a text ends in a comment.
fn in_comment(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or("");
    line.trim_start().starts_with('#') || line.contains(" # ")
}

/// A position in a text that was repaired.
struct DataRequest<'a> {
    form: SourceForm,
    placed: &'a Placed,
    path: &'a NodePath,
}

impl DataRequest<'_> {
    fn candidates(&self, analyze: Analyze<'_>) -> Vec<CompletionCandidate> {
        let keys = self.path.keys();
        match (self.path.role, self.form) {
            (_, SourceForm::Model) => models::candidates(self, analyze),
            (NodeRole::Key, _) => self.keys(analyze),
            (NodeRole::Value, _) => self.values(&keys, analyze),
        }
    }

    /// The keys that the mapping around the position may have and has not.
    fn keys(&self, analyze: Analyze<'_>) -> Vec<CompletionCandidate> {
        let context = self.path.context();
        let siblings = self.siblings();
        let mut found: Vec<CompletionCandidate> =
            keys_at(self.form, &context, &siblings).into_iter().map(key).collect();
        if found.is_empty() {
            // An item of a list that is not finished may become a mapping.
            found = self.values(&context, analyze);
        }
        if self.form == SourceForm::Classes && matches!(*context, ["Methods" | "Workflow"]) {
            found = self.overridable(analyze);
        }
        found.retain(|candidate| !siblings.contains(&candidate.label.as_str()));
        found
    }

    /// The other keys of the mapping around the position.
    fn siblings(&self) -> Vec<&str> {
        let Some(NodeKind::Map(entries)) = self.path.container().map(|node| &node.kind) else {
            return Vec::new();
        };
        let others = entries.iter().filter(|(key, _)| key.span != self.path.node.span);
        others.filter_map(|(key, _)| key.text().map(|text| &**text)).collect()
    }

    fn values(&self, keys: &[&str], analyze: Analyze<'_>) -> Vec<CompletionCandidate> {
        match values_at(self.form, keys) {
            ValueDoc::Words(words) => words.iter().map(word).collect(),
            ValueDoc::Class => {
                let names = ClassNames::at(&self.placed.documents, self.placed.offset);
                self.analysis(analyze)
                    .map(|analysis| names.all(analysis.registry()))
                    .unwrap_or_default()
            }
            ValueDoc::Namespace => {
                let analysis = self.analysis(analyze);
                analysis
                    .map(|analysis| class_names::namespaces(analysis.registry()))
                    .unwrap_or_default()
            }
            ValueDoc::Contract => expressions::contracts(),
            ValueDoc::Expression | ValueDoc::Unknown => Vec::new(),
        }
    }

    /// The methods of base classes that the class does not have itself.
    fn overridable(&self, analyze: Analyze<'_>) -> Vec<CompletionCandidate> {
        let Some(analysis) = self.analysis(analyze) else { return Vec::new() };
        let position = analysis.position(self.placed.offset);
        let cursor = super::SyntaxCursor::at(&analysis, position);
        let Some(own) = cursor.declaration else { return Vec::new() };
        let declared = |name: &str| own.methods.iter().any(|method| *method.name.text == *name);
        let members = symbols::members(analysis.registry(), cursor.class).into_iter();
        let members = members.filter(|m| m.is_method && !m.is_static && !declared(&m.name));
        let candidate = |member: symbols::Member| {
            let about = format!("overrides that of {}", symbols::short(&member.class));
            CompletionCandidate {
                text: format!("{}:", member.name),
                ..CompletionCandidate::new(&member.name, CandidateKind::Method, Rank::Inherited)
            }
            .detail(about)
            .doc(member.doc)
        };
        let special = [
            (
                ".init",
                "Runs when an object is created; its arguments are further keys of a new object.",
            ),
            (".destroy", "Runs when an object is destroyed."),
        ];
        let special = special.iter().filter(|(name, _)| !declared(name)).map(|(name, doc)| {
            CompletionCandidate {
                text: format!("{name}:"),
                ..CompletionCandidate::new(*name, CandidateKind::Method, Rank::Own)
            }
            .doc(*doc)
        });
        members.map(candidate).chain(special).collect()
    }

    fn analysis(&self, analyze: Analyze<'_>) -> Option<Analysis> {
        analyze(&self.placed.text)
    }
}

/// A key with what stands after it.
fn key(key: &'static KeyDoc) -> CompletionCandidate {
    let after = match key.shape {
        KeyShape::Scalar => ": ",
        KeyShape::Nested => ":",
    };
    let candidate = CompletionCandidate::new(key.name, CandidateKind::Property, Rank::Key);
    CompletionCandidate { text: format!("{}{after}", key.name), ..candidate }.doc(key.doc)
}

/// A word as a value.
fn word(word: &'static KeyDoc) -> CompletionCandidate {
    CompletionCandidate::new(word.name, CandidateKind::Keyword, Rank::Own).doc(word.doc)
}

/// A mapping's keys.
fn texts(node: &Node) -> Vec<&str> {
    let NodeKind::Map(entries) = &node.kind else { return Vec::new() };
    entries.iter().filter_map(|(key, _)| key.text().map(|text| &**text)).collect()
}
