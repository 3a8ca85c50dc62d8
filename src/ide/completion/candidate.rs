//! A candidate of completion.

use crate::ide::symbols::{self, Member, first_line};
use crate::runtime::machine::native::Builtin;

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CandidateKind {
    /// A variable or parameter.
    Variable,
    /// A property, or the key of a dictionary.
    Property,
    /// A method.
    Method,
    /// A function.
    Function,
    /// A class.
    Class,
    /// A namespace.
    Namespace,
    /// A keyword.
    Keyword,
}

/// The groups of candidates, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// A key or keyword argument that is required.
    Required,
    /// A key or keyword argument.
    Key,
    /// Declared nearby: a variable, a member of the class itself.
    Own,
    /// Inherited or imported.
    Inherited,
    /// A class.
    Class,
    /// Of the library.
    Library,
    /// A keyword.
    Keyword,
}

/// Something that could be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CompletionCandidate {
    /// How a list shows it.
    pub label: String,
    /// The text that is inserted.
    pub text: String,
    /// What it is.
    pub kind: CandidateKind,
    /// Its declaration or type; may be empty.
    pub detail: String,
    /// Its documentation; may be empty.
    pub doc: String,
    /// Its group.
    pub rank: Rank,
}

impl CompletionCandidate {
    /// A candidate that is listed as it is inserted.
    pub(crate) fn new(text: impl Into<String>, kind: CandidateKind, rank: Rank) -> Self {
        let text = text.into();
        Self { label: text.clone(), text, kind, detail: String::new(), doc: String::new(), rank }
    }

    /// With a declaration or type.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// With documentation.
    pub(crate) fn doc(mut self, doc: impl Into<String>) -> Self {
        self.doc = doc.into();
        self
    }

    /// One line about it: the first of its documentation, else its declaration.
    pub(crate) fn about(&self) -> &str {
        let doc = first_line(&self.doc);
        if doc.is_empty() { &self.detail } else { doc }
    }

    /// A member after a dot; a method with its opening bracket.
    pub(super) fn member(member: &Member, class: &str) -> Self {
        let rank = match member.class == class {
            // A name that begins with `_` is for the class itself.
            _ if member.name.starts_with('_') => Rank::Keyword,
            true => Rank::Own,
            false => Rank::Inherited,
        };
        let (kind, bracket) = match member.is_method {
            true => (CandidateKind::Method, "("),
            false => (CandidateKind::Property, ""),
        };
        Self::new(format!("{}{bracket}", member.name), kind, rank)
            .detail(&member.signature)
            .doc(&member.doc)
    }

    /// A key of a new object.
    pub(super) fn key(member: &Member) -> Self {
        let rank = if member.is_required { Rank::Required } else { Rank::Key };
        let key = Self::new(&member.name, CandidateKind::Property, rank);
        Self { text: format!("{}: ", member.name), ..key }
            .detail(&member.signature)
            .doc(&member.doc)
    }

    /// A method or function of the library.
    pub(super) fn builtin(
        (name, row): (&'static str, &'static Builtin),
        kind: CandidateKind,
    ) -> Self {
        Self::new(format!("{name}("), kind, Rank::Library)
            .detail(symbols::call_form(row, name))
            .doc(row.doc)
    }
}
