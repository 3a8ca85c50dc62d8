//! The table of commands, which dispatch, help and completion read.

/// What a command takes, which completion offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandArgument {
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

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandEffect {
    /// `:help`.
    Help,
    /// `:doc`.
    Doc,
    /// `:type`.
    Type,
    /// `:members`.
    Members,
    /// `:contract`.
    Contract,
    /// `:explain`.
    Explain,
    /// `:vars`.
    Variables,
    /// `:load`.
    Load,
    /// `:reload`.
    Reload,
    /// `:time`.
    Time,
    /// `:history`.
    History,
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

/// All commands, in the order in which `:help` lists them.
pub(crate) const DESCRIPTIONS: &[Description] = &[
    Description {
        action: CommandEffect::Help,
        name: "help",
        aliases: &["h", "?"],
        usage: "[TOPIC]",
        argument: CommandArgument::Topic,
        about: "this overview, or the functions of a topic",
    },
    Description {
        action: CommandEffect::Doc,
        name: "doc",
        aliases: &["d"],
        usage: "NAME",
        argument: CommandArgument::Name,
        about: "the documentation of a function, method, class or property",
    },
    Description {
        action: CommandEffect::Type,
        name: "type",
        aliases: &["t"],
        usage: "EXPRESSION",
        argument: CommandArgument::Program,
        about: "the type of an expression's value",
    },
    Description {
        action: CommandEffect::Members,
        name: "members",
        aliases: &["m"],
        usage: "EXPRESSION",
        argument: CommandArgument::Program,
        about: "properties and methods of a value",
    },
    Description {
        action: CommandEffect::Contract,
        name: "contract",
        aliases: &["c"],
        usage: "NAME",
        argument: CommandArgument::Name,
        about: "the contracts of a class: NAME or NAME.member",
    },
    Description {
        action: CommandEffect::Explain,
        name: "explain",
        aliases: &["e"],
        usage: "[CODE]",
        argument: CommandArgument::Code,
        about: "an error code; without one, the last error",
    },
    Description {
        action: CommandEffect::Variables,
        name: "vars",
        aliases: &["env", "v"],
        usage: "",
        argument: CommandArgument::Nothing,
        about: "the variables and their values",
    },
    Description {
        action: CommandEffect::Load,
        name: "load",
        aliases: &["l"],
        usage: "FILE",
        argument: CommandArgument::File,
        about: "runs a file; its classes and variables stay",
    },
    Description {
        action: CommandEffect::Reload,
        name: "reload",
        aliases: &["r"],
        usage: "",
        argument: CommandArgument::Nothing,
        about: "runs the file loaded last again",
    },
    Description {
        action: CommandEffect::Time,
        name: "time",
        aliases: &[],
        usage: "EXPRESSION",
        argument: CommandArgument::Program,
        about: "how long an expression takes",
    },
    Description {
        action: CommandEffect::History,
        name: "history",
        aliases: &[],
        usage: "",
        argument: CommandArgument::Nothing,
        about: "the inputs of this session",
    },
    Description {
        action: CommandEffect::Quit,
        name: "quit",
        aliases: &["q", "exit"],
        usage: "",
        argument: CommandArgument::Nothing,
        about: "ends the session, as Ctrl-D does",
    },
];

/// The command with that name or alias.
pub(crate) fn named(name: &str) -> Option<&'static Description> {
    DESCRIPTIONS.iter().find(|c| c.name == name || c.aliases.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_unique() {
        let mut names: Vec<&str> =
            DESCRIPTIONS.iter().flat_map(|c| c.aliases.iter().copied().chain([c.name])).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(named("env").is_some_and(|c| c.name == "vars"));
    }
}
