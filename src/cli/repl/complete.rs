//! Completion of inputs: commands and their arguments here, programs by [`crate::ide`].

pub(super) mod candidate;
mod names;
mod paths;

use self::candidate::Completion;
use super::commands::description::{CommandArgument, DESCRIPTIONS, named};
use crate::Value;
use crate::ide::completion::{self, Completions, KnownValues};
use crate::ide::symbols::first_line;
use crate::session::Interactive;
use crate::syntax::tokens::tokens;

/// The candidates for the word at the cursor, and the position where that word begins.
pub(super) fn complete(session: &Interactive, line: &str, pos: usize) -> (usize, Vec<Completion>) {
    let before = line.get(..pos).unwrap_or(line);
    let Some(command) = before.trim_start().strip_prefix(':') else {
        return program(session, line, 0, before.len());
    };
    command_line(before, command).unwrap_or_else(|| {
        // The argument of the command is a program.
        let argument = command.find(char::is_whitespace).map_or(command.len(), |at| at + 1);
        let from = before.len() - command.len() + argument;
        program(session, line, from, before.len())
    })
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

/// Completes a program, whose text begins at an offset of the line. Nothing is evaluated: values are read from variables and stored
/// properties only.
fn program(session: &Interactive, line: &str, from: usize, pos: usize) -> (usize, Vec<Completion>) {
    let text = &line[from..];
    let before = &text[..pos - from];
    let begun = before.rsplit('\n').next().unwrap_or("");
    let cut = tokens(before);
    // At the start of a continued line, Tab indents.
    if begun.trim().is_empty() && !cut.open.is_empty() && !cut.in_text() && before.contains('\n') {
        return (pos, vec![Completion::new("    ", "")]);
    }
    // The rest of the line may be what is completed: it is not part of the input yet.
    let found =
        completion::complete(before, before.len(), session, &mut |text| session.analyze(text));
    match found {
        Completions::Path { start } => paths::complete(&before[start..], from + start),
        Completions::Candidates { start, found } => {
            let found = found.into_iter().map(|found| Completion {
                about: first_line(found.about()).to_owned(),
                label: found.label,
                text: found.text,
            });
            (from + start, found.collect())
        }
    }
}

impl KnownValues for Interactive {
    fn variable(&self, name: &str) -> Option<Value> {
        Interactive::variable(self, name)
    }

    fn variables(&self) -> Vec<(String, String)> {
        let all = Interactive::variables(self);
        all.map(|(name, value)| (name.to_string(), value.kind().to_owned())).collect()
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
