//! The median of a few measurements.

/// Returns the middle one of the values; of an even number, the lower of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);

    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}
