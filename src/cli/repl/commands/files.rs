//! `:load`, `:reload`, `:edit`, `:save`.

#![expect(clippy::disallowed_methods, reason = "an environment variable names the editor")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::command_line::is_command_line;
use super::super::shell::{Next, Shell};
use crate::cli::style::counted;

/// The editor where no variable names one.
const DEFAULT_EDITOR: &str = "vi";

/// Runs a file in this session.
pub(super) fn load(shell: &mut Shell, argument: &str) -> Next {
    load_file(shell, &path_of(argument))
}

/// Runs the file loaded last again.
pub(super) fn reload(shell: &mut Shell) -> Next {
    let Some(file) = shell.loaded.clone() else {
        shell.error("no file has been loaded yet: `:load FILE`");
        return Next::Failed;
    };
    load_file(shell, &file)
}

fn load_file(shell: &mut Shell, file: &Path) -> Next {
    if shell.load(file) { Next::Ready } else { Next::Failed }
}

/// Opens a file in the user's editor and runs it; without one the file loaded last, else the last input.
pub(super) fn edit(shell: &mut Shell, argument: &str) -> Next {
    let file = match argument {
        "" => shell.loaded.clone(),
        argument => Some(path_of(argument)),
    };
    match file {
        Some(file) => match open_editor(&file) {
            Ok(()) => load_file(shell, &file),
            Err(reason) => failed(shell, &reason),
        },
        None => edit_last_input(shell),
    }
}

fn edit_last_input(shell: &mut Shell) -> Next {
    let is_program = |input: &&String| !is_command_line(input);
    let text = shell.inputs.iter().rev().find(is_program).cloned().unwrap_or_default();
    match edited(&text) {
        Ok(edited) if edited.trim().is_empty() => Next::Ready,
        Ok(edited) => {
            // The input that ran is what `:history` and `_N` are about.
            if let Some(input) = shell.inputs.last_mut() {
                edited.clone_into(input);
            }
            shell.input(&edited)
        }
        Err(reason) => failed(shell, &reason),
    }
}

/// A text as the user leaves it in the editor.
fn edited(text: &str) -> Result<String, String> {
    let explained = |error: std::io::Error| format!("a temporary file: {error}");
    let mut file = tempfile::Builder::new().suffix(".murano").tempfile().map_err(explained)?;
    let text = format!("{}\n", text.trim_end());
    file.write_all(text.as_bytes()).map_err(explained)?;
    open_editor(file.path())?;
    std::fs::read_to_string(file.path()).map_err(explained)
}

/// Opens the editor that `VISUAL` or `EDITOR` names, and waits until it ends.
fn open_editor(file: &Path) -> Result<(), String> {
    let set = |name| std::env::var(name).ok().filter(|command| !command.trim().is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or(DEFAULT_EDITOR.to_owned());
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(DEFAULT_EDITOR));
    match command.args(words).arg(file).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the editor `{editor}` failed: {status}; nothing was run")),
        Err(error) => Err(format!(
            "cannot start the editor `{editor}`: {error}; the variable `EDITOR` names another"
        )),
    }
}

/// Writes the inputs that succeeded to a new file.
pub(super) fn save(shell: &mut Shell, argument: &str) -> Next {
    let path = path_of(argument);
    if shell.succeeded.is_empty() {
        return failed(shell, "there is nothing to save: no input has succeeded yet");
    }
    let text = shell.succeeded.iter().map(|input| format!("{}\n", input.trim_end()));
    let text: String = text.collect();
    let written =
        std::fs::File::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => {
            let inputs = counted(shell.succeeded.len(), "input");
            let path = path.display();
            shell.note(&format!("{inputs} written to `{path}`: `murano run {path}` runs them"));
            Next::Ready
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => failed(
            shell,
            &format!("`{}` exists already, and is not replaced: name another file", path.display()),
        ),
        Err(error) => failed(shell, &format!("cannot write `{}`: {error}", path.display())),
    }
}

fn failed(shell: &Shell, reason: &str) -> Next {
    shell.error(reason);
    Next::Failed
}

fn path_of(argument: &str) -> PathBuf {
    PathBuf::from(argument.trim_matches(['\'', '"']))
}
