//! Signature text: `[legacy] [exclusive] [nokw] fn|method|both name[|alias…](parameter: type [= default], …)`.
//!
//! `*rest: type` and `**named: type` collect; `type?` accepts null, as a default of `null` does, `any!` refuses it.
//! Defaults are `null`, `none` (the function sees that the argument is missing), booleans, integers and `'strings'`.

use super::{CallKind, Collect, Default, Parameter, Signature, Type};

/// The names a signature declares: the first, then its aliases.
pub(crate) fn declared_names(text: &str) -> impl Iterator<Item = &str> {
    let head = text.split('(').next().unwrap_or("");
    head.rsplit(' ').next().unwrap_or("").split('|')
}

/// Parses a signature, for one of its names.
///
/// # Panics
/// The signature is malformed: an error in the library's table. A test parses all of them.
#[must_use]
pub(crate) fn parse(text: &str, name: &str) -> Signature {
    let (head, parameters) = text.split_once('(').unwrap_or((text, ""));
    let words: Vec<&str> = head.split(' ').collect();
    let has = |word: &str| words.contains(&word);
    let parameters = parameters.trim_end().strip_suffix(')').unwrap_or(parameters);
    Signature {
        name: name.into(),
        kind: match () {
            () if has("both") => CallKind::Both,
            () if has("method") => CallKind::Method,
            () => CallKind::Function,
        },
        no_kwargs: has("nokw"),
        legacy: has("legacy"),
        exclusive: has("exclusive"),
        parameters: split(parameters).map(parameter).collect(),
    }
}

/// Splits at commas outside quotes.
fn split(parameters: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    parameters
        .split(move |c: char| {
            quoted ^= c == '\'';
            c == ',' && !quoted
        })
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

fn parameter(text: &str) -> Parameter {
    let (declared, default) = match text.split_once('=') {
        Some((declared, default)) => (declared.trim(), Some(default.trim())),
        None => (text, None),
    };
    let (name, ty) = declared.split_once(':').unwrap_or((declared, "any"));
    let (collect, name) = match (name.strip_prefix("**"), name.strip_prefix('*')) {
        (Some(name), _) => (Collect::Named, name),
        (None, Some(name)) => (Collect::Rest, name),
        (None, None) => (Collect::One, name),
    };
    let default = default.map_or(Default::Required, literal);
    let ty = ty.trim();
    let base = ty.trim_end_matches(['?', '!']);
    let known = Type::named(base).unwrap_or_else(|| panic!("`{text}` has no type of the library"));
    Parameter {
        name: name.trim().into(),
        ty: known,
        nullable: ty.ends_with('?')
            || default == Default::Null
            || (known == Type::Any && !ty.ends_with('!')),
        default,
        collect,
    }
}

fn literal(text: &str) -> Default {
    match text {
        "none" => Default::Missing,
        "null" => Default::Null,
        "true" => Default::Bool(true),
        "false" => Default::Bool(false),
        text => match text.parse() {
            Ok(int) => Default::Int(int),
            Err(_) => Default::Str(text.trim_matches('\'').into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_read() {
        let text = "legacy nokw method where|filter(collection: iter, sep: str = ', ', n: int? = -1, *rest: any, **named: any)";
        assert_eq!(declared_names(text).collect::<Vec<_>>(), ["where", "filter"]);
        let signature = parse(text, "filter");
        assert_eq!(&*signature.name, "filter");
        assert!(signature.no_kwargs && signature.legacy && !signature.exclusive);
        assert_eq!(signature.kind, CallKind::Method);
        let [collection, sep, n, rest, named] = &signature.parameters[..] else { panic!("five") };
        assert_eq!((collection.ty, &collection.default), (Type::Iterable, &Default::Required));
        assert_eq!(sep.default, Default::Str(", ".into()));
        assert!(n.nullable && n.default == Default::Int(-1));
        assert_eq!((rest.collect, named.collect), (Collect::Rest, Collect::Named));
    }
}
