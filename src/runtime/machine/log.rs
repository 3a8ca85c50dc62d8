//! The log of a session: records of programs and of the interpreter.

/// The severity of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Every step.
    Trace,
    /// Details for debugging.
    Debug,
    /// An informational message.
    Info,
    /// A possible problem.
    Warning,
    /// Something failed.
    Error,
    /// A failure that stops everything.
    Critical,
}

impl Level {
    /// The level's name, which is that of a logger's method.
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

/// A record of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// How much it matters.
    pub level: Level,
    /// The logger's name: `applications.name` for programs.
    pub logger: String,
    /// The text.
    pub message: String,
    /// The category, if it has one.
    pub category: Option<Category>,
}

/// Categories of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// A program uses a deprecated feature.
    Deprecation,
}

impl Category {
    /// The name in log records that clients receive.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Category::Deprecation => "deprecation",
        }
    }
}

/// A receiver of records.
pub(crate) type Sink = Box<dyn FnMut(&Record)>;
