//! The table of commands, which dispatch, help and completion read.

/// What a command takes, which completion offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandArgument {
    /// Nothing.
    Nothing,
    /// Program text.
    Program,
    /// The name of a function, a class or a member, a keyword or an operator.
    Name,
    /// A topic of the library.
    Topic,
    /// A file.
    File,
    /// The code of a diagnostic.
    Code,
    /// A lesson of the course.
    Lesson,
    /// The name of an environment.
    Environment,
    /// The name of a deployed application.
    Application,
    /// What is traced.
    Trace,
    /// A setting.
    Setting,
}

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandEffect {
    /// `:help`.
    Help,
    /// `:doc`.
    Doc,
    /// `:source`.
    Source,
    /// `:type`.
    Type,
    /// `:members`.
    Members,
    /// `:contract`.
    Contract,
    /// `:convert`.
    Convert,
    /// `:explain`.
    Explain,
    /// `:vars`.
    Variables,
    /// `:more`.
    More,
    /// `:load`.
    Load,
    /// `:reload`.
    Reload,
    /// `:edit`.
    Edit,
    /// `:save`.
    Save,
    /// `:env`.
    Environment,
    /// `:ps`.
    Ps,
    /// `:logs`.
    Logs,
    /// `:plan`.
    Plan,
    /// `:graph`.
    Graph,
    /// `:down`.
    Down,
    /// `:lesson`.
    Lesson,
    /// `:time`.
    Time,
    /// `:trace`.
    Trace,
    /// `:history`.
    History,
    /// `:set`.
    Set,
    /// `:quit`.
    Quit,
}

/// A command of the REPL, as help and completion describe it.
pub(crate) struct Description {
    /// What it does.
    pub action: CommandEffect,
    /// Its name, without the colon.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// How its arguments are written; optional ones are in brackets.
    pub usage: &'static str,
    /// What it takes.
    pub argument: CommandArgument,
    /// One line of help.
    pub about: &'static str,
}

const fn command(
    action: CommandEffect,
    name: &'static str,
    (usage, argument): (&'static str, CommandArgument),
    about: &'static str,
) -> Description {
    Description { action, name, aliases: &[], usage, argument, about }
}

impl Description {
    const fn also(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }
}

/// The usage of a command without arguments.
const NOTHING: (&str, CommandArgument) = ("", CommandArgument::Nothing);
/// The usage of a command that takes an expression.
const EXPRESSION: (&str, CommandArgument) = ("EXPRESSION", CommandArgument::Program);
/// The usage of a command that takes a name.
const NAME: (&str, CommandArgument) = ("NAME", CommandArgument::Name);

/// The groups of commands, in the order in which `:help` lists them.
pub(crate) const GROUPS: &[(&str, &[Description])] = &[
    (
        "Explanations",
        &[
            command(
                CommandEffect::Help,
                "help",
                ("[TOPIC]", CommandArgument::Topic),
                "this overview, or the functions of a topic; `?` does the same",
            )
            .also(&["h", "?"]),
            command(
                CommandEffect::Doc,
                "doc",
                NAME,
                "documentation: of functions, classes, members, keywords, contracts, operators; as `?NAME`",
            )
            .also(&["d"]),
            command(
                CommandEffect::Source,
                "source",
                NAME,
                "the source of a class, method or function; as `??NAME`",
            ),
            command(
                CommandEffect::Explain,
                "explain",
                ("[CODE]", CommandArgument::Code),
                "an error code; without one, the last error",
            )
            .also(&["e"]),
        ],
    ),
    (
        "Values",
        &[
            command(CommandEffect::Variables, "vars", NOTHING, "the variables and their values")
                .also(&["v"]),
            command(CommandEffect::Type, "type", EXPRESSION, "the type of an expression's value")
                .also(&["t"]),
            command(
                CommandEffect::Members,
                "members",
                EXPRESSION,
                "properties and methods of a value",
            )
            .also(&["m"]),
            command(
                CommandEffect::Contract,
                "contract",
                NAME,
                "the contracts of a class: NAME or NAME.member",
            )
            .also(&["c"]),
            command(
                CommandEffect::Convert,
                "convert",
                ("EXPRESSION as CONTRACT", CommandArgument::Program),
                "how a contract converts a value, step by step",
            ),
            command(CommandEffect::More, "more", NOTHING, "all of the last value, however long; in `PAGER`, or `less`, if it does not fit")
                .also(&["all"]),
        ],
    ),
    (
        "Files",
        &[
            command(
                CommandEffect::Load,
                "load",
                ("FILE", CommandArgument::File),
                "runs a file; its classes and variables stay",
            )
            .also(&["l"]),
            command(CommandEffect::Reload, "reload", NOTHING, "runs the file loaded last again")
                .also(&["r"]),
            command(
                CommandEffect::Edit,
                "edit",
                ("[FILE]", CommandArgument::File),
                "opens a file, or the last input, in your editor, and runs it",
            ),
            command(
                CommandEffect::Save,
                "save",
                ("FILE", CommandArgument::File),
                "writes the inputs of this session that succeeded as a program",
            ),
        ],
    ),
    (
        "Deployments",
        &[
            command(
                CommandEffect::Environment,
                "env",
                ("[NAME]", CommandArgument::Environment),
                "the environment of this session, and what is deployed there; NAME switches to another",
            ),
            command(
                CommandEffect::Ps,
                "ps",
                ("[--env NAME]", CommandArgument::Environment),
                "the deployed containers",
            ),
            command(
                CommandEffect::Logs,
                "logs",
                ("[APPLICATION] [-f]", CommandArgument::Application),
                "the logs of deployed applications",
            ),
            command(
                CommandEffect::Plan,
                "plan",
                ("[FILE]", CommandArgument::File),
                "what a run of the loaded file would change",
            ),
            command(
                CommandEffect::Graph,
                "graph",
                ("[FILE]", CommandArgument::File),
                "the applications of the loaded file and their connections",
            ),
            command(
                CommandEffect::Down,
                "down",
                ("[--env NAME]", CommandArgument::Environment),
                "removes everything that this session's environment has deployed",
            ),
        ],
    ),
    (
        "Session",
        &[
            command(
                CommandEffect::Lesson,
                "lesson",
                ("[NAME]", CommandArgument::Lesson),
                "the next lesson of the course; `:lesson --hint` helps, `:lesson` again checks your program",
            ),
            command(CommandEffect::Time, "time", EXPRESSION, "how long an expression takes"),
            command(
                CommandEffect::Trace,
                "trace",
                ("[calls|conversions|engine|off]", CommandArgument::Trace),
                "traces what the next inputs do",
            ),
            command(
                CommandEffect::History,
                "history",
                NOTHING,
                "the inputs of this session; `_3` is the value of the third",
            ),
            command(
                CommandEffect::Set,
                "set",
                ("[NAME VALUE]", CommandArgument::Setting),
                "settings: width, color, history",
            ),
            command(CommandEffect::Quit, "quit", NOTHING, "ends the session, as Ctrl-D does")
                .also(&["q", "exit"]),
        ],
    ),
];

/// All commands.
pub(crate) fn all() -> impl Iterator<Item = &'static Description> {
    GROUPS.iter().flat_map(|(_, commands)| commands.iter())
}

/// The command with that name or alias.
pub(crate) fn named(name: &str) -> Option<&'static Description> {
    all().find(|c| c.name == name || c.aliases.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_unique() {
        let mut names: Vec<&str> =
            all().flat_map(|c| c.aliases.iter().copied().chain([c.name])).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(named("q").is_some_and(|c| c.name == "quit"));
    }
}
