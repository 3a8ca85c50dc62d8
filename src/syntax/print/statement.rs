//! Statements.

use super::{LayoutSource, Printer};
use crate::source::Span;
use crate::syntax::tree::{Block, Catch, Expr, ExprKind, Stmt, StmtKind};

impl Printer<'_> {
    pub(super) fn statement(&mut self, statement: &Stmt) {
        self.begin(statement.span.start);
        if self.layout == LayoutSource::Tree {
            self.comments_before(own_line_end(statement));
        }
        self.bare_statement(statement);
        self.ended(statement.span.end);
    }

    fn bare_statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Expr(value) => self.expression(value),
            StmtKind::Assign { target, value } => {
                self.expression(target);
                self.word_and(" = ", value);
            }
            StmtKind::If { arms, otherwise } => self.if_statement(arms, otherwise.as_ref()),
            StmtKind::While(condition, body) => self.headed("while ", condition, body),
            StmtKind::Repeat(count, body) => self.headed("repeat ", count, body),
            StmtKind::For { variable, iterable, body } => {
                self.headed(&format!("for ${} in ", variable.text), iterable, body);
            }
            StmtKind::Return(None) => self.write("return"),
            StmtKind::Return(Some(value)) => self.word_and("return ", value),
            StmtKind::Rethrow => self.write("rethrow"),
            StmtKind::Break => self.write("break"),
            StmtKind::Continue => self.write("continue"),
            StmtKind::Block(body) => self.block(body),
            StmtKind::Error => self.verbatim(statement.span),
            kind => self.compound(kind, statement.span),
        }
    }

    fn compound(&mut self, kind: &StmtKind, span: Span) {
        // The statements with several blocks; simple ones are printed by `bare_statement`.
        match kind {
            StmtKind::Match { subject, cases, default } => {
                self.before(" {".len(), |p| p.word_and("match ", subject));
                let cases = cases.iter().map(|case| (case.values.as_slice(), &case.body));
                self.cases(cases.collect(), default.as_ref(), span);
            }
            StmtKind::Switch { cases, default } => {
                self.write("switch");
                let cases = cases.iter().map(|(value, body)| (std::slice::from_ref(value), body));
                self.cases(cases.collect(), default.as_ref(), span);
            }
            StmtKind::Parallel { limit, body } => {
                self.parallel(limit.as_ref());
                self.write(" ");
                self.block(body);
            }
            StmtKind::ParallelFor { limit, variable, iterable, body } => {
                self.parallel(limit.as_ref());
                self.headed(&format!(" for ${} in ", variable.text), iterable, body);
            }
            StmtKind::Try { body, catches, otherwise, finally } => {
                self.write("try ");
                self.block(body);
                catches.iter().for_each(|catch| self.catch(catch));
                self.clause(" else ", otherwise.as_ref());
                self.clause(" finally ", finally.as_ref());
            }
            StmtKind::Throw { names, message, extra, cause } => {
                self.write("throw ");
                self.separated(names);
                if let Some(message) = message {
                    self.word_and(if names.is_empty() { "" } else { " " }, message);
                }
                extra.iter().for_each(|extra| self.word_and(" with ", extra));
                cause.iter().for_each(|cause| self.word_and(" cause ", cause));
            }
            _ => self.verbatim(span),
        }
    }

    fn word_and(&mut self, word: &str, value: &Expr) {
        self.write(word);
        self.expression(value);
    }

    fn headed(&mut self, word: &str, head: &Expr, body: &Block) {
        self.before(" {".len(), |p| p.word_and(word, head));
        self.write(" ");
        self.end = self.end.max(head.span.end);
        self.block(body);
    }

    fn clause(&mut self, word: &str, body: Option<&Block>) {
        if let Some(body) = body {
            self.write(word);
            self.block(body);
        }
    }

    fn separated(&mut self, values: &[Expr]) {
        for (index, value) in values.iter().enumerate() {
            self.write(if index > 0 { ", " } else { "" });
            self.expression(value);
        }
    }

    fn if_statement(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) {
        for (index, (condition, body)) in arms.iter().enumerate() {
            self.headed(if index > 0 { " else if " } else { "if " }, condition, body);
        }
        self.clause(" else ", otherwise);
    }

    fn parallel(&mut self, limit: Option<&Expr>) {
        self.write("parallel");
        limit.iter().for_each(|limit| self.word_and(" limit ", limit));
    }

    fn cases(&mut self, cases: Vec<(&[Expr], &Block)>, default: Option<&Block>, whole: Span) {
        // They have lines of their own, and so has every block around them.
        self.too_long |= self.attempt;
        self.write(" {");
        self.newline();
        self.indented(|p| {
            let mut clauses: Vec<(Option<&[Expr]>, &Block)> =
                cases.into_iter().map(|(values, body)| (Some(values), body)).collect();
            clauses.extend(default.map(|body| (None, body)));
            clauses.sort_by_key(|(_, body)| body.span.start);
            for (values, body) in clauses {
                let start = values.and_then(<[Expr]>::first).map_or(body.span, |v| v.span).start;
                p.begin(start);
                p.write(if values.is_some() { "case " } else { "default" });
                p.before(" {".len(), |p| p.separated(values.unwrap_or_default()));
                p.write(" ");
                p.block(body);
                p.ended(body.span.end);
            }
            if p.layout == LayoutSource::Source {
                p.comments_before(whole.end - 1);
            }
        });
        self.newline();
        self.write("}");
    }

    fn catch(&mut self, catch: &Catch) {
        self.write(" catch ");
        self.separated(&catch.names);
        if let Some(binding) = &catch.binding {
            self.write(if catch.names.is_empty() { "$" } else { " as $" });
            self.write(&binding.text);
        }
        if catch.binding.is_some() || !catch.names.is_empty() {
            self.write(" ");
        }
        catch.body.iter().for_each(|body| self.block(body));
    }

    pub(super) fn block(&mut self, block: &Block) {
        self.write("{");
        let inside = match self.layout {
            LayoutSource::Source => {
                Span::new(block.span.start + 1, block.span.end.saturating_sub(1))
            }
            // YAML has no braces; a comment may follow the key before the block.
            LayoutSource::Tree | LayoutSource::Yaql => Span::new(self.end, block.span.end),
        };
        let comment = self.has_comment_before(inside.end);
        if block.statements.is_empty() && !comment {
            self.write(" }");
        } else if self.layout == LayoutSource::Source
            && !self.breaks_between(inside.start, inside.end)
            && !comment
            && (self.attempt || self.fits(|p| p.block_on_one_line(block)))
        {
            if self.attempt {
                self.block_on_one_line(block);
            }
        } else {
            self.ended(inside.start);
            self.newline();
            self.indented(|p| {
                block.statements.iter().for_each(|statement| p.statement(statement));
                p.comments_before(inside.end);
                p.comments_of_block(block.span);
            });
            self.newline();
            self.write("}");
        }
        self.end = self.end.max(block.span.end);
    }

    fn block_on_one_line(&mut self, block: &Block) {
        self.write(" ");
        for (index, statement) in block.statements.iter().enumerate() {
            self.write(if index > 0 { "; " } else { "" });
            self.bare_statement(statement);
        }
        self.write(" }");
    }
}

/// The offset up to which comments of the YAML source belong to a statement: to the list or
/// dictionary that can hold them, or to its end. A statement with blocks has them before its
/// condition.
fn own_line_end(statement: &Stmt) -> u32 {
    let value = match &statement.kind {
        StmtKind::Expr(value) | StmtKind::Assign { value, .. } | StmtKind::Return(Some(value)) => {
            value
        }
        StmtKind::If { arms, .. } => match arms.first() {
            Some((condition, _)) => condition,
            None => return statement.span.start,
        },
        StmtKind::While(head, _)
        | StmtKind::Repeat(head, _)
        | StmtKind::For { iterable: head, .. } => head,
        StmtKind::Throw { .. } => return statement.span.end,
        _ => return statement.span.start,
    };
    match value.kind {
        ExprKind::Map(_) | ExprKind::List(_) => value.span.start,
        _ => value.span.end,
    }
}
