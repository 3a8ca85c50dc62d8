//! `:source` and `??`: the text of a declaration.

use super::super::highlight::highlight_text;
use super::super::shell::{Next, Shell};
use super::doc;
use crate::cli::style::Tone;
use crate::ide::symbols::{self, SourceText};

/// Prints the source of a class, a method, a property or a function.
pub(super) fn source(shell: &mut Shell, name: &str) -> Next {
    let name = name.trim_end_matches(['(', ')']);
    let found = text(shell, name);
    match found {
        Some(found) => {
            let place = shell.style.paint(Tone::Faint, &format!("{}:{}", found.file, found.line));
            shell.print(&format!("{}\n{place}", highlight_text(&found.text, shell.style)));
            Next::Ready
        }
        None if symbols::rows(name).is_empty() => doc::unknown(shell, name),
        None => {
            shell.error(&format!("`{name}` is built in and has no source; `?{name}` explains it"));
            Next::Failed
        }
    }
}

fn text(shell: &Shell, name: &str) -> Option<SourceText> {
    let session = shell.session();
    let registry = doc::registry(&session);
    let functions = session.functions();
    if let Some(function) = functions.iter().find(|f| &*f.name.text == name) {
        return symbols::source_text(registry, function.span);
    }
    if let Some(class) = doc::find_class(&session, name) {
        return symbols::source_of_class(registry, class);
    }
    // `$redis.start`, `Redis.start`.
    let (owner, member) = name.rsplit_once('.')?;
    let class = match owner.strip_prefix('$') {
        Some(variable) => symbols::class_of_value(&session.variable(variable)?)?,
        None => doc::find_class(&session, owner)?,
    };
    symbols::source_of_member(registry, class, member)
}
