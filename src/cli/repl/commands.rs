//! Dispatches inputs: to a command if they are one, else to the interpreter.

mod convert;
pub(super) mod description;
mod doc;
mod files;
mod help;
mod inspect;
mod layout;
mod project;
mod settings;
mod source;
mod tracing;

pub(super) use self::tracing::TOPICS as TRACE_TOPICS;

use self::description::{CommandEffect, all, named};
use super::command_line::command_of;
use super::shell::{Next, Shell};
use crate::diag::suggest;

/// Runs an input: a command if it is one, else statements.
pub(super) fn dispatch_input(shell: &mut Shell, text: &str) -> Next {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Next::Ready;
    }
    shell.inputs.push(text.to_owned());
    match command_of(trimmed) {
        Some((name, argument)) => dispatch(shell, name, argument),
        None => shell.input(text),
    }
}

/// Runs a command.
fn dispatch(shell: &mut Shell, name: &str, argument: &str) -> Next {
    let Some(command) = named(name) else { return unknown(shell, name) };
    if argument.is_empty() && command.usage.starts_with(char::is_uppercase) {
        shell.error(&format!("usage: `:{} {}`", command.name, command.usage));
        return Next::Failed;
    }
    match command.action {
        CommandEffect::Help => help::help(shell, argument),
        CommandEffect::Doc if doc::is_value(argument) => inspect::describe(shell, argument),
        CommandEffect::Doc => doc::doc(shell, argument),
        CommandEffect::Source => source::source(shell, argument),
        CommandEffect::Type => inspect::value_type(shell, argument),
        CommandEffect::Members => inspect::members(shell, argument),
        CommandEffect::Contract => doc::contract(shell, argument),
        CommandEffect::Convert => convert::convert(shell, argument),
        CommandEffect::Explain => help::explain(shell, argument),
        CommandEffect::Variables => inspect::variables(shell),
        CommandEffect::More => inspect::more(shell),
        CommandEffect::Load => files::load(shell, argument),
        CommandEffect::Reload => files::reload(shell),
        CommandEffect::Edit => files::edit(shell, argument),
        CommandEffect::Save => files::save(shell, argument),
        CommandEffect::Environment => project::environment(shell, argument),
        CommandEffect::Ps => project::ps(shell, argument),
        CommandEffect::Logs => project::logs(shell, argument),
        CommandEffect::Plan => project::plan(shell, argument),
        CommandEffect::Graph => project::graph(shell, argument),
        CommandEffect::Down => project::down(shell, argument),
        CommandEffect::Lesson => project::lesson(shell, argument),
        CommandEffect::Time => inspect::time(shell, argument),
        CommandEffect::Trace => tracing::trace(shell, argument),
        CommandEffect::History => inspect::history(shell),
        CommandEffect::Set => settings::set(shell, argument),
        CommandEffect::Quit => Next::Quit,
    }
}

fn unknown(shell: &Shell, name: &str) -> Next {
    let hint = suggest::nearest(name, all().map(|c| c.name)).map_or_else(
        || "`:help` lists the commands".to_owned(),
        |near| format!("did you mean `:{near}`?"),
    );
    shell.error(&format!("there is no command `:{name}`: {hint}"));
    Next::Failed
}
