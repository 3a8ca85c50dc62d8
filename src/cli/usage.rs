//! Command lines that clap refuses, reported as all other errors are: code, message, nearest name, remedy.

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diag::{Diagnostic, codes, suggest};
use crate::source::{Sources, Span};

use super::exit::Exit;
use super::terminal::{Colour, MessageFormat, OutputArgs, Terminal, print_usage};

/// Prints clap's message: help and version are results, everything else is an error.
pub(super) fn report(error: &clap::Error, program: &Command) -> Exit {
    if !error.use_stderr() {
        print_usage(error);
        return Exit::Done;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        print_usage(error);
        return Exit::Usage;
    }
    let words: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let command = command_of(program, &words);
    let found = diagnostic(error, command, program);
    Terminal::new(&output_args(&words)).report(&found, &Sources::new());
    Exit::Usage
}

/// The command that the words name; without one, the program itself.
fn command_of<'c>(program: &'c Command, words: &[String]) -> &'c Command {
    words.iter().find_map(|word| program.find_subcommand(word)).unwrap_or(program)
}

/// How to report, as far as the words of a wrong command line tell.
fn output_args(words: &[String]) -> OutputArgs {
    let given = |name: &str, value: &str| {
        let joined = format!("{name}={value}");
        words.windows(2).any(|pair| pair[0] == name && pair[1] == value) || words.contains(&joined)
    };
    let json = given("--message-format", "json") || given("--format", "json");
    let color = match () {
        () if given("--color", "never") => Colour::Never,
        () if given("--color", "always") => Colour::Always,
        () => Colour::Auto,
    };
    let message_format = if json { MessageFormat::Json } else { MessageFormat::Text };
    OutputArgs { color, quiet: false, verbose: false, message_format }
}

fn diagnostic(error: &clap::Error, command: &Command, program: &Command) -> Diagnostic {
    let message = message(error, command);
    let found = Diagnostic::error(codes::BAD_COMMAND_LINE, Span::NONE, message);
    let found = match nearest(error, command, program) {
        Some(near) => found.hint(format!("did you mean `{near}`?")),
        None => found.hint_if(choices(error)),
    };
    let help = match command.get_name() {
        "murano" => "`murano --help` lists the commands".to_owned(),
        name => format!("`murano {name} --help` lists its arguments, with examples"),
    };
    found.hint(help)
}

/// What is wrong, in one line.
fn message(error: &clap::Error, command: &Command) -> String {
    let name = command.get_name();
    let wrong = text(error, ContextKind::InvalidArg);
    // Without the name of its value: `--format <FORMAT>`.
    let wrong = wrong.split(' ').next().unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument if wrong.starts_with('-') => {
            format!("`{name}` has no option `{wrong}`")
        }
        ErrorKind::UnknownArgument => format!("`{name}` takes no further argument `{wrong}`"),
        ErrorKind::InvalidSubcommand => {
            format!("there is no command `{}`", text(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("`{wrong}` needs a value"),
        ErrorKind::InvalidValue => format!("`{wrong}` cannot be `{value}`"),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(ToString::to_string);
            format!("`{wrong}` cannot be `{value}`: {}", reason.unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("`{name}` needs {}", listed(error)),
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg);
            let other = other.split(' ').next().unwrap_or_default();
            match other.is_empty() || other == wrong {
                true => format!("`{wrong}` may be given only once"),
                false => format!("`{wrong}` and `{other}` exclude each other"),
            }
        }
        ErrorKind::TooManyValues => format!("`{wrong}` takes no further value `{value}`"),
        ErrorKind::NoEquals => format!("`{wrong}` needs `=` before its value"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("`{wrong}` has the wrong number of values")
        }
        ErrorKind::InvalidUtf8 => "the command line is not valid UTF-8".to_owned(),
        _ => first_line(error),
    }
}

/// The arguments that are missing: "`<FILE>` and `<COMMAND>...`".
fn listed(error: &clap::Error) -> String {
    let names = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(names)) => {
            names.iter().map(|name| format!("`{name}`")).collect()
        }
        _ => Vec::new(),
    };
    if names.is_empty() { "more arguments".to_owned() } else { names.join(" and ") }
}

/// The option, command or value that was most likely meant.
fn nearest(error: &clap::Error, command: &Command, program: &Command) -> Option<String> {
    let near = |wrong: &str, names: Vec<String>| {
        suggest::nearest(wrong, names.iter().map(String::as_str)).map(str::to_owned)
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let wrong = text(error, ContextKind::InvalidArg);
            let wrong = wrong.strip_prefix("--")?.to_owned();
            let both = command.get_arguments().chain(program.get_arguments());
            let names = both.filter_map(|arg| arg.get_long().map(str::to_owned));
            near(&wrong, names.collect()).map(|name| format!("--{name}"))
        }
        ErrorKind::InvalidSubcommand => {
            let names = program.get_subcommands().map(|command| command.get_name().to_owned());
            near(&text(error, ContextKind::InvalidSubcommand), names.collect())
        }
        ErrorKind::InvalidValue => near(&text(error, ContextKind::InvalidValue), values(error)),
        _ => None,
    }
}

/// The values that an argument can have.
fn choices(error: &clap::Error) -> Option<String> {
    let values: Vec<String> = values(error).iter().map(|value| format!("`{value}`")).collect();
    (!values.is_empty()).then(|| format!("it can be {}", values.join(", ")))
}

fn values(error: &clap::Error) -> Vec<String> {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => values.clone(),
        _ => Vec::new(),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// Clap's own sentence, for what has none here.
fn first_line(error: &clap::Error) -> String {
    let whole = error.to_string();
    let line = whole.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
