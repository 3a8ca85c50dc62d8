//! Makes the expression at a position parse: completes the word there, and closes what is open.

use crate::compile::walk;
use crate::source::Sources;
use crate::syntax::tokens::{UnclosedBracket, tokens};
use crate::syntax::{self, Block, Expr, ExprKind, Module, StmtKind};

/// A name that stands for the word that is not typed yet.
const PLACEHOLDER: &str = "completion_";

/// Most texts that are tried: one for each open bracket around the position.
const MOST_CLOSED: usize = 24;

/// A text in which the expression at a position parses.
pub(crate) struct Repaired {
    /// The text.
    pub text: String,
    /// The end of the word at the position.
    pub offset: usize,
}

/// Repairs a text whose word from `start` to `end` is being typed.
pub(crate) fn repair(text: &str, start: usize, end: usize) -> Repaired {
    // Only the top-level declaration around the position is parsed for a trial. Of the ways to close it
    // the one with the fewest errors wins: first nothing is closed, then one bracket more each time,
    // without the rest of the line, and at last everything, without the rest of the declaration.
    let typed = &text[start..end];
    let word = if typed.is_empty() { PLACEHOLDER } else { typed };
    let (from, to) = declaration_around(text, start);
    let head = &text[from..start];
    let rest = &text[end..to];
    let line_end = rest.find('\n').unwrap_or(rest.len());
    let open = tokens(head).open;
    let mut best: Option<(usize, String)> = None;
    for closed in 0..=open.len().min(MOST_CLOSED) + 1 {
        let closers = closers(&open, closed);
        let tail = match closed {
            0 => rest,
            n if n > open.len() => "\n",
            _ => &rest[line_end..],
        };
        for suffix in suffixes(typed, head, open.last()) {
            let trial = format!("{head}{word}{suffix}{closers}{tail}");
            let Some(errors) = errors_of(&trial, head.len() + word.len()) else { continue };
            if best.as_ref().is_none_or(|(fewest, _)| errors < *fewest) {
                best = Some((errors, trial));
            }
            if errors == 0 {
                break;
            }
        }
        if matches!(best, Some((0, _))) {
            break;
        }
    }
    let declaration = best.map_or_else(|| format!("{head}{word}{rest}"), |(_, trial)| trial);
    let text = format!("{}{declaration}{}", &text[..from], &text[to..]);
    Repaired { text, offset: start + word.len() }
}

/// What may follow the word: a key has a value, a call its brackets.
fn suffixes(typed: &str, head: &str, around: Option<&UnclosedBracket>) -> &'static [&'static str] {
    let before = head.trim_end();
    if typed.starts_with('$') {
        &[""]
    } else if before.ends_with("super.") {
        &["()"]
    } else if before.ends_with('.') {
        &["", "()"]
    } else if before.ends_with(['{', ',']) && around.is_some_and(|open| open.text == "{") {
        &[": null", "", ": any"]
    } else {
        &["", " { }", ": any"]
    }
}

/// The beginning of the word or variable at the end of a text.
pub(crate) fn word_start(before: &str) -> usize {
    let is_word = |c: char| c == '_' || c == '$' || c.is_alphanumeric();
    before.trim_end_matches(is_word).len()
}

/// The text that closes the innermost brackets; strings are closed, too.
fn closers(open: &[UnclosedBracket], count: usize) -> String {
    open.iter().rev().take(count).map(|bracket| bracket.closer()).collect()
}

/// The number of syntax errors of a text; `None` if nothing that parses is at the offset.
fn errors_of(text: &str, offset: usize) -> Option<usize> {
    let sources = Sources::new();
    let source = sources.add("", text)?;
    let (module, found) = syntax::parse_module(&source);
    holds(&module, offset as u32).then_some(found.len())
}

/// Whether a part of the tree that parsed holds a position.
fn holds(module: &Module, at: u32) -> bool {
    let inside = |span: crate::source::Span| span.start <= at && at <= span.end;
    let classes = module.classes.iter();
    let in_classes = classes.filter(|class| inside(class.span)).any(|class| {
        let body = class.methods.iter().filter(|m| inside(m.span)).find_map(|m| m.body.as_ref());
        body.is_none_or(|body| !inside(body.span) || block_holds(body, at))
    });
    let functions = module.functions.iter().filter(|f| inside(f.span));
    let mut bodies = functions.filter_map(|f| f.body.as_ref());
    in_classes || bodies.any(|body| block_holds(body, at)) || block_holds(&module.body, at)
}

fn block_holds(block: &Block, at: u32) -> bool {
    let mut found = false;
    walk::statements(block, &mut |statement| {
        let inside = statement.span.start <= at && at <= statement.span.end;
        if !inside {
            return;
        }
        let mut direct = false;
        let touches = |e: &Expr| e.span.start <= at && at <= e.span.end;
        walk::statement(statement, &mut |e| direct |= touches(e) && is_whole(e, at), &mut |_| {});
        found |= direct || matches!(&statement.kind, StmtKind::Return(_) | StmtKind::Try { .. });
    });
    found
}

/// Whether the innermost expression at a position parsed.
fn is_whole(expr: &Expr, at: u32) -> bool {
    let mut whole = true;
    walk::expressions(expr, &mut |part| {
        let inside = part.span.start <= at && at <= part.span.end;
        whole &= !(inside && matches!(part.kind, ExprKind::Error));
    });
    whole
}

/// The range of the top-level declaration that an offset is in: from a line that begins one to the next such line.
pub(crate) fn declaration_around(text: &str, offset: usize) -> (usize, usize) {
    let mut starts = line_starts(text).filter(|&start| begins_declaration(&text[start..]));
    let mut from = 0;
    for start in starts.by_ref() {
        if start > offset {
            return (from, start);
        }
        from = start;
    }
    (from, text.len())
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1))
}

/// Whether a text begins with a declaration that is not indented.
fn begins_declaration(text: &str) -> bool {
    ["class ", "meta class ", "function ", "@", "///"].iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> String {
        let at = text.find('|').expect("a position");
        let text = text.replace('|', "");
        repair(&text, at, at).text
    }

    #[test]
    fn brackets_are_closed_where_the_line_ends() {
        let text = "class A {\n  m() {\n    f([{ |\n  }\n  n() { }\n}\n";
        assert_eq!(
            repaired(text),
            "class A {\n  m() {\n    f([{ completion_: null}])\n  }\n  n() { }\n}\n"
        );
    }

    #[test]
    fn a_balanced_text_only_gets_a_word() {
        assert_eq!(repaired("$x.|"), "$x.completion_");
        assert_eq!(repaired("$x = f({ | })"), "$x = f({ completion_: null })");
        assert_eq!(repaired("$x = f(1, |)"), "$x = f(1, completion_)");
    }

    #[test]
    fn declarations_after_the_position_stay() {
        let text = "class A {\n  m() {\n    $x = [|\n\nclass B { }\n";
        let found = repaired(text);
        assert!(found.ends_with("class B { }\n"), "{found}");
        assert!(found.contains("$x = [completion_]"), "{found}");
    }
}
