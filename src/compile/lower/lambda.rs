//! Lambdas: code of their own that captures its free variables by value.
//!
//! `$1` (which is also `$`), `$2`, … begin with their captured values and are replaced by the arguments of a call. In a function made
//! by `def` the same holds for named arguments.

use std::rc::Rc;

use super::Lowering;
use super::free;
use super::names::Binding;
use crate::compile::ir::{Chunk, CodeKind, Instr, Reg};
use crate::syntax::{Expr, Text};

impl Lowering<'_> {
    /// Creates a closure of an expression.
    pub(super) fn closure(&mut self, expr: &Expr, dst: Reg) {
        let code = self.lambda(expr, None);
        self.emit_closure(code, dst, expr.span);
    }

    /// Creates a closure that can call itself by a name: `def`.
    pub(super) fn named_closure(&mut self, name: &Text, expr: &Expr, dst: Reg) {
        let code = self.lambda(expr, Some(name));
        self.emit_closure(code, dst, expr.span);
    }

    /// Creates a closure that is called with named arguments: `lambda(…)`.
    pub(super) fn delegate(&mut self, expr: &Expr, dst: Reg) {
        // No function can have this name, so the closure shadows none.
        self.named_closure(&"#lambda".into(), expr, dst);
    }

    pub(super) fn emit_closure(&mut self, code: Rc<Chunk>, dst: Reg, span: crate::source::Span) {
        let lambdas = &mut self.b().lambdas;
        lambdas.push(code);
        let last = lambdas.len() - 1;
        let lambda = self.number(last, span);
        self.emit(Instr::Closure { dst, lambda }, span);
    }

    fn lambda(&mut self, expr: &Expr, myself: Option<&Text>) -> Rc<Chunk> {
        let mentioned = free::mentioned(expr);
        self.begin(CodeKind::Lambda, "lambda".into());
        self.capture(&mentioned);
        for name in &mentioned {
            let numbered = name.bytes().all(|b| b.is_ascii_digit());
            if numbered || (myself.is_some() && &**name != "this") {
                self.declare_parameter(name);
            }
        }
        if let Some(myself) = myself {
            let reg = self.temp();
            let b = self.b();
            b.myself = Some(reg);
            b.names.bind(myself.clone(), Binding::Function(reg));
        }
        self.result_unfrozen(expr);
        self.finish(expr.span)
    }

    /// Declares a variable that an argument may replace, in the register it was captured into.
    fn declare_parameter(&mut self, name: &Text) {
        let reg = match self.binding(name) {
            Some(Binding::Register(reg)) => reg,
            Some(Binding::Cell(_)) => return,
            Some(Binding::Function(_) | Binding::Context(_)) | None => self.declare_local(name),
        };
        self.b().params.push((name.clone(), reg));
    }
}
