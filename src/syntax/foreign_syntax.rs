//! Recognizes syntax of other languages, and suggests that of `.murano`.

use super::grammar::Rule;
use super::missing_parts;
use super::tokens::token_length;
use crate::diag::Diagnostic;

/// Adds a hint if the text is syntax of another language.
pub(super) fn with_hint(found: Diagnostic, text: &str, rule: Rule) -> Diagnostic {
    let text = text.trim_start();
    let first = &text[..token_length(text)];
    let token = found.message.rsplit('`').nth(1).unwrap_or("").to_owned();
    let known = by_message(&found.message, first, text);
    let known = known.or_else(|| hint(first, &token, text, rule));
    match known.or_else(|| missing_parts::hint(&found.message, text, rule)) {
        Some(hint) => found.hint(hint),
        None => found,
    }
}

/// What the message alone tells: the token that was found there has no backticks of its own, or says too little.
fn by_message(message: &str, first: &str, text: &str) -> Option<String> {
    let (expected, found) = message.split_once(", found ")?;
    let found = found.trim_matches('`');
    let starts_with_digit = found.starts_with(|c: char| c.is_ascii_digit());
    let hint = if expected == "expected a class name" && starts_with_digit {
        "a name begins with a letter or `_`"
    } else if text.trim_end().ends_with("++") || text.trim_end().ends_with("--") {
        "write `$x = $x + 1`, or `$x = $x - 1`"
    } else if expected == "expected `:` or `=>`" {
        "in a dictionary a key stands before `:`: `name: value`"
    } else if found.starts_with(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) {
        "quotes are straight: 'text' or \"text\""
    } else if starts_with_digit && is_exponent(found) {
        "numbers have no exponent: write all digits, as `1000000`, or `pow(10, 6)`"
    } else if starts_with_digit && found.ends_with(|c: char| c.is_alphabetic()) {
        return Some(format!("quote a value with a unit: '{found}'"));
    } else if found == "a string" {
        return by_string(first, text);
    } else if expected == "expected `{` or `then`" && found != ":" {
        "the statements of a block stand in braces: `if condition { … }`"
    } else if expected == "expected `{`" && text.contains(&format!("with {found}")) {
        "`with` takes the changes in braces; `$a.mergeWith($b)` merges any two dictionaries"
    } else if expected == "expected `{` or a variable" && is_word(found) {
        return Some(format!("variables begin with `$`: `as ${found}`"));
    } else {
        return None;
    };
    Some(hint.to_owned())
}

/// A string where none can stand.
fn by_string(first: &str, text: &str) -> Option<String> {
    let hint = match first {
        "raise" => "an exception is thrown with `throw Name 'message'`",
        "from" | "include" | "require" | "using" | "load" => {
            "another file is imported with `import './file.murano'`"
        }
        _ if text.contains("(f\"") || text.contains("(f'") => {
            "a value is inserted into a string with `\\(…)`: \"hello \\($name)\""
        }
        "print" | "echo" | "puts" | "printf" | "println" if !is_call(first, text) => {
            "a call has brackets: `print(value)`"
        }
        _ if text.contains("'''") => {
            "a string of several lines stands between `\"\"\"` and `\"\"\"`"
        }
        _ => return None,
    };
    Some(hint.to_owned())
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
        "raise" => Some("an exception is thrown with `throw Name 'message'`"),
        "public" | "private" | "protected" | "override" | "async" => {
            Some("there is no such modifier; a method callable from outside is an `action`")
        }
        "struct" | "interface" | "enum" | "type" => Some("types are declared with `class`"),
        _ => None,
    };
    of_first.map(str::to_owned).or_else(|| by_token(first, token, text))
}

/// The word before a token of a parameter list: `int` in `f(int a)`.
fn word_before<'t>(text: &'t str, token: &str) -> Option<&'t str> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let at = words.iter().skip(2).position(|word| *word == token)? + 2;
    words.get(at - 1).copied().filter(|_| at > 2)
}

fn by_token(first: &str, token: &str, text: &str) -> Option<String> {
    let hint = match token {
        "elif" | "elsif" | "elseif" => "write `else if`",
        "except" | "rescue" | "on" => "write `catch Name as $error { … }`, on the line of the `}`",
        "implements" | "inherits" => "write `class Name extends Other { … }`",
        ":" if first == "class" => "write `class Name extends Other { … }`",
        ":" if text.contains(":=") => "there is no `:=`: write `=`",
        ":" if text.contains("):") => {
            "the contract of a result stands after `->`: `name(parameters) -> contract { … }`"
        }
        ":" if text.contains('[') => {
            "a part of a list is `$list.slice(…)`, `.skip(n)` or `.limit(n)`"
        }
        "-" if first == "class" => "names have letters, digits and `_`",
        "," if first == "return" => "a method returns one value: `return [1, 2]` returns a list",
        ">" if text.contains("<>") => "write `!=`",
        "(" if first == "for" => "write `for $i in range(3) { … }`, or a `while` loop",
        _ if text.contains("lambda ") => {
            "a function argument is an expression with `$` in it: `.select($ * 2)`"
        }
        _ if first == "function" && text.contains('(') && is_word(token) => {
            let contract = word_before(text, token).unwrap_or("contract");
            return Some(format!(
                "a contract stands after the parameter's name: `{token}: {contract}`"
            ));
        }
        "[" if text.contains("Optional[") => "a contract accepts null unless it ends in `!`",
        "<" if is_generic(text) => {
            "the contract of a list is `[contract]`, of a dictionary `{ [string]: contract }`"
        }
        "?" if text.contains("??") => "a value for null is `$value or 'other'`: write `or`",
        "?" if is_contract(text) => "a contract accepts null unless it ends in `!`",
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
        "as" if first == "for" => "write `for $item in items { … }`",
        "." if text.contains("..") => "the integers from 1 to 5 are `range(1, 6)`",
        "(" if first == "switch" => {
            "`match value { case 1 { … } }` compares a value; `switch { case condition { … } }` has none"
        }
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

/// Recognizes `name: List<int>`.
fn is_generic(text: &str) -> bool {
    let before = text.split_once('<').map_or("", |(before, _)| before);
    before.split_once(": ").is_some_and(|(name, _)| name.trim().chars().all(is_name_part))
}

/// Recognizes `name: string?`.
fn is_contract(text: &str) -> bool {
    let before = text.split_once('?').map_or("", |(before, _)| before);
    before.split_once(": ").is_some_and(|(name, contract)| {
        name.trim().chars().all(is_name_part) && contract.trim().chars().all(is_name_part)
    })
}

/// Recognizes `1e6`.
fn is_exponent(number: &str) -> bool {
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
    number
        .split_once(['e', 'E'])
        .is_some_and(|(mantissa, exponent)| digits(mantissa) && digits(exponent))
}

fn is_call(name: &str, text: &str) -> bool {
    text[name.len()..].trim_start().starts_with('(')
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
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
