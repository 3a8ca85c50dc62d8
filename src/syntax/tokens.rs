//! The lexer for text that need not be valid: strings, comments, variables, words, numbers,
//! brackets, operators.
//!
//! It is total: every text, finished or not, is split into tokens that cover it without gaps.
//! Highlighting and completion use the tokens, bracket matching ([`super::brackets`]) the stack
//! of open brackets. The meaning of tokens is the parser's task.

mod words;

pub(crate) use words::{CONSTANTS, KEYWORDS, WordClass, word_class};

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
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
    /// An operator or any other character.
    Operator,
}

/// A token: its kind and its span in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    /// Its kind.
    pub kind: TokenKind,
    /// Its text.
    pub text: &'t str,
    /// Offset of its first byte.
    pub at: usize,
}

impl Token<'_> {
    /// Offset after its last byte.
    pub(crate) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// Whether it is white space or a comment.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self.kind, TokenKind::Blank | TokenKind::Comment | TokenKind::Documentation)
    }
}

/// The notation of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceLanguage {
    /// `.murano`: comments, block strings, `\(…)` in strings.
    Murano,
    /// YAQL, without these.
    Yaql,
}

/// A bracket, `\(` or quote that is not closed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnclosedBracket {
    /// The opening text.
    pub text: &'static str,
    /// Its offset.
    pub at: usize,
}

impl UnclosedBracket {
    /// The text that closes it.
    pub(crate) fn closer(self) -> &'static str {
        match self.text {
            "(" | "\\(" => ")",
            "[" => "]",
            "{" => "}",
            "/*" => "*/",
            quote => quote,
        }
    }

    /// Whether it is a string.
    pub(crate) fn is_string(self) -> bool {
        matches!(self.text, "'" | "\"" | "`" | "\"\"\"")
    }
}

/// The tokens of a text, and the brackets still open at its end.
#[derive(Debug, Default)]
pub(crate) struct Tokens<'t> {
    /// All tokens in order.
    pub all: Vec<Token<'t>>,
    /// The unclosed brackets, outermost first.
    pub open: Vec<UnclosedBracket>,
    /// Whether a `/*` has no end.
    pub in_comment: bool,
}

impl Tokens<'_> {
    /// Whether the text ends inside a string.
    pub(crate) fn in_text(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_string())
    }
}

/// Splits a text of `.murano` into tokens.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    let mut lexer = Lexer::new(text, SourceLanguage::Murano);
    let all = lexer.by_ref().collect();
    Tokens { all, in_comment: lexer.open_comment.is_some(), open: lexer.open }
}

/// Whether the character may occur in an identifier.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Splits a text into tokens, one at a time.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    notation: SourceLanguage,
    /// Whether the next token continues the innermost open string.
    in_string: bool,
    /// Open brackets, `\(` and quotes, outermost first.
    pub open: Vec<UnclosedBracket>,
    /// The offset of a `/*` without an end.
    pub open_comment: Option<usize>,
    /// The first closing bracket that does not match: its offset, and the opening bracket.
    pub mismatch: Option<(usize, UnclosedBracket)>,
    /// The first string, other than a block string, that contains a line break.
    pub long_string: Option<UnclosedBracket>,
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let start = self.at;
        let first = self.rest().chars().next()?;
        let kind = match self.open.last() {
            Some(&string) if self.in_string => self.in_string(string),
            _ => self.token(first),
        };
        Some(Token { kind, text: &self.text[start..self.at], at: start })
    }
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, notation: SourceLanguage) -> Self {
        Self {
            text,
            at: 0,
            notation,
            in_string: false,
            open: Vec::new(),
            open_comment: None,
            mismatch: None,
            long_string: None,
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn take(&mut self, length: usize, kind: TokenKind) -> TokenKind {
        self.at += length;
        kind
    }

    /// Takes the characters for which `belongs` holds.
    fn take_while(&mut self, belongs: impl Fn(char) -> bool, kind: TokenKind) -> TokenKind {
        let rest = self.rest();
        self.take(rest.find(|c| !belongs(c)).unwrap_or(rest.len()), kind)
    }

    fn token(&mut self, first: char) -> TokenKind {
        let rest = self.rest();
        let murano = self.notation == SourceLanguage::Murano;
        match first {
            c if c.is_whitespace() => self.take_while(char::is_whitespace, TokenKind::Blank),
            '/' if murano && rest.starts_with("//") => self.line_comment(),
            '/' if murano && rest.starts_with("/*") => self.block_comment(),
            '"' if murano && rest.starts_with("\"\"\"") => self.begin_string("\"\"\""),
            '"' => self.begin_string("\""),
            '\'' => self.begin_string("'"),
            '`' => self.begin_string("`"),
            '$' => {
                self.at += 1;
                self.take_while(is_word, TokenKind::Variable)
            }
            c if c.is_ascii_digit() => self.number(),
            c if is_word(c) => self.take_while(is_word, TokenKind::Word),
            '(' => self.open_bracket("("),
            '[' => self.open_bracket("["),
            '{' => self.open_bracket("{"),
            ')' | ']' | '}' => self.close(),
            c => self.take(operator_length(rest, c), TokenKind::Operator),
        }
    }

    fn line_comment(&mut self) -> TokenKind {
        let rest = self.rest();
        let documents = rest.starts_with("///") && !rest.starts_with("////");
        let kind = if documents { TokenKind::Documentation } else { TokenKind::Comment };
        self.take_while(|c| c != '\n', kind)
    }

    fn block_comment(&mut self) -> TokenKind {
        let rest = self.rest();
        let end = rest[2..].find("*/").map(|at| at + 4);
        if end.is_none() {
            self.open_comment = Some(self.at);
        }
        self.take(end.unwrap_or(rest.len()), TokenKind::Comment)
    }

    fn number(&mut self) -> TokenKind {
        let rest = self.rest();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut length = digits(rest);
        let fraction = rest[length..].strip_prefix('.').map_or(0, digits);
        if fraction > 0 {
            length += 1 + fraction;
        }
        self.take(length, TokenKind::Number)
    }

    fn open_bracket(&mut self, text: &'static str) -> TokenKind {
        self.open.push(UnclosedBracket { text, at: self.at });
        self.take(1, TokenKind::Open)
    }

    /// Closes the innermost bracket. One that does not match closes the innermost that it
    /// matches, if there is any: the brackets opened inside that one count as unclosed.
    fn close(&mut self) -> TokenKind {
        let closer = &self.rest()[..1];
        match self.open.last().copied() {
            Some(open) if open.closer() != closer => {
                self.mismatch.get_or_insert((self.at, open));
                let matching = self.open.iter().rposition(|open| open.closer() == closer);
                self.open.truncate(matching.unwrap_or(self.open.len()));
                self.take(1, TokenKind::Close)
            }
            Some(open) => {
                self.open.pop();
                let splice = open.text == "\\(";
                self.in_string = splice;
                self.take(1, if splice { TokenKind::Splice } else { TokenKind::Close })
            }
            None => self.take(1, TokenKind::Close),
        }
    }

    fn begin_string(&mut self, quote: &'static str) -> TokenKind {
        let string = UnclosedBracket { text: quote, at: self.at };
        self.open.push(string);
        self.at += quote.len();
        self.text_of(string)
    }

    /// The next token inside a string.
    fn in_string(&mut self, string: UnclosedBracket) -> TokenKind {
        if self.splices(string) && self.rest().starts_with("\\(") {
            self.open.push(UnclosedBracket { text: "\\(", at: self.at });
            self.in_string = false;
            return self.take(2, TokenKind::Splice);
        }
        self.text_of(string)
    }

    fn splices(&self, string: UnclosedBracket) -> bool {
        self.notation == SourceLanguage::Murano && string.text.starts_with('"')
    }

    /// The text of a string from the current position: up to its end, or to an expression in
    /// it.
    fn text_of(&mut self, string: UnclosedBracket) -> TokenKind {
        // Works on bytes: all delimiters are ASCII, and a UTF-8 continuation byte equals none
        // of them. Only an escape has to skip a whole character. A string may be unfinished;
        // the next token then continues it.
        let splices = self.splices(string);
        let quote = string.text.as_bytes();
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\\' if splices && bytes[self.at..].starts_with(b"\\(") => {
                    self.in_string = true;
                    return TokenKind::Text;
                }
                b'\\' => {
                    let escaped = self.text[self.at + 1..].chars().next();
                    self.at += 1 + escaped.map_or(0, char::len_utf8);
                    continue;
                }
                b'\n' if string.text != "\"\"\"" => {
                    self.long_string.get_or_insert(string);
                }
                _ if bytes[self.at..].starts_with(quote) => {
                    self.open.pop();
                    self.in_string = false;
                    return self.take(quote.len(), TokenKind::Text);
                }
                _ => {}
            }
            self.at += 1;
        }
        self.in_string = true;
        TokenKind::Text
    }
}

/// Length in bytes of the token that an error names: a word with its `$`, an operator of this
/// or another language, or a character.
pub(super) fn token_length(rest: &str) -> usize {
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return 0 };
    if is_word(first) || first == '$' {
        return first.len_utf8()
            + chars.take_while(|&c| is_word(c)).map(char::len_utf8).sum::<usize>();
    }
    let two = ["=>", "->", "==", "!=", "<=", ">=", "&&", "||", "++", "--", "+=", "-=", "?."];
    if two.iter().any(|two| rest.starts_with(two)) { 2 } else { first.len_utf8() }
}

fn operator_length(rest: &str, first: char) -> usize {
    let two = ["=>", "->", "==", "!=", "<=", ">=", "=~", "!~", "?."];
    if two.iter().any(|two| rest.starts_with(two)) { 2 } else { first.len_utf8() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        let tokens = tokens(text).all;
        assert_eq!(tokens.iter().map(|t| t.text).collect::<String>(), text);
        tokens.iter().filter(|t| t.kind != TokenKind::Blank).map(|t| (t.kind, t.text)).collect()
    }

    fn open(text: &str) -> Vec<&'static str> {
        tokens(text).open.iter().map(|open| open.text).collect()
    }

    #[test]
    fn strings_hold_expressions() {
        let found = kinds("\"a \\($x.f(')')) b\" // c");
        let texts: Vec<&str> = found.iter().map(|(_, text)| *text).collect();
        assert_eq!(texts, ["\"a ", "\\(", "$x", ".", "f", "(", "')'", ")", ")", " b\"", "// c"]);
        assert_eq!(found[8].0, TokenKind::Splice);
    }

    #[test]
    fn splices_may_touch() {
        let texts: Vec<&str> = kinds("\"\\(1)\\(2)\"").into_iter().map(|t| t.1).collect();
        assert_eq!(texts, ["\"", "\\(", "1", ")", "\\(", "2", ")", "\""]);
    }

    #[test]
    fn unfinished_input_is_known() {
        assert_eq!(open("f(['a"), ["(", "[", "'"]);
        assert!(tokens("f(['a").in_text());
        assert!(!tokens("\"a\\(1").in_text());
        assert!(tokens("/* a").in_comment);
        assert!(tokens("'it\\'s").in_text());
        assert!(tokens("'\\").in_text());
    }

    #[test]
    fn every_text_is_covered() {
        for text in
            ["'\\é", "\"\\(\\(", "]})", "\"\\([)\"", "`\\`", "é $ü ≠", "\"\"\"\"", "/*/", "1.é"]
        {
            kinds(text);
            let yaql: String =
                Lexer::new(text, SourceLanguage::Yaql).map(|token| token.text).collect();
            assert_eq!(yaql, text);
        }
    }

    #[test]
    fn numbers_and_members_are_distinguished() {
        let texts: Vec<&str> = kinds("1.5 + $x.y?.z - 3.len()").into_iter().map(|t| t.1).collect();
        assert_eq!(texts, ["1.5", "+", "$x", ".", "y", "?.", "z", "-", "3", ".", "len", "(", ")"]);
    }
}
