//! Lambdas of other languages: `$list.select(x => $x * 2)`, where `$` is the item.

use super::checker::Checker;
use crate::compile::walk;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Arg, Expr, ExprKind, Name, Text};

impl<'t> Checker<'_, 't> {
    /// Reports a lambda that names its item. Returns whether the call has one.
    pub(super) fn lambda_parameter(&self, target: &Expr, name: &Name, args: &'t [Arg]) -> bool {
        let overloads = self.catalogue.overloads(&name.text);
        let takes_lambda = overloads.iter().any(|o| o.parameters.iter().any(|p| p.ty.is_lazy()));
        let [Arg::Named(key, value), ..] = args else { return false };
        let Some(parameter) = named(key).filter(|_| takes_lambda && self.scope.strict) else {
            return false;
        };
        let is_declared =
            overloads.iter().any(|o| o.parameters.iter().any(|p| *p.name == **parameter));
        let uses = self.uses(value, parameter);
        if is_declared || uses.is_empty() || self.variables.contains(parameter) {
            return false;
        }
        let source = self.registry.sources.find(value.span);
        let hint = source.map(|source| {
            let body = with_item(source.slice(value.span), &uses, value.span);
            format!("write `{}.{}({body})`", source.slice(target.span), name.text)
        });
        let message = "a lambda has no parameter: `$` is the item";
        self.report(
            Diagnostic::error(codes::LAMBDA_PARAMETER, key.span.to(value.span), message)
                .hint_if(hint),
        );
        true
    }

    /// Where an expression reads a variable.
    fn uses(&self, expr: &Expr, variable: &Text) -> Vec<Span> {
        let mut found = Vec::new();
        walk::expressions(expr, &mut |part| {
            let is_it = matches!(&part.kind, ExprKind::Var(name) if name == variable)
                || matches!(&part.kind, ExprKind::Word(name) if name == variable);
            if is_it {
                found.push(part.span);
            }
        });
        found
    }
}

fn named(key: &Expr) -> Option<&Text> {
    match &key.kind {
        ExprKind::Word(name) | ExprKind::Str(name) => Some(name),
        ExprKind::Var(name) if !name.is_empty() => Some(name),
        _ => None,
    }
}

/// The text of a lambda with `$` in place of its parameter.
fn with_item(text: &str, uses: &[Span], whole: Span) -> String {
    let mut written = text.to_owned();
    for span in uses.iter().rev() {
        let (from, to) = ((span.start - whole.start) as usize, (span.end - whole.start) as usize);
        written.replace_range(from..to, "$");
    }
    written
}
