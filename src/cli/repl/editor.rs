//! The line editor's helper: validation, highlighting, hints, completion, indentation.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Cmd, ConditionalEventHandler, Context, Event, EventContext, Helper, Movement, RepeatCount,
};
use unicode_width::UnicodeWidthStr as _;

use super::complete;
use super::complete::candidate::Completion;
use super::highlight::highlight;
use super::paint::{Ink, Paint};
use super::shell::with_last_value;
use crate::diag::escape::escape_controls;
use crate::session::Interactive;
use crate::syntax::tokens::{TokenKind, tokens};

/// A level of indentation.
const INDENT: &str = "    ";
/// With more candidates than this, they are listed without their descriptions.
const MOST_DESCRIBED: usize = 40;

/// Answers the line editor while a text is typed.
pub(super) struct Assistant {
    session: Rc<RefCell<Interactive>>,
    paint: Paint,
    history: HistoryHinter,
}

impl Assistant {
    /// A helper for a session.
    pub(super) fn new(session: Rc<RefCell<Interactive>>, paint: Paint) -> Self {
        Self { session, paint, history: HistoryHinter::new() }
    }
}

impl Helper for Assistant {}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let more = self.needs_more(context.input());
        Ok(if more { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Assistant {
    /// Returns whether Enter begins a new line instead of ending the input. The session keeps the parse for the run.
    fn needs_more(&self, text: &str) -> bool {
        let command = text.trim_start().starts_with(':');
        !command && self.session.borrow_mut().is_incomplete(&with_last_value(text))
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _pos: usize) -> Cow<'l, str> {
        Cow::Owned(highlight(line, self.paint))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(
        &'s self,
        prompt: &'p str,
        _default: bool,
    ) -> Cow<'b, str> {
        Cow::Owned(self.paint.ink(Ink::Strong, prompt))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.paint.ink(Ink::Faint, hint))
    }

    fn highlight_char(&self, _line: &str, _pos: usize, kind: CmdKind) -> bool {
        kind != CmdKind::MoveCursor
    }
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let Ok(session) = self.session.try_borrow() else { return Ok((pos, Vec::new())) };
        let (start, found) = complete::complete(&session, line, pos);
        Ok((start, pairs(found)))
    }
}

fn pairs(found: Vec<Completion>) -> Vec<Pair> {
    let described = found.len() <= MOST_DESCRIBED;
    let widest = found.iter().map(|c| c.label.width()).max().unwrap_or(0);
    let pair = |c: Completion| {
        let display = if described && !c.about.is_empty() {
            let gap = " ".repeat(widest - c.label.width() + 2);
            format!("{}{gap}{}", c.label, c.about)
        } else {
            c.label
        };
        // Names of files and first lines of documentation may contain anything.
        Pair { display: escape_controls(&display).into_owned(), replacement: c.text }
    };
    found.into_iter().map(pair).collect()
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        let hint = self.history.hint(line, pos, context)?;
        (!hint.contains('\n')).then_some(hint)
    }
}

/// Enter while a bracket is open: begins an indented line.
pub(super) struct NewLine;

impl ConditionalEventHandler for NewLine {
    fn handle(
        &self,
        _event: &Event,
        _count: RepeatCount,
        _positive: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        let (line, pos) = (context.line(), context.pos());
        let open = tokens(line);
        let command = line.trim_start().starts_with(':');
        // Everything else is left to the validator, whose parse the run then uses.
        if pos < line.len() || command || open.open.is_empty() || open.in_text() {
            return None;
        }
        Some(Cmd::Insert(1, format!("\n{}", INDENT.repeat(open.open.len()))))
    }
}

/// `}` on a line of its own: moves it one level out.
pub(super) struct Dedent;

impl ConditionalEventHandler for Dedent {
    fn handle(
        &self,
        _event: &Event,
        _count: RepeatCount,
        _positive: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        outdented(context.line().get(..context.pos())?)
            .map(|text| Cmd::Replace(Movement::BeginningOfLine, Some(text)))
    }
}

/// The last line of a text after a `}` is typed on it, if that line is blank.
fn outdented(before: &str) -> Option<String> {
    let (_, line) = before.rsplit_once('\n')?;
    let found = tokens(before);
    let blank = !line.is_empty() && line.chars().all(|c| c == ' ');
    let between_tokens = found.all.last().is_some_and(|t| t.kind == TokenKind::Blank);
    let levels = found.open.len().checked_sub(1)?;
    (blank && between_tokens).then(|| format!("{}}}", INDENT.repeat(levels)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unclosed_brackets_and_strings_continue_the_input() {
        let session = Rc::new(RefCell::new(Interactive::new(crate::session::Session::new())));
        let assistant = Assistant::new(session, Paint::None);
        let needs_more = |text: &str| assistant.needs_more(text);
        assert!(!needs_more("$x = 1"));
        assert!(needs_more("class A {"));
        assert!(needs_more("class A {\n    n: int!"));
        assert!(!needs_more("class A {\n    n: int!\n}"));
        assert!(needs_more("$x = "));
        assert!(needs_more("'open"));
        assert!(!needs_more(":load 'x"));
        assert!(!needs_more("}"));
    }

    #[test]
    fn a_closing_brace_is_indented_like_its_block() {
        assert_eq!(outdented("class A {\n    f() {\n        ").as_deref(), Some("    }"));
        assert_eq!(outdented("class A {\n    ").as_deref(), Some("}"));
        assert_eq!(outdented("class A {\n    x"), None);
        assert_eq!(outdented("f("), None);
        assert_eq!(outdented("\"\"\"{\n   "), None);
    }
}
