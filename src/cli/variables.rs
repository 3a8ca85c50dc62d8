//! Arguments of the form `NAME=VALUE`.

/// Splits `NAME=VALUE`; the value may be empty and may contain `=`.
pub(super) fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=TEXT".into()),
    }
}
