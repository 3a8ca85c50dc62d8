//! Maps offsets in a scalar's text to offsets in the file: reverts folding, indentation, quotes
//! and escapes.

use super::node::NodeStyle;

/// For each byte of `text`, and for its end, the byte of `raw` that it comes from.
pub(super) fn align(raw: &str, style: NodeStyle, text: &str) -> Vec<u32> {
    let mut cursor = Cursor { raw, at: properties(raw), escapes: false, quoted: false };
    let rest = &raw[cursor.at..];
    match style {
        NodeStyle::Quoted => {
            cursor.at += rest.len().min(1);
            cursor.escapes = rest.starts_with('"');
            cursor.quoted = !cursor.escapes;
        }
        // saphyr's span excludes the `|`, unless a tag precedes it.
        NodeStyle::Block if cursor.at > 0 => {
            cursor.at += rest.find('\n').map_or(rest.len(), |n| n + 1);
        }
        NodeStyle::Block | NodeStyle::Plain => {}
    }
    let mut map = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        let at = cursor.step(c) as u32;
        map.extend(std::iter::repeat_n(at, c.len_utf8()));
    }
    map.push(cursor.at as u32);
    map
}

/// The length of the tag and the anchor before a scalar.
pub(super) fn properties(raw: &str) -> usize {
    let mut at = 0;
    while raw[at..].starts_with(['!', '&']) {
        let rest = &raw[at..];
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let blank = rest[word..].find(|c: char| !c.is_whitespace()).unwrap_or(rest.len() - word);
        at += word + blank;
    }
    at
}

struct Cursor<'r> {
    raw: &'r str,
    at: usize,
    /// Whether the scalar is in double quotes.
    escapes: bool,
    /// Whether the scalar is in single quotes.
    quoted: bool,
}

impl Cursor<'_> {
    /// The offset of a character of the text; moves past it.
    fn step(&mut self, c: char) -> usize {
        if c.is_whitespace() && !self.escaped() {
            return self.space();
        }
        self.skip_space(c);
        let at = self.at;
        self.at += match self.peek() {
            Some('\\') if self.escapes => self.escape(),
            Some('\'') if self.quoted && self.raw[self.at..].starts_with("''") => 2,
            Some(found) => found.len_utf8(),
            None => 0,
        };
        at
    }

    fn peek(&self) -> Option<char> {
        self.raw[self.at..].chars().next()
    }

    fn escaped(&self) -> bool {
        self.escapes && self.peek() == Some('\\')
    }

    /// White space of the text: it is at this offset if there is some, otherwise it was folded
    /// before.
    fn space(&mut self) -> usize {
        let at = self.at;
        if let Some(found) = self.peek().filter(|c| c.is_whitespace()) {
            self.at += found.len_utf8();
        }
        at
    }

    /// Moves past indentation and folded line ends, and past a `\` that joins lines.
    fn skip_space(&mut self, wanted: char) {
        while let Some(found) = self.peek() {
            let joins = self.escapes && self.raw[self.at..].starts_with("\\\n");
            if joins {
                self.at += 2;
            } else if found.is_whitespace() && found != wanted {
                self.at += found.len_utf8();
            } else {
                break;
            }
        }
    }

    fn escape(&self) -> usize {
        let kind = self.raw[self.at + 1..].chars().next();
        let length = match kind {
            Some('x') => 4,
            Some('u') => 6,
            Some('U') => 10,
            Some(other) => 1 + other.len_utf8(),
            None => 1,
        };
        let end = self.at + length;
        if self.raw.is_char_boundary(end) { length } else { self.raw.len() - self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::{NodeStyle, align};

    fn places(raw: &str, style: NodeStyle, text: &str) -> String {
        let map = align(raw, style, text);
        text.char_indices()
            .filter(|(_, c)| !c.is_whitespace())
            .map(|(n, _)| raw[map[n] as usize..].chars().next().unwrap_or('?'))
            .collect()
    }

    #[test]
    fn every_character_is_mapped() {
        assert_eq!(places("$.a(1,\n      2)", NodeStyle::Plain, "$.a(1, 2)"), "$.a(1,2)");
        assert_eq!(places("!yaql |\n  $x +\n    $y\n", NodeStyle::Block, "$x +\n  $y\n"), "$x+$y");
        assert_eq!(places("$x +\n    $y\n", NodeStyle::Block, "$x +\n$y\n"), "$x+$y");
        assert_eq!(places("\"a\\\"b\\x41c\"", NodeStyle::Quoted, "a\"bAc"), "a\\b\\c");
        assert_eq!(places("&b 'it''s é, x'", NodeStyle::Quoted, "it's é, x"), "it'sé,x");
        assert_eq!(places("\"one \\\n   two\"", NodeStyle::Quoted, "one two"), "onetwo");
    }
}
