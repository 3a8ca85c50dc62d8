//! `check --fix`: applies the suggestions that are sure, and keeps the changed texts until they are written.
//!
//! The texts are changed in memory and checked again, as virtual files of the next session, until nothing is left to apply. Only then
//! are the files written, each atomically, unless somebody has changed one meanwhile.

#![expect(clippy::disallowed_methods, reason = "fixing reads files")]

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::cli::command_error::CommandError;
use crate::cli::replace_file::replace_file;
use crate::diag::{Applicability, Code, Diagnostic, Suggestion, codes};
use crate::session::Session;
use crate::source::{Sources, Span};

/// An edit of a file.
#[derive(Debug, Clone, PartialEq)]
struct FileEdit {
    start: usize,
    end: usize,
    replaced: String,
    replacement: String,
    code: Code,
}

/// What was changed, for the report: the position is that in the text before this round.
pub(super) struct AppliedFix {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The code that it repairs.
    pub code: Code,
    /// "`nam` becomes `name`".
    pub text: String,
}

/// A text that differs from its file.
struct ChangedText {
    /// The file as it was read, with its byte order mark.
    original: String,
    current: String,
}

/// The texts that were changed so far, and the edits that the running round has found.
#[derive(Default)]
pub(super) struct Fixes {
    texts: IndexMap<PathBuf, ChangedText>,
    found: IndexMap<PathBuf, Vec<FileEdit>>,
    /// All changes, in order.
    pub applied: Vec<AppliedFix>,
}

/// The character that some editors begin files with, which is no part of the text.
const MARK: char = '\u{feff}';

impl Fixes {
    /// Lets a session see the changed texts in place of the files.
    pub(super) fn show_to(&self, session: &Session) {
        self.texts.iter().for_each(|(path, text)| session.add_virtual_file(path, &text.current));
    }

    /// The text of a file, if it was changed.
    pub(super) fn changed(&self, path: &Path) -> Option<&str> {
        self.texts.get(path).map(|text| &*text.current)
    }

    /// Notes the sure edits of a diagnostic.
    pub(super) fn note(&mut self, diagnostic: &Diagnostic, sources: &Sources) {
        let is_sure = |s: &&Suggestion| s.applicability == Applicability::Sure;
        for suggestion in diagnostic.suggestions.iter().filter(is_sure) {
            let Some((path, edit)) = file_edit(suggestion, diagnostic.code, sources) else {
                continue;
            };
            self.found.entry(path).or_default().push(edit);
        }
    }

    /// Applies what was noted, without overlaps; returns whether anything was changed.
    ///
    /// # Errors
    ///
    /// When a file cannot be read.
    pub(super) fn apply(&mut self) -> Result<bool, CommandError> {
        let before = self.applied.len();
        for (path, mut edits) in std::mem::take(&mut self.found) {
            edits.sort_by_key(|edit| (edit.start, edit.end));
            if !self.texts.contains_key(&path) {
                let original = read(&path)?;
                let current = original.strip_prefix(MARK).unwrap_or(&original).to_owned();
                self.texts.insert(path.clone(), ChangedText { original, current });
            }
            let text = &mut self.texts[&path].current;
            let fits = |edit: &FileEdit| text.get(edit.start..edit.end) == Some(&edit.replaced);
            let mut end = None;
            let mut chosen: Vec<FileEdit> = Vec::new();
            for edit in edits.into_iter().filter(fits) {
                if end.is_none_or(|end| edit.start > end) {
                    end = Some(edit.end);
                    chosen.push(edit);
                }
            }
            self.applied.extend(chosen.iter().map(|edit| applied(&path, text, edit)));
            for edit in chosen.iter().rev() {
                text.replace_range(edit.start..edit.end, &edit.replacement);
            }
        }
        Ok(self.applied.len() > before)
    }

    /// The changed files: path, text before and after.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&Path, &str, &str)> {
        let changed = self.texts.iter().filter(|(_, text)| text.original != with_mark(text));
        changed.map(|(path, text)| {
            let original = text.original.strip_prefix(MARK).unwrap_or(&text.original);
            (&**path, original, &*text.current)
        })
    }

    /// Writes the changed files.
    ///
    /// # Errors
    ///
    /// When a file was changed since it was read, or cannot be written.
    pub(super) fn write(&self) -> Result<(), CommandError> {
        for (path, text) in &self.texts {
            let new = with_mark(text);
            if new == text.original {
                continue;
            }
            if read(path)? != text.original {
                let message =
                    format!("`{}` was changed meanwhile, and is not written", path.display());
                return Err(CommandError::new(codes::UNREADABLE, message).hint("run it again"));
            }
            replace_file(path, &new).map_err(|error| {
                let message = format!("cannot write `{}`: {error}", path.display());
                CommandError::new(codes::UNREADABLE, message)
            })?;
        }
        Ok(())
    }
}

/// The edit of a file on disk: other sources have no files.
fn file_edit(
    suggestion: &Suggestion,
    code: Code,
    sources: &Sources,
) -> Option<(PathBuf, FileEdit)> {
    let Suggestion { span: Span { start, end }, replaced, replacement, .. } = suggestion;
    if *start >= Sources::LIBRARY_BASE {
        return None;
    }
    let source = sources.find(suggestion.span)?;
    let path = PathBuf::from(&source.name);
    let (replaced, replacement) = (replaced.clone(), replacement.clone());
    let edit = FileEdit {
        start: (start - source.base) as usize,
        end: (end - source.base) as usize,
        replaced,
        replacement,
        code,
    };
    path.is_file().then_some((path, edit))
}

fn applied(path: &Path, text: &str, edit: &FileEdit) -> AppliedFix {
    let before = &text[..edit.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let (from, to) = (edit.replaced.trim(), edit.replacement.trim());
    let text = match (from, to) {
        ("", to) => format!("`{to}` is inserted"),
        (from, "") => format!("`{from}` is removed"),
        (from, to) => format!("`{from}` becomes `{to}`"),
    };
    AppliedFix {
        file: path.display().to_string(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        code: edit.code,
        text,
    }
}

fn with_mark(text: &ChangedText) -> String {
    match text.original.starts_with(MARK) {
        true => format!("{MARK}{}", text.current),
        false => text.current.clone(),
    }
}

fn read(path: &Path) -> Result<String, CommandError> {
    std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read `{}`: {error}", path.display());
        CommandError::new(codes::UNREADABLE, message)
    })
}
