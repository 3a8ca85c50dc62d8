//! Checks names before they become part of a request's URL.

use super::{EngineError, EngineErrorKind};

/// Rejects what no engine accepts as the name of a container, network or volume.
pub(super) fn check<'a>(what: &str, name: &'a str) -> Result<&'a str, EngineError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(allowed) {
        return Ok(name);
    }
    let message = format!(
        "`{name}` is not a valid name of a {what}: expected a letter or digit, then letters, digits, `_`, `.`, `-`"
    );
    Err(EngineError::new(EngineErrorKind::BadRequest, message))
}

/// Rejects what no engine accepts as the name of an image.
pub(super) fn check_image(name: &str) -> Result<&str, EngineError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-/:@".contains(c);
    let tidy = !name.contains("//") && !name.contains("..");
    if name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(allowed) && tidy {
        return Ok(name);
    }
    let message = format!("`{name}` is not a valid name of an image");
    Err(EngineError::new(EngineErrorKind::BadRequest, message))
}

/// Whether an engine could mistake the name for a prefix of an id.
#[cfg(feature = "docker")]
pub(super) fn resembles_id(name: &str) -> bool {
    name.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}
