//! Inputs from a terminal, through the line editor.

use std::path::Path;

use rustyline::config::Configurer as _;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{
    CompletionType, Config, EditMode, Editor, EventHandler, KeyCode, KeyEvent, Modifiers,
};

use super::editor::{Assistant, Dedent, NewLine};
use super::paint::{Ink, Paint};
use super::shell::{Next, Shell};
use crate::cli::terminal::answer;

/// The prompt.
const PROMPT: &str = "murano> ";
/// Most inputs that are remembered.
const MOST_INPUTS: usize = 10_000;

/// Converses until the end; the exit code.
pub(super) fn converse(shell: &mut Shell, history: &Path, quiet: bool) -> u8 {
    let mut editor = match editor(shell) {
        Ok(editor) => editor,
        Err(error) => {
            shell.complain(&format!("the terminal cannot be used: {error}"));
            return 1;
        }
    };
    // There is no history before the first time.
    drop(editor.load_history(history));
    if !quiet {
        shell.say(&welcome(shell.paint));
    }
    let code = inputs(shell, &mut editor);
    remember(shell, &mut editor, history);
    code
}

fn editor(shell: &Shell) -> rustyline::Result<Editor<Assistant, DefaultHistory>> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .edit_mode(EditMode::Emacs)
        .history_ignore_space(true)
        .history_ignore_dups(true)?
        .max_history_size(MOST_INPUTS)?
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

fn inputs(shell: &mut Shell, editor: &mut Editor<Assistant, DefaultHistory>) -> u8 {
    let prompt = (PROMPT, shell.paint.ink(Ink::Strong, PROMPT));
    loop {
        if let Some((columns, _)) = editor.dimensions() {
            shell.width = usize::from(columns).max(20);
        }
        match editor.readline(&prompt) {
            Ok(text) => {
                if !text.trim().is_empty() {
                    drop(editor.add_history_entry(text.trim_end()));
                }
                match shell.input(&text) {
                    Next::Quit => return 0,
                    // The editor asks for more lines itself; what still is unfinished is a mistake.
                    Next::More => drop(shell.last_input(&text)),
                    Next::Ready | Next::Failed => {}
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => {
                answer("\n");
                return 0;
            }
            Err(error) => {
                shell.complain(&format!("the terminal went away: {error}"));
                return 1;
            }
        }
    }
}

fn remember(shell: &Shell, editor: &mut Editor<Assistant, DefaultHistory>, history: &Path) {
    let folder = history.parent().unwrap_or(Path::new("."));
    let kept = std::fs::create_dir_all(folder)
        .map_err(ReadlineError::from)
        .and_then(|()| editor.append_history(history));
    if let Err(error) = kept {
        shell.complain(&format!("the history was not kept: {error}"));
    }
}
