//! `:help` and `:explain`.

use super::super::shell::{Next, Shell};
use super::description::{GROUPS, all, named};
use super::doc;
use super::layout::{two_columns, wrapped};
use crate::cli::style::Tone;
use crate::compile::signature;
use crate::diag::{codes, suggest};
use crate::ide::symbols::first_line;
use crate::stdlib;

/// Examples of inputs.
const BASICS: &[(&str, &str)] = &[
    ("$x = [1, 2, 3]", "a variable; `_` is the last value, `_3` that of the third input"),
    ("$x.where($ > 1)", "functions take expressions: `$` is the item"),
    ("class Web { port: int! = 80 }", "a class; lines go on until its `}`"),
    ("new Web { port: '8080' }", "an object; contracts convert the values"),
];

/// The keys that are worth to know.
const KEYS: &str = "TAB completes; right arrow takes the rest of an earlier input; Ctrl-R searches the history; Ctrl-C clears or interrupts; \
                    Ctrl-D ends.";

/// The width of the first column.
const COLUMN: usize = 32;

/// Prints the overview, the functions of a topic, or the documentation of a name.
pub(super) fn help(shell: &mut Shell, topic: &str) -> Next {
    if topic.is_empty() {
        shell.print(&overview(shell));
        return Next::Ready;
    }
    if let Some(text) = of_topic(shell, topic).or_else(|| of_command(shell, topic)) {
        shell.print(&text);
        return Next::Ready;
    }
    match doc::text(shell, topic) {
        Some(text) => shell.print(&text),
        None => {
            let commands = all().map(|c| c.name);
            let topics = stdlib::TOPICS.iter().map(|(topic, _)| *topic).chain(commands);
            let hint = suggest::did_you_mean(topic, topics)
                .unwrap_or_else(|| "`:help` lists the topics".to_owned());
            shell.error(&format!("there is no topic `{topic}`: {hint}"));
            return Next::Failed;
        }
    }
    Next::Ready
}

fn overview(shell: &Shell) -> String {
    let heading = |text: &str| format!("{}\n", shell.style.paint(Tone::Strong, text));
    let mut out = heading("Type statements and expressions:");
    for (text, about) in BASICS {
        out.push_str(&two_columns(shell, text, about, COLUMN));
    }
    for (group, commands) in GROUPS {
        out.push_str(&heading(&format!("{group}:")));
        for command in *commands {
            let usage = format!(":{} {}", command.name, command.usage);
            out.push_str(&two_columns(shell, usage.trim_end(), command.about, COLUMN));
        }
    }
    out.push_str(&heading("Topics for :help:"));
    let topics: Vec<&str> = stdlib::TOPICS.iter().map(|(topic, _)| *topic).collect();
    out.push_str(&indented(&wrapped(&topics.join(" "), shell.width.saturating_sub(2))));
    out.push_str(&heading("Keys:"));
    out.push_str(indented(&wrapped(KEYS, shell.width.saturating_sub(2))).trim_end());
    out
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn of_command(shell: &Shell, name: &str) -> Option<String> {
    let command = named(name.trim_start_matches(':'))?;
    let usage = format!(":{} {}", command.name, command.usage);
    let mut text =
        format!("{}\n{}", shell.style.paint(Tone::Strong, usage.trim_end()), command.about);
    if !command.aliases.is_empty() {
        let aliases: Vec<String> = command.aliases.iter().map(|a| format!(":{a}")).collect();
        text.push_str(&format!("\nalso {}", aliases.join(", ")));
    }
    Some(text)
}

fn of_topic(shell: &Shell, topic: &str) -> Option<String> {
    let (_, tables) = stdlib::TOPICS.iter().find(|(name, _)| *name == topic)?;
    let rows = tables.iter().flat_map(|table| table.iter());
    let mut lines = vec![shell.style.paint(Tone::Strong, topic)];
    let mut before = Vec::new();
    for row in rows {
        let names: Vec<&str> = signature::declared_names(row.signature).collect();
        let of_operator = names[0].starts_with(['#', '*']);
        if of_operator || row.signature.starts_with("legacy ") || names == before {
            continue;
        }
        let line = two_columns(shell, &names.join(", "), first_line(row.doc), 24);
        lines.push(line.trim_end().to_owned());
        before = names;
    }
    let note = wrapped("`?NAME` shows how one is called, with examples", shell.width);
    lines.extend(note.lines().map(|line| shell.faint(line)));
    Some(lines.join("\n"))
}

/// Prints what an error code means.
pub(super) fn explain(shell: &mut Shell, code: &str) -> Next {
    // Without a code, that of the last error, which the shell keeps.
    let code = match code {
        "" | "last" => match shell.last_code {
            Some(code) => code.0.to_owned(),
            None => {
                shell.error("no error has occurred yet");
                return Next::Failed;
            }
        },
        code => code.to_owned(),
    };
    let Some(found) = codes::explain(&code) else {
        let near = suggest::did_you_mean(&code, codes::ALL.iter().map(|c| c.code.0));
        shell.error(&format!(
            "there is no code `{code}`{}",
            near.map_or_else(String::new, |n| format!(": {n}"))
        ));
        return Next::Failed;
    };
    let head = format!("{}: {}", found.code, found.title);
    shell.print(&format!(
        "{}\n{}",
        shell.style.paint(Tone::Strong, &head),
        wrapped_prose(&found.plain_text(), shell.width)
    ));
    Next::Ready
}

/// Wraps text at a width, but not its indented lines, which are code.
fn wrapped_prose(text: &str, width: usize) -> String {
    let wrap = |line: &str| match line.starts_with(' ') {
        true => line.to_owned(),
        false => wrapped(line, width),
    };
    text.lines().map(wrap).collect::<Vec<_>>().join("\n")
}
