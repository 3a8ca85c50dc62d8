//! Files and classes: one document for each class, its members in the order of the file, with
//! the comments before them.

use super::contract::contract;
use super::layout::Yaml;
use super::names::Prefixes;
use super::value::{entries, value, word};
use crate::source::Span;
use crate::syntax::{
    Class, ClassUsage, Comment, MetaUse, Method, MethodUsage, Module, Param, ParamKind, Property,
    PropertyUsage, Text, TypeName,
};

/// Lays out a file.
pub(super) struct FileLayout<'a> {
    /// Comments not written yet.
    comments: &'a [Comment],
}

/// The file as text.
pub(super) fn file(module: &Module, classes: &[Class], names: &Prefixes<'_>) -> String {
    let mut layout = FileLayout { comments: &module.comments };
    let mut documents: Vec<String> = Vec::new();
    for class in classes {
        let mut lines = layout.comments_before(class.span.start);
        if documents.is_empty() {
            lines.extend(namespaces(names));
        }
        lines.extend(docs(class.docs.as_ref()));
        lines.extend(layout.class(class));
        documents.push(lines.join("\n") + "\n");
    }
    let rest = layout.comments_before(u32::MAX);
    let rest: String = rest.iter().map(|line| format!("{line}\n")).collect();
    documents.join("---\n") + &rest
}

fn namespaces(names: &Prefixes<'_>) -> Vec<String> {
    let all = names.all();
    if all.is_empty() {
        return Vec::new();
    }
    let entries =
        all.into_iter().map(|(prefix, namespace)| (prefix, Yaml::Scalar(word(&namespace))));
    let mut lines = Yaml::map([("Namespaces".to_owned(), Yaml::map(entries))]).lines();
    lines.push(String::new());
    lines
}

/// Converts `///` to `##`.
fn docs(docs: Option<&Text>) -> Vec<String> {
    let lines = docs.into_iter().flat_map(|text| text.split('\n'));
    lines.map(|line| format!("## {line}").trim_end().to_owned()).collect()
}

impl FileLayout<'_> {
    /// The comments before an offset, as lines of YAML.
    pub(super) fn comments_before(&mut self, place: u32) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some((first, rest)) = self.comments.split_first() {
            if first.span.start >= place {
                break;
            }
            self.comments = rest;
            let bare = first.text.trim_start_matches("/*").trim_end_matches("*/");
            let bare = bare.trim_start_matches('/');
            lines.extend(
                bare.lines().map(|line| format!("# {}", line.trim()).trim_end().to_owned()),
            );
        }
        lines
    }

    fn class(&mut self, class: &Class) -> Vec<String> {
        let mut head = vec![("Name".to_owned(), Yaml::Scalar(word(&class.name.text)))];
        head.extend(meta_rules(class));
        head.extend(types("Extends", &class.extends));
        head.extend(types("Import", &class.imports));
        head.extend(metas(&class.metas));
        let mut lines = Yaml::map(head).lines();
        for (key, members) in self.members(class) {
            lines.push(String::new());
            lines.extend(Yaml::Map(vec![(Vec::new(), key.to_owned(), members)]).lines());
        }
        lines.extend(self.comments_before(class.span.end));
        lines
    }

    /// Properties and methods, each with the comments before it.
    fn members(&mut self, class: &Class) -> Vec<(&'static str, Yaml)> {
        let mut places: Vec<(Span, Result<&Property, &Method>)> = Vec::new();
        places.extend(class.properties.iter().map(|p| (p.span, Ok(p))));
        places.extend(class.methods.iter().map(|m| (m.span, Err(&**m))));
        places.sort_by_key(|(span, _)| span.start);
        let (mut properties, mut methods) = (Vec::new(), Vec::new());
        for (span, member) in places {
            let mut lines = self.comments_before(span.start);
            match member {
                Ok(property) => {
                    lines.extend(docs(property.docs.as_ref()));
                    properties.push((lines, word(&property.name.text), self::property(property)));
                }
                Err(method) => {
                    lines.extend(docs(method.docs.as_ref()));
                    if !methods.is_empty() {
                        lines.insert(0, String::new());
                    }
                    methods.push((lines, word(&method.name.text), self.method(method)));
                }
            }
        }
        let sections = [("Properties", properties), ("Methods", methods)].into_iter();
        sections.filter(|(_, m)| !m.is_empty()).map(|(key, m)| (key, Yaml::Map(m))).collect()
    }

    fn method(&mut self, method: &Method) -> Yaml {
        let mut parts = Vec::new();
        match method.usage {
            MethodUsage::Runtime => {}
            MethodUsage::Static => parts.push(entry("Usage", "Static")),
            MethodUsage::Extension => parts.push(entry("Usage", "Extension")),
        }
        if method.public {
            parts.push(entry("Scope", "Public"));
        }
        parts.extend(metas(&method.metas));
        if !method.params.is_empty() {
            parts.push(("Arguments".into(), Yaml::list(method.params.iter().map(param))));
        }
        if let Some(returns) = &method.returns {
            parts.push(("Returns".into(), contract(returns)));
        }
        if let Some(body) = method.body.as_ref() {
            parts.push(("Body".into(), self.block(body)));
        }
        Yaml::map(parts)
    }
}

/// `key: text`.
fn entry(key: &str, text: &str) -> (String, Yaml) {
    (key.to_owned(), Yaml::Scalar(text.to_owned()))
}

fn property(property: &Property) -> Yaml {
    let usage = Some(property.usage).filter(|usage| *usage != PropertyUsage::In);
    let mut parts = vec![("Contract".to_owned(), contract(&property.contract))];
    parts.extend(usage.map(|usage| entry("Usage", usage.yaml_word())));
    parts.extend(property.default.as_ref().map(|d| ("Default".into(), value(d))));
    parts.extend(metas(&property.metas));
    Yaml::map(parts)
}

fn param(param: &Param) -> Yaml {
    let mut parts = Vec::new();
    match param.kind {
        ParamKind::Standard => {}
        ParamKind::VarArgs => parts.push(entry("Usage", "VarArgs")),
        ParamKind::KwArgs => parts.push(entry("Usage", "KwArgs")),
    }
    let given = param.contract.as_ref();
    parts.extend(given.map(|c| ("Contract".to_owned(), contract(c))));
    parts.extend(param.default.as_ref().map(|d| ("Default".into(), value(d))));
    parts.extend(metas(&param.metas));
    Yaml::map([(word(&param.name.text), Yaml::map(parts))])
}

fn meta_rules(class: &Class) -> Vec<(String, Yaml)> {
    if class.usage != ClassUsage::Meta {
        return Vec::new();
    }
    let rules = &class.meta_rules;
    let mut parts = vec![entry("Usage", "Meta")];
    if rules.many {
        parts.push(entry("Cardinality", "Many"));
    }
    if rules.applies.iter().any(|target| &**target != "All") {
        let targets = rules.applies.iter().map(|t| Yaml::Scalar(t.to_string()));
        parts.push(("Applies".into(), Yaml::list(targets)));
    }
    if rules.inherited {
        parts.push(entry("Inherited", "true"));
    }
    parts
}

/// A single name on the line of its key, several as a list.
fn types(key: &str, names: &[TypeName]) -> Option<(String, Yaml)> {
    let name = |name: &TypeName| Yaml::Scalar(name.declared());
    match names {
        [] => None,
        [only] => Some((key.to_owned(), name(only))),
        several => Some((key.to_owned(), Yaml::list(several.iter().map(name)))),
    }
}

fn metas(metas: &[MetaUse]) -> Option<(String, Yaml)> {
    let one = |meta: &MetaUse| match meta.entries.as_slice() {
        [] => Yaml::Scalar(meta.class.declared()),
        given => Yaml::map([(meta.class.declared(), entries(given))]),
    };
    (!metas.is_empty()).then(|| ("Meta".to_owned(), Yaml::list(metas.iter().map(one))))
}
