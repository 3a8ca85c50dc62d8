//! Files, classes, members.

use super::{Writer, contract, expression};
use crate::syntax::yaml::{ClassFile, Document, written_type};
use crate::syntax::{
    Class, ClassUsage, MetaUse, Method, MethodUsage, Param, ParamKind, Property,
    TypeName,
};

/// A member, to be written in order of place.
enum Member<'a> {
    Property(&'a Property),
    Method(&'a Method),
}

impl Writer<'_> {
    pub(super) fn file(&mut self, file: &ClassFile, unnamed: Option<&str>) {
        let start = file.documents.first().map_or(0, |d| d.class.span.start);
        self.comments_before(start);
        if let Some(first) = file.documents.first() {
            self.head(first);
        }
        for document in &file.documents {
            self.out.push('\n');
            let class = &document.class;
            let name = if document.unnamed { class.span.start } else { class.name.span.start };
            self.comments_before(name);
            self.class(document, unnamed);
        }
        self.comments_before(u32::MAX);
    }

    fn head(&mut self, document: &Document) {
        for (prefix, namespace) in &document.namespaces.0 {
            match (&*prefix.text, &*namespace.text) {
                // Names without a namespace need no prefix in `.murano`.
                (_, "") => {}
                ("=", namespace) => self.line(&format!("namespace {namespace}")),
                (prefix, namespace) => self.line(&format!("using {prefix}: {namespace}")),
            }
        }
    }

    fn class(&mut self, document: &Document, unnamed: Option<&str>) {
        let class = &document.class;
        let name = match (document.unnamed, unnamed) {
            (true, Some(name)) => name.to_owned(),
            _ => declared(document, &class.name.text),
        };
        self.metas(&class.metas);
        let mut head = String::new();
        if class.usage == ClassUsage::Meta {
            head.push_str("meta ");
        }
        head.push_str(&format!("class {name}"));
        head.push_str(&listed(" extends ", &class.extends));
        head.push_str(&listed(" import ", &class.imports));
        head.push_str(&rules(class));
        self.braces(&head, |writer| writer.members(class));
    }

    fn members(&mut self, class: &Class) {
        let mut members: Vec<(u32, Member<'_>)> = Vec::new();
        members.extend(class.properties.iter().map(|p| (p.span.start, Member::Property(p))));
        members.extend(class.methods.iter().map(|m| (m.span.start, Member::Method(m))));
        members.sort_by_key(|(start, _)| *start);
        for (n, (start, member)) in members.into_iter().enumerate() {
            if n > 0 && matches!(member, Member::Method(_)) {
                self.out.push('\n');
            }
            self.comments_before(start);
            match member {
                Member::Property(property) => self.property(property),
                Member::Method(method) => self.method(method),
            }
        }
        self.comments_before(class.span.end);
    }

    fn metas(&mut self, metas: &[MetaUse]) {
        for meta in metas {
            let text = meta_text(meta);
            self.line(&text);
        }
    }

    fn property(&mut self, property: &Property) {
        self.metas(&property.metas);
        let usage = property.usage.prefix();
        let contract = contract::text(&property.contract);
        let default = property.default.as_ref();
        let default = default.map_or(String::new(), |d| format!(" = {}", expression::text(d)));
        self.line(&format!("{usage}{}: {contract}{default}", property.name.text));
    }

    fn method(&mut self, method: &Method) {
        self.metas(&method.metas);
        let public = if method.public { "action " } else { "" };
        let usage = match method.usage {
            MethodUsage::Runtime => "",
            MethodUsage::Static => "static ",
            MethodUsage::Extension => "extension ",
        };
        let params: Vec<String> = method.params.iter().map(param).collect();
        let name = method.name.text.trim_start_matches('.');
        let lifecycle = method.name.text.starts_with('.') && params.is_empty();
        let params = if lifecycle { String::new() } else { format!("({})", params.join(", ")) };
        let returns = method.returns.as_ref();
        let returns = returns.map_or(String::new(), |c| format!(" -> {}", contract::text(c)));
        let head = format!("{public}{usage}{name}{params}{returns}");
        let Some(body) = &method.body else { return self.line(&head) };
        self.braces(&head, |writer| {
            writer.statements(body);
            writer.comments_before(method.span.end);
        });
    }
}

fn param(param: &Param) -> String {
    let metas: String = param.metas.iter().map(|m| format!("{} ", meta_text(m))).collect();
    let stars = match param.kind {
        ParamKind::Standard => "",
        ParamKind::VarArgs => "*",
        ParamKind::KwArgs => "**",
    };
    let contract = param.contract.as_ref();
    let contract = contract.map_or(String::new(), |c| format!(": {}", contract::text(c)));
    let default = param.default.as_ref();
    let default = default.map_or(String::new(), |d| format!(" = {}", expression::text(d)));
    format!("{metas}{stars}{}{contract}{default}", param.name.text)
}

fn meta_text(meta: &MetaUse) -> String {
    let name = type_text(&meta.class);
    match meta.entries.as_slice() {
        [] => format!("@{name}"),
        entries => format!("@{name} {}", expression::entries(entries)),
    }
}

/// A name as declared, its prefix replaced by the namespace.
fn declared(document: &Document, name: &str) -> String {
    let written = written_type(name, crate::source::Span::NONE);
    match written {
        Some(TypeName { prefix: Some(prefix), name, .. }) => {
            let namespace = document.namespaces.get(&prefix);
            match namespace.filter(|n| !n.is_empty()) {
                Some(namespace) => format!("{namespace}.{name}"),
                None => name.to_string(),
            }
        }
        _ => name.to_owned(),
    }
}

fn listed(word: &str, names: &[TypeName]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let names: Vec<String> = names.iter().map(type_text).collect();
    format!("{word}{}", names.join(", "))
}

fn rules(class: &Class) -> String {
    let rules = &class.meta_rules;
    let mut text = String::new();
    if class.usage != ClassUsage::Meta {
        return text;
    }
    if rules.applies.iter().any(|target| &**target != "All") {
        let targets: Vec<&str> = rules.applies.iter().map(|t| &**t).collect();
        text.push_str(&format!(" applies {}", targets.join(", ")));
    }
    if rules.many {
        text.push_str(" many");
    }
    if rules.inherited {
        text.push_str(" inherited");
    }
    text
}

/// `Foo`, `p:Foo`, `a.b.Foo`.
pub(super) fn type_text(name: &TypeName) -> String {
    match &name.prefix {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", name.name),
        _ => name.name.to_string(),
    }
}
