//! Topics of the library and codes of diagnostics, which commands take.

use super::candidate::Completion;
use crate::diag::codes;
use crate::stdlib;

/// Topics of the library.
pub(super) fn topics() -> Vec<Completion> {
    stdlib::TOPICS.iter().map(|(topic, _)| Completion::new(*topic, "")).collect()
}

/// Codes of diagnostics.
pub(super) fn codes() -> Vec<Completion> {
    let all = codes::ALL.iter().map(|code| Completion::new(code.code.0, code.title));
    all.chain(std::iter::once(Completion::new("last", "the last error"))).collect()
}
