//! A program that was parsed, declared and checked for an editor, whether or not it has errors.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use crate::compile::check::{self, ClassMembers, Facts};
use crate::compile::ids::ClassId;
use crate::compile::registry::Registry;
use crate::compile::unit::Declared;
use crate::diag::Diagnostic;
use crate::runtime::machine::runtime::Runtime;
use crate::source::{Source, Span};
use crate::syntax::{Block, Module};

/// In which form the main file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceForm {
    /// A program in `.murano`.
    Program,
    /// Classes in YAML.
    Classes,
    /// An object model: its tree is the only statement of the file.
    Model,
    /// The manifest of a package.
    Manifest,
}

/// A part of a file's text. A file that is being edited has several, so that a change moves no span of the others.
pub(crate) struct TextPart {
    /// Its text.
    pub source: Arc<Source>,
    /// Where it begins in the file.
    pub start: usize,
}

/// A file of the program.
pub(crate) struct AnalyzedFile {
    /// Its path.
    pub path: PathBuf,
    /// Its text, in order.
    pub parts: Vec<TextPart>,
    /// Its syntax tree, as far as it could be parsed.
    pub module: Module,
    /// What it declares.
    pub declared: Declared,
}

impl AnalyzedFile {
    /// The text as one part.
    pub(crate) fn whole(source: Arc<Source>) -> Vec<TextPart> {
        vec![TextPart { source, start: 0 }]
    }

    /// The position in the space of all sources of an offset in the file.
    pub(crate) fn position(&self, offset: usize) -> u32 {
        let after = self.parts.partition_point(|part| part.start <= offset);
        let part = &self.parts[after.max(1) - 1];
        let local = offset.saturating_sub(part.start).min(part.source.text.len());
        part.source.base + local as u32
    }

    /// The offset in the file of a position in the space of all sources; `None` for one of another file.
    pub(crate) fn offset(&self, position: u32) -> Option<usize> {
        let holds = |part: &&TextPart| {
            let own = part.source.span();
            own.start <= position && position <= own.end
        };
        let part = self.parts.iter().find(holds)?;
        Some(part.start + (position - part.source.base) as usize)
    }

    /// The offsets in the file of a span.
    pub(crate) fn range(&self, span: Span) -> Option<(usize, usize)> {
        Some((self.offset(span.start)?, self.offset(span.end)?))
    }

    /// What identifies it among the spans.
    pub(crate) fn key(&self) -> Span {
        self.parts.first().map_or(Span::NONE, |part| part.source.span())
    }
}

/// A program that was parsed, declared and checked.
pub(crate) struct Analysis {
    runtime: Rc<Runtime>,
    /// The form of the main file.
    pub form: SourceForm,
    /// The file that was asked for, then those that it imports.
    pub files: Vec<AnalyzedFile>,
    /// Its errors and warnings, in order of position.
    pub diagnostics: Vec<Diagnostic>,
    facts: OnceCell<Facts>,
}

impl Analysis {
    /// The analysis of files, of which the first is the one that was asked for.
    pub(crate) fn new(
        runtime: Rc<Runtime>,
        files: Vec<AnalyzedFile>,
        diagnostics: Vec<Diagnostic>,
    ) -> Self {
        let form = SourceForm::Program;
        Self { runtime, form, files, diagnostics, facts: OnceCell::new() }
    }

    /// The same of a file in another form. `facts` are those of a model, which knows its classes by itself.
    pub(crate) fn of_data(self, form: SourceForm, facts: Option<Facts>) -> Self {
        let facts = facts.map_or_else(OnceCell::new, OnceCell::from);
        Self { form, facts, ..self }
    }

    /// The declared classes.
    pub(crate) fn registry(&self) -> &Registry {
        &self.runtime.registry
    }

    /// The file that was asked for.
    pub(crate) fn main(&self) -> &AnalyzedFile {
        &self.files[0]
    }

    /// The position in the space of all sources of an offset in the main file.
    pub(crate) fn position(&self, offset: usize) -> u32 {
        self.main().position(offset)
    }

    /// What the checker finds out about the parts of the program; it is asked once.
    pub(crate) fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let bodies: Vec<(ClassId, &Block)> =
                self.files.iter().map(|file| (file.declared.class, &file.module.body)).collect();
            let classes: Vec<ClassId> =
                self.files.iter().flat_map(|file| file.declared.classes.iter().copied()).collect();
            check::facts(self.registry(), &bodies, &classes)
        })
    }

    /// The members of classes, as the checker looks them up.
    pub(crate) fn members(&self) -> ClassMembers<'_> {
        ClassMembers::new(self.registry(), &self.main().module.body)
    }

    /// The source of a span, on one line.
    pub(crate) fn text(&self, span: Span) -> String {
        one_line(self.registry(), span)
    }
}

/// The source of a span, on one line.
pub(crate) fn one_line(registry: &Registry, span: Span) -> String {
    let found = registry.sources.find(span);
    let text = found.map(|source| source.slice(span).to_owned()).unwrap_or_default();
    // A trailing comma belongs to the line break that goes.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(", }", " }").replace(", ]", "]")
}
