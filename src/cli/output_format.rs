//! `--format`: tables for people, JSON for programs.

use clap::ValueEnum;

/// How a command writes its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum OutputFormat {
    /// A table, or lines of text.
    #[default]
    Table,
    /// JSON.
    Json,
}
