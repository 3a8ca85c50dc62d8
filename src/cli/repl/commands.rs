//! Dispatches inputs: to a command if they begin with a colon, else to the interpreter.

pub(super) mod description;
mod doc;
mod help;
mod inspect;

use std::path::PathBuf;

use self::description::{CommandEffect, DESCRIPTIONS, named};
use super::shell::{Next, Shell};
use crate::diag::suggest;

/// Runs an input: a command if it begins with a colon, else statements.
pub(super) fn dispatch_input(shell: &mut Shell, text: &str) -> Next {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Next::Ready;
    }
    shell.inputs.push(text.to_owned());
    match trimmed.strip_prefix(':').filter(|rest| is_command(rest)) {
        Some(command) => dispatch(shell, command),
        None => shell.input(text),
    }
}

/// Whether the text after a colon is a command. `:Foo` is a class.
fn is_command(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_lowercase() || c == '?' || c == '!')
}

/// Runs a command, given without its colon.
fn dispatch(shell: &mut Shell, text: &str) -> Next {
    let (name, argument) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let argument = argument.trim();
    let Some(command) = named(name) else { return unknown(shell, name) };
    if argument.is_empty() && command.usage.starts_with(char::is_uppercase) {
        shell.error(&format!("usage: `:{} {}`", command.name, command.usage));
        return Next::Failed;
    }
    match command.action {
        CommandEffect::Help => help::help(shell, argument),
        CommandEffect::Doc => doc::doc(shell, argument),
        CommandEffect::Type => inspect::value_type(shell, argument),
        CommandEffect::Members => inspect::members(shell, argument),
        CommandEffect::Contract => doc::contract(shell, argument),
        CommandEffect::Explain => help::explain(shell, argument),
        CommandEffect::Variables => inspect::variables(shell),
        CommandEffect::Load => load(shell, argument),
        CommandEffect::Reload => reload(shell),
        CommandEffect::Time => inspect::time(shell, argument),
        CommandEffect::History => inspect::history(shell),
        CommandEffect::Quit => Next::Quit,
    }
}

fn unknown(shell: &Shell, name: &str) -> Next {
    let names = DESCRIPTIONS.iter().map(|c| c.name);
    let hint = suggest::nearest(name, names).map_or_else(
        || "`:help` lists the commands".to_owned(),
        |near| format!("did you mean `:{near}`?"),
    );
    shell.error(&format!("there is no command `:{name}`: {hint}"));
    Next::Failed
}

fn load(shell: &mut Shell, argument: &str) -> Next {
    let unquoted = argument.trim_matches(['\'', '"']);
    load_file(shell, &PathBuf::from(unquoted))
}

fn reload(shell: &mut Shell) -> Next {
    let Some(file) = shell.loaded.clone() else {
        shell.error("no file has been loaded yet: `:load FILE`");
        return Next::Failed;
    };
    load_file(shell, &file)
}

fn load_file(shell: &mut Shell, file: &std::path::Path) -> Next {
    if shell.load(file) { Next::Ready } else { Next::Failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_differ_from_classes() {
        assert!(is_command("help") && is_command("?"));
        assert!(!is_command("Redis"));
    }
}
