//! Colours of terminal output; none where output is not a terminal.

use std::io::IsTerminal as _;

use crate::diag::escape::escape_controls;

/// The role of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Text without a role.
    Plain,
    /// De-emphasized: comments, omissions, kinds.
    Faint,
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true`, `false`, `null`.
    Constant,
    /// A keyword.
    Keyword,
    /// A class.
    Class,
    /// A property or a key.
    Name,
    /// A variable.
    Variable,
    /// A function or method.
    Function,
    /// A heading, the prompt.
    Strong,
    /// An error.
    Error,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Faint => "90",
            Ink::Text => "32",
            Ink::Number => "36",
            Ink::Constant => "36;1",
            Ink::Keyword => "35",
            Ink::Class => "33",
            Ink::Name => "34",
            Ink::Variable => "94",
            Ink::Function => "96",
            Ink::Strong => "1",
            Ink::Error => "31",
        }
    }
}

/// Whether output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// Colours of a terminal.
    Colour,
    /// None.
    None,
}

impl Paint {
    /// Colours if standard output is a terminal that shows them and `NO_COLOR` is not set.
    #[expect(clippy::disallowed_methods, reason = "commands read the environment")]
    pub(super) fn of_terminal() -> Self {
        let refused = std::env::var("NO_COLOR").is_ok_and(|v| !v.is_empty());
        let dumb = std::env::var("TERM").is_ok_and(|v| v == "dumb");
        if std::io::stdout().is_terminal() && !refused && !dumb {
            Paint::Colour
        } else {
            Paint::None
        }
    }

    /// Adds a text in an ink. Control characters of the text are escaped.
    pub(super) fn put(self, out: &mut String, ink: Ink, text: &str) {
        let text = &*escape_controls(text);
        if self == Paint::None || ink == Ink::Plain || text.is_empty() {
            out.push_str(text);
            return;
        }
        out.push_str("\x1b[");
        out.push_str(ink.code());
        out.push('m');
        out.push_str(text);
        out.push_str("\x1b[0m");
    }

    /// A text in an ink.
    pub(super) fn ink(self, ink: Ink, text: &str) -> String {
        let mut out = String::new();
        self.put(&mut out, ink, text);
        out
    }
}
