//! Object constructions: `new Name { … }`, and inlined calls of `new` and `interpolate`.

use super::Lowering;
use super::calls::{listed, literal_key};
use super::deferred::NO_FUNCTION;
use crate::compile::ir::{ClassId, Instr, NewSite, NewValues, Owner, Reg};
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Arg, Entry, Expr, ExprKind, Name, Piece, Text, TypeName};

impl Lowering<'_> {
    pub(super) fn new_object(&mut self, class: &TypeName, entries: &[Entry], dst: Reg, span: Span) {
        let class = match self.registry.resolve(class, &self.context.scope) {
            Ok(class) => class,
            Err(diagnostic) => return self.refuse(*diagnostic, NO_FUNCTION, dst),
        };
        self.check_given(class, entries);
        let names: Option<Vec<Text>> = entries.iter().map(|e| literal_key(&e.key)).collect();
        let mark = self.mark();
        let base = self.mark();
        let (values, names, spans) = match names {
            Some(names) => {
                for entry in entries {
                    let value = self.temp();
                    self.stored(&entry.value, value);
                }
                let spans = entries.iter().map(|e| e.key.span).collect();
                (NewValues::Registers, names, spans)
            }
            // Some keys are computed: the dictionary is passed whole.
            None => {
                let value = self.temp();
                self.map(entries, value, span);
                self.emit(Instr::Freeze { reg: value }, span);
                (NewValues::Dictionary, Vec::new(), Vec::new())
            }
        };
        let owner = Owner::Implicit;
        let site =
            self.new_site(NewSite { class, values, names, spans, strict: true, owner }, span);
        self.emit(Instr::New { dst, base, site }, span);
        self.release(mark);
    }

    /// In `.murano`, reports keys that are not properties of the class.
    fn check_given(&mut self, class: ClassId, entries: &[Entry]) {
        let known = self.registry.given_names(class);
        for entry in entries {
            let Some(name) = literal_key(&entry.key) else { continue };
            // A base class that is not known may have the property. Few names are unknown, so that is asked last.
            if known.contains(&name) || name.contains(':') || !self.registry.knows_bases(class) {
                continue;
            }
            let written = self.registry.entry(class);
            let message = format!("`{}` has no property `{name}`", written.name);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_KEY, entry.key.span, message)
                .label(written.tree.name.span, "the class");
            let near = suggest::similar(&name, known.iter().map(|n| &**n));
            self.report(match near {
                Some(near) => diagnostic.similar(&near),
                None => diagnostic.hint(listed(&known)),
            });
        }
    }

    /// Inlines `new(Name, owner, key => value)` if the class is known, which avoids the dictionary; returns whether it did.
    pub(super) fn inline_new(&mut self, args: &[Arg], dst: Reg, span: Span) -> bool {
        let Some((class, rest)) = args.split_first() else { return false };
        let Arg::Positional(class) = class else { return false };
        let (owner, given) = match rest {
            [Arg::Positional(owner), given @ ..] => (Some(owner), given),
            given => (None, given),
        };
        let named: Option<Vec<(Text, &Expr, Span)>> = given.iter().map(property).collect();
        let Some(named) = named.filter(|_| self.catalogue.has_murano()) else { return false };
        // `parameters` selects another overload of `new`.
        let no_parameters =
            owner.is_none_or(is_owner) && named.iter().all(|(n, ..)| &**n != "parameters");
        let Some(class) = self.known_class(class).filter(|_| no_parameters) else { return false };
        let mark = self.mark();
        let base = self.mark();
        if let Some(owner) = owner {
            let register = self.temp();
            self.expr(owner, register);
        }
        for (_, value, _) in &named {
            let register = self.temp();
            self.stored(value, register);
        }
        let owner = if owner.is_some() { Owner::Given } else { Owner::Nobody };
        let names = named.iter().map(|(name, ..)| name.clone()).collect();
        let spans = named.iter().map(|(.., span)| *span).collect();
        let values = NewValues::Registers;
        let site =
            self.new_site(NewSite { class, values, names, spans, strict: false, owner }, span);
        self.emit(Instr::New { dst, base, site }, span);
        self.release(mark);
        true
    }

    /// The class that an expression names, if it is known at compile time.
    fn known_class(&self, expr: &Expr) -> Option<ClassId> {
        let scope = &self.context.scope;
        match &expr.kind {
            ExprKind::TypeName(name) => self.registry.lookup(name, scope),
            ExprKind::Word(word) => {
                let written = TypeName { prefix: None, name: word.clone(), span: expr.span };
                self.registry.lookup(&written, scope)
            }
            _ => None,
        }
    }

    /// `target with { … }`, a call of an internal function.
    pub(super) fn changed(&mut self, target: &Expr, changes: &Expr, dst: Reg, span: Span) {
        let name = Name { text: "#with".into(), span };
        let args = [target, changes].map(|expr| Arg::Positional(expr.clone()));
        self.call(&name, &args, dst, span);
    }

    /// Lowers `interpolate('a', $x)` as `"a\($x)"`.
    pub(super) fn inline_text(&mut self, args: &[Arg], dst: Reg, span: Span) -> bool {
        let pieces: Option<Vec<Piece>> = args.iter().map(piece).collect();
        let known = pieces.filter(|p| !p.is_empty() && self.catalogue.has_murano());
        let Some(pieces) = known else { return false };
        self.interpolated(&pieces, dst, span);
        true
    }
}

/// Returns whether an argument can only be the owner, not a dictionary.
fn is_owner(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null => true,
        ExprKind::Var(name) => &**name == "this",
        _ => false,
    }
}

/// `name => value` with a word or string as its name.
fn property(arg: &Arg) -> Option<(Text, &Expr, Span)> {
    match arg {
        Arg::Named(key, value) => match &key.kind {
            ExprKind::Word(name) | ExprKind::Str(name) => Some((name.clone(), value, key.span)),
            _ => None,
        },
        Arg::Positional(_) | Arg::Skipped(_) => None,
    }
}

fn piece(arg: &Arg) -> Option<Piece> {
    match arg {
        Arg::Positional(Expr { kind: ExprKind::Str(text), .. }) => Some(Piece::Text(text.clone())),
        Arg::Positional(expr) => Some(Piece::Expr(expr.clone())),
        Arg::Named(..) | Arg::Skipped(_) => None,
    }
}
