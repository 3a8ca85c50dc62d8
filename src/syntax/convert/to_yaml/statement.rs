//! Statements: a construct is a mapping of its parts, an assignment a mapping of the target to
//! the value.

use super::document::FileLayout;
use super::layout::Yaml;
use super::value::{expression, key, scalar, value, word};
use crate::syntax::yaml::is_text;
use crate::syntax::{Block, Catch, Expr, ExprKind, MatchCase, Stmt, StmtKind};

/// The parts of a construct.
type Parts = Vec<(String, Yaml)>;

impl FileLayout<'_> {
    /// The statements of a block.
    pub(super) fn block(&mut self, block: &Block) -> Yaml {
        if block.statements.is_empty() {
            return Yaml::Scalar("[]".into());
        }
        let mut items = Vec::with_capacity(block.statements.len());
        for statement in &block.statements {
            let comments = self.comments_before(statement.span.start);
            items.push((comments, self.statement(statement)));
        }
        Yaml::List(items)
    }

    fn statement(&mut self, statement: &Stmt) -> Yaml {
        // One row for each construct of docs/language/yaml.md#instructions, with its keys in
        // the order of that table.
        let parts = match &statement.kind {
            StmtKind::Expr(expr) => return Yaml::Scalar(expression(expr)),
            StmtKind::Assign { target, value } => {
                vec![(scalar(target), super::value::value(value))]
            }
            StmtKind::If { arms, otherwise } => self.conditional(arms, otherwise.as_ref()),
            StmtKind::While(condition, body) => {
                self.with_body("While", Yaml::Scalar(scalar(condition)), body)
            }
            StmtKind::Repeat(count, body) => self.with_body("Repeat", value(count), body),
            StmtKind::For { variable, iterable, body } => vec![
                part("For", Yaml::Scalar(word(&variable.text))),
                part("In", value(iterable)),
                part("Do", self.block(body)),
            ],
            StmtKind::Match { subject, cases, default } => {
                let case = |case: &MatchCase| {
                    let constant = case.values.first().map_or_else(String::new, key);
                    (constant, self.block(&case.body))
                };
                let cases = Yaml::map(cases.iter().map(case));
                let mut parts = vec![part("Match", cases), part("Value", value(subject))];
                self.optional("Default", default.as_ref(), &mut parts);
                parts
            }
            StmtKind::Switch { cases, default } => {
                let cases = cases.iter().map(|(c, body)| (key(c), self.block(body)));
                let mut parts = vec![part("Switch", Yaml::map(cases))];
                self.optional("Default", default.as_ref(), &mut parts);
                parts
            }
            StmtKind::Parallel { limit, body } => {
                let limit = limit.as_ref().map(|l| part("Limit", value(l)));
                std::iter::once(part("Parallel", self.block(body))).chain(limit).collect()
            }
            StmtKind::Block(body) => vec![part("Do", self.block(body))],
            kind => self.leaving(kind),
        };
        Yaml::map(parts)
    }

    /// Statements that leave a block.
    fn leaving(&mut self, kind: &StmtKind) -> Parts {
        // As above, for exceptions and jumps. The rewriting has removed all other kinds.
        match kind {
            StmtKind::Try { body, catches, otherwise, finally } => {
                let mut parts = vec![part("Try", self.block(body))];
                if !catches.is_empty() {
                    let clauses: Vec<Yaml> = catches.iter().map(|c| self.catch(c)).collect();
                    parts.push(part("Catch", Yaml::list(clauses)));
                }
                self.optional("Else", otherwise.as_ref(), &mut parts);
                self.optional("Finally", finally.as_ref(), &mut parts);
                parts
            }
            StmtKind::Throw { names, message, extra, cause } => {
                let others = [("Message", message), ("Extra", extra), ("Cause", cause)].into_iter();
                let others =
                    others.filter_map(|(name, e)| e.as_ref().map(|e| part(name, value(e))));
                std::iter::once(part("Throw", one_or_many(names))).chain(others).collect()
            }
            StmtKind::Return(result) => {
                vec![part("Return", result.as_ref().map_or_else(Yaml::nothing, value))]
            }
            StmtKind::Break => vec![part("Break", Yaml::nothing())],
            StmtKind::Continue => vec![part("Continue", Yaml::nothing())],
            _ => vec![part("Rethrow", Yaml::nothing())],
        }
    }

    fn conditional(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) -> Parts {
        let mut parts = Parts::new();
        for (condition, body) in arms {
            parts.push(part("If", value(condition)));
            parts.push(part("Then", self.block(body)));
        }
        self.optional("Else", otherwise, &mut parts);
        parts
    }

    fn with_body(&mut self, name: &str, head: Yaml, body: &Block) -> Parts {
        vec![part(name, head), part("Do", self.block(body))]
    }

    fn optional(&mut self, name: &str, block: Option<&Block>, parts: &mut Parts) {
        if let Some(block) = block {
            parts.push(part(name, self.block(block)));
        }
    }

    fn catch(&mut self, catch: &Catch) -> Yaml {
        let mut parts = Parts::new();
        if !catch.names.is_empty() {
            parts.push(part("With", one_or_many(&catch.names)));
        }
        if let Some(binding) = &catch.binding {
            parts.push(part("As", Yaml::Scalar(word(&binding.text))));
        }
        self.optional("Do", catch.body.as_ref(), &mut parts);
        if parts.is_empty() { Yaml::Scalar("{}".into()) } else { Yaml::map(parts) }
    }
}

fn part(name: &str, value: Yaml) -> (String, Yaml) {
    (name.to_owned(), value)
}

/// The names of exceptions: one, or a list.
fn one_or_many(names: &[Expr]) -> Yaml {
    let name = |name: &Expr| match &name.kind {
        ExprKind::Str(text) if is_name(text) => Yaml::Scalar(text.to_string()),
        ExprKind::Str(text) => Yaml::Scalar(word(text)),
        _ => value(name),
    };
    match names {
        [only] => name(only),
        several => Yaml::list(several.iter().map(name)),
    }
}

/// A name such as `p:Name`, which `With` takes as a name even if it looks like an expression.
fn is_name(text: &str) -> bool {
    let word = |part: &str| part.starts_with(char::is_alphabetic) && is_text(part);
    text.split_once(':').is_some_and(|(prefix, name)| word(prefix) && word(name))
}
