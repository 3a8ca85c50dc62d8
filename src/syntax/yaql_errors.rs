//! Errors in YAQL: finds the leftmost one, as the reference implementation's parser reports it.
//!
//! Tokens are taken one by one (see docs/language/yaql.md#tokens) and drive an automaton for
//! the grammar. `LEXICAL`, `SYNTAX` and `BAD_ESCAPE` stand for the lexical, grammar and
//! decoding exceptions of the reference implementation, whose messages programs and embedders
//! see; people get a message and a remedy. Positions in its messages count characters in the
//! expression.

use super::brackets;
use super::dialect::{Dialect, ExpressionOptions, YaqlFactory};
use super::escape::unescape;
use super::grammar::{self, Rule};
use super::tokens::SourceLanguage;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// Explains the first error of a text that cannot be parsed.
pub(super) fn explain(
    text: &str,
    span: Span,
    options: ExpressionOptions,
    factory: YaqlFactory,
) -> Diagnostic {
    let mut parser = Parser { text, span, options, factory, stack: Vec::new(), operand: true };
    let mut end = 0;
    for token in grammar::parse(Rule::y_tokens, text).into_iter().flatten() {
        if let Err(found) = parser.token(token.as_rule(), token.as_str(), token.as_span().start()) {
            return *found;
        }
        end = token.as_span().end();
    }
    let rest = end + blanks(&text[end..]);
    if rest < text.len() { parser.illegal(rest) } else { parser.unexpected_end() }
}

/// A bracket that is open at some position, with what it encloses.
enum OpenBracket {
    /// `(value)`.
    Group,
    /// Arguments up to a closing bracket.
    Arguments { closer: &'static str, slot: ArgumentPosition },
}

/// The state of an argument list.
#[derive(Clone, Copy, Default)]
struct ArgumentPosition {
    /// Whether this slot has a value.
    filled: bool,
    /// Whether this slot has a `=>`.
    mapped: bool,
    /// Whether an earlier slot was named.
    after_named: bool,
    /// Whether an earlier slot had a value.
    after_value: bool,
    /// Number of empty slots directly before this one.
    skipped: usize,
    /// Number of commas so far.
    commas: usize,
}

struct Parser<'t> {
    text: &'t str,
    span: Span,
    options: ExpressionOptions,
    /// Decides whether `=>` is an operator.
    factory: YaqlFactory,
    stack: Vec<OpenBracket>,
    /// Whether an operand is expected, not an operator.
    operand: bool,
}

impl Parser<'_> {
    /// Takes the next token.
    fn token(&mut self, rule: Rule, token: &str, start: usize) -> Result<(), Box<Diagnostic>> {
        if token == ":" && self.options.dialect == Dialect::PlainYaql {
            return Err(Box::new(self.illegal(start)));
        }
        if matches!(rule, Rule::single | Rule::y_double)
            && let Err(bad) = unescape(&token[1..token.len() - 1])
        {
            let from = start + 1 + bad.range.start;
            let place = self.place(from, bad.range.len());
            return Err(Box::new(Diagnostic::error(codes::BAD_ESCAPE, place, bad.message)));
        }
        let expected = self.expected(token);
        if self.accept(rule, token) {
            return Ok(());
        }
        Err(Box::new(self.unexpected(start, token, &expected)))
    }

    /// What is expected in place of a token.
    fn expected(&self, token: &str) -> String {
        let closer = match self.stack.last() {
            Some(OpenBracket::Group) => ")",
            Some(OpenBracket::Arguments { closer, .. }) => closer,
            None => "",
        };
        match token {
            // A bracket that matches is only wrong where a value is missing before it.
            ")" | "]" | "}" if closer.is_empty() => "the end of the expression".to_owned(),
            ")" | "]" | "}" if closer != token && !self.operand => format!("`{closer}`"),
            _ if self.operand => "an expression".to_owned(),
            _ if closer.is_empty() => "an operator or the end of the expression".to_owned(),
            _ => format!("an operator or `{closer}`"),
        }
    }

    /// Takes a token; `false` if it is not permitted here.
    fn accept(&mut self, rule: Rule, token: &str) -> bool {
        match rule {
            Rule::y_head => self.operand && self.push(")"),
            Rule::y_word_token if self.is_operator(token) => self.operator(token),
            Rule::y_symbol => self.symbol(token),
            _ => self.value(),
        }
    }

    fn is_operator(&self, word: &str) -> bool {
        matches!(word, "and" | "or" | "not" | "in" | "mod")
            || word == "is" && self.options.dialect != Dialect::PlainYaql
    }

    /// Parses an operand.
    fn value(&mut self) -> bool {
        if !self.operand {
            return false;
        }
        self.operand = false;
        if let Some(OpenBracket::Arguments { slot, .. }) = self.stack.last_mut() {
            slot.filled = true;
        }
        true
    }

    fn push(&mut self, closer: &'static str) -> bool {
        if let Some(OpenBracket::Arguments { slot, .. }) = self.stack.last_mut() {
            slot.filled = true;
        }
        self.stack.push(OpenBracket::Arguments { closer, slot: ArgumentPosition::default() });
        self.operand = true;
        true
    }

    fn operator(&mut self, symbol: &str) -> bool {
        if !self.operand {
            self.operand = symbol != "not";
            return self.operand;
        }
        let prefix = matches!(symbol, "+" | "-" | "not" | ":");
        if prefix && let Some(OpenBracket::Arguments { slot, .. }) = self.stack.last_mut() {
            slot.filled = true;
        }
        prefix
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        match symbol {
            "(" if self.operand => {
                if let Some(OpenBracket::Arguments { slot, .. }) = self.stack.last_mut() {
                    slot.filled = true;
                }
                self.stack.push(OpenBracket::Group);
                true
            }
            "(" => self.options.delegates && self.push(")"),
            "[" => self.push("]"),
            "{" => self.operand && self.push("}"),
            ")" | "]" | "}" => self.close(symbol),
            "," => self.comma(),
            "=>" if self.factory == YaqlFactory::Standard => self.mapping(),
            _ => self.operator(symbol),
        }
    }

    fn close(&mut self, symbol: &str) -> bool {
        let fits = match self.stack.last() {
            None => false,
            Some(OpenBracket::Group) => symbol == ")" && !self.operand,
            Some(OpenBracket::Arguments { closer, slot }) => {
                let empty = self.operand && slot.commas == 0 && !slot.filled;
                *closer == symbol && (empty || !self.operand && slot.may_end())
            }
        };
        self.stack.pop();
        self.operand = false;
        fits
    }

    fn comma(&mut self) -> bool {
        let operand = self.operand;
        self.operand = true;
        let Some(OpenBracket::Arguments { slot, .. }) = self.stack.last_mut() else { return false };
        if operand {
            // An empty slot: not permitted after an operator or a name, nor among named
            // arguments.
            let empty = !slot.filled && !slot.after_named;
            slot.commas += 1;
            slot.skipped += 1;
            return empty;
        }
        let ends = slot.may_end();
        *slot = ArgumentPosition {
            after_named: slot.after_named || slot.mapped,
            after_value: true,
            commas: slot.commas + 1,
            ..ArgumentPosition::default()
        };
        ends
    }

    fn mapping(&mut self) -> bool {
        let operand = std::mem::replace(&mut self.operand, true);
        let Some(OpenBracket::Arguments { slot, .. }) = self.stack.last_mut() else { return false };
        let skipping = match slot.skipped {
            0 => true,
            1 => slot.after_value && !slot.after_named,
            _ => false,
        };
        let fits = !operand && !slot.mapped && skipping;
        slot.mapped = true;
        fits
    }

    fn place(&self, at: usize, length: usize) -> Span {
        let start = self.span.start + at as u32;
        Span::new(start, start + length as u32)
    }

    fn position(&self, at: usize) -> usize {
        self.text[..at].chars().count()
    }

    fn illegal(&self, at: usize) -> Diagnostic {
        let c = self.text[at..].chars().next().unwrap_or(' ');
        let reference =
            format!("Lexical error: illegal character '{c}' at position {}", self.position(at));
        let (message, hint) = match c {
            '\'' | '"' | '`' => {
                ("this string is never closed".to_owned(), Some(format!("add the missing `{c}`")))
            }
            _ => (format!("`{c}` has no meaning here"), meant(c).map(str::to_owned)),
        };
        Diagnostic::error(codes::LEXICAL, self.place(at, c.len_utf8()), message)
            .compat_message(reference)
            .hint_if(hint)
    }

    fn unexpected(&self, at: usize, token: &str, expected: &str) -> Diagnostic {
        let reference = format!(
            "Parse error: unexpected '{token}' at position {} of expression '{}'",
            self.position(at),
            self.text
        );
        let message = format!("expected {expected}, found `{token}`");
        let doubled = token == "=" && self.text[..at].ends_with('=');
        let hint = match token {
            "=" if doubled => Some("equality is written with one `=`"),
            "=>" => Some("`=>` stands between a name or a key and its value: `{key => value}`"),
            "," if self.stack.is_empty() => Some("a list is written in brackets: `[1, 2]`"),
            _ => None,
        };
        Diagnostic::error(codes::SYNTAX, self.place(at, token.len()), message)
            .compat_message(reference)
            .hint_if(hint.map(str::to_owned))
    }

    /// The text ends too early: in an open bracket, or behind an operator.
    fn unexpected_end(&self) -> Diagnostic {
        let open = brackets::scan(self.text, SourceLanguage::Yaql).open.pop();
        let mut found = match open.filter(|_| !self.operand) {
            Some(open) => {
                let message = format!("this `{}` is never closed", open.text);
                let place = self.place(open.at, open.text.len());
                Diagnostic::error(codes::SYNTAX, place, message)
                    .hint(format!("add the missing `{}`", open.closer()))
            }
            None => {
                let message = "expected an expression, found the end of the text";
                Diagnostic::error(codes::SYNTAX, self.place(self.text.len(), 0), message)
            }
        };
        found.compat_message = Some("Parse error: unexpected end of statement".into());
        found.incomplete = true;
        found
    }
}

impl ArgumentPosition {
    /// Whether a comma or a closing bracket may follow the value in this slot.
    fn may_end(self) -> bool {
        self.filled && (self.mapped || !self.after_named)
    }
}

/// What to write instead of a character of other languages.
fn meant(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "write `and`",
        '|' => "write `or`",
        '!' => "write `not`, or `!=`",
        '%' => "write `mod`",
        '^' => "write `pow(base, exponent)`",
        '?' => "a conditional is written `switch(condition => a, true => b)`",
        '#' => "YAQL has no comments",
        ':' => "a key stands before `=>`: `{key => value}`",
        _ => return None,
    })
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len()
}
