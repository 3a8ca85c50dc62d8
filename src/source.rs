//! All sources of a run in one offset space, and the spans that refer to it.
//!
//! Sources are added, never removed: a span stays valid for the life of the program. The user's files start at 0;
//! the embedded core library starts at [`Sources::LIBRARY_BASE`], so that reports show the user's file first.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

/// A range of source text: byte offsets in the space of all sources, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// No span.
    pub const NONE: Span = Span { start: u32::MAX, end: u32::MAX };

    /// The span from `start` to `end`.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that contains both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether it is [`Span::NONE`].
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether it covers no text.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// One source: a file, an input of the REPL, a class of the core library.
#[derive(Debug)]
pub struct Source {
    /// Its name in reports: a path, `<repl:3>`, `<core>/DockerApplication.murano`.
    pub name: String,
    /// The text.
    pub text: String,
    /// Offset of its first byte in the common space.
    pub base: u32,
    /// Offsets of line starts within the text.
    lines: Vec<u32>,
    /// Whether the text can be shown as it is, once that was asked.
    showable: OnceLock<bool>,
}

/// A position for people, counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl Source {
    /// The span of the whole text.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.base, self.base + self.text.len() as u32)
    }

    /// Whether name and text pass a check of what a terminal may show. The answer is kept: a source may be quoted thousands of times.
    pub(crate) fn is_showable(&self, check: impl Fn(&str) -> bool) -> bool {
        *self.showable.get_or_init(|| check(&self.name) && check(&self.text))
    }

    /// The number of lines; an empty one at the end does not count.
    pub(crate) fn line_count(&self) -> u32 {
        let open = self.text.is_empty() || self.text.ends_with('\n');
        (self.lines.len() - usize::from(open)) as u32
    }

    /// A line, counted from 0: its offset in the text, and its text without the line break.
    pub(crate) fn line(&self, number: u32) -> (usize, &str) {
        let start_of =
            |n: usize| self.lines.get(n).map_or(self.text.len(), |start| *start as usize);
        let (start, end) = (start_of(number as usize), start_of(number as usize + 1));
        (start, self.text[start..end].trim_end_matches(['\n', '\r']))
    }

    /// The line of an offset of the common space, counted from 0.
    pub(crate) fn line_at(&self, offset: u32) -> u32 {
        let local = offset.saturating_sub(self.base).min(self.text.len() as u32);
        self.lines.partition_point(|&start| start <= local) as u32 - 1
    }

    /// The position of an offset of the common space.
    #[must_use]
    pub fn location(&self, offset: u32) -> Location {
        let local = offset.saturating_sub(self.base).min(self.text.len() as u32);
        let line = self.lines.partition_point(|&start| start <= local) - 1;
        let start = self.lines[line] as usize;
        let column = self.text.get(start..local as usize).map_or(0, |t| t.chars().count());
        Location { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The text of a span; empty if it lies outside.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        let start = span.start.saturating_sub(self.base) as usize;
        let end = span.end.saturating_sub(self.base) as usize;
        self.text.get(start..end).unwrap_or("")
    }
}

/// A path without `.` and without `..` after a name. The file system is not asked, so symbolic links are not followed.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// All sources of a run. Cheap to share; adding a source needs no exclusive access.
#[derive(Debug, Default)]
pub struct Sources {
    files: RwLock<Vec<Arc<Source>>>,
    library: RwLock<Vec<Arc<Source>>>,
    /// Texts in place of files on disk, by normalized path.
    virtual_files: RwLock<BTreeMap<PathBuf, Arc<str>>>,
}

impl Sources {
    /// The offset at which the embedded core library begins.
    pub const LIBRARY_BASE: u32 = 1 << 31;

    /// No sources yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source of the user; `None` when two gigabytes are used up.
    pub fn add(&self, name: impl Into<String>, text: impl Into<String>) -> Option<Arc<Source>> {
        push(&self.files, 0, Self::LIBRARY_BASE, name.into(), text.into())
    }

    /// A source as [`Self::add`] would add it next, but not added: for a text that may turn out
    /// to be incomplete. `None` when two gigabytes are used up.
    pub fn draft(&self, name: impl Into<String>, text: impl Into<String>) -> Option<Arc<Source>> {
        let files = self.files.read().expect("no holder of the lock panics");
        located(&files, 0, Self::LIBRARY_BASE, name.into(), text.into())
    }

    /// Adds a draft, so that its spans become valid; `false` if another source was added in the
    /// meantime at the same offset.
    pub fn add_draft(&self, draft: &Arc<Source>) -> bool {
        let mut files = self.files.write().expect("no holder of the lock panics");
        let is_next = draft.base == next_base(&files, 0);
        if is_next {
            files.push(draft.clone());
        }
        is_next
    }

    /// Lets programs read and import `text` as the file at `path`, whether or not there is one on disk.
    pub fn add_virtual_file(&self, path: &Path, text: &str) {
        let mut files = self.virtual_files.write().expect("no holder of the lock panics");
        files.insert(normalized(path), text.into());
    }

    /// The normalized path and the text of a virtual file.
    pub(crate) fn virtual_file(&self, path: &Path) -> Option<(PathBuf, Arc<str>)> {
        let path = normalized(path);
        let files = self.virtual_files.read().expect("no holder of the lock panics");
        let text = files.get(&path)?.clone();
        Some((path, text))
    }

    /// Adds a source of the core library.
    pub fn add_library(
        &self,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Option<Arc<Source>> {
        push(&self.library, Self::LIBRARY_BASE, u32::MAX, name.into(), text.into())
    }

    /// All sources of the user's, in the order in which they were added.
    #[must_use]
    pub(crate) fn files(&self) -> Vec<Arc<Source>> {
        self.files.read().expect("no holder of the lock panics").clone()
    }

    /// The source that contains a span.
    #[must_use]
    pub fn find(&self, span: Span) -> Option<Arc<Source>> {
        let list = if span.start >= Self::LIBRARY_BASE { &self.library } else { &self.files };
        let list = list.read().expect("no holder of the lock panics");
        let index = list.partition_point(|s| s.base <= span.start).checked_sub(1)?;
        let source = &list[index];
        (span.end <= source.base + source.text.len() as u32).then(|| source.clone())
    }
}

fn push(
    list: &RwLock<Vec<Arc<Source>>>,
    base: u32,
    limit: u32,
    name: String,
    text: String,
) -> Option<Arc<Source>> {
    let mut list = list.write().expect("no holder of the lock panics");
    let source = located(&list, base, limit, name, text)?;
    list.push(source.clone());
    Some(source)
}

/// A source at the next offset of a list; `None` if it does not fit below the limit.
fn located(
    list: &[Arc<Source>],
    base: u32,
    limit: u32,
    name: String,
    text: String,
) -> Option<Arc<Source>> {
    let base = next_base(list, base);
    let length = u32::try_from(text.len()).ok()?;
    base.checked_add(length).filter(|&end| end < limit)?;
    let lines = line_starts(&text);
    Some(Arc::new(Source { name, text, base, lines, showable: OnceLock::new() }))
}

/// One byte between sources keeps the end of one apart from the beginning of the next.
fn next_base(list: &[Arc<Source>], base: u32) -> u32 {
    list.last().map_or(base, |s| s.base + s.text.len() as u32 + 1)
}

fn line_starts(text: &str) -> Vec<u32> {
    let after = text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1);
    std::iter::once(0).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_find_their_source_and_place() {
        let sources = Sources::new();
        sources.add("a", "one\ntwo").unwrap();
        let b = sources.add("b", "x\n\u{e9}y").unwrap();
        let library = sources.add_library("l", "core").unwrap();
        assert_eq!(sources.find(Span::new(b.base, b.base + 1)).unwrap().name, "b");
        assert_eq!(sources.find(library.span()).unwrap().name, "l");
        assert_eq!(b.location(b.base + 4), Location { line: 2, column: 2 });
        assert_eq!(b.slice(Span::new(b.base + 2, b.base + 4)), "\u{e9}");
        assert!(sources.find(Span::NONE).is_none());
    }

    #[test]
    fn a_draft_is_added_unless_its_offset_was_taken() {
        let sources = Sources::new();
        let draft = sources.draft("a", "one").unwrap();
        assert!(sources.find(draft.span()).is_none());
        assert!(sources.add_draft(&draft));
        assert_eq!(sources.find(draft.span()).unwrap().name, "a");
        let late = sources.draft("b", "two").unwrap();
        sources.add("c", "three").unwrap();
        assert!(!sources.add_draft(&late));
    }
}
