//! Converts files of `.murano` to MuranoPL's YAML, with class names as the session resolves them.

use std::path::{Path, PathBuf};

use super::{Files, Session};
use crate::compile::registry::Registry;
use crate::compile::scope::Scope;
use crate::diag::{Diagnostic, Severity, codes, has_errors};
use crate::source::Span;
use crate::syntax::convert::{self, Names};
use crate::syntax::{Class, Module, TypeName};

impl Session {
    /// Converts the classes of a file of `.murano` to YAML, one document each.
    ///
    /// # Errors
    ///
    /// The errors in the file, and constructs that YAML cannot express.
    pub fn to_yaml(&self, path: &Path) -> Result<String, Vec<Diagnostic>> {
        let mut files = Files::new(self, path.parent().map(PathBuf::from));
        let number = files.read_file(path);
        self.converted_to_yaml(files, number)
    }

    /// Converts the classes of a text in `.murano`, as [`Self::to_yaml`] does.
    pub(super) fn text_to_yaml(&self, name: &str, text: &str) -> Result<String, Vec<Diagnostic>> {
        let mut files = Files::new(self, None);
        let number = files.read_text(name, text);
        self.converted_to_yaml(files, number)
    }

    fn converted_to_yaml(
        &self,
        files: Files<'_>,
        number: Option<usize>,
    ) -> Result<String, Vec<Diagnostic>> {
        let registry = &self.runtime().registry;
        let module = number.map(|n| files.module(n));
        let (main, found) = files.declare(number);
        let (Some(module), Some((declared, _))) = (module, main) else { return Err(found) };
        if has_errors(&found) {
            return Err(found);
        }
        let unknown = unknown_namespaces(&module, found);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        convert::to_yaml(&module, &ResolvedNames { registry, scope: &declared.scope })
    }
}

/// The namespaces that names without a prefix may be in, and that nothing here declares. YAML needs to know where a name is: taken for one
/// of another namespace, it would mean another class.
fn unknown_namespaces(module: &Module, warnings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_open = |span: Span| {
        let open = module.usings.iter().filter(|using| using.prefix.is_none());
        open.map(|using| using.namespace.span).any(|namespace| namespace == span)
    };
    let unknown = warnings.into_iter().filter(|found| found.code == codes::NO_SUCH_NAMESPACE);
    let errors = unknown.filter(|found| is_open(found.span)).map(|found| Diagnostic {
        code: codes::UNKNOWN_CLASS,
        severity: Severity::Error,
        message: format!("{}: the classes that its names mean are unknown", found.message),
        ..found
    });
    errors.collect()
}

/// Resolves the names in one file.
struct ResolvedNames<'r> {
    registry: &'r Registry,
    scope: &'r Scope,
}

impl Names for ResolvedNames<'_> {
    fn full_name(&self, written: &TypeName) -> Option<String> {
        let class = self.registry.lookup(written, self.scope)?;
        Some(self.registry.entry(class).name.to_string())
    }

    fn parent_with(&self, class: &Class, method: &str) -> Option<usize> {
        let name = TypeName { prefix: None, name: class.name.text.clone(), span: Span::NONE };
        let class = self.registry.lookup(&name, self.scope)?;
        let has = |parent| {
            let mut lineage = self.registry.lineage(parent).into_iter();
            lineage.any(|id| {
                self.registry.entry(id).tree.methods.iter().any(|m| *m.name.text == *method)
            })
        };
        self.registry.parents(class).into_iter().position(has)
    }
}
