//! The members of classes: which declaration a name refers to on an object, where that is
//! certain.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::Facts;
use super::types::KnownType;
use crate::compile::contract::chain;
use crate::compile::ids::{ClassId, PackageId};
use crate::compile::predicates::is_value;
use crate::compile::registry::{ClassEntry, Registry};
use crate::compile::walk;
use crate::syntax::{
    Block, Class, Contract, ExprKind, Method, MethodUsage, Property, StmtKind, Text,
};

/// The properties of a class by name: the class that declares each, and its index there.
pub(super) type PropertyIndex = IndexMap<Text, (ClassId, usize)>;

/// A declared property, with the class that declares it.
pub(crate) struct DeclaredProperty {
    /// The class that declares it.
    pub entry: Rc<ClassEntry>,
    declaration: Rc<Class>,
    index: usize,
}

impl DeclaredProperty {
    /// Its declaration.
    pub(crate) fn tree(&self) -> &Property {
        &self.declaration.properties[self.index]
    }

    /// The type of its values.
    pub(crate) fn ty(&self, registry: &Registry) -> KnownType {
        KnownType::of_contract(registry, &self.tree().contract, &self.entry.scope)
    }
}

/// A declared method, with the class that declares it.
#[derive(Clone)]
pub(crate) struct DeclaredMethod {
    /// The class that declares it.
    pub entry: Rc<ClassEntry>,
    /// Its declaration.
    pub tree: Rc<Method>,
}

/// The declared classes as the checker asks for them. Answers that need all classes are computed once.
pub(crate) struct ClassMembers<'r> {
    /// The registry that has them.
    pub registry: &'r Registry,
    /// Declarations of classes with their contracts as trees.
    declarations: RefCell<FxHashMap<ClassId, Rc<Class>>>,
    /// The nearest declaration of each property of a class, in the order of its lineage.
    properties: RefCell<FxHashMap<ClassId, Rc<PropertyIndex>>>,
    /// Whether every base class of a class is known.
    complete: RefCell<FxHashMap<ClassId, bool>>,
    /// The classes that declare a method of each name.
    declarers: OnceCell<FxHashMap<Text, Vec<ClassId>>>,
    /// The direct subclasses of each class.
    subclasses: OnceCell<FxHashMap<ClassId, Vec<ClassId>>>,
    has_init: OnceCell<bool>,
    /// The names of all extension methods.
    extensions: OnceCell<FxHashSet<Text>>,
    /// The statements of the unit.
    body: &'r Block,
    /// The names that the statements call.
    called: OnceCell<FxHashSet<Text>>,
    /// Where findings are kept, if an editor asks for them.
    pub(super) facts: Option<&'r Facts>,
}

impl<'r> ClassMembers<'r> {
    /// The classes of a registry, for a unit with these statements.
    pub(crate) fn new(registry: &'r Registry, body: &'r Block) -> Self {
        Self {
            registry,
            declarations: RefCell::default(),
            properties: RefCell::default(),
            complete: RefCell::default(),
            declarers: OnceCell::new(),
            subclasses: OnceCell::new(),
            has_init: OnceCell::new(),
            extensions: OnceCell::new(),
            body,
            called: OnceCell::new(),
            facts: None,
        }
    }

    /// Keeps what the checker finds out with it.
    pub(super) fn noting(mut self, facts: &'r Facts) -> Self {
        self.facts = Some(facts);
        self
    }

    /// The declaration of a class, with contracts as trees that YAML writes as chains of calls.
    pub(super) fn declaration(&self, entry: &ClassEntry) -> Rc<Class> {
        let known = self.declarations.borrow().get(&entry.id).cloned();
        known.unwrap_or_else(|| {
            let tree = chain::as_trees(&entry.tree);
            self.declarations.borrow_mut().insert(entry.id, tree.clone());
            tree
        })
    }

    /// Whether every base class of a class is known, those of its base classes included: else it may have members that nobody sees.
    pub(super) fn is_complete(&self, class: ClassId) -> bool {
        self.note_lineage(class);
        let known = self.complete.borrow().get(&class).copied();
        known.unwrap_or_else(|| {
            let complete = self.registry.knows_bases(class);
            self.complete.borrow_mut().insert(class, complete);
            complete
        })
    }

    /// Whether everything that a package requires is there: else its code may use methods that nobody sees.
    pub(super) fn has_requirements(&self, entry: &ClassEntry) -> bool {
        let package = entry.scope.package.and_then(|id| self.registry.packages.get(id));
        package.is_none_or(|package| self.registry.missing_requirements(&package).next().is_none())
    }

    /// Whether code of a class calls a method of a name, directly or through other methods of the class and its base classes.
    pub(super) fn reaches(&self, class: ClassId, body: &Block, name: &str) -> bool {
        let called = |body: &Block| {
            let mut names: Vec<Text> = Vec::new();
            walk::all_expressions(body, &mut |part| {
                if let ExprKind::MethodCall { name, .. } | ExprKind::Super { name, .. } = &part.kind
                {
                    names.push(name.text.clone());
                }
            });
            names
        };
        let mut waiting = called(body);
        let mut seen: FxHashSet<Text> = waiting.iter().cloned().collect();
        while let Some(next) = waiting.pop() {
            if *next == *name {
                return true;
            }
            let method = self.method(class, &next);
            let body = method.as_ref().and_then(|method| method.tree.body.as_ref());
            let more = body.map(called).unwrap_or_default();
            waiting.extend(more.into_iter().filter(|name| seen.insert(name.clone())));
        }
        false
    }

    /// Whether some class that is no built-in one has an `init`: in YAML any method may be called by it, and writes inputs then.
    pub(super) fn has_init(&self) -> bool {
        *self.has_init.get_or_init(|| {
            let mut classes = self.registry.declared_classes();
            classes.any(|id| {
                let entry = self.registry.peek(id);
                let is_init = |method: &Rc<Method>| &*method.name.text == ".init";
                !self.registry.is_core(id) && entry.tree.methods.iter().any(is_init)
            })
        })
    }

    /// Whether a method or function of a name is called in the unit, or in another file of the program.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let of_statements = self.called.get_or_init(|| {
            let mut found = FxHashSet::default();
            walk::add_called(self.body, &mut found);
            found
        });
        // What a class calls is kept with it.
        let calls = |id: ClassId| {
            let entry = self.registry.peek(id);
            entry.scope.package != Some(PackageId::CORE) && entry.called_names().contains(name)
        };
        of_statements.contains(name) || self.registry.declared_classes().any(calls)
    }

    /// Computes the answers that need all classes, so that they count as uses of none.
    pub(in crate::compile) fn prepare(&self) {
        self.subclasses.get_or_init(|| self.find_subclasses());
        self.is_extension("");
    }

    /// A class and its ancestors in breadth-first order, each once, as far as the caller goes.
    pub(crate) fn lineage(&self, class: ClassId) -> impl Iterator<Item = Rc<ClassEntry>> + use<'r> {
        let registry = self.registry;
        let mut waiting = VecDeque::from([class]);
        let mut seen = FxHashSet::from_iter([class]);
        std::iter::from_fn(move || {
            let next = waiting.pop_front()?;
            waiting.extend(registry.parents(next).into_iter().filter(|id| seen.insert(*id)));
            Some(registry.entry(next))
        })
    }

    /// The property of a name: of the class itself or of its nearest base class.
    pub(crate) fn property(&self, class: ClassId, name: &str) -> Option<DeclaredProperty> {
        let (declarer, index) = *self.properties_of(class).get(name)?;
        let entry = self.registry.entry(declarer);
        let declaration = self.declaration(&entry);
        Some(DeclaredProperty { entry, declaration, index })
    }

    /// Counts a class and its base classes as used, where answers about them are kept.
    fn note_lineage(&self, class: ClassId) {
        if self.registry.notes_uses() {
            self.lineage(class).for_each(drop);
        }
    }

    /// The properties of a class and its base classes, each with the class that declares it nearest.
    pub(super) fn properties_of(&self, class: ClassId) -> Rc<PropertyIndex> {
        self.note_lineage(class);
        let known = self.properties.borrow().get(&class).cloned();
        known.unwrap_or_else(|| {
            let mut index = PropertyIndex::new();
            for entry in self.lineage(class) {
                for (n, property) in entry.tree.properties.iter().enumerate() {
                    index.entry(property.name.text.clone()).or_insert((entry.id, n));
                }
            }
            let index = Rc::new(index);
            self.properties.borrow_mut().insert(class, index.clone());
            index
        })
    }

    /// Whether a subclass of a class declares a method of a name.
    pub(super) fn is_declared_below(&self, class: ClassId, name: &str) -> bool {
        let declarers = self.declarers.get_or_init(|| {
            let mut found: FxHashMap<Text, Vec<ClassId>> = FxHashMap::default();
            for id in self.registry.declared_classes() {
                for method in &self.registry.peek(id).tree.methods {
                    found.entry(method.name.text.clone()).or_default().push(id);
                }
            }
            found
        });
        let declarers = declarers.get(name).map(Vec::as_slice).unwrap_or_default();
        declarers.iter().any(|id| *id != class && self.is_subclass(*id, class))
    }

    fn method_in(&self, entry: Rc<ClassEntry>, name: &str) -> Option<DeclaredMethod> {
        let index = entry.tree.methods.iter().position(|m| *m.name.text == *name)?;
        let tree = self.declaration(&entry).methods[index].clone();
        Some(DeclaredMethod { entry, tree })
    }

    /// The method of a name on objects of a class. Where several base classes declare it and none overrides another, the nearest.
    pub(crate) fn method(&self, class: ClassId, name: &str) -> Option<DeclaredMethod> {
        self.declarations(vec![class], name).into_iter().next()
    }

    /// The declarations of a method that a class does not choose between: of several base classes, none of which overrides another.
    pub(super) fn rivals(&self, class: ClassId, name: &str) -> Vec<DeclaredMethod> {
        let found = self.declarations(vec![class], name);
        if found.len() > 1 { found } else { Vec::new() }
    }

    /// The method that a class's base classes have under a name.
    pub(super) fn inherited(&self, class: ClassId, name: &str) -> Option<DeclaredMethod> {
        self.declarations(self.registry.parents(class), name).into_iter().next()
    }

    /// The declarations of a method in classes and their ancestors that no other one of them overrides, the nearest first.
    fn declarations(&self, classes: Vec<ClassId>, name: &str) -> Vec<DeclaredMethod> {
        let mut waiting = VecDeque::from(classes);
        let mut seen: FxHashSet<ClassId> = waiting.iter().copied().collect();
        let mut found: Vec<DeclaredMethod> = Vec::new();
        while let Some(class) = waiting.pop_front() {
            match self.method_in(self.registry.entry(class), name) {
                // It overrides everything above.
                Some(method) => found.push(method),
                None => waiting
                    .extend(self.registry.parents(class).into_iter().filter(|id| seen.insert(*id))),
            }
        }
        if found.len() < 2 {
            return found;
        }
        // A class may be reached before one that extends it.
        let classes: Vec<ClassId> = found.iter().map(|method| method.entry.id).collect();
        let overridden = |method: &DeclaredMethod| {
            let own = method.entry.id;
            classes.iter().any(|other| *other != own && self.is_subclass(*other, own))
        };
        found.retain(|method| !overridden(method));
        found
    }

    /// The contract of a method's result, with the class in whose scope it stands: its own, or that of the method it overrides.
    pub(crate) fn result_contract(
        &self,
        method: &DeclaredMethod,
    ) -> Option<(Contract, Rc<ClassEntry>)> {
        let mut method = method.clone();
        loop {
            if let Some(contract) = &method.tree.returns {
                return Some((contract.clone(), method.entry.clone()));
            }
            method = self.inherited(method.entry.id, &method.tree.name.text)?;
        }
    }

    /// The direct and indirect subclasses of a class that are declared so far.
    pub(crate) fn descendants(&self, class: ClassId) -> Vec<ClassId> {
        let subclasses = self.subclasses.get_or_init(|| self.find_subclasses());
        let mut found: Vec<ClassId> = subclasses.get(&class).cloned().unwrap_or_default();
        let mut seen: FxHashSet<ClassId> = found.iter().copied().collect();
        let mut next = 0;
        while next < found.len() {
            let below = subclasses.get(&found[next]).map(Vec::as_slice).unwrap_or_default();
            found.extend(below.iter().copied().filter(|id| seen.insert(*id)));
            next += 1;
        }
        found
    }

    fn find_subclasses(&self) -> FxHashMap<ClassId, Vec<ClassId>> {
        let mut found: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
        for class in self.registry.declared_classes() {
            for parent in self.registry.parents(class) {
                found.entry(parent).or_default().push(class);
            }
        }
        found
    }

    /// Whether objects of a class, or of a subclass unless the class is exact, may have a member of a name: a property, a
    /// method, or a property that a method assigns.
    pub(super) fn may_have(&self, class: ClassId, exact: bool, name: &str) -> bool {
        let has = |id: ClassId| self.lineage(id).any(|entry| declares(&entry, name));
        has(class) || !exact && self.descendants(class).into_iter().any(has)
    }

    /// Whether some class has an extension method of a name, which may apply to any value.
    pub(super) fn is_extension(&self, name: &str) -> bool {
        let names = self.extensions.get_or_init(|| {
            let entries = self.registry.declared_classes().map(|id| self.registry.entry(id));
            let of = |entry: Rc<ClassEntry>| -> Vec<Text> {
                let methods = entry.tree.methods.iter();
                let extensions = methods.filter(|m| m.usage == MethodUsage::Extension);
                extensions.map(|m| m.name.text.clone()).collect()
            };
            entries.flat_map(of).collect()
        });
        names.contains(name)
    }

    /// Whether no object can be of both classes.
    pub(super) fn are_unrelated(&self, one: ClassId, other: ClassId) -> bool {
        let is_of_other = |id: ClassId| self.is_subclass(id, other);
        !is_of_other(one) && !self.descendants(one).into_iter().any(is_of_other)
    }

    /// Whether a class is another or a subclass of it.
    pub(super) fn is_subclass(&self, class: ClassId, of: ClassId) -> bool {
        self.lineage(class).any(|entry| entry.id == of)
    }
}

fn declares(entry: &ClassEntry, name: &str) -> bool {
    entry.tree.properties.iter().any(|p| *p.name.text == *name)
        || entry.tree.methods.iter().any(|m| *m.name.text == *name || assigns(m, name))
}

fn assigns(method: &Method, name: &str) -> bool {
    let Some(body) = &method.body else { return false };
    let mut found = false;
    walk::statements(body, &mut |statement| {
        let StmtKind::Assign { target, .. } = &statement.kind else { return };
        walk::expressions(target, &mut |part| match &part.kind {
            ExprKind::Member { name: member, .. } => found |= *member.text == *name,
            // `$[$name]: value` may be any property.
            ExprKind::Index { target, .. } => found |= is_value(target),
            _ => {}
        });
    });
    found
}
