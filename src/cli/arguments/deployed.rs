//! Arguments of the commands that look after what is deployed: `ps`, `endpoints`, `logs`, `exec`, `down`.

use std::path::PathBuf;

use clap::Args;

use super::{EngineArgs, Format};

/// `ps` and `endpoints`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano ps
  murano endpoints --env shop --format json")]
pub(in crate::cli) struct ListArgs {
    /// The program whose environment is meant; without it, all environments.
    #[arg(conflicts_with = "env")]
    pub file: Option<PathBuf>,
    /// Only this environment.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// An engine to ask besides those that are recorded.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// How the table is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

impl ListArgs {
    /// The environment that is meant.
    pub(in crate::cli) fn environment(&self) -> Option<String> {
        self.env
            .clone()
            .or_else(|| self.file.as_deref().map(crate::cli::deployment::environment_of))
    }
}

/// Which container is meant.
#[derive(Debug, Args)]
pub(in crate::cli) struct ContainerArgs {
    /// The application.
    pub application: String,
    /// Its environment, if several have an application of that name.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// `logs`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano logs web
  murano logs web --env shop --tail 20 -f")]
pub(in crate::cli) struct LogsArgs {
    /// Whose.
    #[command(flatten)]
    pub container: ContainerArgs,
    /// Go on with what is written from now on.
    #[arg(long, short)]
    pub follow: bool,
    /// Only so many last lines.
    #[arg(long, value_name = "N")]
    pub tail: Option<usize>,
}

/// `exec`.
#[derive(Debug, Args)]
#[command(after_help = "\
It reads standard input and writes as it goes. From a terminal it has a terminal of its own: keys go to it, Ctrl-C too.
The exit code is that of the command.

Examples:
  murano exec redis -- redis-cli ping
  murano exec redis -- sh
  murano exec db -- psql -U postgres < dump.sql
  murano exec web --env shop -- cat /etc/hosts")]
pub(in crate::cli) struct ExecArgs {
    /// Where.
    #[command(flatten)]
    pub container: ContainerArgs,
    /// No terminal of its own, also from a terminal.
    #[arg(long, short = 'T')]
    pub no_tty: bool,
    /// Nothing to read: for loops that read their own input.
    #[arg(long, short = 'n')]
    pub no_input: bool,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// `down`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  murano down app.murano
  murano down --env staging")]
pub(in crate::cli) struct DownArgs {
    /// The program whose environment is removed.
    #[arg(required_unless_present = "env", conflicts_with = "env")]
    pub file: Option<PathBuf>,
    /// The environment.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// An engine to clear besides those that are recorded.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// How the summary is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}
