//! Contracts: converts short forms to chains on `$`.

use super::{YamlRewriter, made, named};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Arg, Contract, ContractKind, Expr, ExprKind, Text, TypeName};

impl YamlRewriter<'_> {
    /// Rewrites a contract.
    pub(super) fn contract(&mut self, contract: &Contract) -> Contract {
        let kind = match &contract.kind {
            ContractKind::List { items, min, max } => ContractKind::List {
                items: items.iter().map(|c| self.contract(c)).collect(),
                min: *min,
                max: *max,
            },
            ContractKind::Dict { fixed, pattern } => ContractKind::Dict {
                fixed: fixed.iter().map(|(k, c)| (k.clone(), self.contract(c))).collect(),
                pattern: pattern.as_ref().map(|p| {
                    let key = ContractKind::Expr(Box::new(self.chain(&p.0)));
                    let key = Contract { kind: key, span: p.0.span };
                    Box::new((key, self.contract(&p.1)))
                }),
            },
            ContractKind::Literal(value) => ContractKind::Literal(Box::new(self.value(value))),
            // Lists and dictionaries are never null.
            ContractKind::NotNull(inner) if is_structure(inner) => return self.contract(inner),
            _ => ContractKind::Expr(Box::new(self.chain(contract))),
        };
        Contract { kind, span: contract.span }
    }

    /// Converts a contract to an expression in which `$` is the value.
    fn chain(&mut self, contract: &Contract) -> Expr {
        // The inverse of the parser for chains: the innermost contract is the first call on
        // `$`. Lists and dictionaries have no call; they can only be the outermost part of a
        // contract, which `contract` handles.
        let span = contract.span;
        let item = || made(ExprKind::Var("".into()), span);
        match &contract.kind {
            ContractKind::Any => item(),
            ContractKind::String => call(item(), "string", Vec::new(), span),
            ContractKind::Int => call(item(), "int", Vec::new(), span),
            ContractKind::Bool => call(item(), "bool", Vec::new(), span),
            ContractKind::Class { class, default, version } => {
                let args = self.of_class(class, default.as_ref(), version.as_ref(), span);
                call(item(), "class", args, span)
            }
            ContractKind::Template { class, default, version, exclude } => {
                let mut args = self.of_class(class, default.as_ref(), version.as_ref(), span);
                if !exclude.is_empty() {
                    let paths = exclude.iter().map(|p| Arg::Positional(text(p, span)));
                    let paths = made(ExprKind::List(paths.collect()), span);
                    let key = made(ExprKind::Word("excludeProperties".into()), span);
                    args.push(Arg::Named(key, paths));
                }
                call(item(), "template", args, span)
            }
            ContractKind::NotNull(inner) => call(self.chain(inner), "notNull", Vec::new(), span),
            ContractKind::Owned(inner) => call(self.chain(inner), "owned", Vec::new(), span),
            ContractKind::NotOwned(inner) => call(self.chain(inner), "notOwned", Vec::new(), span),
            ContractKind::Check { base, condition, message } => {
                let parts = std::iter::once(condition).chain(message);
                let args = parts.map(|e| Arg::Positional(self.expression(e))).collect();
                call(self.chain(base), "check", args, span)
            }
            ContractKind::Expr(expr) => self.expression(expr),
            ContractKind::Literal(value) => self.expression(value),
            ContractKind::Invalid(why) => {
                let message = format!("no value satisfies this contract: {why}");
                let found = Diagnostic::error(codes::CONTRACT_SYNTAX, span, message);
                self.found.push(found.hint("fix it before converting"));
                made(ExprKind::Error, span)
            }
            ContractKind::List { .. } | ContractKind::Dict { .. } => {
                let hint = "YAML checks what is in a list or dictionary, not the whole: check it in the method";
                self.refuse(span, "a condition on a list or dictionary", hint);
                made(ExprKind::Error, span)
            }
        }
    }

    fn of_class(
        &mut self,
        class: &TypeName,
        default: Option<&TypeName>,
        version: Option<&Text>,
        span: Span,
    ) -> Vec<Arg> {
        let name = |name| made(ExprKind::TypeName(self.names.expressed(name)), span);
        let mut args = vec![Arg::Positional(name(class))];
        args.extend(default.map(|d| Arg::Positional(name(d))));
        args.extend(version.map(|version| {
            let key = made(ExprKind::Word("versionSpec".into()), span);
            Arg::Named(key, text(version, span))
        }));
        args
    }
}

fn is_structure(contract: &Contract) -> bool {
    matches!(contract.kind, ContractKind::List { .. } | ContractKind::Dict { .. })
}

fn text(text: &Text, span: Span) -> Expr {
    made(ExprKind::Str(text.clone()), span)
}

/// `target.name(args)`.
fn call(target: Expr, name: &str, args: Vec<Arg>, span: Span) -> Expr {
    let name = named(name, span);
    made(ExprKind::MethodCall { target: Box::new(target), name, args, safe: false }, span)
}
