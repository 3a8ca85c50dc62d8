//! `murano ps`: what is deployed.

use clap::Args;

use super::screen::Screen;
use super::surroundings::{Which, store, with_engine};
use super::table::table;
use super::{Exit, data};
use crate::deploy::{self, Row};

/// What commands that list things take.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  murano ps\n  murano ps examples/guestbook.murano --format json"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) which: Which,
    /// The engine; without it, as the `docker` command would choose.
    #[arg(long, value_name = "URL")]
    pub(super) engine: Option<String>,
    /// How the list is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// A table.
    Table,
    /// JSON.
    Json,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Exit {
    let rows = match rows(arguments, screen) {
        Ok(rows) => rows,
        Err(exit) => return exit,
    };
    match arguments.format {
        Format::Json => screen.result(&data::pretty(&rows)),
        Format::Table if rows.is_empty() => {
            screen.note("nothing is deployed");
            true
        }
        Format::Table => screen.result(&listed(&rows)),
    };
    Exit::Done
}

/// The containers of an environment, or of all, on the usual engine and on those the record names.
pub(super) fn rows(arguments: &Arguments, screen: &Screen) -> Result<Vec<Row>, Exit> {
    let name = arguments.which.name();
    let record = match name.as_deref().map(|name| store().load(name)).transpose() {
        Ok(record) => record.flatten(),
        Err(error) => return Err(super::surroundings::report(&error, screen)),
    };
    with_engine(arguments.engine.as_deref(), screen, async |engine, engines| {
        let mut rows = deploy::ps(&*engine, name.as_deref(), record.as_ref()).await?;
        let recorded = record.iter().flat_map(|r| r.engines.keys());
        for address in recorded.filter(|a| *a != engine.address()) {
            let other = engines.at(address).map_err(|error| {
                deploy::DeployError::Host(Box::new(crate::hosts::HostError::Engine {
                    engine: address.clone(),
                    doing: "finding the engine".into(),
                    error,
                }))
            })?;
            rows.extend(deploy::ps(&*other, name.as_deref(), record.as_ref()).await?);
        }
        Ok(rows)
    })
}

fn listed(rows: &[Row]) -> String {
    let cells = |row: &Row| {
        let state = match row.exit_code {
            Some(code) if code != 0 => format!("{} ({code})", data::word(&row.state)),
            _ => data::word(&row.state),
        };
        vec![
            row.environment.clone(),
            row.application.clone(),
            row.host.clone(),
            row.image.clone(),
            state,
            data::word(&row.health),
        ]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    table(&["ENVIRONMENT", "APPLICATION", "HOST", "IMAGE", "STATE", "HEALTH"], &rows)
}
