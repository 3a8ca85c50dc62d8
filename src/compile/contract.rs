//! Compiles contracts: the notation of `.murano`, the structures of YAML, and call chains such as
//! `$.string().notNull().check($ > 0)`.
//! See docs/language/contracts.md#overview.

pub(super) mod chain;

use std::rc::Rc;

use self::chain::{argument, is_chain, list_argument, text_argument, type_argument};
use super::ir::{self, Chunk, ClassId, CodeKind};
use super::lower::{self, BareWords, CodeContext};
use super::predicates::{self, is_value};
use super::registry::Registry;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{Arg, BinaryOp, Contract, ContractKind, Expr, ExprKind, Name, Text, TypeName};

/// Compiles the contracts of one class or file.
pub(crate) struct Contracts<'r> {
    registry: &'r Registry,
    context: &'r CodeContext,
}

impl<'r> Contracts<'r> {
    pub(crate) fn new(registry: &'r Registry, context: &'r CodeContext) -> Self {
        Self { registry, context }
    }

    /// Compiles a contract.
    pub(crate) fn compile(&self, contract: &Contract) -> ir::Contract {
        match &contract.kind {
            ContractKind::Any => ir::Contract::Any,
            ContractKind::String => ir::Contract::String,
            ContractKind::Int => ir::Contract::Int,
            ContractKind::Bool => ir::Contract::Bool,
            ContractKind::Class { class, default, version } => {
                self.class(class, default.as_ref(), version.clone())
            }
            ContractKind::Template { class, default, version, exclude } => {
                self.template(class, default.as_ref(), version.clone(), exclude)
            }
            ContractKind::NotNull(inner) => ir::Contract::NotNull(Box::new(self.compile(inner))),
            ContractKind::Check { base, condition, message } => {
                self.check(self.compile(base), condition, message.as_deref(), condition.span)
            }
            ContractKind::Owned(inner) => ir::Contract::Owned(Box::new(self.compile(inner))),
            ContractKind::NotOwned(inner) => ir::Contract::NotOwned(Box::new(self.compile(inner))),
            ContractKind::List { items, min, max } => self.list(items, *min, *max, contract.span),
            ContractKind::Dict { fixed, pattern } => self.dict(fixed, pattern.as_deref()),
            ContractKind::Literal(expr) | ContractKind::Expr(expr) => self.expression(expr),
            ContractKind::Invalid(why) => ir::Contract::Invalid(why.clone()),
        }
    }

    fn class(
        &self,
        class: &TypeName,
        default: Option<&TypeName>,
        version: Option<Text>,
    ) -> ir::Contract {
        let found = self.resolve_version(class, version.as_ref());
        match found.and_then(|class| Ok((class, self.resolve_default(default)?))) {
            Ok((class, default)) => ir::Contract::Class { class, default, version },
            Err(found) => self.absent(*found),
        }
    }

    fn template(
        &self,
        class: &TypeName,
        default: Option<&TypeName>,
        version: Option<Text>,
        exclude: &[Text],
    ) -> ir::Contract {
        let found = self.resolve_version(class, version.as_ref());
        match found.and_then(|class| Ok((class, self.resolve_default(default)?))) {
            Ok((class, default)) => {
                ir::Contract::Template { class, default, version, exclude: exclude.into() }
            }
            Err(found) => self.absent(*found),
        }
    }

    /// The contract of a class that does not exist: an error now in `.murano`; in YAML one that is raised when a value is converted, so
    /// that the rest of the class is usable.
    fn absent(&self, found: Diagnostic) -> ir::Contract {
        if self.context.scope.strict {
            self.registry.report(found);
            return ir::Contract::Any;
        }
        self.registry.report(found.clone().late());
        ir::Contract::Absent(Rc::new(found))
    }

    /// The class that a contract names, in a version that satisfies its specification.
    fn resolve_version(
        &self,
        name: &TypeName,
        version: Option<&Text>,
    ) -> Result<ClassId, Box<Diagnostic>> {
        let class = self.registry.resolve(name, &self.context.scope)?;
        let Some(version) = version else { return Ok(class) };
        if self.registry.package_of(class).is_none() {
            let message = format!("`{}` belongs to no package, so it has no version", name.name);
            let found = Diagnostic::error(codes::CONTRACT_SYNTAX, name.span, message);
            return Err(Box::new(found.hint(format!("leave out the requirement '{version}'"))));
        }
        let found = match version.parse() {
            Ok(spec) => match self.registry.in_version(class, &spec) {
                Some(class) => return Ok(class),
                None => {
                    let message = format!("no version of `{}` satisfies `{version}`", name.name);
                    Diagnostic::error(codes::UNKNOWN_CLASS, name.span, message)
                }
            },
            Err(bad) => Diagnostic::error(codes::CONTRACT_SYNTAX, name.span, bad.to_string()),
        };
        Err(Box::new(found))
    }

    fn resolve_default(&self, name: Option<&TypeName>) -> Result<Option<ClassId>, Box<Diagnostic>> {
        name.map(|name| self.registry.resolve(name, &self.context.scope)).transpose()
    }

    fn check(
        &self,
        base: ir::Contract,
        condition: &Expr,
        message: Option<&Expr>,
        span: Span,
    ) -> ir::Contract {
        ir::Contract::Check {
            base: Box::new(base),
            condition: self.predicate(condition),
            test: self.test(condition),
            hints: predicates::hints(condition, &|beside| self.predicate(beside)).into(),
            message: message.map(|m| self.predicate(m)),
            span,
        }
    }

    /// The fast path of a common predicate.
    fn test(&self, condition: &Expr) -> Option<ir::Test> {
        let ExprKind::Binary(op, left, right) = &condition.kind else { return None };
        match op {
            BinaryOp::In if is_value(left) => match self.constant(right)? {
                ir::Const::List(items) => Some(ir::Test::OneOf(items)),
                _ => None,
            },
            BinaryOp::And => match (self.test(left)?, self.test(right)?) {
                (ir::Test::Between(a, b), ir::Test::Between(c, d)) => {
                    Some(ir::Test::Between(a.max(c), b.min(d)))
                }
                _ => None,
            },
            _ if is_value(left) => match self.constant(right)? {
                ir::Const::Int(bound) => bounds(*op, bound),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of a literal, or of `list(…)` with literals.
    fn constant(&self, expr: &Expr) -> Option<ir::Const> {
        let words = BareWords::refused_if(self.context.scope.strict);
        match &expr.kind {
            ExprKind::Call { name, args } if &*name.text == "list" => {
                lower::literals(args, words).map(ir::Const::List)
            }
            _ => lower::literal(expr, words),
        }
    }

    fn predicate(&self, expr: &Expr) -> Rc<Chunk> {
        lower::function_of(
            self.registry,
            self.context,
            CodeKind::Contract,
            &"contract".into(),
            expr,
        )
    }

    fn list(
        &self,
        items: &[Contract],
        min: Option<u64>,
        max: Option<u64>,
        span: Span,
    ) -> ir::Contract {
        let min = min.map_or(0, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let max = max.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        if max.is_some_and(|max| max < min) {
            let message = format!("at least {min} and at most {} items", max.unwrap_or(0));
            self.registry.report(Diagnostic::error(codes::CONTRACT_SYNTAX, span, message));
        }
        let items = items.iter().map(|c| self.compile(c)).collect();
        ir::Contract::List { items, min, max }
    }

    fn dict(
        &self,
        fixed: &[(Name, Contract)],
        pattern: Option<&(Contract, Contract)>,
    ) -> ir::Contract {
        let fixed = fixed.iter().map(|(k, c)| (k.text.clone(), self.compile(c))).collect();
        let pattern = pattern.map(|(k, v)| Box::new((self.compile(k), self.compile(v))));
        ir::Contract::Dict { fixed, pattern }
    }

    /// A chain on `$`, a literal, or any other expression.
    fn expression(&self, expr: &Expr) -> ir::Contract {
        if let ExprKind::Binary(BinaryOp::Or, left, right) = &expr.kind
            && let Some(base) = self.chain(left)
        {
            let (base, otherwise) = (Box::new(base), self.predicate(right));
            return ir::Contract::Else { base, otherwise };
        }
        match self.chain(expr) {
            Some(contract) => contract,
            None => match lower::literal(expr, BareWords::refused_if(self.context.scope.strict)) {
                Some(literal) => ir::Contract::Literal(literal),
                None => self.any_expression(expr),
            },
        }
    }

    /// Compiles any expression. If it begins with a chain, as `$.string().toUpper()` does, the chain is a contract and the rest an
    /// expression on its result.
    fn any_expression(&self, expr: &Expr) -> ir::Contract {
        let mut rest = expr.clone();
        let begins = beginning(&mut rest).map(|chain| {
            let value = Expr { kind: ExprKind::Var("".into()), span: chain.span };
            std::mem::replace(chain, value)
        });
        match begins.and_then(|chain| self.chain(&chain)) {
            Some(first) => {
                let rest = ir::Contract::Expr(self.predicate(&rest));
                ir::Contract::Then(Box::new((first, rest)))
            }
            None => ir::Contract::Expr(self.predicate(expr)),
        }
    }

    fn chain(&self, expr: &Expr) -> Option<ir::Contract> {
        match &expr.kind {
            ExprKind::Var(name) if name.is_empty() => Some(ir::Contract::Any),
            ExprKind::Paren(inner) => self.chain(inner),
            ExprKind::MethodCall { target, name, args, safe: false } => {
                let base = self.chain(target)?;
                self.step(base, &name.text, args)
            }
            _ => None,
        }
    }

    /// Compiles one call of a chain; `base` is the compiled receiver.
    fn step(&self, base: ir::Contract, name: &str, args: &[Arg]) -> Option<ir::Contract> {
        // A call on `$` itself replaces `any`; a call on a converted value is applied to its
        // result (`Then`). `notNull`, `owned` and `check` wrap the contract before them,
        // because they test its result.
        let plain = matches!(base, ir::Contract::Any);
        let step = match name {
            "string" if args.is_empty() => ir::Contract::String,
            "int" if args.is_empty() => ir::Contract::Int,
            "bool" if args.is_empty() => ir::Contract::Bool,
            "notNull" if args.is_empty() => return Some(ir::Contract::NotNull(Box::new(base))),
            "owned" if args.is_empty() => return Some(ir::Contract::Owned(Box::new(base))),
            "notOwned" if args.is_empty() => return Some(ir::Contract::NotOwned(Box::new(base))),
            "check" => {
                let condition = argument(args, 0, "predicate")?;
                return Some(self.check(base, condition, argument(args, 1, "msg"), condition.span));
            }
            "class" => self.class(
                &type_argument(args, 0, &["name"])?,
                type_argument(args, 1, &["defaultName"]).as_ref(),
                text_argument(args, 2, "versionSpec"),
            ),
            "template" => self.template(
                &type_argument(args, 0, &["type"])?,
                type_argument(args, 1, &["defaultType"]).as_ref(),
                text_argument(args, 2, "versionSpec"),
                &list_argument(args, 3, "excludeProperties"),
            ),
            _ => return None,
        };
        if plain { Some(step) } else { Some(ir::Contract::Then(Box::new((base, step)))) }
    }
}

/// The longest chain of contract functions on `$` that an expression begins with; `None` if it begins with none.
fn beginning(expr: &mut Expr) -> Option<&mut Expr> {
    if is_chain(expr) {
        return Some(expr);
    }
    match &mut expr.kind {
        ExprKind::MethodCall { target, .. }
        | ExprKind::Member { target, .. }
        | ExprKind::Index { target, .. }
        | ExprKind::Binary(_, target, _)
        | ExprKind::Paren(target) => beginning(target),
        _ => None,
    }
}

fn bounds(op: BinaryOp, bound: i64) -> Option<ir::Test> {
    Some(match op {
        BinaryOp::Greater => ir::Test::Between(bound.checked_add(1)?, i64::MAX),
        BinaryOp::GreaterEqual => ir::Test::Between(bound, i64::MAX),
        BinaryOp::Less => ir::Test::Between(i64::MIN, bound.checked_sub(1)?),
        BinaryOp::LessEqual => ir::Test::Between(i64::MIN, bound),
        _ => return None,
    })
}
