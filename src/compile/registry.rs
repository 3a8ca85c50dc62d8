//! The registry of a session's classes: what is declared, under which name, in which scope.
//!
//! It numbers classes, finds them by name and knows their bases. Class files of packages and of the core library are parsed when
//! a name in them is first looked up. Compiling is not its business: [`super::unit`] stores a compiled class beside its entry.

mod files;
mod lookup;
mod origin;
mod shadowing;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ids::{ClassId, PackageId};
use super::ir;
use super::package::PackageIndex;
use super::scope::Scope;
use super::signature::Catalogue;
use crate::diag::{Code, Diagnostic, codes, suggest};
use crate::source::{Sources, Span};
use crate::syntax::{self, ExprKind, StmtKind, Text};

use super::walk;

pub(crate) use self::shadowing::has_natives;

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
    diagnostics: RefCell<Vec<Diagnostic>>,
    /// What tells the waiting diagnostics apart.
    reported: RefCell<FxHashSet<(Code, Span, String)>>,
    traced: Cell<bool>,
    /// Built-in classes win over package classes of the same name.
    built_in_first: Cell<bool>,
}

/// A snapshot of which class each name refers to; see [`Registry::restore`].
pub struct NameSnapshot(FxHashMap<Text, ClassId>);

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
    imports: RefCell<Vec<ClassId>>,
    /// Classes whose extension methods its file sees; set for the class of a file only.
    companions: RefCell<Vec<ClassId>>,
    own_properties: OnceCell<Rc<[Text]>>,
    parents: OnceCell<Vec<ClassId>>,
    /// The compiled class, filled by [`super::unit::class`].
    pub(super) compiled: OnceCell<Rc<ir::Class>>,
    /// The error that makes a class of a package unusable.
    failure: RefCell<Option<Diagnostic>>,
}

impl ClassEntry {
    /// Returns whether it is the class of a file, which holds the file's functions and has no declaration.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.tree.name.span.is_none()
    }
}

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
            diagnostics: RefCell::default(),
            reported: RefCell::default(),
            traced: Cell::default(),
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
        self.by_name.borrow_mut().insert(name, id);
        id
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
        let (parents, compiled) = (OnceCell::new(), OnceCell::new());
        let functions = Cell::new(functions);
        entries.push(Rc::new(ClassEntry {
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

    /// The class name that is most similar, without its namespace: for suggestions. Reads no file.
    #[must_use]
    pub fn nearest_class(&self, name: &str) -> Option<Text> {
        let short = |full: &Text| -> Text { full.rsplit('.').next().unwrap_or(full).into() };
        let names: Vec<Text> = self.class_names().iter().map(short).collect();
        let short_name = name.rsplit('.').next().unwrap_or(name);
        suggest::nearest(short_name, names.iter().map(|n| &**n)).map(Into::into)
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
        self.entries.borrow()[id.0 as usize].clone()
    }

    /// The direct bases of a class in order. Bases that are unknown or circular are reported once and left out.
    pub fn parents(&self, id: ClassId) -> Vec<ClassId> {
        let entry = self.entry(id);
        if let Some(parents) = entry.parents.get() {
            return parents.clone();
        }
        let parents = self.resolve_parents(&entry);
        entry.parents.get_or_init(|| parents).clone()
    }

    fn resolve_parents(&self, entry: &ClassEntry) -> Vec<ClassId> {
        if entry.tree.extends.len() > 1
            && let Some(package) = entry.scope.package.and_then(|id| self.packages.get(id))
        {
            self.packages.agree(&package);
        }
        // A class that extends itself is found by walking the written names, before its bases are cached.
        let mut parents = Vec::new();
        for written in &entry.tree.extends {
            match self.resolve(written, &entry.scope) {
                Ok(parent) if self.descends(parent, entry.id, &mut Vec::new()) => {
                    self.report_circle(entry, parent, written.span);
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

    /// Reports classes that extend each other in a circle: once, at the one that was declared first.
    fn report_circle(&self, entry: &ClassEntry, parent: ClassId, span: Span) {
        let mut circle = vec![entry.id];
        let mut next = parent;
        // The circle is found by the names as written, like `descends`.
        while next != entry.id {
            circle.push(next);
            let extends = self.entry(next);
            let mut parents =
                extends.tree.extends.iter().filter_map(|name| self.lookup(name, &extends.scope));
            let Some(up) = parents.find(|up| self.descends(*up, entry.id, &mut vec![next])) else {
                break;
            };
            next = up;
        }
        if circle.iter().any(|id| id.0 < entry.id.0) {
            return;
        }
        let names: Vec<String> =
            circle.iter().map(|id| format!("`{}`", self.entry(*id).name)).collect();
        let message = match names.as_slice() {
            [name] => format!("{name} extends itself"),
            names => {
                format!("{} extends {}, in a circle", names[0], names[1..].join(", which extends "))
            }
        };
        let found = Diagnostic::error(codes::BAD_INHERITANCE, span, message);
        self.report(found.named(lookup::NO_CLASS));
    }

    /// Returns whether `class` extends `ancestor` by the names written in declarations, directly or through others. It does not
    /// use cached bases, which would recurse for a cycle; `seen` ends the walk there.
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

    /// A class and all its ancestors in breadth-first order, each once.
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

    /// The properties that a class's own code may read: declared in its lineage, or assigned by its methods.
    pub fn own_property_names(&self, class: ClassId) -> Rc<[Text]> {
        let entry = self.entry(class);
        entry.own_properties.get_or_init(|| self.find_own_properties(class).into()).clone()
    }

    /// The keys that `new` accepts: properties declared in the lineage, and parameters of `init`.
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

    /// `None` if some class has a method of that name; otherwise the names of all methods, for suggestions. Before it gives up it
    /// reads every class file.
    pub fn method_names(&self, name: &str) -> Option<Vec<Text>> {
        let declared = self.entries.borrow().clone();
        let has = |e: &Rc<ClassEntry>| e.tree.methods.iter().any(|m| &*m.name.text == name);
        if declared.iter().any(has) {
            return None;
        }
        // A class whose file was not read yet may have it.
        for class in self.class_names() {
            self.find(&class);
        }
        let all = self.entries.borrow().clone();
        if all.iter().any(has) {
            return None;
        }
        Some(all.iter().flat_map(|e| e.tree.methods.iter().map(|m| m.name.text.clone())).collect())
    }

    /// Stores a diagnostic until it is taken; equal ones are stored once.
    pub fn report(&self, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.shortened();
        let key = (diagnostic.code, diagnostic.span, diagnostic.message.clone());
        if self.reported.borrow_mut().insert(key) {
            self.diagnostics.borrow_mut().push(diagnostic);
        }
    }

    /// Stores a diagnostic in place of one of the same code at the same span.
    pub(super) fn report_instead(&self, diagnostic: Diagnostic) {
        let same = |d: &Diagnostic| d.code == diagnostic.code && d.span == diagnostic.span;
        self.diagnostics.borrow_mut().retain(|found| !same(found));
        self.report(diagnostic);
    }

    /// Takes the diagnostics that were stored after there were `count`.
    pub(super) fn take_since(&self, count: usize) -> Vec<Diagnostic> {
        let found = self.diagnostics.borrow_mut().split_off(count);
        let mut reported = self.reported.borrow_mut();
        for diagnostic in &found {
            reported.remove(&(diagnostic.code, diagnostic.span, diagnostic.message.clone()));
        }
        found
    }

    /// Whether a diagnostic of a code is waiting.
    pub(super) fn has_reported(&self, code: Code) -> bool {
        self.diagnostics.borrow().iter().any(|found| found.code == code)
    }

    /// Whether a diagnostic is waiting about a part of a span.
    pub(super) fn has_reported_within(&self, span: Span) -> bool {
        let within = |found: Span| found.start >= span.start && found.end <= span.end;
        self.diagnostics.borrow().iter().any(|found| within(found.span))
    }

    /// How many diagnostics are waiting.
    pub(super) fn diagnostic_count(&self) -> usize {
        self.diagnostics.borrow().len()
    }

    /// Every class that is declared so far.
    pub(super) fn declared_classes(&self) -> impl Iterator<Item = ClassId> + use<> {
        (0..self.entry_count()).map(ClassId)
    }

    /// How many classes are declared.
    pub(super) fn entry_count(&self) -> u32 {
        self.entries.borrow().len() as u32
    }

    /// Takes the diagnostics of one code; the others stay.
    pub fn take_of(&self, code: Code) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.borrow_mut();
        self.reported.borrow_mut().retain(|(reported, ..)| *reported != code);
        let (found, others) =
            std::mem::take(&mut *diagnostics).into_iter().partition(|d| d.code == code);
        *diagnostics = others;
        found
    }

    /// Takes all diagnostics, in order of position.
    pub fn take_diagnostics(&self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut *self.diagnostics.borrow_mut());
        self.reported.borrow_mut().clear();
        found.sort_by_key(|d| d.span);
        found
    }
}
