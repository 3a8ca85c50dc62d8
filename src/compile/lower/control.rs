//! Library functions that choose what to evaluate, lowered to jumps; and literals spelt as calls.

use super::Lowering;
use crate::compile::ir::{Const, Instr, Reg};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Name};

impl Lowering<'_> {
    /// Lowers a call of a library function inline if that has the same meaning; returns whether it did.
    pub(super) fn inline_call(&mut self, name: &Name, args: &[Arg], dst: Reg, span: Span) -> bool {
        match &*name.text {
            "switch" if !self.catalogue.is_legacy() => self.inline_switch(args, dst, span),
            "coalesce" => self.inline_coalesce(args, dst, span),
            "list" if !self.catalogue.is_legacy() => self.inline_list(args, dst, span),
            "new" => self.inline_new(args, dst, span),
            "interpolate" => self.inline_text(args, dst, span),
            "lambda" => self.inline_lambda(args, dst),
            "#operator_=>" if self.catalogue.is_legacy() => {
                self.tuple(args, dst, span);
                true
            }
            _ => false,
        }
    }

    fn inline_switch(&mut self, args: &[Arg], dst: Reg, span: Span) -> bool {
        let rules: Option<Vec<(&Expr, &Expr)>> = args.iter().map(rule).collect();
        // The legacy `switch(value, rules…)` has a first argument that is not a rule.
        let Some(rules) = rules.filter(|r| !r.is_empty()) else { return false };
        let mark = self.mark();
        let value = self.temp();
        let mut ends = Vec::new();
        for (condition, result) in rules {
            let skips = match &condition.kind {
                ExprKind::Bool(true) => Vec::new(),
                _ => self.jump_unless_rule(condition),
            };
            self.expr(result, value);
            ends.push(self.emit(Instr::Jump { target: 0 }, span));
            skips.into_iter().for_each(|jump| self.patch(jump));
        }
        self.emit(Instr::Null { dst: value }, span);
        ends.into_iter().for_each(|jump| self.patch(jump));
        self.emit(Instr::Take { dst, src: value }, span);
        self.release(mark);
        true
    }

    fn jump_unless_rule(&mut self, condition: &Expr) -> Vec<usize> {
        match &condition.kind {
            // A bare word is a non-empty string, which is truthy.
            ExprKind::Word(_) if !self.strict() => Vec::new(),
            _ => self.jump_unless(condition),
        }
    }

    fn inline_coalesce(&mut self, args: &[Arg], dst: Reg, span: Span) -> bool {
        let values: Option<Vec<&Expr>> = args.iter().map(positional).collect();
        let Some(values) = values.filter(|v| !v.is_empty()) else { return false };
        let mark = self.mark();
        let value = self.temp();
        let mut ends = Vec::new();
        for expr in values {
            self.expr(expr, value);
            ends.push(self.emit(Instr::JumpIfNotNull { cond: value, target: 0 }, span));
        }
        ends.into_iter().for_each(|jump| self.patch(jump));
        self.emit(Instr::Take { dst, src: value }, span);
        self.release(mark);
        true
    }

    /// `lambda(…)`, if delegates are allowed: a closure as a value, which accepts named arguments.
    fn inline_lambda(&mut self, args: &[Arg], dst: Reg) -> bool {
        let [Arg::Positional(body)] = args else { return false };
        if self.registry.catalogue.overloads("lambda").is_empty() {
            return false;
        }
        self.delegate(body, dst);
        true
    }

    /// `a => b => c` of YAQL 0.2: one tuple of three, unless parentheses nest two.
    fn tuple(&mut self, args: &[Arg], dst: Reg, span: Span) {
        let mut items: std::collections::VecDeque<Arg> = args.iter().cloned().collect();
        while let Some(Arg::Positional(Expr { kind: ExprKind::Call { name, args }, .. })) =
            items.front()
            && &*name.text == "#operator_=>"
        {
            let args = args.clone();
            items.pop_front();
            args.into_iter().rev().for_each(|arg| items.push_front(arg));
        }
        let items: Vec<Arg> = items.into();
        self.list(&items, dst, span);
    }

    /// `list(a, b)` of literals.
    fn inline_list(&mut self, args: &[Arg], dst: Reg, span: Span) -> bool {
        match super::data::constants(args, self.bare_words()) {
            Some(items) => {
                self.load(Const::List(items), dst, span);
                true
            }
            None => false,
        }
    }
}

fn rule(arg: &Arg) -> Option<(&Expr, &Expr)> {
    match arg {
        Arg::Named(key, value) => Some((key, value)),
        Arg::Positional(_) | Arg::Skipped(_) => None,
    }
}

fn positional(arg: &Arg) -> Option<&Expr> {
    match arg {
        Arg::Positional(expr) => Some(expr),
        Arg::Named(..) | Arg::Skipped(_) => None,
    }
}
