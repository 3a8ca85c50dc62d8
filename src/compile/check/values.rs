//! Expressions against contracts: literals part by part, everything else by its type.
//! See docs/language/contracts.md#overview.

use super::checker::Checker;
use super::constant;
use super::facts::ExpectedContract;
use super::place::Place;
use super::types::KnownType;
use super::variables::Literal;
use crate::compile::ids::ClassId;
use crate::compile::ir::Const;
use crate::compile::scope::Scope;
use crate::diag::suggest::with_article;
use crate::diag::{Applicability, Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{BinaryOp, Contract, ContractKind, Expr, ExprKind, TypeName};

/// A contract with the scope in which its names are resolved.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'c> {
    pub contract: &'c Contract,
    pub scope: &'c Scope,
    /// The whole contract of this part of the value, for messages: with its `!` and conditions.
    pub whole: Span,
}

impl<'c> Wanted<'c> {
    pub(super) fn new(contract: &'c Contract, scope: &'c Scope) -> Self {
        Self { contract, scope, whole: contract.span }
    }

    /// The contract of a part of the value.
    pub(super) fn part(self, contract: &'c Contract) -> Self {
        Self::new(contract, self.scope)
    }

    /// The contract inside of a `!` or a condition.
    fn inside(self, contract: &'c Contract) -> Self {
        Self { contract, ..self }
    }

    pub(super) fn span(self) -> Span {
        self.whole
    }
}

impl<'t> Checker<'_, 't> {
    /// Checks that a contract accepts an expression. Returns whether it found nothing wrong.
    pub(super) fn accept(&mut self, expr: &'t Expr, wanted: Wanted<'_>, place: &Place<'_>) -> bool {
        if let Some(facts) = self.members.facts {
            let (contract, title) = (wanted.contract.clone(), place.title());
            facts.expects(expr.span, ExpectedContract { contract, title });
        }
        // Bidirectional checking: the contract is pushed down through the expression to its
        // literals, so that an error is marked at the part that causes it.
        match &expr.kind {
            ExprKind::Paren(inner) => return self.accept(inner, wanted, place),
            ExprKind::If { condition, then, otherwise } => {
                self.expression(condition);
                let then = self.accept(then, wanted, place);
                return self.accept(otherwise, wanted, place) && then;
            }
            ExprKind::Var(name) if !name.is_empty() && self.rebound == 0 => {
                let literal = self.variables.get(name).and_then(|v| v.literal);
                if let Some(Literal(literal)) = literal {
                    return self.accept_literal_of(literal, expr.span, wanted, place);
                }
            }
            _ => {}
        }
        match &wanted.contract.kind {
            ContractKind::NotNull(inner) => {
                if is_null(expr, self) {
                    self.expression(expr);
                    self.refuse_null(expr.span, wanted, place);
                    return false;
                }
                self.accept(expr, wanted.inside(inner), place)
            }
            ContractKind::Check { base, condition, message } => {
                self.accept(expr, wanted.inside(base), place)
                    && self.satisfy(expr, base, condition, message.as_deref(), place)
            }
            ContractKind::Owned(inner) | ContractKind::NotOwned(inner) => {
                self.accept(expr, wanted.inside(inner), place)
            }
            ContractKind::String => self.accept_text(expr, wanted, place),
            ContractKind::Int => self.accept_int(expr, wanted, place),
            ContractKind::Bool => self.accept_bool(expr, place),
            ContractKind::Class { class, default, .. } => {
                self.accept_object(expr, (class, default.as_ref()), wanted, place)
            }
            ContractKind::List { items, min, max } => {
                self.accept_list(expr, (items, *min, *max), wanted, place)
            }
            ContractKind::Dict { fixed, pattern } => {
                self.accept_dict(expr, (fixed, pattern.as_deref()), wanted, place)
            }
            ContractKind::Literal(literal) => self.accept_equal(expr, literal, wanted, place),
            ContractKind::Any
            | ContractKind::Template { .. }
            | ContractKind::Expr(_)
            | ContractKind::Invalid(_) => {
                self.expression(expr);
                true
            }
        }
    }

    /// The same for the literal that a variable was set to: what is wrong is marked there, and the use is shown.
    fn accept_literal_of(
        &mut self,
        literal: &'t Expr,
        used: Span,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        let before = self.registry.diagnostic_count();
        let accepted = self.accept(literal, wanted, place);
        // What the statement with the literal has reported already is not stored again.
        for diagnostic in self.registry.take_since(before) {
            self.registry.report(diagnostic.label(used, "used here"));
        }
        accepted
    }

    fn refuse_null(&mut self, span: Span, wanted: Wanted<'_>, place: &Place<'_>) {
        let message = "is required, but there is no value";
        self.report(place.error(codes::CONTRACT_NULL, span, wanted.span(), message));
    }

    /// Reports that an expression's value is not what its place takes: "must be an integer, found the string 'x'".
    pub(super) fn refuse(
        &mut self,
        expr: &'t Expr,
        must: &str,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        let found = self.found(expr);
        let message = format!("{must}, found {found}");
        self.report(place.error(codes::CONTRACT, expr.span, wanted.span(), &message));
        false
    }

    /// What an expression is, for messages.
    pub(super) fn found(&mut self, expr: &'t Expr) -> String {
        if let Some(value) = constant::fold(expr, None) {
            return constant::describe(&value);
        }
        match &expr.kind {
            ExprKind::List(items) => constant::list_of(items.len()),
            ExprKind::Map(entries) => constant::dictionary_with(entries),
            _ => self.type_of(expr).describe(self.registry),
        }
    }

    fn accept_text(&mut self, expr: &'t Expr, wanted: Wanted<'_>, place: &Place<'_>) -> bool {
        match self.expression(expr).required() {
            KnownType::Float | KnownType::List(_) | KnownType::Dict(_) => {
                self.refuse(expr, "must be a string", wanted, place)
            }
            _ => true,
        }
    }

    fn accept_int(&mut self, expr: &'t Expr, wanted: Wanted<'_>, place: &Place<'_>) -> bool {
        // Conversion at run time accepts numeric strings and cuts off fractions; only what it
        // would refuse is an error, and a lost fraction is a warning.
        let ty = self.expression(expr);
        match constant::fold(expr, None) {
            Some(Const::Str(text)) if text.trim().parse::<i128>().is_err() => {
                let found = constant::describe(&Const::Str(text));
                let refusal = format!("must be an integer, found {found}");
                let refused = place.error(codes::CONTRACT, expr.span, wanted.span(), &refusal);
                self.report(refused.hint("a numeric string such as '80' would convert"));
                return false;
            }
            Some(Const::Float(f)) if f.is_finite() && f.fract() != 0.0 => {
                let message =
                    format!("{} loses its fraction: {f} becomes {}", place.title(), f.trunc());
                self.report(
                    Diagnostic::warning(codes::LOSES_FRACTION, expr.span, message)
                        .label(wanted.span(), "the contract is a whole number")
                        .hint("write a whole number"),
                );
            }
            _ => {}
        }
        match ty.required() {
            KnownType::List(_)
            | KnownType::Dict(_)
            | KnownType::Object { .. }
            | KnownType::Class(_) => self.refuse(expr, "must be an integer", wanted, place),
            _ => true,
        }
    }

    fn accept_bool(&mut self, expr: &'t Expr, place: &Place<'_>) -> bool {
        self.expression(expr);
        if let Some(Const::Str(text)) = constant::fold(expr, None)
            && matches!(&*text.to_lowercase(), "false" | "no" | "off" | "0")
        {
            let message =
                format!("{} is true, because every string that is not empty is", place.title());
            self.report(
                Diagnostic::warning(codes::ALWAYS_TRUE, expr.span, message)
                    .hint("write `false`, without quotes")
                    .replace(&format!("'{text}'"), "false", Applicability::Sure),
            );
        }
        true
    }

    fn accept_equal(
        &mut self,
        expr: &'t Expr,
        literal: &Expr,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        self.expression(expr);
        let (Some(must), Some(found)) = (constant::fold(literal, None), constant::fold(expr, None))
        else {
            return true;
        };
        constant::equal(&must, &found) || {
            self.refuse(expr, &format!("must be {}", constant::describe(&must)), wanted, place)
        }
    }

    /// The condition of a contract, where the value is a constant.
    fn satisfy(
        &mut self,
        expr: &Expr,
        base: &Contract,
        condition: &Expr,
        message: Option<&Expr>,
        place: &Place<'_>,
    ) -> bool {
        // Both the value and the condition must be constant after conversion by the contract
        // below; otherwise only a run can decide.
        let Some(value) = constant::fold(expr, None).and_then(|v| converted(v, base)) else {
            return true;
        };
        let holds = constant::fold(condition, Some(&value)).and_then(|v| constant::truth(&v));
        if holds != Some(false) {
            return true;
        }
        let found = constant::describe(&value);
        let refusal = match message.and_then(|m| constant::fold(m, Some(&value))) {
            Some(Const::Str(text)) => format!("is refused: {text}; found {found}"),
            _ => format!("does not pass its check, found {found}"),
        };
        let text = format!("{} {refusal}", place.title());
        self.report(
            Diagnostic::error(codes::CONTRACT_CHECK, expr.span, text)
                .label(
                    condition.span,
                    format!("must be true, but `$` is {}", constant::text(&value)),
                )
                .hint_if(choices(condition, &value)),
        );
        false
    }

    fn accept_object(
        &mut self,
        expr: &'t Expr,
        (class, default): (&TypeName, Option<&TypeName>),
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        let Some(class) = self.registry.lookup(class, wanted.scope) else {
            self.expression(expr);
            return true;
        };
        if let ExprKind::Map(entries) = &expr.kind {
            let default = default.and_then(|name| self.registry.lookup(name, wanted.scope));
            return self.dictionary_as(default.unwrap_or(class), entries, expr.span, place);
        }
        let found = self.expression(expr);
        match found.required() {
            KnownType::Object { class: found, exact } => {
                if self.may_be(*found, *exact, class) {
                    return true;
                }
                let (must, found) = (self.registry.entry(class), self.registry.entry(*found));
                let refusal = format!(
                    "must be {}, found an object of `{}`",
                    with_article(&must.name),
                    found.name
                );
                let refused =
                    place.error(codes::CONTRACT_CLASS, expr.span, wanted.span(), &refusal);
                let text = format!("`{}` does not extend it", found.name);
                self.report(refused.label(found.tree.name.span, text));
                false
            }
            KnownType::Str if self.model.is_some() => {
                !self.is_dangling(expr) || self.dangling(expr, class, wanted, place)
            }
            // The id of an object, unless the program has none of that id.
            KnownType::Str if !self.is_unknown_id(expr) => true,
            KnownType::Str
            | KnownType::Bool
            | KnownType::Int
            | KnownType::Float
            | KnownType::List(_) => {
                let found = self.found(expr);
                let must = self.registry.entry(class);
                let refusal = format!("must be {}, found {found}", with_article(&must.name));
                let refused =
                    place.error(codes::CONTRACT_CLASS, expr.span, wanted.span(), &refusal);
                self.report(refused.hint(self.instead_of_scalar(class)));
                false
            }
            KnownType::Any
            | KnownType::Null
            | KnownType::Dict(_)
            | KnownType::Class(_)
            | KnownType::Exception
            | KnownType::Optional(_) => true,
        }
    }

    /// Reports a reference to an object that the model does not have.
    fn dangling(
        &mut self,
        expr: &'t Expr,
        class: ClassId,
        wanted: Wanted<'_>,
        place: &Place<'_>,
    ) -> bool {
        let found = self.found(expr);
        let must = self.registry.entry(class);
        let refusal =
            format!("must be {}, and no object has the id of {found}", with_article(&must.name));
        let refused = place.error(codes::UNKNOWN_OBJECT, expr.span, wanted.span(), &refusal);
        let hint = "a string here is an object's id; for a new object give a dictionary";
        self.report(refused.hint(hint));
        false
    }

    /// Whether an object of one class, or of a subclass unless the class is exact, may be of another.
    fn may_be(&self, found: ClassId, exact: bool, wanted: ClassId) -> bool {
        if self.members.is_subclass(found, wanted) {
            return true;
        }
        !exact && !self.members.are_unrelated(found, wanted)
    }

    /// Whether a string literal is no id: nothing in the program's text gives an object that id.
    fn is_unknown_id(&self, expr: &Expr) -> bool {
        let Some(Const::Str(id)) = constant::fold(expr, None) else { return false };
        let source = self.registry.sources.find(expr.span);
        self.scope.package.is_none()
            && source.is_some_and(|source| {
                let text = &source.text;
                !text.contains("'?'") && !text.contains("\"?\"") && !id.is_empty()
            })
    }
}

/// Whether an expression is null for certain.
fn is_null(expr: &Expr, checker: &Checker<'_, '_>) -> bool {
    match &expr.kind {
        ExprKind::Null => true,
        ExprKind::Var(name) if !name.is_empty() && checker.rebound == 0 => {
            checker.variables.get(name).is_some_and(|v| v.ty == KnownType::Null)
        }
        _ => false,
    }
}

/// "it is one of 'fast', 'safe'", or the one that is most similar, for a condition `$ in [...]`.
fn choices(condition: &Expr, value: &Const) -> Option<String> {
    let ExprKind::Binary(BinaryOp::In, _, list) = &condition.kind else { return None };
    let Some(Const::List(items)) = constant::fold(list, None) else { return None };
    let texts: Option<Vec<&str>> = items
        .iter()
        .map(|item| match item {
            Const::Str(text) => Some(&**text),
            _ => None,
        })
        .collect();
    let texts = texts?;
    if let Const::Str(given) = value
        && let Some(near) = suggest::nearest(given, texts.iter().copied())
    {
        return Some(format!("did you mean '{near}'?"));
    }
    let all: Vec<String> = texts.iter().map(|text| format!("'{text}'")).collect();
    Some(format!("it is one of {}", all.join(", ")))
}

/// A constant as a contract without conditions converts it; `None` where that changes more than the folding knows.
fn converted(value: Const, contract: &Contract) -> Option<Const> {
    match &contract.kind {
        ContractKind::NotNull(inner) => converted(value, inner),
        ContractKind::Check { base, .. } => converted(value, base),
        ContractKind::Any => Some(value),
        ContractKind::Int => match value {
            Const::Int(_) | Const::Null => Some(value),
            Const::Bool(b) => Some(Const::Int(i64::from(b))),
            Const::Str(text) => text.trim().parse().ok().map(Const::Int),
            _ => None,
        },
        ContractKind::String => match value {
            Const::Str(_) | Const::Null => Some(value),
            Const::Int(n) => Some(Const::str(&n.to_string())),
            _ => None,
        },
        ContractKind::List { .. } => match value {
            Const::List(_) => Some(value),
            Const::Null => Some(Const::List(Vec::new())),
            single => Some(Const::List(vec![single])),
        },
        _ => None,
    }
}
