//! Tables, as a person reads them: rows under headings, whatever spans what.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::dom::{self, Dom};

/// A page with larger tables is none that a person reads.
const MOST_PLACES: usize = 200_000;
const MOST_COLUMNS: usize = 200;
const MOST_ROWS: usize = 5_000;

/// One cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// The text with its line ends, which a page may show or not.
    pub(super) lines: String,
    /// A `<th>` or of the role of a heading.
    pub(super) is_heading: bool,
    /// The links in it, by their number on the page.
    pub(super) links: Vec<usize>,
    /// The controls in it, by their number on the page.
    pub(super) controls: Vec<usize>,
}

/// A table, spread out: a cell that spans several places stands in each of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    cells: Vec<Cell>,
    rows: Vec<Vec<Option<usize>>>,
}

impl Table {
    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The cell at a place.
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.cells.get((*self.rows.get(row)?.get(column)?)?)
    }

    /// The cells of a row, each once, with the first column of each.
    pub(super) fn row(&self, row: usize) -> Vec<(usize, &Cell)> {
        let mut found: Vec<(usize, &Cell)> = Vec::new();
        let mut last = None;
        for (column, number) in self.rows.get(row).into_iter().flatten().enumerate() {
            if number.is_some() && *number != last {
                found.extend(number.and_then(|it| self.cells.get(it)).map(|it| (column, it)));
            }
            last = *number;
        }
        found
    }
}

/// Reads all tables of a page, also those inside of others and those made of roles.
pub(super) fn read(
    dom: &Dom<'_>,
    links: &HashMap<NodeId, usize>,
    controls: &HashMap<NodeId, usize>,
) -> Vec<Table> {
    let mut order: Vec<NodeId> = Vec::new();
    let mut rows: HashMap<NodeId, Vec<ElementRef<'_>>> = HashMap::new();
    for element in &dom.elements {
        if is_table(*element) {
            order.push(element.id());
        } else if is_row(*element)
            && let Some(table) =
                element.ancestors().filter_map(ElementRef::wrap).find(|it| is_table(*it))
        {
            rows.entry(table.id()).or_default().push(*element);
        }
    }
    let mut places = 0;
    order
        .iter()
        .map(|id| spread(rows.get(id).map_or(&[], Vec::as_slice), links, controls, &mut places))
        .collect()
}

fn spread(
    rows: &[ElementRef<'_>],
    links: &HashMap<NodeId, usize>,
    controls: &HashMap<NodeId, usize>,
    places: &mut usize,
) -> Table {
    let mut table = Table::default();
    // What still hangs down from rows above: the cell and the rows left, by column.
    let mut hanging: Vec<(usize, usize)> = Vec::new();
    for row in rows.iter().take(MOST_ROWS) {
        let mut line: Vec<Option<usize>> = Vec::new();
        let take_hanging = |line: &mut Vec<Option<usize>>, hanging: &mut Vec<(usize, usize)>| {
            while let Some((cell, left)) = hanging.get_mut(line.len()).filter(|it| it.1 > 0) {
                *left -= 1;
                line.push(Some(*cell));
            }
        };
        for element in cells(*row) {
            take_hanging(&mut line, &mut hanging);
            let number = table.cells.len();
            table.cells.push(cell(element, links, controls));
            let columns = dom::number(element, "colspan", MOST_COLUMNS).unwrap_or(1).max(1);
            let down = dom::number(element, "rowspan", MOST_ROWS).unwrap_or(1).max(1);
            for _ in 0..columns {
                *places += 1;
                if line.len() >= MOST_COLUMNS || *places > MOST_PLACES {
                    break;
                }
                if hanging.len() <= line.len() {
                    hanging.resize(line.len() + 1, (0, 0));
                }
                hanging[line.len()] = (number, down - 1);
                line.push(Some(number));
            }
        }
        // A cell that hangs down further right than this row is long.
        while line.len() < hanging.len() {
            take_hanging(&mut line, &mut hanging);
            if line.len() < hanging.len() {
                line.push(None);
            }
        }
        while line.last() == Some(&None) {
            line.pop();
        }
        table.rows.push(line);
    }
    table
}

fn cell(
    element: ElementRef<'_>,
    links: &HashMap<NodeId, usize>,
    controls: &HashMap<NodeId, usize>,
) -> Cell {
    let inside = |numbers: &HashMap<NodeId, usize>| -> Vec<usize> {
        element.descendants().filter_map(|it| numbers.get(&it.id()).copied()).collect()
    };
    Cell {
        text: dom::text(*element),
        lines: dom::source_lines(*element),
        is_heading: element.value().name() == "th"
            || matches!(element.attr("role"), Some("columnheader" | "rowheader")),
        links: inside(links),
        controls: inside(controls),
    }
}

fn is_table(element: ElementRef<'_>) -> bool {
    element.value().name() == "table"
        || matches!(element.attr("role"), Some("table" | "grid" | "treegrid"))
}

fn is_row(element: ElementRef<'_>) -> bool {
    element.value().name() == "tr" || element.attr("role") == Some("row")
}

fn is_cell(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "td" | "th")
        || matches!(element.attr("role"), Some("cell" | "gridcell" | "columnheader" | "rowheader"))
}

/// The cells of a row itself, not of tables inside of it.
fn cells(row: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let mut found = Vec::new();
    let mut inside = None;
    for edge in row.traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) if inside.is_none() => {
                if let Some(element) = ElementRef::wrap(node)
                    && element.id() != row.id()
                    && is_cell(element)
                {
                    found.push(element);
                    inside = Some(node.id());
                }
            }
            ego_tree::iter::Edge::Close(node) if inside == Some(node.id()) => inside = None,
            ego_tree::iter::Edge::Open(_) | ego_tree::iter::Edge::Close(_) => (),
        }
    }
    found
}
