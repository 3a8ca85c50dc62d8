//! Members of classes: which declaration a name means on an object, as far as that is certain.

use std::rc::Rc;

use super::types::Type;
use crate::compile::ids::ClassId;
use crate::compile::registry::{ClassEntry, Registry};
use crate::compile::walk;
use crate::syntax::{Contract, ExprKind, Method, MethodUsage, Property, StmtKind};

/// A declared property, with the class that declares it.
pub(super) struct DeclaredProperty {
    pub entry: Rc<ClassEntry>,
    index: usize,
}

impl DeclaredProperty {
    pub(super) fn tree(&self) -> &Property {
        &self.entry.tree.properties[self.index]
    }

    pub(super) fn ty(&self, registry: &Registry) -> Type {
        Type::of_contract(registry, &self.tree().contract, &self.entry.scope)
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

/// The property of a name: of the class itself or of its nearest base class.
pub(super) fn property(registry: &Registry, class: ClassId, name: &str) -> Option<DeclaredProperty> {
    registry.lineage(class).into_iter().find_map(|id| {
        let entry = registry.entry(id);
        let index = entry.tree.properties.iter().position(|p| *p.name.text == *name)?;
        Some(DeclaredProperty { entry, index })
    })
}

/// The method of a name: of the class itself or of its nearest base class.
pub(super) fn method(registry: &Registry, class: ClassId, name: &str) -> Option<DeclaredMethod> {
    let mut lineage = registry.lineage(class).into_iter();
    lineage.find_map(|id| DeclaredMethod::in_class(&registry.entry(id), name))
}

/// The method that a class's base classes have under a name.
pub(super) fn inherited(registry: &Registry, class: ClassId, name: &str) -> Option<DeclaredMethod> {
    let mut lineage = registry.lineage(class).into_iter().skip(1);
    lineage.find_map(|id| DeclaredMethod::in_class(&registry.entry(id), name))
}

/// The contract of a method's result, with the class in whose scope it stands: its own, or that of the method it overrides.
pub(super) fn result_contract(
    registry: &Registry,
    method: &DeclaredMethod,
) -> Option<(Contract, Rc<ClassEntry>)> {
    if let Some(contract) = &method.tree.returns {
        return Some((contract.clone(), method.entry.clone()));
    }
    let overridden = inherited(registry, method.entry.id, &method.tree.name.text)?;
    result_contract(registry, &overridden)
}

/// The direct and indirect subclasses of a class that are declared so far.
pub(super) fn descendants(registry: &Registry, class: ClassId) -> Vec<ClassId> {
    let all = registry.declared_classes();
    all.filter(|id| *id != class && registry.lineage(*id).contains(&class)).collect()
}

/// Whether objects of a class, or of a subclass unless the class is exact, may have a member of a name: a property, a
/// method, or a property that a method assigns.
pub(super) fn may_have(registry: &Registry, class: ClassId, exact: bool, name: &str) -> bool {
    let mut classes = registry.lineage(class);
    if !exact {
        for below in descendants(registry, class) {
            classes.extend(registry.lineage(below));
        }
    }
    classes.iter().any(|id| {
        let tree = &registry.entry(*id).tree;
        tree.properties.iter().any(|p| *p.name.text == *name)
            || tree.methods.iter().any(|m| *m.name.text == *name || assigns(m, name))
    })
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

/// Whether some class has an extension method of a name, which may apply to any value.
pub(super) fn is_extension(registry: &Registry, name: &str) -> bool {
    registry.declared_classes().any(|id| {
        let entry = registry.entry(id);
        let mut methods = entry.tree.methods.iter();
        methods.any(|m| m.usage == MethodUsage::Extension && *m.name.text == *name)
    })
}

/// Whether no object can be of both classes.
pub(super) fn are_unrelated(registry: &Registry, one: ClassId, other: ClassId) -> bool {
    !registry.declared_classes().any(|id| {
        let lineage = registry.lineage(id);
        lineage.contains(&one) && lineage.contains(&other)
    })
}

/// Whether a class is another or a subclass of it.
pub(super) fn is_subclass(registry: &Registry, class: ClassId, of: ClassId) -> bool {
    registry.lineage(class).contains(&of)
}
