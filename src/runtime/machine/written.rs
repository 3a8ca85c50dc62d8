//! The literal that a value was written as, found when the value is refused.
//!
//! Values do not carry spans, which would cost every program time and memory. Instead the program is searched for a literal of the
//! same value under the same keys, when a report needs it: `{ ports: [{ port: 'http' }] }` for the path `ports[0].port`. It counts
//! only if there is one such place, with as much of the path as there is anywhere.

use crate::compile::walk;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, PathStep};
use crate::runtime::value::repr;
use crate::source::{Sources, Span};
use crate::syntax::{self, Arg, Block, Entry, Expr, ExprKind, Module, StmtKind, UnaryOp};

/// The ending of programs.
const ENDING: &str = ".murano";

/// Where the value that a fault is about was written; `None` too if it is one of the `inputs`, and may come from there.
pub(super) fn literal(fault: &Fault, sources: &Sources, inputs: &[String]) -> Option<Span> {
    let value = fault.value.as_ref().filter(|value| {
        matches!(value, Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_))
    })?;
    // `repr` of a number or truth value cannot fail.
    let text = repr::text(value).unwrap_or_default();
    if inputs.contains(&text) {
        return None;
    }
    let mut search =
        LiteralSearch { value, steps: &fault.path, owner: &fault.owner, found: Vec::new() };
    for source in sources.files() {
        if source.base < Sources::LIBRARY_BASE && source.name.ends_with(ENDING) {
            search.module(&syntax::parse_module(&source).0);
        }
    }
    let most = search.found.iter().map(|(length, _)| *length).max()?;
    let mut places: Vec<Span> =
        search.found.iter().filter(|(length, _)| *length == most).map(|(_, span)| *span).collect();
    places.dedup();
    match places.as_slice() {
        [span] => Some(*span),
        _ => None,
    }
}

struct LiteralSearch<'f> {
    value: &'f Value,
    steps: &'f [PathStep],
    /// The class that the first step is a property of, if it is one.
    owner: &'f str,
    /// How many steps of the path lead to each place.
    found: Vec<(usize, Span)>,
}

impl LiteralSearch<'_> {
    fn module(&mut self, module: &Module) {
        self.block(&module.body);
        let methods = module.classes.iter().flat_map(|class| &class.methods);
        for method in methods.chain(&module.functions) {
            method.body.iter().for_each(|body| self.block(body));
        }
        let properties = module.classes.iter().flat_map(|class| &class.properties);
        for property in properties {
            if let Some(default) = &property.default {
                self.under(&property.name.text, default);
                walk::expressions(default, &mut |part| self.parts(part));
            }
        }
    }

    fn block(&mut self, block: &Block) {
        walk::all_expressions(block, &mut |part| self.parts(part));
        walk::statements(block, &mut |statement| {
            if let StmtKind::Assign { target, value } = &statement.kind
                && let ExprKind::Member { name, .. } = &target.kind
            {
                self.under(&name.text, value);
            }
        });
    }

    fn parts(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Map(entries) => entries.iter().for_each(|entry| self.entry(entry)),
            ExprKind::New { class, entries } => {
                let found = self.found.len();
                entries.iter().for_each(|entry| self.entry(entry));
                if self.is_other(&class.name) {
                    // The property of the same name of another class is another property.
                    let whole = self.steps.len();
                    let mut index = 0;
                    self.found.retain(|(length, _)| {
                        index += 1;
                        index <= found || *length < whole
                    });
                }
            }
            ExprKind::Call { args, .. } | ExprKind::MethodCall { args, .. } => {
                for arg in args {
                    if let Arg::Named(key, value) = arg {
                        self.keyed(key, value);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a class is certainly another one than the owner of the value.
    fn is_other(&self, class: &str) -> bool {
        let short = |name: &str| name.rsplit(['.', ':']).next().unwrap_or(name).to_owned();
        !self.owner.is_empty()
            && !self.owner.contains("::")
            && !self.owner.contains('(')
            && short(self.owner) != short(class)
    }

    fn entry(&mut self, entry: &Entry) {
        self.keyed(&entry.key, &entry.value);
    }

    fn keyed(&mut self, key: &Expr, value: &Expr) {
        if let ExprKind::Str(name) | ExprKind::Word(name) = &key.kind {
            self.under(name, value);
        }
    }

    /// Notes the literal that is, or is in, the value of a key.
    fn under(&mut self, name: &str, value: &Expr) {
        for (n, step) in self.steps.iter().enumerate() {
            if matches!(step, PathStep::Member(member) if **member == *name)
                && let Some(part) = follow(value, &self.steps[n + 1..])
                && is_literal(part, self.value)
            {
                self.found.push((self.steps.len() - n, part.span));
            }
        }
    }
}

fn follow<'e>(expr: &'e Expr, steps: &[PathStep]) -> Option<&'e Expr> {
    let Some((step, rest)) = steps.split_first() else { return Some(expr) };
    match (&expr.kind, step) {
        (ExprKind::Paren(inner), _) => follow(inner, steps),
        (ExprKind::Map(entries) | ExprKind::New { entries, .. }, PathStep::Member(name)) => {
            let is_it = |entry: &&Entry| matches!(&entry.key.kind, ExprKind::Str(key) | ExprKind::Word(key) if key == name);
            follow(&entries.iter().find(is_it)?.value, rest)
        }
        (ExprKind::List(items), PathStep::Item(n)) => match items.get(*n)? {
            Arg::Positional(item) => follow(item, rest),
            _ => None,
        },
        _ => None,
    }
}

#[expect(clippy::float_cmp, reason = "the value of a literal is exactly that of its text")]
fn is_literal(expr: &Expr, value: &Value) -> bool {
    match (&expr.kind, value) {
        (ExprKind::Str(text), Value::Str(is)) => **text == *is.as_str(),
        (ExprKind::Int(n), Value::Int(is)) => n == is,
        (ExprKind::Float(n), Value::Float(is)) => *n == is.get(),
        (ExprKind::Bool(b), Value::Bool(is)) => *b == is.get(),
        (ExprKind::Unary(UnaryOp::Minus, number), Value::Int(is)) => {
            matches!(&number.kind, ExprKind::Int(n) if n.checked_neg() == Some(*is))
        }
        _ => false,
    }
}
