//! Lists, dictionaries, indices, members.

use super::deferred::{MAPPING_TRANSLATION, NO_MATCHING_FUNCTION};
use super::expr::may_be_lazy;
use super::operators::small;
use super::{BareWords, Lowering};
use crate::compile::ir::{Const, Instr, MemberSite, Reg};
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Arg, Entry, Expr, ExprKind, Name, Text, TypeName};

/// Items of a literal that one instruction builds; longer literals are appended part by part, so that few registers are needed.
const PART: usize = 250;

/// Most keys of a literal whose keys are a shared constant.
const MOST_KEYS: usize = 8;

impl Lowering<'_> {
    pub(super) fn list(&mut self, args: &[Arg], dst: Reg, span: Span) {
        // A list of literals is one constant. A long list is built in parts, because its items
        // occupy consecutive registers of the frame.
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
        if let Some(items) = constants(args, self.bare_words()) {
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

    /// Evaluates the items of a list into new consecutive registers.
    fn items(&mut self, args: &[Arg]) {
        for arg in args {
            let reg = self.temp();
            match arg {
                Arg::Positional(expr) | Arg::Named(_, expr) => self.expr(expr, reg),
                Arg::Skipped(span) => drop(self.emit(Instr::Missing { dst: reg }, *span)),
            }
        }
    }

    /// Emits `target = target + [items]` as one instruction if possible; returns whether it did.
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

    /// The constant with the keys of a literal, if they are few different strings.
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

    /// Lowers a key of a dictionary: a bare word is its spelling.
    fn key(&mut self, key: &Expr, dst: Reg) {
        match &key.kind {
            ExprKind::Word(word) => self.load(Const::Str(word.clone()), dst, key.span),
            _ => self.expr(key, dst),
        }
    }

    pub(super) fn index(&mut self, target: &Expr, args: &[Arg], dst: Reg, span: Span) {
        // In the order of the reference implementation's checks: the receiver, the form of the
        // arguments, then the usual forms `x[i]` and `d[key, default]` as instructions. Any
        // other combination is left to the library's `#indexer`.
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
                let message = "the name of an argument must be a bare word";
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

    /// Lowers an index as a call of the library's `#indexer`, which decides the names of its arguments and, in YAQL 0.2, where an index
    /// may be a condition, whether they are lazy.
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
        let site = self.member_site(MemberSite { name: name.text.clone(), safe, span: name.span });
        self.emit(Instr::Member { dst, target, site }, whole.span);
        self.release(mark);
    }

    /// In `.murano`, reports `$.name` that is neither a declared property nor assigned anywhere in the class's own code.
    fn check_own_property(&mut self, target: &Expr, name: &Name) {
        let Some(class) = self.context.class.filter(|_| self.reads_own(target)) else { return };
        let known = self.registry.own_property_names(class);
        // In a static method `$` is the class, which has a `name`.
        if known.contains(&name.text) || &*name.text == "name" || !self.registry.knows_bases(class)
        {
            return;
        }
        let message = format!("`{}` is not a property of this class", name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message);
        let near = suggest::similar(&name.text, known.iter().map(|n| &**n));
        self.report(match near {
            Some(near) => diagnostic.similar(&near),
            None if self.own_method(&name.text) => {
                diagnostic.hint(format!("it is a method: `$.{}()`", name.text))
            }
            None => diagnostic.hint("declare it, or set it in `init`"),
        });
    }

    /// Returns whether it is `$` or `$this` in code of a class, outside of lambdas and of a file's functions.
    fn reads_own(&mut self, target: &Expr) -> bool {
        let ExprKind::Var(variable) = &target.kind else { return false };
        let this = variable.is_empty() || &**variable == "this";
        let own = self.builders.len() == 1 && self.register_of(variable) == Some(0);
        this && own && self.strict() && self.context.class != self.context.functions
    }

    /// The class that bare words with dots, as `a.b.Foo`, name.
    pub(super) fn dotted_class(&self, expr: &Expr) -> Option<crate::compile::ir::ClassId> {
        if !self.strict() {
            return None;
        }
        let name: Text = dotted(expr)?.into();
        let written = TypeName { prefix: None, name, span: expr.span };
        self.registry.lookup(&written, &self.context.scope)
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

/// Returns whether an argument is positional or has a bare word as its name.
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

/// Returns whether an expression is a literal without elements.
fn is_literal(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::List(_)) && constant(expr, BareWords::Spelled).is_some()
}

/// The items of a list of literals.
pub(super) fn constants(args: &[Arg], words: BareWords) -> Option<Vec<Const>> {
    let of = |arg: &Arg| match arg {
        Arg::Positional(expr) => constant(expr, words),
        Arg::Named(..) | Arg::Skipped(_) => None,
    };
    args.iter().map(of).collect()
}

/// The value of a literal.
pub(super) fn constant(expr: &Expr, words: BareWords) -> Option<Const> {
    match &expr.kind {
        ExprKind::Null => Some(Const::Null),
        ExprKind::Bool(b) => Some(Const::Bool(*b)),
        ExprKind::Int(n) => Some(Const::Int(*n)),
        ExprKind::BigInt(digits) => Some(Const::Big(digits.clone())),
        ExprKind::Float(f) => Some(Const::Float(*f)),
        ExprKind::Str(text) => Some(Const::Str(text.clone())),
        ExprKind::Word(word) if words == BareWords::Spelled => Some(Const::Str(word.clone())),
        ExprKind::List(args) => constants(args, words).map(Const::List),
        _ => None,
    }
}
