//! Statements; parentheses are added to expressions that would be parsed as another statement.

use super::MuranoRewriter;
use super::expression::parenthesize;
use crate::diag::Diagnostic;
use crate::syntax::yaml::written_type;
use crate::syntax::{BinaryOp, Block, Catch, Expr, ExprKind, Name, Stmt, StmtKind};

impl MuranoRewriter<'_> {
    pub(super) fn block(&mut self, block: &mut Block) {
        block.statements.iter_mut().for_each(|statement| self.statement(statement));
        // An empty `Do` would be parsed as a dictionary.
        block.statements.retain(|statement| match &statement.kind {
            StmtKind::Block(body) => !body.statements.is_empty(),
            _ => true,
        });
    }

    fn optional(&mut self, block: &mut Option<Block>) {
        block.iter_mut().for_each(|block| self.block(block));
    }

    fn statement(&mut self, statement: &mut Stmt) {
        // `head` marks the expressions that a block follows: there a dictionary needs
        // parentheses. `For` and `Parallel` set or read the variable in their own block only.
        match &mut statement.kind {
            StmtKind::Expr(expr) => self.lone(expr),
            StmtKind::Assign { target, value } => {
                self.expression(target);
                self.expression(value);
            }
            StmtKind::If { arms, otherwise } => {
                for (condition, body) in arms.iter_mut() {
                    self.head(condition);
                    self.block(body);
                }
                self.optional(otherwise);
                merge_else_if(arms, otherwise);
            }
            StmtKind::While(head, body) | StmtKind::Repeat(head, body) => {
                self.head(head);
                self.block(body);
            }
            StmtKind::For { variable, iterable, body } => {
                self.variable(variable);
                self.head(iterable);
                self.block(body);
            }
            StmtKind::Match { subject, cases, default } => {
                self.head(subject);
                for case in cases {
                    case.values.iter_mut().for_each(|value| self.expression(value));
                    self.block(&mut case.body);
                }
                self.optional(default);
            }
            StmtKind::Switch { cases, default } => {
                for (condition, body) in cases {
                    self.head(condition);
                    self.block(body);
                }
                self.optional(default);
            }
            StmtKind::Parallel { limit, body } => {
                limit.iter_mut().for_each(|limit| self.head(limit));
                self.block(body);
            }
            StmtKind::Block(body) => self.block(body),
            StmtKind::Return(value) => value.iter_mut().for_each(|value| self.expression(value)),
            kind => self.exceptional(kind),
        }
    }

    fn exceptional(&mut self, kind: &mut StmtKind) {
        match kind {
            StmtKind::Try { body, catches, otherwise, finally } => {
                self.block(body);
                catches.iter_mut().for_each(|catch| self.catch(catch));
                self.optional(otherwise);
                self.optional(finally);
            }
            StmtKind::Throw { names, message, extra, cause } => {
                names.iter_mut().for_each(|name| self.thrown(name));
                let parts = [message, extra, cause].into_iter().flatten();
                parts.for_each(|part| self.expression(part));
            }
            _ => {}
        }
    }

    fn variable(&mut self, name: &Name) {
        self.identifier(name, "a variable");
    }

    /// An expression as a statement: one that would be parsed as an assignment, a block or an
    /// `if` gets parentheses.
    fn lone(&mut self, expr: &mut Expr) {
        self.statement_idiom(expr);
        self.expression(expr);
        let mut first = &*expr;
        let mut assigns = false;
        while let ExprKind::Binary(op, left, _) = &first.kind {
            assigns |= *op == BinaryOp::Equal;
            first = left;
        }
        if assigns || matches!(first.kind, ExprKind::Map(_) | ExprKind::If { .. }) {
            parenthesize(expr);
        }
    }

    /// An expression before a block: a dictionary there would be parsed as the block.
    fn head(&mut self, expr: &mut Expr) {
        self.expression(expr);
        if matches!(expr.kind, ExprKind::Map(_) | ExprKind::If { .. }) {
            parenthesize(expr);
        }
    }

    /// The name of a thrown exception, or an expression in parentheses.
    fn thrown(&mut self, name: &mut Expr) {
        if let Err(found) = self.exception_name(name) {
            drop(found);
            self.expression(name);
            if !matches!(name.kind, ExprKind::Paren(_)) {
                parenthesize(name);
            }
        }
    }

    fn catch(&mut self, catch: &mut Catch) {
        for name in &mut catch.names {
            if let Err(found) = self.exception_name(name) {
                self.found.push(*found);
            }
        }
        catch.binding.iter().for_each(|name| self.variable(name));
        match &mut catch.body {
            Some(body) => self.block(body),
            None => {
                catch.binding = None;
                catch.body = Some(Block::default());
            }
        }
    }

    fn exception_name(&mut self, name: &mut Expr) -> Result<(), Box<Diagnostic>> {
        let written = match &name.kind {
            ExprKind::Str(text) | ExprKind::Word(text) => written_type(text, name.span),
            ExprKind::TypeName(written) => Some(written.clone()),
            _ => None,
        };
        let Some(mut written) = written else {
            let message = "not the name of an exception";
            let found = Diagnostic::error(crate::diag::codes::SYNTAX, name.span, message);
            return Err(Box::new(found.hint("name the class: `p:Name`")));
        };
        self.exception(&mut written);
        name.kind = ExprKind::TypeName(written);
        Ok(())
    }
}

/// Turns an `Else` that contains only one `If` into `else if`.
fn merge_else_if(arms: &mut Vec<(Expr, Block)>, otherwise: &mut Option<Block>) {
    let Some(Block { statements, .. }) = otherwise else { return };
    if let [Stmt { kind: StmtKind::If { .. }, .. }] = statements.as_slice()
        && let Some(Stmt { kind: StmtKind::If { arms: more, otherwise: last }, .. }) =
            statements.pop()
    {
        arms.extend(more);
        *otherwise = last;
    }
}
