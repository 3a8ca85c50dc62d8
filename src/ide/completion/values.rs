//! The values that an interactive session has: read from variables and stored properties, never computed.

use std::rc::Rc;

use crate::ide::analysis::Analysis;
use crate::ide::symbols::class_of_value;
use crate::runtime::value::Value;
use crate::syntax::tokens::{Token, TokenKind};
use crate::syntax::{Expr, ExprKind, Method};

/// The variables of a session. A file has none before it runs.
pub(crate) trait KnownValues {
    /// The value of a variable.
    fn variable(&self, name: &str) -> Option<Value>;

    /// The names of the variables, each with what it holds.
    fn variables(&self) -> Vec<(String, String)>;
}

/// No values: the text is a file.
pub(crate) struct NoValues;

impl KnownValues for NoValues {
    fn variable(&self, _: &str) -> Option<Value> {
        None
    }

    fn variables(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// The value of a chain of names that begins with a variable of the session.
pub(super) fn value(known: &dyn KnownValues, tokens: &[Token<'_>]) -> Option<Value> {
    let (last, rest) = tokens.split_last()?;
    match last.kind {
        TokenKind::Variable => known.variable(last.text.get(1..)?),
        TokenKind::Word => {
            let (dot, rest) = rest.split_last()?;
            let joined = matches!(dot.text, "." | "?.");
            joined.then(|| value(known, rest)).flatten().and_then(|value| member(&value, last.text))
        }
        _ => None,
    }
}

/// The value of an expression that only names a variable of the session, and what is stored in it.
fn value_of(known: &dyn KnownValues, expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Var(name) => known.variable(name),
        ExprKind::Member { target, name, .. } => member(&value_of(known, target)?, &name.text),
        _ => None,
    }
}

/// The method that a call refers to: as the checker knows it, or else by the value that it is called on.
pub(crate) fn called_method(
    analysis: &Analysis,
    known: &dyn KnownValues,
    call: &Expr,
) -> Option<Rc<Method>> {
    if let Some(method) = analysis.facts().call_at(call.span) {
        return Some(method.tree);
    }
    let ExprKind::MethodCall { target, name, .. } = &call.kind else { return None };
    let class = class_of_value(&value_of(known, target)?)?;
    Some(analysis.members().method(class, &name.text)?.tree)
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
