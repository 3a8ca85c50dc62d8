//! `--deny` and `--allow`: the levels of warnings.

use clap::Args;

use crate::diag::levels::{WarningLevel, WarningLevels, WarningSelector};

use super::command_error::CommandError;

/// `--deny` and `--allow`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct LevelArgs {
    /// Treat these warnings as errors: codes as `W0008`, or `warnings` for all.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = WarningSelector::parse)]
    pub deny: Vec<WarningSelector>,
    /// Do not report these warnings.
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = WarningSelector::parse)]
    pub allow: Vec<WarningSelector>,
}

impl LevelArgs {
    /// The levels.
    pub(super) fn levels(&self) -> Result<WarningLevels, CommandError> {
        let mut levels = WarningLevels::default();
        let denied = self.deny.iter().map(|selector| (*selector, WarningLevel::Deny));
        let allowed = self.allow.iter().map(|selector| (*selector, WarningLevel::Allow));
        for (selector, level) in denied.chain(allowed) {
            levels.set(selector, level).map_err(CommandError::usage)?;
        }
        Ok(levels)
    }
}
