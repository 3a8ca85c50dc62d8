//! One quick pass over a text that knows only brackets, strings and comments.
//!
//! It says how deeply brackets nest, before a recursive reader meets them, and which one is never closed. It accepts
//! everything else.

/// Brackets may nest this deeply.
pub(super) const MAX_NESTING: usize = 500;

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    /// The opening text: a bracket, `\(`, a quote, or `/*`.
    pub text: &'static str,
    /// Its offset.
    pub at: usize,
}

impl Open {
    /// What closes it.
    pub(super) fn closer(self) -> &'static str {
        match self.text {
            "(" | "\\(" => ")",
            "[" => "]",
            "{" => "}",
            "/*" => "*/",
            quote => quote,
        }
    }

    /// Is it a string?
    pub(super) fn is_string(self) -> bool {
        matches!(self.text, "'" | "\"" | "`" | "\"\"\"")
    }
}

/// What a pass found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Where brackets first nest too deeply.
    pub too_deep: Option<usize>,
    /// What is open at the end, outermost first.
    pub open: Vec<Open>,
    /// The first closing bracket that does not fit: its offset, and what was open.
    pub mismatch: Option<(usize, Open)>,
    /// The first string that goes over several lines.
    pub long_string: Option<Open>,
}

/// Scans a text: YAQL, or `.murano` with its comments, blocks and `\(…)`.
pub(super) fn scan(text: &str, murano: bool) -> Scan {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, murano, found: Scan::default() };
    while scanner.at < text.len() && scanner.found.too_deep.is_none() {
        scanner.step();
    }
    scanner.found
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    murano: bool,
    found: Scan,
}

impl Scanner<'_> {
    fn step(&mut self) {
        match self.bytes[self.at] {
            b'(' => self.open("(", 1),
            b'[' => self.open("[", 1),
            b'{' => self.open("{", 1),
            b')' => self.close(")"),
            b']' => self.close("]"),
            b'}' => self.close("}"),
            b'\'' => self.begin_string("'"),
            b'`' => self.begin_string("`"),
            b'"' if self.murano && self.starts("\"\"\"") => self.begin_string("\"\"\""),
            b'"' => self.begin_string("\""),
            b'/' if self.murano && self.starts("//") => self.skip_to("\n"),
            b'/' if self.murano && self.starts("/*") => self.comment(),
            _ => self.at += 1,
        }
    }

    fn starts(&self, text: &str) -> bool {
        self.bytes[self.at..].starts_with(text.as_bytes())
    }

    fn open(&mut self, text: &'static str, length: usize) {
        self.found.open.push(Open { text, at: self.at });
        if self.found.open.len() > MAX_NESTING {
            self.found.too_deep = Some(self.at);
        }
        self.at += length;
    }

    fn close(&mut self, closer: &str) {
        let at = self.at;
        self.at += 1;
        let Some(&top) = self.found.open.last() else { return };
        if top.closer() != closer {
            self.found.mismatch.get_or_insert((at, top));
            let fits = self.found.open.iter().rposition(|open| open.closer() == closer);
            self.found.open.truncate(fits.unwrap_or(self.found.open.len()));
            return;
        }
        self.found.open.pop();
        if top.text == "\\(" {
            // Back in the string around the expression.
            if let Some(&string) = self.found.open.last() {
                self.string(string);
            }
        }
    }

    fn begin_string(&mut self, quote: &'static str) {
        self.open(quote, quote.len());
        if let Some(&string) = self.found.open.last() {
            self.string(string);
        }
    }

    /// Inside a string that is open: up to its end, or to an expression in it.
    fn string(&mut self, string: Open) {
        let splices = self.murano && string.text.starts_with('"');
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\\' if splices && self.starts("\\(") => return self.open("\\(", 2),
                b'\\' => self.at += 2,
                b'\n' if string.text != "\"\"\"" => {
                    self.found.long_string.get_or_insert(string);
                    self.at += 1;
                }
                _ if self.starts(string.text) => {
                    self.at += string.text.len();
                    self.found.open.pop();
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        self.at += 2;
        self.skip_to("*/");
        if self.at == self.bytes.len() && !self.bytes[start + 2..].ends_with(b"*/") {
            self.found.open.push(Open { text: "/*", at: start });
        }
    }

    fn skip_to(&mut self, end: &str) {
        while self.at < self.bytes.len() && !self.starts(end) {
            self.at += 1;
        }
        self.at = (self.at + end.len()).min(self.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Vec<&'static str> {
        scan(text, true).open.iter().map(|open| open.text).collect()
    }

    #[test]
    fn what_is_open_is_told() {
        assert_eq!(open("f(1, [2, {"), ["(", "[", "{"]);
        assert_eq!(open("f('(') // ("), Vec::<&str>::new());
        assert_eq!(open("\"a \\(f(\"b\")) c"), ["\""]);
        assert_eq!(open("\"a \\(f("), ["\"", "\\(", "("]);
        assert_eq!(open("/* ("), ["/*"]);
        assert_eq!(open("/* ( */"), Vec::<&str>::new());
        assert_eq!(scan("(]", true).mismatch.map(|(at, open)| (at, open.text)), Some((1, "(")));
    }

    #[test]
    fn depth_is_limited() {
        assert!(scan(&"(".repeat(MAX_NESTING), false).too_deep.is_none());
        assert_eq!(scan(&"(".repeat(100_000), false).too_deep, Some(MAX_NESTING));
    }
}
