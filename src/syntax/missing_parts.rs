//! Hints on what is missing or misplaced in the language's own syntax, for texts that are not of another language
//! ([`super::foreign_syntax`]).

use super::grammar::Rule;
use super::tokens::token_length;

/// Words that may stand before a member's name.
const MODIFIERS: &[&str] =
    &["out", "inout", "in", "const", "runtime", "static", "config", "action", "extension", "meta"];

/// Contracts that other languages write before a name.
const TYPES: &[&str] = &["int", "string", "bool", "any"];

/// What to do about "expected …, found …" in a text that was parsed as `rule`.
pub(super) fn hint(message: &str, text: &str, rule: Rule) -> Option<String> {
    let (expected, found) = message.strip_prefix("expected ")?.split_once(", found ")?;
    let first = &text[..token_length(text)];
    let found = found.trim_matches('`');
    match expected {
        "`:` or `(`" if rule == Rule::lone_member && !MODIFIERS.contains(&first) => {
            after_name(first, found)
        }
        "a parameter" if rule == Rule::lone_member && !is_name(found) => Some(
            "the body of a class has only properties and methods: statements stand in the braces of a method"
                .to_owned(),
        ),
        "an expression" if matches!(found, "}" | ",") => {
            let key = key_before(text, found)?;
            Some(format!("the key `{key}` has no value"))
        }
        "the end of the line" => in_line(first, found, text),
        _ => None,
    }
}

/// What follows the name of a member.
fn after_name(name: &str, found: &str) -> Option<String> {
    match found {
        "{" => Some(format!("a method has parentheses: `{name}() {{ … }}`")),
        "the end of the line" | "=" | "}" => {
            Some(format!("a property has a contract: `{name}: any`"))
        }
        member if is_name(member) && TYPES.contains(&name) => {
            Some(format!("a contract stands after the name: `{member}: {name}`"))
        }
        contract if is_name(contract) => {
            Some(format!("a contract stands after a colon: `{name}: {contract}`"))
        }
        _ => None,
    }
}

/// What follows a statement that is complete.
fn in_line(first: &str, found: &str, text: &str) -> Option<String> {
    if first == "import" {
        let hint = format!("another file is imported by its path: `import './{found}.murano'`");
        return is_name(found).then_some(hint);
    }
    if matches!(first, "case" | "default") {
        return Some(format!("`{first}` stands in the braces of `match` or `switch`"));
    }
    if found == "{" {
        let before = text.split('{').next().unwrap_or("").trim_end();
        let class = before.rsplit(|c: char| !is_name_part(c)).next().unwrap_or("");
        let is_class = class.starts_with(char::is_uppercase);
        return is_class.then(|| format!("an object is created with `new {class} {{ … }}`"));
    }
    let is_statement = is_name(found) || found.starts_with('$');
    is_statement.then(|| "several statements on one line are separated by `;`".to_owned())
}

/// The key before the first `:` after which the token follows.
fn key_before<'t>(text: &'t str, token: &str) -> Option<&'t str> {
    let colons = text.match_indices(':').map(|(at, _)| at);
    let at = colons.into_iter().find(|at| text[at + 1..].trim_start().starts_with(token))?;
    let before = text[..at].trim_end();
    let key = before.rsplit(|c: char| !is_name_part(c)).next()?;
    (!key.is_empty()).then_some(key)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(is_name_part)
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A hint for a string that ends at an apostrophe: `'it's'`.
pub(super) fn apostrophe(line: &str) -> Option<String> {
    let mut inside = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => drop(chars.next()),
            '\'' if inside && chars.peek().is_some_and(|next| next.is_alphabetic()) => {
                return Some(
                    "within '…' an apostrophe is written `\\'`; or quote with \"…\"".to_owned(),
                );
            }
            '\'' => inside = !inside,
            _ => {}
        }
    }
    None
}
