//! The log of a session: what programs and the interpreter note for whoever looks after them.

/// How much a record matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Every step.
    Trace,
    /// For whoever looks for a mistake.
    Debug,
    /// An informational message.
    Info,
    /// Something is not as it should be.
    Warning,
    /// Something failed.
    Error,
    /// Nothing works any more.
    Critical,
}

impl Level {
    /// Its name, as methods of a logger are called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Trace => "trace",
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
            Level::Critical => "critical",
        }
    }

    /// The level of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let levels =
            [Self::Trace, Self::Debug, Self::Info, Self::Warning, Self::Error, Self::Critical];
        levels.into_iter().find(|level| level.name() == name)
    }
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// How much it matters.
    pub level: Level,
    /// Who notes it: `applications.name` for programs.
    pub logger: String,
    /// The text.
    pub message: String,
    /// What kind of note it is, if of a particular one.
    pub category: Option<Category>,
}

/// Notes of a particular kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// A program uses what will not be there for ever.
    Deprecation,
}

impl Category {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Category::Deprecation => "deprecation",
        }
    }
}

/// Where records go.
pub(crate) type Sink = Box<dyn FnMut(&Record)>;
