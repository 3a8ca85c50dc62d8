//! Members after a dot, and properties between the braces of a new object.

use std::rc::Rc;

use super::super::symbols::{self, Member, first_line};
use super::candidate::Completion;
use crate::Value;
use crate::compile::signature::CallKind;
use crate::runtime::machine::native::Builtin;
use crate::runtime::object::class::Class;
use crate::session::Interactive;
use crate::source::Sources;
use crate::syntax;
use crate::syntax::tokens::{Token, TokenKind};

/// Members of the expression before a dot.
pub(super) fn after_dot(
    session: &Interactive,
    line: &str,
    before: &[Token<'_>],
) -> Vec<Completion> {
    if let Some(value) = value(session, before) {
        return of_value(session, &value);
    }
    let own = matches!(before, [.., last] if matches!(last.text, "$" | "$this"));
    let mut found = if own { of_typed_class(line) } else { Vec::new() };
    found.extend(symbols::callable(CallKind::Method).into_iter().map(builtin));
    found
}

/// The value of a chain of names, if it can be read without evaluating anything.
fn value(session: &Interactive, tokens: &[Token<'_>]) -> Option<Value> {
    let (last, rest) = tokens.split_last()?;
    match last.kind {
        TokenKind::Variable => session.variable(last.text.get(1..)?),
        TokenKind::Text => Some(Value::str("")),
        TokenKind::Number => Some(Value::Int(0)),
        TokenKind::Close if last.text == "]" => literal_list(rest),
        TokenKind::Word => {
            let Some((dot, rest)) = rest.split_last().filter(|(dot, _)| is_dot(dot)) else {
                return symbols::class(session, last.text).map(Value::Type);
            };
            debug_assert!(is_dot(dot), "only dots join names");
            member(&value(session, rest)?, last.text)
        }
        _ => None,
    }
}

fn is_dot(token: &Token<'_>) -> bool {
    matches!(token.text, "." | "?.")
}

/// An empty list for a list literal; `None` for an index.
fn literal_list(tokens: &[Token<'_>]) -> Option<Value> {
    let mut depth = 1;
    for (n, token) in tokens.iter().enumerate().rev() {
        match token.kind {
            TokenKind::Close => depth += 1,
            TokenKind::Open => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let indexed = n.checked_sub(1).map(|n| tokens[n].kind);
            let indexed = indexed.is_some_and(|kind| {
                matches!(
                    kind,
                    TokenKind::Variable | TokenKind::Word | TokenKind::Close | TokenKind::Text
                )
            });
            return (!indexed).then(|| Value::list(Vec::new()));
        }
    }
    None
}

fn member(value: &Value, name: &str) -> Option<Value> {
    match value {
        Value::Object(object) => match object.declared(name) {
            Value::Missing => None,
            value => Some(value),
        },
        Value::Dict(dict) => dict.get_str(name).cloned(),
        _ => None,
    }
}

fn of_value(session: &Interactive, value: &Value) -> Vec<Completion> {
    let mut found = Vec::new();
    if let Some(class) = symbols::class_of(value) {
        let of_class = matches!(value, Value::Type(_));
        let members = symbols::members(session, &class);
        found.extend(members.iter().filter(|m| !of_class || m.is_static).map(candidate));
        return found;
    }
    if let Value::Dict(dict) = value {
        let keys = dict.keys().filter_map(Value::as_str).filter(|k| is_name(k));
        found.extend(keys.map(|key| Completion::new(key, "a key")));
    }
    found.extend(symbols::methods_of(value).into_iter().map(builtin));
    found
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c == '_' || c.is_alphabetic())
        && text.chars().all(crate::syntax::tokens::is_word)
}

fn candidate(member: &Member) -> Completion {
    let call = if member.is_method { "(" } else { "" };
    let doc = first_line(&member.doc);
    let about = if doc.is_empty() { member.signature.as_str() } else { doc };
    Completion::new(format!("{}{call}", member.name), about)
}

/// A method of the library.
fn builtin((name, row): (&'static str, &'static Builtin)) -> Completion {
    Completion::new(format!("{name}("), row.doc)
}

/// After `$.` in a class that is being typed: the members it declares so far.
fn of_typed_class(line: &str) -> Vec<Completion> {
    let sources = Sources::new();
    let Some(source) = sources.add("<input>", line) else { return Vec::new() };
    let (module, _) = syntax::parse_module(&source);
    let Some(class) = module.classes.last() else { return Vec::new() };
    let properties = class.properties.iter();
    let methods = class.methods.iter().filter(|m| !m.name.text.starts_with('.'));
    properties
        .map(|p| Completion::new(&*p.name.text, source.slice(p.span).trim()))
        .chain(
            methods.map(|m| Completion::new(format!("{}(", m.name.text), "a method of this class")),
        )
        .collect()
}

/// Where a key is expected in `new Name { … }`: the properties that are not given yet.
pub(super) fn of_new(session: &Interactive, tokens: &[Token<'_>]) -> Option<Vec<Completion>> {
    let open = innermost_open(tokens)?;
    let [.., new, name] = &tokens[..open] else { return None };
    let key_expected = matches!(tokens.last()?.text, "{" | ",");
    if tokens[open].text != "{" || new.text != "new" || !key_expected {
        return None;
    }
    let class: Rc<Class> = symbols::class(session, name.text)?;
    let given: Vec<&str> = tokens[open..]
        .windows(2)
        .filter(|pair| pair[1].text == ":")
        .map(|pair| pair[0].text)
        .collect();
    let members = symbols::members(session, &class);
    let wanted = members.iter().filter(|m| m.is_input && !given.contains(&&*m.name));
    let key = |m: &Member| Completion {
        label: m.name.clone(),
        text: format!("{}: ", m.name),
        about: candidate(m).about,
    };
    Some(wanted.map(key).collect())
}

/// The index of the last open bracket.
fn innermost_open(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0;
    for (n, token) in tokens.iter().enumerate().rev() {
        match token.kind {
            TokenKind::Close => depth += 1,
            TokenKind::Open if depth == 0 => return Some(n),
            TokenKind::Open => depth -= 1,
            _ => {}
        }
    }
    None
}
