//! `murano endpoints`: lists the endpoints of deployed applications, by the reach of their scope.

use crate::deploy::{EndpointRow, endpoints};

use super::command_error::CommandResult;
use super::containers::{ListArgs, list};
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::style::Tone;
use super::table::{TableCell, table};
use super::terminal::{Terminal, print_json, print_styled};

/// Lists endpoints.
pub(super) fn run(args: &ListArgs, terminal: &Terminal) -> CommandResult {
    let rows =
        endpoints(&list(args.environment(terminal)?.as_deref(), &args.engine, terminal)?.rows);
    match args.format {
        OutputFormat::Json => print_json(&rows),
        OutputFormat::Table if rows.is_empty() => {
            terminal.note("no deployed application has an endpoint");
        }
        OutputFormat::Table => {
            let header = ["ENVIRONMENT", "APPLICATION", "HOST", "PORT", "SCOPE", "ADDRESS"];
            let rows: Vec<_> = rows.iter().map(line).collect();
            print_styled(&table(header, &rows, terminal.results));
        }
    }
    Ok(Exit::Done)
}

fn line(row: &EndpointRow) -> [TableCell; 6] {
    let endpoint = &row.endpoint;
    [
        row.environment.clone().into(),
        TableCell::toned(Tone::Strong, &*endpoint.application_name),
        row.host.clone().into(),
        format!("{}/{}", endpoint.container_port, endpoint.protocol.name()).into(),
        endpoint.scope.name().to_owned().into(),
        endpoint.location().into(),
    ]
}
