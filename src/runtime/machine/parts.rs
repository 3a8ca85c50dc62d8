//! The values of the parts of a condition that is not true: "`$.len()` is 3".
//!
//! The condition's source is parsed again, and its parts are evaluated once more, only after it has failed. So only what
//! certainly has no effects is evaluated: variables, properties, operators, and functions of the library on values that are
//! no objects. Nothing is said about other parts.

use std::rc::Rc;

use crate::runtime::machine::vm::Vm;
use crate::runtime::machine::{ops, overload};
use crate::runtime::value::Value;
use crate::runtime::value::closure::Closure;
use crate::runtime::value::{describe, equality};
use crate::source::Span;
use crate::syntax::{
    self, Arg, BinaryOp, Dialect, Expr, ExprKind, ExpressionOptions, Text, UnaryOp,
};

/// The most parts that a report shows.
const MOST_PARTS: usize = 4;
/// Longer collections are not searched again.
const MOST_ITEMS: usize = 10_000;

/// Functions of the library that only compute a value from values.
const PURE: &[&str] = &[
    "len",
    "count",
    "toUpper",
    "toLower",
    "trim",
    "trimLeft",
    "trimRight",
    "startsWith",
    "endsWith",
    "abs",
    "min",
    "max",
    "sum",
    "round",
    "floor",
    "ceil",
    "str",
    "int",
    "float",
    "first",
    "last",
    "distinct",
    "keys",
    "values",
    "containsKey",
    "containsValue",
    "get",
    "split",
    "join",
    "replace",
    "substring",
    "indexOf",
    "isString",
    "isInteger",
    "isNumber",
    "isBoolean",
    "isDict",
    "isList",
    "isEmpty",
    "list",
    "toList",
    "toSet",
    "reverse",
    "slice",
    "skip",
    "limit",
    "take",
    "bool",
    "not",
];

/// What the names of a condition stand for.
pub(crate) struct ConditionScope<'a> {
    /// `$`.
    pub item: &'a Value,
    /// `$this`.
    pub this: &'a Value,
    /// The variables around the condition.
    pub variables: &'a [(Text, Value)],
}

/// Evaluates parts of a condition.
struct PartValues<'v, 't, 'a> {
    vm: &'v mut Vm<'t>,
    scope: ConditionScope<'a>,
    source: &'a str,
    base: u32,
    found: Vec<(String, String)>,
}

/// The parts of the condition at a span with their values, as "`$` is 3 and `$this.low` is 5"; `None` if nothing can be said.
pub(crate) fn describe_parts(
    vm: &mut Vm<'_>,
    span: Span,
    scope: ConditionScope<'_>,
) -> Option<String> {
    explained(vm, span, scope, |expr| Some(expr))
}

/// The same for a lambda that returned something false for `item`, with its span.
pub(crate) fn describe_closure(
    vm: &mut Vm<'_>,
    condition: &Closure,
    item: &Value,
) -> Option<(Span, String)> {
    let (span, this) = (condition.function().code.extent(), vm.running_this());
    let variables = Vm::captured_variables(condition);
    let scope = ConditionScope { item, this: &this, variables: &variables };
    let text = describe_parts(vm, span, scope)?;
    Some((span, text))
}

/// The same for the first argument of the call that is running, with the span of that argument.
pub(crate) fn describe_argument(vm: &mut Vm<'_>) -> Option<(Span, String)> {
    let (span, this, variables) = (vm.running_span(), vm.running_this(), vm.running_variables());
    let item = variables.iter().rfind(|(name, _)| **name == *"1");
    let item = item.map_or(&this, |(_, value)| value);
    let scope = ConditionScope { item, this: &this, variables: &variables };
    let mut at = Span::NONE;
    let text = explained(vm, span, scope, |expr| {
        let (ExprKind::MethodCall { args, .. } | ExprKind::Call { args, .. }) = &expr.kind else {
            return None;
        };
        let first = positional(args).next()?;
        at = first.span;
        Some(first)
    })?;
    Some((at, text))
}

fn explained(
    vm: &mut Vm<'_>,
    span: Span,
    scope: ConditionScope<'_>,
    condition: impl FnOnce(&Expr) -> Option<&Expr>,
) -> Option<String> {
    let source = vm.runtime().registry.sources.find(span)?;
    let options = ExpressionOptions::new(Dialect::Murano);
    let known = vm.runtime().conditions.borrow().get(&span).cloned();
    let expr = match known {
        Some(expr) => expr,
        None => {
            let expr = Rc::new(syntax::parse_expression_in(&source, span, options).ok()?);
            vm.runtime().conditions.borrow_mut().insert(span, expr.clone());
            expr
        }
    };
    let mut parts =
        PartValues { vm, scope, source: &source.text, base: source.base, found: Vec::new() };
    parts.explain(condition(&expr)?);
    let mut texts: Vec<String> =
        parts.found.iter().map(|(part, value)| format!("`{part}` is {value}")).collect();
    texts.truncate(MOST_PARTS);
    match texts.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
    }
}

impl PartValues<'_, '_, '_> {
    /// Notes the parts that make an expression false: of `and` the side that is, of a comparison both sides.
    fn explain(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Paren(inner) | ExprKind::Unary(UnaryOp::Not, inner) => self.explain(inner),
            ExprKind::Binary(BinaryOp::And, left, right) => {
                let holds = self.value(left).is_none_or(|value| value.truth());
                self.explain(if holds { right } else { left });
            }
            ExprKind::Binary(BinaryOp::Or, left, right) => {
                self.explain(left);
                self.explain(right);
            }
            ExprKind::Binary(op, left, right) if *op != BinaryOp::Is => {
                self.note(left);
                self.note(right);
            }
            ExprKind::Binary(_, left, _) => self.note(left),
            ExprKind::MethodCall { target, args, .. } => {
                self.note(target);
                positional(args).for_each(|arg| self.note(arg));
            }
            ExprKind::Call { args, .. } => positional(args).for_each(|arg| self.note(arg)),
            _ => self.note(expr),
        }
    }

    /// Notes the value of a part that is no literal.
    fn note(&mut self, part: &Expr) {
        if is_literal(part) {
            return;
        }
        let (start, end) = (part.span.start - self.base, part.span.end - self.base);
        let text = self.source.get(start as usize..end as usize).unwrap_or("").to_owned();
        let known = self.found.iter().any(|(known, _)| *known == text);
        if known || text.is_empty() || text.contains('\n') {
            return;
        }
        if let Some(value) = self.value(part) {
            self.found.push((text, describe::short(&value)));
        }
    }

    /// The value of an expression; `None` if evaluating it might have effects, or fails.
    fn value(&mut self, expr: &Expr) -> Option<Value> {
        Some(match &expr.kind {
            ExprKind::Null => Value::Null,
            ExprKind::Bool(value) => Value::bool(*value),
            ExprKind::Int(value) => Value::Int(*value),
            ExprKind::Float(value) => Value::float(*value),
            ExprKind::Str(text) => Value::str(text),
            ExprKind::Paren(inner) => self.value(inner)?,
            ExprKind::Var(name) => self.variable(name)?,
            ExprKind::Member { target, name, safe: false } => {
                let target = self.value(target)?;
                self.member(&target, &name.text)?
            }
            ExprKind::Index { target, args } => {
                let [Arg::Positional(index)] = args.as_slice() else { return None };
                let (target, index) = (self.value(target)?, self.value(index)?);
                plain(&target)?;
                ops::index(self.vm, &target, &index).ok()?
            }
            ExprKind::List(args) => {
                let items = positional(args).map(|item| self.value(item));
                Value::list(items.collect::<Option<Vec<_>>>()?)
            }
            ExprKind::Unary(op, operand) => {
                let operand = self.value(operand)?;
                match op {
                    UnaryOp::Not => Value::bool(!operand.truth()),
                    UnaryOp::Minus => ops::neg(self.vm, &operand).ok()?,
                    UnaryOp::Plus => operand,
                    UnaryOp::Colon => return None,
                }
            }
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right)?,
            ExprKind::MethodCall { target, name, args, safe: false } => {
                self.method(target, &name.text, args)?
            }
            ExprKind::Call { name, args } => self.call(&name.text, None, args)?,
            _ => return None,
        })
    }

    fn variable(&self, name: &str) -> Option<Value> {
        match name {
            "" | "1" => Some(self.scope.item.clone()),
            "this" => Some(self.scope.this.clone()).filter(|this| !this.is_null()),
            _ => {
                let mut variables = self.scope.variables.iter();
                variables.find(|(known, _)| **known == *name).map(|(_, value)| value.clone())
            }
        }
    }

    fn member(&mut self, target: &Value, name: &Text) -> Option<Value> {
        match target {
            Value::Dict(dict) => dict.get_str(name).cloned(),
            Value::Object(object) => {
                let class = object.class.clone();
                self.vm.read_property(object, &class, name).ok()
            }
            _ => None,
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Option<Value> {
        let left = self.value(left)?;
        match op {
            BinaryOp::And if !left.truth() => return Some(left),
            BinaryOp::Or if left.truth() => return Some(left),
            BinaryOp::And | BinaryOp::Or => return self.value(right),
            _ => {}
        }
        let right = self.value(right)?;
        let vm = &mut *self.vm;
        let result = match op {
            BinaryOp::Add => ops::add(vm, &left, &right),
            BinaryOp::Subtract => ops::sub(vm, &left, &right),
            BinaryOp::Multiply => ops::mul(vm, &left, &right),
            BinaryOp::Divide => ops::div(vm, &left, &right),
            BinaryOp::Modulo => ops::modulo(vm, &left, &right),
            BinaryOp::Greater => ops::greater(vm, &left, &right).map(Value::bool),
            BinaryOp::Less => ops::less(vm, &left, &right).map(Value::bool),
            BinaryOp::GreaterEqual => ops::greater_equal(vm, &left, &right).map(Value::bool),
            BinaryOp::LessEqual => ops::less_equal(vm, &left, &right).map(Value::bool),
            BinaryOp::Matches => ops::matches(vm, &left, &right).map(Value::bool),
            BinaryOp::In => ops::contains(vm, &left, &right).map(Value::bool),
            BinaryOp::Equal => Ok(Value::bool(equality::equal(&left, &right))),
            BinaryOp::NotEqual => Ok(Value::bool(!equality::equal(&left, &right))),
            _ => return None,
        };
        result.ok()
    }

    /// A method of the library on a value that is no object.
    fn method(&mut self, target: &Expr, name: &str, args: &[Arg]) -> Option<Value> {
        let receiver = self.value(target)?;
        plain(&receiver)?;
        match (name, args) {
            ("where" | "select" | "any" | "all", [Arg::Positional(lambda)]) => {
                self.over_items(name, &receiver, lambda)
            }
            _ => self.call(name, Some(receiver), args),
        }
    }

    fn call(&mut self, name: &str, receiver: Option<Value>, args: &[Arg]) -> Option<Value> {
        if !PURE.contains(&name) || positional(args).count() != args.len() {
            return None;
        }
        let values = positional(args).map(|arg| self.value(arg)).collect::<Option<Vec<_>>>()?;
        values.iter().try_for_each(plain)?;
        let scope = self.vm.scope().unwrap_or_default();
        let library = self.vm.runtime().overloads(&scope);
        let made = overload::call_by_name(self.vm, &*library, name, receiver, values, Vec::new());
        made.and_then(|made| self.vm.freeze(made)).ok()
    }

    /// The functions that take a lambda and are common in conditions.
    fn over_items(&mut self, name: &str, list: &Value, lambda: &Expr) -> Option<Value> {
        let Value::List(items) = list else { return None };
        let items = items.iter().take(MOST_ITEMS + 1).cloned().collect::<Vec<_>>();
        if items.len() > MOST_ITEMS {
            return None;
        }
        let mut made = Vec::with_capacity(items.len());
        for item in &items {
            let scope =
                ConditionScope { item, this: self.scope.this, variables: self.scope.variables };
            let (source, base) = (self.source, self.base);
            let mut inner = PartValues { vm: self.vm, scope, source, base, found: Vec::new() };
            made.push(inner.value(lambda)?);
        }
        Some(match name {
            "select" => Value::list(made),
            "any" => Value::bool(made.iter().any(Value::truth)),
            "all" => Value::bool(made.iter().all(Value::truth)),
            _ => {
                let kept = items.into_iter().zip(made).filter(|(_, holds)| holds.truth());
                Value::list(kept.map(|(item, _)| item).collect())
            }
        })
    }
}

fn positional(args: &[Arg]) -> impl Iterator<Item = &Expr> {
    args.iter().filter_map(|arg| match arg {
        Arg::Positional(value) => Some(value),
        Arg::Named(..) | Arg::Skipped(_) => None,
    })
}

/// Only values without methods of a program: those of objects may have effects.
fn plain(value: &Value) -> Option<()> {
    (!value.has_methods()).then_some(())
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Word(_) => true,
        ExprKind::List(args) => positional(args).all(is_literal),
        ExprKind::Unary(_, operand) | ExprKind::Paren(operand) => is_literal(operand),
        _ => false,
    }
}
