//! `murano exec`: a command in an application's container.

use clap::Args;

use super::logs::find;
use super::screen::Screen;
use super::surroundings::with_engine;
use crate::deploy::DeployError;
use crate::engine::ExecSpec;
use crate::hosts::HostError;

/// What `exec` takes.
#[derive(Args)]
#[command(after_help = "Examples:\n  murano exec redis -- redis-cli info replication")]
pub(super) struct Arguments {
    /// The application.
    application: String,
    /// The environment, where several have one of that name.
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// The engine; without it, as the `docker` command would choose.
    #[arg(long, value_name = "URL")]
    engine: Option<String>,
    /// The command and its arguments.
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

/// Runs the command; its own exit code is the answer.
pub(super) fn run(arguments: &Arguments, screen: &Screen) -> u8 {
    let found =
        find(arguments.env.as_deref(), arguments.engine.as_deref(), &arguments.application, screen);
    let row = match found {
        Ok(row) => row,
        Err(exit) => return exit.code(),
    };
    let spec = ExecSpec { argv: arguments.command.clone(), ..ExecSpec::default() };
    let output = with_engine(Some(&row.engine), screen, async |engine, _| {
        engine.exec(&row.container, &spec).await.map_err(|error| {
            let doing = format!("running a command in `{}`", row.application);
            let engine = row.engine.clone();
            DeployError::Host(Box::new(HostError::Engine { engine, doing, error }))
        })
    });
    match output {
        Ok(output) => {
            screen.result(&String::from_utf8_lossy(&output.stdout));
            let errors = String::from_utf8_lossy(&output.stderr);
            if !errors.is_empty() {
                screen.complain(errors.trim_end());
            }
            u8::try_from(output.exit_code).unwrap_or(1)
        }
        Err(exit) => exit.code(),
    }
}
