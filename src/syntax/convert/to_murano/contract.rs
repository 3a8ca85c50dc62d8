//! Contracts: chains on `$` in the short form if there is one, all others as expressions.

use super::MuranoRewriter;
use super::expression::parenthesize;
use crate::syntax::{Arg, Contract, ContractKind, Expr, ExprKind, Text, TypeName};

impl MuranoRewriter<'_> {
    /// Rewrites a contract from YAML.
    pub(super) fn contract(&mut self, contract: &mut Contract) {
        match &mut contract.kind {
            ContractKind::Expr(expr) => match self.short(expr) {
                Some(short) => *contract = short,
                None => self.long(expr),
            },
            ContractKind::Literal(value) => {
                self.with_item(|r| r.expression(value));
                if is_literal(value) {
                    return;
                }
                parenthesize(value);
                let value = std::mem::replace(&mut value.kind, ExprKind::Error);
                let value = Expr { kind: value, span: contract.span };
                contract.kind = ContractKind::Expr(Box::new(value));
            }
            ContractKind::List { items, .. } => {
                items.iter_mut().for_each(|item| self.contract(item));
            }
            ContractKind::Dict { fixed, pattern } => {
                fixed.iter_mut().for_each(|(_, value)| self.contract(value));
                if let Some(pattern) = pattern {
                    self.contract(&mut pattern.0);
                    self.contract(&mut pattern.1);
                }
            }
            ContractKind::Invalid(reason) => {
                let message = format!("no value satisfies this contract: {reason}");
                self.refuse(contract.span, message, "fix it before converting");
            }
            // YAML uses chains instead of these.
            _ => {}
        }
    }

    /// Parenthesizes a long form that does not begin with `$`, or whose operator could be
    /// parsed as that of a default.
    fn long(&mut self, expr: &mut Expr) {
        self.with_item(|rewriter| rewriter.expression(expr));
        let mut first = &*expr;
        while let ExprKind::MethodCall { target, .. }
        | ExprKind::Member { target, .. }
        | ExprKind::Index { target, .. } = &first.kind
        {
            first = target;
        }
        if !matches!(first.kind, ExprKind::Var(_) | ExprKind::Paren(_)) {
            parenthesize(expr);
        }
    }

    /// `$.string().notNull()` as `string!`.
    fn short(&mut self, expr: &Expr) -> Option<Contract> {
        let kind = match &expr.kind {
            ExprKind::Var(name) if name.is_empty() => ContractKind::Any,
            ExprKind::MethodCall { target, name, args, safe: false } => {
                let base = self.short(target)?;
                self.step(base, &name.text, args)?
            }
            _ => return None,
        };
        Some(Contract { kind, span: expr.span })
    }

    fn step(&mut self, base: Contract, name: &str, args: &[Arg]) -> Option<ContractKind> {
        let any = matches!(base.kind, ContractKind::Any);
        Some(match (name, args) {
            ("string", []) if any => ContractKind::String,
            ("int", []) if any => ContractKind::Int,
            ("bool", []) if any => ContractKind::Bool,
            ("notNull", []) => ContractKind::NotNull(Box::new(base)),
            ("owned", []) => ContractKind::Owned(Box::new(base)),
            ("notOwned", []) => ContractKind::NotOwned(Box::new(base)),
            ("check", [Arg::Positional(condition)]) => self.condition(base, condition, None),
            ("check", [Arg::Positional(condition), Arg::Positional(message)]) => {
                self.condition(base, condition, Some(message))
            }
            ("class" | "template", [Arg::Positional(class), rest @ ..]) if any => {
                self.of_class(name, class, rest)?
            }
            _ => return None,
        })
    }

    fn condition(
        &mut self,
        base: Contract,
        condition: &Expr,
        message: Option<&Expr>,
    ) -> ContractKind {
        let mut part = |expr: &Expr| {
            let mut expr = Box::new(expr.clone());
            self.with_item(|rewriter| rewriter.expression(&mut expr));
            expr
        };
        let condition = part(condition);
        ContractKind::Check { base: Box::new(base), condition, message: message.map(part) }
    }

    /// `$.class(T, default, versionSpec => '…')`, `$.template(T, excludeProperties => […])`.
    fn of_class(&mut self, name: &str, class: &Expr, rest: &[Arg]) -> Option<ContractKind> {
        let class = self.contract_class(class)?;
        let (mut default, mut version, mut exclude) = (None, None, Vec::new());
        for (n, arg) in rest.iter().enumerate() {
            match arg {
                Arg::Positional(value) if n == 0 => default = Some(self.contract_class(value)?),
                Arg::Named(key, value) => match (key_text(key)?, name, &value.kind) {
                    ("versionSpec", _, ExprKind::Str(text)) => version = Some(text.clone()),
                    ("excludeProperties", "template", ExprKind::List(paths)) => {
                        exclude = paths.iter().map(path).collect::<Option<Vec<Text>>>()?;
                    }
                    _ => return None,
                },
                Arg::Positional(_) | Arg::Skipped(_) => return None,
            }
        }
        Some(match name {
            "class" => ContractKind::Class { class, default, version },
            _ => ContractKind::Template { class, default, version, exclude },
        })
    }

    fn contract_class(&self, expr: &Expr) -> Option<TypeName> {
        match &expr.kind {
            ExprKind::TypeName(name) => {
                let mut name = name.clone();
                self.expressed(&mut name);
                if name.prefix.as_deref() == Some("") {
                    name.prefix = None;
                }
                Some(name)
            }
            ExprKind::Word(word) if word.starts_with(char::is_uppercase) => {
                Some(TypeName { prefix: None, name: word.clone(), span: expr.span })
            }
            _ => None,
        }
    }
}

fn key_text(key: &Expr) -> Option<&str> {
    match &key.kind {
        ExprKind::Word(text) | ExprKind::Str(text) => Some(text),
        _ => None,
    }
}

fn path(arg: &Arg) -> Option<Text> {
    match arg {
        Arg::Positional(Expr { kind: ExprKind::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

/// Whether it is a contract of its own in `.murano`.
fn is_literal(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Unary(_, number) => {
            matches!(number.kind, ExprKind::Int(_) | ExprKind::BigInt(_) | ExprKind::Float(_))
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_) => true,
        _ => false,
    }
}
