//! The text of a model: where in it an object stands that an error is about.
//!
//! Errors of a model are raised in the code of its classes, which whoever wrote the model may never have seen. Their reports point
//! into the model instead: to the object, and to its property if the error names one.

use std::rc::Rc;
use std::sync::Arc;

use super::as_syntax;
use super::header::header_text;
use crate::compile::check::{self, Facts};
use crate::compile::ids::ClassId;
use crate::compile::unit::{self, TypeHeader};
use crate::diag::{Diagnostic, mask};
use crate::runtime::machine::runtime::Unversioned;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, PathStep, path_text};
use crate::session::Session;
use crate::source::{Source, Sources, Span};
use crate::syntax::yaml::node::{self, Node, NodeKind};
use crate::syntax::{Expr, Text};

/// The text of a model.
pub(crate) struct ModelSource {
    /// The text, with its secrets covered.
    pub source: Arc<Source>,
    objects: Rc<Node>,
    /// The key of the objects in the text: `Objects`, or nothing if the text is the root object itself.
    key: Option<Text>,
}

/// An object of a model.
struct ModelObject<'m> {
    /// Its path from the root object.
    path: Vec<PathStep>,
    dict: &'m Dict,
    id: &'m str,
}

impl ModelSource {
    /// Adds a model's text to the sources, with its secrets covered; `None` if it cannot be parsed with positions.
    pub(crate) fn add(sources: &Sources, name: &str, text: &str) -> Option<Self> {
        let draft = sources.draft(name, text)?;
        let source = sources.add(name, covered(&draft)?)?;
        let root = node::documents(&source).ok()?.into_iter().next()?;
        match root.get("Objects") {
            Some(objects) => {
                Some(Self { source, objects: objects.clone(), key: Some("Objects".into()) })
            }
            None => Some(Self { source, objects: root, key: None }),
        }
    }

    /// What is wrong with the model as far as the declarations of its classes tell, each at its place in the text.
    pub(crate) fn check(&self, session: &Session, objects: &Value) -> Vec<Diagnostic> {
        let tree = as_syntax::tree(objects, &self.objects);
        let find = class_finder(session);
        let found = unit::model(&session.runtime().registry, &tree, &find);
        found.into_iter().map(|found| self.titled(found, objects)).collect()
    }

    /// The model as the tree of a literal, and what the checker knows of its parts.
    pub(crate) fn tree(&self, session: &Session, objects: &Value) -> (Expr, Facts) {
        let tree = as_syntax::tree(objects, &self.objects);
        let find = class_finder(session);
        let facts = check::model_facts(&session.runtime().registry, &tree, &find);
        (tree, facts)
    }

    /// A report with the object that it is about: the innermost around its span.
    fn titled(&self, mut report: Diagnostic, objects: &Value) -> Diagnostic {
        let Some(object) = around(objects, &self.objects, report.span, &mut Vec::new()) else {
            return report;
        };
        report.here = format!("`{}`", self.shown_path(&object.path));
        report.message = format!("{}: {}", object.title(), report.message);
        report
    }

    /// The report of a fault, moved to the object of the model that it is about. `objects` is the model as it was loaded, where every
    /// object has an id.
    pub(crate) fn explain(&self, fault: &Fault, objects: &Value, report: Diagnostic) -> Diagnostic {
        let found = fault.objects.iter().find_map(|id| find(objects, id, &mut Vec::new()));
        let Some(object) = found else { return report };
        let Some(node) = self.follow(&self.objects, &object.path) else { return report };
        let mut report = without_library(report);
        if !report.span.is_none() {
            report
                .labels
                .insert(0, crate::diag::Label { span: report.span, text: "raised here".into() });
        }
        report.span = self.span_of(&node, &object, &fault.path);
        // The title says it.
        report.notes.clear();
        report.here = format!("`{}`", self.shown_path(&object.path));
        report.message = format!("{}: {}", object.title(), report.message);
        report
    }

    /// The place of the property that a fault is about, else the object's header.
    fn span_of(&self, node: &Rc<Node>, object: &ModelObject<'_>, steps: &[PathStep]) -> Span {
        // While a model is loaded, paths begin at its root; in a method, at some value that came from a property.
        let own = steps.strip_prefix(&*object.path).unwrap_or(steps);
        let property = (0..own.len()).find_map(|n| nearest(node, &own[n..]));
        property.or_else(|| node.get("?").map(|header| header.span)).unwrap_or(node.span)
    }

    fn follow(&self, node: &Rc<Node>, steps: &[PathStep]) -> Option<Rc<Node>> {
        steps.iter().try_fold(node.clone(), |node, step| child(&node, step))
    }

    fn shown_path(&self, path: &[PathStep]) -> String {
        let key = self.key.iter().map(|key| PathStep::Member(key.clone()));
        let whole: Vec<PathStep> = key.chain(path.iter().cloned()).collect();
        if whole.is_empty() { "the root object".into() } else { path_text(&whole) }
    }
}

/// Finds the classes that the headers of a model name.
fn class_finder(
    session: &Session,
) -> impl Fn(&TypeHeader<'_>) -> Result<ClassId, Box<Diagnostic>> + '_ {
    let runtime = session.runtime();
    move |header| {
        let (name, version, package) = (header.name, header.version, header.package);
        let found = runtime.class_of_type(name, version, package, Unversioned::BelowOne);
        match found {
            Ok(Some(class)) => Ok(class.id),
            Ok(None) => Err(runtime.no_package_in(name, package)),
            Err(fault) => Err(fault),
        }
        .map_err(|fault| Box::new(session.explain(&fault)))
    }
}

impl ModelObject<'_> {
    /// "`web` (object `w` of `demo.Web`)".
    fn title(&self) -> String {
        let class = header_text(self.dict, "type").unwrap_or_default();
        let header_name = || header_text(self.dict, "name");
        let name = self.dict.get_str("name").and_then(Value::as_str).map(str::to_owned);
        match name.or_else(header_name) {
            Some(name) => format!("`{name}` (object `{}` of `{class}`)", self.id),
            None => format!("object `{}` of `{class}`", self.id),
        }
    }
}

/// The object with an id; `path` leads to `value`.
fn find<'m>(value: &'m Value, id: &str, path: &mut Vec<PathStep>) -> Option<ModelObject<'m>> {
    match value {
        Value::List(items) => {
            items.iter().enumerate().find_map(|(n, item)| below(item, id, path, PathStep::Item(n)))
        }
        Value::Dict(dict) => {
            let header = dict.get_str("?");
            if let Some(Value::Dict(header)) = header
                && let Some(own) =
                    header.get_str("id").and_then(Value::as_str).filter(|own| *own == id)
            {
                return Some(ModelObject { path: path.clone(), dict, id: own });
            }
            let entries = dict.iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
            let mut entries = entries.filter(|(key, _)| *key != "?");
            entries.find_map(|(key, value)| below(value, id, path, PathStep::Member(key.into())))
        }
        _ => None,
    }
}

/// The innermost object around a span; `path` leads to `value`.
fn around<'m>(
    value: &'m Value,
    node: &Rc<Node>,
    at: Span,
    path: &mut Vec<PathStep>,
) -> Option<ModelObject<'m>> {
    if at.start < node.span.start || node.span.end < at.end {
        return None;
    }
    let mut inside = |value: &'m Value, step: PathStep| {
        let node = child(node, &step)?;
        path.push(step);
        let found = around(value, &node, at, path);
        path.pop();
        found
    };
    match value {
        Value::List(items) => {
            items.iter().enumerate().find_map(|(n, item)| inside(item, PathStep::Item(n)))
        }
        Value::Dict(dict) => {
            let entries = dict.iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
            let mut entries = entries.filter(|(key, _)| *key != "?");
            let inner = entries.find_map(|(key, item)| inside(item, PathStep::Member(key.into())));
            inner.or_else(|| {
                let Some(Value::Dict(header)) = dict.get_str("?") else { return None };
                let id = header.get_str("id")?.as_str()?;
                Some(ModelObject { path: path.clone(), dict, id })
            })
        }
        _ => None,
    }
}

fn below<'m>(
    value: &'m Value,
    id: &str,
    path: &mut Vec<PathStep>,
    step: PathStep,
) -> Option<ModelObject<'m>> {
    path.push(step);
    let found = find(value, id, path);
    path.pop();
    found
}

fn child(node: &Node, step: &PathStep) -> Option<Rc<Node>> {
    match (step, &node.kind) {
        (PathStep::Member(name), _) => node.get(name).cloned(),
        (PathStep::Item(n), NodeKind::List(items)) => items.get(*n).cloned(),
        (PathStep::Item(_), _) => None,
    }
}

/// The span of the deepest node that the steps lead to; `None` if the first step leads nowhere.
fn nearest(node: &Rc<Node>, steps: &[PathStep]) -> Option<Span> {
    let mut node = child(node, steps.first()?)?;
    for step in &steps[1..] {
        let Some(next) = child(&node, step) else { break };
        node = next;
    }
    Some(node.span)
}

/// The report without places in built-in classes: they say nothing to whoever wrote the model.
fn without_library(mut report: Diagnostic) -> Diagnostic {
    let is_library = |span: Span| !span.is_none() && span.start >= Sources::LIBRARY_BASE;
    report.labels.retain(|label| !is_library(label.span));
    report.trace.retain(|frame| !is_library(frame.span));
    if is_library(report.span) {
        (report.span, report.here) = (Span::NONE, String::new());
    }
    report
}

/// The text with `x` for each character of a secret, which a report would quote. Every offset stays the same.
fn covered(source: &Arc<Source>) -> Option<String> {
    let mut secrets = Vec::new();
    node::documents(source).ok()?.iter().for_each(|root| collect_secrets(root, &mut secrets));
    let mut text = source.text.clone();
    for span in secrets {
        let (start, end) = ((span.start - source.base) as usize, (span.end - source.base) as usize);
        let cover =
            |c: char| if c.is_whitespace() { c.to_string() } else { "x".repeat(c.len_utf8()) };
        let covering: String = text[start..end].chars().map(cover).collect();
        text.replace_range(start..end, &covering);
    }
    Some(text)
}

fn collect_secrets(node: &Node, found: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Scalar(..) => {}
        NodeKind::List(items) => items.iter().for_each(|item| collect_secrets(item, found)),
        NodeKind::Map(entries) => {
            for (key, value) in entries {
                let secret = key.text().zip(value.text()).is_some_and(|(key, value)| {
                    mask::is_secret_property(key) || !mask::secret_parts(key, value).is_empty()
                });
                match secret {
                    true => found.push(value.span),
                    false => collect_secrets(value, found),
                }
            }
        }
    }
}
