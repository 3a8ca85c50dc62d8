//! Recognizes syntax of other languages, and suggests that of `.murano`.

use super::grammar::Rule;
use super::tokens::token_length;
use crate::diag::Diagnostic;

/// Adds a hint if the text is syntax of another language.
pub(super) fn with_hint(found: Diagnostic, text: &str, rule: Rule) -> Diagnostic {
    let text = text.trim_start();
    let first = &text[..token_length(text)];
    let token = found.message.rsplit('`').nth(1).unwrap_or("").to_owned();
    match hint(first, &token, text, rule) {
        Some(hint) => found.hint(hint),
        None => found,
    }
}

fn hint(first: &str, token: &str, text: &str, rule: Rule) -> Option<String> {
    // Keywords and functions that are common elsewhere and do not exist here, by the first word
    // of the text; where the same word is an error only in some places, `rule` decides.
    let of_first = match first {
        "function" if rule == Rule::lone_member => {
            Some("a method of a class has no keyword: `name(parameters) { … }`")
        }
        "fn" | "def" | "func" | "fun" | "method" | "sub" => Some(match rule {
            Rule::lone_member => "a method of a class has no keyword: `name(parameters) { … }`",
            _ => "a function of a file is declared with `function name(parameters) { … }`",
        }),
        "let" | "var" | "const" | "local" | "my" | "auto" if rule != Rule::lone_member => {
            Some("variables need no declaration: `$name = value`")
        }
        "elif" | "elsif" | "elseif" => Some("write `else if`, on the line of the closing `}`"),
        "else" => Some("`else` belongs on the line of the `}` before it"),
        "catch" | "finally" => Some("it belongs on the line of the `}` before it"),
        "foreach" => Some("write `for $item in items { … }`"),
        "unless" => Some("write `if not condition { … }`"),
        "until" | "loop" | "do" => Some("loops are `while`, `for $x in xs` and `repeat n`"),
        "echo" | "puts" | "printf" | "println" => Some("write `print(value)`"),
        "public" | "private" | "protected" | "override" | "async" => {
            Some("there is no such modifier; a method callable from outside is an `action`")
        }
        "struct" | "interface" | "enum" | "type" => Some("types are declared with `class`"),
        _ => None,
    };
    of_first.map(str::to_owned).or_else(|| by_token(first, token, text))
}

fn by_token(first: &str, token: &str, text: &str) -> Option<String> {
    let hint = match token {
        "elif" | "elsif" | "elseif" => "write `else if`",
        "?" => "a conditional is written `if condition then a else b`",
        "&&" => "`&&` is written `and` here",
        "||" => "`||` is written `or` here",
        "!" => "`!` is written `not` here",
        "++" => "write `$x = $x + 1`",
        "+=" | "-=" => "write `$x = $x + value`",
        "=>" => "a function argument is an expression with `$` in it: `.where($ > 1)`",
        "#" => "comments begin with `//`",
        "extends" => "`extends` follows the class's name, before `{`",
        "(" if text.contains("new ") => "an object is created with `new Name { property: value }`",
        "of" => "write `in`",
        _ if first == "throw" && text[first.len()..].trim_start().starts_with(['\'', '"']) => {
            "the name of an exception is not quoted: `throw NotFound 'no such host'`"
        }
        _ if first == "for" && is_word(token) => {
            return Some(format!("variables begin with `$`: `for ${token} in …`"));
        }
        _ => return next_sign(token, text),
    };
    Some(hint.to_owned())
}

/// Recognizes `x +` before `=`.
fn next_sign(token: &str, text: &str) -> Option<String> {
    let glued = ["+=", "-=", "*=", "/="].iter().find(|sign| text.contains(**sign))?;
    (token == "=" || glued.starts_with(token))
        .then(|| format!("there is no `{glued}`: write `$x = $x {} value`", &glued[..1]))
}

fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_alphabetic)
}
