//! `left -> right`: the right side sees the names that the left side binds.
//!
//! `let`, `with` and `def` bind registers at compile time. Any other left side yields a context at run time, in which the names of
//! the right side are looked up first.

use super::Lowering;
use super::data::is_keyword;
use super::free::canonical;
use super::names::Binding;
use crate::compile::ir::{Instr, Reg};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Name, Text};

impl Lowering<'_> {
    pub(super) fn arrow(&mut self, left: &Expr, right: &Expr, dst: Reg, span: Span) {
        let mark = self.mark();
        let depth = self.b().names.depth();
        if !self.bind_statically(left) {
            if is_with_original(left) {
                self.bind_original_arguments(span);
            }
            let context = self.temp();
            self.expr(left, context);
            // This instruction raises if the value is not a context.
            let name = self.near_constant(crate::compile::ir::Const::str(""), span);
            let check = self.temp();
            self.emit(Instr::ContextVar { dst: check, context, name }, span);
            self.b().names.bind("".into(), Binding::Context(context));
        }
        // `dst` may be a register that the right side still reads.
        let value = self.temp();
        self.expr(right, value);
        self.emit(Instr::Take { dst, src: value }, span);
        self.b().names.unwind(depth);
        self.release(mark);
    }

    fn bind_statically(&mut self, left: &Expr) -> bool {
        let ExprKind::Call { name, args } = &left.kind else { return false };
        if self.defined(&name.text).is_some() {
            return false;
        }
        match &*name.text {
            "let" => self.bind_values(args),
            "with" if !args.iter().any(|a| matches!(a, Arg::Named(..))) => self.bind_values(args),
            "def" => self.bind_function(args),
            _ => false,
        }
    }

    /// Lets the bindings of `withOriginal` see the arguments of the mocked call, under the names of its parameters.
    /// See docs/language/library.md#mocks.
    fn bind_original_arguments(&mut self, span: Span) {
        let context = self.temp();
        let name = Name { text: "originalArguments".into(), span };
        self.call(&name, &[], context, span);
        self.b().names.bind("".into(), Binding::Context(context));
    }

    fn bind_values(&mut self, args: &[Arg]) -> bool {
        if !self.strict() && !args.iter().all(is_keyword) {
            return false;
        }
        let Some(names) = binding_names(args) else { return false };
        let mut bound = Vec::new();
        for (arg, name) in args.iter().zip(names) {
            let reg = self.temp();
            match arg {
                Arg::Positional(value) | Arg::Named(_, value) => self.expr(value, reg),
                Arg::Skipped(span) => drop(self.emit(Instr::Null { dst: reg }, *span)),
            }
            bound.push((name, reg));
        }
        // Bound only now: arguments of one `let` do not see each other.
        for (name, reg) in bound {
            self.b().names.bind(name, Binding::Register(reg));
        }
        true
    }

    fn bind_function(&mut self, args: &[Arg]) -> bool {
        let [Arg::Positional(name), Arg::Positional(body)] = args else { return false };
        let (ExprKind::Word(name) | ExprKind::Str(name)) = &name.kind else { return false };
        let reg = self.temp();
        let name = camel_case(name);
        self.named_closure(&name, body, reg);
        self.b().names.bind(name, Binding::Function(reg));
        true
    }
}

fn is_with_original(left: &Expr) -> bool {
    matches!(&left.kind, ExprKind::Call { name, .. } if &*name.text == "withOriginal")
}

/// The variables that the arguments of `let` bind: `1`, `2`, … by position, or their names.
fn binding_names(args: &[Arg]) -> Option<Vec<Text>> {
    let mut position = 0;
    let mut name_of = |arg: &Arg| match arg {
        Arg::Positional(_) | Arg::Skipped(_) => {
            position += 1;
            Some(position.to_string().into())
        }
        Arg::Named(key, _) => match &key.kind {
            ExprKind::Word(word) | ExprKind::Str(word) => Some(canonical(word)),
            _ => None,
        },
    };
    args.iter().map(&mut name_of).collect()
}

/// A function's name in calls: `my_fn` is called as `myFn`.
pub(super) fn camel_case(name: &Text) -> Text {
    let trimmed = name.trim_end_matches('_');
    if !trimmed.contains('_') {
        return trimmed.into();
    }
    let mut out = String::new();
    let mut upper = false;
    for c in trimmed.chars() {
        match c {
            '_' if !out.is_empty() => upper = true,
            c if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out.into()
}
