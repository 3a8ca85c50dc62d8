//! Variables: what each name stands for at a place.

use super::Lowering;
use super::free::{self, canonical};
use crate::compile::ir::{Capture, Instr, Reg};
use crate::diag::{Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Block, Expr, ExprKind, Text};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A register's value.
    Register(Reg),
    /// What is in the shared variable a register holds.
    Cell(Reg),
    /// A function made by `def`, held by a register.
    Function(Reg),
    /// A context computed at run time, held by a register: it may bind any name.
    Context(Reg),
}

/// The register of `$` in an expression over data.
const DATA: Place = Place::Register(1);

/// The names of one piece of code, innermost binding last.
#[derive(Debug, Default)]
pub(super) struct Names {
    bound: Vec<(Text, Place)>,
}

impl Names {
    pub(super) fn bind(&mut self, name: Text, place: Place) {
        self.bound.push((name, place));
    }

    pub(super) fn depth(&self) -> usize {
        self.bound.len()
    }

    pub(super) fn unwind(&mut self, depth: usize) {
        self.bound.truncate(depth);
    }

    /// The binding of a variable, and the computed contexts inside of it.
    fn find(&self, name: &str) -> (Option<Place>, Vec<Reg>) {
        let mut contexts = Vec::new();
        for (bound, place) in self.bound.iter().rev() {
            match place {
                Place::Context(reg) => contexts.push(*reg),
                Place::Function(_) => {}
                Place::Register(_) | Place::Cell(_) if **bound == *name => {
                    return (Some(*place), contexts);
                }
                Place::Register(_) | Place::Cell(_) => {}
            }
        }
        (None, contexts)
    }

    pub(super) fn function(&self, name: &str) -> Option<Reg> {
        self.bound.iter().rev().find_map(|(bound, place)| match place {
            Place::Function(reg) if **bound == *name => Some(*reg),
            _ => None,
        })
    }

    fn variables(&self) -> impl Iterator<Item = &Text> {
        let variable = |p: &Place| matches!(p, Place::Register(_) | Place::Cell(_));
        self.bound.iter().filter(move |(_, p)| variable(p)).map(|(n, _)| n)
    }

    fn contexts(&self) -> bool {
        self.bound.iter().any(|(_, p)| matches!(p, Place::Context(_)))
    }
}

impl Lowering<'_> {
    /// Register 0: `$this`, and `$` until something else is.
    pub(super) fn declare_this(&mut self) {
        let reg = self.temp();
        let names = &mut self.b().names;
        names.bind("this".into(), Place::Register(reg));
        names.bind("1".into(), Place::Register(reg));
    }

    /// The next register: `$` as an item.
    pub(super) fn declare_item(&mut self) {
        let reg = self.temp();
        self.b().names.bind("1".into(), Place::Register(reg));
    }

    /// The next register: a parameter or a local variable.
    pub(super) fn declare_local(&mut self, name: &Text) -> Reg {
        let reg = self.temp();
        self.b().names.bind(canonical(name), Place::Register(reg));
        reg
    }

    /// Variables of a session: each register is given its shared variable when the code is run.
    pub(super) fn declare_globals(&mut self, globals: &[Text], body: &Block) {
        let assigned = free::assigned(body);
        let names: indexmap::IndexSet<Text> =
            globals.iter().cloned().chain(assigned.all.iter().cloned()).collect();
        for name in names {
            let reg = self.temp();
            let b = self.b();
            b.params.push((name.clone(), reg));
            b.names.bind(name, Place::Cell(reg));
        }
    }

    /// Every variable a body assigns, except those that have a place already.
    pub(super) fn declare_assigned(&mut self, body: &Block) {
        let assigned = free::assigned(body);
        for name in &assigned.all {
            let (place, _) = self.b().names.find(name);
            let shared = assigned.shared.contains(name);
            match place {
                Some(Place::Register(reg)) if shared && reg != 0 => self.share(name, reg),
                Some(_) if !shared || &**name != "1" => {}
                _ if shared => {
                    let reg = self.temp();
                    self.share(name, reg);
                }
                _ => {
                    let dst = self.declare_local(name);
                    self.emit(Instr::Null { dst }, Span::NONE);
                }
            }
        }
    }

    fn share(&mut self, name: &Text, reg: Reg) {
        if self.place(name).is_none() {
            self.emit(Instr::Null { dst: reg }, Span::NONE);
        }
        self.emit(Instr::NewCell { dst: reg }, Span::NONE);
        self.b().names.bind(name.clone(), Place::Cell(reg));
    }

    /// What a variable is here; captured from around a lambda if need be.
    pub(super) fn place(&mut self, name: &str) -> Option<Place> {
        self.b().names.find(name).0
    }

    /// The register of a function made by `def`.
    pub(super) fn defined(&mut self, name: &str) -> Option<Reg> {
        self.b().names.function(name)
    }

    /// Reads a variable.
    pub(super) fn variable(&mut self, name: &Text, dst: Reg, span: Span) {
        let name = canonical(name);
        self.note_read(&name);
        let (place, contexts) = self.b().names.find(&name);
        match place {
            Some(Place::Register(src)) if src == dst => {}
            Some(Place::Register(src)) => drop(self.emit(Instr::Move { dst, src }, span)),
            Some(Place::Cell(cell)) => drop(self.emit(Instr::LoadCell { dst, cell }, span)),
            Some(Place::Function(_) | Place::Context(_)) | None => {
                self.emit(Instr::Null { dst }, span);
                if contexts.is_empty() {
                    self.unknown_variable(&name, span);
                }
            }
        }
        for context in contexts.into_iter().rev() {
            let name = self.near_constant(crate::compile::ir::Const::Str(name.clone()), span);
            self.emit(Instr::ContextVar { dst, context, name }, span);
        }
    }

    /// The register a variable lives in, if it can be used where it is.
    pub(super) fn register_of(&mut self, name: &Text) -> Option<Reg> {
        let found = self.register_named(name);
        if found.is_some() {
            self.note_read(&canonical(name));
        }
        found
    }

    fn note_read(&mut self, name: &str) {
        let data = self.builders.len() == 1 && name == "1" && self.place(name) == Some(DATA);
        self.data.reads += usize::from(data);
    }

    /// Notes that an index is applied; to the data itself that makes a difference.
    pub(super) fn note_index(&mut self, target: &Expr) {
        if let ExprKind::Var(name) = &target.kind {
            let own = self.builders.len() == 1 && &*canonical(name) == "1";
            self.data.indexed |= own && self.place("1") == Some(DATA);
        }
    }

    fn register_named(&mut self, name: &Text) -> Option<Reg> {
        match self.b().names.find(&canonical(name)) {
            (Some(Place::Register(reg)), contexts) if contexts.is_empty() => Some(reg),
            _ => None,
        }
    }

    fn unknown_variable(&mut self, name: &Text, span: Span) {
        let numbered = name.bytes().all(|b| b.is_ascii_digit());
        if !self.around.checked || numbered {
            return;
        }
        // `$1` is nobody's variable.
        let is_named = |name: &&Text| !name.starts_with(|c: char| c.is_ascii_digit());
        let known: Vec<Text> = self.b().names.variables().filter(is_named).cloned().collect();
        let message = format!("the variable `${name}` is never set");
        let mut diagnostic = Diagnostic::error(codes::UNKNOWN_VARIABLE, span, message);
        if let Some(near) = suggest::nearest(name, known.iter().map(|n| &**n)) {
            diagnostic = diagnostic.hint(format!("did you mean `${near}`?"));
        } else if self.has_property(name) {
            diagnostic = diagnostic.hint(format!("`{name}` is a property: `$.{name}`"));
        }
        self.report(diagnostic);
    }

    fn has_property(&self, name: &str) -> bool {
        let Some(class) = self.around.class else { return false };
        let declares = |c: &crate::compile::ir::ClassId| {
            self.registry.entry(*c).tree.properties.iter().any(|p| &*p.name.text == name)
        };
        self.registry.lineage(class).iter().any(declares)
    }

    /// Binds, in a lambda just begun, what it needs from around it.
    pub(super) fn capture(&mut self, wanted: &[Text]) {
        let outer = self.builders.len().checked_sub(2).expect("a lambda has something around it");
        let mut inside = Vec::new();
        for name in wanted {
            let (place, contexts) = self.builders[outer].names.find(name);
            inside.extend(contexts.into_iter().rev());
            match place {
                Some(Place::Register(from)) => self.capture_register(name, from, Place::Register),
                Some(Place::Cell(from)) => self.capture_register(name, from, Place::Cell),
                Some(Place::Function(_) | Place::Context(_)) | None => {}
            }
            if let Some(from) = self.builders[outer].names.function(name) {
                self.capture_register(name, from, Place::Function);
            }
        }
        for context in inside {
            self.capture_register("", context, Place::Context);
        }
    }

    fn capture_register(&mut self, name: &str, from: Reg, place: fn(Reg) -> Place) {
        if name.is_empty() && self.b().captures.iter().any(|c| c.from == from) {
            return;
        }
        let to = self.temp();
        let b = self.b();
        b.captures.push(Capture { from, to });
        b.names.bind(name.into(), place(to));
    }

    /// May a computed context bind any name here?
    pub(super) fn in_context(&mut self) -> bool {
        self.b().names.contexts()
    }
}
