//! All classes of a session: declared from trees, found by name, compiled once when first needed.
//!
//! It owns the numbering of classes. Class files of packages and of the core library are read when a name in them is first
//! looked up, through [`Provider`]s, in their order.

mod files;
mod lookup;
mod origin;
mod shadowing;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::ids::{ClassId, PackageId};
use super::ir;
use super::package::PackageIndex;
use super::scope::Scope;
use super::signature::Catalogue;
use crate::diag::{Code, Diagnostic, codes, suggest};
use crate::source::Sources;
use crate::syntax::{self, ExprKind, StmtKind, Text};

use super::walk;

pub(crate) use self::shadowing::has_natives;

/// Where classes come from when nobody declared them yet.
pub trait Provider {
    /// The file that declares a class, by its full name: what reports call it, and its text.
    fn file(&self, class: &str) -> Option<(String, String)>;

    /// Reads a file's classes.
    fn read(&self, class: &str, sources: &Sources) -> Option<Loaded> {
        let (name, text) = self.file(class)?;
        let source = sources.add_library(name, text)?;
        let (module, diagnostics) = syntax::parse_module(&source);
        let core = Some(PackageId::CORE);
        let scope = Rc::new(Scope { package: core, ..Scope::of_module(&module) });
        let classes =
            module.classes.into_iter().map(|c| (scope.qualify(&c.name.text), c, scope.clone()));
        Some(Loaded { classes: classes.collect(), diagnostics })
    }

    /// Every class it could give.
    fn names(&self) -> Vec<Text>;
}

/// What a provider read.
pub struct Loaded {
    /// Full names, declarations, scopes.
    pub classes: Vec<(Text, Rc<syntax::Class>, Rc<Scope>)>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// All classes of a session.
pub struct Registry {
    /// All sources.
    pub sources: Rc<Sources>,
    /// The library's functions.
    pub catalogue: Rc<dyn Catalogue>,
    providers: RefCell<Vec<Rc<dyn Provider>>>,
    entries: RefCell<Vec<Rc<Entry>>>,
    by_name: RefCell<FxHashMap<Text, ClassId>>,
    /// Built-in classes that were read.
    core: RefCell<FxHashMap<Text, ClassId>>,
    /// The packages whose classes can be found.
    pub packages: PackageIndex,
    diagnostics: RefCell<Vec<Diagnostic>>,
    traced: Cell<bool>,
    /// Do built-in classes count before those of packages with their names?
    built_in_first: Cell<bool>,
}

/// What names stand for, at one moment.
pub struct Names(FxHashMap<Text, ClassId>);

/// A declared class.
pub struct Entry {
    /// Its number.
    pub id: ClassId,
    /// Its full name.
    pub name: Text,
    /// Its declaration.
    pub tree: Rc<syntax::Class>,
    /// Where its names are looked up.
    pub scope: Rc<Scope>,
    /// The class that holds its file's own functions.
    pub functions: Cell<Option<ClassId>>,
    /// Files it imports.
    imports: RefCell<Vec<ClassId>>,
    /// Classes declared beside it, whose extension methods its file sees.
    companions: RefCell<Vec<ClassId>>,
    own_properties: OnceCell<Rc<[Text]>>,
    parents: OnceCell<Vec<ClassId>>,
    /// What the compiler made of it, once it was needed.
    pub(super) compiled: OnceCell<Rc<ir::Class>>,
    /// Why a class of a package cannot be used.
    failure: RefCell<Option<Diagnostic>>,
}

impl Entry {
    /// Is it the class of a file itself, which holds the file's functions?
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.tree.name.span.is_none()
    }
}

/// The root of all classes.
pub(crate) const ROOT: &str = "io.murano.Object";

impl Registry {
    /// No classes yet.
    #[must_use]
    pub fn new(sources: Rc<Sources>, catalogue: Rc<dyn Catalogue>) -> Self {
        Self {
            sources,
            catalogue,
            providers: RefCell::default(),
            entries: RefCell::default(),
            by_name: RefCell::default(),
            core: RefCell::default(),
            packages: PackageIndex::default(),
            diagnostics: RefCell::default(),
            traced: Cell::default(),
            built_in_first: Cell::default(),
        }
    }

    /// Methods compiled from now on tell when they begin and end.
    pub fn trace_calls(&self) {
        self.traced.set(true);
    }

    /// Do methods tell when they begin and end?
    #[must_use]
    pub fn traces_calls(&self) -> bool {
        self.traced.get()
    }

    /// Says that a class holds its file's functions, which its own code sees.
    pub fn set_functions(&self, class: ClassId) {
        self.entry(class).functions.set(Some(class));
    }

    /// Says which classes' extension methods a file sees.
    pub fn set_companions(&self, file: ClassId, classes: Vec<ClassId>) {
        *self.entry(file).companions.borrow_mut() = classes;
    }

    /// The classes whose extension methods a class's file sees.
    pub fn companions(&self, class: ClassId) -> Vec<ClassId> {
        let file = self.entry(class).functions.get();
        file.map(|file| self.entry(file).companions.borrow().clone()).unwrap_or_default()
    }

    /// Says which files a file imports.
    pub fn set_imports(&self, file: ClassId, files: Vec<ClassId>) {
        *self.entry(file).imports.borrow_mut() = files;
    }

    /// The file whose function a name is, as a file sees it: its own, then those of the files it imports.
    pub fn function_file(&self, file: ClassId, name: &str) -> Option<ClassId> {
        let has = |id: &ClassId| self.entry(*id).tree.methods.iter().any(|m| &*m.name.text == name);
        let imports = self.entry(file).imports.borrow().clone();
        std::iter::once(file).chain(imports).find(has)
    }

    /// Which class each name stands for now.
    #[must_use]
    pub fn names(&self) -> Names {
        Names(self.by_name.borrow().clone())
    }

    /// Names stand for what they stood for: an input that was mistaken declared nothing.
    pub fn restore(&self, names: Names) {
        *self.by_name.borrow_mut() = names.0;
    }

    /// Adds a place classes come from.
    pub fn provide(&self, provider: Rc<dyn Provider>) {
        self.providers.borrow_mut().push(provider);
    }

    /// Declares a class. A later declaration of a name takes the place of an earlier one (the REPL declares anew).
    pub fn declare(&self, name: Text, tree: Rc<syntax::Class>, scope: Rc<Scope>) -> ClassId {
        self.declare_in(name, tree, scope, None)
    }

    /// Declares a class of a file that has functions of its own.
    pub fn declare_in(
        &self,
        name: Text,
        tree: Rc<syntax::Class>,
        scope: Rc<Scope>,
        functions: Option<ClassId>,
    ) -> ClassId {
        let id = self.enter(name.clone(), tree, scope, functions);
        self.by_name.borrow_mut().insert(name, id);
        id
    }

    /// A new entry, which no name stands for yet.
    fn enter(
        &self,
        name: Text,
        tree: Rc<syntax::Class>,
        scope: Rc<Scope>,
        functions: Option<ClassId>,
    ) -> ClassId {
        let mut entries = self.entries.borrow_mut();
        let id = ClassId(u32::try_from(entries.len()).expect("fewer classes than memory holds"));
        let (parents, compiled) = (OnceCell::new(), OnceCell::new());
        let functions = Cell::new(functions);
        entries.push(Rc::new(Entry {
            id,
            name,
            tree,
            scope,
            functions,
            companions: RefCell::default(),
            imports: RefCell::default(),
            own_properties: OnceCell::new(),
            parents,
            compiled,
            failure: RefCell::default(),
        }));
        id
    }

    /// The known class with the nearest name, without its namespace.
    #[must_use]
    pub fn nearest_class(&self, name: &str) -> Option<Text> {
        let short = |full: &Text| -> Text { full.rsplit('.').next().unwrap_or(full).into() };
        let names: Vec<Text> = self.class_names().iter().map(short).collect();
        let wanted = name.rsplit('.').next().unwrap_or(name);
        suggest::nearest(wanted, names.iter().map(|n| &**n)).map(Into::into)
    }

    /// Every class that is declared or could be read.
    #[must_use]
    pub fn class_names(&self) -> Vec<Text> {
        let declared = self.entries.borrow().iter().map(|e| e.name.clone()).collect::<Vec<_>>();
        let mut names: indexmap::IndexSet<Text> = declared.into_iter().collect();
        for provider in self.providers.borrow().iter() {
            names.extend(provider.names());
        }
        for package in self.packages.all() {
            names.extend(package.manifest.classes.keys().cloned());
        }
        names.into_iter().collect()
    }

    /// A declared class.
    #[must_use]
    pub fn entry(&self, id: ClassId) -> Rc<Entry> {
        self.entries.borrow()[id.0 as usize].clone()
    }

    /// Direct parents of a class; unknown and impossible ones are reported once and left out.
    pub fn parents(&self, id: ClassId) -> Vec<ClassId> {
        let entry = self.entry(id);
        if let Some(parents) = entry.parents.get() {
            return parents.clone();
        }
        let parents = self.resolve_parents(&entry);
        entry.parents.get_or_init(|| parents).clone()
    }

    fn resolve_parents(&self, entry: &Entry) -> Vec<ClassId> {
        if entry.tree.extends.len() > 1
            && let Some(package) = entry.scope.package.and_then(|id| self.packages.get(id))
        {
            self.packages.agree(&package);
        }
        // While its parents are being found a class has none: a circle ends here.
        let mut parents = Vec::new();
        for written in &entry.tree.extends {
            match self.resolve(written, &entry.scope) {
                Ok(parent) if self.descends(parent, entry.id, &mut Vec::new()) => {
                    let message = format!("`{}` extends itself", entry.name);
                    let found = Diagnostic::error(codes::BAD_INHERITANCE, written.span, message);
                    self.report(found.named(lookup::NO_CLASS));
                }
                Ok(parent) => parents.push(parent),
                Err(diagnostic) => self.report(*diagnostic),
            }
        }
        if parents.is_empty() && &*entry.name != ROOT {
            parents.extend(self.find_core(ROOT));
        }
        parents
    }

    /// Does `class` extend `ancestor`, as written, directly or through others?
    fn descends(&self, class: ClassId, ancestor: ClassId, seen: &mut Vec<ClassId>) -> bool {
        if class == ancestor {
            return true;
        }
        if seen.contains(&class) {
            return false;
        }
        seen.push(class);
        let entry = self.entry(class);
        entry.tree.extends.iter().any(|written| {
            self.lookup(written, &entry.scope).is_some_and(|p| self.descends(p, ancestor, seen))
        })
    }

    /// A class and all its ancestors, nearest first, breadth-first, each once.
    pub fn lineage(&self, id: ClassId) -> Vec<ClassId> {
        let mut lineage = vec![id];
        let mut next = 0;
        while next < lineage.len() {
            for parent in self.parents(lineage[next]) {
                if !lineage.contains(&parent) {
                    lineage.push(parent);
                }
            }
            next += 1;
        }
        lineage
    }

    /// The properties a class's own code sees: declared in its lineage, or set by its methods.
    pub fn own_property_names(&self, class: ClassId) -> Rc<[Text]> {
        let entry = self.entry(class);
        entry.own_properties.get_or_init(|| self.find_own_properties(class).into()).clone()
    }

    /// The names an object can be given: properties declared in its lineage, and arguments of `.init`.
    pub fn given_names(&self, class: ClassId) -> Vec<Text> {
        let names = self.lineage(class).into_iter().flat_map(|id| {
            let entry = self.entry(id);
            let inits = entry.tree.methods.iter().filter(|m| &*m.name.text == ".init");
            let arguments = inits.flat_map(|m| m.params.iter().map(|p| p.name.text.clone()));
            let declared = entry.tree.properties.iter().map(|p| p.name.text.clone());
            declared.chain(arguments).collect::<Vec<_>>()
        });
        names.collect()
    }

    fn find_own_properties(&self, class: ClassId) -> Vec<Text> {
        let declared = self.lineage(class).into_iter().flat_map(|id| {
            let entry = self.entry(id);
            entry.tree.properties.iter().map(|p| p.name.text.clone()).collect::<Vec<_>>()
        });
        let mut names: Vec<Text> = declared.collect();
        for method in &self.entry(class).tree.methods {
            let Some(body) = &method.body else { continue };
            walk::statements(body, &mut |stmt| {
                if let StmtKind::Assign { target, .. } = &stmt.kind {
                    walk::expressions(target, &mut |part| {
                        if let ExprKind::Member { name, .. } = &part.kind {
                            names.push(name.text.clone());
                        }
                    });
                }
            });
        }
        names
    }

    /// `None` if some class has a method of that name; otherwise all methods there are, for suggestions.
    pub fn method_names(&self, name: &str) -> Option<Vec<Text>> {
        let declared = self.entries.borrow().clone();
        let has = |e: &Rc<Entry>| e.tree.methods.iter().any(|m| &*m.name.text == name);
        if declared.iter().any(has) {
            return None;
        }
        // Classes nobody has named yet may have it: read them all before complaining.
        for class in self.class_names() {
            self.find(&class);
        }
        let all = self.entries.borrow().clone();
        if all.iter().any(has) {
            return None;
        }
        Some(all.iter().flat_map(|e| e.tree.methods.iter().map(|m| m.name.text.clone())).collect())
    }

    /// Keeps a finding until somebody takes it.
    pub fn report(&self, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.shortened();
        let mut diagnostics = self.diagnostics.borrow_mut();
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }

    /// How many diagnostics are waiting.
    pub(super) fn diagnostic_count(&self) -> usize {
        self.diagnostics.borrow().len()
    }

    /// How many classes are declared.
    pub(super) fn entry_count(&self) -> u32 {
        self.entries.borrow().len() as u32
    }

    /// The findings of one code so far; the others stay.
    pub fn take_of(&self, code: Code) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.borrow_mut();
        let (found, others) =
            std::mem::take(&mut *diagnostics).into_iter().partition(|d| d.code == code);
        *diagnostics = others;
        found
    }

    /// The findings so far, in order of place.
    pub fn take_diagnostics(&self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut *self.diagnostics.borrow_mut());
        found.sort_by_key(|d| d.span);
        found
    }
}
