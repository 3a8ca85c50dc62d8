//! Rewrites classes to what YAML can express: names with prefixes, calls instead of notations,
//! chains instead of short contracts.

mod contract;
mod expression;
mod statement;

use std::rc::Rc;

use super::names::Prefixes;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::{
    Block, Class, Entry, Expr, ExprKind, MetaUse, Method, MethodUsage, Name, Param, Property, Stmt,
    StmtKind, Text,
};

/// Rewrites the classes of one file; errors are parts that YAML cannot express.
pub(super) fn classes<'c>(
    classes: impl Iterator<Item = &'c Class>,
    names: &Prefixes<'_>,
) -> (Vec<Class>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let classes = classes.map(|class| {
        let mut rewriter = YamlRewriter { names, class, instance: true, found: Vec::new() };
        let rewritten = rewriter.class();
        found.append(&mut rewriter.found);
        rewritten
    });
    (classes.collect(), found)
}

/// Rewrites one class.
struct YamlRewriter<'a> {
    names: &'a Prefixes<'a>,
    class: &'a Class,
    /// Whether the code belongs to an object, not to the class.
    instance: bool,
    found: Vec<Diagnostic>,
}

impl YamlRewriter<'_> {
    /// Reports a part that YAML cannot express.
    fn refuse(&mut self, span: Span, what: &str, hint: &str) {
        let found = Diagnostic::error(
            codes::NOT_IN_YAML,
            span,
            format!("{what} cannot be expressed in YAML"),
        );
        self.found.push(found.hint(hint));
    }

    fn class(&mut self) -> Class {
        let class = self.class;
        Class {
            name: class.name.clone(),
            usage: class.usage,
            extends: class.extends.iter().map(|name| self.names.declared(name)).collect(),
            imports: class.imports.iter().map(|name| self.names.declared(name)).collect(),
            properties: class.properties.iter().map(|p| self.property(p)).collect(),
            methods: class.methods.iter().map(|m| Rc::new(self.method(m))).collect(),
            metas: self.metas(&class.metas),
            meta_rules: class.meta_rules.clone(),
            docs: class.docs.clone(),
            span: class.span,
        }
    }

    fn property(&mut self, property: &Property) -> Property {
        Property {
            contract: self.contract(&property.contract),
            default: property.default.as_ref().map(|d| self.value(d)),
            metas: self.metas(&property.metas),
            ..property.clone()
        }
    }

    fn method(&mut self, method: &Method) -> Method {
        self.instance = method.usage == MethodUsage::Runtime;
        let body = match &method.body {
            Some(body) => self.block(body),
            None => self.not_implemented(method),
        };
        let rewritten = Method {
            params: method.params.iter().map(|p| self.param(p)).collect(),
            returns: method.returns.as_ref().map(|c| self.contract(c)),
            body: Some(body),
            metas: self.metas(&method.metas),
            ..method.clone()
        };
        self.instance = true;
        rewritten
    }

    fn param(&mut self, param: &Param) -> Param {
        let anything =
            || crate::syntax::Contract { kind: crate::syntax::ContractKind::Any, span: param.span };
        let contract = param.contract.clone().unwrap_or_else(anything);
        Param {
            contract: Some(self.contract(&contract)),
            default: param.default.as_ref().map(|d| self.value(d)),
            metas: self.metas(&param.metas),
            ..param.clone()
        }
    }

    fn metas(&mut self, metas: &[MetaUse]) -> Vec<MetaUse> {
        let one = |meta: &MetaUse| MetaUse {
            class: self.names.declared(&meta.class),
            entries: self.value_entries(&meta.entries),
            span: meta.span,
        };
        metas.iter().map(one).collect()
    }

    fn value_entries(&mut self, entries: &[Entry]) -> Vec<Entry> {
        let one = |e: &Entry| Entry { key: self.value(&e.key), value: self.value(&e.value) };
        entries.iter().map(one).collect()
    }

    /// The body for a method without one: it throws what a call of the method throws.
    fn not_implemented(&mut self, method: &Method) -> Block {
        let span = method.span;
        let text = |text: String| Expr { kind: ExprKind::Str(text.into()), span };
        let message =
            format!("`{}` does not implement `{}`", self.class.name.text, method.name.text);
        let name = made(ExprKind::Word("NotImplementedError".into()), span);
        let throw = StmtKind::Throw {
            names: vec![self.exception(&name)],
            message: Some(text(message)),
            extra: None,
            cause: None,
        };
        Block { statements: vec![Stmt { kind: throw, span }], span }
    }
}

/// An expression of this kind.
fn made(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, span }
}

/// A name with this text.
fn named(text: impl Into<Text>, span: Span) -> Name {
    Name { text: text.into(), span }
}
