//! The open documents, and the places of spans in them and in other files.

use std::path::PathBuf;
use std::rc::Rc;

use indexmap::IndexMap;
use lsp_types::{Location, Position, Url};

use super::document::{DocumentKind, OpenDocument, analyze_with};
use super::positions::LineIndex;
use crate::ide::analysis::Analysis;
use crate::source::Span;

/// The open documents by their addresses.
#[derive(Default)]
pub(super) struct Documents {
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
    /// Opens a document, or replaces it.
    pub(super) fn open(&mut self, document: OpenDocument) {
        self.touch_others(&document.uri);
        self.open.insert(document.uri.clone(), document);
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

    /// Documents that may import one that has changed are analysed anew.
    pub(super) fn touch_others(&mut self, uri: &Url) {
        let imports = |document: &OpenDocument| {
            document.kind == DocumentKind::Program && document.text().contains("import")
        };
        let others = self.open.values_mut().filter(|other| other.uri != *uri && imports(other));
        others.for_each(OpenDocument::touch);
    }

    /// The program at an address with its analysis.
    pub(super) fn analyzed(&self, uri: &Url) -> Option<Analyzed<'_>> {
        let document = self.get(uri)?;
        let analysis = self.analysis(document)?;
        Some(Analyzed { document, analysis, documents: self })
    }

    /// The analysis of a document.
    pub(super) fn analysis(&self, document: &OpenDocument) -> Option<Rc<Analysis>> {
        document.analysis(|path, text| analyze_with(&self.texts_except(&document.uri), path, text))
    }

    /// Analyses another text in place of a document's, without keeping it.
    pub(super) fn analyze_instead(&self, document: &OpenDocument, text: &str) -> Option<Analysis> {
        analyze_with(&self.texts_except(&document.uri), &document.path, text)
    }

    fn texts_except(&self, uri: &Url) -> Vec<(PathBuf, String)> {
        let programs = self.open.values().filter(|d| d.kind == DocumentKind::Program);
        let others = programs.filter(|other| other.uri != *uri && !other.is_too_large());
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

    /// Where a span is: in the document, or in another file of the program. Built-in classes have no file.
    pub(super) fn location(&self, span: Span) -> Option<Location> {
        if self.is_here(span) {
            return Some(Location::new(self.document.uri.clone(), self.range(span)));
        }
        let files = self.analysis.files.iter();
        let (file, (start, end)) =
            files.into_iter().find_map(|file| Some((file, file.range(span)?)))?;
        // Only the main file has several parts.
        let text = &file.parts.first()?.source.text;
        let index = LineIndex::new(text);
        let open = self.documents.all().find(|document| document.path == file.path);
        let uri = match open {
            Some(document) => document.uri.clone(),
            None => Url::from_file_path(&file.path).ok()?,
        };
        Some(Location::new(uri, index.range(text, start, end)))
    }
}
