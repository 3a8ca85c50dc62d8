//! Inputs from a terminal, through the line editor.

use std::path::Path;

use rustyline::config::Configurer as _;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{
    CompletionType, Config, EditMode, Editor, EventHandler, KeyCode, KeyEvent, Modifiers,
};

use super::commands::dispatch_input;
use super::editor::{Assistant, Dedent, NewLine};
use super::paint::{Ink, Paint};
use super::shell::{Next, Shell};
use crate::cli::terminal::write_stdout;

const PROMPT: &str = "murano> ";
/// The greatest number of inputs in the history.
const MAX_HISTORY: usize = 10_000;

/// Whether the session starts with a welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Welcome {
    /// It does.
    Shown,
    /// It does not.
    Hidden,
}

/// Runs inputs until the session ends; returns the exit code.
pub(super) fn run(shell: &mut Shell, history: &Path, greeting: Welcome) -> u8 {
    let mut editor = match editor(shell) {
        Ok(editor) => editor,
        Err(error) => {
            shell.error(&format!("the terminal cannot be used: {error}"));
            return 1;
        }
    };
    // The first session finds no history. A pipe or a device in its place would never answer.
    if history.is_file() {
        drop(editor.load_history(history));
    }
    if greeting == Welcome::Shown {
        shell.print(&welcome(shell.paint));
    }
    let code = read_inputs(shell, &mut editor);
    save_history(shell, &mut editor, history);
    code
}

fn editor(shell: &Shell) -> rustyline::Result<Editor<Assistant, DefaultHistory>> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .edit_mode(EditMode::Emacs)
        .history_ignore_space(true)
        .history_ignore_dups(true)?
        .max_history_size(MAX_HISTORY)?
        .indent_size(4)
        .tab_stop(4)
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Assistant::new(shell.shared(), shell.paint)));
    if shell.paint == Paint::None {
        editor.set_color_mode(rustyline::ColorMode::Disabled);
    }
    let enter = KeyEvent(KeyCode::Enter, Modifiers::NONE);
    editor.bind_sequence(enter, EventHandler::Conditional(Box::new(NewLine)));
    let brace = KeyEvent(KeyCode::Char('}'), Modifiers::NONE);
    editor.bind_sequence(brace, EventHandler::Conditional(Box::new(Dedent)));
    Ok(editor)
}

fn welcome(paint: Paint) -> String {
    let strong = |text: &str| paint.ink(Ink::Strong, text);
    format!(
        "{} {}. {} explains, {} completes, {} ends. Try: {}",
        strong("murano"),
        env!("CARGO_PKG_VERSION"),
        strong(":help"),
        strong("TAB"),
        strong("Ctrl-D"),
        paint.ink(Ink::Variable, "[1, 2, 3].select($ * 10)"),
    )
}

fn read_inputs(shell: &mut Shell, editor: &mut Editor<Assistant, DefaultHistory>) -> u8 {
    let prompt = (PROMPT, shell.paint.ink(Ink::Strong, PROMPT));
    loop {
        if let Some((columns, _)) = editor.dimensions() {
            shell.width = usize::from(columns).max(20);
        }
        match editor.readline(&prompt) {
            Ok(text) => {
                let next = dispatch_input(shell, &text);
                // The history is a file: what turned out to hold a secret does not get there.
                if !text.trim().is_empty() && !shell.is_secret(&text) {
                    drop(editor.add_history_entry(text.trim_end()));
                }
                match next {
                    Next::Quit => return 0,
                    // The editor asks for more lines itself: an input that is still incomplete is an error.
                    Next::More => drop(shell.last_input(&text)),
                    Next::Ready | Next::Failed => {}
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => {
                write_stdout(b"\n");
                return 0;
            }
            Err(error) => {
                shell.error(&format!("the terminal was closed: {error}"));
                return 1;
            }
        }
    }
}

fn save_history(shell: &Shell, editor: &mut Editor<Assistant, DefaultHistory>, history: &Path) {
    if history.exists() && !history.is_file() {
        return shell
            .error(&format!("cannot save the history: `{}` is not a file", history.display()));
    }
    let directory = history.parent().unwrap_or(Path::new("."));
    let saved = std::fs::create_dir_all(directory)
        .map_err(ReadlineError::from)
        .and_then(|()| editor.append_history(history));
    if let Err(error) = saved {
        shell.error(&format!("cannot save the history: {error}"));
    }
}
