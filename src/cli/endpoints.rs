//! `murano endpoints`: where deployed applications answer, from near to far.

use crate::deploy::{EndpointRow, endpoints};

use super::Ending;
use super::arguments::{Format, ListArgs};
use super::deployed::find;
use super::exit::Exit;
use super::table::table;
use super::terminal::{Terminal, answer, answer_json};

/// Lists endpoints.
pub(super) fn run(args: &ListArgs, terminal: &Terminal) -> Ending {
    let rows = endpoints(&find(args.environment().as_deref(), &args.engine, terminal)?.rows);
    match args.format {
        Format::Json => answer_json(&rows),
        Format::Table if rows.is_empty() => terminal.note("nothing answers anywhere"),
        Format::Table => {
            let header = ["ENVIRONMENT", "APPLICATION", "HOST", "PORT", "SCOPE", "ADDRESS"];
            answer(&table(header, &rows.iter().map(line).collect::<Vec<_>>()));
        }
    }
    Ok(Exit::Done)
}

fn line(row: &EndpointRow) -> [String; 6] {
    let endpoint = &row.endpoint;
    [
        row.environment.clone(),
        endpoint.application_name.clone(),
        row.host.clone(),
        format!("{}/{}", endpoint.container_port, endpoint.protocol.name()),
        endpoint.scope.name().to_owned(),
        format!("{}:{}", endpoint.address, endpoint.port),
    ]
}
