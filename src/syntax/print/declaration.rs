//! Files, classes and their members.

use super::Printer;
use crate::source::Span;
use crate::syntax::tree::{
    Class, ClassUsage, Import, MetaUse, Method, MethodUsage, Module, Name, Param, ParamKind,
    Property, Stmt, TypeName, Using,
};

/// A part of a file or class, in order of place.
enum Part<'a> {
    Namespace(&'a Name),
    Using(&'a Using),
    Import(&'a Import),
    Class(&'a Class),
    Function(&'a Method),
    Method(&'a Method),
    Property(&'a Property),
    Statement(&'a Stmt),
}

impl Printer<'_> {
    pub(super) fn module(&mut self, module: &Module) {
        let mut parts: Vec<Part<'_>> = module.namespace.iter().map(Part::Namespace).collect();
        parts.extend(module.usings.iter().map(Part::Using));
        parts.extend(module.imports.iter().map(Part::Import));
        parts.extend(module.classes.iter().map(|class| Part::Class(class)));
        parts.extend(module.functions.iter().map(|function| Part::Function(function)));
        parts.extend(module.body.statements.iter().map(Part::Statement));
        self.parts(parts);
    }

    fn parts(&mut self, mut parts: Vec<Part<'_>>) {
        parts.sort_by_key(|part| part.span().start);
        for part in parts {
            self.part(&part);
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        let span = part.span();
        match part {
            Part::Statement(statement) => return self.statement(statement),
            Part::Namespace(name) => {
                // Its span is the name's: the word before it is on the same line.
                self.begin(span.start);
                self.write(&format!("namespace {}", name.text));
            }
            Part::Using(using) => {
                self.begin(span.start);
                let prefix = using.prefix.as_ref().map(|p| format!("{}: ", p.text));
                self.write(&format!(
                    "using {}{}",
                    prefix.unwrap_or_default(),
                    using.namespace.text
                ));
            }
            Part::Import(import) => {
                self.begin(span.start);
                self.write("import ");
                self.verbatim(import.path.span);
            }
            Part::Class(class) => self.class(class),
            Part::Function(function) => self.method(function, "function "),
            Part::Method(method) => self.method(method, ""),
            Part::Property(property) => self.property(property),
        }
        self.ended(span.end);
    }

    fn class(&mut self, class: &Class) {
        self.begin(class.span.start);
        self.docs(class.docs.as_ref());
        self.metas(&class.metas);
        self.write(if class.usage == ClassUsage::Meta { "meta class " } else { "class " });
        self.write(&class.name.text);
        self.named(" extends ", &class.extends);
        self.named(" import ", &class.imports);
        if class.usage == ClassUsage::Meta {
            self.meta_rules(class);
        }
        let mut parts: Vec<Part<'_>> = class.properties.iter().map(Part::Property).collect();
        parts.extend(class.methods.iter().map(|method| Part::Method(method)));
        let inside = class.span.end.saturating_sub(1);
        let comment = self.comments.first().is_some_and(|c| c.span.start < inside);
        if parts.is_empty() && !comment {
            return self.write(" { }");
        }
        self.write(" {");
        self.newline();
        self.end = self.end.max(class.name.span.end);
        self.indented(|p| {
            p.parts(parts);
            p.comments_before(inside);
        });
        self.newline();
        self.write("}");
    }

    fn meta_rules(&mut self, class: &Class) {
        let rules = &class.meta_rules;
        self.write(if rules.many { " many" } else { "" });
        if rules.applies.iter().any(|target| &**target != "All") {
            self.write(&format!(" applies {}", rules.applies.join(", ")));
        }
        self.write(if rules.inherited { " inherited" } else { "" });
    }

    fn named(&mut self, word: &str, classes: &[TypeName]) {
        for (index, class) in classes.iter().enumerate() {
            self.write(if index > 0 { ", " } else { word });
            self.type_name(class, class.span);
        }
    }

    fn metas(&mut self, metas: &[MetaUse]) {
        for meta in metas {
            self.meta(meta);
            self.newline();
        }
    }

    fn meta(&mut self, meta: &MetaUse) {
        self.write("@");
        self.type_name(&meta.class, meta.class.span);
        if !meta.entries.is_empty() {
            self.write(" ");
            self.entries(Span::new(meta.class.span.end, meta.span.end), &meta.entries);
        }
    }

    fn property(&mut self, property: &Property) {
        self.begin(property.span.start);
        self.docs(property.docs.as_ref());
        self.metas(&property.metas);
        self.write(&property.usage.prefix());
        self.write(&property.name.text);
        self.write(": ");
        self.contract(&property.contract);
        if let Some(default) = &property.default {
            self.write(" = ");
            self.expression(default);
        }
    }

    fn method(&mut self, method: &Method, word: &str) {
        self.begin(method.span.start);
        self.docs(method.docs.as_ref());
        self.metas(&method.metas);
        self.write(match method.usage {
            MethodUsage::Runtime => "",
            MethodUsage::Static => "static ",
            MethodUsage::Extension => "extension ",
        });
        self.write(if method.public { "action " } else { "" });
        self.write(word);
        match method.name.text.strip_prefix('.') {
            Some(lifecycle) => self.write(lifecycle),
            None => {
                self.write(&method.name.text);
                let place = |param: &Param| param.span;
                let whole = Span::new(method.name.span.end, method.span.end);
                self.bracketed(("(", ")"), whole, &method.params, place, |p, param| p.param(param));
            }
        }
        if let Some(returns) = &method.returns {
            self.write(" -> ");
            self.contract(returns);
        }
        if let Some(body) = &method.body {
            self.write(" ");
            self.block(body);
        }
    }

    fn param(&mut self, param: &Param) {
        for meta in &param.metas {
            self.meta(meta);
            self.write(" ");
        }
        self.write(match param.kind {
            ParamKind::Standard => "",
            ParamKind::VarArgs => "*",
            ParamKind::KwArgs => "**",
        });
        self.write(&param.name.text);
        if let Some(contract) = &param.contract {
            self.write(": ");
            self.contract(contract);
        }
        if let Some(default) = &param.default {
            self.write(" = ");
            self.expression(default);
        }
    }
}

impl Part<'_> {
    fn span(&self) -> Span {
        match self {
            Part::Namespace(name) => name.span,
            Part::Using(using) => using.span,
            Part::Import(import) => import.span,
            Part::Class(class) => class.span,
            Part::Function(method) | Part::Method(method) => method.span,
            Part::Property(property) => property.span,
            Part::Statement(statement) => statement.span,
        }
    }
}
