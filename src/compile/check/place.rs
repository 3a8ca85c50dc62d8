//! The place that a value is for, as messages name it: "`services.web.port` of `App`".

use crate::compile::registry::ClassEntry;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::Method;

/// What a contract constrains, and the path from there to a part of its value.
pub(super) enum Place<'p> {
    /// A property, a parameter or a result.
    Root {
        /// Its name: `port`, `result`.
        name: &'p str,
        /// Whose it is: `App`, `App::add`.
        owner: &'p str,
        /// What its contract is called: "the argument's contract".
        contract: &'static str,
    },
    /// A key of a dictionary, or a property of an object that it becomes.
    Member(&'p Place<'p>, &'p str),
    /// An item of a list.
    Item(&'p Place<'p>, usize),
}

impl Place<'_> {
    /// The path: `services.web.ports[1].port`.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Root { name, .. } => (*name).to_owned(),
            Self::Member(outer, name) => format!("{}.{name}", outer.path()),
            Self::Item(outer, index) => format!("{}[{index}]", outer.path()),
        }
    }

    pub(super) fn root(&self) -> (&str, &'static str) {
        match self {
            Self::Root { owner, contract, .. } => (owner, contract),
            Self::Member(outer, _) | Self::Item(outer, _) => outer.root(),
        }
    }

    /// "`ports[1].port` of `Container`".
    pub(super) fn title(&self) -> String {
        format!("`{}` of `{}`", self.path(), self.root().0)
    }

    /// The error that the value at `span` cannot be at this place; `contract` is what refuses it.
    pub(super) fn error(
        &self,
        code: Code,
        span: Span,
        contract: Span,
        refusal: &str,
    ) -> Diagnostic {
        let message = format!("{} {refusal}", self.title());
        Diagnostic::error(code, span, message).label(contract, self.root().1)
    }
}

/// Whose parameters and result a method's are: `App::add`, `greet` for a function of a file.
pub(super) fn method_title(entry: &ClassEntry, method: &Method) -> String {
    let name = method.name.text.trim_start_matches('.');
    if entry.is_file() { name.to_owned() } else { format!("{}::{name}", entry.name) }
}
