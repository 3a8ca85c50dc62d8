//! Class files of packages: parsed when a class in them is first looked up. Their errors are kept with the package, because each
//! later look-up fails for the same reason.

use std::rc::Rc;

use super::Registry;
use super::missing::{NO_CLASS, unknown_prefix_of};
use super::shadowing::Shadowing;
use crate::compile::package::{self, Package};
use crate::compile::scope::{Scope, UnknownPrefix};
use crate::diag::{Diagnostic, codes};
use crate::syntax::yaml::{self, ClassFile};
use crate::syntax::{self, ClassNotation, Text};

/// The exception of a file with several classes that could have the listed name.
const AMBIGUOUS: &str = "murano.dsl.exceptions.AmbiguousClassName";

impl Registry {
    /// Parses the file that the manifest lists for a class, and declares every class in it.
    pub(super) fn read_file_of(
        &self,
        package: &Rc<Package>,
        class: &str,
        listed: &package::Listed,
    ) {
        if let Some(rival) = package.rival() {
            return self.note_broken(package, class, rival.clone());
        }
        // Only the class that was looked up is known to be listed here, but the file may
        // declare several; all of them are declared now. A Heat template is converted to YAML
        // first, and has a source of its own, so that errors can quote it.
        let add = |title: String, text: String| {
            self.sources.add(title, text).ok_or_else(|| {
                let message = "all sources together are too large: they may have 2 GB";
                Box::new(Diagnostic::error(codes::UNREADABLE, listed.span, message))
            })
        };
        let result = self.file_text(package, listed).and_then(|(path, text)| {
            let title = package.contents.title(&path);
            let source = add(title.clone(), text)?;
            if !package.manifest.heat {
                return Ok(source);
            }
            let class = package::class_text(&package.manifest.name, &source)?;
            add(format!("{title} as a class"), class)
        });
        match result {
            Ok(source)
                if ClassNotation::of(&listed.file, &source.text) == ClassNotation::Murano =>
            {
                self.declare_module(package, class, &source);
            }
            Ok(source) => {
                let (file, found) = yaml::parse_classes(&source);
                self.declare_documents(package, class, &file, &found);
                found.into_iter().for_each(|found| self.report(found));
            }
            Err(found) => self.note_broken(package, class, *found),
        }
    }

    pub(super) fn file_text(
        &self,
        package: &Package,
        listed: &package::Listed,
    ) -> Result<(String, String), Box<Diagnostic>> {
        let unreadable = |why: String| {
            let message = format!("cannot read the class file `{}`: {why}", listed.file);
            Box::new(Diagnostic::error(codes::UNREADABLE, listed.span, message))
        };
        let path = match package.manifest.heat {
            true => listed.file.to_string(),
            false => package::safe_path("Classes", &listed.file)
                .ok_or_else(|| unreadable("it is outside the package".into()))?,
        };
        let title = package.contents.title(&path);
        if let Some((_, text)) = self.sources.virtual_file(std::path::Path::new(&title)) {
            return Ok((path, text.to_string()));
        }
        let bytes = package.contents.read(&path).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".into()))?;
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
        Ok((path, text))
    }

    fn note_broken(&self, package: &Package, class: &str, found: Diagnostic) {
        package.broken.borrow_mut().insert(class.into(), found.clone());
        self.report(found);
    }

    /// Declares the class of each YAML document under its full name. A document without a name gets the one the manifest lists,
    /// unless there are several of them. Errors within a document make its class unusable.
    fn declare_documents(
        &self,
        package: &Rc<Package>,
        class: &str,
        file: &ClassFile,
        found: &[Diagnostic],
    ) {
        // A document without a name gets the one in the manifest, which is ambiguous if there
        // are several. After the loop the listed class must be among the declared ones.
        let unnamed = file.documents.iter().filter(|d| d.unnamed).count();
        let mut loaded = package.loaded.borrow_mut();
        let mut names: Vec<Text> = Vec::new();
        for document in &file.documents {
            let scope = Rc::new(
                Scope::of_document(&document.namespaces, package.id)
                    .of_format(package.manifest.format),
            );
            let name: Text = match document.unnamed {
                true => class.into(),
                false => match scope.declared(&document.class.name.text) {
                    Ok(name) => name,
                    Err(UnknownPrefix(prefix)) => {
                        self.report(unknown_prefix_of(&prefix, document.class.name.span));
                        continue;
                    }
                },
            };
            if document.unnamed && unnamed > 1 {
                continue;
            }
            let inside = |d: &&Diagnostic| {
                d.is_error()
                    && document.class.span.start <= d.span.start
                    && d.span.end <= document.class.span.end
            };
            let id = match self.shadowing(package, &name, &document.class) {
                Shadowing::BuiltIn(core) => core,
                Shadowing::Own(tree) => {
                    let id = self.enter(name.clone(), tree, scope, None);
                    *self.entry(id).failure.borrow_mut() = found.iter().find(inside).cloned();
                    id
                }
            };
            loaded.insert(name.clone(), id);
            names.push(name);
        }
        drop(loaded);
        if !names.iter().any(|n| **n == *class) {
            let found = found.iter().find(|d| d.is_error()).cloned();
            let found = found.unwrap_or_else(|| mismatch(package, class, unnamed, &names));
            self.note_broken(package, class, found);
        }
    }

    /// Declares the classes of a file in `.murano`. An error anywhere in the file makes all of them unusable.
    fn declare_module(&self, package: &Rc<Package>, class: &str, source: &crate::source::Source) {
        let (module, found) = syntax::parse_module(source);
        let scope = Scope { package: Some(package.id), ..Scope::of_module(&module) };
        let scope = Rc::new(scope);
        let error = found.iter().find(|d| d.is_error()).cloned();
        found.into_iter().for_each(|found| self.report(found));
        let mut names: Vec<Text> = Vec::new();
        for tree in &module.classes {
            let name = scope.qualify(&tree.name.text);
            let id = self.enter(name.clone(), tree.clone(), scope.clone(), None);
            self.entry(id).failure.borrow_mut().clone_from(&error);
            package.loaded.borrow_mut().insert(name.clone(), id);
            names.push(name);
        }
        if !names.iter().any(|n| **n == *class) {
            let found = error.unwrap_or_else(|| mismatch(package, class, 0, &names));
            self.note_broken(package, class, found);
        }
    }
}

/// The error of a file that does not declare the class it is listed for.
fn mismatch(package: &Package, class: &str, unnamed: usize, names: &[Text]) -> Diagnostic {
    let listed = package.manifest.classes.get(class);
    let span = listed.map_or(package.manifest.span, |l| l.span);
    let file = listed.map_or("", |l| &l.file);
    if unnamed > 1 {
        let message = format!("`{file}` declares {unnamed} classes without a `Name`");
        let found = Diagnostic::error(codes::BAD_PACKAGE, span, message).named(AMBIGUOUS);
        return found.hint("one class of a file may be without: it has the name of the manifest");
    }
    let message = format!("`{file}` does not declare the class `{class}`");
    let found = Diagnostic::error(codes::BAD_PACKAGE, span, message).named(NO_CLASS);
    let listed: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    match names {
        [] => found.hint("the file declares no class"),
        _ => found.hint(format!("it declares {}", listed.join(", "))),
    }
}
