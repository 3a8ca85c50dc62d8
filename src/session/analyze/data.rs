//! Class files, manifests and object models as editors see them: with the diagnostics of `murano check`. Nothing of them runs.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use crate::compile::ids::ClassId;
use crate::compile::scope::Scope;
use crate::compile::unit::Declared;
use crate::diag::{Diagnostic, codes};
use crate::ide::analysis::{Analysis, AnalyzedFile, SourceForm};
use crate::runtime::value::Value;
use crate::session::Session;
use crate::session::data::{self, DataError, DataFormat};
use crate::session::model::Model;
use crate::session::model::source::ModelSource;
use crate::session::source_kind::SourceKind;
use crate::source::{Source, Span};
use crate::syntax::{Block, Class, Module, Stmt, StmtKind};

impl Session {
    /// Checks the text of a class file, as part of the package whose manifest lists it. The text replaces that on disk. `None` if it is
    /// larger than all sources together may be.
    pub(crate) fn analyze_class_file(&self, path: &Path, text: &str) -> Option<Analysis> {
        self.add_virtual_file(path, text);
        let registry = &self.runtime().registry;
        let (classes, found) = match self.packages().classes_of_file(path) {
            Ok((package, names)) => {
                let found = self.packages().check_classes(&package, &names);
                let classes = names.iter().filter_map(|name| registry.class_of(&package, name));
                (classes.collect(), found)
            }
            Err(found) => (Vec::new(), found),
        };
        let source = self.source_of(path, text)?;
        let own = source.span();
        // A class that shadows a built-in one may be declared elsewhere.
        let is_here = |id: &ClassId| {
            let span = registry.entry(*id).tree.span;
            own.start <= span.start && span.end <= own.end
        };
        let classes: Vec<ClassId> = classes.into_iter().filter(is_here).collect();
        let trees = classes.iter().map(|id| registry.entry(*id).tree.clone()).collect();
        let module = Module { classes: trees, ..Module::default() };
        let analysis = self.analysis_of(path, source, module, classes, found);
        Some(analysis.of_data(SourceForm::Classes, None))
    }

    /// Checks the text of a package's manifest, with all classes that it lists. The text replaces that on disk.
    pub(crate) fn analyze_manifest(&self, path: &Path, text: &str) -> Option<Analysis> {
        self.add_virtual_file(path, text);
        let added = self.packages().add(&SourceKind::Manifest.package_path(path));
        let mut found = added.problems;
        found.extend(added.packages.iter().flat_map(|package| self.packages().check(package)));
        let source = self.source_of(path, text)?;
        let analysis = self.analysis_of(path, source, Module::default(), Vec::new(), found);
        Some(analysis.of_data(SourceForm::Manifest, None))
    }

    /// Checks the text of an object model against the classes that it names, without creating its objects. `environment` is what its
    /// deployment would be called: ids that the text leaves out derive from it.
    pub(crate) fn analyze_model(
        &self,
        path: &Path,
        text: &str,
        environment: &str,
    ) -> Option<Analysis> {
        let name = path.display().to_string();
        let model = objects_of(path, text).map(|model| model.with_ids(environment));
        let given = ModelSource::add(self.sources(), &name, text);
        let (source, module, facts, found) = match (given, model) {
            (Some(given), Ok(model)) => {
                let found = given.check(self, &model.objects);
                let (tree, facts) = given.tree(self, &model.objects);
                let span = tree.span;
                let statements = vec![Stmt { kind: StmtKind::Expr(tree), span }];
                let body = Block { statements, span };
                (given.source, Module { body, ..Module::default() }, Some(facts), found)
            }
            (given, model) => {
                let source = match given {
                    Some(given) => given.source,
                    None => self.sources().add(name, text)?,
                };
                let wrong = model.err().map(|error| invalid(&error, &source));
                (source, Module::default(), None, wrong.into_iter().collect())
            }
        };
        let analysis = self.analysis_of(path, source, module, Vec::new(), found);
        Some(analysis.of_data(SourceForm::Model, facts))
    }

    /// The source that was read last under the name of a file; the text itself if nothing has read it.
    fn source_of(&self, path: &Path, text: &str) -> Option<Arc<Source>> {
        let name = path.display().to_string();
        let mut files = self.sources().files().into_iter().rev();
        files.find(|source| source.name == name).or_else(|| self.sources().add(name, text))
    }

    fn analysis_of(
        &self,
        path: &Path,
        source: Arc<Source>,
        module: Module,
        classes: Vec<ClassId>,
        found: Vec<Diagnostic>,
    ) -> Analysis {
        let name = source.name.as_str();
        let scope = Rc::new(Scope::default());
        let registry = &self.runtime().registry;
        let class =
            registry.declare(name.into(), Rc::new(Class::empty(name.into())), scope.clone());
        let declared = Declared { class, classes, scope };
        let (path, parts) = (path.to_owned(), AnalyzedFile::whole(source));
        let file = AnalyzedFile { path, parts, module, declared };
        Analysis::new(self.runtime().clone(), vec![file], found)
    }
}

/// The objects of a model's text: a dictionary with `Objects`, or the root object itself.
fn objects_of(path: &Path, text: &str) -> Result<Model, DataError> {
    let value = data::read(text, DataFormat::of_path(path))?;
    let is_root = matches!(&value, Value::Dict(dict) if dict.get_str("?").is_some());
    if is_root {
        return Ok(Model { objects: value, ..Model::default() });
    }
    Model::of(&value).map_err(|message| DataError { message, line: 1, column: 1 })
}

/// The report of a text that is not a model.
fn invalid(error: &DataError, source: &Source) -> Diagnostic {
    let (start, line) = source.line(error.line.saturating_sub(1) as u32);
    let column = error.column.saturating_sub(1);
    let within = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let at = source.base + (start + within) as u32;
    let message = format!("this is not an object model: {}", error.message);
    Diagnostic::error(codes::BAD_DATA, Span::new(at, at), message)
}
