//! Statements: `If` with one condition each, `Match` with one constant for each case.

use super::expression::dotted;
use super::{YamlRewriter, made};
use crate::source::Span;
use crate::syntax::{Block, Catch, Expr, ExprKind, MatchCase, Stmt, StmtKind, TypeName};

impl YamlRewriter<'_> {
    pub(super) fn block(&mut self, block: &Block) -> Block {
        let statements = block.statements.iter().map(|s| self.statement(s)).collect();
        Block { statements, span: block.span }
    }

    fn optional(&mut self, block: Option<&Block>) -> Option<Block> {
        block.map(|block| self.block(block))
    }

    fn statement(&mut self, statement: &Stmt) -> Stmt {
        // Copies statements with their expressions rewritten; `else if` and cases with several
        // constants become the nested or repeated form that YAML has.
        let kind = match &statement.kind {
            StmtKind::Expr(expr) => StmtKind::Expr(self.expression(expr)),
            StmtKind::Assign { target, value } => {
                StmtKind::Assign { target: self.expression(target), value: self.value(value) }
            }
            StmtKind::If { arms, otherwise } => return self.conditional(arms, otherwise.as_ref()),
            StmtKind::While(condition, body) => {
                let condition = self.condition(condition);
                StmtKind::While(condition, self.block(body))
            }
            StmtKind::Repeat(count, body) => StmtKind::Repeat(self.value(count), self.block(body)),
            StmtKind::For { variable, iterable, body } => StmtKind::For {
                variable: variable.clone(),
                iterable: self.value(iterable),
                body: self.block(body),
            },
            StmtKind::Match { subject, cases, default } => StmtKind::Match {
                subject: self.value(subject),
                cases: cases.iter().flat_map(|case| self.cases(case)).collect(),
                default: self.optional(default.as_ref()),
            },
            StmtKind::Switch { cases, default } => StmtKind::Switch {
                cases: cases.iter().map(|(c, b)| (self.value(c), self.block(b))).collect(),
                default: self.optional(default.as_ref()),
            },
            StmtKind::Parallel { limit, body } => StmtKind::Parallel {
                limit: limit.as_ref().map(|l| self.value(l)),
                body: self.block(body),
            },
            StmtKind::Block(body) => StmtKind::Block(self.block(body)),
            kind => self.leaving(kind, statement.span),
        };
        Stmt { kind, span: statement.span }
    }

    /// Statements that leave a block: exceptions and jumps.
    fn leaving(&mut self, kind: &StmtKind, span: Span) -> StmtKind {
        // `parallel for` has no counterpart in YAML. `return null` becomes an empty `Return`,
        // which is how YAML writes it.
        match kind {
            StmtKind::ParallelFor { .. } => {
                let hint = "put its body into a method and use `$items.pselect($this.method($))`";
                self.refuse(span, "`parallel for`", hint);
                StmtKind::Error
            }
            StmtKind::Try { body, catches, otherwise, finally } => StmtKind::Try {
                body: self.block(body),
                catches: catches.iter().map(|c| self.catch(c)).collect(),
                otherwise: self.optional(otherwise.as_ref()),
                finally: self.optional(finally.as_ref()),
            },
            StmtKind::Throw { names, message, extra, cause } => {
                let mut part = |part: &Option<Expr>| part.as_ref().map(|e| self.value(e));
                let (message, extra, cause) = (part(message), part(extra), part(cause));
                let names = names.iter().map(|name| self.exception(name)).collect();
                StmtKind::Throw { names, message, extra, cause }
            }
            StmtKind::Return(value) => {
                let value = value.as_ref().filter(|v| !matches!(v.kind, ExprKind::Null));
                StmtKind::Return(value.map(|v| self.value(v)))
            }
            other => other.clone(),
        }
    }

    /// `else if` becomes an `If` inside `Else`.
    fn conditional(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) -> Stmt {
        let span = arms.first().map_or(Span::NONE, |(c, b)| c.span.to(b.span));
        let kind = match arms {
            [] => StmtKind::Error,
            [(condition, body)] => {
                let arm = (self.value(condition), self.block(body));
                StmtKind::If { arms: vec![arm], otherwise: self.optional(otherwise) }
            }
            [(condition, body), rest @ ..] => {
                let arm = (self.value(condition), self.block(body));
                let inner = self.conditional(rest, otherwise);
                let block = Block { span: inner.span, statements: vec![inner] };
                StmtKind::If { arms: vec![arm], otherwise: Some(block) }
            }
        };
        Stmt { kind, span }
    }

    /// The condition of `While` must be an expression; a constant in parentheses is one.
    fn condition(&mut self, expr: &Expr) -> Expr {
        let condition = self.expression(expr);
        let constant = matches!(
            condition.kind,
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Str(_)
        );
        let span = condition.span;
        if constant { made(ExprKind::Paren(Box::new(condition)), span) } else { condition }
    }

    fn cases(&mut self, case: &MatchCase) -> Vec<MatchCase> {
        let body = self.block(&case.body);
        let one = |value| MatchCase { values: vec![self.value(value)], body: body.clone() };
        case.values.iter().map(one).collect()
    }

    fn catch(&mut self, catch: &Catch) -> Catch {
        let names = catch.names.iter().map(|name| match self.exception(name) {
            Expr { kind: ExprKind::TypeName(name), span } => {
                made(ExprKind::Str(name.declared().into()), span)
            }
            other => other,
        });
        let names = names.collect();
        let body = catch.body.as_ref().map(|body| self.block(body));
        Catch { names, body, ..catch.clone() }
    }

    /// An exception's name: with its prefix, or a string if it has none.
    pub(super) fn exception(&mut self, name: &Expr) -> Expr {
        let written = match &name.kind {
            ExprKind::Str(text) => {
                Some(TypeName { prefix: None, name: text.clone(), span: name.span })
            }
            _ => exception_name(name),
        };
        let Some(written) = written else { return self.value(name) };
        let named = self.names.declared(&written);
        let kind = match named.prefix {
            Some(_) => ExprKind::TypeName(named),
            None => ExprKind::Str(named.name),
        };
        made(kind, name.span)
    }
}

/// `Foo`, `p:Foo`, `a.b.Foo`.
fn exception_name(name: &Expr) -> Option<TypeName> {
    let bare = |text| Some(TypeName { prefix: None, name: text, span: name.span });
    match &name.kind {
        ExprKind::TypeName(written) => Some(written.clone()),
        ExprKind::Word(word) => bare(word.clone()),
        ExprKind::Member { target, name, safe: false } => dotted(target, name),
        _ => None,
    }
}
