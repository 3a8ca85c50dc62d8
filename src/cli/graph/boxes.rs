//! Draws a graph of applications as text: a box for each host, a line for each application, an arrow for each connection.

use unicode_width::UnicodeWidthStr as _;

use crate::deploy::Deployed;
use crate::diag::escape::escape_controls;

use super::draw::{Graph, by_host, link_label, ports};

/// The drawing.
pub(super) fn text(graph: &Graph) -> String {
    let hosts = by_host(graph);
    let columns = Columns::of(&graph.applications);
    let drawn: Vec<(String, Vec<String>)> = hosts
        .into_iter()
        .map(|(host, applications)| {
            (format!("host {}", shown(host)), lines(graph, applications, &columns))
        })
        .collect();
    let widths = drawn.iter().flat_map(|(title, lines)| {
        lines.iter().map(|line| line.width()).chain([title.width() + 1])
    });
    let width = widths.max().unwrap_or(0);
    drawn.iter().map(|(title, lines)| frame(title, lines, width)).collect()
}

/// The widths of the columns, which all hosts share.
struct Columns {
    name: usize,
    image: usize,
}

impl Columns {
    fn of(applications: &[Deployed]) -> Self {
        let widest =
            |texts: &mut dyn Iterator<Item = String>| texts.map(|t| t.width()).max().unwrap_or(0);
        Self {
            name: widest(&mut applications.iter().map(|a| shown(&a.application))),
            image: widest(&mut applications.iter().map(|a| shown(&a.image))),
        }
    }
}

/// The lines of a host.
fn lines(graph: &Graph, applications: &[Deployed], columns: &Columns) -> Vec<String> {
    let mut lines = Vec::new();
    for application in applications {
        let (name, image) = (shown(&application.application), shown(&application.image));
        let line = format!(
            "{}  {}  {}",
            padded(&name, columns.name),
            padded(&image, columns.image),
            ports(application)
        );
        lines.push(line.trim_end().to_owned());
        for link in graph.links.iter().filter(|link| link.from == application.application) {
            lines.push(format!("  -> {} {}", shown(&link.to), link_label(link)));
        }
    }
    lines
}

/// A box around lines.
fn frame(title: &str, lines: &[String], width: usize) -> String {
    let mut text = format!("┌─ {title} {}┐\n", "─".repeat(width - title.width() - 1));
    lines.iter().for_each(|line| text += &format!("│ {} │\n", padded(line, width)));
    text + &format!("└{}┘\n", "─".repeat(width + 2))
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn shown(text: &str) -> String {
    escape_controls(text).into_owned()
}
