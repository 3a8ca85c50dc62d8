//! Completion of inputs: commands and their arguments here, programs by [`crate::ide`].

pub(super) mod candidate;
mod deployed;
mod names;
mod paths;

use self::candidate::Completion;
use super::commands::description::{CommandArgument, all, named};
use super::last_values::is_earlier_value;
use crate::Value;
use crate::ide::completion::{self, Completions, KnownValues};
use crate::ide::symbols::first_line;
use crate::ide::tokens::tokens;
use crate::session::Interactive;

/// The candidates for the word at the cursor, and the position where that word begins.
pub(super) fn complete(session: &Interactive, line: &str, pos: usize) -> (usize, Vec<Completion>) {
    let before = line.get(..pos).unwrap_or(line);
    let typed = before.trim_start();
    if let Some(name) = typed.strip_prefix("??").or_else(|| typed.strip_prefix('?')) {
        return documented(session, line, before.len() - name.len(), before.len());
    }
    let Some(command) = typed.strip_prefix(':') else {
        return program(session, line, 0, before.len());
    };
    command_line(before, command).unwrap_or_else(|(name, from)| match name {
        true => documented(session, line, from, before.len()),
        false => program(session, line, from, before.len()),
    })
}

/// Completes a name whose documentation is asked for: of a program, or of the language.
fn documented(
    session: &Interactive,
    line: &str,
    from: usize,
    pos: usize,
) -> (usize, Vec<Completion>) {
    let (start, mut found) = program(session, line, from, pos);
    let typed = &line[start..pos];
    if start == from && !typed.is_empty() {
        found.extend(starting(names::language(), typed));
        found.sort_by(|a, b| a.label.cmp(&b.label));
        found.dedup_by(|a, b| a.label == b.label);
    }
    // The name is asked for, not called.
    for candidate in &mut found {
        candidate.text = candidate.text.trim_end_matches('(').to_owned();
    }
    (start, found)
}

/// Completes the name of a command, or an argument that is not program text. Else the error is whether the argument is a name, and where
/// it begins.
fn command_line(before: &str, command: &str) -> Result<(usize, Vec<Completion>), (bool, usize)> {
    let start = before.len() - command.len();
    let Some((name, argument)) = command.split_once(char::is_whitespace) else {
        let found = all().filter(|c| c.name.starts_with(command));
        let found = found.map(|c| Completion::new(format!("{} ", c.name), c.about)).collect();
        return Ok((start, labelled(found)));
    };
    let argument = argument.trim_start();
    let from = before.len() - argument.len();
    let (start, word) = last_word(before, from);
    let Some(command) = named(name) else { return Ok((start, Vec::new())) };
    Ok((
        start,
        match command.argument {
            CommandArgument::File => return Ok(paths::complete(argument, from)),
            CommandArgument::Program => return Err((false, from)),
            CommandArgument::Name => return Err((true, from)),
            CommandArgument::Topic => starting(names::topics(), word),
            CommandArgument::Code => starting(names::codes(), word),
            CommandArgument::Environment => {
                let (list, word) = match word.strip_prefix('-') {
                    Some(_) => (vec![Completion::new("--env ", "an environment")], word),
                    None => (deployed::environments(), word),
                };
                labelled(starting(list, word))
            }
            CommandArgument::Application => starting(deployed::applications(), word),
            CommandArgument::Trace => starting(names::traces(), word),
            CommandArgument::Setting => starting(names::settings(&argument[..start - from]), word),
            CommandArgument::Nothing => Vec::new(),
        },
    ))
}

/// The word at the end of a line, not before an offset, and where it begins.
fn last_word(line: &str, from: usize) -> (usize, &str) {
    let start = line[from..].rfind(char::is_whitespace).map_or(from, |at| from + at + 1);
    (start, &line[start..])
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
        // Earlier values are not completed: there is one for each input.
        let all = Interactive::variables(self).filter(|(name, _)| !is_earlier_value(name));
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
        assert_eq!(found("", ":trace conv"), ["conversions"]);
        assert_eq!(found("", ":set col"), ["color"]);
        assert_eq!(found("", ":set color ne"), ["never"]);
        assert_eq!(found("", "?whil"), ["while"]);
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
