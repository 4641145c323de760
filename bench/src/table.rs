//! The figures of one run.

use std::fmt;

/// What was measured, with its limit.
struct Row {
    what: String,
    figure: f64,
    limit: f64,
    unit: &'static str,
    of: String,
}

/// The figures of one run, shown as a table of Markdown.
#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    /// Adds a figure. `of` says what it was made of.
    pub(crate) fn add(
        &mut self,
        what: impl Into<String>,
        figure: f64,
        limit: f64,
        unit: &'static str,
        of: String,
    ) {
        self.0.push(Row { what: what.into(), figure, limit, unit, of });
    }

    /// Tells whether every limit is kept.
    pub(crate) fn is_kept(&self) -> bool {
        self.0.iter().all(|it| it.figure <= it.limit)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | measured | limit | kept | made of |")?;
        writeln!(f, "|---|---:|---:|---|---|")?;
        for Row { what, figure, limit, unit, of } in &self.0 {
            let kept = if figure <= limit { "yes" } else { "NO" };
            writeln!(f, "| {what} | {figure:.2}{unit} | {limit:.2}{unit} | {kept} | {of} |")?;
        }
        Ok(())
    }
}
