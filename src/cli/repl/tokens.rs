//! The lexical structure of an input as it is being typed: strings, comments, variables, words, numbers, signs.
//!
//! It accepts every text, finished or not, and its tokens cover the text without gaps. What they mean is the reader's business;
//! highlighting and completion need no more than this, at every key press.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space, line breaks included.
    Blank,
    /// `// …` or `/* … */`.
    Comment,
    /// `/// …`.
    Documentation,
    /// Text of a string with its quotes; an expression inside interrupts it.
    Text,
    /// `\(` and its `)`.
    Splice,
    /// `$name`.
    Variable,
    /// A word.
    Word,
    /// A number.
    Number,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Any other sign.
    Sign,
}

/// A stretch of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'t str,
    /// Its offset.
    pub at: usize,
}

impl Token<'_> {
    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// Does it count for nothing?
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.kind, Kind::Blank | Kind::Comment | Kind::Documentation)
    }
}

/// The tokens of a text, and what is still open at its end.
#[derive(Debug, Default)]
pub(super) struct Tokens<'t> {
    /// All of them in order.
    pub all: Vec<Token<'t>>,
    /// Brackets, `\(` and quotes that nothing closes, outermost first.
    pub open: Vec<&'static str>,
    /// A `/*` without its end.
    pub in_comment: bool,
}

impl Tokens<'_> {
    /// Is the end of the text inside a string?
    pub(super) fn in_text(&self) -> bool {
        self.open.last().is_some_and(|open| is_quote(open))
    }
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    let mut lexer = Lexer { text, at: 0, found: Tokens::default() };
    while lexer.at < text.len() {
        lexer.next();
    }
    lexer.found
}

/// Is it a character of words?
pub(super) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn is_quote(open: &str) -> bool {
    matches!(open, "'" | "\"" | "`" | "\"\"\"")
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    found: Tokens<'t>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let end = self.at + length;
        self.found.all.push(Token { kind, text: &self.text[self.at..end], at: self.at });
        self.at = end;
    }

    fn next(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        let run = |more: fn(char) -> bool| rest.find(|c| !more(c)).unwrap_or(rest.len());
        match first {
            c if c.is_whitespace() => self.push(Kind::Blank, run(char::is_whitespace)),
            '/' if rest.starts_with("//") => self.line_comment(),
            '/' if rest.starts_with("/*") => self.block_comment(),
            '"' if rest.starts_with("\"\"\"") => self.begin("\"\"\""),
            '"' => self.begin("\""),
            '\'' => self.begin("'"),
            '`' => self.begin("`"),
            '$' => {
                let name = rest[1..].find(|c| !is_word(c)).unwrap_or(rest.len() - 1);
                self.push(Kind::Variable, 1 + name);
            }
            c if c.is_ascii_digit() => self.number(),
            c if is_word(c) => self.push(Kind::Word, run(is_word)),
            '(' => self.open("("),
            '[' => self.open("["),
            '{' => self.open("{"),
            ')' | ']' | '}' => self.close(),
            c => self.push(Kind::Sign, sign_length(rest, c)),
        }
    }

    fn line_comment(&mut self) {
        let rest = self.rest();
        let documents = rest.starts_with("///") && !rest.starts_with("////");
        let kind = if documents { Kind::Documentation } else { Kind::Comment };
        self.push(kind, rest.find('\n').unwrap_or(rest.len()));
    }

    fn block_comment(&mut self) {
        let rest = self.rest();
        let end = rest[2..].find("*/").map(|at| at + 4);
        self.found.in_comment = end.is_none();
        self.push(Kind::Comment, end.unwrap_or(rest.len()));
    }

    fn number(&mut self) {
        let rest = self.rest();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut length = digits(rest);
        let fraction = rest[length..].strip_prefix('.').map_or(0, digits);
        if fraction > 0 {
            length += 1 + fraction;
        }
        self.push(Kind::Number, length);
    }

    fn open(&mut self, bracket: &'static str) {
        self.found.open.push(bracket);
        self.push(Kind::Open, 1);
    }

    fn close(&mut self) {
        if self.found.open.last().is_some_and(|open| *open == "\\(") && self.rest().starts_with(')')
        {
            self.found.open.pop();
            self.push(Kind::Splice, 1);
            if let Some(quote) = self.found.open.last().copied() {
                self.string(quote, self.at);
            }
            return;
        }
        if self.found.open.last().is_some_and(|open| !is_quote(open)) {
            self.found.open.pop();
        }
        self.push(Kind::Close, 1);
    }

    fn begin(&mut self, quote: &'static str) {
        self.found.open.push(quote);
        self.string(quote, self.at + quote.len());
    }

    /// The text of a string from here on, `from` being past what is known to belong to it.
    fn string(&mut self, quote: &'static str, from: usize) {
        let splices = quote.starts_with('"');
        let mut at = from;
        while let Some(c) = self.text[at..].chars().next() {
            let rest = &self.text[at..];
            if splices && rest.starts_with("\\(") {
                self.push(Kind::Text, at - self.at);
                self.found.open.push("\\(");
                return self.push(Kind::Splice, 2);
            }
            if rest.starts_with(quote) {
                self.found.open.pop();
                return self.push(Kind::Text, at + quote.len() - self.at);
            }
            at += c.len_utf8();
            if c == '\\' {
                at += self.text[at..].chars().next().map_or(0, char::len_utf8);
            }
        }
        if at > self.at {
            self.push(Kind::Text, at - self.at);
        }
    }
}

fn sign_length(rest: &str, first: char) -> usize {
    let two = ["=>", "->", "==", "!=", "<=", ">=", "=~", "!~", "?."];
    if two.iter().any(|two| rest.starts_with(two)) { 2 } else { first.len_utf8() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        let tokens = tokens(text).all;
        assert_eq!(tokens.iter().map(|t| t.text).collect::<String>(), text);
        tokens.iter().filter(|t| t.kind != Kind::Blank).map(|t| (t.kind, t.text)).collect()
    }

    #[test]
    fn strings_hold_expressions() {
        let found = kinds("\"a \\($x.f(')')) b\" // c");
        let texts: Vec<&str> = found.iter().map(|(_, text)| *text).collect();
        assert_eq!(texts, ["\"a ", "\\(", "$x", ".", "f", "(", "')'", ")", ")", " b\"", "// c"]);
        assert_eq!(found[8].0, Kind::Splice);
    }

    #[test]
    fn what_is_unfinished_is_known() {
        assert_eq!(tokens("f(['a").open, ["(", "[", "'"]);
        assert!(tokens("f(['a").in_text());
        assert!(!tokens("\"a\\(1").in_text());
        assert!(tokens("/* a").in_comment);
        assert!(tokens("'it\\'s").in_text());
        assert!(tokens("'\\").in_text());
    }

    #[test]
    fn numbers_and_members_are_told_apart() {
        let texts: Vec<&str> = kinds("1.5 + $x.y?.z - 3.len()").into_iter().map(|t| t.1).collect();
        assert_eq!(texts, ["1.5", "+", "$x", ".", "y", "?.", "z", "-", "3", ".", "len", "(", ")"]);
    }
}
