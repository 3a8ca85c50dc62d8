//! Documents of a class file: namespaces and the keys of a class.
//! See docs/language/yaml.md#namespaces and docs/language/yaml.md#keys-of-a-class.

use std::rc::Rc;

use super::node::{Node, NodeKind};
use super::value::ClassParser;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Class, ClassUsage, MetaRules, Name, Text, TypeName};

/// Prefixes with the namespaces that a document binds them to; `=` is for names without a
/// prefix.
#[derive(Debug, Clone, Default)]
pub struct Namespaces(pub Vec<(Name, Name)>);

impl Namespaces {
    /// The namespace of a prefix.
    #[must_use]
    pub fn get(&self, prefix: &str) -> Option<&Text> {
        self.0.iter().rev().find(|(p, _)| *p.text == *prefix).map(|(_, n)| &n.text)
    }
}

/// A document that declares a class.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Its own namespaces, or those of the document before it.
    pub namespaces: Rc<Namespaces>,
    /// Whether it has no `Name`, so that the package's manifest names it.
    pub unnamed: bool,
    /// The class.
    pub class: Rc<Class>,
}

/// The known keys of a class.
const KEYS: [&str; 11] = [
    "Name",
    "Namespaces",
    "Usage",
    "Extends",
    "Import",
    "Properties",
    "Methods",
    "Workflow",
    "Meta",
    "Cardinality",
    "Applies",
];

/// The exception for invalid values.
pub(super) const VALUE: &str = "ValueError";

impl ClassParser<'_> {
    /// The classes of a file's documents.
    pub(super) fn documents(&mut self, nodes: &[Rc<Node>]) -> Vec<Document> {
        let mut namespaces = Rc::new(Namespaces::default());
        let mut documents = Vec::new();
        for node in nodes {
            let NodeKind::Map(entries) = &node.kind else {
                let message =
                    format!("a document must be the mapping of a class, found {}", node.name());
                self.wrong(codes::BAD_CLASS, VALUE, node.span, message);
                continue;
            };
            if let Some(own) = node.get("Namespaces") {
                namespaces = Rc::new(self.namespaces(own));
            }
            let alone = |k: &Rc<Node>| k.text().is_some_and(|t| &**t == "Namespaces");
            if entries.iter().all(|(key, _)| alone(key)) {
                continue;
            }
            let class = Rc::new(self.class(node, entries));
            let unnamed = class.name.span.is_none();
            documents.push(Document { namespaces: namespaces.clone(), unnamed, class });
        }
        documents
    }

    fn namespaces(&mut self, node: &Node) -> Namespaces {
        // A wrong entry is reported and skipped, so that the other prefixes stay usable. A
        // namespace may be null, which stands for none, and dots at its ends are ignored as in
        // the reference implementation.
        let NodeKind::Map(entries) = &node.kind else {
            if !node.is_null() {
                let message = format!("`Namespaces` must be a mapping, found {}", node.name());
                self.wrong(codes::BAD_CLASS, VALUE, node.span, message);
            }
            return Namespaces::default();
        };
        let mut bound = Vec::new();
        for (key, value) in entries {
            let Some(prefix) = self.name(key).filter(|p| is_prefix(&p.text)) else {
                let message = "a prefix must be a word or `=`";
                self.wrong(codes::BAD_CLASS, VALUE, key.span, message);
                continue;
            };
            let namespace = match self.name(value) {
                Some(name) => Name { text: name.text.trim_matches('.').into(), span: name.span },
                None if value.is_null() => Name { text: "".into(), span: value.span },
                None => {
                    let message =
                        format!("a namespace must be a dotted name, found {}", value.name());
                    self.wrong(codes::BAD_CLASS, VALUE, value.span, message);
                    continue;
                }
            };
            bound.push((prefix, namespace));
        }
        Namespaces(bound)
    }

    fn class(&mut self, node: &Node, entries: &[(Rc<Node>, Rc<Node>)]) -> Class {
        self.warn_of_unknown_keys(entries);
        let name = node.get("Name").and_then(|n| self.name(n));
        let name = name.unwrap_or(Name { text: "".into(), span: Span::NONE });
        let usage = self.class_usage(node);
        let methods = match (node.get("Methods"), node.get("Workflow")) {
            (Some(methods), _) | (None, Some(methods)) => self.methods(&methods.clone()),
            (None, None) => Vec::new(),
        };
        let properties = node.get("Properties").cloned();
        let properties = properties.map_or_else(Vec::new, |p| self.properties(&p));
        Class {
            name,
            usage,
            extends: self.type_names(node.get("Extends").cloned().as_ref(), "Extends"),
            imports: self.type_names(node.get("Import").cloned().as_ref(), "Import"),
            properties,
            methods,
            metas: self.metas(node.get("Meta").cloned().as_ref()),
            meta_rules: self.meta_rules(node, usage),
            docs: None,
            span: node.span,
        }
    }

    /// Warns of unknown keys, most of which are misspelt; the reference implementation ignores
    /// them.
    fn warn_of_unknown_keys(&mut self, entries: &[(Rc<Node>, Rc<Node>)]) {
        for (key, _) in entries {
            let text = key.text().map_or("", |t| t);
            if KEYS.contains(&text) || text == "Inherited" {
                continue;
            }
            let message = format!("a class has no key `{text}`: it is ignored");
            let warning = Diagnostic::warning(codes::IGNORED_KEY, key.span, message);
            self.diagnostics.push(warning.similar_if(suggest::similar(text, KEYS)));
        }
    }

    /// Warns of a key of a member that is nearly a known one. Other unknown keys are left alone: they are ignored, as in the reference
    /// implementation.
    pub(super) fn warn_of_misspelt_keys(&mut self, what: &str, node: &Node, known: &[&str]) {
        let NodeKind::Map(entries) = &node.kind else { return };
        for (key, _) in entries {
            let text = key.text().map_or("", |t| t);
            let near = suggest::nearest(text, known.iter().copied());
            let Some(near) = near.filter(|near| !known.contains(&text) && node.get(near).is_none())
            else {
                continue;
            };
            let message = format!("{what} has no key `{text}`: it is ignored");
            let warning = Diagnostic::warning(codes::IGNORED_KEY, key.span, message);
            self.diagnostics.push(warning.hint(format!("did you mean `{near}`?")));
        }
    }

    fn class_usage(&mut self, node: &Node) -> ClassUsage {
        match node.get("Usage").cloned() {
            None => ClassUsage::Class,
            Some(usage) => {
                let known = [("Class", ClassUsage::Class), ("Meta", ClassUsage::Meta)];
                self.word(&usage, "Usage", &known, VALUE).unwrap_or_default()
            }
        }
    }

    /// Parses a scalar that must be one of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        node: &Node,
        key: &str,
        known: &[(&'static str, T)],
        name: &'static str,
    ) -> Option<T> {
        let text = node.text().map_or("", |t| t);
        if let Some((_, value)) = known.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let words = || known.iter().map(|(word, _)| *word);
        let listed: Vec<String> = words().map(|w| format!("`{w}`")).collect();
        let message = format!("`{key}` cannot be `{text}`");
        let hint = format!("it must be one of {}", listed.join(", "));
        let near = suggest::did_you_mean(text, words());
        self.wrong(codes::BAD_CLASS, name, node.span, message)
            .hints
            .extend(near.into_iter().chain([hint]));
        None
    }

    fn meta_rules(&mut self, node: &Node, usage: ClassUsage) -> MetaRules {
        // The keys of docs/language/yaml.md#keys-of-a-class for metadata classes; in an
        // ordinary class they have no effect. A wrong value is reported and the default kept.
        let mut rules = MetaRules::default();
        if usage != ClassUsage::Meta {
            return rules;
        }
        if let Some(many) = node.get("Cardinality").cloned() {
            let known = [("One", false), ("Many", true)];
            rules.many = self.word(&many, "Cardinality", &known, VALUE).unwrap_or(false);
        }
        if let Some(applies) = node.get("Applies").cloned() {
            let targets = ["Package", "Type", "Property", "Method", "Argument", "All"];
            let known: Vec<(&'static str, &'static str)> = targets.map(|t| (t, t)).into();
            let items = one_or_many(&applies);
            let read = items.iter().filter_map(|i| self.word(i, "Applies", &known, VALUE));
            rules.applies = read.map(Text::from).collect();
        }
        if let Some(inherited) = node.get("Inherited").cloned() {
            match self.value(&inherited).kind {
                crate::syntax::ExprKind::Bool(yes) => rules.inherited = yes,
                _ => {
                    let message = "`Inherited` must be `true` or `false`";
                    self.wrong(codes::BAD_CLASS, VALUE, inherited.span, message);
                }
            }
        }
        rules
    }

    fn type_names(&mut self, node: Option<&Rc<Node>>, key: &str) -> Vec<TypeName> {
        let Some(node) = node.filter(|n| !n.is_null()) else { return Vec::new() };
        one_or_many(node).iter().filter_map(|item| self.type_name(item, key)).collect()
    }

    /// Parses a class's name: `Foo`, `:Foo`, `p:Foo`, `a.b.Foo`.
    pub(super) fn type_name(&mut self, node: &Node, key: &str) -> Option<TypeName> {
        let name = self.name(node);
        let good = name.as_ref().and_then(|name| written_type(&name.text, name.span));
        if good.is_none() {
            let what = name.map_or_else(|| node.name().to_owned(), |n| format!("`{}`", n.text));
            let message = format!("`{key}` takes the name of a class, found {what}");
            self.wrong(codes::BAD_CLASS, VALUE, node.span, message);
        }
        good
    }
}

/// The parts of a written type name, if it is valid.
pub(crate) fn written_type(text: &str, span: Span) -> Option<TypeName> {
    let (prefix, name) = match text.split_once(':') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    let word = |t: &str| t.chars().all(|c| c.is_alphanumeric() || c == '_');
    let dotted = !name.is_empty() && name.split('.').all(|part| !part.is_empty() && word(part));
    let good = dotted && prefix.is_none_or(|p| word(p) && !name.contains('.'));
    good.then(|| TypeName { prefix: prefix.map(Into::into), name: name.into(), span })
}

fn is_prefix(text: &str) -> bool {
    let word = text.chars().all(|c| c.is_alphanumeric() || c == '_');
    text == "=" || (word && !text.is_empty())
}

/// The items of a list; a node that is not a list counts as a list of one item.
pub(super) fn one_or_many(node: &Rc<Node>) -> Vec<Rc<Node>> {
    match &node.kind {
        NodeKind::List(items) => items.clone(),
        NodeKind::Scalar(..) | NodeKind::Map(_) => vec![node.clone()],
    }
}
