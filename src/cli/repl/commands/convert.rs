//! `:convert`: a conversion by a contract, step by step.

use super::super::last_values::with_last_values;
use super::super::shell::{Next, Shell};
use crate::cli::style::Tone;
use crate::ide::tokens::{TokenKind, tokens};

/// Prints what a contract makes of each part of a value, then the result.
pub(super) fn convert(shell: &mut Shell, argument: &str) -> Next {
    let Some((value, contract)) = parts(argument) else {
        shell.error(
            "usage: `:convert EXPRESSION as CONTRACT`, such as `:convert { port: '80' } as Web`",
        );
        return Next::Failed;
    };
    let value = with_last_values(value);
    let (answer, steps) = shell.interruptible(|session| session.convert(&value, contract));
    steps_text(&steps).iter().for_each(|(indent, what, change)| {
        let what = shell.style.paint(Tone::Name, what);
        shell.print(&format!("{indent}{what}: {}", shell.style.paint(Tone::Plain, change)));
    });
    let next = shell.print_answer(answer);
    if next == Next::Ready && steps.is_empty() {
        shell.print(&shell.style.paint(Tone::Faint, "the value satisfies the contract as it is"));
    }
    next
}

/// The steps: indentation, what is converted, what becomes of it. What is converted as a part of another value is indented.
fn steps_text(steps: &[String]) -> Vec<(String, String, String)> {
    let mut depth: usize = 1;
    let mut lines = Vec::new();
    for step in steps {
        let step = step.strip_prefix("converted: ").unwrap_or(step);
        let ends = step.contains(" became an object of ");
        depth = if ends { depth.saturating_sub(1).max(1) } else { depth };
        let (what, change) = place_and_change(step);
        lines.push(("  ".repeat(depth), what, change.to_owned()));
        // "a dictionary for `Web`" begins the conversion of its parts.
        if !step.contains(" became ") {
            depth += 1;
        }
    }
    lines
}

/// Divides `Web: port: the string…` into `Web.port` and the rest; the value itself has no class before it.
fn place_and_change(step: &str) -> (String, &str) {
    let (first, rest) = step.split_once(": ").unwrap_or(("value", step));
    match rest.split_once(": ") {
        Some((path, change)) if !first.starts_with("value") => (format!("{first}.{path}"), change),
        _ => (first.to_owned(), rest),
    }
}

/// The expression and the contract around the last `as` outside of brackets and strings.
fn parts(argument: &str) -> Option<(&str, &str)> {
    let found = tokens(argument);
    let mut depth = 0;
    let mut at = None;
    for token in &found.all {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            TokenKind::Word if token.text == "as" && depth == 0 => at = Some(token),
            _ => {}
        }
    }
    let word = at?;
    let (value, contract) = (argument[..word.at].trim(), argument[word.end()..].trim());
    (!value.is_empty() && !contract.is_empty()).then_some((value, contract))
}

#[cfg(test)]
mod tests {
    use super::{parts, steps_text};

    #[test]
    fn steps_within_an_object_are_indented() {
        let steps = [
            "converted: value: a dictionary for `Web`",
            "Web: port: the string ': 80' became the integer 80",
            "converted: value: a dictionary became an object of `Web`",
        ];
        let lines = steps_text(&steps.map(str::to_owned));
        let lines: Vec<String> = lines.iter().map(|(i, w, c)| format!("{i}{w}: {c}")).collect();
        assert_eq!(
            lines,
            [
                "  value: a dictionary for `Web`",
                "    Web.port: the string ': 80' became the integer 80",
                "  value: a dictionary became an object of `Web`",
            ]
        );
    }

    #[test]
    fn the_last_as_divides() {
        assert_eq!(parts("{ a: 'x as y' } as Web!"), Some(("{ a: 'x as y' }", "Web!")));
        assert_eq!(parts("$x as [int]"), Some(("$x", "[int]")));
        assert_eq!(parts("$x"), None);
        assert_eq!(parts("$x as"), None);
    }
}
