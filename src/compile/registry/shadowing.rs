//! Packages that have the name of a built-in one and shadow its classes.
//!
//! Such a package replaces the built-in one, for built-in code as well. A class that it leaves out, or declares empty (as
//! packages do whose classes are native elsewhere), remains the built-in one. A class that it declares inherits the native methods
//! of the built-in class that it does not declare itself. Programs that deploy may prefer the built-in classes, which know the
//! container engines of this machine.

use std::rc::Rc;

use super::Registry;
use crate::compile::ids::ClassId;
use crate::compile::package::{self, Package};
use crate::syntax;

/// The package whose classes may have native methods.
const NATIVE: &str = "io.murano";

/// Classes whose objects the interpreter creates itself: they are never shadowed.
const MADE_HERE: [&str; 2] = ["io.murano.Exception", "io.murano.StackTrace"];

/// What the declaration of a class in a shadowing package means.
pub(super) enum Shadowing {
    /// The built-in class remains.
    BuiltIn(ClassId),
    /// The package's class, native methods included.
    Own(Rc<syntax::Class>),
}

impl Registry {
    /// Lets built-in classes win over package classes of the same name from now on.
    pub fn prefer_built_in(&self) {
        self.built_in_first.set(true);
    }

    /// The built-in class of a name, if those win over classes of packages.
    pub(super) fn preferred(&self, name: &str) -> Option<ClassId> {
        self.built_in_first.get().then(|| self.find_core(name)).flatten()
    }

    /// The package class that shadows a built-in one.
    pub(super) fn shadow_of(&self, name: &str) -> Option<ClassId> {
        let all = self.packages.all();
        let instead = all.iter().filter(|p| package::is_built_in(&p.manifest.name));
        let has = instead.filter(|p| p.manifest.classes.contains_key(name));
        has.filter_map(|p| self.newest(p, name)).next()
    }

    /// Decides whether a class that a package declares shadows a built-in one.
    pub(super) fn shadowing(
        &self,
        package: &Package,
        name: &str,
        tree: &Rc<syntax::Class>,
    ) -> Shadowing {
        let own = || Shadowing::Own(tree.clone());
        if !package::is_built_in(&package.manifest.name) {
            return own();
        }
        let Some(core) = self.find_core(name) else { return own() };
        if is_blank(tree) || MADE_HERE.contains(&name) {
            return Shadowing::BuiltIn(core);
        }
        if *package.manifest.name != *NATIVE {
            return own();
        }
        Shadowing::Own(with_natives(tree, &self.entry(core).tree))
    }
}

/// Returns whether a declaration is empty.
fn is_blank(tree: &syntax::Class) -> bool {
    tree.properties.is_empty()
        && tree.methods.is_empty()
        && tree.extends.is_empty()
        && tree.usage == syntax::ClassUsage::Class
}

/// A class with the native methods of another that it does not declare itself.
fn with_natives(tree: &Rc<syntax::Class>, native: &syntax::Class) -> Rc<syntax::Class> {
    let declared = |name: &str| tree.methods.iter().any(|m| *m.name.text == *name);
    let natives = native.methods.iter().filter(|m| m.body.is_none());
    let missing: Vec<_> = natives.filter(|m| !declared(&m.name.text)).cloned().collect();
    if missing.is_empty() {
        return tree.clone();
    }
    let mut whole = (**tree).clone();
    whole.methods.extend(missing);
    Rc::new(whole)
}

/// Returns whether a method without a body of this package may be native rather than abstract.
#[must_use]
pub(crate) fn has_natives(package: &Package) -> bool {
    *package.manifest.name == *NATIVE
}
