//! What `--deny` and `--allow` make of warnings.

use super::codes::{self, ALL};
use super::{Code, Diagnostic, Severity, suggest};

/// The word that means every warning.
const ALL_WARNINGS: &str = "warnings";

/// What happens to a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WarningLevel {
    /// It is not reported.
    Allow,
    /// It is an error.
    Deny,
}

/// The warnings that a level is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WarningSelector {
    /// All.
    All,
    /// Those of one code.
    One(Code),
}

impl WarningSelector {
    /// Parses a code or `warnings`; an error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text == ALL_WARNINGS {
            return Ok(Self::All);
        }
        warning(text).map(Self::One)
    }
}

/// The warning of a code, or why there is none.
pub(crate) fn warning(text: &str) -> Result<Code, String> {
    let found = codes::explain(text);
    match found {
        Some(found) if found.code.is_warning() => Ok(found.code),
        Some(found) => Err(format!("`{}` is an error, and only warnings have a level", found.code)),
        None => {
            let upper = text.to_ascii_uppercase();
            let names = ALL.iter().map(|page| page.code).filter(|code| code.is_warning());
            let near = suggest::did_you_mean(&upper, names.map(|code| code.0));
            let near = near.map_or_else(String::new, |near| format!("; {near}"));
            Err(format!("there is no warning `{text}`{near}"))
        }
    }
}

/// The levels of all warnings. The level of a code is stronger than that of all warnings.
#[derive(Debug, Clone, Default)]
pub(crate) struct WarningLevels(Vec<(WarningSelector, WarningLevel)>);

impl WarningLevels {
    /// Sets a level.
    ///
    /// # Errors
    ///
    /// That the other level is set for the same warnings.
    pub(crate) fn set(
        &mut self,
        selector: WarningSelector,
        level: WarningLevel,
    ) -> Result<(), String> {
        match self.0.iter().find(|(known, _)| *known == selector) {
            Some((_, other)) if *other != level => Err(match selector {
                WarningSelector::All => "all warnings are both denied and allowed".into(),
                WarningSelector::One(code) => format!("`{code}` is both denied and allowed"),
            }),
            _ => {
                self.0.push((selector, level));
                Ok(())
            }
        }
    }

    /// The diagnostic at its level; `None` if it is allowed.
    pub(crate) fn apply(&self, found: Diagnostic) -> Option<Diagnostic> {
        if found.is_error() {
            return Some(found);
        }
        let level = |wanted| self.0.iter().find(|(s, _)| *s == wanted).map(|(_, level)| *level);
        let level = level(WarningSelector::One(found.code));
        match level.or_else(|| self.0.iter().find(|(s, _)| *s == WarningSelector::All).map(|s| s.1))
        {
            Some(WarningLevel::Allow) => None,
            Some(WarningLevel::Deny) => Some(Diagnostic { severity: Severity::Error, ..found }),
            None => Some(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_code_is_stronger_than_all_warnings() {
        let mut levels = WarningLevels::default();
        levels.set(WarningSelector::All, WarningLevel::Deny).expect("set");
        levels.set(WarningSelector::One(codes::UNREACHABLE), WarningLevel::Allow).expect("set");
        let found = |code| levels.apply(Diagnostic::warning(code, Span::NONE, "x"));
        assert!(found(codes::UNREACHABLE).is_none());
        assert!(found(codes::UNUSED_VARIABLE).is_some_and(|found| found.is_error()));
        assert!(levels.set(WarningSelector::All, WarningLevel::Allow).is_err());
    }

    #[test]
    fn only_warnings_have_a_level() {
        assert_eq!(
            WarningSelector::parse("w0008"),
            Ok(WarningSelector::One(codes::UNUSED_VARIABLE))
        );
        assert!(WarningSelector::parse("E0201").is_err_and(|why| why.contains("is an error")));
        assert!(WarningSelector::parse("W0080").is_err_and(|why| why.contains("`W0008`")));
    }
}
