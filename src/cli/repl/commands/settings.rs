//! `:set`.

use super::super::settings::SETTINGS;
use super::super::shell::{Next, Shell};
use super::layout::two_columns;
use crate::cli::style::Tone;
use crate::diag::suggest;

/// Prints the settings, or changes one: `width 60`, or `width = 60`.
pub(super) fn set(shell: &mut Shell, argument: &str) -> Next {
    if argument.is_empty() {
        print_all(shell);
        return Next::Ready;
    }
    let mut words =
        argument.split(|c: char| c == '=' || c.is_whitespace()).filter(|w| !w.is_empty());
    let (name, value) = (words.next().unwrap_or_default(), words.next());
    let name = if name == "colour" { "color" } else { name };
    let Some((name, values, _)) = SETTINGS.iter().find(|(known, ..)| *known == name) else {
        let hint = suggest::did_you_mean(name, SETTINGS.iter().map(|(name, ..)| *name));
        let hint = hint.unwrap_or_else(|| "`:set` lists the settings".to_owned());
        shell.error(&format!("there is no setting `{name}`: {hint}"));
        return Next::Failed;
    };
    let Some(value) = value else {
        shell.print(&format!("{name} {}", shell.settings.text(name)));
        return Next::Ready;
    };
    match shell.settings.set(name, value) {
        Ok(()) => {
            shell.apply_settings();
            Next::Ready
        }
        Err(expected) => {
            shell.error(&format!("`{name}` is {expected}, not `{value}`: `:set {name} {values}`"));
            Next::Failed
        }
    }
}

fn print_all(shell: &Shell) {
    let mut out = String::new();
    for (name, values, about) in SETTINGS {
        let current = format!("{name} {}", shell.settings.text(name));
        out.push_str(&two_columns(shell, &current, &format!("{about}: {values}"), 20));
    }
    let file =
        format!("`{}` is run when a session starts, with settings too", shell.startup.display());
    out.push_str(&shell.style.paint(Tone::Faint, &file));
    shell.print(&out);
}
