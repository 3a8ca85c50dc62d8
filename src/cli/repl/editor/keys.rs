//! What keys do that the line editor alone does not: lines are indented while they are typed, and never while they are pasted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::history::DefaultHistory;
use rustyline::{
    Cmd, ConditionalEventHandler, Editor, Event, EventContext, EventHandler, KeyCode, KeyEvent,
    Modifiers, Movement, RepeatCount,
};

use super::Assistant;
use super::indent::{after_enter, closed, removed_by_backspace};
use super::pace::TypingPace;
use crate::cli::repl::command_line::is_command_line;
use crate::cli::repl::paste_end::PasteEnd;
use crate::cli::terminal::write_stdout;

/// A text that replaces the line before the cursor. The editor has no command for that which leaves the cursor behind the text, but
/// completion does: a key asks for completion, and the completer finds this.
///
/// The flag is whether Ctrl-C was shown.
#[derive(Debug, Clone, Default)]
pub(super) struct PendingEdit(Arc<Mutex<Option<String>>>, Arc<AtomicBool>);

/// Ctrl-C as terminals show it, and nothing behind it: neither a hint nor a signature.
const INTERRUPT: &str = "^C\x1b[J";

impl PendingEdit {
    /// Takes the text, if a key left one.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Returns whether Ctrl-C was shown where it was typed since the last call.
    pub(super) fn take_interrupt(&self) -> bool {
        self.1.swap(false, Ordering::Relaxed)
    }

    fn set(&self, text: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
    }
}

/// Binds the keys.
pub(super) fn bind(editor: &mut Editor<Assistant, DefaultHistory>, assistant: &Assistant) {
    let mut on = |event: Event, action: KeyAction| {
        let (pace, paste, edit) =
            (assistant.pace.clone(), assistant.paste.clone(), assistant.edit.clone());
        let handler = KeyHandler { action, pace, paste, edit };
        editor.bind_sequence(event, EventHandler::Conditional(Box::new(handler)));
    };
    let key = |code: KeyCode| Event::from(KeyEvent(code, Modifiers::NONE));
    on(key(KeyCode::Enter), KeyAction::Enter);
    // As some terminals send a line break of a paste.
    on(Event::from(KeyEvent(KeyCode::Char('J'), Modifiers::CTRL)), KeyAction::Enter);
    on(key(KeyCode::Tab), KeyAction::Tab);
    on(key(KeyCode::Backspace), KeyAction::Backspace);
    for closer in ['}', ']', ')'] {
        on(key(KeyCode::Char(closer)), KeyAction::Close(closer));
    }
    on(Event::from(KeyEvent(KeyCode::Char('C'), Modifiers::CTRL)), KeyAction::Interrupt);
    on(Event::Any, KeyAction::Other);
}

/// The key that was pressed.
#[derive(Debug, Clone, Copy)]
enum KeyAction {
    /// Enter: begins an indented line while a bracket is open.
    Enter,
    /// Tab: indents a line of a paste.
    Tab,
    /// Backspace: removes a level of indentation.
    Backspace,
    /// A closing bracket: moves to where its line begins.
    Close(char),
    /// Ctrl-C: ends the line that it is shown in.
    Interrupt,
    /// Any other.
    Other,
}

struct KeyHandler {
    action: KeyAction,
    pace: TypingPace,
    paste: PasteEnd,
    edit: PendingEdit,
}

impl ConditionalEventHandler for KeyHandler {
    fn handle(
        &self,
        _event: &Event,
        _count: RepeatCount,
        _positive: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        self.pace.note_key();
        self.paste.note_key();
        let line = context.line();
        let before = line.get(..context.pos())?;
        let is_paste = self.pace.is_burst();
        match self.action {
            KeyAction::Enter => {
                // Everything else is left to the validator, whose parse the run then uses.
                let spaces = after_enter(line).and_then(|_| after_enter(before))?;
                let spaces = if is_paste { 0 } else { spaces };
                let more = !is_command_line(line);
                more.then(|| Cmd::Insert(1, format!("\n{}", " ".repeat(spaces))))
            }
            KeyAction::Tab => {
                let indents = before.rsplit_once('\n').is_some_and(|(_, l)| l.trim().is_empty());
                (is_paste && indents).then(|| Cmd::Insert(1, "\t".to_owned()))
            }
            KeyAction::Close(closer) if !is_paste => {
                self.edit.set(closed(before, closer)?);
                Some(Cmd::Complete)
            }
            KeyAction::Backspace => match removed_by_backspace(before) {
                1 => None,
                count => Some(Cmd::Kill(Movement::BackwardChar(count))),
            },
            KeyAction::Interrupt => {
                if before.len() == line.len() {
                    write_stdout(INTERRUPT.as_bytes());
                    self.edit.1.store(true, Ordering::Relaxed);
                }
                None
            }
            KeyAction::Close(_) | KeyAction::Other => None,
        }
    }
}
