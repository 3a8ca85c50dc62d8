//! The path of a part within a value: `ports[1].protocol`.

use crate::runtime::value::Value;
use crate::runtime::value::fault::PathStep;
use crate::runtime::value::repr;

/// The path of the value being converted. It lives on the native stack: nothing is allocated
/// until a conversion fails.
pub(crate) enum Path<'p> {
    /// The whole value.
    Root,
    /// An item of a list.
    Item(&'p Path<'p>, usize),
    /// A dictionary's entry.
    Key(&'p Path<'p>, &'p Value),
}

impl Path<'_> {
    /// Appends the steps from the root.
    pub(crate) fn steps(&self, steps: &mut Vec<PathStep>) {
        match self {
            Path::Root => {}
            Path::Item(outer, n) => {
                outer.steps(steps);
                steps.push(PathStep::Item(*n));
            }
            Path::Key(outer, key) => {
                outer.steps(steps);
                let text = repr::text(key).unwrap_or_default();
                steps.push(PathStep::Member(text.into()));
            }
        }
    }
}
