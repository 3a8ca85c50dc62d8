//! The syntax tree: one shape for both notations, with a span on every node.
//!
//! It is the program as written, not its meaning: names are unresolved, numbers and strings are
//! decoded, contracts keep their notation. Values, classes and Docker are unknown here.

mod contract;
mod declaration;
mod expression;
mod statement;

pub(crate) use contract::{Contract, ContractKind};
pub(crate) use declaration::{
    Class, ClassUsage, Import, MetaRules, MetaUse, Method, MethodUsage, Module, Param, ParamKind,
    Property, PropertyUsage, Using,
};
pub(crate) use expression::{Arg, BinaryOp, Entry, Expr, ExprKind, LiteralKey, Piece, UnaryOp};
pub(crate) use statement::{Block, Catch, MatchCase, Stmt, StmtKind};

use std::rc::Rc;

use crate::source::Span;

/// Shared, immutable text of names and string literals.
pub(crate) type Text = Rc<str>;

/// A name with its span.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The spelling.
    pub text: Text,
    /// Its span.
    pub span: Span,
}

/// A class's name as written: `Foo`, `p:Foo`, `:Foo`, `a.b.Foo`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    /// The prefix before `:`; empty text for `:Foo`.
    pub prefix: Option<Text>,
    /// The part after the prefix, dots included.
    pub name: Text,
    /// Its span.
    pub span: Span,
}

/// A comment with its marker.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The text, `//` or `/* */` included.
    pub text: Text,
    /// Its span.
    pub span: Span,
}

impl TypeName {
    /// The name in declarations: `Foo`, `p:Foo`; an empty prefix is left out.
    #[must_use]
    pub fn declared(&self) -> String {
        match self.prefix.as_deref() {
            Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", self.name),
            _ => self.name.to_string(),
        }
    }
}
