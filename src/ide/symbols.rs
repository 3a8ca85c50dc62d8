//! Functions, classes and members with their signatures and documentation.

use crate::compile::check::{ClassMembers, KnownType, requires_value};
use crate::compile::ids::ClassId;
use crate::compile::registry::{ROOT, Registry};
use crate::compile::scope::Scope;
use crate::compile::signature::{self, CallKind, Type};
use crate::runtime::machine::native::Builtin;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::source::Span;
use crate::stdlib;
use crate::syntax::{self, Block, MethodUsage, ParamKind, PropertyUsage, TypeName};

use super::analysis::one_line;

/// A property or a method of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name.
    pub name: String,
    /// Its declaration, on one line.
    pub signature: String,
    /// Its documentation; may be empty.
    pub doc: String,
    /// The class that declares it.
    pub class: String,
    /// Whether it is a method.
    pub is_method: bool,
    /// Whether it belongs to the class, not to objects.
    pub is_static: bool,
    /// Whether it is a property that `new` accepts.
    pub is_input: bool,
    /// Whether an object cannot be created without it.
    pub is_required: bool,
}

/// The first line of documentation, which lists show.
pub(crate) fn first_line(doc: &str) -> &str {
    doc.trim().lines().next().unwrap_or("").trim()
}

/// The last part of a full name.
pub(crate) fn short(full: &str) -> &str {
    full.rsplit('.').next().unwrap_or(full)
}

/// The full names of all known classes.
pub(crate) fn class_names(registry: &Registry) -> Vec<String> {
    // Programs are classes too, under names that are not identifiers.
    let is_class = |name: &&syntax::Text| {
        short(name).starts_with(char::is_uppercase)
            && name.chars().all(|c| c == '.' || c == '_' || c.is_alphanumeric())
    };
    registry.class_names().iter().filter(is_class).map(|name| name.to_string()).collect()
}

/// The class that a name refers to in a scope, with or without its namespace.
pub(crate) fn class(registry: &Registry, scope: &Scope, name: &str) -> Option<ClassId> {
    let (prefix, name) = match name.split_once(':') {
        Some((prefix, name)) => (Some(prefix.into()), name),
        None => (None, name),
    };
    let written = TypeName { prefix, name: name.into(), span: Span::NONE };
    registry.lookup(&written, scope).or_else(|| {
        let end = format!(".{name}");
        let names = class_names(registry);
        let full = names.iter().find(|full| full.ends_with(&end))?;
        registry.find(full)
    })
}

/// The text of a declaration, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceText {
    /// The file, or the input.
    pub file: String,
    /// The line of its beginning, from 1.
    pub line: usize,
    /// The text, without the indentation that its lines have in common.
    pub text: String,
}

/// The source of a span.
pub(crate) fn source_text(registry: &Registry, span: Span) -> Option<SourceText> {
    let source = registry.sources.find(span)?;
    let start = (span.start - source.base) as usize;
    let line_start = source.text[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = &source.text[line_start..start];
    let indent = if before.trim().is_empty() { before } else { "" };
    let text = source.slice(span);
    let lines = text.lines().map(|line| line.strip_prefix(indent).unwrap_or(line));
    Some(SourceText {
        file: source.name.clone(),
        line: source.text[..start].matches('\n').count() + 1,
        text: lines.collect::<Vec<_>>().join("\n"),
    })
}

/// The source of a class.
pub(crate) fn source_of_class(registry: &Registry, class: ClassId) -> Option<SourceText> {
    source_text(registry, registry.entry(class).tree.span)
}

/// The source of a property or method of a class, or of the base class that declares it.
pub(crate) fn source_of_member(
    registry: &Registry,
    class: ClassId,
    name: &str,
) -> Option<SourceText> {
    let nothing = Block::default();
    let spans = ClassMembers::new(registry, &nothing).lineage(class).find_map(|entry| {
        let methods = entry.tree.methods.iter().filter(|m| &*m.name.text == name);
        let mut spans = methods.map(|m| m.span);
        let properties = entry.tree.properties.iter().filter(|p| &*p.name.text == name);
        spans.next().or_else(|| properties.map(|p| p.span).next())
    });
    source_text(registry, spans?)
}

/// The class of an object, or the class that the value is.
pub(crate) fn class_of_value(value: &Value) -> Option<ClassId> {
    match value {
        Value::Object(object) => Some(object.class.ir.id),
        Value::Type(class) => Some(class.ir.id),
        Value::Extended(other) => match &**other {
            Extended::Part(_, class) => Some(class.ir.id),
            _ => None,
        },
        _ => None,
    }
}

/// The documentation of a class.
pub(crate) fn class_doc(registry: &Registry, class: ClassId) -> String {
    registry.entry(class).tree.docs.as_deref().unwrap_or("").trim().to_owned()
}

/// `class Name extends Base`, without what every class extends.
pub(crate) fn class_head(registry: &Registry, class: ClassId) -> String {
    let parents = registry.parents(class).into_iter().map(|id| registry.entry(id).name.clone());
    let parents: Vec<String> =
        parents.filter(|name| **name != *ROOT).map(|name| short(&name).to_owned()).collect();
    let extends =
        if parents.is_empty() { String::new() } else { format!(" extends {}", parents.join(", ")) };
    format!("class {}{extends}", short(&registry.entry(class).name))
}

/// The members of a class: properties, then methods; those of the class itself first, overridden ones left out.
pub(crate) fn members(registry: &Registry, class: ClassId) -> Vec<Member> {
    let nothing = Block::default();
    let lineage: Vec<_> = ClassMembers::new(registry, &nothing)
        .lineage(class)
        .filter(|entry| &*entry.name != ROOT)
        .collect();
    let properties = lineage
        .iter()
        .flat_map(|c| c.tree.properties.iter().map(|p| property(registry, &c.name, p)));
    let methods =
        lineage.iter().flat_map(|c| c.tree.methods.iter().map(|m| method(registry, &c.name, m)));
    let mut found: Vec<Member> = Vec::new();
    for member in properties.chain(methods) {
        let known = found.iter().any(|m| m.name == member.name && m.is_method == member.is_method);
        if !known && !member.name.starts_with('.') {
            found.push(member);
        }
    }
    found
}

/// A property of a class.
pub(crate) fn property(registry: &Registry, class: &str, property: &syntax::Property) -> Member {
    let usage = match property.usage {
        PropertyUsage::In => String::new(),
        usage => format!("{} ", usage.keyword()),
    };
    let contract = one_line(registry, property.contract.span);
    let default = property.default.as_ref();
    let default = default.map(|d| format!(" = {}", one_line(registry, d.span)));
    let is_input = matches!(property.usage, PropertyUsage::In | PropertyUsage::InOut);
    Member {
        signature: format!(
            "{usage}{}: {contract}{}",
            property.name.text,
            default.unwrap_or_default()
        ),
        name: property.name.text.to_string(),
        doc: property.docs.as_deref().unwrap_or("").trim().to_owned(),
        class: class.to_owned(),
        is_method: false,
        is_static: property.usage == PropertyUsage::Static,
        is_input,
        is_required: is_input && property.default.is_none() && requires_value(&property.contract),
    }
}

/// A method, or a function of a file.
pub(crate) fn method(registry: &Registry, class: &str, method: &syntax::Method) -> Member {
    let usage = match method.usage {
        MethodUsage::Runtime if method.public => "action ",
        MethodUsage::Runtime => "",
        MethodUsage::Static => "static ",
        MethodUsage::Extension => "extension ",
    };
    let name = method.name.text.trim_start_matches('.');
    let params: Vec<String> = method.params.iter().map(|p| param(registry, p)).collect();
    let returns = method.returns.as_ref().map(|r| format!(" -> {}", one_line(registry, r.span)));
    Member {
        name: method.name.text.to_string(),
        signature: format!("{usage}{name}({}){}", params.join(", "), returns.unwrap_or_default()),
        doc: method.docs.as_deref().unwrap_or("").trim().to_owned(),
        class: class.to_owned(),
        is_method: true,
        is_static: method.usage != MethodUsage::Runtime,
        is_input: false,
        is_required: false,
    }
}

/// A parameter as it is declared.
pub(crate) fn param(registry: &Registry, param: &syntax::Param) -> String {
    let text = one_line(registry, param.span);
    if !text.is_empty() {
        return text;
    }
    let stars = match param.kind {
        ParamKind::Standard => "",
        ParamKind::VarArgs => "*",
        ParamKind::KwArgs => "**",
    };
    format!("{stars}{}", param.name.text)
}

/// The overloads of a library function.
pub(crate) fn rows(name: &str) -> Vec<&'static Builtin> {
    let named = |row: &&Builtin| signature::declared_names(row.signature).any(|n| n == name);
    library().filter(named).collect()
}

/// How a function of the library is called: a method with its receiver before the dot.
pub(crate) fn call_form(row: &Builtin, name: &str) -> String {
    let (head, parameters) = row.signature.split_once('(').unwrap_or((row.signature, ")"));
    let is_method = head.split(' ').any(|word| word == "method");
    if !is_method {
        return format!("{name}({parameters}");
    }
    let end = parameters.find([',', ')']).unwrap_or(parameters.len());
    let (receiver, rest) = parameters.split_at(end);
    let rest = rest.trim_start_matches(',').trim_start();
    let ty = receiver.split_once(':').map_or("any", |(_, ty)| ty.trim());
    format!("{ty}.{name}({rest}")
}

/// Library functions of a call kind, each with its first overload.
pub(crate) fn callable(kind: CallKind) -> Vec<(&'static str, &'static Builtin)> {
    library_where(|signature| signature.kind == kind || signature.kind == CallKind::Both)
}

/// Library methods whose receiver's parameter type passes a test; those of objects alone are left out.
pub(crate) fn methods_taking(
    takes: impl Fn(Type) -> bool,
) -> Vec<(&'static str, &'static Builtin)> {
    let of_objects = |row: &Builtin| {
        let rows = stdlib::TOPICS.iter().filter(|(topic, _)| *topic == "objects");
        let mut rows = rows.flat_map(|(_, tables)| tables.iter().flat_map(|table| table.iter()));
        rows.any(|of_objects| std::ptr::eq(of_objects, row))
    };
    let mut found = library_where(|signature| {
        let receiver = signature.parameters.first().map(|p| p.ty);
        signature.kind != CallKind::Function && receiver.is_some_and(&takes)
    });
    found.retain(|(_, row)| !of_objects(row));
    found
}

/// Library methods that a value of a type has.
pub(crate) fn methods_of_type(ty: &KnownType) -> Vec<(&'static str, &'static Builtin)> {
    methods_taking(|parameter| ty.is_taken_by(parameter))
}

fn library_where(
    fits: impl Fn(&signature::Signature) -> bool,
) -> Vec<(&'static str, &'static Builtin)> {
    let mut found: indexmap::IndexMap<&'static str, &'static Builtin> = indexmap::IndexMap::new();
    for row in library() {
        for name in signature::declared_names(row.signature) {
            if !found.contains_key(name) && fits(&signature::parse(row.signature, name)) {
                found.insert(name, row);
            }
        }
    }
    found.into_iter().collect()
}

fn library() -> impl Iterator<Item = &'static Builtin> {
    // Operators have no name to call; the functions of YAQL 0.2 are not available in programs.
    stdlib::functions().filter(|row| {
        let signature = row.signature;
        !signature.starts_with("legacy ")
            && !signature::declared_names(signature).any(|n| n.starts_with(['#', '*']))
    })
}
