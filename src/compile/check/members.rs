//! The members of classes: which declaration a name refers to on an object, where that is
//! certain.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::types::KnownType;
use crate::compile::ids::ClassId;
use crate::compile::registry::{ClassEntry, Registry};
use crate::compile::walk;
use crate::syntax::{Contract, ExprKind, Method, MethodUsage, Property, StmtKind, Text};

/// A declared property, with the class that declares it.
pub(super) struct DeclaredProperty {
    pub entry: Rc<ClassEntry>,
    index: usize,
}

impl DeclaredProperty {
    pub(super) fn tree(&self) -> &Property {
        &self.entry.tree.properties[self.index]
    }

    pub(super) fn ty(&self, registry: &Registry) -> KnownType {
        KnownType::of_contract(registry, &self.tree().contract, &self.entry.scope)
    }
}

/// A declared method, with the class that declares it.
#[derive(Clone)]
pub(super) struct DeclaredMethod {
    pub entry: Rc<ClassEntry>,
    pub tree: Rc<Method>,
}

impl DeclaredMethod {
    fn in_class(entry: &Rc<ClassEntry>, name: &str) -> Option<Self> {
        let tree = entry.tree.methods.iter().find(|m| *m.name.text == *name)?.clone();
        Some(Self { entry: entry.clone(), tree })
    }
}

/// The declared classes as the checker asks for them. Answers that need all classes are computed once.
pub(super) struct ClassMembers<'r> {
    pub registry: &'r Registry,
    /// The direct subclasses of each class.
    subclasses: OnceCell<FxHashMap<ClassId, Vec<ClassId>>>,
    /// The names of all extension methods.
    extensions: OnceCell<FxHashSet<Text>>,
}

impl<'r> ClassMembers<'r> {
    pub(super) fn new(registry: &'r Registry) -> Self {
        Self { registry, subclasses: OnceCell::new(), extensions: OnceCell::new() }
    }

    /// A class and its ancestors in breadth-first order, each once, as far as the caller goes.
    pub(super) fn lineage(&self, class: ClassId) -> impl Iterator<Item = Rc<ClassEntry>> + use<'r> {
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
    pub(super) fn property(&self, class: ClassId, name: &str) -> Option<DeclaredProperty> {
        self.lineage(class).find_map(|entry| {
            let index = entry.tree.properties.iter().position(|p| *p.name.text == *name)?;
            Some(DeclaredProperty { entry, index })
        })
    }

    /// The method of a name: of the class itself or of its nearest base class.
    pub(super) fn method(&self, class: ClassId, name: &str) -> Option<DeclaredMethod> {
        self.lineage(class).find_map(|entry| DeclaredMethod::in_class(&entry, name))
    }

    /// The declarations of a method among which a class does not choose: those of several parents, none of which overrides
    /// another.
    pub(super) fn rivals(&self, class: ClassId, name: &str) -> Vec<DeclaredMethod> {
        if DeclaredMethod::in_class(&self.registry.entry(class), name).is_some() {
            return Vec::new();
        }
        let mut found: Vec<DeclaredMethod> = Vec::new();
        for parent in self.registry.parents(class) {
            let Some(method) = self.method(parent, name) else { continue };
            if !found.iter().any(|other| Rc::ptr_eq(&other.tree, &method.tree)) {
                found.push(method);
            }
        }
        let overridden = |method: &DeclaredMethod| {
            found.iter().any(|other| {
                other.entry.id != method.entry.id
                    && self.is_subclass(other.entry.id, method.entry.id)
            })
        };
        let rivals: Vec<DeclaredMethod> =
            found.iter().filter(|method| !overridden(method)).cloned().collect();
        if rivals.len() > 1 { rivals } else { Vec::new() }
    }

    /// The method that a class's base classes have under a name.
    pub(super) fn inherited(&self, class: ClassId, name: &str) -> Option<DeclaredMethod> {
        self.lineage(class).skip(1).find_map(|entry| DeclaredMethod::in_class(&entry, name))
    }

    /// The contract of a method's result, with the class in whose scope it stands: its own, or that of the method it overrides.
    pub(super) fn result_contract(
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
    pub(super) fn descendants(&self, class: ClassId) -> Vec<ClassId> {
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
        if let StmtKind::Assign { target, .. } = &statement.kind
            && let ExprKind::Member { name: member, .. } = &target.kind
        {
            found |= *member.text == *name;
        }
    });
    found
}
