//! Packages with the name of a built-in one: what of them counts, and what stays built in.
//!
//! Such a package takes the place of the built-in one, for built-in code as well. A class that it leaves out, or declares
//! with nothing in it (as packages do whose classes are native elsewhere), is still the built-in one; a class that it
//! declares has the native methods of the built-in class which it does not declare itself. Programs that deploy may prefer
//! the built-in classes: those know the container engines of this machine.

use std::rc::Rc;

use super::Registry;
use crate::compile::ids::ClassId;
use crate::compile::package::{self, Package};
use crate::syntax;

/// The package whose native methods are the interpreter's.
const NATIVE: &str = "io.murano";

/// Classes whose objects the interpreter makes itself.
const MADE_HERE: [&str; 2] = ["io.murano.Exception", "io.murano.StackTrace"];

/// What a class of such a package is.
pub(super) enum Standing {
    /// The built-in class.
    BuiltIn(ClassId),
    /// A class of the package.
    Own(Rc<syntax::Class>),
}

impl Registry {
    /// From now on built-in classes count where a package has classes of their names.
    pub fn prefer_built_in(&self) {
        self.built_in_first.set(true);
    }

    /// The built-in class that counts before any package's.
    pub(super) fn preferred(&self, name: &str) -> Option<ClassId> {
        self.built_in_first.get().then(|| self.find_core(name)).flatten()
    }

    /// The class of a package that has the name of a built-in one.
    pub(super) fn standing(&self, name: &str) -> Option<ClassId> {
        let all = self.packages.all();
        let instead = all.iter().filter(|p| package::is_built_in(&p.manifest.name));
        let has = instead.filter(|p| p.manifest.classes.contains_key(name));
        has.filter_map(|p| self.newest(p, name)).next()
    }

    /// What a declared class of a package is.
    pub(super) fn stands(
        &self,
        package: &Package,
        name: &str,
        tree: &Rc<syntax::Class>,
    ) -> Standing {
        let own = || Standing::Own(tree.clone());
        if !package::is_built_in(&package.manifest.name) {
            return own();
        }
        let Some(core) = self.find_core(name) else { return own() };
        if is_blank(tree) || MADE_HERE.contains(&name) {
            return Standing::BuiltIn(core);
        }
        if *package.manifest.name != *NATIVE {
            return own();
        }
        Standing::Own(with_natives(tree, &self.entry(core).tree))
    }
}

/// Is there nothing in it?
fn is_blank(tree: &syntax::Class) -> bool {
    tree.properties.is_empty()
        && tree.methods.is_empty()
        && tree.extends.is_empty()
        && tree.usage == syntax::ClassUsage::Class
}

/// A class with those native methods of another that it does not declare.
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

/// May methods without a body of this package be native?
#[must_use]
pub(crate) fn has_natives(package: &Package) -> bool {
    *package.manifest.name == *NATIVE
}
