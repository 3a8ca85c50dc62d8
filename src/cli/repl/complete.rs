//! Completion: variables, members, functions, classes, properties of a new object, commands, files.
//!
//! Nothing is evaluated: values are read from variables and stored properties only.

pub(super) mod candidate;
mod members;
mod names;
mod paths;

use self::candidate::Completion;
use super::commands::description::{CommandArgument, DESCRIPTIONS, named};
use crate::session::Interactive;
use crate::syntax::tokens::{Token, TokenKind, Tokens, tokens};

/// The candidates for the word at the cursor, and the position where that word begins.
pub(super) fn complete(session: &Interactive, line: &str, pos: usize) -> (usize, Vec<Completion>) {
    let before = line.get(..pos).unwrap_or(line);
    if let Some(command) = before.trim_start().strip_prefix(':')
        && let Some(found) = command_line(before, command)
    {
        return found;
    }
    program(session, line, before)
}

/// Completes the name of a command, or an argument that is not program text.
fn command_line(before: &str, command: &str) -> Option<(usize, Vec<Completion>)> {
    let start = before.len() - command.len();
    let Some((name, argument)) = command.split_once(char::is_whitespace) else {
        let found = DESCRIPTIONS.iter().filter(|c| c.name.starts_with(command));
        let found = found.map(|c| Completion::new(format!("{} ", c.name), c.about)).collect();
        return Some((start, labelled(found)));
    };
    let argument = argument.trim_start();
    let start = before.len() - argument.len();
    match named(name)?.argument {
        CommandArgument::File => Some(paths::complete(argument, start)),
        CommandArgument::Topic => Some((start, starting(names::topics(), argument))),
        CommandArgument::Code => Some((start, starting(names::codes(), argument))),
        CommandArgument::Nothing => Some((start, Vec::new())),
        CommandArgument::Program | CommandArgument::Name => None,
    }
}

/// Removes the trailing blank, which is inserted, from labels.
fn labelled(mut found: Vec<Completion>) -> Vec<Completion> {
    for candidate in &mut found {
        candidate.label = candidate.label.trim_end().to_owned();
    }
    found
}

fn program(session: &Interactive, line: &str, before: &str) -> (usize, Vec<Completion>) {
    // The tokens before the cursor decide: in a string the path of an import, in a comment
    // nothing, after a dot the members of the value, after `new` the properties of the class,
    // else names.
    let cut = tokens(before);
    if cut.in_text() {
        return in_text(&cut, before);
    }
    let in_comment = |t: &&Token<'_>| {
        matches!(t.kind, TokenKind::Comment | TokenKind::Documentation) && t.end() == before.len()
    };
    if cut.in_comment || cut.all.last().filter(in_comment).is_some() {
        return (before.len(), Vec::new());
    }
    let tokens = significant(&cut.all);
    let (typed, rest) = word_at_end(&tokens, before.len());
    let start = before.len() - typed.len();
    let found = match rest.last() {
        _ if typed.starts_with('$') => names::variables(session, line, start),
        Some(dot) if matches!(dot.text, "." | "?.") => {
            members::after_dot(session, line, &rest[..rest.len() - 1])
        }
        _ => {
            let begun = before[..start].rsplit('\n').next().unwrap_or("");
            // At the start of a continued line, Tab indents.
            if typed.is_empty() && begun.trim().is_empty() && !cut.open.is_empty() {
                return (start, vec![Completion::new("    ", "")]);
            }
            members::of_new(session, rest).unwrap_or_else(|| names::words(session, rest, typed))
        }
    };
    (start, starting(found, typed))
}

/// In a string: the path of an import.
fn in_text(cut: &Tokens<'_>, before: &str) -> (usize, Vec<Completion>) {
    let tokens = significant(&cut.all);
    let [.., import, text] = tokens.as_slice() else { return (before.len(), Vec::new()) };
    if import.text != "import" || text.kind != TokenKind::Text {
        return (before.len(), Vec::new());
    }
    paths::complete(&text.text[1..], text.at + 1)
}

fn significant<'t>(all: &[Token<'t>]) -> Vec<Token<'t>> {
    all.iter().filter(|t| !t.is_blank()).copied().collect()
}

/// The word or variable that ends at the cursor, and the tokens before it.
fn word_at_end<'a, 't>(tokens: &'a [Token<'t>], end: usize) -> (&'t str, &'a [Token<'t>]) {
    match tokens.split_last() {
        Some((last, rest))
            if last.end() == end && matches!(last.kind, TokenKind::Word | TokenKind::Variable) =>
        {
            (last.text, rest)
        }
        _ => ("", tokens),
    }
}

/// The candidates with the prefix `typed`, sorted and unique; if there are none, those that match without regard to case.
fn starting(mut found: Vec<Completion>, typed: &str) -> Vec<Completion> {
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found.dedup_by(|a, b| a.text == b.text);
    let exact: Vec<Completion> =
        found.iter().filter(|c| c.text.starts_with(typed)).cloned().collect();
    if !exact.is_empty() {
        return exact;
    }
    let typed = typed.to_lowercase();
    found.retain(|c| c.text.to_lowercase().starts_with(&typed));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;

    fn found(setup: &str, line: &str) -> Vec<String> {
        let mut session = Interactive::new(Session::new());
        session.input(setup);
        let (_, found) = complete(&session, line, line.len());
        found.into_iter().map(|c| c.label).collect()
    }

    const CLASSES: &str = "/// A store.\nclass Redis { /// Its name.\n name: string!\n port: int! = 6379\n out state: string\n\
        start(times: int! = 1) { } }\n$redis = new Redis { name: 'r' }\n$data = { first: $redis, 'a b': 1 }\n$text = 'x'";

    #[test]
    fn variables_complete() {
        assert_eq!(found(CLASSES, "1 + $re"), ["$redis"]);
        assert_eq!(found(CLASSES, "for $item in [1] { print($it"), ["$item"]);
    }

    #[test]
    fn members_complete_by_the_value() {
        assert_eq!(found(CLASSES, "$redis.st"), ["start(", "state"]);
        assert_eq!(found(CLASSES, "$data.first.po"), ["port"]);
        assert!(found(CLASSES, "$data.").contains(&"first".to_owned()));
        assert_eq!(found(CLASSES, "$text.toUpp"), ["toUpper("]);
        assert!(!found(CLASSES, "$text.").contains(&"select(".to_owned()));
        assert!(found(CLASSES, "[1, 2].sel").contains(&"selectMany(".to_owned()));
    }

    #[test]
    fn properties_of_a_new_object_complete() {
        assert_eq!(found(CLASSES, "new Redis { "), ["name", "port"]);
        assert_eq!(found(CLASSES, "new Redis { name: 'x', "), ["port"]);
        assert_eq!(found(CLASSES, "new Red"), ["Redis"]);
    }

    #[test]
    fn words_complete() {
        assert_eq!(found(CLASSES, "Redi"), ["Redis"]);
        assert_eq!(found("function greet(n) { }", "gree"), ["greet("]);
        assert!(found("", "ran").contains(&"range(".to_owned()));
        assert_eq!(found("", "whil"), ["while"]);
    }

    #[test]
    fn commands_complete() {
        assert_eq!(found("", ":he"), ["help"]);
        assert_eq!(found("", ":help stri"), ["strings"]);
        assert!(found("", ":type ran").contains(&"range(".to_owned()));
        assert_eq!(found(CLASSES, ":doc Red"), ["Redis"]);
    }

    #[test]
    fn nothing_completes_in_strings_and_comments() {
        assert!(found("", "'ran").is_empty());
        assert!(found("", "// ran").is_empty());
        assert!(!found("$x = 1", "\"\\($").is_empty());
    }

    #[test]
    fn members_of_the_class_being_typed_complete() {
        assert_eq!(found("", "class A {\n    size: int!\n    grow() { $.siz"), ["size"]);
    }
}
