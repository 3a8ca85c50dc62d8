//! Draws a graph of applications as SVG: hosts as boxes, applications inside, connections as arrows with port and scope.
//!
//! Text is set in a monospace font, so widths are known without a font: 0.6 em for each column. Colours follow the viewer's
//! preference for light or dark.

use unicode_width::UnicodeWidthStr as _;

use crate::deploy::{Deployed, DeployedPort};

use super::draw::{Graph, link_label};
use super::layout::{Band, Cell, Edge, GraphLayout, layout};

/// The font size of names, in pixels; details are smaller.
const NAME_SIZE: f64 = 14.0;
const DETAIL_SIZE: f64 = 12.0;
/// The width of a column of a monospace font, in font sizes.
const EM: f64 = 0.6;
/// The distance between lines of an application's box.
const LINE: f64 = 18.0;
/// The space inside of boxes.
const PADDING: f64 = 12.0;
/// The space between two boxes of one column.
const ROW_GAP: f64 = 22.0;
/// The space around hosts.
const MARGIN: f64 = 20.0;
/// The height of a host's title.
const TITLE: f64 = 26.0;
/// The height of an arrow's label.
const LABEL_HEIGHT: f64 = 18.0;
/// The least space between a label and what else is drawn.
const CLEARANCE: f64 = 3.0;
/// The space between a label and the box that its arrow points to: the arrow's head, and some of its line.
const ARROW_HEAD: f64 = 24.0;
/// What is seen of an arrow on either side of its label.
const ARROW_ROOM: f64 = 32.0;
/// The least space between two columns.
const COLUMN_GAP: f64 = 60.0;

const STYLE: &str = "\
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2328}
.name{font-size:14px;font-weight:600}.detail{font-size:12px;fill:#59636e}.title{font-size:13px;fill:#59636e}
.host{fill:#f6f8fa;stroke:#d1d9e0}.app{fill:#fff;stroke:#818b98}
.link{fill:none;stroke:#0969da;stroke-width:1.5}.arrow{fill:#0969da}
.label{font-size:11px;fill:#0550ae;text-anchor:middle}.pill{fill:#fff;stroke:#b6d4fe}
.wide{fill:#1a7f37}
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.detail,.title{fill:#9198a1}.host{fill:#151b23;stroke:#3d444d}
.app{fill:#0d1117;stroke:#656c76}.link{stroke:#4493f8}.arrow{fill:#4493f8}.label{fill:#79c0ff}.pill{fill:#0d1117;stroke:#1f4a86}.wide{fill:#3fb950}}";

/// A rectangle.
#[derive(Debug, Clone, Copy)]
struct Rect {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Draws a graph.
pub(super) fn svg(graph: &Graph) -> String {
    let layout = layout(graph);
    let grid = Grid::of(graph, &layout);
    let boxes = grid.boxes();
    let hosts = host_boxes(&grid);
    let right = hosts.iter().map(|(_, host)| host.x + host.width).fold(0.0, f64::max);
    let bottom = hosts.iter().map(|(_, host)| host.y + host.height).fold(0.0, f64::max);
    let (width, height) = (right + MARGIN, bottom + MARGIN);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path class=\"arrow\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
        escaped(&summary(graph)),
    );
    for (name, host) in &hosts {
        text += &rect("host", *host);
        text += &line("title", host.x + PADDING, host.y + 18.0, &format!("host {name}"));
    }
    // Arrows pass behind boxes that are in their way, labels are in front of everything.
    layout.edges.iter().for_each(|edge| text += &arrow(&grid, edge));
    for (application, place) in graph.applications.iter().zip(&boxes) {
        text += &application_box(application, *place);
    }
    // Labels of level arrows can only move sideways, so they are placed first.
    let mut taken = boxes;
    let mut edges: Vec<&Edge> = layout.edges.iter().collect();
    edges.sort_by(|one, other| rise(&grid, one).total_cmp(&rise(&grid, other)));
    for edge in edges {
        text += &label(&grid, edge, &link_label(&graph.links[edge.link]), &mut taken);
    }
    text + "</svg>\n"
}

/// What the picture shows, for readers who do not see it.
fn summary(graph: &Graph) -> String {
    let links = graph.links.iter().map(|link| format!("{} connects to {}", link.from, link.to));
    let names = graph.applications.iter().map(|a| format!("{} on host {}", a.application, a.host));
    names.chain(links).collect::<Vec<_>>().join("; ")
}

/// Where columns and rows are. All rows are as high as the highest box, columns as wide as their widest one.
struct Grid<'a> {
    layout: &'a GraphLayout,
    /// The left side and the width of each column.
    columns: Vec<(f64, f64)>,
    height: f64,
}

impl<'a> Grid<'a> {
    fn of(graph: &Graph, layout: &'a GraphLayout) -> Self {
        let sizes: Vec<(f64, f64)> = graph.applications.iter().map(size).collect();
        let height = sizes.iter().map(|size| size.1).fold(0.0, f64::max);
        let mut x = MARGIN + PADDING;
        let mut columns = Vec::new();
        for column in 0..layout.columns {
            let cells = layout.cells.iter().zip(&sizes);
            let of_column = cells.filter(|(cell, _)| cell.column == column);
            let width = of_column.map(|(_, size)| size.0).fold(0.0, f64::max);
            columns.push((x, width));
            x += width + gap(graph, layout, column);
        }
        Self { layout, columns, height }
    }

    /// The box of a cell.
    fn place(&self, cell: &Cell) -> Rect {
        let bands = &self.layout.bands;
        let band = bands.iter().rposition(|band| band.first <= cell.row).unwrap_or(0);
        let (x, width) = self.columns[cell.column];
        let above = MARGIN + (TITLE + PADDING + MARGIN) * to_f64(band) + TITLE;
        let y = above + (self.height + ROW_GAP) * to_f64(cell.row);
        Rect { x, y, width, height: self.height }
    }

    /// The boxes of the applications.
    fn boxes(&self) -> Vec<Rect> {
        self.layout.cells.iter().map(|cell| self.place(cell)).collect()
    }
}

/// The space after a column: the labels of the arrows into the next one fit into it.
fn gap(graph: &Graph, layout: &GraphLayout, column: usize) -> f64 {
    let into_next = |edge: &&Edge| layout.cells[edge.to].column == column + 1;
    let labels = layout.edges.iter().filter(into_next).map(|edge| &graph.links[edge.link]);
    let widest = labels.map(|link| label_width(&link_label(link))).fold(0.0, f64::max);
    COLUMN_GAP.max(widest + 2.0 * ARROW_ROOM)
}

/// The box of each host, around its rows and as wide as the whole drawing.
fn host_boxes<'a>(grid: &Grid<'a>) -> Vec<(&'a str, Rect)> {
    let layout = grid.layout;
    let right = grid.columns.last().map_or(0.0, |(x, width)| x + width);
    let title = |host: &str| text_width(&format!("host {host}"), 13.0) + 2.0 * PADDING;
    let least = layout.bands.iter().map(|band| title(&band.host)).fold(0.0, f64::max);
    let width = (right + PADDING - MARGIN).max(least);
    let of_band = |band: &'a Band| {
        let top = grid.place(&Cell { column: 0, row: band.first });
        let bottom = grid.place(&Cell { column: 0, row: band.first + band.rows.max(1) - 1 });
        let height = bottom.y + bottom.height - top.y + TITLE + PADDING;
        (&*band.host, Rect { x: MARGIN, y: top.y - TITLE, width, height })
    };
    layout.bands.iter().map(of_band).collect()
}

/// The width and height that an application's texts need.
fn size(application: &Deployed) -> (f64, f64) {
    let name = text_width(&application.application, NAME_SIZE);
    let details = details(application).into_iter();
    let widths = details.map(|(_, text)| text_width(&text, DETAIL_SIZE));
    let count = 1 + widths.len();
    let width = widths.fold(name, f64::max);
    (width + 2.0 * PADDING, LINE * to_f64(count) + PADDING)
}

/// The lines below an application's name, each with its class: the image, then the ports.
fn details(application: &Deployed) -> Vec<(&'static str, String)> {
    let port = |port: &DeployedPort| {
        let class = if port.scope.is_published() { "detail wide" } else { "detail" };
        (class, format!("{}/{} {}", port.port, port.protocol.name(), port.scope.name()))
    };
    let image = ("detail", application.image.clone());
    std::iter::once(image).chain(application.ports.iter().map(port)).collect()
}

fn application_box(application: &Deployed, place: Rect) -> String {
    let mut text = rect("app", place);
    let x = place.x + PADDING;
    text += &line("name", x, place.y + LINE + 2.0, &application.application);
    for (number, (class, detail)) in details(application).iter().enumerate() {
        text += &line(class, x, place.y + LINE * to_f64(number + 2) + 2.0, detail);
    }
    text
}

/// A cubic Bézier curve: its ends, and the two points between that give it its directions.
type Curve = [(f64, f64); 4];

/// The curves of an arrow: from the right side of one box through the middle of the cells that it passes to the left side of the
/// other; where that would go backwards, from bottom to bottom. Between two curves it is straight.
fn curves(grid: &Grid<'_>, edge: &Edge) -> Vec<Curve> {
    let (from, to) =
        (grid.place(&grid.layout.cells[edge.from]), grid.place(&grid.layout.cells[edge.to]));
    if !is_forward(grid, edge) {
        let (x1, y1) = (from.x + from.width * 0.6, from.y + from.height);
        let (x2, y2) = (to.x + to.width * 0.4, to.y + to.height);
        let low = y1.max(y2) + ROW_GAP;
        return vec![[(x1, y1), (x1, low), (x2, low), (x2, y2)]];
    }
    // Several arrows leave one box at different heights, in the order of their targets.
    let mut start = (from.x + from.width, from.y + from.height * share(grid, edge, End::From));
    let mut curves = Vec::new();
    for cell in &edge.through {
        let free = grid.place(cell);
        let middle = free.y + free.height / 2.0;
        curves.push(curve(start, (free.x, middle)));
        start = (free.x + free.width, middle);
    }
    curves.push(curve(start, (to.x, to.y + to.height * share(grid, edge, End::To))));
    curves
}

/// A curve that leaves and arrives horizontally.
fn curve(start: (f64, f64), end: (f64, f64)) -> Curve {
    let bend = (end.0 - start.0) / 2.0;
    [start, (start.0 + bend, start.1), (end.0 - bend, end.1), end]
}

fn is_forward(grid: &Grid<'_>, edge: &Edge) -> bool {
    grid.layout.cells[edge.from].column < grid.layout.cells[edge.to].column
}

/// One of the two ends of an arrow.
#[derive(Clone, Copy)]
enum End {
    From,
    To,
}

/// The height at which an arrow touches a box, as a share of the box's height: arrows of one side are spread evenly, in the order
/// of the cells that they come from or go to next.
fn share(grid: &Grid<'_>, edge: &Edge, end: End) -> f64 {
    let layout = grid.layout;
    let at = |other: &Edge| match end {
        End::From => other.from,
        End::To => other.to,
    };
    let next = |other: &Edge| match end {
        End::From => other.through.first().copied().unwrap_or(layout.cells[other.to]),
        End::To => other.through.last().copied().unwrap_or(layout.cells[other.from]),
    };
    let mut side: Vec<&Edge> = layout.edges.iter().filter(|other| at(other) == at(edge)).collect();
    side.sort_by_key(|other| (next(other).row, next(other).column, other.link));
    let index = side.iter().position(|other| *other == edge).unwrap_or(0);
    to_f64(index + 1) / to_f64(side.len() + 1)
}

fn arrow(grid: &Grid<'_>, edge: &Edge) -> String {
    let mut path = String::new();
    for [(x1, y1), (x2, y2), (x3, y3), (x4, y4)] in curves(grid, edge) {
        let command = if path.is_empty() { 'M' } else { 'L' };
        path +=
            &format!("{command}{x1:.1} {y1:.1}C{x2:.1} {y2:.1} {x3:.1} {y3:.1} {x4:.1} {y4:.1}");
    }
    format!("<path class=\"link\" marker-end=\"url(#arrow)\" d=\"{path}\"/>\n")
}

/// The label of an arrow, in the gap before its target, where no box is. It moves along the arrow until it is clear of what is
/// `taken`, which it becomes part of.
fn label(grid: &Grid<'_>, edge: &Edge, text: &str, taken: &mut Vec<Rect>) -> String {
    let Some(points) = curves(grid, edge).pop() else { return String::new() };
    let half = label_width(text) / 2.0;
    let wanted = match label_end(grid, edge) {
        _ if !is_forward(grid, edge) => 0.5,
        End::From => parameter(&points, points[0].0 + half + PADDING).min(0.5),
        End::To => parameter(&points, points[3].0 - half - ARROW_HEAD).max(0.5),
    };
    let place = |at: f64| {
        let ((x, y), width, height) = (point(&points, at), label_width(text), LABEL_HEIGHT);
        Rect { x: x - width / 2.0, y: y - height / 2.0, width, height }
    };
    let steps = (0_u32..15).flat_map(|step| [-1.0, 1.0].map(|way| way * 0.06 * f64::from(step)));
    let mut places =
        steps.map(|step| wanted + step).filter(|at| (0.1..=0.95).contains(at)).map(place);
    let is_clear = |place: &Rect| taken.iter().all(|other| !overlap(place, other));
    let chosen = places.find(is_clear).unwrap_or_else(|| place(wanted));
    taken.push(chosen);
    let (x, y) = (chosen.x + chosen.width / 2.0, chosen.y + chosen.height / 2.0 + 4.0);
    rect("pill", chosen) + &line("label", x, y, text)
}

/// The end of an arrow that its label is near: where fewer other arrows are.
fn label_end(grid: &Grid<'_>, edge: &Edge) -> End {
    let count =
        |is_same: &dyn Fn(&Edge) -> bool| grid.layout.edges.iter().filter(|e| is_same(e)).count();
    let leaving = count(&|other| other.from == edge.from);
    let arriving = count(&|other| other.to == edge.to);
    if arriving > leaving { End::From } else { End::To }
}

/// How far an arrow rises or falls into its target.
fn rise(grid: &Grid<'_>, edge: &Edge) -> f64 {
    curves(grid, edge).pop().map_or(0.0, |points| (points[3].1 - points[0].1).abs())
}

/// Whether two rectangles overlap, or nearly so.
fn overlap(one: &Rect, other: &Rect) -> bool {
    one.x < other.x + other.width + CLEARANCE
        && other.x < one.x + one.width + CLEARANCE
        && one.y < other.y + other.height + CLEARANCE
        && other.y < one.y + one.height + CLEARANCE
}

/// The parameter at which a curve that goes to the right reaches `x`, by bisection.
fn parameter(points: &Curve, x: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..20 {
        let middle = (low + high) / 2.0;
        if point(points, middle).0 < x { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// A point of a cubic Bézier curve.
fn point(points: &Curve, t: f64) -> (f64, f64) {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    let weighted = points.iter().zip(weights);
    weighted
        .fold((0.0, 0.0), |(x, y), (point, weight)| (x + point.0 * weight, y + point.1 * weight))
}

fn rect(class: &str, place: Rect) -> String {
    let Rect { x, y, width, height } = place;
    format!(
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"6\"/>\n"
    )
}

fn line(class: &str, x: f64, y: f64, text: &str) -> String {
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n", escaped(text))
}

fn label_width(text: &str) -> f64 {
    text_width(text, 11.0) + 12.0
}

fn text_width(text: &str, size: f64) -> f64 {
    to_f64(text.width()) * size * EM
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rows and characters are small")]
fn to_f64(number: usize) -> f64 {
    number as f64
}

/// Text in XML, where control characters cannot stand.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
