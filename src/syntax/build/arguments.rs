//! Arguments of calls, and entries of dictionaries.

use rustc_hash::FxHashMap;

use super::{Builder, error_at};
use crate::diag::codes;
use crate::source::Span;
use crate::syntax::dialect::Dialect;
use crate::syntax::grammar::{GrammarNode, Rule, parts};
use crate::syntax::tree::{Arg, Entry, Expr, ExprKind};

/// An argument slot, with the comma before it.
struct Slot {
    arg: Option<Arg>,
    comma: Option<Span>,
}

impl Slot {
    fn place(&self) -> Span {
        match &self.arg {
            Some(Arg::Positional(e) | Arg::Named(e, _)) => e.span,
            Some(Arg::Skipped(span)) => *span,
            None => self.comma.unwrap_or(Span::NONE),
        }
    }
}

impl<'i> Builder<'_> {
    /// Parses the arguments of a call, a list or an index; other children of the node are
    /// ignored.
    pub(super) fn arguments(&mut self, node: GrammarNode<'i>) -> Vec<Arg> {
        // Commas and arguments come as siblings, so that empty slots (`f(1,, 2)`) are visible:
        // a comma while the slot is still pending makes an empty one. Whether it is permitted
        // is decided in `settle`.
        let mut slots = Vec::new();
        let mut comma = None;
        let mut pending = true;
        for part in parts(node) {
            match part.as_rule() {
                Rule::comma => {
                    let here = Some(self.span(&part));
                    if pending {
                        slots.push(Slot { arg: None, comma: comma.or(here) });
                    }
                    comma = here;
                    pending = true;
                }
                Rule::arg | Rule::y_arg => {
                    let arg = Some(self.argument(part));
                    slots.push(Slot { arg, comma });
                    pending = false;
                }
                _ => {}
            }
        }
        if pending && comma.is_some() {
            slots.push(Slot { arg: None, comma });
        }
        let args = self.settle(slots);
        if self.dialect == Dialect::Murano {
            self.check_keys(args.iter().filter_map(|arg| match arg {
                Arg::Named(key, _) => Some(key),
                Arg::Positional(_) | Arg::Skipped(_) => None,
            }));
        }
        args
    }

    fn argument(&mut self, node: GrammarNode<'i>) -> Arg {
        let mut inner = parts(node);
        let (Some(first), second, third) = (inner.next(), inner.next(), inner.next()) else {
            return Arg::Skipped(Span::NONE);
        };
        if first.as_rule() == Rule::arg_key {
            let key = self.word_as_string(&first);
            return match second {
                Some(value) => Arg::Named(key, self.expression(value)),
                None => Arg::Positional(key),
            };
        }
        if first.as_rule() == Rule::y_expr {
            return match self.named_or_expression(first) {
                (key, Some(value)) => Arg::Named(key, value),
                (value, None) => Arg::Positional(value),
            };
        }
        let first = self.expression(first);
        match third {
            Some(value) => Arg::Named(self.argument_key(first), self.expression(value)),
            None => Arg::Positional(first),
        }
    }

    /// `k => v`: in `.murano` a bare key is a string.
    fn argument_key(&self, key: Expr) -> Expr {
        match key.kind {
            ExprKind::Word(text) if self.dialect == Dialect::Murano => {
                Expr { kind: ExprKind::Str(text), span: key.span }
            }
            kind => Expr { kind, span: key.span },
        }
    }

    /// A word in the position of a key, as a string.
    pub(super) fn word_as_string(&self, node: &GrammarNode<'i>) -> Expr {
        Expr { kind: ExprKind::Str(node.as_str().into()), span: self.span(node) }
    }

    /// Checks for misplaced empty slots, and the order of arguments.
    /// See docs/language/yaql.md#arguments.
    fn settle(&mut self, mut slots: Vec<Slot>) -> Vec<Arg> {
        if self.dialect == Dialect::Murano
            && slots.len() > 1
            && slots.last().is_some_and(|slot| slot.arg.is_none())
        {
            slots.pop();
        }
        let wrong = (0..slots.len()).find_map(|i| Some((i, misplaced(&slots, i)?)));
        if let Some((index, message)) = wrong {
            self.report(codes::SYNTAX, slots[index].place(), message);
        }
        let settled = slots.into_iter().map(|slot| {
            let place = slot.place();
            slot.arg.unwrap_or(Arg::Skipped(place))
        });
        settled.collect()
    }

    /// The entries of a dictionary of `.murano`.
    pub(super) fn entries(&mut self, node: GrammarNode<'i>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for part in parts(node) {
            if part.as_rule() == Rule::entry {
                entries.extend(self.entry(part));
            }
        }
        self.check_keys(entries.iter().map(|entry| &entry.key));
        entries
    }

    /// Reports duplicate literal keys, because the first value would be lost.
    fn check_keys<'e>(&mut self, keys: impl Iterator<Item = &'e Expr>) {
        let mut first = FxHashMap::default();
        for expr in keys {
            let Some(key) = expr.kind.literal_key() else { continue };
            if let Some(before) = first.insert(key, expr.span) {
                let shown = self.source.slice(expr.span);
                let message = format!("`{shown}` is given twice");
                let found = self.report(codes::DUPLICATE, expr.span, message);
                *found = found.clone().label(before, "the first one is here");
            }
        }
    }

    fn entry(&mut self, node: GrammarNode<'i>) -> Option<Entry> {
        let mut inner = parts(node);
        let (key, sign, value) = (inner.next()?, inner.next()?, inner.next()?);
        let key = match key.as_rule() {
            Rule::entry_key => self.word_as_string(&key),
            _ => self.expression(key),
        };
        let key = match key.kind {
            ExprKind::List(mut items) if sign.as_str() == ":" && items.len() == 1 => {
                match items.pop() {
                    Some(Arg::Positional(computed)) => computed,
                    _ => error_at(key.span),
                }
            }
            kind => self.argument_key(Expr { kind, span: key.span }),
        };
        Some(Entry { key, value: self.expression(value) })
    }

    /// YAQL's `{…}` with mappings; any other content becomes a call that no overload accepts.
    pub(super) fn yaql_map(&mut self, node: GrammarNode<'i>) -> ExprKind {
        let span = self.span(&node);
        let args = self.arguments(node);
        if args.iter().all(|arg| matches!(arg, Arg::Named(..))) {
            let entry = |arg| match arg {
                Arg::Named(key, value) => Some(Entry { key, value }),
                Arg::Positional(_) | Arg::Skipped(_) => None,
            };
            return ExprKind::Map(args.into_iter().filter_map(entry).collect());
        }
        let name = crate::syntax::tree::Name { text: "#map".into(), span };
        ExprKind::Call { name, args }
    }
}

/// The error in the slot at `index`, if there is one.
fn misplaced(slots: &[Slot], index: usize) -> Option<&'static str> {
    let named = |slot: &Slot| matches!(slot.arg, Some(Arg::Named(..)));
    let slot = &slots[index];
    let before = &slots[..index];
    match &slot.arg {
        Some(Arg::Named(..)) => {
            let skipped = before.iter().rev().take_while(|s| s.arg.is_none()).count();
            let after_value = before.len() > skipped;
            let after_named = before.iter().any(named);
            let fits = match skipped {
                0 => true,
                1 => after_value && !after_named,
                _ => false,
            };
            (!fits).then_some("expected an argument before the comma")
        }
        Some(_) if before.iter().any(named) => Some("expected a named argument after a named one"),
        Some(_) => None,
        None if before.iter().any(named) => Some("expected an argument between the commas"),
        None if slots[index..].iter().all(|s| s.arg.is_none()) => {
            Some("expected an argument after the comma")
        }
        None => None,
    }
}
