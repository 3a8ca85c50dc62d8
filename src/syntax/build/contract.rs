//! Contracts: the short forms of `.murano`, and MuranoPL's long form.

use super::{Builder, error_at};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::grammar::{GrammarNode, Rule, parts};
use crate::syntax::tree::{Contract, ContractKind, Expr, ExprKind, Name, Text, TypeName, UnaryOp};

impl<'i> Builder<'_> {
    /// A contract with its `!` and `where` parts.
    pub(super) fn contract(&mut self, node: GrammarNode<'i>) -> Contract {
        let span = self.span(&node);
        let built = self.deeper(1, span, |b| {
            let mut inner = parts(node);
            let Some(base) = inner.next() else { return any(span) };
            let mut contract = b.contract_base(base);
            for part in inner {
                contract = b.contract_suffix(contract, part);
            }
            contract
        });
        built.unwrap_or_else(|| any(span))
    }

    fn contract_suffix(&mut self, base: Contract, node: GrammarNode<'i>) -> Contract {
        let span = base.span.to(self.span(&node));
        let base = Box::new(base);
        if node.as_rule() == Rule::bang {
            return Contract { kind: ContractKind::NotNull(base), span };
        }
        let mut inner = parts(node).filter(|p| p.as_rule() == Rule::inner);
        let condition = inner.next().map_or_else(|| error_at(span), |p| self.expression(p));
        let message = inner.next().map(|p| Box::new(self.expression(p)));
        let kind = ContractKind::Check { base, condition: Box::new(condition), message };
        Contract { kind, span }
    }

    fn contract_base(&mut self, node: GrammarNode<'i>) -> Contract {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::contract_list => self.contract_list(node),
            Rule::contract_dict => self.contract_dict(node),
            Rule::contract_call => self.contract_call(node),
            Rule::contract_chain => ContractKind::Expr(Box::new(self.expression(node))),
            Rule::type_path => self.named_contract(&node),
            Rule::negative => ContractKind::Literal(Box::new(self.negative(node))),
            _ => ContractKind::Literal(Box::new(self.primary(node))),
        };
        // A bare `$` is `any` in MuranoPL.
        let kind = match kind {
            ContractKind::Expr(e) if matches!(&e.kind, ExprKind::Var(v) if v.is_empty()) => {
                ContractKind::Any
            }
            kind => kind,
        };
        Contract { kind, span }
    }

    fn negative(&mut self, node: GrammarNode<'i>) -> Expr {
        let span = self.span(&node);
        // `negative` is atomic: its number is parsed from the text after the sign.
        let digits = &node.as_str()[1..];
        let kind = match (digits.parse(), digits.parse()) {
            (Ok(int), _) => ExprKind::Int(int),
            (_, Ok(float)) if digits.contains('.') => ExprKind::Float(float),
            _ => ExprKind::BigInt(digits.into()),
        };
        let number = Expr { kind, span: Span::new(span.start + 1, span.end) };
        Expr { kind: ExprKind::Unary(UnaryOp::Minus, Box::new(number)), span }
    }

    fn named_contract(&mut self, node: &GrammarNode<'i>) -> ContractKind {
        let literal = |kind| ContractKind::Literal(Box::new(Expr { kind, span: self.span(node) }));
        match node.as_str() {
            "any" => ContractKind::Any,
            "string" => ContractKind::String,
            "int" => ContractKind::Int,
            "bool" => ContractKind::Bool,
            "null" => literal(ExprKind::Null),
            "true" => literal(ExprKind::Bool(true)),
            "false" => literal(ExprKind::Bool(false)),
            _ => {
                let class = self.type_name(node);
                ContractKind::Class { class, default: None, version: None }
            }
        }
    }

    /// `[T, …]`: integers at the end are bounds on the number of items.
    fn contract_list(&mut self, node: GrammarNode<'i>) -> ContractKind {
        let mut items: Vec<Contract> = Vec::new();
        for part in parts(node) {
            if part.as_rule() == Rule::contract {
                items.push(self.contract(part));
            }
        }
        let mut bounds = Vec::new();
        while bounds.len() < 2
            && let Some(bound) = items.last().and_then(bound)
        {
            bounds.insert(0, bound);
            items.pop();
        }
        ContractKind::List { items, min: bounds.first().copied(), max: bounds.get(1).copied() }
    }

    fn contract_dict(&mut self, node: GrammarNode<'i>) -> ContractKind {
        // Keys in brackets are the pattern for all keys that are not named, of which there can
        // be one. A single fixed key with the name of a contract is probably meant as a
        // pattern, hence the warning.
        let mut fixed = Vec::new();
        let mut pattern = None;
        for part in parts(node).filter(|p| p.as_rule() == Rule::contract_entry) {
            let span = self.span(&part);
            let mut inner = parts(part);
            let (Some(key), Some(_), Some(value)) = (inner.next(), inner.next(), inner.next())
            else {
                continue;
            };
            let key = self.contract_key(key);
            let value = self.contract(value);
            match key {
                Ok(name) => fixed.push((name, value)),
                Err(_) if pattern.is_some() => {
                    let message = "a dictionary contract has one key pattern";
                    self.report(codes::CONTRACT_SYNTAX, span, message);
                }
                Err(key) => pattern = Some(Box::new((*key, value))),
            }
        }
        if let [(key, _)] = fixed.as_slice()
            && pattern.is_none()
        {
            self.key_like_a_contract(key);
        }
        ContractKind::Dict { fixed, pattern }
    }

    /// `{ string: T }` has a key with the name `string`, which is rarely meant.
    fn key_like_a_contract(&mut self, key: &Name) {
        if !matches!(&*key.text, "string" | "int" | "bool" | "any") {
            return;
        }
        let message =
            format!("`{}` is the name of a key here, not the contract of all keys", key.text);
        let found = Diagnostic::warning(codes::CONTRACT_SYNTAX, key.span, message);
        self.push(found.hint(format!("for any keys, write `{{[{}]: …}}`", key.text)));
    }

    /// A fixed key, or the contract of all other keys.
    fn contract_key(&mut self, node: GrammarNode<'i>) -> Result<Name, Box<Contract>> {
        if node.as_rule() == Rule::entry_key {
            return Ok(self.name(&node));
        }
        let contract = self.contract(node);
        let span = contract.span;
        match contract.kind {
            ContractKind::Literal(e) => match e.kind {
                ExprKind::Str(text) => Ok(Name { text, span }),
                kind => {
                    let e = Box::new(Expr { kind, span: e.span });
                    Err(Box::new(Contract { kind: ContractKind::Literal(e), span }))
                }
            },
            ContractKind::List { mut items, min: None, max: None } if items.len() == 1 => {
                Err(Box::new(items.pop().unwrap_or_else(|| any(span))))
            }
            kind => Err(Box::new(Contract { kind, span })),
        }
    }

    fn contract_call(&mut self, node: GrammarNode<'i>) -> ContractKind {
        // Without arguments the names of scalar contracts are calls too (`string()`), as in the
        // long form. The error continues with `any`, so that it is the only one.
        let span = self.span(&node);
        let mut name = "";
        let mut args: Vec<(Option<Text>, Contract)> = Vec::new();
        for part in parts(node) {
            match part.as_rule() {
                Rule::word => name = part.as_str(),
                Rule::contract_arg => args.extend(self.contract_arg(part)),
                _ => {}
            }
        }
        match (name, args.len()) {
            ("any", 0) => return ContractKind::Any,
            ("string", 0) => return ContractKind::String,
            ("int", 0) => return ContractKind::Int,
            ("bool", 0) => return ContractKind::Bool,
            _ => {}
        }
        let known = match name {
            "owned" | "notOwned" => owned(name, args),
            "class" | "template" => self.class_call(name, args),
            _ => None,
        };
        known.unwrap_or_else(|| {
            let known = ["class", "template", "owned", "notOwned", "string", "int", "bool"];
            let message = format!("`{name}(…)` is not a contract with these arguments");
            let hint = match crate::diag::suggest::did_you_mean(name, known) {
                Some(near) => near,
                None => format!("for a condition write `any where ({name}($))`"),
            };
            self.report(codes::CONTRACT_SYNTAX, span, message).hints.push(hint);
            ContractKind::Any
        })
    }

    fn contract_arg(&mut self, node: GrammarNode<'i>) -> Option<(Option<Text>, Contract)> {
        let mut inner = parts(node);
        let first = inner.next()?;
        if first.as_rule() == Rule::arg_key {
            let key = first.as_str().into();
            return Some((Some(key), self.contract(inner.next()?)));
        }
        Some((None, self.contract(first)))
    }

    /// `class(T, default, version)` and `template(T, default, version, exclude)`.
    fn class_call(
        &mut self,
        name: &str,
        args: Vec<(Option<Text>, Contract)>,
    ) -> Option<ContractKind> {
        // Positional arguments and names fill the same places; each name has the spellings that
        // MuranoPL accepts. A wrong name or a place too many makes the whole call invalid,
        // which the caller reports.
        let mut places: [Option<Contract>; 4] = [None, None, None, None];
        for (index, (key, value)) in args.into_iter().enumerate() {
            let place = match key.as_deref() {
                None => index,
                Some("name" | "type") => 0,
                Some("default" | "defaultName" | "defaultType") => 1,
                Some("version" | "versionSpec") => 2,
                Some("exclude" | "excludeProperties") => 3,
                Some(_) => return None,
            };
            *places.get_mut(place)? = Some(value);
        }
        let [class, default, version, exclude] = places;
        let class = class_of(class?)?;
        let default = default.and_then(class_of);
        let version = version.and_then(string_of);
        let exclude = exclude.map(strings_of).unwrap_or_default();
        Some(match name {
            "class" => ContractKind::Class { class, default, version },
            _ => ContractKind::Template { class, default, version, exclude },
        })
    }
}

fn owned(name: &str, mut args: Vec<(Option<Text>, Contract)>) -> Option<ContractKind> {
    let (_, inner) = args.pop().filter(|_| args.is_empty())?;
    Some(match name {
        "owned" => ContractKind::Owned(Box::new(inner)),
        _ => ContractKind::NotOwned(Box::new(inner)),
    })
}

fn any(span: Span) -> Contract {
    Contract { kind: ContractKind::Any, span }
}

fn bound(contract: &Contract) -> Option<u64> {
    match &contract.kind {
        ContractKind::Literal(e) => match e.kind {
            ExprKind::Int(n) => u64::try_from(n).ok(),
            _ => None,
        },
        _ => None,
    }
}

fn class_of(contract: Contract) -> Option<TypeName> {
    match contract.kind {
        ContractKind::Class { class, .. } => Some(class),
        ContractKind::Literal(e) => match e.kind {
            ExprKind::Str(name) => Some(TypeName { prefix: None, name, span: e.span }),
            _ => None,
        },
        _ => None,
    }
}

fn string_of(contract: Contract) -> Option<Text> {
    match contract.kind {
        ContractKind::Literal(e) => match e.kind {
            ExprKind::Str(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn strings_of(contract: Contract) -> Vec<Text> {
    match contract.kind {
        ContractKind::List { items, .. } => items.into_iter().filter_map(string_of).collect(),
        _ => string_of(contract).into_iter().collect(),
    }
}
