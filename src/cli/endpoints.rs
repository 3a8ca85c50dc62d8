//! `murano endpoints`: where it answers.

use super::ps::{self, Format};
use super::screen::Screen;
use super::table::table;
use super::{Exit, data};
use crate::deploy::{self, EndpointRow};

pub(super) use super::ps::Arguments;

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Exit {
    let rows = match ps::rows(arguments, screen) {
        Ok(rows) => deploy::endpoints(&rows),
        Err(exit) => return exit,
    };
    match arguments.format {
        Format::Json => screen.result(&data::pretty(&rows)),
        Format::Table if rows.is_empty() => {
            screen.note("nothing answers");
            true
        }
        Format::Table => screen.result(&listed(&rows)),
    };
    Exit::Done
}

/// The endpoints as a table.
pub(super) fn listed(rows: &[EndpointRow]) -> String {
    let cells = |row: &EndpointRow| {
        let e = &row.endpoint;
        vec![
            e.application_name.clone(),
            format!("{}/{}", e.container_port, data::word(&e.protocol)),
            data::word(&e.scope),
            format!("{}:{}", e.address, e.port),
        ]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    table(&["APPLICATION", "PORT", "SCOPE", "ADDRESS"], &rows)
}
