//! Members after a dot.

use super::CompletionRequest;
use super::candidate::{CandidateKind, CompletionCandidate, Rank};
use crate::compile::check::KnownType;
use crate::compile::ids::ClassId;
use crate::compile::registry::Registry;
use crate::compile::signature::{CallKind, Type};
use crate::ide::symbols;
use crate::runtime::machine::native::Builtin;
use crate::runtime::value::Value;
use crate::runtime::value::extended::Extended;
use crate::syntax::ExprKind;
use crate::syntax::tokens::Token;

/// The members of the expression before the dot.
pub(super) fn after_dot(
    request: &CompletionRequest<'_>,
    before: &[Token<'_>],
) -> Vec<CompletionCandidate> {
    let registry = request.analysis.registry();
    let is_super = matches!(before, [.., word, _] if word.text == "super");
    if is_super {
        let parents = registry.parents(request.cursor.class);
        return parents
            .into_iter()
            .flat_map(|id| of_class(registry, id, MemberKinds::Methods))
            .collect();
    }
    let targets = request.cursor.exprs.iter().rev().filter_map(|expr| match &expr.kind {
        ExprKind::Member { target, name, .. } | ExprKind::MethodCall { target, name, .. }
            if crate::ide::cursor::touches(name.span, request.position) =>
        {
            Some(target)
        }
        _ => None,
    });
    let ty = targets.into_iter().next().map(|target| request.analysis.facts().type_at(target.span));
    of_type(registry, &ty.unwrap_or(KnownType::Any))
}

/// The members of values of a type.
fn of_type(registry: &Registry, ty: &KnownType) -> Vec<CompletionCandidate> {
    let library = |ty: &KnownType| {
        let methods = symbols::methods_of_type(ty).into_iter();
        methods
            .map(|method| CompletionCandidate::builtin(method, CandidateKind::Method))
            .collect::<Vec<_>>()
    };
    match ty.required() {
        KnownType::Object { class, .. } => of_class(registry, *class, MemberKinds::All),
        KnownType::Class(class) => of_class(registry, *class, MemberKinds::Statics),
        KnownType::Any => {
            let methods = symbols::callable(CallKind::Method).into_iter();
            methods
                .map(|method| CompletionCandidate::builtin(method, CandidateKind::Method))
                .collect()
        }
        KnownType::Dict(Some(keys)) => {
            let mut found: Vec<CompletionCandidate> = keys
                .iter()
                .filter(|key| is_name(key))
                .map(|key| CompletionCandidate::new(&**key, CandidateKind::Property, Rank::Own))
                .collect();
            found.extend(library(ty));
            found
        }
        KnownType::List(item) => {
            let mut found = library(ty);
            // A property of a list is that of each of its items.
            if let KnownType::Object { class, .. } = item.required() {
                let members = of_class(registry, *class, MemberKinds::All).into_iter();
                found.extend(members.filter(|c| c.kind == CandidateKind::Property));
            }
            found
        }
        _ => library(ty),
    }
}

/// Which members of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MemberKinds {
    All,
    Methods,
    Statics,
}

fn of_class(registry: &Registry, class: ClassId, wanted: MemberKinds) -> Vec<CompletionCandidate> {
    let name = registry.entry(class).name.clone();
    let members = symbols::members(registry, class);
    let fits = |m: &&symbols::Member| match wanted {
        MemberKinds::All => true,
        MemberKinds::Methods => m.is_method,
        MemberKinds::Statics => m.is_static,
    };
    members.iter().filter(fits).map(|member| CompletionCandidate::member(member, &name)).collect()
}

/// The members of a value.
pub(super) fn of_value(registry: &Registry, value: &Value) -> Vec<CompletionCandidate> {
    match value {
        Value::Object(object) => return of_class(registry, object.class.ir.id, MemberKinds::All),
        Value::Type(class) => return of_class(registry, class.ir.id, MemberKinds::Statics),
        Value::Extended(other) => {
            if let Extended::Part(_, class) = &**other {
                return of_class(registry, class.ir.id, MemberKinds::All);
            }
        }
        _ => {}
    }
    let mut found = Vec::new();
    if let Value::Dict(dict) = value {
        let keys = dict.keys().filter_map(Value::as_str).filter(|k| is_name(k));
        found.extend(keys.map(|key| {
            CompletionCandidate::new(key, CandidateKind::Property, Rank::Own).detail("a key")
        }));
    }
    found.extend(
        methods_of(value)
            .into_iter()
            .map(|method| CompletionCandidate::builtin(method, CandidateKind::Method)),
    );
    found
}

/// The keys of a dictionary as strings that are closed with a quote, in an index.
pub(super) fn keys_of(value: &Value, quote: &str) -> Vec<CompletionCandidate> {
    let Value::Dict(dict) = value else { return Vec::new() };
    let keys = dict.keys().filter_map(Value::as_str);
    let keys = keys.filter(|key| !key.contains(quote) && !key.contains('\\'));
    keys.map(|key| {
        let candidate = CompletionCandidate::new(key, CandidateKind::Property, Rank::Own);
        CompletionCandidate { text: format!("{key}{quote}]"), ..candidate }.detail("a key")
    })
    .collect()
}

/// Library methods that accept the value as receiver.
pub(crate) fn methods_of(value: &Value) -> Vec<(&'static str, &'static Builtin)> {
    symbols::methods_taking(|ty| accepts(ty, value))
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

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c == '_' || c.is_alphabetic())
        && text.chars().all(crate::syntax::tokens::is_word)
}
