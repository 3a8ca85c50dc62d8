//! Commands: what begins with a colon. One table says what there is; help and completion read it too.

mod doc;
mod help;
mod inspect;

use std::path::PathBuf;

use super::shell::{Next, Shell};
use crate::diag::suggest;

/// What a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing.
    Nothing,
    /// Program text.
    Program,
    /// The name of a function, a class or a member.
    Name,
    /// A topic of the library.
    Topic,
    /// A file.
    File,
    /// The code of a diagnostic.
    Code,
}

/// A command.
pub(super) struct Command {
    /// Its name, without the colon.
    pub name: &'static str,
    /// Other names.
    aliases: &'static [&'static str],
    /// How its arguments are written.
    usage: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// One line.
    pub about: &'static str,
    run: fn(&mut Shell, &str) -> Next,
}

/// All commands, in the order in which they are explained.
pub(super) const COMMANDS: &[Command] = &[
    command(
        "help",
        &["h", "?"],
        "[TOPIC]",
        Takes::Topic,
        "this overview, or the functions of a topic",
        help::help,
    ),
    command(
        "doc",
        &["d"],
        "NAME",
        Takes::Name,
        "what a function, method, class or property is for",
        doc::doc,
    ),
    command(
        "type",
        &["t"],
        "EXPRESSION",
        Takes::Program,
        "what kind of value an expression gives",
        inspect::kind,
    ),
    command(
        "members",
        &["m"],
        "EXPRESSION",
        Takes::Program,
        "properties and methods of a value",
        inspect::members,
    ),
    command(
        "contract",
        &["c"],
        "NAME",
        Takes::Name,
        "the contracts of a class: NAME or NAME.member",
        doc::contract,
    ),
    command(
        "explain",
        &["e"],
        "[CODE]",
        Takes::Code,
        "an error code; the last error without one",
        help::explain,
    ),
    command(
        "vars",
        &["env", "v"],
        "",
        Takes::Nothing,
        "the variables and their values",
        inspect::variables,
    ),
    command(
        "load",
        &["l"],
        "FILE",
        Takes::File,
        "runs a file; its classes and variables stay",
        load,
    ),
    command("reload", &["r"], "", Takes::Nothing, "runs the file loaded last once more", reload),
    command(
        "time",
        &[],
        "EXPRESSION",
        Takes::Program,
        "how long an expression takes",
        inspect::time,
    ),
    command(
        "history",
        &[],
        "",
        Takes::Nothing,
        "the inputs of this conversation",
        inspect::history,
    ),
    command(
        "quit",
        &["q", "exit"],
        "",
        Takes::Nothing,
        "ends the conversation, as Ctrl-D does",
        quit,
    ),
];

const fn command(
    name: &'static str,
    aliases: &'static [&'static str],
    usage: &'static str,
    takes: Takes,
    about: &'static str,
    run: fn(&mut Shell, &str) -> Next,
) -> Command {
    Command { name, aliases, usage, takes, about, run }
}

/// The command of a name.
pub(super) fn named(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|c| c.name == name || c.aliases.contains(&name))
}

/// Obeys a command, given without its colon.
pub(super) fn obey(shell: &mut Shell, text: &str) -> Next {
    let (name, argument) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let argument = argument.trim();
    let Some(command) = named(name) else { return unknown(shell, name) };
    if argument.is_empty() && command.usage.starts_with(char::is_uppercase) {
        shell.complain(&format!("write `:{} {}`", command.name, command.usage));
        return Next::Failed;
    }
    (command.run)(shell, argument)
}

fn unknown(shell: &Shell, name: &str) -> Next {
    let names = COMMANDS.iter().map(|c| c.name);
    let hint = suggest::nearest(name, names).map_or_else(
        || "`:help` lists the commands".to_owned(),
        |near| format!("did you mean `:{near}`?"),
    );
    shell.complain(&format!("there is no command `:{name}`: {hint}"));
    Next::Failed
}

fn load(shell: &mut Shell, argument: &str) -> Next {
    let unquoted = argument.trim_matches(['\'', '"']);
    outcome(shell.load(&PathBuf::from(unquoted)))
}

fn reload(shell: &mut Shell, _: &str) -> Next {
    let Some(file) = shell.loaded.clone() else {
        shell.complain("no file has been loaded yet: `:load FILE`");
        return Next::Failed;
    };
    outcome(shell.load(&file))
}

fn outcome(well: bool) -> Next {
    if well { Next::Ready } else { Next::Failed }
}

fn quit(_: &mut Shell, _: &str) -> Next {
    Next::Quit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_taken_twice() {
        let mut names: Vec<&str> =
            COMMANDS.iter().flat_map(|c| c.aliases.iter().copied().chain([c.name])).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(named("env").is_some_and(|c| c.name == "vars"));
    }
}
