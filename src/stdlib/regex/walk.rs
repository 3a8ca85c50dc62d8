//! Iteration over matches in Python's order: an empty match may follow a match, but not an
//! empty one at the same position.

use std::rc::Rc;

use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::extended::Pattern;
use crate::runtime::value::fault::Outcome;
use crate::runtime::value::text::Str;

/// The matches of a pattern in a string.
pub(super) struct Matches {
    pattern: Pattern,
    string: Rc<Str>,
    /// Where the next search starts, in bytes.
    at: usize,
    /// Whether the last match was empty.
    after_empty: bool,
    done: bool,
}

/// A match with its groups.
pub(super) struct RegexMatch {
    string: Rc<Str>,
    /// Byte ranges; the first is the whole match.
    groups: Vec<Option<(usize, usize)>>,
}

impl Matches {
    pub(super) fn new(pattern: Pattern, string: &Value) -> Self {
        let string = match string {
            Value::Str(s) => Rc::clone(s),
            _ => Rc::new(Str::from("")),
        };
        Self { pattern, string, at: 0, after_empty: false, done: false }
    }

    pub(super) fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    pub(super) fn next(&mut self) -> Outcome<Option<RegexMatch>> {
        if self.done {
            return Ok(None);
        }
        let text = self.string.as_str();
        let captures = if self.after_empty {
            self.pattern.find_after_empty(text, self.at)?
        } else {
            self.pattern.find_at(text, self.at)?
        };
        let Some(captures) = captures else {
            self.done = true;
            return Ok(None);
        };
        let groups: Vec<Option<(usize, usize)>> = (0..=self.pattern.groups())
            .map(|i| captures.get(i).map(|m| (m.start(), m.end())))
            .collect();
        let (start, end) = groups[0].unwrap_or((self.at, self.at));
        self.at = end;
        self.after_empty = start == end;
        Ok(Some(RegexMatch { string: Rc::clone(&self.string), groups }))
    }
}

impl RegexMatch {
    /// The range of the whole match, in bytes.
    pub(super) fn bytes(&self) -> (usize, usize) {
        self.groups.first().copied().flatten().unwrap_or((0, 0))
    }

    /// The text of a group; null if it matched nothing.
    pub(super) fn group(&self, number: usize) -> Value {
        self.text(number).map_or(Value::Null, Value::str)
    }

    /// The text of a group.
    pub(super) fn text(&self, number: usize) -> Option<&str> {
        let (start, end) = self.groups.get(number).copied().flatten()?;
        Some(&self.string.as_str()[start..end])
    }

    /// `{value, start, end}` of the whole match and of each group, counted in code points.
    pub(super) fn records(&self) -> Vec<Value> {
        (0..self.groups.len()).map(|number| self.record(number)).collect()
    }

    fn record(&self, number: usize) -> Value {
        let range = self.groups.get(number).copied().flatten();
        let place = |byte: Option<usize>| Value::Int(byte.map_or(-1, |byte| self.code_point(byte)));
        let mut record = Dict::with_capacity(3);
        record.insert_str("value", self.group(number));
        record.insert_str("start", place(range.map(|(start, _)| start)));
        record.insert_str("end", place(range.map(|(_, end)| end)));
        Value::dict(record)
    }

    fn code_point(&self, byte: usize) -> i64 {
        let place = if self.string.is_ascii() {
            byte
        } else {
            self.string.as_str()[..byte].chars().count()
        };
        i64::try_from(place).unwrap_or(i64::MAX)
    }
}
