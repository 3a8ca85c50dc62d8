//! Where a class comes from: its package, with version, classes and metadata.

use std::rc::Rc;

use super::ir::{self, ClassId};
use super::registry::Registry;
use crate::syntax::Text;

impl Registry {
    /// The name of the package a class is of; empty for a script's.
    #[must_use]
    pub fn package_name(&self, class: ClassId) -> Text {
        self.entry(class).scope.package.0.clone()
    }

    /// The version of the package a class is of.
    #[must_use]
    pub fn version_of(&self, _class: ClassId) -> Text {
        "0.0.0".into()
    }

    /// `name/version@package`, as models write the type of an object.
    #[must_use]
    pub fn type_text(&self, class: ClassId) -> String {
        let (name, package) = (&self.entry(class).name, self.package_name(class));
        match package.is_empty() {
            true => name.to_string(),
            false => format!("{name}/{}@{package}", self.version_of(class)),
        }
    }

    /// Is it one of the interpreter's own classes?
    #[must_use]
    pub fn is_core(&self, class: ClassId) -> bool {
        self.entry(class).tree.span.start >= crate::source::Sources::LIBRARY_BASE
    }

    /// Every class of the package that a class is of.
    #[must_use]
    pub fn package_classes(&self, class: ClassId) -> Vec<ClassId> {
        let package = self.entry(class).scope.package.clone();
        let ids = self.class_names().into_iter().filter_map(|name| self.find(&name));
        ids.filter(|id| {
            let entry = self.entry(*id);
            !entry.is_file() && entry.scope.package == package
        })
        .collect()
    }

    /// What is attached to the package that a class is of.
    #[must_use]
    pub fn package_metas(&self, _class: ClassId) -> Vec<Rc<ir::Meta>> {
        Vec::new()
    }
}
