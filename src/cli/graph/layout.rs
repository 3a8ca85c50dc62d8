//! Places the applications of a graph on a grid: a band of rows for each host, a column for each step of a chain of connections.
//!
//! It is the layered layout of Sugiyama in its simplest form: columns by longest path (Kahn's algorithm), rows by the barycentre of
//! the applications that connect to them. A connection over several columns has a free cell in each column between, so that its
//! arrow passes no box.

use std::collections::VecDeque;

use super::draw::Graph;

/// Where everything is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GraphLayout {
    /// The hosts from top to bottom, with the rows that each one has.
    pub bands: Vec<Band>,
    /// The place of each application, in the order of the graph.
    pub cells: Vec<Cell>,
    /// The connections, by the indices of their applications and that of the link.
    pub edges: Vec<Edge>,
    /// The number of columns.
    pub columns: usize,
}

/// The rows of one host.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Band {
    /// Its name.
    pub host: String,
    /// Its first row.
    pub first: usize,
    /// How many rows it has.
    pub rows: usize,
}

/// The place of an application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its column, from the left.
    pub column: usize,
    /// Its row, from the top of the whole drawing.
    pub row: usize,
}

/// A connection between two applications of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    /// The index of the application that connects.
    pub from: usize,
    /// The index of the one that listens.
    pub to: usize,
    /// The index of the link.
    pub link: usize,
    /// The free cells that it passes, from left to right.
    pub through: Vec<Cell>,
}

/// Lays out a graph.
pub(super) fn layout(graph: &Graph) -> GraphLayout {
    let mut edges = edges(graph);
    let columns = columns(graph.applications.len(), &edges);
    for edge in &mut edges {
        let between = columns[edge.from] + 1..columns[edge.to].max(columns[edge.from] + 1);
        edge.through = between.map(|column| Cell { column, row: 0 }).collect();
    }
    let mut layout = GraphLayout {
        bands: Vec::new(),
        cells: columns.iter().map(|&column| Cell { column, row: 0 }).collect(),
        columns: columns.iter().max().map_or(0, |last| last + 1),
        edges,
    };
    let mut first = 0;
    for host in hosts(graph) {
        let rows = layout.place_host(graph, &host, first);
        layout.bands.push(Band { host, first, rows });
        first += rows;
    }
    layout
}

impl GraphLayout {
    /// Gives the applications of a host their rows, column by column, and returns how many rows it needs.
    fn place_host(&mut self, graph: &Graph, host: &str, first: usize) -> usize {
        let mut rows = 0;
        for column in 0..self.columns {
            let here = |index: &usize| {
                self.cells[*index].column == column && graph.applications[*index].host == host
            };
            let mut members: Vec<usize> = (0..self.cells.len()).filter(here).collect();
            // A stable sort: applications that nothing connects to stay in the order of their names.
            members.sort_by_key(|index| self.barycentre(*index));
            for (row, index) in members.iter().enumerate() {
                self.cells[*index].row = first + row;
            }
            let free = first + members.len();
            rows = rows.max(members.len() + self.place_passing(graph, host, column, free));
        }
        rows
    }

    /// Gives the connections of a host that pass a column the rows from `free` on, and returns how many there are.
    fn place_passing(&mut self, graph: &Graph, host: &str, column: usize, free: usize) -> usize {
        let from_host = |edge: &&mut Edge| graph.applications[edge.from].host == host;
        let own = self.edges.iter_mut().filter(from_host);
        let passing = own.flat_map(|edge| &mut edge.through).filter(|cell| cell.column == column);
        let mut count = 0;
        for cell in passing {
            cell.row = free + count;
            count += 1;
        }
        count
    }

    /// The mean row of the applications that connect to this one, in thousandths of a row.
    fn barycentre(&self, index: usize) -> usize {
        let column = self.cells[index].column;
        let sources = self.edges.iter().filter(|edge| edge.to == index);
        let rows = sources.map(|edge| self.cells[edge.from]).filter(|cell| cell.column < column);
        let (sum, count) = rows.fold((0, 0), |(sum, count), cell| (sum + cell.row, count + 1));
        (sum * 1000_usize).checked_div(count).unwrap_or(0)
    }
}

/// The hosts in the order of their applications.
fn hosts(graph: &Graph) -> Vec<String> {
    let mut hosts: Vec<String> = graph.applications.iter().map(|a| a.host.clone()).collect();
    hosts.dedup();
    hosts
}

/// The links whose two applications are part of the graph.
fn edges(graph: &Graph) -> Vec<Edge> {
    let find = |name: &str| graph.applications.iter().position(|a| a.application == name);
    let ends = |link: usize| {
        let found = &graph.links[link];
        let (from, to) = (find(&found.from)?, find(&found.to)?);
        Some(Edge { from, to, link, through: Vec::new() })
    };
    (0..graph.links.len()).filter_map(ends).collect()
}

/// The column of each application: one more than the greatest of those that connect to it. In a circle the application that
/// comes first in the graph is taken for its beginning.
fn columns(count: usize, edges: &[Edge]) -> Vec<usize> {
    let mut columns = vec![0; count];
    let mut waiting = vec![0_usize; count];
    let mut is_placed = vec![false; count];
    let ahead = || edges.iter().filter(|edge| edge.from != edge.to);
    ahead().for_each(|edge| waiting[edge.to] += 1);
    let mut ready: VecDeque<usize> = (0..count).filter(|index| waiting[*index] == 0).collect();
    for _ in 0..count {
        let next = ready.pop_front().or_else(|| (0..count).find(|index| !is_placed[*index]));
        let Some(next) = next else { break };
        is_placed[next] = true;
        for edge in ahead().filter(|edge| edge.from == next && !is_placed[edge.to]) {
            columns[edge.to] = columns[edge.to].max(columns[next] + 1);
            waiting[edge.to] = waiting[edge.to].saturating_sub(1);
            if waiting[edge.to] == 0 {
                ready.push_back(edge.to);
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize) -> Edge {
        Edge { from, to, link: 0, through: Vec::new() }
    }

    #[test]
    fn a_chain_goes_from_left_to_right() {
        assert_eq!(columns(3, &[edge(2, 1), edge(1, 0)]), [2, 1, 0]);
    }

    #[test]
    fn the_longest_path_decides() {
        assert_eq!(columns(3, &[edge(0, 2), edge(0, 1), edge(1, 2)]), [0, 1, 2]);
    }

    #[test]
    fn a_circle_begins_with_its_first_application() {
        assert_eq!(columns(3, &[edge(0, 1), edge(1, 2), edge(2, 0)]), [0, 1, 2]);
        assert_eq!(columns(1, &[edge(0, 0)]), [0]);
    }
}
