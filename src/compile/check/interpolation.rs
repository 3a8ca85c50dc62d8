//! Strings that look interpolated as in other languages.

use super::checker::Checker;
use crate::diag::{Applicability, Diagnostic, codes};
use crate::source::Span;

impl Checker<'_, '_> {
    /// `"Hello $name"`: the text stays as it is written.
    pub(super) fn uninterpolated(&mut self, text: &str, span: Span) {
        if !self.scope.strict || !text.contains('$') || !self.is_double_quoted(span) {
            return;
        }
        let Some(written) = self.mentions(text).next() else { return };
        let message = format!("`{written}` is not replaced by its value in a string");
        let found = Diagnostic::warning(codes::NOT_INTERPOLATED, span, message)
            .hint(format!("write `\\({written})` to insert the value"));
        let edits = self.interpolations(span).into_iter();
        let add = |found: Diagnostic, (at, written): (Span, String)| {
            found.edit(at, &written, format!("\\({written})"), Applicability::Sure)
        };
        self.report(edits.fold(found, add));
    }

    /// The mentions in the source of a string. One behind a backslash is meant as text.
    fn interpolations(&self, string: Span) -> Vec<(Span, String)> {
        let Some(source) = self.registry.sources.find(string) else { return Vec::new() };
        let text = source.slice(string);
        let mention = |(at, _): (usize, &str)| {
            let written = self.mention(&text[at + 1..]).filter(|_| !text[..at].ends_with('\\'))?;
            let start = string.start + at as u32;
            Some((Span::new(start, start + written.len() as u32), written))
        };
        text.match_indices('$').filter_map(mention).collect()
    }

    fn is_double_quoted(&self, span: Span) -> bool {
        let source = self.registry.sources.find(span);
        source.is_some_and(|source| source.slice(span).starts_with('"'))
    }

    /// The variables and properties that a text mentions: `$name`, `$.name`, `$c.host`.
    fn mentions(&self, text: &str) -> impl Iterator<Item = String> {
        text.match_indices('$').filter_map(|(at, _)| self.mention(&text[at + 1..]))
    }

    fn mention(&self, rest: &str) -> Option<String> {
        let word = |text: &str| -> usize {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            text.find(|c| !is_part(c)).unwrap_or(text.len())
        };
        let name = &rest[..word(rest)];
        let member = rest[name.len()..].strip_prefix('.').map(|after| &after[..word(after)]);
        let member = member.filter(|m| m.starts_with(|c: char| c.is_alphabetic() || c == '_'));
        match (name, member) {
            ("", Some(member)) => {
                let known = self.members.property(self.class, member).is_some();
                known.then(|| format!("$.{member}"))
            }
            ("", None) => None,
            (name, member) if self.variables.contains(name) => Some(match member {
                Some(member) => format!("${name}.{member}"),
                None => format!("${name}"),
            }),
            _ => None,
        }
    }
}
