//! A program of one file that is checked again after each change, as editors do: only what a change affects is compiled again.
//!
//! A class is compiled again if its declaration has changed. Whether that affects other classes, two hashes of it tell. If its members
//! as others see them have changed, the classes that asked the registry for it are compiled again. If its name, its bases, or the
//! names of its methods have changed, which questions about all classes need, everything is. Classes keep their ids, so that what
//! refers to them stays valid.

use std::collections::BTreeSet;
use std::hash::{Hash as _, Hasher as _};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashSet, FxHasher};

use super::{
    Declared, ParseState, Variables, caught, class, compile_needed, finished, report_duplicates,
    script,
};
use crate::compile::check;
use crate::compile::ids::ClassId;
use crate::compile::registry::Registry;
use crate::compile::scope::Scope;
use crate::compile::walk;
use crate::diag::{Diagnostic, codes};
use crate::source::{Source, Span};
use crate::syntax::{self, Class, ExprKind, Method, MethodUsage, Module, StmtKind, Text};

/// What is known of a program between its changes.
pub(crate) struct LiveUnit {
    /// The class of the file, which holds its functions, then the declared classes.
    classes: Vec<LiveClass>,
    scope: Rc<Scope>,
}

/// A class, and what compiling it found.
struct LiveClass {
    id: ClassId,
    name: Text,
    tree: Rc<Class>,
    interface: Interface,
    /// The classes whose declarations compiling and checking it has asked for.
    uses: FxHashSet<ClassId>,
    /// What finding its bases and compiling it found; `None` if that is to be done.
    lowered: Option<Vec<Diagnostic>>,
    /// What the checker found.
    checked: Option<Vec<Diagnostic>>,
}

/// Hashes of what others can see of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Interface {
    /// Its bases, and the names of its methods and of those that it calls.
    names: u64,
    /// Its members.
    members: u64,
}

impl LiveClass {
    fn new(id: ClassId, name: Text, tree: Rc<Class>) -> Self {
        let (interface, uses) = (Interface::default(), FxHashSet::default());
        Self { id, name, tree, interface, uses, lowered: None, checked: None }
    }

    fn forget(&mut self) {
        (self.lowered, self.checked) = (None, None);
        self.uses.clear();
    }
}

/// Checks a program after a change. `unit` is what an earlier call has left; `name` identifies the file, `sources` are the parts of its text. Returns what it declares, and
/// all its diagnostics.
pub(crate) fn check(
    registry: &Registry,
    unit: &mut Option<LiveUnit>,
    name: &str,
    (sources, module): (&[Arc<Source>], &Module),
    parsed: Vec<Diagnostic>,
) -> (Declared, Vec<Diagnostic>) {
    drop(registry.take_diagnostics());
    let live = unit.get_or_insert_with(|| LiveUnit::new(registry, name));
    live.declare(registry, name, module);
    let declared = live.declared();
    let found = syntax::with_enough_stack(|| live.diagnostics(registry, (sources, module), parsed));
    (declared, found)
}

impl LiveUnit {
    fn new(registry: &Registry, name: &str) -> Self {
        let tree = Rc::new(file_class(name, Vec::new()));
        let scope = Rc::new(Scope { strict: true, ..Scope::default() });
        let id = registry.declare(name.into(), tree.clone(), scope.clone());
        Self { classes: vec![LiveClass::new(id, name.into(), tree)], scope }
    }

    fn declared(&self) -> Declared {
        let classes = self.classes[1..].iter().map(|class| class.id).collect();
        Declared { class: self.classes[0].id, classes, scope: self.scope.clone() }
    }

    /// Replaces the declarations that have changed, and those of classes that can see a change.
    fn declare(&mut self, registry: &Registry, name: &str, module: &Module) {
        let scope = Scope::of_module(module);
        let mut all = !self.has_names_of(module, &scope);
        if all {
            self.rename(registry, module, scope);
        }
        let declared = method_names(module);
        let functions = self.functions(name, module);
        let mut changed: Vec<ClassId> = Vec::new();
        let trees = std::iter::once(functions).chain(module.classes.iter().cloned());
        for (class, tree) in self.classes.iter_mut().zip(trees) {
            if Rc::ptr_eq(&class.tree, &tree) && !all {
                continue;
            }
            let seen = interface(registry, &tree, &declared);
            all |= seen.names != class.interface.names;
            if seen.members != class.interface.members {
                changed.push(class.id);
            }
            (class.tree, class.interface) = (tree, seen);
            class.forget();
        }
        for class in &mut self.classes {
            if all || changed.iter().any(|id| class.uses.contains(id)) {
                class.forget();
            }
        }
        self.enter_changed(registry);
    }

    /// Whether the classes and the scope of a file are those of the last time.
    fn has_names_of(&self, module: &Module, scope: &Scope) -> bool {
        let names = self.classes[1..].iter().map(|class| &class.tree.name.text);
        let same = (&*self.scope.namespace, &self.scope.usings, &self.scope.prefixes)
            == (&*scope.namespace, &scope.usings, &scope.prefixes);
        same && names.eq(module.classes.iter().map(|class| &class.name.text))
    }

    /// Gives the ids, in order, to the classes of a file; adds some, or withdraws the surplus.
    fn rename(&mut self, registry: &Registry, module: &Module, scope: Scope) {
        self.scope = Rc::new(scope);
        let wanted = module.classes.len() + 1;
        for surplus in self.classes.drain(wanted.min(self.classes.len())..) {
            registry.withdraw(surplus.id);
        }
        for (n, tree) in module.classes.iter().enumerate() {
            let name = self.scope.qualify(&tree.name.text);
            if let Some(class) = self.classes.get_mut(n + 1) {
                class.name = name;
                continue;
            }
            let id = registry.declare(name.clone(), tree.clone(), self.scope.clone());
            self.classes.push(LiveClass::new(id, name, tree.clone()));
        }
    }

    /// The class that holds the functions of a file: that of the last time, if they are the same.
    fn functions(&self, name: &str, module: &Module) -> Rc<Class> {
        let known = &self.classes[0].tree;
        let same = known.methods.len() == module.functions.len()
            && known.methods.iter().zip(&module.functions).all(|(a, b)| {
                // A function that has not changed has its place, and a changed one has another.
                a.span == b.span && a.name.span == b.name.span
            });
        if same {
            return known.clone();
        }
        let of_file =
            |f: &Rc<Method>| Rc::new(Method { usage: MethodUsage::Static, ..(**f).clone() });
        Rc::new(file_class(name, module.functions.iter().map(of_file).collect()))
    }

    /// Enters the declarations that are to be compiled in the registry.
    fn enter_changed(&self, registry: &Registry) {
        let file = self.classes[0].id;
        for class in self.classes.iter().filter(|class| class.lowered.is_none()) {
            let (name, tree) = (class.name.clone(), class.tree.clone());
            registry.replace(class.id, name, tree, self.scope.clone());
            registry.entry(class.id).functions.set(Some(file));
        }
        let classes = self.classes[1..].iter().map(|class| class.id).collect();
        registry.set_companions(file, classes);
    }

    fn diagnostics(
        &mut self,
        registry: &Registry,
        (sources, module): (&[Arc<Source>], &Module),
        parsed: Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        // The order is that of a unit which is compiled once: what the checker says of a method that
        // the lowering does not know has to come after it.
        let state = ParseState::of_script(registry, &parsed);
        let mut found = parsed;
        let of_parser = found.len();
        report_duplicates(registry, "class", module.classes.iter().map(|class| &class.name));
        found.extend(registry.take_diagnostics());
        for live in self.classes.iter_mut().filter(|class| class.lowered.is_none()) {
            registry.noting_uses(&mut live.uses, || {
                drop(registry.parents(live.id));
                drop(class(registry, live.id));
            });
            live.lowered = Some(registry.take_diagnostics());
        }
        let declared = self.declared();
        drop(script(registry, &declared, &module.body, Variables::Local));
        compile_needed(registry);
        let entries: Vec<_> = self.classes.iter().map(|class| registry.entry(class.id)).collect();
        caught::check(registry, &entries, Some((&module.body, &self.scope)));
        found.extend(registry.take_diagnostics());
        found.extend(
            self.classes.iter().filter_map(|class| class.lowered.as_ref()).flatten().cloned(),
        );
        let lowered = found.split_off(of_parser);
        found.extend(lowered.into_iter().filter(|one| state.keeps(one)));
        if state.is_checked() && !found.iter().any(|found| found.code == codes::TOO_DEEP) {
            let mut checked = Vec::new();
            self.run_checker(registry, module, &mut checked);
            found.extend(checked.into_iter().filter(|one| state.keeps_checked(one)));
        }
        let mut seen = FxHashSet::default();
        found.retain(|one| seen.insert((one.code, one.span, one.message.clone())));
        found.sort_by_key(|one| one.span);
        // What did not parse was not checked as a whole: its comments may allow what would be found.
        finished(registry, if state.is_whole() { sources } else { &[] }, found)
    }

    fn run_checker(&mut self, registry: &Registry, module: &Module, found: &mut Vec<Diagnostic>) {
        let members = check::ClassMembers::new(registry, &module.body);
        members.prepare();
        for class in &mut self.classes {
            if class.checked.is_none() {
                registry.noting_uses(&mut class.uses, || check::class(&members, class.id));
                class.checked = Some(registry.take_diagnostics());
            }
            found.extend(class.checked.iter().flatten().cloned());
        }
        check::statements(&members, self.classes[0].id, &module.body);
        found.extend(registry.take_diagnostics());
    }
}

fn file_class(name: &str, methods: Vec<Rc<Method>>) -> Class {
    Class { methods, ..Class::empty(name.into()) }
}

/// The names of all methods and functions of a file.
fn method_names(module: &Module) -> FxHashSet<Text> {
    let methods = module.classes.iter().flat_map(|class| &class.methods);
    methods.chain(&module.functions).map(|method| method.name.text.clone()).collect()
}

/// Hashes of what other classes can see of a class: everything but its bodies, and of those whether they return a value, which
/// properties they assign, and which methods of the program they call.
fn interface(registry: &Registry, tree: &Class, declared: &FxHashSet<Text>) -> Interface {
    let (mut names, mut members) = (FxHasher::default(), FxHasher::default());
    let text = |span: Span, hash: &mut FxHasher| {
        if let Some(source) = registry.sources.find(span) {
            source.slice(span).hash(hash);
        }
    };
    let bases = tree.extends.iter().chain(&tree.imports).map(|name| name.span);
    let head = bases.chain(tree.metas.iter().map(|meta| meta.span));
    std::iter::once(tree.name.span).chain(head).for_each(|span| text(span, &mut names));
    let rules = &tree.meta_rules;
    (tree.usage as u8, rules.many, rules.inherited, &rules.applies).hash(&mut names);
    tree.properties.iter().for_each(|property| text(property.span, &mut members));
    for method in &tree.methods {
        let end = method.body.as_ref().map_or(method.span.end, |body| body.span.start);
        text(Span::new(method.span.start, end), &mut members);
        (&method.name.text, method.usage as u8).hash(&mut names);
        let body = VisibleBody::of(method, declared);
        body.calls.hash(&mut names);
        (body.flags, &body.assigns).hash(&mut members);
    }
    Interface { names: names.finish(), members: members.finish() }
}

/// What the checker can tell of a body from outside.
#[derive(Default)]
struct VisibleBody {
    /// Whether it exists, returns a value, is empty, calls methods.
    flags: u8,
    /// The names of the properties that it assigns.
    assigns: BTreeSet<Text>,
    /// The names of methods of the program that it mentions.
    calls: BTreeSet<Text>,
}

impl VisibleBody {
    fn of(method: &Method, declared: &FxHashSet<Text>) -> Self {
        let mut visible = Self::default();
        let Some(body) = &method.body else { return visible };
        let (mut returns, mut calls) = (false, false);
        walk::statements(body, &mut |statement| match &statement.kind {
            StmtKind::Return(Some(_)) | StmtKind::Error => returns = true,
            StmtKind::Assign { target, .. } => {
                if let ExprKind::Member { name, .. } = &target.kind {
                    visible.assigns.insert(name.text.clone());
                }
            }
            _ => {}
        });
        walk::all_expressions(body, &mut |part| {
            calls |= matches!(part.kind, ExprKind::MethodCall { .. } | ExprKind::Super { .. });
        });
        let mut called = FxHashSet::default();
        walk::add_called(body, &mut called);
        visible.calls = called.intersection(declared).cloned().collect();
        // Only what `init` calls matters to others.
        let calls = calls && &*method.name.text == ".init";
        let flags = [true, returns, body.statements.is_empty(), calls];
        visible.flags = flags.iter().fold(0, |bits, flag| bits << 1 | u8::from(*flag));
        visible
    }
}
