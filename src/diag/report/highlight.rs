//! The colours of the syntax in quoted source, from a highlighter that the caller provides.

use super::Highlighter;
use crate::source::Source;

/// Ends a colour.
pub(super) const RESET: &str = "\x1b[0m";
/// Longer sources are shown without colours of the syntax: they would take long to read.
const LARGEST: usize = 1 << 18;

/// Where colours begin in a source.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Offsets, and the escape sequences that apply from there on; empty for none.
    changes: Vec<(usize, String)>,
}

impl Styles {
    /// The colours of a source. Only programs are highlighted.
    pub(super) fn of(source: &Source, highlight: Highlighter) -> Self {
        let is_data = [".yaml", ".yml", ".json"].iter().any(|end| source.name.ends_with(end));
        if is_data || source.text.len() > LARGEST {
            return Self::default();
        }
        let coloured = highlight(&source.text);
        let mut changes = Vec::new();
        let mut offset = 0;
        // The parts between escape sequences are the text itself.
        for (n, part) in coloured.split('\x1b').enumerate() {
            let Some((code, text)) = part.split_once('m').filter(|_| n > 0) else {
                offset += part.len();
                continue;
            };
            let style = if code == "[0" { String::new() } else { format!("\x1b{code}m") };
            changes.push((offset, style));
            offset += text.len();
        }
        Self { changes }
    }

    /// The escape sequence for the character at an offset.
    pub(super) fn at(&self, offset: usize) -> &str {
        let after = self.changes.partition_point(|(at, _)| *at <= offset);
        after.checked_sub(1).map_or("", |n| &self.changes[n].1)
    }
}
