//! Functions, classes and members with their signatures and documentation, for completion and `:doc`.

use std::rc::Rc;

use crate::Value;
use crate::compile::registry::ROOT;
use crate::compile::signature::{self, CallKind, Type};
use crate::runtime::machine::native::Builtin;
use crate::runtime::object::class::Class;
use crate::runtime::value::extended::Extended;
use crate::session::Interactive;
use crate::source::Span;
use crate::stdlib;
use crate::syntax::{self, MethodUsage, ParamKind, PropertyUsage, TypeName};

/// A property or a method of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
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
}

/// The first line of documentation, which lists show.
pub(super) fn first_line(doc: &str) -> &str {
    doc.trim().lines().next().unwrap_or("").trim()
}

/// The full names of all known classes.
pub(super) fn class_names(session: &Interactive) -> Vec<String> {
    // Programs are classes too, under names that are not identifiers.
    let names = session.session().runtime().registry.class_names();
    let is_class = |name: &&crate::syntax::Text| {
        let short = name.rsplit('.').next().unwrap_or("");
        short.starts_with(char::is_uppercase)
            && name.chars().all(|c| c == '.' || c == '_' || c.is_alphanumeric())
    };
    names.iter().filter(is_class).map(|name| name.to_string()).collect()
}

/// The class that a name refers to in the session, with or without its namespace.
pub(super) fn class(session: &Interactive, name: &str) -> Option<Rc<Class>> {
    let (prefix, name) = match name.split_once(':') {
        Some((prefix, name)) => (Some(prefix.into()), name),
        None => (None, name),
    };
    let written = TypeName { prefix, name: name.into(), span: Span::NONE };
    let runtime = session.session().runtime();
    let found = runtime.registry.lookup(&written, session.scope()).or_else(|| {
        let end = format!(".{name}");
        let names = class_names(session);
        let full = names.iter().find(|full| full.ends_with(&end))?;
        runtime.registry.find(full)
    });
    let class = runtime.class(found?).ok();
    // Diagnostics of the class are reported when an input uses it.
    drop(runtime.registry.take_diagnostics());
    class
}

/// The documentation of a class.
pub(super) fn class_doc(class: &Class) -> String {
    class.ir.tree.docs.as_deref().unwrap_or("").trim().to_owned()
}

/// The members of a class: properties, then methods; those of the class itself first, overridden ones left out.
pub(super) fn members(session: &Interactive, class: &Rc<Class>) -> Vec<Member> {
    let mut found: Vec<Member> = Vec::new();
    let lineage: Vec<&Rc<Class>> = class.lineage().filter(|c| &*c.name != ROOT).collect();
    let properties = lineage
        .iter()
        .flat_map(|c| c.ir.tree.properties.iter().map(|p| property(session, &c.name, p)));
    let methods =
        lineage.iter().flat_map(|c| c.ir.tree.methods.iter().map(|m| method(session, &c.name, m)));
    for member in properties.chain(methods) {
        let known = found.iter().any(|m| m.name == member.name && m.is_method == member.is_method);
        if !known && !member.name.starts_with('.') {
            found.push(member);
        }
    }
    found
}

fn property(session: &Interactive, class: &str, property: &syntax::Property) -> Member {
    let usage = match property.usage {
        PropertyUsage::In => String::new(),
        usage => format!("{} ", usage.keyword()),
    };
    let contract = source(session, property.contract.span);
    let default = property.default.as_ref().map(|d| format!(" = {}", source(session, d.span)));
    Member {
        name: property.name.text.to_string(),
        signature: format!(
            "{usage}{}: {contract}{}",
            property.name.text,
            default.unwrap_or_default()
        ),
        doc: property.docs.as_deref().unwrap_or("").trim().to_owned(),
        class: class.to_owned(),
        is_method: false,
        is_static: property.usage == PropertyUsage::Static,
        is_input: matches!(property.usage, PropertyUsage::In | PropertyUsage::InOut),
    }
}

/// A method, or a function of an input.
pub(super) fn method(session: &Interactive, class: &str, method: &syntax::Method) -> Member {
    let usage = match method.usage {
        MethodUsage::Runtime if method.public => "action ",
        MethodUsage::Runtime => "",
        MethodUsage::Static => "static ",
        MethodUsage::Extension => "extension ",
    };
    let params: Vec<String> = method.params.iter().map(|p| param(session, p)).collect();
    let returns = method.returns.as_ref().map(|r| format!(" -> {}", source(session, r.span)));
    Member {
        name: method.name.text.to_string(),
        signature: format!(
            "{usage}{}({}){}",
            method.name.text,
            params.join(", "),
            returns.unwrap_or_default()
        ),
        doc: method.docs.as_deref().unwrap_or("").trim().to_owned(),
        class: class.to_owned(),
        is_method: true,
        is_static: method.usage != MethodUsage::Runtime,
        is_input: false,
    }
}

fn param(session: &Interactive, param: &syntax::Param) -> String {
    let text = source(session, param.span);
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

/// The source of a span, on one line.
fn source(session: &Interactive, span: Span) -> String {
    let found = session.session().sources().find(span);
    let text = found.map(|source| source.slice(span).to_owned()).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The overloads of a library function.
pub(super) fn rows(name: &str) -> Vec<&'static Builtin> {
    let named = |row: &&Builtin| signature::declared_names(row.signature).any(|n| n == name);
    library().filter(named).collect()
}

/// Library functions of a call kind, each with its first overload.
pub(super) fn callable(kind: CallKind) -> Vec<(&'static str, &'static Builtin)> {
    let mut found: Vec<(&'static str, &'static Builtin)> = Vec::new();
    for row in library() {
        for name in signature::declared_names(row.signature) {
            let of = signature::parse(row.signature, name).kind;
            let fits = of == kind || of == CallKind::Both;
            if fits && !found.iter().any(|(n, _)| *n == name) {
                found.push((name, row));
            }
        }
    }
    found
}

/// Library methods that accept the value as receiver.
pub(super) fn methods_of(value: &Value) -> Vec<(&'static str, &'static Builtin)> {
    let mut found: Vec<(&'static str, &'static Builtin)> = Vec::new();
    let of_objects = |row: &Builtin| {
        let rows = stdlib::TOPICS.iter().filter(|(topic, _)| *topic == "objects");
        let mut rows = rows.flat_map(|(_, tables)| tables.iter().flat_map(|table| table.iter()));
        rows.any(|of_objects| std::ptr::eq(of_objects, row))
    };
    for row in library().filter(|row| !of_objects(row)) {
        for name in signature::declared_names(row.signature) {
            let signature = signature::parse(row.signature, name);
            let receiver = signature.parameters.first().map(|p| p.ty);
            let fits = signature.kind != CallKind::Function
                && receiver.is_some_and(|ty| accepts(ty, value));
            if fits && !found.iter().any(|(n, _)| *n == name) {
                found.push((name, row));
            }
        }
    }
    found
}

fn library() -> impl Iterator<Item = &'static Builtin> {
    // Operators have no name to call; the functions of YAQL 0.2 are not available in the REPL.
    stdlib::functions().filter(|row| {
        let signature = row.signature;
        !signature.starts_with("legacy ")
            && !signature::declared_names(signature).any(|n| n.starts_with(['#', '*']))
    })
}

/// Whether a parameter of that type accepts the value.
fn accepts(ty: Type, value: &Value) -> bool {
    match ty {
        Type::Any => true,
        Type::Str => matches!(value, Value::Str(_)),
        Type::Int => matches!(value, Value::Int(_) | Value::Big(_) | Value::Bool(_)),
        Type::StrictInt => matches!(value, Value::Int(_) | Value::Big(_)),
        Type::Number => matches!(value, Value::Int(_) | Value::Big(_) | Value::Float(_)),
        Type::Bool => matches!(value, Value::Bool(_)),
        Type::Map => matches!(value, Value::Dict(_)),
        Type::List | Type::Tuple => matches!(value, Value::List(_)),
        Type::Iterable => matches!(value, Value::List(_) | Value::Set(_) | Value::Seq(_)),
        Type::Ordered => matches!(value, Value::List(_) | Value::Seq(_)),
        Type::Set => matches!(value, Value::Set(_)),
        Type::DateTime => value.as_moment().is_some(),
        Type::TimeSpan => value.as_time_span().is_some(),
        Type::Regex => value.as_pattern().is_some(),
        Type::Object => {
            matches!(value, Value::Object(_))
                || matches!(value, Value::Extended(other) if matches!(**other, Extended::Part(..)))
        }
        Type::Iterator | Type::Ordering => matches!(value, Value::Seq(_)),
        Type::Context | Type::Lambda | Type::Word | Type::LazyRule | Type::Rule => false,
    }
}

/// The class of an object, or the class that the value is.
pub(super) fn class_of(value: &Value) -> Option<Rc<Class>> {
    match value {
        Value::Object(object) => Some(object.class.clone()),
        Value::Type(class) => Some(class.clone()),
        Value::Extended(other) => match &**other {
            Extended::Part(_, class) => Some(class.clone()),
            _ => None,
        },
        _ => None,
    }
}
