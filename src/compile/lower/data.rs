//! Lists, dictionaries, indices, members.

use super::Lowering;
use super::deferred::{MAPPING_TRANSLATION, NO_MATCHING_FUNCTION};
use super::expr::may_be_lazy;
use super::operators::small;
use crate::compile::ir::{Const, Instr, Reg};
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Arg, Entry, Expr, ExprKind, Name, Text, TypeName};

/// Literals longer than this are built in parts.
const PART: usize = 250;

/// Most keys that dictionaries have in common.
const MOST_KEYS: usize = 8;

impl Lowering<'_> {
    pub(super) fn list(&mut self, args: &[Arg], dst: Reg, span: Span) {
        if args.iter().any(|a| matches!(a, Arg::Named(..))) {
            let message = "a list has no keys: `{ key: value }` makes a dictionary";
            let diagnostic = Diagnostic::error(codes::NO_OVERLOAD, span, message);
            let name = if args.iter().all(is_keyword) {
                NO_MATCHING_FUNCTION
            } else {
                MAPPING_TRANSLATION
            };
            return self.refuse(diagnostic, name, dst);
        }
        if let Some(items) = constants(args, !self.strict()) {
            return self.load(Const::List(items), dst, span);
        }
        if args.len() <= PART {
            return self.list_part(args, dst, span);
        }
        let mark = self.mark();
        let whole = self.temp();
        self.list_part(&args[..PART], whole, span);
        for part in args.chunks(PART).skip(1) {
            let more = self.temp();
            self.list_part(part, more, span);
            self.emit(Instr::Append { target: whole, b: more }, span);
            self.release(more);
        }
        self.emit(Instr::Take { dst, src: whole }, span);
        self.release(mark);
    }

    fn list_part(&mut self, args: &[Arg], dst: Reg, span: Span) {
        let mark = self.mark();
        self.items(args);
        self.emit(Instr::List { dst, start: mark, count: args.len() as u16 }, span);
        self.release(mark);
    }

    /// The items of a list in new registers, one after another.
    fn items(&mut self, args: &[Arg]) {
        for arg in args {
            let reg = self.temp();
            match arg {
                Arg::Positional(expr) | Arg::Named(_, expr) => self.expr(expr, reg),
                Arg::Skipped(span) => drop(self.emit(Instr::Missing { dst: reg }, *span)),
            }
        }
    }

    /// `target = target + [items]`, if there are no more than fit one instruction.
    pub(super) fn push_items(&mut self, target: Reg, more: &Expr, span: Span) -> bool {
        let ExprKind::List(args) = &more.kind else { return false };
        let plain = |arg: &Arg| matches!(arg, Arg::Positional(e) if !may_be_lazy(e));
        if args.is_empty() || args.len() > PART || !args.iter().all(plain) {
            return false;
        }
        let mark = self.mark();
        self.items(args);
        let count = args.len() as u16;
        self.emit(Instr::Push { target, start: mark, count }, span);
        self.release(mark);
        true
    }

    pub(super) fn map(&mut self, entries: &[Entry], dst: Reg, span: Span) {
        if entries.len() <= PART {
            return self.map_part(entries, dst, span);
        }
        let mark = self.mark();
        let whole = self.temp();
        self.map_part(&entries[..PART], whole, span);
        for part in entries.chunks(PART).skip(1) {
            let more = self.temp();
            self.map_part(part, more, span);
            self.emit(Instr::Append { target: whole, b: more }, span);
            self.release(more);
        }
        self.emit(Instr::Take { dst, src: whole }, span);
        self.release(mark);
    }

    fn map_part(&mut self, entries: &[Entry], dst: Reg, span: Span) {
        let mark = self.mark();
        if let Some(shape) = self.common_keys(entries) {
            for entry in entries {
                let value = self.temp();
                self.expr(&entry.value, value);
            }
            self.emit(Instr::Shaped { dst, start: mark, shape }, span);
            return self.release(mark);
        }
        for entry in entries {
            let (key, value) = (self.temp(), self.temp());
            self.key(&entry.key, key);
            self.expr(&entry.value, value);
        }
        self.emit(Instr::Dict { dst, start: mark, count: entries.len() as u16 }, span);
        self.release(mark);
    }

    /// The constant that lists a literal's keys, if they are few texts, all different.
    fn common_keys(&mut self, entries: &[Entry]) -> Option<u16> {
        let mut keys: Vec<Const> = Vec::with_capacity(entries.len());
        for entry in entries {
            let (ExprKind::Word(text) | ExprKind::Str(text)) = &entry.key.kind else { return None };
            let key = Const::Str(text.clone());
            if keys.contains(&key) {
                return None;
            }
            keys.push(key);
        }
        let few = (1..=MOST_KEYS).contains(&keys.len());
        few.then(|| self.constant(Const::List(keys))).and_then(|index| u16::try_from(index).ok())
    }

    /// A dictionary's key: a bare word is its spelling, unless it names a class (an inline object).
    fn key(&mut self, key: &Expr, dst: Reg) {
        match &key.kind {
            ExprKind::Word(word) => self.load(Const::Str(word.clone()), dst, key.span),
            _ => self.expr(key, dst),
        }
    }

    pub(super) fn index(&mut self, target: &Expr, args: &[Arg], dst: Reg, span: Span) {
        self.note_index(target);
        if self.catalogue.is_legacy() {
            return self.called_index(target, args, dst, span);
        }
        if !self.strict() && is_literal(target) {
            let message = "only lists and dictionaries have elements";
            let diagnostic = Diagnostic::error(codes::NO_OVERLOAD, span, message);
            return self.refuse(diagnostic, NO_MATCHING_FUNCTION, dst);
        }
        match args {
            [Arg::Positional(index)] => self.index_by_one(target, index, dst, span),
            _ if !args.iter().all(is_keyword) => {
                let message = "the name of an argument is a word";
                let diagnostic = Diagnostic::error(codes::NO_OVERLOAD, span, message);
                self.refuse(diagnostic, MAPPING_TRANSLATION, dst);
            }
            _ => match index_arguments(args) {
                Some((key, default)) => {
                    let mark = self.mark();
                    let receiver = self.operand(target);
                    let (first, second) = (self.temp(), self.temp());
                    self.expr(key, first);
                    self.expr(default, second);
                    self.emit(Instr::IndexOr { dst, target: receiver, args: first }, span);
                    self.release(mark);
                }
                None => self.called_index(target, args, dst, span),
            },
        }
    }

    fn index_by_one(&mut self, target: &Expr, index: &Expr, dst: Reg, span: Span) {
        let mark = self.mark();
        let target = self.operand(target);
        match small(index) {
            Some(index) => {
                self.emit(Instr::IndexInt { dst, target, index }, span);
            }
            None => {
                let index = self.operand(index);
                self.emit(Instr::Index { dst, target, index }, span);
            }
        }
        self.release(mark);
    }

    /// By the library's function: it decides which names its arguments have, and in YAQL 0.2, where an index may be a
    /// condition, when they are evaluated.
    fn called_index(&mut self, target: &Expr, args: &[Arg], dst: Reg, span: Span) {
        let name = Name { text: "#indexer".into(), span };
        let target = std::iter::once(Arg::Positional(target.clone()));
        let args: Vec<Arg> = target.chain(args.iter().cloned()).collect();
        self.call(&name, &args, dst, span);
    }

    pub(super) fn member(
        &mut self,
        whole: &Expr,
        target: &Expr,
        name: &Name,
        safe: bool,
        dst: Reg,
    ) {
        if let Some(class) = self.dotted_class(whole) {
            return self.load(Const::Class(class), dst, whole.span);
        }
        self.check_own_property(target, name);
        let mark = self.mark();
        let target = self.operand(target);
        let site = self.member_site(&name.text, safe, name.span);
        self.emit(Instr::Member { dst, target, site }, whole.span);
        self.release(mark);
    }

    /// In `.murano`, `$.name` in a class must be a declared property, or one that the class's own code sets somewhere.
    fn check_own_property(&mut self, target: &Expr, name: &Name) {
        let Some(class) = self.around.class.filter(|_| self.reads_own(target)) else { return };
        let known = self.registry.own_property_names(class);
        // A class as `$`, in a static method, has a name too.
        if known.contains(&name.text) || &*name.text == "name" {
            return;
        }
        let message = format!("`{}` is no property of this class", name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message);
        let near = suggest::did_you_mean(&name.text, known.iter().map(|n| &**n));
        self.report(match near {
            Some(hint) => diagnostic.hint(hint),
            None if self.own_method(&name.text) => {
                diagnostic.hint(format!("it is a method: `$.{}()`", name.text))
            }
            None => diagnostic.hint("declare it, or set it in `init`"),
        });
    }

    /// Is it `$` or `$this` of an object's own code: no lambda, no file's function?
    fn reads_own(&mut self, target: &Expr) -> bool {
        let ExprKind::Var(variable) = &target.kind else { return false };
        let this = variable.is_empty() || &**variable == "this";
        let own = self.builders.len() == 1 && self.register_of(variable) == Some(0);
        this && own && self.strict() && self.around.class != self.around.functions
    }

    /// `a.b.Foo` of bare words as a class's full name.
    pub(super) fn dotted_class(&self, expr: &Expr) -> Option<crate::compile::ir::ClassId> {
        if !self.strict() {
            return None;
        }
        let name: Text = dotted(expr)?.into();
        let written = TypeName { prefix: None, name, span: expr.span };
        self.registry.lookup(&written, &self.around.scope)
    }
}

/// The dotted spelling of a chain of bare words, if it has a dot.
fn dotted(expr: &Expr) -> Option<String> {
    let ExprKind::Member { target, name, safe: false } = &expr.kind else { return None };
    let before = match &target.kind {
        ExprKind::Word(word) => word.to_string(),
        _ => dotted(target)?,
    };
    Some(format!("{before}.{}", name.text))
}

/// Is it by position, or by a name that is a bare word?
pub(super) fn is_keyword(arg: &Arg) -> bool {
    match arg {
        Arg::Named(key, _) => matches!(key.kind, ExprKind::Word(_)),
        Arg::Positional(_) | Arg::Skipped(_) => true,
    }
}

/// The key and the default of `d[key, default]`, by position or by name.
fn index_arguments(args: &[Arg]) -> Option<(&Expr, &Expr)> {
    let named = |wanted: &str| {
        args.iter().find_map(|a| match a {
            Arg::Named(Expr { kind: ExprKind::Word(key), .. }, value) if **key == *wanted => {
                Some(value)
            }
            _ => None,
        })
    };
    match args {
        [Arg::Positional(key), Arg::Positional(default)] => Some((key, default)),
        [Arg::Positional(key), Arg::Named(..)] => Some((key, named("default")?)),
        [Arg::Named(..), Arg::Named(..)] => Some((named("key")?, named("default")?)),
        _ => None,
    }
}

/// A number, a text, a truth value or null, as it is written: nothing that could have elements.
fn is_literal(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::List(_)) && constant(expr, true).is_some()
}

/// The items of a literal made of literals alone.
pub(super) fn constants(args: &[Arg], words: bool) -> Option<Vec<Const>> {
    let of = |arg: &Arg| match arg {
        Arg::Positional(expr) => constant(expr, words),
        Arg::Named(..) | Arg::Skipped(_) => None,
    };
    args.iter().map(of).collect()
}

/// A literal's value; with `words`, a bare word is its spelling.
pub(super) fn constant(expr: &Expr, words: bool) -> Option<Const> {
    match &expr.kind {
        ExprKind::Null => Some(Const::Null),
        ExprKind::Bool(b) => Some(Const::Bool(*b)),
        ExprKind::Int(n) => Some(Const::Int(*n)),
        ExprKind::BigInt(digits) => Some(Const::Big(digits.clone())),
        ExprKind::Float(f) => Some(Const::Float(*f)),
        ExprKind::Str(text) => Some(Const::Str(text.clone())),
        ExprKind::Word(word) if words => Some(Const::Str(word.clone())),
        ExprKind::List(args) => constants(args, words).map(Const::List),
        _ => None,
    }
}
