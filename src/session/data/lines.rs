//! JSON lines as a lazy sequence: each line is parsed when it is requested, and not retained.

use std::io::{BufRead, Read as _};

use super::json;
use super::notation::{DataError, Notation};
use crate::diag::{FaultKind, codes};
use crate::runtime::machine::sequence::Iterate;
use crate::runtime::machine::vm::Vm;
use crate::runtime::value::Value;
use crate::runtime::value::fault::{Fault, Outcome};
use crate::runtime::value::memory::longest_text;
use crate::runtime::value::seq::Seq;

/// A lazy sequence of the documents of a reader, one on each line. `name` is the file's name in errors.
///
/// # Errors
/// Never, so far.
pub(crate) fn lines(name: &str, reader: impl BufRead + 'static) -> Outcome<Value> {
    Seq::once(0, Lines { name: name.to_owned(), reader, line: String::new(), number: 0 })
}

/// Returns whether a text begins with two lines that are each a document; `None` if more text is needed to decide.
#[must_use]
pub(crate) fn looks_like_lines(text: &str) -> Option<bool> {
    let text = json::without_bom(text);
    let mut whole = text.split_inclusive('\n').filter(|line| !line.trim().is_empty());
    let is_document = |line: &str| json::text(line, Notation::Plain).is_ok();
    let first = whole.next().filter(|line| line.ends_with('\n'))?;
    if !is_document(first) {
        return Some(false);
    }
    let second = whole.next().filter(|line| line.ends_with('\n'))?;
    Some(is_document(second))
}

struct Lines<R> {
    name: String,
    reader: R,
    line: String,
    number: usize,
}

impl<R: BufRead> Iterate for Lines<R> {
    fn next(&mut self, _vm: &mut Vm<'_>) -> Outcome<Option<Value>> {
        loop {
            self.line.clear();
            let most = longest_text();
            let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
            let read = self.reader.by_ref().take(limit).read_line(&mut self.line);
            let read = read.map_err(|error| self.unreadable(&error.to_string()))?;
            if read == 0 {
                return Ok(None);
            }
            if read > most {
                let message = format!("a line of {} takes more than {} MiB", self.name, most >> 20);
                return Err(Fault::too_much_memory(message));
            }
            self.number += 1;
            let line = json::without_bom(&self.line);
            if !line.trim().is_empty() {
                let found = json::text(line, Notation::Plain);
                return found.map(Some).map_err(|bad| self.mistaken(&bad));
            }
        }
    }
}

impl<R> Lines<R> {
    fn unreadable(&self, why: &str) -> Fault {
        let message = format!("cannot read {} after line {}: {why}", self.name, self.number);
        Fault::new(FaultKind::Io, codes::UNREADABLE, message)
    }

    fn mistaken(&self, bad: &DataError) -> Fault {
        let place = format!("{}:{}:{}", self.name, self.number, bad.column);
        Fault::new(FaultKind::ValueError, codes::BAD_DATA, format!("{place}: {}", bad.message))
    }
}

#[cfg(test)]
mod tests {
    use super::looks_like_lines;

    #[test]
    fn two_documents_on_two_lines_are_lines() {
        assert_eq!(looks_like_lines("{\"a\": 1}\n[2]\n"), Some(true));
        assert_eq!(looks_like_lines("{\"a\": 1}\n---\n"), Some(false));
        assert_eq!(looks_like_lines("{\n"), Some(false));
        assert_eq!(looks_like_lines("{}\n"), None);
        assert_eq!(looks_like_lines("{}\n{\"a"), None);
    }
}
