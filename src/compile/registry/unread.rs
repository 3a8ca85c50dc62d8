//! Class files that no look-up has needed yet: what they declare, without declaring it.
//!
//! Whether some class has a method of a name, or some code throws an exception of a name, is only known when every file was
//! looked into. The errors in a file that the program does not use must not become errors of the program, so nothing found here is
//! reported or kept but the names.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::Registry;
use crate::compile::exception_names::ThrownNames;
use crate::compile::ids::PackageId;
use crate::compile::package::{Listed, Package};
use crate::compile::scope::Scope;
use crate::source::Source;
use crate::syntax::{self, Class, ClassNotation, Text, yaml};

/// The names in all class files.
#[derive(Default)]
pub(in crate::compile) struct UnreadFiles {
    /// How many packages there were when the files were looked into.
    packages: usize,
    /// The methods of their classes.
    pub methods: FxHashSet<Text>,
    /// The exceptions that their classes throw.
    pub thrown: ThrownNames,
}

impl UnreadFiles {
    fn add(&mut self, class: &Class, scope: &Scope) {
        self.methods.extend(class.methods.iter().map(|method| method.name.text.clone()));
        self.thrown.add_class(class, scope);
    }

    fn add_module(&mut self, source: &Source, package: PackageId) {
        let (module, _) = syntax::parse_module(source);
        let scope = Scope { package: Some(package), ..Scope::of_module(&module) };
        module.classes.iter().for_each(|class| self.add(class, &scope));
    }

    fn add_documents(&mut self, source: &Source, package: PackageId) {
        let (file, _) = yaml::parse_classes(source);
        for document in &file.documents {
            self.add(&document.class, &Scope::of_document(&document.namespaces, package));
        }
    }
}

impl Registry {
    /// The names in the class files of the core library and of all packages; looked into once.
    pub(in crate::compile) fn unread_files(&self) -> Rc<UnreadFiles> {
        let packages = self.packages.all();
        let known = self.unread.borrow().clone();
        if let Some(known) = known.filter(|files| files.packages == packages.len()) {
            return known;
        }
        let mut files = UnreadFiles { packages: packages.len(), ..UnreadFiles::default() };
        syntax::with_enough_stack(|| {
            self.look_into_core(&mut files);
            packages.iter().for_each(|package| self.look_into(package, &mut files));
        });
        let files = Rc::new(files);
        *self.unread.borrow_mut() = Some(files.clone());
        files
    }

    fn look_into_core(&self, files: &mut UnreadFiles) {
        for provider in self.providers.borrow().iter() {
            let texts = provider.names().into_iter().filter_map(|name| provider.file(&name));
            for (title, text) in texts {
                if let Some(source) = self.sources.draft(title, text) {
                    files.add_module(&source, PackageId::CORE);
                }
            }
        }
    }

    fn look_into(&self, package: &Package, files: &mut UnreadFiles) {
        if package.manifest.heat || package.rival().is_some() {
            return;
        }
        // Several classes may be listed with one file.
        let mut seen: FxHashSet<&Text> = FxHashSet::default();
        for listed in package.manifest.classes.values().filter(|listed| seen.insert(&listed.file)) {
            let Some(source) = self.unread_source(package, listed) else { continue };
            match ClassNotation::of(&listed.file, &source.text) {
                ClassNotation::Murano => files.add_module(&source, package.id),
                ClassNotation::Yaml => files.add_documents(&source, package.id),
            }
        }
    }

    fn unread_source(&self, package: &Package, listed: &Listed) -> Option<std::sync::Arc<Source>> {
        let (path, text) = self.file_text(package, listed).ok()?;
        self.sources.draft(package.contents.title(&path), text)
    }

    /// The names of the exceptions that native methods raise.
    pub(in crate::compile) fn native_exceptions(&self) -> Vec<Text> {
        let providers = self.providers.borrow();
        providers.iter().flat_map(|p| p.exceptions().iter().map(|name| Text::from(*name))).collect()
    }
}
