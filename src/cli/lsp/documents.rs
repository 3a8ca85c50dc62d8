//! The open documents, and the places of spans in them and in other files.

use std::path::Path;
use std::rc::Rc;

use indexmap::IndexMap;
use lsp_types::{Location, Position, Url};

use super::document::OpenDocument;
use super::open_kind::OpenKind;
use super::positions::LineIndex;
use super::workspace::{OpenTexts, Workspace};
use crate::ide::analysis::Analysis;
use crate::source::Span;

/// The open documents by their addresses.
pub(super) struct Documents {
    /// What they are analysed with.
    workspace: Workspace,
    open: IndexMap<Url, OpenDocument>,
}

/// A document with its analysis.
pub(super) struct Analyzed<'d> {
    /// The document.
    pub document: &'d OpenDocument,
    /// Its analysis.
    pub analysis: Rc<Analysis>,
    documents: &'d Documents,
}

impl Documents {
    /// No documents yet.
    pub(super) fn new(workspace: Workspace) -> Self {
        Self { workspace, open: IndexMap::new() }
    }

    /// Opens a document, or replaces it.
    pub(super) fn open(&mut self, document: OpenDocument) {
        let uri = document.uri.clone();
        self.open.insert(uri.clone(), document);
        self.touch_others(&uri);
    }

    /// Closes a document. Its file counts again for those that import it.
    pub(super) fn close(&mut self, uri: &Url) {
        self.touch_others(uri);
        self.open.shift_remove(uri);
    }

    /// The open document at an address.
    pub(super) fn get(&self, uri: &Url) -> Option<&OpenDocument> {
        self.open.get(uri)
    }

    /// The open document at an address, to change it.
    pub(super) fn get_mut(&mut self, uri: &Url) -> Option<&mut OpenDocument> {
        self.open.get_mut(uri)
    }

    /// All open documents.
    pub(super) fn all(&self) -> impl Iterator<Item = &OpenDocument> {
        self.open.values()
    }

    /// All open documents, to change them.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut OpenDocument> {
        self.open.values_mut()
    }

    /// Documents that may use one that has changed are analysed anew: programs that may import it, and what may use its package.
    pub(super) fn touch_others(&mut self, uri: &Url) {
        let of_package = |kind: OpenKind| matches!(kind, OpenKind::ClassFile | OpenKind::Manifest);
        let is_of_package = self.open.get(uri).is_some_and(|document| of_package(document.kind));
        for other in self.open.values_mut().filter(|other| other.uri != *uri) {
            if is_of_package {
                other.packages_changed();
            } else if other.kind == OpenKind::Program && other.text().contains("import") {
                other.touch();
            }
        }
    }

    /// A file was saved: packages may have changed on disk.
    pub(super) fn saved(&mut self, uri: &Url) {
        self.touch_others(uri);
        if let Some(document) = self.open.get_mut(uri) {
            document.packages_changed();
            document.touch();
        }
    }

    /// The program at an address with its analysis.
    pub(super) fn analyzed(&self, uri: &Url) -> Option<Analyzed<'_>> {
        let document = self.get(uri)?;
        let analysis = self.analysis(document)?;
        Some(Analyzed { document, analysis, documents: self })
    }

    /// The analysis of a document.
    pub(super) fn analysis(&self, document: &OpenDocument) -> Option<Rc<Analysis>> {
        let others = || self.texts_except(&document.uri);
        document.analysis(
            || self.workspace.prepare(&document.path, others()),
            |text| self.workspace.analyze(document.kind, &document.path, text, others()),
        )
    }

    /// Analyses another text in place of a document's, without keeping it.
    pub(super) fn analyze_instead(&self, document: &OpenDocument, text: &str) -> Option<Analysis> {
        let others = self.texts_except(&document.uri);
        self.workspace.analyze(document.kind, &document.path, text, others)
    }

    fn texts_except(&self, uri: &Url) -> OpenTexts {
        let others = self.open.values().filter(|other| other.uri != *uri && !other.is_too_large());
        others.map(|other| (other.path.clone(), other.readable())).collect()
    }
}

impl Analyzed<'_> {
    /// The position in the space of all sources of a position in the document.
    pub(super) fn position(&self, position: Position) -> u32 {
        self.analysis.position(self.document.offset(position))
    }

    /// Whether a span is in the document itself.
    pub(super) fn is_here(&self, span: Span) -> bool {
        self.analysis.main().range(span).is_some()
    }

    /// The range of a span of the document.
    pub(super) fn range(&self, span: Span) -> lsp_types::Range {
        let (start, end) = self.analysis.main().range(span).unwrap_or_default();
        self.document.range(start, end)
    }

    /// Where a span is: in the document, or in another file of the program or of a package.
    pub(super) fn location(&self, span: Span) -> Option<Location> {
        if self.is_here(span) {
            return Some(Location::new(self.document.uri.clone(), self.range(span)));
        }
        // A file of the program, or one of a package. Built-in classes, and those of zip files, have no file.
        let source = self.analysis.registry().sources.find(span)?;
        let files = self.analysis.files.iter();
        let of_program = files.into_iter().find(|file| file.range(span).is_some());
        let path = of_program.map_or(Path::new(&source.name), |file| &file.path);
        let open = self.documents.all().find(|document| document.path == path);
        let uri = match open {
            Some(document) => document.uri.clone(),
            None if of_program.is_some() || path.is_file() => Url::from_file_path(path).ok()?,
            None => return None,
        };
        let local = |position: u32| (position - source.base) as usize;
        let index = LineIndex::new(&source.text);
        let range = index.range(&source.text, local(span.start), local(span.end));
        Some(Location::new(uri, range))
    }
}
