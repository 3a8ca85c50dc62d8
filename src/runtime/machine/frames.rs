//! Calls of a trace as programs see them: the position of each, and the instruction there.
//! See docs/language/exceptions.md#stack-traces.
//!
//! In YAML the instruction is the whole expression; a statement with blocks is shown only as
//! that.

use crate::diag::TraceFrame;
use crate::source::{Source, Sources, Span};
use crate::syntax::yaml;

/// Shown for a statement with blocks.
const BLOCK: &str = "block construct";

/// The position of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Located {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The instruction there.
    pub instruction: String,
}

/// The position of a call; `None` outside of any source.
#[must_use]
pub(crate) fn located(frame: &TraceFrame, sources: &Sources) -> Option<Located> {
    let source = sources.find(frame.span)?;
    let (span, instruction) = match is_yaml(&source) {
        true => of_yaml(&source, frame.span),
        false => (frame.span, of_text(source.slice(frame.span)).to_owned()),
    };
    let place = source.location(span.start);
    let file = source.name.to_string();
    Some(Located { file, line: place.line, column: place.column, instruction })
}

fn is_yaml(source: &Source) -> bool {
    source.name.ends_with(".yaml") || source.name.ends_with(".yml")
}

fn of_yaml(source: &Source, span: Span) -> (Span, String) {
    match yaml::instruction_at(source, span) {
        Some(yaml::Instruction { span, text }) => {
            (span, text.map_or_else(|| BLOCK.to_owned(), |text| text.trim_end().to_owned()))
        }
        None => (span, of_text(source.slice(span)).to_owned()),
    }
}

fn of_text(text: &str) -> &str {
    if is_block(text) { BLOCK } else { text.lines().next().unwrap_or("").trim() }
}

/// Whether a statement contains blocks: then only the kind of statement matters.
fn is_block(text: &str) -> bool {
    const WORDS: &[&str] =
        &["if", "for", "while", "repeat", "match", "switch", "parallel", "try", "do"];
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    WORDS.contains(&word.to_lowercase().as_str()) && text.contains('\n')
}
