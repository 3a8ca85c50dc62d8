//! A class of the registry, and what was found out about its declaration.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::compile::ids::ClassId;
use crate::compile::scope::Scope;
use crate::compile::{ir, walk};
use crate::diag::Diagnostic;
use crate::syntax::{self, Text};

/// A class of the registry: its declaration, and its compiled form once it is needed.
pub struct ClassEntry {
    /// Its index in the registry.
    pub id: ClassId,
    /// Its full name, with namespace.
    pub name: Text,
    /// The syntax tree of its declaration.
    pub tree: Rc<syntax::Class>,
    /// The scope in which the names in it are resolved.
    pub scope: Rc<Scope>,
    /// The class that holds the functions of its file; `None` for classes of packages.
    pub functions: Cell<Option<ClassId>>,
    /// The classes of the files that its file imports; set for the class of a file only.
    pub(super) imports: RefCell<Vec<ClassId>>,
    /// Classes whose extension methods its file sees; set for the class of a file only.
    pub(super) companions: RefCell<Vec<ClassId>>,
    pub(super) own_properties: OnceCell<Rc<[Text]>>,
    pub(super) called_names: OnceCell<FxHashSet<Text>>,
    pub(super) parents: OnceCell<Vec<ClassId>>,
    /// The compiled class, filled by [`crate::compile::unit::class`].
    pub(in crate::compile) compiled: OnceCell<Rc<ir::Class>>,
    /// The error that makes a class of a package unusable.
    pub(super) failure: RefCell<Option<Diagnostic>>,
    /// Some code, model or embedder asked for it: classes beside it in the same file are not compiled for its sake.
    pub(super) needed: Cell<bool>,
    /// The value of `Registry::names_changed` when it was known to reach no cycle of classes.
    pub(super) reaches_no_cycle: Cell<Option<u32>>,
}

impl ClassEntry {
    pub(super) fn new(
        id: ClassId,
        name: Text,
        tree: Rc<syntax::Class>,
        scope: Rc<Scope>,
        functions: Option<ClassId>,
    ) -> Self {
        Self {
            id,
            name,
            tree,
            scope,
            functions: Cell::new(functions),
            companions: RefCell::default(),
            imports: RefCell::default(),
            own_properties: OnceCell::new(),
            called_names: OnceCell::new(),
            parents: OnceCell::new(),
            compiled: OnceCell::new(),
            failure: RefCell::default(),
            needed: Cell::default(),
            reaches_no_cycle: Cell::default(),
        }
    }

    /// The names that its methods call, and the strings and words in them, by which methods may be called, too.
    pub(in crate::compile) fn called_names(&self) -> &FxHashSet<Text> {
        self.called_names.get_or_init(|| {
            let mut found = FxHashSet::default();
            let bodies = self.tree.methods.iter().filter_map(|method| method.body.as_ref());
            bodies.for_each(|body| walk::add_called(body, &mut found));
            found
        })
    }

    /// Returns whether it is the class of a file, which holds the file's functions and has no declaration.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.tree.name.span.is_none()
    }
}
