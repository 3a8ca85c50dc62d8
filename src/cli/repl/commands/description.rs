//! The table of commands, which dispatch, help and completion read.

/// What a command takes, which completion offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
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
pub(crate) enum Action {
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

/// A command.
pub(crate) struct Description {
    /// What it does.
    pub action: Action,
    /// Its name, without the colon.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// How its arguments are written; optional ones are in brackets.
    pub usage: &'static str,
    /// What it takes.
    pub argument: Argument,
    /// One line of help.
    pub about: &'static str,
}

/// All commands, in the order in which `:help` lists them.
pub(crate) const DESCRIPTIONS: &[Description] = &[
    Description {
        action: Action::Help,
        name: "help",
        aliases: &["h", "?"],
        usage: "[TOPIC]",
        argument: Argument::Topic,
        about: "this overview, or the functions of a topic",
    },
    Description {
        action: Action::Doc,
        name: "doc",
        aliases: &["d"],
        usage: "NAME",
        argument: Argument::Name,
        about: "the documentation of a function, method, class or property",
    },
    Description {
        action: Action::Type,
        name: "type",
        aliases: &["t"],
        usage: "EXPRESSION",
        argument: Argument::Program,
        about: "the type of an expression's value",
    },
    Description {
        action: Action::Members,
        name: "members",
        aliases: &["m"],
        usage: "EXPRESSION",
        argument: Argument::Program,
        about: "properties and methods of a value",
    },
    Description {
        action: Action::Contract,
        name: "contract",
        aliases: &["c"],
        usage: "NAME",
        argument: Argument::Name,
        about: "the contracts of a class: NAME or NAME.member",
    },
    Description {
        action: Action::Explain,
        name: "explain",
        aliases: &["e"],
        usage: "[CODE]",
        argument: Argument::Code,
        about: "an error code; without one, the last error",
    },
    Description {
        action: Action::Variables,
        name: "vars",
        aliases: &["env", "v"],
        usage: "",
        argument: Argument::Nothing,
        about: "the variables and their values",
    },
    Description {
        action: Action::Load,
        name: "load",
        aliases: &["l"],
        usage: "FILE",
        argument: Argument::File,
        about: "runs a file; its classes and variables stay",
    },
    Description {
        action: Action::Reload,
        name: "reload",
        aliases: &["r"],
        usage: "",
        argument: Argument::Nothing,
        about: "runs the file loaded last again",
    },
    Description {
        action: Action::Time,
        name: "time",
        aliases: &[],
        usage: "EXPRESSION",
        argument: Argument::Program,
        about: "how long an expression takes",
    },
    Description {
        action: Action::History,
        name: "history",
        aliases: &[],
        usage: "",
        argument: Argument::Nothing,
        about: "the inputs of this session",
    },
    Description {
        action: Action::Quit,
        name: "quit",
        aliases: &["q", "exit"],
        usage: "",
        argument: Argument::Nothing,
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
