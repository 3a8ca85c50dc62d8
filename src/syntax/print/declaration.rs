//! Files, classes and their members.

use super::{LayoutSource, Printer};
use crate::source::Span;
use crate::syntax::tree::{
    Class, ClassUsage, Expr, Import, MetaUse, Method, MethodUsage, Module, Name, Param, ParamKind,
    Property, PropertyUsage, Stmt, TypeName, Using,
};

/// A part of a file or class; parts are printed in the order of their spans.
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

const PARENTHESES: (&str, &str) = ("(", ")");

fn param_span(param: &Param) -> Span {
    param.span
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
        let mut before: Option<&Part<'_>> = None;
        for part in &parts {
            if self.layout == LayoutSource::Tree
                && before.is_some_and(|before| part.stands_off(before))
            {
                self.newline();
                self.empty_line();
            }
            self.part(part);
            before = Some(part);
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        let span = part.span();
        match part {
            Part::Statement(statement) => return self.statement(statement),
            Part::Namespace(name) => {
                // Its span is that of the name; the keyword before it is on the same line.
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
        // In a tree from YAML the class begins before its `Name`, so comments up to the name
        // come first. `inside` excludes the closing brace, which ends the last comment's range.
        self.begin(class.span.start);
        if self.layout == LayoutSource::Tree && !class.name.span.is_none() {
            self.comments_before(class.name.span.start);
        }
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
        if parts.is_empty() && !self.has_comment_before(inside) {
            return self.write(" { }");
        }
        self.write(" {");
        self.class_head_ended(class);
        self.indented(|p| {
            p.parts(parts);
            p.comments_before(inside);
        });
        self.newline();
        self.write("}");
    }

    /// Ends the line of a class's head. In YAML comments after the keys of the head belong to
    /// it.
    fn class_head_ended(&mut self, class: &Class) {
        let name = Some(class.name.span).filter(|span| !span.is_none());
        let bases = class.extends.iter().chain(&class.imports).map(|name| name.span);
        let end = name.into_iter().chain(bases).map(|span| span.end).max();
        match (self.layout, end) {
            (LayoutSource::Tree, Some(end)) => self.ended(end),
            _ => self.end = self.end.max(end.unwrap_or(class.span.start)),
        }
        self.newline();
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
        if self.layout == LayoutSource::Tree {
            self.comments_before(property.contract.span.start);
        }
        self.docs(property.docs.as_ref());
        self.metas(&property.metas);
        match property.usage {
            PropertyUsage::In => {}
            usage => self.write(&format!("{} ", usage.keyword())),
        }
        self.write(&property.name.text);
        self.write(": ");
        self.contract(&property.contract);
        self.default_value(property.default.as_ref());
    }

    fn method(&mut self, method: &Method, word: &str) {
        self.begin(method.span.start);
        self.docs(method.docs.as_ref());
        self.metas(&method.metas);
        // Comments in the parameter list end where the result or the body begins.
        let returns = method.returns.as_ref().map(|contract| contract.span.start);
        let body = method.body.as_ref().map(|body| body.span.start);
        let end = returns.or(body).unwrap_or(method.span.end);
        let whole = Span::new(method.name.span.end, end);
        if self.layout == LayoutSource::Source {
            let follows = if method.body.is_some() { " {".len() } else { 0 };
            self.before(follows, |p| p.head_of_source(method, word, whole));
        } else if self.params_have_comments(method)
            || !self.on_one_line(|p| {
                p.method_head(method, word, |p| {
                    p.inline_items(PARENTHESES, &method.params, &mut Self::param);
                });
            })
        {
            // Parts that end before the first parameter do not belong to the head.
            let before = Span::new(method.span.start, method.name.span.end);
            self.method_head(method, word, |p| {
                p.items_by_line(PARENTHESES, before, &method.params, param_span, Self::param);
            });
        }
        if let Some(body) = &method.body {
            self.write(" ");
            self.block(body);
        }
    }

    /// Prints a method's head; one that is too long has a line for each parameter.
    fn head_of_source(&mut self, method: &Method, word: &str, whole: Span) {
        let fits = self.fits(|p| {
            p.method_head(method, word, |p| {
                p.bracketed(PARENTHESES, whole, &method.params, param_span, Self::param);
            });
        });
        if !fits {
            self.method_head(method, word, |p| {
                if method.params.is_empty() {
                    return p.write("()");
                }
                p.end = p.end.max(whole.start);
                p.items_by_line(PARENTHESES, whole, &method.params, param_span, Self::param);
            });
        }
    }

    /// Prints a method from its modifiers to the contract of its result.
    fn method_head(&mut self, method: &Method, word: &str, params: impl FnOnce(&mut Self)) {
        self.write(match method.usage {
            MethodUsage::Runtime => "",
            MethodUsage::Static => "static ",
            MethodUsage::Extension => "extension ",
        });
        self.write(if method.public { "action " } else { "" });
        self.write(word);
        let lifecycle = method.name.text.strip_prefix('.');
        self.write(lifecycle.unwrap_or(&method.name.text));
        // `init` without parameters has no parentheses: with them it is an ordinary method.
        if lifecycle.is_none() || !method.params.is_empty() {
            params(self);
        }
        if let Some(returns) = &method.returns {
            self.write(" -> ");
            self.contract(returns);
        }
    }

    /// Whether comments of the YAML source stand at parameters.
    fn params_have_comments(&self, method: &Method) -> bool {
        let last = method.params.iter().map(|param| param.span.end).max();
        last.is_some_and(|end| self.has_comment_before(end) || self.has_comment_behind(end))
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
        self.default_value(param.default.as_ref());
    }

    fn default_value(&mut self, default: Option<&Expr>) {
        if let Some(default) = default {
            self.write(" = ");
            self.expression(default);
        }
    }
}

impl Part<'_> {
    /// Whether an empty line separates it from the part before.
    fn stands_off(&self, before: &Self) -> bool {
        let large = |part: &Part<'_>| matches!(part, Part::Class(_) | Part::Method(_));
        large(self) || large(before)
    }

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
