//! Strings that look interpolated as in other languages.

use super::checker::Checker;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

impl Checker<'_, '_> {
    /// `"Hello $name"`: the text stays as it is written.
    pub(super) fn uninterpolated(&mut self, text: &str, span: Span) {
        if !self.scope.strict || !text.contains('$') || !self.is_double_quoted(span) {
            return;
        }
        let Some(written) = self.mentioned(text) else { return };
        let message = format!("`{written}` is not replaced by its value in a string");
        self.report(
            Diagnostic::warning(codes::NOT_INTERPOLATED, span, message)
                .hint(format!("write `\\({written})` to insert the value")),
        );
    }

    fn is_double_quoted(&self, span: Span) -> bool {
        let source = self.registry.sources.find(span);
        source.is_some_and(|source| source.slice(span).starts_with('"'))
    }

    /// The first variable or property that a text mentions: `$name`, `$.name`, `$c.host`.
    fn mentioned(&self, text: &str) -> Option<String> {
        let starts = text.match_indices('$').map(|(at, _)| at);
        starts.filter_map(|at| self.mention(&text[at + 1..])).next()
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
