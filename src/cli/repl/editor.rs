//! The line editor's helper: validation, highlighting, hints, completion, indentation.

mod hint;
mod indent;
mod keys;
mod pace;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, EditMode, Editor, Helper};
use unicode_width::UnicodeWidthStr as _;

use self::hint::{InputHint, SignatureHint};
use self::keys::PendingEdit;
use self::pace::TypingPace;
use super::command_line::is_command_line;
use super::complete;
use super::complete::candidate::Completion;
use super::highlight::highlight;
use super::last_values::with_last_values;
use super::paste_end::PasteEnd;
use super::shell::Shell;
use crate::cli::style::{Style, Tone};
use crate::diag::escape::escape_controls;
use crate::ide::signatures;
use crate::session::Interactive;

/// With more candidates than this, they are listed without their descriptions.
const MOST_DESCRIBED: usize = 40;

/// A line editor for a session.
pub(super) fn editor(shell: &Shell) -> rustyline::Result<Editor<Assistant, DefaultHistory>> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .edit_mode(EditMode::Emacs)
        .history_ignore_space(true)
        .history_ignore_dups(true)?
        .max_history_size(shell.settings.history)?
        .indent_size(4)
        .tab_stop(4)
        .build();
    let mut editor = Editor::with_config(config)?;
    let assistant = Assistant::new(shell);
    keys::bind(&mut editor, &assistant);
    editor.set_helper(Some(assistant));
    Ok(editor)
}

/// Answers the line editor while a text is typed.
pub(super) struct Assistant {
    session: Rc<RefCell<Interactive>>,
    /// Whether with colours.
    pub style: Cell<Style>,
    /// The width of the terminal, in columns.
    pub width: Cell<usize>,
    history: HistoryHinter,
    pace: TypingPace,
    paste: PasteEnd,
    edit: PendingEdit,
    /// The signature that is shown below the input.
    below: RefCell<Option<SignatureHint>>,
    /// The input, before and behind the cursor.
    typed: RefCell<(String, String)>,
}

impl Assistant {
    fn new(shell: &Shell) -> Self {
        Self {
            session: shell.shared(),
            style: Cell::new(shell.style),
            width: Cell::new(shell.width),
            history: HistoryHinter::new(),
            pace: TypingPace::default(),
            paste: shell.paste.clone(),
            edit: PendingEdit::default(),
            below: RefCell::default(),
            typed: RefCell::default(),
        }
    }

    /// The input, before and behind the cursor.
    pub(super) fn typed(&self) -> (String, String) {
        self.typed.borrow().clone()
    }

    /// What is left to write after Ctrl-C ended an input, with the cursor below it.
    pub(super) fn after_interrupt(&self) -> &'static str {
        let had_signature = self.below.take().is_some();
        match self.edit.take_interrupt() {
            // The line of the signature is empty now.
            true if had_signature => "\x1b[A",
            true => "",
            false => "^C\n",
        }
    }

    /// Whether a text of several lines is pasted without brackets.
    fn is_paste(&self, line: &str) -> bool {
        line.contains('\n') && self.pace.is_burst()
    }

    /// Returns whether Enter begins a new line instead of ending the input. The session keeps the parse for the run.
    fn needs_more(&self, text: &str) -> bool {
        !is_command_line(text) && self.session.borrow_mut().is_incomplete(&with_last_values(text))
    }

    /// The rest of an earlier input. Without colour it would look like text that is typed.
    fn history_hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        if self.style.get() == Style::Plain {
            return None;
        }
        self.history.hint(line, pos, context).filter(|hint| !hint.contains('\n'))
    }

    /// The signature of the call around the cursor.
    fn signature(&self, line: &str, pos: usize) -> Option<SignatureHint> {
        let session = self.session.try_borrow().ok()?;
        let found =
            signatures::while_typed(line, pos, &*session, &mut |text| session.analyze(text))?;
        SignatureHint::of(&found, self.width.get())
    }
}

impl Helper for Assistant {}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        let mut more = self.needs_more(text);
        if !more && self.pace.is_burst() && self.session.borrow().may_go_on(&with_last_values(text))
        {
            self.paste.wait_with(text);
            more = true;
        }
        self.pace.note_work();
        Ok(if more { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _pos: usize) -> Cow<'l, str> {
        Cow::Owned(highlight(line, self.style.get()))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(
        &'s self,
        prompt: &'p str,
        _default: bool,
    ) -> Cow<'b, str> {
        Cow::Owned(self.style.get().paint(Tone::Strong, prompt))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(hint::painted(hint, self.below.borrow().as_ref(), self.style.get()))
    }

    fn highlight_char(&self, line: &str, _pos: usize, kind: CmdKind) -> bool {
        // Within a paste a line is drawn again at its end only.
        kind == CmdKind::ForcedRefresh || (kind == CmdKind::Other && !self.is_paste(line))
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
        if let Some(text) = self.edit.take() {
            let start = line[..pos].rfind('\n').map_or(0, |at| at + 1);
            return Ok((start, vec![Pair { display: text.clone(), replacement: text }]));
        }
        let Ok(session) = self.session.try_borrow() else { return Ok((pos, Vec::new())) };
        let (start, found) = complete::complete(&session, line, pos);
        Ok((start, pairs(found, self.width.get())))
    }
}

/// The candidates as the editor lists them: a line each, as far as it fits, if they have descriptions.
fn pairs(found: Vec<Completion>, width: usize) -> Vec<Pair> {
    let described = found.len() <= MOST_DESCRIBED;
    let widest = found.iter().map(|c| c.label.width()).max().unwrap_or(0);
    let pair = |c: Completion| {
        // Names of files and first lines of documentation may contain anything.
        let label = escape_controls(&c.label).into_owned();
        let display = if described && !c.about.is_empty() {
            let gap = " ".repeat(widest.saturating_sub(label.width()) + 2);
            let mut line = format!("{label}{gap}{}", escape_controls(&c.about));
            hint::cut(&mut line, width);
            line
        } else {
            label
        };
        Pair { display, replacement: c.text }
    };
    found.into_iter().map(pair).collect()
}

impl Hinter for Assistant {
    type Hint = InputHint;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<InputHint> {
        if let Some((left, right)) = line.split_at_checked(pos) {
            self.typed.replace((left.to_owned(), right.to_owned()));
        }
        let hint = if self.is_paste(line) {
            self.below.take();
            None
        } else {
            self.below.replace(self.signature(line, pos));
            InputHint::new(self.history_hint(line, pos, context), self.below.borrow().as_ref())
        };
        self.pace.note_work();
        hint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unclosed_brackets_and_strings_continue_the_input() {
        let shell = Shell::for_tests();
        let assistant = Assistant::new(&shell);
        let needs_more = |text: &str| assistant.needs_more(text);
        assert!(!needs_more("$x = 1"));
        assert!(needs_more("class A {"));
        assert!(needs_more("class A {\n    n: int!"));
        assert!(!needs_more("class A {\n    n: int!\n}"));
        assert!(needs_more("$x = "));
        assert!(needs_more("'open"));
        assert!(!needs_more(":load 'x"));
        assert!(!needs_more("?'x"));
        assert!(!needs_more("}"));
    }
}
