//! Classes and their members.

use std::rc::Rc;

use super::MuranoRewriter;
use crate::source::Span;
use crate::syntax::yaml::written_type;
use crate::syntax::{Block, Class, Expr, MetaUse, Method, Name, Param, Property, TypeName};

impl<'a> MuranoRewriter<'a> {
    pub(super) fn class(&mut self, class: &mut Class, unnamed: Option<&str>) {
        class.name.text = match unnamed {
            Some(name) => name.into(),
            None => self.declared_class(&class.name.text).into(),
        };
        class.extends.iter_mut().chain(&mut class.imports).for_each(|name| self.declared(name));
        self.metas(&mut class.metas);
        for property in &mut class.properties {
            self.property(property);
        }
        // No other references exist: the class was cloned, but its methods were not.
        for (method, parsed) in class.methods.iter_mut().zip(&self.class.methods) {
            let mut rewritten = (**parsed).clone();
            self.method(&mut rewritten, parsed);
            *method = Rc::new(rewritten);
        }
        // Of members declared twice the last one counts, at the position of the first.
        class.properties.sort_by_key(|property| property.span.start);
        class.methods.sort_by_key(|method| method.span.start);
    }

    fn property(&mut self, property: &mut Property) {
        self.identifier(&property.name, "a property");
        self.contract(&mut property.contract);
        property.default.iter_mut().for_each(|default| self.value(default));
        self.metas(&mut property.metas);
    }

    fn method(&mut self, method: &mut Method, parsed: &'a Method) {
        let lifecycle = method.name.text.strip_prefix('.');
        if lifecycle.is_some_and(|name| name == "destroy") && !method.params.is_empty() {
            let hint = "it is never called with arguments: remove them";
            self.refuse(method.name.span, "`.destroy` takes no parameters in `.murano`", hint);
        }
        let plain = Name { text: lifecycle.unwrap_or(&method.name.text).into(), ..method.name };
        self.identifier(&plain, "a method");
        method.params.iter_mut().for_each(|param| self.param(param));
        method.returns.iter_mut().for_each(|contract| self.contract(contract));
        self.metas(&mut method.metas);
        self.method = Some(parsed);
        method.body.iter_mut().for_each(|body| self.block(body));
        self.method = None;
        // In YAML no method is abstract.
        method.body.get_or_insert_with(Block::default);
    }

    fn param(&mut self, param: &mut Param) {
        self.identifier(&param.name, "a parameter");
        param.contract.iter_mut().for_each(|contract| self.contract(contract));
        param.default.iter_mut().for_each(|default| self.value(default));
        self.metas(&mut param.metas);
    }

    fn metas(&mut self, metas: &mut [MetaUse]) {
        for meta in metas {
            self.declared(&mut meta.class);
            for entry in &mut meta.entries {
                self.expression(&mut entry.key);
                self.value(&mut entry.value);
            }
        }
    }

    /// An expression outside of methods.
    fn value(&mut self, expr: &mut Expr) {
        self.with_item(|rewriter| rewriter.expression(expr));
    }

    /// Reports a name that is not an identifier.
    pub(super) fn identifier(&mut self, name: &Name, what: &str) {
        let mut chars = name.text.chars();
        let start = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
        if !start || !chars.all(|c| c == '_' || c.is_alphanumeric()) {
            let message =
                format!("`{}` is not an identifier: {what} of `.murano` needs one", name.text);
            self.refuse(name.span, message, "rename it before converting");
        }
    }

    /// A class's name in its declaration, without the prefix of the namespace.
    fn declared_class(&self, written: &str) -> String {
        match written_type(written, Span::NONE) {
            Some(TypeName { prefix: Some(prefix), name, .. }) => {
                let namespace = self.namespaces.get(&prefix).filter(|n| !n.is_empty());
                namespace
                    .map_or_else(|| name.to_string(), |namespace| format!("{namespace}.{name}"))
            }
            _ => written.to_owned(),
        }
    }

    /// A name in declarations: without a prefix if it is in the file's own namespace, or in
    /// none.
    fn declared(&self, name: &mut TypeName) {
        self.expressed(name);
        if name.prefix.as_deref() == Some("") {
            name.prefix = None;
        }
    }

    /// A name in expressions: without a prefix that stands for no namespace.
    pub(super) fn expressed(&self, name: &mut TypeName) {
        let bare = |prefix: &str| {
            !prefix.is_empty() && self.namespaces.get(prefix).is_some_and(|n| n.is_empty())
        };
        if name.prefix.as_deref().is_some_and(bare) {
            name.prefix = None;
        }
    }

    /// The name of an exception. Without a prefix it is in the own namespace in YAML, and in
    /// none in `.murano`.
    pub(super) fn exception(&self, name: &mut TypeName) {
        let own = self.namespaces.get("=").is_some_and(|own| !own.is_empty());
        if own && name.prefix.is_none() && !name.name.contains('.') {
            name.prefix = Some("".into());
        } else {
            self.expressed(name);
        }
    }
}
