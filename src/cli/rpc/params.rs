//! Parameters of requests, by name; unknown ones are ignored, and null is as good as absent.

use serde_json::{Map, Value as Json};

use super::refusal::Refusal;

/// What a request is given.
pub(super) struct Params<'p>(pub(super) &'p Map<String, Json>);

impl<'p> Params<'p> {
    /// A parameter that may be absent.
    pub(super) fn find(&self, name: &str) -> Option<&'p Json> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<&'p str, Refusal> {
        self.find_text(name)?.ok_or_else(|| missing(name))
    }

    /// A text that may be absent.
    pub(super) fn find_text(&self, name: &str) -> Result<Option<&'p str>, Refusal> {
        self.of(name, "a string", Json::as_str)
    }

    /// Yes or no; absent: no.
    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool, Refusal> {
        Ok(self.of(name, "true or false", Json::as_bool)?.unwrap_or(default))
    }

    /// A whole number that may be absent.
    pub(super) fn find_integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.of(name, "a whole number", Json::as_i64)
    }

    /// A list that may be absent.
    pub(super) fn find_list(&self, name: &str) -> Result<Option<&'p Vec<Json>>, Refusal> {
        self.of(name, "an array", Json::as_array)
    }

    /// An object that may be absent.
    pub(super) fn find_object(&self, name: &str) -> Result<Option<&'p Map<String, Json>>, Refusal> {
        self.of(name, "an object", Json::as_object)
    }

    fn of<T>(
        &self,
        name: &str,
        wanted: &str,
        read: impl Fn(&'p Json) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.find(name) else { return Ok(None) };
        let read = read(value).ok_or_else(|| Refusal::params(format!("`{name}` must be {wanted}")));
        read.map(Some)
    }
}

/// A parameter is missing.
pub(super) fn missing(name: &str) -> Refusal {
    Refusal::params(format!("`{name}` is missing"))
}
