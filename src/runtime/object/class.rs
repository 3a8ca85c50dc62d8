//! What classes declare: properties with their contracts, and methods as found by MuranoPL's rules.
//!
//! A class is linked once, from its compiled form. Its functions are linked when first called, so that classes
//! may name each other in any order.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::compile::ir::{self, ClassId};
use crate::diag::mask;
use crate::runtime::contract::Contract;
use crate::runtime::object::method::Method;
use crate::runtime::value::class::ClassParts;
pub(crate) use crate::runtime::value::class::{Class, Named};
use crate::runtime::value::lazy::Lazy;
use crate::runtime::value::object::Ids;
use crate::source::Span;
use crate::syntax::{PropertyUsage, Text};

/// A declared property of a class's objects.
pub struct Property {
    /// Its name.
    pub name: Text,
    /// The index of its value in an object.
    pub slot: usize,
    /// Its values are never shown.
    pub is_secret: bool,
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
    /// How it is loaded, written and saved.
    pub usage: PropertyUsage,
    /// Its contract.
    pub contract: Contract,
    /// Where the contract is in the source.
    pub contract_span: Span,
    /// Where the name is in the source.
    pub span: Span,
    /// Its default.
    pub default: Option<Lazy>,
    /// The `.init` of the declaring class takes an argument of this name: that sets the property.
    pub by_init: bool,
}

/// The members that a class declares and inherits.
struct Members {
    properties: Named<Rc<Property>>,
    methods: Named<Rc<Method>>,
    /// Cache of [`Class::find`].
    found: RefCell<FxHashMap<Text, Found>>,
}

/// The result of a member lookup.
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
    /// Links a class to its base classes.
    pub(crate) fn new(ir: Rc<ir::Class>, parents: Vec<Rc<Class>>, make: &Maker<'_>) -> Self {
        let own: Vec<Rc<Declaration>> = ir.properties.iter().map(|p| declaration(&ir, p)).collect();
        let properties = layout(&own, &parents);
        let methods: Named<Rc<Method>> =
            ir.methods.iter().map(|m| (m.name.clone(), (make.method)(&ir, m))).collect();
        let has = |name: &str, inherited: fn(&Class) -> bool| {
            methods.contains_key(name) || parents.iter().any(|p| inherited(p))
        };
        let (has_init, has_destroy) =
            (has(".init", |c| c.has_init), has(".destroy", |c| c.has_destroy));
        let slots = properties.values().map(|p| (p.name.clone(), p.slot)).collect();
        let members = Box::new(Members { properties, methods, found: RefCell::default() });
        let ids = make.ids.clone();
        Self::of(ClassParts { ir, parents, slots, has_init, has_destroy, members, ids })
    }

    fn members(&self) -> &Members {
        self.members.downcast_ref().expect("every class is made by `Class::new`")
    }

    /// Declared properties of its objects: its own first, then those of its base classes, depth first.
    #[must_use]
    pub fn properties(&self) -> &Named<Rc<Property>> {
        &self.members().properties
    }

    /// Its own methods.
    #[must_use]
    pub fn methods(&self) -> &Named<Rc<Method>> {
        &self.members().methods
    }

    /// Looks up a method by name.
    /// See docs/language/declarations.md#member-lookup.
    pub fn find(self: &Rc<Self>, name: &str) -> Found {
        if let Some(found) = self.members().found.borrow().get(name) {
            return found.clone();
        }
        let found = self.search(name);
        self.members().found.borrow_mut().insert(name.into(), found.clone());
        found
    }

    /// Replaces the method that a name means, by a mock.
    pub(crate) fn replace(&self, name: &str, method: Rc<Method>) {
        self.members().found.borrow_mut().insert(name.into(), Found::Method(method));
    }

    fn search(self: &Rc<Self>, name: &str) -> Found {
        let heads = heads(self, &|c| c.methods().contains_key(name));
        match heads.as_slice() {
            [] => Found::Nothing,
            [class] => Found::Method(class.methods()[name].clone()),
            several => Found::Ambiguous(several.iter().map(|c| c.name.clone()).collect()),
        }
    }

    /// Every method name of the lineage.
    #[must_use]
    pub fn method_names(self: &Rc<Self>) -> Vec<Text> {
        let names: indexmap::IndexSet<Text> =
            self.lineage().flat_map(|c| c.methods().keys().cloned()).collect();
        names.into_iter().collect()
    }

    /// The declarations that a property's name may mean: several if none overrides the others.
    pub fn property_heads(self: &Rc<Self>, name: &str) -> Vec<Rc<Declaration>> {
        let Some(property) = self.properties().get(name) else { return Vec::new() };
        let heads = heads(self, &|c| c.ir.properties.iter().any(|p| *p.name == *name));
        let of = |c: &Rc<Class>| property.declarations.iter().find(|d| d.class == c.id).cloned();
        heads.iter().filter_map(of).collect()
    }

    /// A property that two base classes declare without overriding each other: its name and the
    /// classes.
    pub fn ambiguous_property(self: &Rc<Self>) -> Option<(Text, Vec<Text>)> {
        if self.parents.len() < 2 {
            return None;
        }
        self.properties().keys().find_map(|name| {
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
    /// The session's objects by their ids.
    pub(crate) ids: &'m Rc<Ids>,
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

/// Whether a model contains properties of that usage.
#[must_use]
pub(crate) fn is_kept(usage: PropertyUsage) -> bool {
    match usage {
        PropertyUsage::In | PropertyUsage::Out | PropertyUsage::InOut | PropertyUsage::Const => {
            true
        }
        PropertyUsage::Runtime | PropertyUsage::Static | PropertyUsage::Config => false,
    }
}

/// Assigns slots to a class's own properties, then to those of its base classes, each name
/// once.
fn layout(own: &[Rc<Declaration>], parents: &[Rc<Class>]) -> Named<Rc<Property>> {
    let mut declarations: Named<Vec<Rc<Declaration>>> = Named::default();
    let inherited =
        parents.iter().flat_map(|p| p.properties().values()).flat_map(|p| &p.declarations);
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
            let is_secret = mask::is_secret_property(&name);
            (name.clone(), Rc::new(Property { name, slot, is_secret, declarations }))
        })
        .collect()
}

/// The most derived classes that declare a member. All paths to the root are collected as
/// chains of declaring classes; a chain that ends another chain is overridden by it.
/// See docs/language/declarations.md#member-lookup.
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
