//! Suggestions: edits that would repair what a diagnostic reports, for `check --fix` and editors.

use super::Diagnostic;
use super::suggest::SimilarName;
use crate::source::{Sources, Span};

/// The greatest distance of a name that is certainly meant.
const SURE_DISTANCE: usize = 2;

/// How certain an edit is to be what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// It is meant as far as anybody can tell: `murano check --fix` applies it.
    Sure,
    /// A person decides.
    Maybe,
}

impl Applicability {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Maybe => "maybe",
        }
    }
}

/// An edit: a text that takes the place of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The span of what is replaced; empty for an insertion.
    pub span: Span,
    /// The text there.
    pub replaced: String,
    /// The new text.
    pub replacement: String,
    /// How certain it is.
    pub applicability: Applicability,
}

impl SimilarName<'_> {
    /// Whether the name is certainly meant.
    pub(crate) fn applicability(&self) -> Applicability {
        match self.only && self.distance <= SURE_DISTANCE {
            true => Applicability::Sure,
            false => Applicability::Maybe,
        }
    }
}

impl Diagnostic {
    /// Adds the edit that replaces the primary span, where `replaced` stands, perhaps in quotes.
    #[must_use]
    pub fn replace(
        self,
        replaced: &str,
        replacement: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        let span = self.span;
        self.edit(span, replaced, replacement, applicability)
    }

    /// Adds an edit at another span.
    #[must_use]
    pub fn edit(
        mut self,
        span: Span,
        replaced: &str,
        replacement: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        let replacement = replacement.into();
        let replaced = replaced.to_owned();
        self.suggestions.push(Suggestion { span, replaced, replacement, applicability });
        self
    }

    /// "did you mean `x`?", with the edit at the primary span.
    #[must_use]
    pub(crate) fn similar(self, near: &SimilarName<'_>) -> Self {
        self.hint(near.hint()).replace(near.wrong, near.right, near.applicability())
    }

    /// The same if there is a similar name.
    #[must_use]
    pub(crate) fn similar_if(self, near: Option<SimilarName<'_>>) -> Self {
        match near {
            Some(near) => self.similar(&near),
            None => self,
        }
    }

    /// Points each edit exactly at what it replaces, within quotes if there are any, and removes edits of other text: names may come
    /// from values, and spans from text that YAML folds.
    pub(crate) fn verify_suggestions(&mut self, sources: &Sources) {
        self.suggestions.retain_mut(|suggestion| {
            let Some(source) = sources.find(suggestion.span) else { return false };
            let Suggestion { span, replaced, .. } = suggestion;
            let found = source.slice(*span);
            if found == replaced {
                return true;
            }
            let quoted = |quote: &str| {
                let inner = found.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
                inner == Some(replaced)
            };
            let is_quoted = quoted("'") || quoted("\"");
            if is_quoted {
                *span = Span::new(span.start + 1, span.end - 1);
            }
            is_quoted
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::suggest::similar;

    #[test]
    fn one_near_name_is_sure_and_several_are_not() {
        let applicability = |name, known: &[&'static str]| {
            similar(name, known.iter().copied()).map(|near| near.applicability())
        };
        assert_eq!(applicability("prot", &["port", "host"]), Some(Applicability::Sure));
        assert_eq!(applicability("port", &["ports", "sport"]), Some(Applicability::Maybe));
        assert_eq!(applicability("port", &["ports", "ports"]), Some(Applicability::Sure));
        assert_eq!(applicability("getContaner", &["getContainer", "x"]), Some(Applicability::Sure));
        assert_eq!(
            applicability("installationFinshd", &["installationFinishing"]),
            Some(Applicability::Maybe)
        );
    }
}
