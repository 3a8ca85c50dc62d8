//! `:help` and `:explain`.

use super::super::paint::Ink;
use super::super::shell::{Next, Shell};
use super::description::{DESCRIPTIONS, named};
use super::doc;
use crate::compile::signature;
use crate::diag::{codes, suggest};
use crate::ide::symbols::first_line;
use crate::stdlib;

/// Examples of inputs.
const BASICS: &[(&str, &str)] = &[
    ("$x = [1, 2, 3]", "a variable; `_` is the last value"),
    ("$x.where($ > 1)", "functions take expressions: `$` is the item"),
    ("class Web { port: int! = 80 }", "a class; lines go on until its `}`"),
    ("new Web { port: '8080' }", "an object; contracts convert the values"),
];

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
            let commands = DESCRIPTIONS.iter().map(|c| c.name);
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
    let paint = shell.paint;
    let mut out = String::new();
    paint.put(&mut out, Ink::Strong, "Type statements and expressions:\n");
    for (text, about) in BASICS {
        out.push_str(&format!("  {text:30}  {}\n", paint.ink(Ink::Faint, about)));
    }
    paint.put(&mut out, Ink::Strong, "Commands:\n");
    for command in DESCRIPTIONS {
        let usage = format!(":{} {}", command.name, command.usage);
        out.push_str(&format!("  {usage:30}  {}\n", paint.ink(Ink::Faint, command.about)));
    }
    paint.put(&mut out, Ink::Strong, "Topics for :help:\n");
    let topics: Vec<&str> = stdlib::TOPICS.iter().map(|(topic, _)| *topic).collect();
    out.push_str(&format!("  {}\n", topics.join(" ")));
    paint.put(&mut out, Ink::Strong, "Keys:\n");
    out.push_str(
        "  TAB completes, Ctrl-R searches earlier inputs, Ctrl-C clears or interrupts, Ctrl-D ends",
    );
    out
}

fn of_command(shell: &Shell, name: &str) -> Option<String> {
    let command = named(name.trim_start_matches(':'))?;
    let usage = format!(":{} {}", command.name, command.usage);
    let mut text = format!("{}\n{}", shell.paint.ink(Ink::Strong, usage.trim_end()), command.about);
    if !command.aliases.is_empty() {
        let aliases: Vec<String> = command.aliases.iter().map(|a| format!(":{a}")).collect();
        text.push_str(&format!("\nalso {}", aliases.join(", ")));
    }
    Some(text)
}

fn of_topic(shell: &Shell, topic: &str) -> Option<String> {
    let (_, tables) = stdlib::TOPICS.iter().find(|(name, _)| *name == topic)?;
    let rows = tables.iter().flat_map(|table| table.iter());
    let mut lines = vec![shell.paint.ink(Ink::Strong, topic)];
    let mut before = Vec::new();
    for row in rows {
        let names: Vec<&str> = signature::declared_names(row.signature).collect();
        let of_operator = names[0].starts_with(['#', '*']);
        if of_operator || row.signature.starts_with("legacy ") || names == before {
            continue;
        }
        let about = shell.paint.ink(Ink::Faint, first_line(row.doc));
        let line = format!("  {:24}  {about}", names.join(", "));
        lines.push(line);
        before = names;
    }
    lines.push(shell.paint.ink(Ink::Faint, "`:doc NAME` shows how one is called, with examples"));
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
        shell.paint.ink(Ink::Strong, &head),
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

/// Wraps a line at a width.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
