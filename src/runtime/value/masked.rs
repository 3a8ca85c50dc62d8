//! Masked values: the placeholders of secrets in models that were printed or recorded.

use super::Value;
use crate::diag::mask::MASK;

impl Value {
    /// Whether it is masked, all or in part. Models of objects in it do not count: their properties are masked one by one.
    #[must_use]
    pub(crate) fn is_masked(&self) -> bool {
        match self {
            Self::Str(text) => text.as_str() == MASK,
            Self::List(items) => items.iter().any(Self::is_masked),
            Self::Dict(dict) if dict.get_str("?").is_none() => dict.values().any(Self::is_masked),
            _ => false,
        }
    }
}
