//! Files: declarations, statements, and which comments are documentation.

use std::rc::Rc;

use super::Builder;
use crate::source::Span;
use crate::syntax::grammar::{GrammarNode, Rule, is_comment, parts};
use crate::syntax::tree::{Block, Import, Module, Name, Text, Using};

/// A run of `///` lines that may belong to the declaration after it.
#[derive(Default)]
pub(super) struct PendingDocs {
    lines: Vec<String>,
    starts: Vec<u32>,
}

impl<'i> Builder<'_> {
    /// A file.
    pub(in crate::syntax) fn module(&mut self, node: GrammarNode<'i>) -> Module {
        let mut module = Module::default();
        let mut docs = PendingDocs::default();
        let start = self.span(&node).start;
        let mut before = None;
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                rule if is_comment(rule) => {
                    docs.add(&part, span);
                    continue;
                }
                Rule::junk => self.explain(Rule::lone_item, before.unwrap_or(span).to(span)),
                Rule::error => self.explain(Rule::lone_item, span),
                _ => self.item(part, &mut module, &mut docs),
            }
            before = Some(span);
            docs = PendingDocs::default();
        }
        module.body.span = Span::new(start, start);
        module
    }

    fn item(&mut self, node: GrammarNode<'i>, module: &mut Module, docs: &mut PendingDocs) {
        // Documentation is taken by the declaration that follows it; before anything else the
        // pending lines stay ordinary comments.
        let span = self.span(&node);
        match node.as_rule() {
            Rule::class => {
                let docs = self.documentation(docs);
                let class = self.class(node, docs);
                module.classes.push(Rc::new(class));
            }
            Rule::function => {
                let docs = self.documentation(docs);
                let function = self.method(node, docs);
                module.functions.push(Rc::new(function));
            }
            Rule::namespace => self.namespace(node, module),
            Rule::using => module.usings.extend(self.using(node)),
            Rule::import => module.imports.extend(self.import(node)),
            Rule::stray => {
                self.push(crate::syntax::errors::stray_brace(span));
            }
            Rule::EOI => {}
            _ => {
                let statement = self.statement(node);
                module.body.statements.push(statement);
            }
        }
    }

    fn namespace(&mut self, node: GrammarNode<'i>, module: &mut Module) {
        let span = self.span(&node);
        let name = parts(node).next().map(|n| self.name(&n));
        if let Some(first) = &module.namespace {
            let first = first.span;
            let message = "a file can have only one namespace";
            let found = self.report(crate::diag::codes::DUPLICATE, span, message);
            *found = found.clone().label(first, "the first one is here");
            return;
        }
        module.namespace = name;
    }

    fn using(&mut self, node: GrammarNode<'i>) -> Option<Using> {
        let span = self.span(&node);
        let mut names: Vec<Name> = parts(node).map(|n| self.name(&n)).collect();
        let namespace = names.pop()?;
        Some(Using { prefix: names.pop(), namespace, span })
    }

    fn import(&mut self, node: GrammarNode<'i>) -> Option<Import> {
        let span = self.span(&node);
        let path = parts(node).next()?;
        let place = self.span(&path);
        let text: Text = path.as_str()[1..path.as_str().len() - 1].into();
        Some(Import { path: Name { text, span: place }, span })
    }

    /// Takes the pending `///` lines.
    pub(super) fn documentation(&mut self, docs: &mut PendingDocs) -> Option<Text> {
        let docs = std::mem::take(docs);
        if docs.lines.is_empty() {
            return None;
        }
        self.documentation.extend(docs.starts);
        Some(docs.lines.join("\n").into())
    }

    /// The statements between braces.
    pub(super) fn block(&mut self, node: GrammarNode<'i>) -> Block {
        let span = self.span(&node);
        let statements = self.deeper(1, span, |b| b.statements(node, Rule::lone_statement));
        Block { statements: statements.unwrap_or_default(), span }
    }

    fn statements(&mut self, node: GrammarNode<'i>, alone: Rule) -> Vec<crate::syntax::tree::Stmt> {
        let mut statements = Vec::new();
        let whole = self.span(&node);
        let mut before = None;
        for part in parts(node) {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::junk => self.explain(alone, before.unwrap_or(span).to(span)),
                Rule::unclosed => self.unclosed(whole),
                Rule::error => {
                    self.explain(alone, span);
                    let kind = crate::syntax::tree::StmtKind::Error;
                    statements.push(crate::syntax::tree::Stmt { kind, span });
                }
                _ => statements.push(self.statement(part)),
            }
            before = Some(span);
        }
        statements
    }

    /// Reports a missing closing brace once, for the innermost open one.
    pub(super) fn unclosed(&mut self, whole: Span) {
        if std::mem::replace(&mut self.unfinished, true) {
            return;
        }
        self.push(crate::syntax::errors::unclosed_brace(whole));
    }
}

impl PendingDocs {
    /// Adds a comment if it is documentation.
    pub(super) fn add(&mut self, node: &GrammarNode<'_>, span: Span) {
        if let Some(line) = node.as_str().strip_prefix("///") {
            let line = line.trim_end_matches('\r');
            self.lines.push(line.strip_prefix(' ').unwrap_or(line).to_owned());
            self.starts.push(span.start);
        }
    }
}
