//! Variables: which register or cell a name is bound to.

use rustc_hash::FxHashMap;

use super::Lowering;
use super::free::{self, canonical};
use crate::compile::ir::{Capture, CodeKind, Instr, Reg};
use crate::diag::{Applicability, Diagnostic, codes, suggest};
use crate::source::Span;
use crate::syntax::{Block, Expr, ExprKind, Text};

/// What a name is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// A register's value.
    Register(Reg),
    /// The contents of the shared cell in a register.
    Cell(Reg),
    /// A function made by `def`, in a register.
    Function(Reg),
    /// A context computed at run time, in a register: it may bind any name.
    Context(Reg),
}

/// The register of `$` in an expression over data.
const DATA: Binding = Binding::Register(1);

/// The bindings of one code, innermost last.
#[derive(Debug, Default)]
pub(super) struct Bindings {
    bound: Vec<(Text, Binding)>,
    /// The positions of the bindings of each variable: code may have thousands of variables.
    variables: FxHashMap<Text, Vec<usize>>,
    /// The positions of functions and computed contexts, which are few.
    others: Vec<usize>,
}

impl Bindings {
    pub(super) fn bind(&mut self, name: Text, place: Binding) {
        let position = self.bound.len();
        match place {
            Binding::Register(_) | Binding::Cell(_) => {
                self.variables.entry(name.clone()).or_default().push(position);
            }
            Binding::Function(_) | Binding::Context(_) => self.others.push(position),
        }
        self.bound.push((name, place));
    }

    pub(super) fn depth(&self) -> usize {
        self.bound.len()
    }

    pub(super) fn unwind(&mut self, depth: usize) {
        for (name, place) in self.bound.drain(depth..) {
            match place {
                Binding::Register(_) | Binding::Cell(_) => {
                    self.variables.get_mut(&name).and_then(Vec::pop);
                }
                Binding::Function(_) | Binding::Context(_) => drop(self.others.pop()),
            }
        }
    }

    /// The binding of a variable, and the computed contexts that are nested inside of it and may shadow it.
    fn find(&self, name: &str) -> (Option<Binding>, Vec<Reg>) {
        let position = self.variables.get(name).and_then(|positions| positions.last().copied());
        let inside = self.others.iter().rev().take_while(|other| Some(**other) > position);
        let contexts = inside.filter_map(|other| match self.bound[*other].1 {
            Binding::Context(reg) => Some(reg),
            _ => None,
        });
        (position.map(|position| self.bound[position].1), contexts.collect())
    }

    pub(super) fn function(&self, name: &str) -> Option<Reg> {
        self.others.iter().rev().find_map(|other| match &self.bound[*other] {
            (bound, Binding::Function(reg)) if **bound == *name => Some(*reg),
            _ => None,
        })
    }

    fn variables(&self) -> impl Iterator<Item = &Text> {
        let variable = |p: &Binding| matches!(p, Binding::Register(_) | Binding::Cell(_));
        self.bound.iter().filter(move |(_, p)| variable(p)).map(|(n, _)| n)
    }

    /// The variables that are in registers of their own.
    pub(super) fn registers(&self) -> Vec<(Text, Reg)> {
        let register = |(name, place): &(Text, Binding)| match place {
            Binding::Register(reg) => Some((name.clone(), *reg)),
            Binding::Cell(_) | Binding::Function(_) | Binding::Context(_) => None,
        };
        self.bound.iter().filter_map(register).collect()
    }

    fn contexts(&self) -> bool {
        self.others.iter().any(|other| matches!(self.bound[*other].1, Binding::Context(_)))
    }
}

impl Lowering<'_> {
    /// Binds the next register, 0, to `$this`, and to `$` until that is bound otherwise.
    pub(super) fn declare_this(&mut self) {
        let reg = self.temp();
        let names = &mut self.b().names;
        names.bind("this".into(), Binding::Register(reg));
        names.bind("1".into(), Binding::Register(reg));
    }

    /// Binds the next register to `$`.
    pub(super) fn declare_item(&mut self) {
        let reg = self.temp();
        self.b().names.bind("1".into(), Binding::Register(reg));
    }

    /// Binds the next register to a parameter or local variable.
    pub(super) fn declare_local(&mut self, name: &Text) -> Reg {
        let reg = self.temp();
        self.b().names.bind(canonical(name), Binding::Register(reg));
        reg
    }

    /// Binds variables of the REPL to registers that hold their shared cells: [`Chunk::params`](crate::compile::ir::Chunk) lists them.
    pub(super) fn declare_globals(&mut self, globals: &[Text], body: &Block) {
        let assigned = free::assigned(body);
        let names: indexmap::IndexSet<Text> =
            globals.iter().cloned().chain(assigned.all.iter().cloned()).collect();
        for name in names {
            let reg = self.temp();
            let b = self.b();
            b.params.push((name.clone(), reg));
            b.names.bind(name, Binding::Cell(reg));
        }
    }

    /// Binds every variable that a body assigns and that is not bound yet. Those that branches of `parallel` use too live in cells.
    pub(super) fn declare_assigned(&mut self, body: &Block) {
        let assigned = free::assigned(body);
        for name in &assigned.all {
            let (place, _) = self.b().names.find(name);
            let shared = assigned.shared.contains(name);
            match place {
                Some(Binding::Register(reg)) if shared && reg != 0 => self.share(name, reg),
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
        if self.binding(name).is_none() {
            self.emit(Instr::Null { dst: reg }, Span::NONE);
        }
        self.emit(Instr::NewCell { dst: reg }, Span::NONE);
        self.b().names.bind(name.clone(), Binding::Cell(reg));
    }

    /// The binding of a variable.
    pub(super) fn binding(&mut self, name: &str) -> Option<Binding> {
        self.b().names.find(name).0
    }

    /// The register of a function made by `def`.
    pub(super) fn defined(&mut self, name: &str) -> Option<Reg> {
        self.b().names.function(name)
    }

    /// Lowers the read of a variable.
    pub(super) fn variable(&mut self, name: &Text, dst: Reg, span: Span) {
        let name = canonical(name);
        self.note_read(&name);
        let (place, contexts) = self.b().names.find(&name);
        match place {
            Some(Binding::Register(src)) if src == dst => {}
            Some(Binding::Register(src)) => drop(self.emit(Instr::Move { dst, src }, span)),
            Some(Binding::Cell(cell)) => drop(self.emit(Instr::LoadCell { dst, cell }, span)),
            Some(Binding::Function(_) | Binding::Context(_)) | None => {
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

    /// The register of a variable, if it can be an operand directly.
    pub(super) fn register_of(&mut self, name: &Text) -> Option<Reg> {
        let found = self.register_named(name);
        if found.is_some() {
            self.note_read(&canonical(name));
        }
        found
    }

    fn note_read(&mut self, name: &str) {
        let data = self.builders.len() == 1 && name == "1" && self.binding(name) == Some(DATA);
        self.data.reads += usize::from(data);
    }

    /// Records that an index is applied to the data, see [`super::DataUse`].
    pub(super) fn note_index(&mut self, target: &Expr) {
        if let ExprKind::Var(name) = &target.kind {
            let own = self.builders.len() == 1 && &*canonical(name) == "1";
            self.data.indexed |= own && self.binding("1") == Some(DATA);
        }
    }

    fn register_named(&mut self, name: &Text) -> Option<Reg> {
        match self.b().names.find(&canonical(name)) {
            (Some(Binding::Register(reg)), contexts) if contexts.is_empty() => Some(reg),
            _ => None,
        }
    }

    fn unknown_variable(&mut self, name: &Text, span: Span) {
        let numbered = name.bytes().all(|b| b.is_ascii_digit());
        let in_method = self.builders.first().is_some_and(|outer| outer.kind == CodeKind::Method);
        let is_checked = self.context.checked || in_method && self.registry.reports_deferred();
        if !is_checked || numbered {
            return;
        }
        // `$1`, `$2`, … are never suggested.
        let is_named = |name: &&Text| !name.starts_with(|c: char| c.is_ascii_digit());
        let known: Vec<Text> = self.b().names.variables().filter(is_named).cloned().collect();
        let message = format!("the variable `${name}` is never set");
        let mut diagnostic = match self.context.checked {
            true => Diagnostic::error(codes::UNKNOWN_VARIABLE, span, message),
            // In MuranoPL the value of such a variable is null.
            false => Diagnostic::warning(codes::NEVER_SET, span, message),
        };
        if let Some(near) = suggest::similar(name, known.iter().map(|n| &**n)) {
            let (written, right) = (format!("${name}"), format!("${}", near.right));
            diagnostic = diagnostic.hint(format!("did you mean `{right}`?")).replace(
                &written,
                right,
                near.applicability(),
            );
        } else if self.has_property(name) {
            diagnostic = diagnostic.hint(format!("`{name}` is a property: `$.{name}`")).replace(
                &format!("${name}"),
                format!("$.{name}"),
                Applicability::Sure,
            );
        } else if self.builders.last().is_some_and(|inner| inner.kind == CodeKind::Lambda) {
            diagnostic =
                diagnostic.hint("in a lambda the item is `$`, and a member of it `$.name`");
        } else if in_method {
            let hint = "methods and functions see only their own variables: pass the value as an argument, or store it in a property";
            diagnostic = diagnostic.hint(hint);
        }
        self.report(diagnostic);
    }

    pub(super) fn has_property(&self, name: &str) -> bool {
        let Some(class) = self.context.class else { return false };
        let declares = |c: &crate::compile::ir::ClassId| {
            self.registry.entry(*c).tree.properties.iter().any(|p| &*p.name.text == name)
        };
        self.registry.lineage(class).iter().any(declares)
    }

    /// Captures the free variables of a lambda that was just begun, and the computed contexts that may bind them.
    pub(super) fn capture(&mut self, wanted: &[Text]) {
        let outer = self.builders.len().checked_sub(2).expect("a lambda has something context it");
        let mut inside = Vec::new();
        for name in wanted {
            let (place, contexts) = self.builders[outer].names.find(name);
            inside.extend(contexts.into_iter().rev());
            match place {
                Some(Binding::Register(from)) => {
                    self.capture_register(name, from, Binding::Register);
                }
                Some(Binding::Cell(from)) => self.capture_register(name, from, Binding::Cell),
                Some(Binding::Function(_) | Binding::Context(_)) | None => {}
            }
            if let Some(from) = self.builders[outer].names.function(name) {
                self.capture_register(name, from, Binding::Function);
            }
        }
        for context in inside {
            self.capture_register("", context, Binding::Context);
        }
    }

    fn capture_register(&mut self, name: &str, from: Reg, place: fn(Reg) -> Binding) {
        if name.is_empty() && self.b().captures.iter().any(|c| c.from == from) {
            return;
        }
        let to = self.temp();
        let b = self.b();
        b.captures.push(Capture { from, to });
        b.names.bind(name.into(), place(to));
    }

    /// Returns whether a computed context may bind any name.
    pub(super) fn in_context(&mut self) -> bool {
        self.b().names.contexts()
    }
}
