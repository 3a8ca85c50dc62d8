//! Parses JSON directly to values.
//!
//! The parser is iterative: unfinished arrays and objects are on a stack of its own, so depth
//! uses no native stack and is bounded only by [`MAX_NESTING`]. Integers of any size are exact,
//! and a duplicate key is an error.

use num_bigint::BigInt;

use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::session::data::notation::{DataError, MAX_NESTING, too_deep};

/// Integers of up to this many characters fit into 64 bits.
const SHORT_INTEGER: usize = 18;

/// Parses all documents of a text, which follow one another with or without white space between them.
///
/// # Errors
/// The first error and its position.
pub(super) fn documents(text: &str) -> Result<Vec<Value>, DataError> {
    let mut parser = JsonParser { text, at: 0 };
    let mut values = Vec::new();
    parser.skip_space();
    while parser.at < text.len() {
        values.push(parser.document()?);
        parser.skip_space();
    }
    Ok(values)
}

/// Parses exactly one document.
///
/// # Errors
/// The first error and its position.
pub(super) fn document(text: &str) -> Result<Value, DataError> {
    let mut parser = JsonParser { text, at: 0 };
    parser.skip_space();
    let value = parser.document()?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.mistake("unexpected characters after the end of the document")),
    }
}

/// An array or object whose end has not been reached.
enum OpenContainer {
    List(Vec<Value>),
    /// The members so far, and the key of the value that is parsed next.
    Dict(Dict, Value),
}

struct JsonParser<'t> {
    text: &'t str,
    /// The byte that is parsed next.
    at: usize,
}

impl JsonParser<'_> {
    /// One document. Each turn of the outer loop parses a scalar or opens a container; the inner one closes all that end there.
    fn document(&mut self) -> Result<Value, DataError> {
        // Opening brackets push a container, unless it is empty. A finished value goes to the
        // container on top of the stack, and a closing bracket makes that container the
        // finished value in turn.
        let mut open: Vec<OpenContainer> = Vec::new();
        loop {
            let mut value = match self.peek() {
                Some(b'[') => {
                    self.enter(open.len())?;
                    if !self.takes(b']') {
                        open.push(OpenContainer::List(Vec::new()));
                        continue;
                    }
                    Value::list(Vec::new())
                }
                Some(b'{') => {
                    self.enter(open.len())?;
                    if !self.takes(b'}') {
                        let key = self.key(&Dict::new())?;
                        open.push(OpenContainer::Dict(Dict::new(), key));
                        continue;
                    }
                    Value::dict(Dict::new())
                }
                _ => self.scalar()?,
            };
            loop {
                self.skip_space();
                match open.pop() {
                    None => return Ok(value),
                    Some(OpenContainer::List(mut items)) => {
                        items.push(value);
                        if self.takes(b',') {
                            open.push(OpenContainer::List(items));
                            break;
                        }
                        self.expect(b']', "expected `,` or `]`")?;
                        value = Value::list(items);
                    }
                    Some(OpenContainer::Dict(mut members, key)) => {
                        members.push_new(key, value);
                        if self.takes(b',') {
                            let key = self.key(&members)?;
                            open.push(OpenContainer::Dict(members, key));
                            break;
                        }
                        self.expect(b'}', "expected `,` or `}`")?;
                        value = Value::dict(members);
                    }
                }
            }
        }
    }

    /// Steps over an opening bracket and the white space behind it.
    fn enter(&mut self, depth: usize) -> Result<(), DataError> {
        if depth == MAX_NESTING {
            return Err(self.mistake(&too_deep()));
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    /// A key with its colon, which the members must not have yet.
    fn key(&mut self, members: &Dict) -> Result<Value, DataError> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.mistake("expected a key in double quotes"));
        }
        let key = self.string()?;
        if members.contains_key(&key) {
            let name = key.as_str().unwrap_or_default();
            return Err(self.mistake_at(start, &format!("the object has the key {name:?} twice")));
        }
        self.skip_space();
        self.expect(b':', "expected `:`")?;
        self.skip_space();
        Ok(key)
    }

    fn scalar(&mut self) -> Result<Value, DataError> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let words = [
                    ("null", Value::Null),
                    ("true", Value::bool(true)),
                    ("false", Value::bool(false)),
                ];
                let rest = &self.text[self.at..];
                for (word, value) in words {
                    let after = rest.strip_prefix(word).map(|after| after.as_bytes().first());
                    if after.is_some_and(|next| !next.is_some_and(u8::is_ascii_alphanumeric)) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.mistake("expected a value"))
            }
        }
    }

    /// A string. `serde_json` undoes the escapes of those that have any.
    fn string(&mut self) -> Result<Value, DataError> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut is_escaped = false;
        loop {
            match bytes.get(at) {
                None => return Err(self.mistake_at(at, "unexpected end of input inside a string")),
                Some(b'"') => break,
                Some(b'\\') => {
                    is_escaped = true;
                    at += 2;
                }
                Some(0..=0x1f) => {
                    let message = "a string cannot contain control characters: write `\\n`, `\\t` or `\\u00XX`";
                    return Err(self.mistake_at(at, message));
                }
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        if !is_escaped {
            return Ok(Value::str(&self.text[start + 1..at]));
        }
        match serde_json::from_str::<String>(&self.text[start..=at]) {
            Ok(text) => Ok(Value::string(text)),
            // A string is on one line, so that the column is the distance from its beginning.
            Err(error) => {
                let within = error.column().saturating_sub(1).min(at - start);
                Err(self.mistake_at(start + within, "invalid escape sequence in a string"))
            }
        }
    }

    /// A number: `-`, digits without a leading zero, a fraction, an exponent.
    fn number(&mut self) -> Result<Value, DataError> {
        // The grammar of RFC 8259, section 6: the scan validates, the conversion comes last.
        // `-0` becomes a float, because an integer has no negative zero.
        let start = self.at;
        self.takes_byte(b'-');
        let leading = self.at;
        let whole = self.digits()?;
        if whole > 1 && self.text.as_bytes()[leading] == b'0' {
            return Err(self.mistake_at(start, "a number cannot begin with a zero"));
        }
        let mut is_integer = true;
        if self.takes_byte(b'.') {
            is_integer = false;
            self.digits()?;
        }
        if self.takes_byte(b'e') || self.takes_byte(b'E') {
            is_integer = false;
            let _sign = self.takes_byte(b'-') || self.takes_byte(b'+');
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        if is_integer && text != "-0" {
            let short = (text.len() <= SHORT_INTEGER).then(|| text.parse().ok()).flatten();
            return match short {
                Some(short) => Ok(Value::Int(short)),
                None => text.parse::<BigInt>().map(Value::big).map_err(|_| self.no_number(start)),
            };
        }
        match text.parse::<f64>() {
            Ok(float) if float.is_finite() => Ok(Value::float(float)),
            _ => Err(self.mistake_at(start, "the number is out of range")),
        }
    }

    fn no_number(&self, start: usize) -> DataError {
        self.mistake_at(start, "invalid number")
    }

    /// Steps over at least one digit, and returns how many there were.
    fn digits(&mut self) -> Result<usize, DataError> {
        let rest = &self.text.as_bytes()[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err(self.mistake("expected a digit")) } else { Ok(count) }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn takes_byte(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Steps over a byte and the white space behind it, if it is next.
    fn takes(&mut self, byte: u8) -> bool {
        let found = self.takes_byte(byte);
        if found {
            self.skip_space();
        }
        found
    }

    fn expect(&mut self, byte: u8, message: &str) -> Result<(), DataError> {
        if self.takes_byte(byte) { Ok(()) } else { Err(self.mistake(message)) }
    }

    fn mistake(&self, message: &str) -> DataError {
        self.mistake_at(self.at, message)
    }

    /// A mistake at a byte; a text that ended too early says so.
    #[cold]
    fn mistake_at(&self, at: usize, message: &str) -> DataError {
        let at = at.min(self.text.len());
        let before = &self.text.as_bytes()[..at];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |n| n + 1);
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let ended = if at == self.text.len() && message.starts_with("expected") {
            "unexpected end of input: "
        } else {
            ""
        };
        DataError { message: format!("{ended}{message}"), line, column: at - line_start + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::value::notation::notation;

    fn parsed(text: &str) -> String {
        documents(text).expect("documents").iter().map(notation).collect::<Vec<_>>().join(" ")
    }

    fn mistake(text: &str) -> (String, usize, usize) {
        let bad = documents(text).expect_err("an error");
        (bad.message, bad.line, bad.column)
    }

    #[test]
    fn values_are_parsed() {
        assert_eq!(
            parsed(" {\"a\" : [1, -2.5e3, true, null, \"x\\n\\u00e9\"], \"b\":{}} "),
            "{a: [1, -2500.0, true, null, 'x\\né'], b: {}}"
        );
        assert_eq!(
            parsed("[123456789012345678901234567890, -9223372036854775808]"),
            "[123456789012345678901234567890, -9223372036854775808]"
        );
    }

    #[test]
    fn documents_follow_one_another() {
        assert_eq!(parsed("{\"a\":1}{\"a\":2}\n[3] 4\n\"x\"null"), "{a: 1} {a: 2} [3] 4 'x' null");
        assert_eq!(parsed(" \n "), "");
    }

    #[test]
    fn mistakes_have_positions() {
        for (text, message, line, column) in [
            ("{\"a\": 1,\n \"a\": 2}", "the object has the key \"a\" twice", 2, 2),
            ("[1,]", "expected a value", 1, 4),
            ("[1", "unexpected end of input: expected `,` or `]`", 1, 3),
            ("{\"a\" 1}", "expected `:`", 1, 6),
            ("{a: 1}", "expected a key in double quotes", 1, 2),
            ("\"ab", "unexpected end of input inside a string", 1, 4),
            ("[01]", "a number cannot begin with a zero", 1, 2),
            ("[1e999]", "the number is out of range", 1, 2),
            ("nul", "expected a value", 1, 1),
            ("nullx", "expected a value", 1, 1),
            ("\"\\x\"", "invalid escape sequence in a string", 1, 3),
        ] {
            assert_eq!(mistake(text), (message.to_owned(), line, column), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_without_the_native_stack() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(documents(&nested(MAX_NESTING)).is_ok());
        assert_eq!(mistake(&nested(MAX_NESTING + 1)), (too_deep(), 1, MAX_NESTING + 1));
        assert_eq!(mistake(&"{\"a\":".repeat(1_000_000)).0, too_deep());
    }
}
