//! Constants of compiled code.

use crate::compile::ids::ClassId;
use crate::syntax::Text;

/// A constant; the run time converts it to a value once.
#[derive(Debug, Clone, PartialEq)]
pub enum Const {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer beyond 64 bits, in decimal digits.
    Big(Text),
    /// A float.
    Float(f64),
    /// A string.
    Str(Text),
    /// A list of constants.
    List(Vec<Const>),
    /// A class, by number.
    Class(ClassId),
}

impl Const {
    /// A string constant.
    #[must_use]
    pub fn str(text: &str) -> Const {
        Const::Str(text.into())
    }
}
