//! What `murano doc` documents: the built-in classes, those of a program or package, or a name.

use std::path::Path;

use crate::diag::has_errors;
use crate::ide::reference::{self, ClassReference};
use crate::ide::symbols::Member;
use crate::session::Session;
use crate::session::source_kind::SourceKind;

use crate::cli::command_error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::packages;
use crate::cli::terminal::Terminal;

use super::DocArgs;

/// Namespaces of built-in classes that work without OpenStack. Of the others only the declarations are here.
const CORE: [&str; 4] =
    ["com.mirantis.docker", "io.murano", "io.murano.applications", "io.murano.test"];

/// Classes that are documented together.
pub(super) struct DocumentedSet {
    /// The title of the index.
    pub title: String,
    /// A paragraph below it; may be empty.
    pub about: String,
    /// The classes, by name.
    pub classes: Vec<ClassReference>,
    /// The functions of a program.
    pub functions: Vec<Member>,
}

impl DocumentedSet {
    /// One class.
    pub(super) fn of_class(class: ClassReference) -> Self {
        Self {
            title: class.full.clone(),
            about: String::new(),
            classes: vec![class],
            functions: Vec::new(),
        }
    }

    /// Whether a class has a page.
    pub(super) fn has(&self, full: &str) -> bool {
        self.classes.iter().any(|class| class.full == full)
    }
}

/// What is documented.
pub(super) enum Subject {
    /// All classes of a source.
    Classes(DocumentedSet),
    /// A name, which the REPL's `:doc` explains.
    Name {
        /// The name.
        name: String,
        /// The class that it refers to.
        class: Option<ClassReference>,
    },
}

impl Subject {
    /// Finds out what the command line names.
    pub(super) fn find(args: &DocArgs, terminal: &Terminal) -> Result<Self, CommandError> {
        let session = Session::new();
        let Some(subject) = &args.subject else {
            packages::add_to(&session, &args.packages, None, terminal)?;
            return Ok(Self::Classes(core(&session)));
        };
        let path = Path::new(subject);
        if path.exists() || subject.contains(['/', std::path::MAIN_SEPARATOR]) {
            packages::add_to(&session, &args.packages, Some(path), terminal)?;
            return of_path(&session, path, terminal).map(Self::Classes);
        }
        packages::add_to(&session, &args.packages, None, terminal)?;
        let class = reference::named(&session.runtime().registry, subject);
        Ok(Self::Name { name: subject.clone(), class })
    }
}

fn core(session: &Session) -> DocumentedSet {
    let about =
        "The classes that every program can use, made by `murano doc` from their declarations.";
    DocumentedSet {
        title: "Built-in classes".to_owned(),
        about: about.to_owned(),
        classes: reference::of_namespaces(&session.runtime().registry, &CORE),
        functions: Vec::new(),
    }
}

/// The classes of a program, a class file or packages. Those with errors are not documented: the errors are reported.
fn of_path(
    session: &Session,
    path: &Path,
    terminal: &Terminal,
) -> Result<DocumentedSet, CommandError> {
    let kind = SourceKind::of(path);
    if kind.is_package() || kind == SourceKind::Directory {
        return of_packages(session, &kind.package_path(path), terminal);
    }
    let failed = |found: &[crate::diag::Diagnostic]| {
        terminal.report_all(found, session.sources());
        CommandError::reported(Exit::Source)
    };
    let program = session.read_file(path).map_err(|found| failed(found.diagnostics()))?;
    let registry = &session.runtime().registry;
    Ok(DocumentedSet {
        title: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        about: String::new(),
        classes: reference::of_classes(registry, &program.declared.classes),
        functions: reference::functions(registry, program.declared.class),
    })
}

fn of_packages(
    session: &Session,
    path: &Path,
    terminal: &Terminal,
) -> Result<DocumentedSet, CommandError> {
    let added = session.packages().add(path);
    terminal.report_all(&added.problems, session.sources());
    if has_errors(&added.problems) {
        return Err(CommandError::reported(Exit::Source));
    }
    let names: Vec<&str> = added.packages.iter().map(|package| &*package.manifest.name).collect();
    Ok(DocumentedSet {
        title: names.join(", "),
        about: String::new(),
        classes: reference::of_packages(&session.runtime().registry, &added.packages),
        functions: Vec::new(),
    })
}
