//! The registry of a session's classes: what is declared, under which name, in which scope.
//!
//! It numbers classes, finds them by name and knows their bases. Class files of packages and of the core library are parsed when
//! a name in them is first looked up. Compiling is not its business: [`super::unit`] stores a compiled class beside its entry.

mod ancestry;
mod entry;
mod files;
mod lookup;
mod missing;
mod origin;
mod reports;
mod shadowing;
mod unread;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ids::{ClassId, PackageId};
use super::ir;
use super::package::PackageIndex;
use super::scope::Scope;
use super::signature::Catalogue;
use crate::diag::levels::WarningLevels;
use crate::diag::{Applicability, Diagnostic, suggest};
use crate::source::Sources;
use crate::syntax::{self, Text};

pub(crate) use self::entry::ClassEntry;
use self::reports::Reports;
pub(crate) use self::shadowing::has_natives;
use self::unread::UnreadFiles;

/// A source of built-in class files, asked for a class that is not declared yet.
pub trait Provider {
    /// The file that declares the class of a full name: its name in reports, and its text.
    fn file(&self, class: &str) -> Option<(String, String)>;

    /// Parses the file that declares a class.
    fn read(&self, class: &str, sources: &Sources) -> Option<ParsedFile> {
        let (name, text) = self.file(class)?;
        let source = sources.add_library(name, text)?;
        let (module, diagnostics) = syntax::parse_module(&source);
        let core = Some(PackageId::CORE);
        let scope = Rc::new(Scope { package: core, ..Scope::of_module(&module) });
        let classes =
            module.classes.into_iter().map(|c| (scope.qualify(&c.name.text), c, scope.clone()));
        Some(ParsedFile { classes: classes.collect(), diagnostics })
    }

    /// The full name of every class it has.
    fn names(&self) -> Vec<Text>;

    /// The names of the exceptions that its native methods raise.
    fn exceptions(&self) -> &[&str] {
        &[]
    }
}

/// A parsed file of a provider.
pub struct ParsedFile {
    /// Its classes: full name, declaration, scope.
    pub classes: Vec<(Text, Rc<syntax::Class>, Rc<Scope>)>,
    /// The parser's diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

/// All classes of a session, by number and by name. Classes are added, never removed.
pub struct Registry {
    /// The sources that spans of declarations refer to.
    pub sources: Rc<Sources>,
    /// The signatures of the library's functions.
    pub catalogue: Rc<dyn Catalogue>,
    providers: RefCell<Vec<Rc<dyn Provider>>>,
    entries: RefCell<Vec<Rc<ClassEntry>>>,
    by_name: RefCell<FxHashMap<Text, ClassId>>,
    /// Built-in classes whose file was parsed.
    core: RefCell<FxHashMap<Text, ClassId>>,
    /// The packages whose classes code can use.
    pub packages: PackageIndex,
    reports: RefCell<Reports>,
    /// The levels of warnings, which the user sets.
    levels: RefCell<WarningLevels>,
    /// The short names of all classes, for suggestions, with the numbers of classes and packages that they were collected of.
    short_names: RefCell<(usize, usize, Rc<[Text]>)>,
    /// How often a name got another meaning: the REPL may declare a class again.
    names_changed: Cell<u32>,
    /// Classes that were asked for since they were last taken to be compiled.
    waiting: RefCell<Vec<ClassId>>,
    /// What the class files declare that no look-up has read yet.
    unread: RefCell<Option<Rc<UnreadFiles>>>,
    /// The embedder's functions raise exceptions under names of their own.
    foreign_exceptions: Cell<bool>,
    traced: Cell<bool>,
    /// What native code expects in place of a value that a contract accepts.
    native_checks: RefCell<Option<Rc<NativeCheck>>>,
    /// Whether [`Self::entry`] adds to `uses`.
    notes_uses: Cell<bool>,
    /// The classes whose entries were asked for.
    uses: RefCell<FxHashSet<ClassId>>,
    /// Finds the file that declares a name and is not imported: for hints.
    unimported: RefCell<Option<Rc<UnimportedFiles>>>,
    /// What the compiler defers to run time is reported too.
    reports_deferred: Cell<bool>,
    /// Built-in classes win over package classes of the same name.
    built_in_first: Cell<bool>,
}

/// Finds the file that declares a class or function, relative to the program; `None` if there is none.
pub(crate) type UnimportedFiles = dyn Fn(&str) -> Option<String>;

/// What native code expects in place of a value, given the class and the property; `None` if it takes the value.
pub(crate) type NativeCheck = dyn Fn(&str, &str, &ir::Const) -> Option<String>;

/// A snapshot of which class each name refers to; see [`Registry::restore`].
pub struct NameSnapshot(FxHashMap<Text, ClassId>);

/// The base class of every class that extends no other.
pub(crate) const ROOT: &str = "io.murano.Object";

impl Registry {
    /// A registry without classes.
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
            reports: RefCell::default(),
            levels: RefCell::default(),
            short_names: RefCell::new((0, 0, Rc::new([]))),
            names_changed: Cell::default(),
            waiting: RefCell::default(),
            unread: RefCell::default(),
            foreign_exceptions: Cell::default(),
            traced: Cell::default(),
            native_checks: RefCell::default(),
            notes_uses: Cell::default(),
            uses: RefCell::default(),
            unimported: RefCell::default(),
            reports_deferred: Cell::default(),
            built_in_first: Cell::default(),
        }
    }

    /// Adds call tracing to all methods that are compiled from now on.
    pub fn trace_calls(&self) {
        self.traced.set(true);
    }

    /// Returns whether compiled methods trace their calls.
    #[must_use]
    pub fn traces_calls(&self) -> bool {
        self.traced.get()
    }

    /// Sets who knows which values native code takes.
    pub(crate) fn check_natives_with(&self, check: Rc<NativeCheck>) {
        *self.native_checks.borrow_mut() = Some(check);
    }

    /// What native code expects in place of a value of a built-in class's property.
    pub(super) fn native_refusal(
        &self,
        class: &str,
        property: &str,
        value: &ir::Const,
    ) -> Option<String> {
        let check = self.native_checks.borrow().clone()?;
        check(class, property, value)
    }

    /// Sets who knows the files that a program could import, and does not.
    pub(crate) fn find_unimported_with(&self, files: Rc<UnimportedFiles>) {
        *self.unimported.borrow_mut() = Some(files);
    }

    /// The hint that a class or function of a name is declared in a file that is not imported.
    pub(super) fn unimported_hint(&self, name: &str) -> Option<String> {
        let find = self.unimported.borrow().clone()?;
        let file = find(name)?;
        Some(format!("`{file}` declares it: add `import './{file}'`"))
    }

    /// Compiles, and reports also the errors of YAML classes that are raised only when the code runs.
    pub(super) fn reporting_deferred(&self, compile: impl FnOnce()) {
        self.reports_deferred.set(true);
        compile();
        self.reports_deferred.set(false);
    }

    /// Whether errors that are raised only when the code runs are reported.
    pub(super) fn reports_deferred(&self) -> bool {
        self.reports_deferred.get()
    }

    /// Marks a class as the class of a file, which holds the file's functions.
    pub fn set_functions(&self, class: ClassId) {
        self.entry(class).functions.set(Some(class));
    }

    /// Sets the classes whose extension methods a file sees.
    pub fn set_companions(&self, file: ClassId, classes: Vec<ClassId>) {
        *self.entry(file).companions.borrow_mut() = classes;
    }

    /// The classes whose extension methods a class's file sees.
    pub fn companions(&self, class: ClassId) -> Vec<ClassId> {
        let file = self.entry(class).functions.get();
        file.map(|file| self.entry(file).companions.borrow().clone()).unwrap_or_default()
    }

    /// Sets the files that a file imports, by their classes.
    pub fn set_imports(&self, file: ClassId, files: Vec<ClassId>) {
        *self.entry(file).imports.borrow_mut() = files;
    }

    /// The class of a file and those of the files that it imports, directly or through others.
    #[must_use]
    pub fn files_of(&self, file: ClassId) -> Vec<ClassId> {
        let mut files = vec![file];
        let mut next = 0;
        while let Some(file) = files.get(next) {
            let imports = self.entry(*file).imports.borrow().clone();
            let new = imports.into_iter().filter(|import| !files.contains(import));
            let new: Vec<ClassId> = new.collect();
            files.extend(new);
            next += 1;
        }
        files
    }

    /// The file that declares the function of a name as a file sees it: the file itself first, then its imports in order.
    pub fn function_file(&self, file: ClassId, name: &str) -> Option<ClassId> {
        let has = |id: &ClassId| self.entry(*id).tree.methods.iter().any(|m| &*m.name.text == name);
        let imports = self.entry(file).imports.borrow().clone();
        std::iter::once(file).chain(imports).find(has)
    }

    /// A snapshot of which class each name refers to.
    #[must_use]
    pub fn names(&self) -> NameSnapshot {
        NameSnapshot(self.by_name.borrow().clone())
    }

    /// Restores a snapshot, so that a REPL input with errors declares nothing.
    pub fn restore(&self, names: NameSnapshot) {
        *self.by_name.borrow_mut() = names.0;
        self.names_changed.set(self.names_changed.get() + 1);
    }

    /// Adds a provider; earlier ones are asked first.
    pub fn provide(&self, provider: Rc<dyn Provider>) {
        self.providers.borrow_mut().push(provider);
    }

    /// Declares a class. Its name refers to the latest declaration, so that the REPL can redefine a class.
    pub fn declare(&self, name: Text, tree: Rc<syntax::Class>, scope: Rc<Scope>) -> ClassId {
        self.declare_in(name, tree, scope, None)
    }

    /// Declares a class of a file; `functions` is the class that holds the file's functions.
    pub fn declare_in(
        &self,
        name: Text,
        tree: Rc<syntax::Class>,
        scope: Rc<Scope>,
        functions: Option<ClassId>,
    ) -> ClassId {
        let id = self.enter(name.clone(), tree, scope, functions);
        if self.by_name.borrow_mut().insert(name, id).is_some() {
            self.names_changed.set(self.names_changed.get() + 1);
        }
        self.need(id);
        id
    }

    /// Replaces the declaration of a class, which keeps its id; everything that was found out about the old one is forgotten.
    pub(super) fn replace(
        &self,
        id: ClassId,
        name: Text,
        tree: Rc<syntax::Class>,
        scope: Rc<Scope>,
    ) {
        let entry = Rc::new(ClassEntry::new(id, name.clone(), tree, scope, None));
        let old = std::mem::replace(&mut self.entries.borrow_mut()[id.0 as usize], entry);
        let mut names = self.by_name.borrow_mut();
        if names.get(&old.name) == Some(&id) {
            names.remove(&old.name);
        }
        names.insert(name, id);
        drop(names);
        self.names_changed.set(self.names_changed.get() + 1);
        self.need(id);
    }

    /// Removes a class: no name refers to it any more, and it declares nothing.
    pub(super) fn withdraw(&self, id: ClassId) {
        let tree = syntax::Class::empty("".into());
        self.replace(id, "".into(), Rc::new(tree), Rc::default());
        self.by_name.borrow_mut().remove("");
        self.forget_needed(&[id]);
    }

    /// Marks a class as asked for, so that the unit that asks compiles it too.
    fn need(&self, id: ClassId) {
        if !self.entry(id).needed.replace(true) {
            self.waiting.borrow_mut().push(id);
        }
    }

    /// Leaves classes out of those that the next unit compiles.
    pub(crate) fn forget_needed(&self, classes: &[ClassId]) {
        self.waiting.borrow_mut().retain(|id| !classes.contains(id));
    }

    /// Takes the classes that were asked for since the last call, in order.
    pub(super) fn take_needed(&self) -> Vec<ClassId> {
        std::mem::take(&mut *self.waiting.borrow_mut())
    }

    /// Adds an entry without giving it a name to be found by.
    fn enter(
        &self,
        name: Text,
        tree: Rc<syntax::Class>,
        scope: Rc<Scope>,
        functions: Option<ClassId>,
    ) -> ClassId {
        // The index in `entries` is the id, so an entry is never removed or moved. Bases and
        // the compiled class are filled in on demand.
        let mut entries = self.entries.borrow_mut();
        let id = ClassId(u32::try_from(entries.len()).expect("fewer classes than memory holds"));
        entries.push(Rc::new(ClassEntry::new(id, name, tree, scope, functions)));
        id
    }

    /// The class name that is most similar, without its namespace: for suggestions. Reads no file.
    #[must_use]
    pub fn nearest_class(&self, name: &str) -> Option<Text> {
        self.similar_class(name).map(|(near, _)| near)
    }

    /// The same, with the certainty that it is meant.
    #[must_use]
    pub fn similar_class(&self, name: &str) -> Option<(Text, Applicability)> {
        let names = self.short_class_names();
        let short_name = name.rsplit('.').next().unwrap_or(name);
        let near = suggest::similar(short_name, names.iter().map(|n| &**n))?;
        Some((near.right.into(), near.applicability()))
    }

    /// The names of all classes without their namespaces. A program may have thousands of unknown names, so they are collected once.
    fn short_class_names(&self) -> Rc<[Text]> {
        let (classes, packages) = (self.entries.borrow().len(), self.packages.all().len());
        {
            let known = self.short_names.borrow();
            if (known.0, known.1) == (classes, packages) {
                return known.2.clone();
            }
        }
        let short = |full: &Text| -> Text { full.rsplit('.').next().unwrap_or(full).into() };
        let names: Rc<[Text]> = self.class_names().iter().map(short).collect();
        *self.short_names.borrow_mut() = (classes, packages, names.clone());
        names
    }

    /// The full name of every class that is declared, or that a provider or package has.
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

    /// The entry of a class.
    #[must_use]
    pub fn entry(&self, id: ClassId) -> Rc<ClassEntry> {
        if self.notes_uses.get() {
            self.uses.borrow_mut().insert(id);
        }
        self.peek(id)
    }

    /// Whether the classes that are asked for are noted: who answers from a cache asks for them again.
    pub(super) fn notes_uses(&self) -> bool {
        self.notes_uses.get()
    }

    /// The entry of a class, for questions about all classes: it counts as no use of this one.
    pub(super) fn peek(&self, id: ClassId) -> Rc<ClassEntry> {
        self.entries.borrow()[id.0 as usize].clone()
    }

    /// Runs a part of the compiler and adds the classes whose entries it asks for to `uses`.
    pub(super) fn noting_uses(&self, uses: &mut FxHashSet<ClassId>, run: impl FnOnce()) {
        std::mem::swap(uses, &mut self.uses.borrow_mut());
        self.notes_uses.set(true);
        run();
        self.notes_uses.set(false);
        std::mem::swap(uses, &mut self.uses.borrow_mut());
    }

    /// `None` if some class has a method of that name; otherwise the names of all methods, for suggestions. Before it gives up it
    /// looks into the class files that nothing has needed yet, without declaring what they contain.
    pub fn method_names(&self, name: &str) -> Option<Vec<Text>> {
        let declared = self.entries.borrow().clone();
        if declared.iter().any(|e| e.tree.methods.iter().any(|m| &*m.name.text == name)) {
            return None;
        }
        let unread = self.unread_files();
        if unread.methods.contains(name) {
            return None;
        }
        let names =
            declared.iter().flat_map(|e| e.tree.methods.iter().map(|m| m.name.text.clone()));
        Some(names.chain(unread.methods.iter().cloned()).collect())
    }

    /// Every declared class, with the scope of its names.
    pub(super) fn declared(&self) -> Vec<Rc<ClassEntry>> {
        self.entries.borrow().clone()
    }

    /// Every class that is declared so far.
    pub(super) fn declared_classes(&self) -> impl Iterator<Item = ClassId> + use<> {
        let count = self.entries.borrow().len() as u32;
        (0..count).map(ClassId)
    }

    /// Accepts any name of an exception from now on: the embedder's functions raise their own.
    pub fn expect_foreign_exceptions(&self) {
        self.foreign_exceptions.set(true);
    }

    /// Returns whether functions of the embedder may raise exceptions under any name.
    pub(super) fn expects_foreign_exceptions(&self) -> bool {
        self.foreign_exceptions.get()
    }
}
