//! Contracts.

use super::literal::{is_bare_key, quoted};
use super::{LayoutSource, Printer};
use crate::source::Span;
use crate::syntax::tree::{Contract, ContractKind, Expr, Name, Text, TypeName};

impl Printer<'_> {
    /// Prints a contract; of a source, with more line breaks where a line is too long.
    pub(super) fn contract(&mut self, contract: &Contract) {
        match self.layout {
            LayoutSource::Source => self.broken_if_needed(|p| p.contract_laid_out(contract)),
            LayoutSource::Tree | LayoutSource::Yaql => self.contract_laid_out(contract),
        }
    }

    fn contract_laid_out(&mut self, contract: &Contract) {
        match &contract.kind {
            ContractKind::Any => self.write("any"),
            ContractKind::String => self.write("string"),
            ContractKind::Int => self.write("int"),
            ContractKind::Bool => self.write("bool"),
            ContractKind::Class { class, default: None, version: None } => {
                self.type_name(class, class.span);
            }
            ContractKind::Class { class, default, version } => {
                self.of_class("class", class, default.as_ref(), version.as_ref(), &[]);
            }
            ContractKind::Template { class, default, version, exclude } => {
                self.of_class("template", class, default.as_ref(), version.as_ref(), exclude);
            }
            ContractKind::NotNull(inner) => {
                self.contract(inner);
                self.write("!");
            }
            ContractKind::Check { base, condition, message } => {
                self.contract(base);
                self.write(" where ");
                let parts: Vec<&Expr> =
                    [&**condition].into_iter().chain(message.as_deref()).collect();
                let whole = Span::new(base.span.end, contract.span.end);
                let span_of = |part: &&Expr| part.span;
                self.bracketed(("(", ")"), whole, &parts, span_of, |p, part| p.expression(part));
            }
            ContractKind::Owned(inner) => self.wrapped("owned", inner),
            ContractKind::NotOwned(inner) => self.wrapped("notOwned", inner),
            ContractKind::List { items, min, max } => self.list_contract(items, &[*min, *max]),
            ContractKind::Dict { fixed, pattern } => {
                self.dict_contract(contract.span, fixed, pattern.as_deref());
            }
            ContractKind::Literal(value) | ContractKind::Expr(value) => self.expression(value),
            // Only YAML has such contracts.
            ContractKind::Invalid(_) => self.write("any"),
        }
    }

    fn wrapped(&mut self, name: &str, inner: &Contract) {
        self.write(name);
        self.write("(");
        self.contract(inner);
        self.write(")");
    }

    fn list_contract(&mut self, items: &[Contract], bounds: &[Option<u64>]) {
        self.write("[");
        for (index, item) in items.iter().enumerate() {
            self.write(if index > 0 { ", " } else { "" });
            self.contract(item);
        }
        for (index, bound) in bounds.iter().flatten().enumerate() {
            self.write(if index > 0 || !items.is_empty() { ", " } else { "" });
            self.write(&bound.to_string());
        }
        self.write("]");
    }

    fn dict_contract(
        &mut self,
        whole: Span,
        fixed: &[(Name, Contract)],
        pattern: Option<&(Contract, Contract)>,
    ) {
        // A pattern alone has a short form on one line. Otherwise fixed keys and the pattern
        // are sorted by position, because the tree stores them apart.
        if let (Some((key, value)), true) = (pattern, fixed.is_empty()) {
            self.write("{[");
            self.contract(key);
            self.write("]: ");
            self.contract(value);
            return self.write("}");
        }
        enum Item<'a> {
            Fixed(&'a Name, &'a Contract),
            Pattern(&'a Contract, &'a Contract),
        }
        let mut items: Vec<Item<'_>> = fixed.iter().map(|(k, v)| Item::Fixed(k, v)).collect();
        items.extend(pattern.map(|(key, value)| Item::Pattern(key, value)));
        let span_of = |item: &Item<'_>| match item {
            Item::Fixed(key, value) => key.span.to(value.span),
            Item::Pattern(key, value) => key.span.to(value.span),
        };
        items.sort_by_key(|item| span_of(item).start);
        self.bracketed(("{", "}"), whole, &items, span_of, |p, item| match item {
            Item::Fixed(key, value) => {
                p.contract_key(key);
                p.write(": ");
                p.contract(value);
            }
            Item::Pattern(key, value) => {
                p.write("[");
                p.contract(key);
                p.write("]: ");
                p.contract(value);
            }
        });
    }

    /// A key in the author's spelling, or without quotes if it needs none.
    fn contract_key(&mut self, key: &Name) {
        match self.layout {
            LayoutSource::Source => self.verbatim(key.span),
            _ if is_bare_key(&key.text) => self.write(&key.text),
            _ => self.write(&quoted(&key.text)),
        }
    }

    fn of_class(
        &mut self,
        name: &str,
        class: &TypeName,
        default: Option<&TypeName>,
        version: Option<&Text>,
        exclude: &[Text],
    ) {
        self.write(name);
        self.write("(");
        self.type_name(class, class.span);
        if let Some(default) = default {
            self.write(", default: ");
            self.type_name(default, default.span);
        }
        if let Some(version) = version {
            self.write(&format!(", version: {}", quoted(version)));
        }
        if !exclude.is_empty() {
            let paths: Vec<String> = exclude.iter().map(|path| quoted(path)).collect();
            self.write(&format!(", exclude: [{}]", paths.join(", ")));
        }
        self.write(")");
    }
}
