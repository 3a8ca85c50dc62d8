//! Parameters of requests, by name. Unknown ones are ignored, and null means absent.

use serde_json::{Map, Value as Json};

use super::error::RpcError;

/// The parameters of a request.
pub(super) struct Params<'p>(pub(super) &'p Map<String, Json>);

impl<'p> Params<'p> {
    /// An optional parameter.
    pub(super) fn find(&self, name: &str) -> Option<&'p Json> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A required string.
    pub(super) fn text(&self, name: &str) -> Result<&'p str, RpcError> {
        self.find_text(name)?.ok_or_else(|| missing(name))
    }

    /// An optional string.
    pub(super) fn find_text(&self, name: &str) -> Result<Option<&'p str>, RpcError> {
        self.of(name, "a string", Json::as_str)
    }

    /// An optional boolean.
    pub(super) fn find_flag(&self, name: &str) -> Result<Option<bool>, RpcError> {
        self.of(name, "true or false", Json::as_bool)
    }

    /// An optional boolean; absent means false.
    pub(super) fn flag(&self, name: &str) -> Result<bool, RpcError> {
        Ok(self.find_flag(name)?.unwrap_or_default())
    }

    /// An optional integer.
    pub(super) fn find_integer(&self, name: &str) -> Result<Option<i64>, RpcError> {
        self.of(name, "an integer", Json::as_i64)
    }

    /// An optional array.
    pub(super) fn find_list(&self, name: &str) -> Result<Option<&'p Vec<Json>>, RpcError> {
        self.of(name, "an array", Json::as_array)
    }

    /// An optional object.
    pub(super) fn find_object(
        &self,
        name: &str,
    ) -> Result<Option<&'p Map<String, Json>>, RpcError> {
        self.of(name, "an object", Json::as_object)
    }

    fn of<T>(
        &self,
        name: &str,
        expected: &str,
        convert: impl Fn(&'p Json) -> Option<T>,
    ) -> Result<Option<T>, RpcError> {
        let Some(value) = self.find(name) else { return Ok(None) };
        let converted = convert(value);
        let invalid = || RpcError::params(format!("`{name}` must be {expected}"));
        converted.ok_or_else(invalid).map(Some)
    }
}

/// The error for a required parameter that is missing.
pub(super) fn missing(name: &str) -> RpcError {
    RpcError::params(format!("`{name}` is missing"))
}
