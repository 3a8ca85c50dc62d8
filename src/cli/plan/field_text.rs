//! Values of settings for people: sizes with their unit, commands as one types them, health checks in words.

use std::time::Duration;

use crate::cli::style::duration;

/// The longest value that is shown whole, in characters.
const MAX_VALUE: usize = 80;

/// The value of a field, on one line.
pub(super) fn field_text(field: &str, value: &str) -> String {
    let text = match field {
        "memory" => size(value),
        "commands" | "entrypoint" => command(value),
        "healthcheck" => health_check(value),
        _ => None,
    };
    shortened(text.unwrap_or_else(|| with_clear_ends(value)))
}

/// A number of bytes in the largest unit of which it is a whole number.
fn size(value: &str) -> Option<String> {
    let bytes: u64 = value.parse().ok()?;
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let (shift, unit) =
        units.iter().find(|(shift, _)| bytes > 0 && bytes.is_multiple_of(1 << shift))?;
    Some(format!("{} {unit}", bytes >> shift))
}

/// A list of arguments as a command line.
fn command(value: &str) -> Option<String> {
    let arguments: Vec<String> = serde_json::from_str(value).ok()?;
    Some(command_line(&arguments))
}

fn command_line(arguments: &[String]) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    let shown = |argument: &String| {
        let needs_no_quotes = !argument.is_empty() && argument.chars().all(is_plain);
        if needs_no_quotes { argument.clone() } else { format!("{argument:?}") }
    };
    arguments.iter().map(shown).collect::<Vec<_>>().join(" ")
}

/// `["CMD","true"] interval=1000 …` as `true (interval 1.0 s)`.
fn health_check(value: &str) -> Option<String> {
    let (test, settings) = value.rsplit_once(']')?;
    let test: Vec<String> = serde_json::from_str(&format!("{test}]")).ok()?;
    let command = match test.split_first() {
        Some((kind, [shell])) if kind == "CMD-SHELL" => shell.clone(),
        Some((kind, arguments)) if kind == "CMD" => command_line(arguments),
        _ => return None,
    };
    let set = settings.split_whitespace().filter_map(|setting| setting.split_once('='));
    let set = set.filter(|(_, number)| !number.is_empty());
    let set: Vec<String> = set.map(|(name, number)| setting(name, number)).collect();
    Some(if set.is_empty() { command } else { format!("{command} ({})", set.join(", ")) })
}

/// A setting of a health check; all but `retries` are milliseconds.
fn setting(name: &str, number: &str) -> String {
    match number.parse().map(Duration::from_millis) {
        Ok(time) if name != "retries" => format!("{name} {}", duration(time)),
        _ => format!("{name} {number}"),
    }
}

/// A text on one line, in quotes where its ends would not be seen.
fn with_clear_ends(text: &str) -> String {
    let is_clear = !text.is_empty() && text.trim() == text && !text.contains(['\n', '\t']);
    if is_clear { text.to_owned() } else { format!("{text:?}") }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_for_people() {
        let health = r#"["CMD","redis-cli","ping"] interval=1500 timeout= retries=3 start="#;
        let cases = [
            ("memory", "67108864", "64 MiB"),
            ("memory", "1572864000", "1500 MiB"),
            ("memory", "1000", "1000"),
            ("commands", r#"["sh","-c","echo a b"]"#, r#"sh -c "echo a b""#),
            ("healthcheck", health, "redis-cli ping (interval 1.5 s, retries 3)"),
            ("healthcheck", r#"["CMD-SHELL","test -e [x]"] interval="#, "test -e [x]"),
            ("env.A", "redis:7", "redis:7"),
            ("env.A", "", "\"\""),
            ("env.A", " a", "\" a\""),
            ("env.A", "a\nb", "\"a\\nb\""),
        ];
        for (field, value, shown) in cases {
            assert_eq!(field_text(field, value), shown);
        }
        assert_eq!(field_text("env.A", &"a".repeat(100)).chars().count(), MAX_VALUE + 1);
    }
}
