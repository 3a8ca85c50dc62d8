//! Bare words and class names: strings in YAQL, classes or errors in `.murano`.

use super::Lowering;
use super::deferred::{NO_CLASS, NO_FUNCTION};
use crate::compile::contract::chain::STEPS;
use crate::compile::foreign_names;
use crate::compile::ir::{ClassId, Const, Reg};
use crate::compile::signature::CallKind;
use crate::diag::{Applicability, Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Expr, ExprKind, Text, TypeName};

impl Lowering<'_> {
    pub(super) fn word(&mut self, word: &Text, dst: Reg, span: Span) {
        if !self.strict() {
            return self.load(Const::Str(word.clone()), dst, span);
        }
        match self.class_of_word(word, span) {
            Some(class) => self.load(Const::Class(class), dst, span),
            None => {
                if !self.parameters.contains(word) {
                    let diagnostic = self.unknown_word(word, span);
                    self.report(diagnostic);
                }
                self.load(Const::Null, dst, span);
            }
        }
    }

    fn class_of_word(&self, word: &Text, span: Span) -> Option<ClassId> {
        let written = TypeName { prefix: None, name: word.clone(), span };
        self.registry.lookup(&written, &self.context.scope)
    }

    fn unknown_word(&mut self, word: &Text, span: Span) -> Diagnostic {
        let message = format!("`{word}` is not a class, and no other bare word is allowed here");
        let diagnostic = Diagnostic::error(codes::UNKNOWN_WORD, span, message);
        if self.binding(word).is_some() {
            return diagnostic.hint(format!("put `$` before a variable: `${word}`")).replace(
                word,
                format!("${word}"),
                Applicability::Sure,
            );
        }
        if let Some(hint) = foreign_names::word(word) {
            let diagnostic = diagnostic.hint(hint);
            return match foreign_names::renamed_word(word) {
                Some(own) => diagnostic.replace(word, own, Applicability::Sure),
                None => diagnostic,
            };
        }
        if self.has_property(word) {
            return diagnostic
                .hint(format!("properties are read through the object: `$.{word}`"))
                .replace(word, format!("$.{word}"), Applicability::Sure);
        }
        if self.own_method(word) {
            return diagnostic.hint(format!("a method is called on the object: `$.{word}()`"));
        }
        if self.catalogue.names(CallKind::Function).contains(&&**word) {
            return diagnostic.hint(format!("a function call needs parentheses: `{word}(…)`"));
        }
        match self.registry.similar_class(word) {
            Some((near, certainty)) => {
                diagnostic.hint(format!("did you mean `{near}`?")).replace(word, &*near, certainty)
            }
            None => diagnostic
                .hint(format!("quote it to make it a string: '{word}', or write `${word}`")),
        }
    }

    pub(super) fn type_name(&mut self, name: &TypeName, dst: Reg) {
        if !self.catalogue.has_murano() {
            let unary = name.prefix.as_deref().is_some_and(str::is_empty);
            let operator = if unary { "#unary_operator_:" } else { "#operator_:" };
            let diagnostic = self.unknown_function(&operator.into(), name.span);
            return self.refuse(diagnostic, NO_FUNCTION, dst);
        }
        match self.registry.resolve(name, &self.context.scope) {
            Ok(class) => self.load(Const::Class(class), dst, name.span),
            Err(diagnostic) => {
                let diagnostic = self.meant_as_variable(name).unwrap_or(*diagnostic);
                self.refuse(diagnostic, NO_CLASS, dst);
            }
        }
    }

    /// The error of a name that is no class, and is a variable or a property: `shop.deploy()` for `$shop.deploy()`.
    fn meant_as_variable(&mut self, name: &TypeName) -> Option<Diagnostic> {
        let (word, span) = (&name.name, name.span);
        if !self.strict() || name.prefix.is_some() {
            return None;
        }
        let (meant, hint) = match (self.binding(word).is_some(), self.has_property(word)) {
            (true, _) => (format!("${word}"), "put `$` before a variable"),
            (_, true) => (format!("$.{word}"), "properties are read through the object"),
            _ => return None,
        };
        let message = format!("there is no class `{word}`");
        let diagnostic = Diagnostic::error(codes::UNKNOWN_CLASS, span, message);
        Some(diagnostic.hint(format!("{hint}: `{meant}`")).replace(
            word,
            meant,
            Applicability::Sure,
        ))
    }

    /// Lowers an operand that must be a class, as in `x is Foo`, where a bare word is a class in YAQL too.
    pub(super) fn class_operand(&mut self, expr: &Expr, dst: Reg) {
        match &expr.kind {
            ExprKind::Word(word) => {
                let name = TypeName { prefix: None, name: word.clone(), span: expr.span };
                match self.registry.lookup(&name, &self.context.scope) {
                    Some(class) => self.load(Const::Class(class), dst, expr.span),
                    None if self.strict() => self.type_name(&name, dst),
                    None => self.load(Const::Str(word.clone()), dst, expr.span),
                }
            }
            _ => self.expr(expr, dst),
        }
    }

    /// The error of an unknown function, with the most similar name.
    pub(super) fn unknown_function(&mut self, name: &Text, span: Span) -> Diagnostic {
        let message = format!("there is no function `{name}`");
        let diagnostic = Diagnostic::error(codes::UNKNOWN_FUNCTION, span, message);
        if self.catalogue.names(CallKind::Method).contains(&&**name) {
            return diagnostic.hint(format!("it is a method: write `value.{name}(…)`"));
        }
        if self.class_of_word(name, span).is_some() {
            return diagnostic.hint(format!("an object is created with `new {name} {{ … }}`"));
        }
        if name.starts_with(|c: char| c.is_uppercase()) && self.is_thrown(span) {
            return diagnostic
                .hint(format!("an exception is thrown by its name: `throw {name} 'message'`"));
        }
        if self.own_method(name) {
            return diagnostic.hint(format!("methods need a receiver: `$.{name}(…)`")).replace(
                name,
                format!("$.{name}"),
                Applicability::Sure,
            );
        }
        if !self.strict() && STEPS.contains(&&**name) {
            return diagnostic.hint(format!("a contract begins with the value: `$.{name}()`"));
        }
        if self.strict()
            && let Some(hint) = self.registry.unimported_hint(name)
        {
            return diagnostic.hint(hint);
        }
        let mut known: Vec<Text> = self.module_functions();
        known.extend(self.catalogue.names(CallKind::Function).iter().map(|n| (*n).into()));
        diagnostic.similar_if(suggest::similar(name, known.iter().map(|n| &**n)))
    }

    /// Whether `throw` stands before a place, on its line.
    fn is_thrown(&self, span: Span) -> bool {
        let Some(source) = self.registry.sources.find(span) else { return false };
        let before = source.slice(Span::new(source.base, span.start));
        before.rsplit('\n').next().is_some_and(|line| line.contains("throw "))
    }

    pub(super) fn own_method(&self, name: &str) -> bool {
        let Some(class) = self.context.class else { return false };
        let has = |c: &ClassId| {
            self.registry.entry(*c).tree.methods.iter().any(|m| &*m.name.text == name)
        };
        self.registry.lineage(class).iter().any(has)
    }

    fn module_functions(&self) -> Vec<Text> {
        let Some(class) = self.context.functions else { return Vec::new() };
        self.registry.entry(class).tree.methods.iter().map(|m| m.name.text.clone()).collect()
    }
}
