//! Properties, methods, arguments, attached metadata.
//! See docs/language/yaml.md#members and docs/language/yaml.md#attached-metadata.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::class::{VALUE, one_or_many, written_type};
use super::node::{Node, NodeKind, NodeStyle, Tag};
use super::scalar;
use super::value::ClassParser;
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{
    Block, Contract, Expr, ExprKind, MetaUse, Method, MethodUsage, Name, Param, ParamKind,
    Property, PropertyUsage, Text,
};

/// The exception for malformed declarations.
const DSL: &str = "murano.dsl.exceptions.DslSyntaxError";

impl ClassParser<'_> {
    pub(super) fn properties(&mut self, node: &Node) -> Vec<Property> {
        let entries = self.declarations(node, "Properties");
        entries.iter().filter_map(|(name, node)| self.property(name.clone(), node)).collect()
    }

    /// Names and the nodes that declare them; of a name declared twice, the last one counts.
    fn declarations(&mut self, node: &Node, key: &str) -> Vec<(Name, Rc<Node>)> {
        let NodeKind::Map(entries) = &node.kind else {
            if !node.is_null() {
                let message = format!("`{key}` must be a mapping, found {}", node.name());
                self.wrong(codes::BAD_CLASS, "TypeError", node.span, message);
            }
            return Vec::new();
        };
        let mut found: Vec<(Name, Rc<Node>)> = Vec::new();
        let mut positions: FxHashMap<Text, usize> = FxHashMap::default();
        for (key, value) in entries {
            let Some(name) = self.name(key) else {
                let message = format!("a name must be a word, found {}", key.name());
                self.wrong(codes::BAD_CLASS, VALUE, key.span, message);
                continue;
            };
            match positions.get(&name.text) {
                Some(before) => {
                    self.warn_of_duplicate("name", name.span, found[*before].0.span);
                    found[*before] = (name, value.clone());
                }
                None => {
                    positions.insert(name.text.clone(), found.len());
                    found.push((name, value.clone()));
                }
            }
        }
        found
    }

    fn property(&mut self, name: Name, node: &Node) -> Option<Property> {
        let what = format!("the property `{}`", name.text);
        self.warn_of_misspelt_keys(&what, node, &["Usage", "Default", "Meta"]);
        let contract = self.declared_contract(&name, node, "property")?;
        let usage = match node.get("Usage").cloned() {
            Some(word) => {
                let known = PropertyUsage::WORDS.map(|(usage, _, word)| (word, usage));
                self.word(&word, "Usage", &known, DSL).unwrap_or_default()
            }
            None => PropertyUsage::In,
        };
        let default = self.default(node);
        let metas = self.metas(node.get("Meta").cloned().as_ref());
        let span = name.span.to(node.span);
        Some(Property { name, usage, contract, default, metas, docs: None, span })
    }

    /// Parses the default of a property or an argument.
    fn default(&mut self, node: &Node) -> Option<Expr> {
        let default = node.get("Default").cloned()?;
        if let Some(contract) = node.get("Contract") {
            self.warn_of_misread(contract, &default);
        }
        Some(self.value(&default))
    }

    /// Warns of plain scalars that YAML does not parse as the strings their contract asks for:
    /// `NO`, `010`, `12:30`.
    fn warn_of_misread(&mut self, contract: &Node, default: &Node) {
        match (&contract.kind, &default.kind) {
            (NodeKind::Scalar(contract, _), NodeKind::Scalar(text, NodeStyle::Plain)) => {
                let Some((kind, shown)) = misread(text).filter(|_| default.tag == Tag::None) else {
                    return;
                };
                if contract.contains(".string()") {
                    let message =
                        format!("YAML parses `{text}` as {kind}: the string is '{shown}'");
                    let warning =
                        Diagnostic::warning(codes::TEXT_NOT_EXPRESSION, default.span, message);
                    self.diagnostics.push(warning.hint(format!("quote it: '{text}'")));
                }
            }
            (NodeKind::List(contracts), NodeKind::List(items)) => {
                // The last contract of a list applies to all further items.
                for (position, item) in items.iter().enumerate() {
                    if let Some(contract) = contracts.get(position).or(contracts.last()) {
                        self.warn_of_misread(contract, item);
                    }
                }
            }
            (NodeKind::Map(contracts), NodeKind::Map(entries)) => {
                for (key, value) in entries {
                    let named = contracts.iter().find(|(c, _)| c.text() == key.text());
                    if let Some((_, contract)) = named.or(contracts.first()) {
                        self.warn_of_misread(contract, value);
                    }
                }
            }
            _ => {}
        }
    }

    /// Parses the contract of a property or an argument, which is required.
    fn declared_contract(&mut self, name: &Name, node: &Node, what: &str) -> Option<Contract> {
        let hint = format!("`{}: {{ Contract: $ }}` accepts any value", name.text);
        let (error, message, span) = match &node.kind {
            NodeKind::Map(_) => match node.get("Contract") {
                Some(contract) => return Some(self.contract(&contract.clone())),
                None => self.without_contract(name, node, what),
            },
            NodeKind::Scalar(..) | NodeKind::List(_) => {
                let message =
                    format!("the {what} `{}` must be a mapping, found {}", name.text, node.name());
                ("TypeError", message, name.span)
            }
        };
        self.wrong(codes::BAD_CLASS, error, span, message).hints.push(hint);
        None
    }

    /// The error of a member without a contract: the exception, the message, and where; a misspelt key is most likely meant to be it.
    fn without_contract(
        &self,
        name: &Name,
        node: &Node,
        what: &str,
    ) -> (&'static str, String, Span) {
        let NodeKind::Map(entries) = &node.kind else {
            return ("KeyError", String::new(), name.span);
        };
        let is_near = |key: &Node| {
            key.text().is_some_and(|text| suggest::nearest(text, ["Contract"]).is_some())
        };
        match entries.iter().find(|(key, _)| is_near(key)) {
            Some((key, _)) => {
                let written = key.text().map_or("", |text| text);
                let message =
                    format!("the {what} `{}` has no `Contract`, but a key `{written}`", name.text);
                ("KeyError", message, key.span)
            }
            None => {
                ("KeyError", format!("the {what} `{}` has no `Contract`", name.text), name.span)
            }
        }
    }

    pub(super) fn methods(&mut self, node: &Node) -> Vec<Rc<Method>> {
        let entries = self.declarations(node, "Methods");
        entries
            .iter()
            .map(|(name, node)| {
                let text = match &*name.text {
                    "initialize" => ".init".into(),
                    "destroy" => ".destroy".into(),
                    _ => name.text.clone(),
                };
                Rc::new(self.method(Name { text, span: name.span }, node))
            })
            .collect()
    }

    fn method(&mut self, name: Name, node: &Node) -> Method {
        if !matches!(node.kind, NodeKind::Map(_)) && !node.is_null() {
            let message =
                format!("the method `{}` must be a mapping, found {}", name.text, node.name());
            self.wrong(codes::BAD_CLASS, "TypeError", name.span, message);
        }
        let what = format!("the method `{}`", name.text);
        let known = ["Usage", "Scope", "Arguments", "Body", "Meta"];
        self.warn_of_misspelt_keys(&what, node, &known);
        let (usage, action) = match node.get("Usage").cloned() {
            Some(word) => self.word(&word, "Usage", &METHOD_USAGES, VALUE).unwrap_or_default(),
            None => (MethodUsage::Runtime, false),
        };
        let public = action | self.is_public(node, action);
        let params = node.get("Arguments").cloned();
        let params = params.map_or_else(Vec::new, |p| self.params(&p));
        let body = node.get("Body").cloned();
        let body =
            body.map_or_else(|| Block { span: name.span, ..Block::default() }, |b| self.block(&b));
        let returns = node.get("Returns").cloned().map(|contract| self.contract(&contract));
        let metas = self.metas(node.get("Meta").cloned().as_ref());
        let span = name.span.to(node.span);
        let body = Some(body);
        Method { name, usage, public, params, returns, body, metas, docs: None, span }
    }

    fn is_public(&mut self, node: &Node, action: bool) -> bool {
        let Some(scope) = node.get("Scope").cloned() else { return false };
        let text = scope.text().map_or("", |t| t);
        if action && text == "Session" {
            let message = "an action is public: its `Scope` cannot be `Session`";
            self.wrong(codes::BAD_CLASS, VALUE, scope.span, message)
                .hints
                .push("leave `Scope` out, or `Usage: Action`".into());
        }
        text == "Public"
    }

    /// Parses a list of mappings with one key each; a single mapping counts as a list of it.
    fn params(&mut self, node: &Rc<Node>) -> Vec<Param> {
        if node.is_null() {
            return Vec::new();
        }
        let mut params: Vec<Param> = Vec::new();
        for item in one_or_many(node) {
            match &item.kind {
                NodeKind::Map(entries) if entries.len() == 1 => {
                    let (key, value) = &entries[0];
                    params.extend(self.param(key, value));
                }
                NodeKind::Map(entries) => {
                    self.not_an_argument(&item);
                    // They are taken as they are meant: the calls of the method are right.
                    let meant = entries.iter().filter_map(|(key, value)| self.param(key, value));
                    params.extend(meant.collect::<Vec<_>>());
                }
                NodeKind::Scalar(..) | NodeKind::List(_) => self.not_an_argument(&item),
            }
        }
        self.check_order(&params);
        params
    }

    fn not_an_argument(&mut self, item: &Node) {
        let message = "each argument must be a list item of its own, a mapping with one key";
        self.wrong(codes::BAD_CLASS, DSL, item.span, message)
            .hints
            .push("put `- ` before each argument".into());
    }

    fn param(&mut self, key: &Node, node: &Node) -> Option<Param> {
        let Some(name) = self.name(key) else {
            self.wrong(codes::BAD_CLASS, DSL, key.span, "an argument's name must be a word");
            return None;
        };
        let what = format!("the argument `{}`", name.text);
        self.warn_of_misspelt_keys(&what, node, &["Usage", "Default", "Meta"]);
        let contract = Some(self.declared_contract(&name, node, "argument")?);
        let kind = match node.get("Usage").cloned() {
            Some(usage) => self.word(&usage, "Usage", &PARAM_KINDS, DSL).unwrap_or_default(),
            None => ParamKind::Standard,
        };
        let default = self.default(node);
        let metas = self.metas(node.get("Meta").cloned().as_ref());
        let span = name.span.to(node.span);
        Some(Param { name, kind, contract, default, metas, span })
    }

    /// Checks the order: plain arguments, then one `VarArgs`, then one `KwArgs`.
    fn check_order(&mut self, params: &[Param]) {
        let rank = |kind: ParamKind| match kind {
            ParamKind::Standard => 0,
            ParamKind::VarArgs => 1,
            ParamKind::KwArgs => 2,
        };
        for pair in params.windows(2) {
            let (before, after) = (rank(pair[0].kind), rank(pair[1].kind));
            if before > after || (before == after && before > 0) {
                let message =
                    format!("the argument `{}` cannot be at this position", pair[1].name.text);
                self.wrong(codes::BAD_CLASS, DSL, pair[1].span, message)
                    .hints
                    .push("the order is: plain arguments, one `VarArgs`, one `KwArgs`".into());
            }
        }
    }

    /// Parses metadata: an item or a list of items, each a class's name or a mapping of it to
    /// properties.
    pub(super) fn metas(&mut self, node: Option<&Rc<Node>>) -> Vec<MetaUse> {
        let Some(node) = node.filter(|n| !n.is_null()) else { return Vec::new() };
        one_or_many(node).iter().filter_map(|item| self.meta(item)).collect()
    }

    fn meta(&mut self, item: &Node) -> Option<MetaUse> {
        let (head, entries) = match &item.kind {
            NodeKind::Scalar(..) => (item, Vec::new()),
            NodeKind::Map(pairs) if pairs.len() == 1 => match &pairs[0].1.kind {
                NodeKind::Map(properties) => (&*pairs[0].0, self.entries(properties)),
                NodeKind::Scalar(..) if pairs[0].1.is_null() => (&*pairs[0].0, Vec::new()),
                NodeKind::Scalar(..) | NodeKind::List(_) => return self.bad_meta(item),
            },
            NodeKind::Map(_) | NodeKind::List(_) => return self.bad_meta(item),
        };
        let class = match self.parse(head) {
            (Expr { kind: ExprKind::TypeName(name), .. }, true) => Some(name),
            _ => self.name(head).and_then(|n| written_type(&n.text, n.span)),
        };
        match class {
            Some(class) => Some(MetaUse { class, entries, span: item.span }),
            None => self.bad_meta(item),
        }
    }

    fn bad_meta(&mut self, item: &Node) -> Option<MetaUse> {
        let message = "metadata must be a class's name, or a mapping of one to its properties";
        self.wrong(codes::BAD_CLASS, VALUE, item.span, message);
        None
    }
}

/// Usages of methods, and whether they make a method public.
const METHOD_USAGES: [(&str, (MethodUsage, bool)); 4] = [
    ("Runtime", (MethodUsage::Runtime, false)),
    ("Action", (MethodUsage::Runtime, true)),
    ("Static", (MethodUsage::Static, false)),
    ("Extension", (MethodUsage::Extension, false)),
];

/// Usages of arguments.
const PARAM_KINDS: [(&str, ParamKind); 3] = [
    ("Standard", ParamKind::Standard),
    ("VarArgs", ParamKind::VarArgs),
    ("KwArgs", ParamKind::KwArgs),
];

/// What YAML parses a plain scalar as, and the string that a contract converts that to.
fn misread(text: &str) -> Option<(&'static str, String)> {
    let (kind, shown) = match scalar::plain(text)? {
        ExprKind::Bool(b) => ("a boolean", if b { "True" } else { "False" }.to_owned()),
        ExprKind::Int(n) => ("a number", n.to_string()),
        ExprKind::Float(f) if f.is_finite() => ("a number", format!("{f:?}")),
        _ => return None,
    };
    (shown != text).then_some((kind, shown))
}
