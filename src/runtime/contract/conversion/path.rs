//! The path of a part within a value: `ports[1].protocol`.

use crate::runtime::value::Value;
use crate::syntax::Text;

/// A step of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A property, or a key that is a name.
    Member(Text),
    /// An item of a list.
    Item(usize),
}

/// Where a conversion is within the value, on the native stack: nothing is allocated until it fails.
pub enum Path<'p> {
    /// The whole value.
    Root,
    /// An item of a list.
    Item(&'p Path<'p>, usize),
    /// A dictionary's entry.
    Key(&'p Path<'p>, &'p Value),
}

impl Path<'_> {
    /// Appends the steps from the root.
    pub fn steps(&self, steps: &mut Vec<Step>) {
        match self {
            Path::Root => {}
            Path::Item(outer, n) => {
                outer.steps(steps);
                steps.push(Step::Item(*n));
            }
            Path::Key(outer, key) => {
                outer.steps(steps);
                let text = crate::runtime::value::repr::text(key).unwrap_or_default();
                steps.push(Step::Member(text.into()));
            }
        }
    }
}

/// A path as text.
#[must_use]
pub fn text(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Member(name) if out.is_empty() => out += name,
            Step::Member(name) if is_name(name) => out += &format!(".{name}"),
            Step::Member(name) => out += &format!("['{name}']"),
            Step::Item(n) => out += &format!("[{n}]"),
        }
    }
    out
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}
