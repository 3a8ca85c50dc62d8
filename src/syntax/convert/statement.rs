//! Statements.

use super::declaration::type_text;
use super::{Writer, expression};
use crate::source::Span;
use crate::syntax::yaml::written_type;
use crate::syntax::{BinaryOp, Block, Catch, Expr, ExprKind, Stmt, StmtKind};

impl Writer<'_> {
    pub(super) fn statements(&mut self, block: &Block) {
        for statement in &block.statements {
            self.comments_before(statement.span.start);
            self.statement(statement);
        }
    }

    fn block(&mut self, head: &str, block: &Block) {
        self.braces(head, |writer| writer.statements(block));
    }

    fn optional(&mut self, head: &str, block: Option<&Block>) {
        if let Some(block) = block {
            self.block(head, block);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        let text = expression::text;
        match &statement.kind {
            StmtKind::Expr(expr) => {
                let text = lone(expr);
                self.line(&text);
            }
            StmtKind::Assign { target, value } => {
                self.line(&format!("{} = {}", text(target), text(value)));
            }
            StmtKind::If { arms, otherwise } => self.if_statement(arms, otherwise.as_ref()),
            StmtKind::While(condition, body) => {
                self.block(&format!("while {}", expression::head(condition)), body);
            }
            StmtKind::Repeat(count, body) => {
                self.block(&format!("repeat {}", expression::head(count)), body);
            }
            StmtKind::For { variable, iterable, body } => {
                let head = format!("for ${} in {}", variable.text, expression::head(iterable));
                self.block(&head, body);
            }
            StmtKind::Match { subject, cases, default } => {
                self.braces(&format!("match {}", expression::head(subject)), |writer| {
                    for case in cases {
                        let values: Vec<String> = case.values.iter().map(text).collect();
                        writer.block(&format!("case {}", values.join(", ")), &case.body);
                    }
                    writer.optional("default", default.as_ref());
                });
            }
            StmtKind::Switch { cases, default } => self.braces("switch", |writer| {
                for (condition, body) in cases {
                    writer.block(&format!("case {}", expression::head(condition)), body);
                }
                writer.optional("default", default.as_ref());
            }),
            StmtKind::Parallel { limit, body } => {
                let limit = limit.as_ref().map(|l| format!(" limit {}", expression::head(l)));
                self.block(&format!("parallel{}", limit.unwrap_or_default()), body);
            }
            StmtKind::Try { body, catches, otherwise, finally } => {
                self.block("try", body);
                catches.iter().for_each(|catch| self.catch(catch));
                self.optional("else", otherwise.as_ref());
                self.optional("finally", finally.as_ref());
            }
            StmtKind::Throw { names, message, extra, cause } => {
                let names: Vec<String> = names.iter().map(exception).collect();
                let part = |word: &str, part: &Option<Expr>| {
                    part.as_ref().map_or(String::new(), |e| format!(" {word}{}", text(e)))
                };
                let line = format!(
                    "throw {}{}{}{}",
                    names.join(", "),
                    part("", message),
                    part("with ", extra),
                    part("cause ", cause)
                );
                self.line(&line);
            }
            StmtKind::Return(Some(value)) => self.line(&format!("return {}", text(value))),
            StmtKind::Return(None) => self.line("return"),
            StmtKind::Rethrow => self.line("rethrow"),
            StmtKind::Break => self.line("break"),
            StmtKind::Continue => self.line("continue"),
            StmtKind::Block(body) => {
                self.line("{");
                self.indent += 1;
                self.statements(body);
                self.indent -= 1;
                self.line("}");
            }
            // YAML has no such statement, and what could not be read is not converted.
            StmtKind::ParallelFor { .. } | StmtKind::Error => {}
        }
    }

    fn if_statement(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) {
        for (condition, body) in arms {
            self.block(&format!("if {}", expression::head(condition)), body);
        }
        self.optional("else", otherwise);
    }

    fn catch(&mut self, catch: &Catch) {
        let names: Vec<String> = catch.names.iter().map(exception).collect();
        let names = if names.is_empty() { String::new() } else { format!(" {}", names.join(", ")) };
        let binding = catch.binding.as_ref().filter(|_| catch.body.is_some());
        let binding = binding.map_or(String::new(), |b| format!(" as ${}", b.text));
        let empty = Block::default();
        self.block(&format!("catch{names}{binding}"), catch.body.as_ref().unwrap_or(&empty));
    }
}

/// An expression alone: what would read as an assignment stands in brackets.
fn lone(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::Equal, ..) | ExprKind::Map(_) => {
            format!("({})", expression::text(expr))
        }
        _ => expression::text(expr),
    }
}

/// An exception's name: a class's where it is one, else an expression in brackets.
fn exception(expr: &Expr) -> String {
    let text = match &expr.kind {
        ExprKind::Str(text) | ExprKind::Word(text) => written_type(text, Span::NONE),
        ExprKind::TypeName(name) if name.prefix.as_deref() == Some("") => {
            return format!(":{}", name.name);
        }
        ExprKind::TypeName(name) => Some(name.clone()),
        _ => None,
    };
    match text {
        Some(name) => type_text(&name),
        None => format!("({})", expression::text(expr)),
    }
}
