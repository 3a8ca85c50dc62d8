//! Classes and their members.

use std::rc::Rc;

use super::Builder;
use super::module::PendingDocs;
use crate::diag::codes;
use crate::source::Span;
use crate::syntax::grammar::{GrammarNode, Rule, is_comment, parts};
use crate::syntax::tree::{
    Class, ClassUsage, Contract, Expr, MetaRules, MetaUse, Method, MethodUsage, Name, Param,
    ParamKind, Property, PropertyUsage, Text, TypeName,
};

/// Modifiers before a member's name.
#[derive(Default)]
struct Modifiers(Vec<Name>);

impl<'i> Builder<'_> {
    /// A class declaration.
    pub(super) fn class(&mut self, node: GrammarNode<'i>, docs: Option<Text>) -> Class {
        // Children come in the order of the text, all optional but the name. Recovery may have
        // lost that one too; the class then keeps an empty name, and the error is already
        // reported.
        let span = self.span(&node);
        let name = Name { text: "".into(), span };
        let mut class = Class {
            name,
            usage: ClassUsage::Class,
            extends: Vec::new(),
            imports: Vec::new(),
            properties: Vec::new(),
            methods: Vec::new(),
            metas: Vec::new(),
            meta_rules: MetaRules::default(),
            docs,
            span,
        };
        for part in parts(node) {
            match part.as_rule() {
                Rule::meta_use => class.metas.extend(self.meta_use(part)),
                Rule::kw_meta => class.usage = ClassUsage::Meta,
                Rule::type_path => class.name = self.name(&part),
                Rule::extends => class.extends.extend(self.type_names(part)),
                Rule::imports => class.imports.extend(self.type_names(part)),
                Rule::applies => class.meta_rules.applies = words(part),
                Rule::many => class.meta_rules.many = true,
                Rule::inherited => class.meta_rules.inherited = true,
                Rule::class_body => self.members(part, &mut class),
                _ => {}
            }
        }
        class
    }

    fn type_names(&mut self, node: GrammarNode<'i>) -> Vec<TypeName> {
        parts(node).filter(|p| p.as_rule() == Rule::type_path).map(|p| self.type_name(&p)).collect()
    }

    fn members(&mut self, node: GrammarNode<'i>, class: &mut Class) {
        // `docs` collects the `///` lines directly before a member: anything else in between
        // discards them. Skipped text is reported from the end of the member before it, which
        // is where the error often is.
        let whole = self.span(&node);
        let mut docs = PendingDocs::default();
        let mut before = None;
        for part in node.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                rule if is_comment(rule) => {
                    docs.add(&part, span);
                    continue;
                }
                Rule::junk => self.explain(Rule::lone_member, before.unwrap_or(span).to(span)),
                Rule::error => self.explain(Rule::lone_member, span),
                Rule::unclosed => self.unclosed(whole),
                Rule::property => {
                    let docs = self.documentation(&mut docs);
                    let property = self.property(part, docs);
                    class.properties.extend(property);
                }
                _ => {
                    let docs = self.documentation(&mut docs);
                    let method = self.method(part, docs);
                    class.methods.push(Rc::new(method));
                }
            }
            before = Some(span);
            docs = PendingDocs::default();
        }
    }

    /// `@Name { k: v }`.
    fn meta_use(&mut self, node: GrammarNode<'i>) -> Option<MetaUse> {
        let span = self.span(&node);
        let mut inner = parts(node);
        let class = inner.next().map(|n| self.type_name(&n))?;
        let entries = inner.next().map(|n| self.entries(n)).unwrap_or_default();
        Some(MetaUse { class, entries, span })
    }

    fn property(&mut self, node: GrammarNode<'i>, docs: Option<Text>) -> Option<Property> {
        let span = self.span(&node);
        let (mut name, mut contract, mut default) = (None, None, None);
        let mut metas = Vec::new();
        let mut modifiers = Modifiers::default();
        for part in parts(node) {
            match part.as_rule() {
                Rule::meta_use => metas.extend(self.meta_use(part)),
                Rule::modifier => modifiers.0.push(self.name(&part)),
                Rule::word => name = Some(self.name(&part)),
                Rule::contract => contract = Some(self.contract(part)),
                Rule::default_value => default = Some(self.only_expression(part)),
                _ => {}
            }
        }
        let usage = self.property_usage(&modifiers);
        Some(Property { name: name?, usage, contract: contract?, default, metas, docs, span })
    }

    fn property_usage(&mut self, modifiers: &Modifiers) -> PropertyUsage {
        let mut usage = None;
        for modifier in &modifiers.0 {
            let Some(found) = PropertyUsage::of_keyword(&modifier.text) else {
                self.wrong_modifier(modifier, "a property");
                continue;
            };
            if usage.replace(found).is_some() {
                self.second_modifier(modifier);
            }
        }
        usage.unwrap_or_default()
    }

    /// A method, a function, `init` or `destroy`.
    pub(super) fn method(&mut self, node: GrammarNode<'i>, docs: Option<Text>) -> Method {
        let span = self.span(&node);
        let mut method = Method {
            name: Name { text: "".into(), span },
            usage: MethodUsage::Runtime,
            public: false,
            params: Vec::new(),
            returns: None,
            body: None,
            metas: Vec::new(),
            docs,
            span,
        };
        for part in parts(node) {
            match part.as_rule() {
                Rule::meta_use => method.metas.extend(self.meta_use(part)),
                Rule::modifier => self.method_modifier(&part, &mut method),
                Rule::word => method.name = self.name(&part),
                Rule::lifecycle_name => {
                    let text = format!(".{}", part.as_str()).into();
                    method.name = Name { text, span: self.span(&part) };
                }
                Rule::params => method.params = self.params(part),
                Rule::returns => method.returns = self.only_contract(part),
                Rule::block => method.body = Some(self.block(part)),
                _ => {}
            }
        }
        // An `init` with parameters takes them from the model.
        if &*method.name.text == "init"
            && !method.params.is_empty()
            && method.usage == MethodUsage::Runtime
            && !method.public
        {
            method.name.text = ".init".into();
        }
        method
    }

    fn method_modifier(&mut self, node: &GrammarNode<'i>, method: &mut Method) {
        let modifier = self.name(node);
        let usage = match &*modifier.text {
            "action" => {
                method.public = true;
                return;
            }
            "static" => MethodUsage::Static,
            "extension" => MethodUsage::Extension,
            "runtime" => MethodUsage::Runtime,
            _ => return self.wrong_modifier(&modifier, "a method"),
        };
        if method.usage != MethodUsage::Runtime {
            self.second_modifier(&modifier);
        }
        method.usage = usage;
    }

    fn wrong_modifier(&mut self, modifier: &Name, of: &str) {
        let message = format!("{of} cannot be `{}`", modifier.text);
        self.report(codes::SYNTAX, modifier.span, message);
    }

    fn second_modifier(&mut self, modifier: &Name) {
        let message = format!("`{}` contradicts the modifier before it", modifier.text);
        self.report(codes::SYNTAX, modifier.span, message);
    }

    fn only_contract(&mut self, node: GrammarNode<'i>) -> Option<Contract> {
        let contract = parts(node).find(|p| p.as_rule() == Rule::contract)?;
        Some(self.contract(contract))
    }

    fn params(&mut self, node: GrammarNode<'i>) -> Vec<Param> {
        let mut params = Vec::new();
        for part in parts(node) {
            if part.as_rule() == Rule::param {
                params.extend(self.param(part));
            }
        }
        params
    }

    fn param(&mut self, node: GrammarNode<'i>) -> Option<Param> {
        let span = self.span(&node);
        let (mut name, mut contract) = (None, None);
        let mut default: Option<Expr> = None;
        let mut kind = ParamKind::Standard;
        let mut metas = Vec::new();
        for part in parts(node) {
            match part.as_rule() {
                Rule::meta_use => metas.extend(self.meta_use(part)),
                Rule::stars if part.as_str() == "*" => kind = ParamKind::VarArgs,
                Rule::stars => kind = ParamKind::KwArgs,
                Rule::word => name = Some(self.name(&part)),
                Rule::variable => name = Some(self.dollar_parameter(&part)),
                Rule::contract => contract = Some(self.contract(part)),
                Rule::inner => default = Some(self.expression(part)),
                _ => {}
            }
        }
        Some(Param { name: name?, kind, contract, default, metas, span })
    }

    fn dollar_parameter(&mut self, node: &GrammarNode<'i>) -> Name {
        let name = self.variable_name(node);
        let message = format!("a parameter is declared without `$`: `{}`", name.text);
        let hint = format!("write `{0}` here and `${0}` in the body", name.text);
        self.report(codes::SYNTAX, Span::new(name.span.start, name.span.start + 1), message)
            .hints
            .push(hint);
        name
    }
}

fn words(node: GrammarNode<'_>) -> Vec<Text> {
    parts(node).filter(|p| p.as_rule() == Rule::word).map(|p| p.as_str().into()).collect()
}
