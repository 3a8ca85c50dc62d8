//! Which lines are commands, and not programs.

/// Whether a line is a command, which needs no further lines.
pub(super) fn is_command_line(text: &str) -> bool {
    command_of(text.trim()).is_some()
}

/// The name of a command and its argument: `:doc x`, `?x`, `??x`, and the words that people try first. `:Foo` is a class.
pub(super) fn command_of(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix(':') {
        let is_command = rest.starts_with(|c: char| c.is_lowercase() || c == '?' || c == '!');
        let (name, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        return is_command.then_some((name, argument.trim()));
    }
    if let Some(name) = text.strip_prefix("??") {
        return Some(("source", name.trim()));
    }
    if let Some(name) = text.strip_prefix('?') {
        return Some((if name.trim().is_empty() { "help" } else { "doc" }, name.trim()));
    }
    match text {
        "exit" | "quit" | "exit()" | "quit()" => Some(("quit", "")),
        "help" | "help()" => Some(("help", "")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_differ_from_programs() {
        assert_eq!(command_of(":help strings"), Some(("help", "strings")));
        assert_eq!(command_of(":?"), Some(("?", "")));
        assert_eq!(command_of("?"), Some(("help", "")));
        assert_eq!(command_of("? range"), Some(("doc", "range")));
        assert_eq!(command_of("??Web.url"), Some(("source", "Web.url")));
        assert_eq!(command_of("exit"), Some(("quit", "")));
        for program in [":Redis", "exit(1)", "help + 1", "$x?.y"] {
            assert_eq!(command_of(program), None);
        }
    }
}
