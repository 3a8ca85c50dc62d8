//! `:trace`: what the next inputs do, line by line.

use std::rc::Rc;

use super::super::shell::{Next, Shell};
use crate::cli::terminal::print_error;
use crate::diag::suggest;

/// What can be traced.
pub(crate) const TOPICS: &[(&str, &str)] = &[
    ("calls", "calls of methods, with their results"),
    ("conversions", "conversions of values by contracts"),
    ("engine", "requests to the container engine"),
    ("off", "nothing"),
];

/// Sets what is traced; without an argument it prints that. `on` is calls and conversions.
pub(super) fn trace(shell: &mut Shell, argument: &str) -> Next {
    let words: Vec<&str> =
        argument.split(|c: char| c == ',' || c.is_whitespace()).filter(|w| !w.is_empty()).collect();
    if words.is_empty() {
        let names = shell.traced.iter().copied().collect::<Vec<_>>().join(", ");
        let names = if names.is_empty() { "nothing".to_owned() } else { names };
        shell.print(&format!("traced: {names}"));
        return Next::Ready;
    }
    let mut traced = Vec::new();
    for word in words {
        match TOPICS.iter().find(|(name, _)| *name == word) {
            Some(("off", _)) => traced.clear(),
            Some((name, _)) => traced.push(*name),
            None if word == "on" => traced.extend(["calls", "conversions"]),
            None => {
                let hint = suggest::did_you_mean(word, TOPICS.iter().map(|(name, _)| *name));
                let hint =
                    hint.unwrap_or_else(|| "`calls`, `conversions`, `engine` or `off`".into());
                shell.error(&format!("`{word}` cannot be traced: {hint}"));
                return Next::Failed;
            }
        }
    }
    begin(shell, &traced);
    shell.traced = traced;
    Next::Ready
}

fn begin(shell: &Shell, traced: &[&'static str]) {
    let secrets = shell.secrets.clone();
    let line = move |topic: &str, line: &str| {
        print_error(&format!("{topic:<8} {}\n", secrets.mask(line)));
    };
    let (calls, conversions) = (traced.contains(&"calls"), traced.contains(&"conversions"));
    shell.session().session().trace(calls, conversions, Rc::new(line));
    shell.deployments.trace_engines(traced.contains(&"engine"));
}
