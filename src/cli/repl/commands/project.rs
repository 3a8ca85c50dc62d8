//! `:env`, `:ps`, `:logs`, `:plan`, `:graph`, `:down`, `:lesson`: the commands of the command line, for this session's environment and engine.

use clap::{Args, Parser};

use super::super::shell::{Next, Shell};
use super::layout::wrapped;
use crate::cli::command_error::{CommandError, CommandResult};
use crate::cli::containers::ListArgs;
use crate::cli::down::{self, DownArgs};
use crate::cli::endpoints;
use crate::cli::engine_choice::EngineArgs;
use crate::cli::exit::Exit;
use crate::cli::graph::{self, GraphArgs};
use crate::cli::learn::{self, LearnArgs};
use crate::cli::logs::{self, LogsArgs};
use crate::cli::plan::{self, PlanArgs};
use crate::cli::ps::{self, PsArgs};
use crate::cli::terminal::Terminal;
use crate::diag::codes;

/// The arguments of a command, parsed as those of the command line.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
struct CommandLine<A: Args> {
    #[command(flatten)]
    args: A,
}

/// Prints the environment of this session, and what is deployed there. A name switches to another one before.
pub(super) fn environment(shell: &mut Shell, argument: &str) -> Next {
    if !argument.is_empty() {
        if let Err(error) = shell.deployments.switch(argument) {
            return failed(shell, error.into());
        }
        shell.session().session().runtime().name_environment(argument);
    }
    let name = shell.deployments.environment();
    let engine = shell.deployments.current().default_address();
    shell.print(&format!("environment {name}\nengine {engine}"));
    for (other, applications) in shell.deployments.left_in_others() {
        let applications = applications.join(", ");
        let text =
            format!("still deployed in {other}: {applications}; `:down --env {other}` removes it");
        shell.print(&shell.faint(&text));
    }
    let recorded = shell.deployments.engine.store().load(&name);
    if matches!(recorded, Ok(None)) {
        let text = "nothing is deployed there: the first `deploy()` creates it";
        let lines = wrapped(text, shell.width);
        lines.lines().for_each(|line| shell.print(&shell.faint(line)));
        return Next::Ready;
    }
    run(shell, "", |args: ListArgs, shell, terminal| {
        let args = ListArgs { env: Some(name), engine: engine_of(shell), ..args };
        endpoints::run(&args, terminal)
    })
}

/// `:ps`.
pub(super) fn ps(shell: &mut Shell, argument: &str) -> Next {
    run(shell, argument, |mut args: PsArgs, shell, terminal| {
        args.list.engine = engine_of(shell);
        ps::run(&args, terminal)
    })
}

/// `:logs`.
pub(super) fn logs(shell: &mut Shell, argument: &str) -> Next {
    run(shell, argument, |mut args: LogsArgs, shell, terminal| {
        args.select.engine = engine_of(shell);
        logs::run(&args, terminal)
    })
}

/// `:plan`, of the loaded file unless another is named.
pub(super) fn plan(shell: &mut Shell, argument: &str) -> Next {
    let Some(line) = with_loaded(shell, argument) else { return no_file(shell, "plan") };
    run(shell, &line, |mut args: PlanArgs, shell, terminal| {
        args.engine = engine_of(shell);
        plan::run(args, terminal)
    })
}

/// `:graph`, of the loaded file unless another is named.
pub(super) fn graph(shell: &mut Shell, argument: &str) -> Next {
    let Some(line) = with_loaded(shell, argument) else { return no_file(shell, "graph") };
    run(shell, &line, |args: GraphArgs, _, terminal| graph::run(args, terminal))
}

/// `:down`, of this session's environment unless another is named.
pub(super) fn down(shell: &mut Shell, argument: &str) -> Next {
    let own = shell.deployments.environment();
    let line = if argument.is_empty() { format!("--env {own}") } else { argument.to_owned() };
    run(shell, &line, |mut args: DownArgs, shell, terminal| {
        args.engine = engine_of(shell);
        if args.env == Some(shell.deployments.environment()) {
            shell.deployments.release();
        }
        down::run(&args, terminal)
    })
}

/// `:lesson`: `murano learn`.
pub(super) fn lesson(shell: &mut Shell, argument: &str) -> Next {
    run(shell, argument, |args: LearnArgs, _, terminal| learn::run(&args, terminal))
}

fn engine_of(shell: &Shell) -> EngineArgs {
    EngineArgs::from(shell.deployments.engine.clone())
}

/// The arguments with the loaded file, if they name none.
fn with_loaded(shell: &Shell, argument: &str) -> Option<String> {
    let names_file = !argument.is_empty() && !argument.starts_with('-');
    if names_file {
        return Some(argument.to_owned());
    }
    let file = shell.loaded.as_ref()?;
    Some(format!("'{}' {argument}", file.display()))
}

fn no_file(shell: &Shell, command: &str) -> Next {
    shell.error(&format!("no file has been loaded yet: `:{command} FILE`, or `:load FILE` first"));
    Next::Failed
}

/// Parses arguments and runs a command with them, which Ctrl-C ends.
fn run<A: Args>(
    shell: &mut Shell,
    line: &str,
    command: impl FnOnce(A, &Shell, &Terminal) -> CommandResult,
) -> Next {
    let parsed = CommandLine::<A>::try_parse_from(words(line));
    let args = match parsed {
        Ok(parsed) => parsed.args,
        Err(error) => {
            // The first paragraph says what is wrong; the usage is that of the command line.
            let text = error.render().to_string();
            let first = text.lines().next().unwrap_or_default();
            shell.error(first.trim_start_matches("error: "));
            return Next::Failed;
        }
    };
    let terminal = shell.terminal.without_live_lines();
    let outcome = shell.command(|| command(args, shell, &terminal));
    match outcome {
        Ok(_) => Next::Ready,
        Err(error) => failed(shell, error),
    }
}

/// Reports the error of a command.
fn failed(shell: &mut Shell, error: CommandError) -> Next {
    if let Some(found) = error.diagnostic {
        shell.report(&[*found]);
    } else if error.exit == Exit::Interrupted {
        shell.last_code = Some(codes::INTERRUPTED);
    }
    Next::Failed
}

/// The words of a line; quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(words("a 'b c'  \"\" d'e f'"), ["a", "b c", "", "de f"]);
    }
}
