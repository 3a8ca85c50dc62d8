//! Classes at run time: layout of their objects, methods as found by MuranoPL's rules, static values.
//!
//! A class is made once, from what the compiler made of it. Its functions are linked when first called, so that classes
//! may name each other in any order.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::compile::ir::{self, ClassId};
use crate::runtime::contract::Contract;
use crate::runtime::machine::function::Lazy;
use crate::runtime::object::method::Method;
use crate::runtime::value::Value;
use crate::source::Span;
use crate::syntax::{ClassUsage, PropertyUsage, Text};

/// What is declared, by name and in order.
pub type Named<T> = IndexMap<Text, T, FxBuildHasher>;

/// A class.
pub struct Class {
    /// Its number.
    pub id: ClassId,
    /// Its full name.
    pub name: Text,
    /// What the compiler made of it.
    pub ir: Rc<ir::Class>,
    /// Direct parents in order.
    pub parents: Vec<Rc<Class>>,
    /// All ancestors, nearest first, breadth-first, itself not among them.
    pub ancestors: Vec<Rc<Class>>,
    /// Declared properties of its objects: its own first, then those of parents, depth first.
    pub properties: Named<Rc<Property>>,
    /// Its own methods.
    pub methods: Named<Rc<Method>>,
    /// Some class of the lineage has an `.init`.
    pub has_init: bool,
    /// Some class of the lineage has a `.destroy`.
    pub has_destroy: bool,
    found: RefCell<FxHashMap<Text, Found>>,
    privates: RefCell<FxHashMap<(ClassId, Text), usize>>,
    slots: Cell<usize>,
    statics: RefCell<FxHashMap<Text, Value>>,
}

/// A declared property of a class's objects.
pub struct Property {
    /// Its name.
    pub name: Text,
    /// Where its value lies in an object.
    pub slot: usize,
    /// Its declarations, the most derived first: that one converts, the others only validate.
    pub declarations: Vec<Rc<Declaration>>,
}

/// One class's declaration of a property.
pub struct Declaration {
    /// The declaring class.
    pub class: ClassId,
    /// Its full name.
    pub class_name: Text,
    /// The property's name.
    pub name: Text,
    /// How it is loaded, written and kept.
    pub usage: PropertyUsage,
    /// Its contract.
    pub contract: Contract,
    /// Where the contract stands.
    pub contract_span: Span,
    /// Where the name stands.
    pub span: Span,
    /// Its default.
    pub default: Option<Lazy>,
    /// The `.init` of the declaring class takes an argument of this name: that sets the property.
    pub by_init: bool,
}

/// What a name is found to be.
#[derive(Clone)]
pub enum Found {
    /// One method.
    Method(Rc<Method>),
    /// No method.
    Nothing,
    /// Several that do not override one another: the classes.
    Ambiguous(Rc<[Text]>),
}

impl Class {
    /// Links a class to its parents.
    pub(crate) fn new(ir: Rc<ir::Class>, parents: Vec<Rc<Class>>, make: &Maker<'_>) -> Self {
        let own: Vec<Rc<Declaration>> = ir.properties.iter().map(|p| declaration(&ir, p)).collect();
        let properties = layout(&own, &parents);
        let methods: Named<Rc<Method>> =
            ir.methods.iter().map(|m| (m.name.clone(), (make.method)(&ir, m))).collect();
        let has = |name: &str, inherited: fn(&Class) -> bool| {
            methods.contains_key(name) || parents.iter().any(|p| inherited(p))
        };
        Self {
            id: ir.id,
            name: ir.name.clone(),
            has_init: has(".init", |c| c.has_init),
            has_destroy: has(".destroy", |c| c.has_destroy),
            slots: Cell::new(properties.len()),
            ancestors: ancestors(&parents),
            ir,
            parents,
            properties,
            methods,
            found: RefCell::default(),
            privates: RefCell::default(),
            statics: RefCell::default(),
        }
    }

    /// Is it that class, or does it extend it?
    #[must_use]
    pub fn is(&self, other: ClassId) -> bool {
        self.id == other || self.ancestors.iter().any(|a| a.id == other)
    }

    /// The class of its lineage with that number.
    #[must_use]
    pub fn part(self: &Rc<Self>, id: ClassId) -> Option<Rc<Class>> {
        if self.id == id {
            return Some(self.clone());
        }
        self.ancestors.iter().find(|a| a.id == id).cloned()
    }

    /// Itself and its ancestors, nearest first.
    pub fn lineage(self: &Rc<Self>) -> impl Iterator<Item = &Rc<Class>> {
        std::iter::once(self).chain(&self.ancestors)
    }

    /// Is it a class of metadata?
    #[must_use]
    pub fn is_meta(&self) -> bool {
        self.ir.usage == ClassUsage::Meta
    }

    /// The method a name stands for (MuranoPL section 5).
    pub fn find(self: &Rc<Self>, name: &str) -> Found {
        if let Some(found) = self.found.borrow().get(name) {
            return found.clone();
        }
        let found = self.search(name);
        self.found.borrow_mut().insert(name.into(), found.clone());
        found
    }

    /// Another method stands for a name from now on: a mock.
    pub(crate) fn replace(&self, name: &str, method: Rc<Method>) {
        self.found.borrow_mut().insert(name.into(), Found::Method(method));
    }

    fn search(self: &Rc<Self>, name: &str) -> Found {
        let heads = heads(self, &|c| c.methods.contains_key(name));
        match heads.as_slice() {
            [] => Found::Nothing,
            [class] => Found::Method(class.methods[name].clone()),
            several => Found::Ambiguous(several.iter().map(|c| c.name.clone()).collect()),
        }
    }

    /// Every method name of the lineage.
    #[must_use]
    pub fn method_names(self: &Rc<Self>) -> Vec<Text> {
        let names: indexmap::IndexSet<Text> =
            self.lineage().flat_map(|c| c.methods.keys().cloned()).collect();
        names.into_iter().collect()
    }

    /// Where the private property of a class's code lies in this class's objects.
    pub fn private_slot(&self, class: ClassId, name: &Text) -> usize {
        let mut privates = self.privates.borrow_mut();
        let next = self.slots.get();
        let slot = *privates.entry((class, name.clone())).or_insert(next);
        self.slots.set(next.max(slot + 1));
        slot
    }

    /// Does a class's code hold a private property of that name in this class's objects?
    pub fn known_private(&self, class: ClassId, name: &Text) -> Option<usize> {
        self.privates.borrow().get(&(class, name.clone())).copied()
    }

    /// A static property's stored value.
    pub fn static_value(&self, name: &str) -> Option<Value> {
        self.statics.borrow().get(name).cloned()
    }

    /// Stores a static property's value.
    pub fn set_static(&self, name: &Text, value: Value) {
        self.statics.borrow_mut().insert(name.clone(), value);
    }

    /// The stored values of static properties, for collection.
    pub fn static_values(&self) -> Vec<Value> {
        let statics = self.statics.borrow();
        let mut names: Vec<&Text> = statics.keys().collect();
        names.sort();
        names.into_iter().map(|n| statics[n].clone()).collect()
    }

    /// Forgets the static values: the session ends.
    pub fn clear_statics(&self) {
        self.statics.borrow_mut().clear();
    }

    /// The declarations a property's name may mean: several if none overrides the others.
    pub fn property_heads(self: &Rc<Self>, name: &str) -> Vec<Rc<Declaration>> {
        let Some(property) = self.properties.get(name) else { return Vec::new() };
        let heads = heads(self, &|c| c.ir.properties.iter().any(|p| *p.name == *name));
        let of = |c: &Rc<Class>| property.declarations.iter().find(|d| d.class == c.id).cloned();
        heads.iter().filter_map(of).collect()
    }

    /// Two parents that declare one property without overriding each other: its name and the classes.
    pub fn ambiguous_property(self: &Rc<Self>) -> Option<(Text, Vec<Text>)> {
        if self.parents.len() < 2 {
            return None;
        }
        self.properties.keys().find_map(|name| {
            let declares = |c: &Class| c.ir.properties.iter().any(|p| p.name == *name);
            let heads = heads(self, &declares);
            let classes = heads.iter().map(|c| c.name.clone()).collect();
            (heads.len() > 1).then(|| (name.clone(), classes))
        })
    }
}

/// Makes the parts of a class that need the session.
pub(crate) struct Maker<'m> {
    /// A method, bound to native code if there is some.
    pub(crate) method: &'m dyn Fn(&ir::Class, &Rc<ir::Method>) -> Rc<Method>,
}

fn declaration(class: &ir::Class, property: &ir::Property) -> Rc<Declaration> {
    let init = class.methods.iter().find(|m| &*m.name == ".init");
    let by_init = init.is_some_and(|m| m.params.iter().any(|p| p.name == property.name));
    Rc::new(Declaration {
        class: class.id,
        class_name: class.name.clone(),
        name: property.name.clone(),
        usage: property.usage,
        contract: Contract::link(&property.contract),
        contract_span: property.contract_span,
        span: property.span,
        default: property.default.clone().map(Lazy::new),
        by_init,
    })
}

/// Slots for a class's own properties, then for those of its parents, each name once.
fn layout(own: &[Rc<Declaration>], parents: &[Rc<Class>]) -> Named<Rc<Property>> {
    let mut declarations: Named<Vec<Rc<Declaration>>> = Named::default();
    let inherited =
        parents.iter().flat_map(|p| p.properties.values()).flat_map(|p| &p.declarations);
    for declaration in own.iter().chain(inherited) {
        let list = declarations.entry(declaration.name.clone()).or_default();
        if !list.iter().any(|d| Rc::ptr_eq(d, declaration)) {
            list.push(declaration.clone());
        }
    }
    declarations
        .into_iter()
        .enumerate()
        .map(|(slot, (name, declarations))| {
            (name.clone(), Rc::new(Property { name, slot, declarations }))
        })
        .collect()
}

fn ancestors(parents: &[Rc<Class>]) -> Vec<Rc<Class>> {
    let mut list: Vec<Rc<Class>> = Vec::new();
    let mut next: Vec<Rc<Class>> = parents.to_vec();
    while !next.is_empty() {
        let level = std::mem::take(&mut next);
        for class in level {
            if !list.iter().any(|c| c.id == class.id) {
                next.extend(class.parents.iter().cloned());
                list.push(class);
            }
        }
    }
    list
}

/// The classes whose declaration of something stands, nothing overriding it: chains along all paths to the root, those
/// that end another one dropped (MuranoPL section 5).
fn heads(class: &Rc<Class>, declares: &dyn Fn(&Class) -> bool) -> Vec<Rc<Class>> {
    if declares(class) {
        return vec![class.clone()];
    }
    let mut chains = Vec::new();
    collect_chains(class, &mut Vec::new(), declares, &mut chains);
    chains.sort_by_key(Vec::len);
    let overridden = |n: usize| chains[n + 1..].iter().any(|later| ends_with(later, &chains[n]));
    let mut heads: Vec<Rc<Class>> = Vec::new();
    for (n, chain) in chains.iter().enumerate() {
        let head = &chain[0];
        if !overridden(n) && !heads.iter().any(|h| h.id == head.id) {
            heads.push(head.clone());
        }
    }
    heads
}

fn collect_chains(
    class: &Rc<Class>,
    chain: &mut Vec<Rc<Class>>,
    declares: &dyn Fn(&Class) -> bool,
    chains: &mut Vec<Vec<Rc<Class>>>,
) {
    let here = declares(class);
    if here {
        chain.push(class.clone());
    }
    for parent in &class.parents {
        collect_chains(parent, chain, declares, chains);
    }
    if class.parents.is_empty() && !chain.is_empty() {
        let same = |c: &Vec<Rc<Class>>| c.len() == chain.len() && ends_with(c, chain);
        if !chains.iter().any(same) {
            chains.push(chain.clone());
        }
    }
    if here {
        chain.pop();
    }
}

fn ends_with(chain: &[Rc<Class>], end: &[Rc<Class>]) -> bool {
    chain.len() >= end.len()
        && chain[chain.len() - end.len()..].iter().zip(end).all(|(a, b)| a.id == b.id)
}
