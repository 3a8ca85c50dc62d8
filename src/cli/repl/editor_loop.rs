//! Inputs from a terminal, through the line editor.

use std::path::Path;

use rustyline::Editor;
use rustyline::config::Configurer as _;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;

use super::commands::dispatch_input;
use super::editor::{Assistant, editor};
use super::shell::{Next, Shell};
use crate::cli::style::{Style, Tone};
use crate::cli::terminal::write_stdout;

const PROMPT: &str = "murano> ";
/// Clears the line above the cursor, and what is below.
const CLEAR_LINE: &str = "\x1b[A\r\x1b[J";

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
        shell.print(&welcome(shell.style));
    }
    let code = read_inputs(shell, &mut editor);
    save_history(shell, &mut editor, history);
    code
}

fn welcome(style: Style) -> String {
    let strong = |text: &str| style.paint(Tone::Strong, text);
    format!(
        "{} {}. {} explains, {} completes, {} ends. Try: {}",
        strong("murano"),
        env!("CARGO_PKG_VERSION"),
        strong(":help"),
        strong("TAB"),
        strong("Ctrl-D"),
        style.paint(Tone::Variable, "[1, 2, 3].select($ * 10)"),
    )
}

fn read_inputs(shell: &mut Shell, editor: &mut Editor<Assistant, DefaultHistory>) -> u8 {
    // With a printer the editor waits for signals too, not only for keys. Nothing is printed with it.
    let _printer = editor.create_external_printer();
    // What was typed when a change of the program interrupted it.
    let mut typed = (String::new(), String::new());
    loop {
        if let [changed, ..] = shell.watch.take_changed().as_slice() {
            reload(shell, changed);
        }
        prepare(shell, editor);
        let (left, right) = std::mem::take(&mut typed);
        let watch = shell.watch.clone();
        let read = watch.while_waiting(|| editor.readline_with_initial(PROMPT, (&left, &right)));
        // The end of a paste, which no key tells.
        let read = match read {
            Err(ReadlineError::Interrupted) => shell.paste.take().ok_or(ReadlineError::Interrupted),
            read => read,
        };
        match read {
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
            Err(ReadlineError::Interrupted) if shell.watch.has_changed() => {
                typed = editor.helper().map(Assistant::typed).unwrap_or_default();
                write_stdout(CLEAR_LINE.as_bytes());
            }
            Err(ReadlineError::Interrupted) => {
                let rest = editor.helper().map_or("", Assistant::after_interrupt);
                write_stdout(rest.as_bytes());
            }
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

/// Runs the loaded program again, because a file of it was changed.
fn reload(shell: &mut Shell, changed: &Path) {
    if let Some(file) = shell.loaded.clone() {
        shell.note(&format!("{} was changed: {} is run again", changed.display(), file.display()));
        shell.load(&file);
    }
}

/// Gives the editor what may have changed: the size of the terminal, settings, the number of the next input.
fn prepare(shell: &mut Shell, editor: &mut Editor<Assistant, DefaultHistory>) {
    if let Some((columns, lines)) = editor.dimensions() {
        shell.resize(usize::from(columns), usize::from(lines));
    }
    let mode = match shell.style {
        Style::Coloured => rustyline::ColorMode::Enabled,
        Style::Plain => rustyline::ColorMode::Disabled,
    };
    editor.set_color_mode(mode);
    drop(editor.set_max_history_size(shell.settings.history));
    shell.session_mut().number_next(shell.inputs.len() + 1);
    if let Some(assistant) = editor.helper() {
        assistant.width.set(shell.width);
        assistant.style.set(shell.style);
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
