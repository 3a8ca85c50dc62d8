//! An open document: its text as the client has it, and what was found out about it.

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use lsp_types::{Position, Range, TextDocumentContentChangeEvent, Url};

use super::open_kind::OpenKind;
use super::positions::LineIndex;
use crate::ide::analysis::Analysis;
use crate::session::live::{LiveProgram, PrepareSession};

/// The greatest text that is analysed, in bytes. Greater ones have no answers, so that the server stays responsive.
pub(super) const MOST_BYTES: usize = 8 << 20;

/// An open document.
pub(super) struct OpenDocument {
    /// The address that the client knows it by.
    pub uri: Url,
    /// Its path; for a document that is not saved yet, a made-up one.
    pub path: PathBuf,
    /// The version that the client gave it.
    pub version: i32,
    /// What it is.
    pub kind: OpenKind,
    text: String,
    lines: OnceCell<LineIndex>,
    analysis: RefCell<Option<Rc<Analysis>>>,
    /// What is kept from one version to the next.
    live: RefCell<Option<LiveProgram>>,
    /// It has changed since its problems were published.
    pub is_changed: bool,
}

impl OpenDocument {
    /// A document as the client opened it.
    pub(super) fn open(uri: Url, version: i32, text: String) -> Self {
        let path = path_of(&uri);
        let kind = OpenKind::of(&path, &text);
        let lines = OnceCell::new();
        let (analysis, live) = (RefCell::default(), RefCell::default());
        Self { uri, path, version, kind, text, lines, analysis, live, is_changed: true }
    }

    /// The text as the client has it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Applies a change of the client: of a range, or of the whole text.
    pub(super) fn change(&mut self, change: TextDocumentContentChangeEvent) {
        match change.range {
            Some(range) => {
                let (start, end) = (self.offset(range.start), self.offset(range.end));
                self.text.replace_range(start.min(end)..end.max(start), &change.text);
            }
            None => self.text = change.text,
        }
        self.lines = OnceCell::new();
        // A new file becomes what its first keys say.
        self.kind = OpenKind::of(&self.path, &self.text);
        self.touch();
    }

    /// Begins anew after a panic, which may have left anything half done.
    pub(super) fn reset(&mut self) {
        self.live.take();
        self.touch();
    }

    /// Begins anew after a package has changed, if the document may use some.
    pub(super) fn packages_changed(&mut self) {
        let is_affected = match self.kind {
            OpenKind::Program => self.live.borrow().as_ref().is_none_or(LiveProgram::has_packages),
            _ => true,
        };
        if is_affected {
            self.reset();
        }
    }

    /// Forgets what was found out: the text, or a file that it imports, has changed.
    pub(super) fn touch(&mut self) {
        self.analysis.take();
        self.is_changed = true;
    }

    /// Whether it is analysed at all.
    pub(super) fn is_too_large(&self) -> bool {
        self.text.len() > MOST_BYTES
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The offset of a position.
    pub(super) fn offset(&self, position: Position) -> usize {
        self.lines().offset(&self.text, position)
    }

    /// The range between two offsets.
    pub(super) fn range(&self, start: usize, end: usize) -> Range {
        self.lines().range(&self.text, start, end)
    }

    /// The range of the whole text.
    pub(super) fn whole(&self) -> Range {
        self.range(0, self.text.len())
    }

    /// The document, analysed once for each version; `None` if it is nothing of this language. A program without imports is analysed
    /// in a session that `prepare` prepares once, everything else by `analyze`.
    pub(super) fn analysis(
        &self,
        prepare: impl FnOnce() -> PrepareSession,
        analyze: impl FnOnce(&str) -> Option<Analysis>,
    ) -> Option<Rc<Analysis>> {
        if self.is_too_large() {
            return None;
        }
        if let Some(known) = self.analysis.borrow().clone() {
            return Some(known);
        }
        let text = self.readable();
        let found = match self.kind {
            OpenKind::Program => {
                let mut live = self.live.borrow_mut();
                live.get_or_insert_with(|| LiveProgram::new(&self.path, prepare())).update(&text)
            }
            _ => None,
        };
        let found = Rc::new(found.or_else(|| analyze(&text))?);
        *self.analysis.borrow_mut() = Some(found.clone());
        Some(found)
    }

    /// The text with blanks in place of a byte order mark, which readers of files take away: so offsets stay the same.
    pub(super) fn readable(&self) -> String {
        match self.text.strip_prefix('\u{feff}') {
            Some(rest) => format!("   {rest}"),
            None => self.text.clone(),
        }
    }
}

/// The path of a document. One that is not saved yet gets a name in the working directory.
fn path_of(uri: &Url) -> PathBuf {
    uri.to_file_path().unwrap_or_else(|()| {
        let name = uri.path().rsplit('/').next().unwrap_or("untitled");
        let ending = if name.contains('.') { "" } else { ".murano" };
        PathBuf::from(format!("{name}{ending}"))
    })
}
