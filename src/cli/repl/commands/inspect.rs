//! Commands that look at values: `:type`, `:members`, `:vars`, `:time`, `:history`.

use super::super::highlight::highlight;
use super::super::last_values::{LAST, is_earlier_value, with_last_values};
use super::super::pager;
use super::super::shell::{Next, Shell};
use super::super::show::{ShowOptions, short, show_line};
use super::layout::member_line;
use crate::Value;
use crate::cli::style::Tone;
use crate::ide::{completion, symbols};
use crate::runtime::object::class::Class;
use crate::runtime::value::extended::Extended;
use crate::session::Answer;
use std::rc::Rc;
use unicode_width::UnicodeWidthStr as _;

/// The number of methods listed on one line.
const MOST_COLUMNS: usize = 4;
/// The columns that a method takes.
const COLUMN_WIDTH: usize = 24;

/// Prints the type of an expression's value.
pub(super) fn value_type(shell: &mut Shell, text: &str) -> Next {
    let Some(value) = peek(shell, text) else { return Next::Failed };
    shell.print(&kind_text(&value));
    Next::Ready
}

/// The value of an expression, evaluated without changing variables.
fn peek(shell: &mut Shell, text: &str) -> Option<Value> {
    let text = with_last_values(text);
    match shell.interruptible(|session| session.peek(&text)) {
        Answer::Value(value) => Some(value),
        Answer::Incomplete => {
            shell.error("the expression is incomplete");
            None
        }
        failed => {
            shell.print_answer(failed);
            None
        }
    }
}

fn kind_text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "bool".into(),
        Value::Int(_) | Value::Big(_) => "int".into(),
        Value::Float(_) => "float".into(),
        Value::Str(text) => format!("string of {}", counted(text.chars(), "character")),
        Value::List(items) => format!("list of {}", items_text(items.iter(), items.len())),
        Value::Set(set) => format!("set of {}", items_text(set.iter(), set.len())),
        Value::Dict(dict) => format!("dictionary of {}", counted(dict.len(), "entry")),
        Value::Object(object) => class_text(&object.class),
        Value::Type(class) => format!("the class {}", class_text(class)),
        other => {
            let kind = other.kind();
            kind.trim_start_matches("an ").trim_start_matches("a ").to_owned()
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    match (count, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "entry") => format!("{count} entries"),
        _ => format!("{count} {noun}s"),
    }
}

/// "3 int" if all items have one type, else "3 items".
fn items_text<'v>(items: impl Iterator<Item = &'v Value>, count: usize) -> String {
    let mut kinds = items.take(1000).map(|item| match item {
        Value::Object(object) => short(&object.class.name).to_owned(),
        Value::Str(_) => "string".to_owned(),
        Value::List(_) => "list".to_owned(),
        Value::Dict(_) => "dictionary".to_owned(),
        other => kind_text(other),
    });
    match kinds.next() {
        Some(first) if kinds.all(|kind| kind == first) => format!("{count} {first}"),
        _ => counted(count, "item"),
    }
}

/// A class with its base classes.
fn class_text(class: &Class) -> String {
    let ancestors: Vec<&str> =
        class.ancestors.iter().map(|c| short(&c.name)).filter(|name| *name != "Object").collect();
    if ancestors.is_empty() {
        return class.name.to_string();
    }
    format!("{} extends {}", class.name, ancestors.join(", "))
}

/// Prints the properties and methods of a value.
pub(super) fn members(shell: &mut Shell, text: &str) -> Next {
    let Some(value) = peek(shell, text) else { return Next::Failed };
    let text = members_of(shell, &value);
    shell.print(&text);
    Next::Ready
}

/// Prints what a value is: its type, itself, its members.
pub(super) fn describe(shell: &mut Shell, text: &str) -> Next {
    let Some(value) = peek(shell, text) else { return Next::Failed };
    shell.print(&shell.style.paint(Tone::Strong, &kind_text(&value)));
    shell.output().print_value(&value, false);
    let members = members_of(shell, &value);
    shell.print(&members);
    Next::Ready
}

/// Shows all of the last value: in a pager, if it is longer than a person's screen.
pub(super) fn more(shell: &mut Shell) -> Next {
    let Some(value) = shell.session().variable(LAST) else {
        shell.error("there is no value yet");
        return Next::Failed;
    };
    let output = shell.output();
    let text = output.everything(&value);
    let is_paged =
        output.is_longer_than_screen(&text) && shell.command(|| pager::page(&format!("{text}\n")));
    if !is_paged {
        output.print(&text);
    }
    Next::Ready
}

fn members_of(shell: &Shell, value: &Value) -> String {
    match class_of(value) {
        Some(class) => {
            let session = shell.session();
            let registry = &session.session().runtime().registry;
            let mut out = highlight(&format!("class {}", class.name), shell.style);
            for member in symbols::members(registry, class.ir.id) {
                out.push_str(&member_line(shell, &member, &class.name));
            }
            out
        }
        None => library_members(shell, value),
    }
}

/// The class of an object, or the class that the value is.
fn class_of(value: &Value) -> Option<Rc<Class>> {
    match value {
        Value::Object(object) => Some(object.class.clone()),
        Value::Type(class) => Some(class.clone()),
        Value::Extended(other) => match &**other {
            Extended::Part(_, class) => Some(class.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn library_members(shell: &Shell, value: &Value) -> String {
    let mut names: Vec<&str> =
        completion::methods_of(value).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let mut lines = vec![shell.style.paint(Tone::Strong, &format!("methods of {}", value.kind()))];
    let columns = (shell.width / COLUMN_WIDTH).clamp(1, MOST_COLUMNS);
    for row in names.chunks(columns) {
        let row: String = row.iter().map(|name| format!("{name:22}")).collect();
        lines.push(format!("  {}", row.trim_end()));
    }
    lines.join("\n")
}

/// Prints the variables and their values.
pub(super) fn variables(shell: &mut Shell) -> Next {
    let output = shell.output();
    let session = shell.session();
    let mut widest = 0;
    // Earlier values have no names of their own; `_` shows the last.
    let is_shown = |name: &str| name == LAST || !is_earlier_value(name);
    let known: Vec<(String, Value)> = session
        .variables()
        .filter(|(name, _)| is_shown(name))
        .map(|(name, value)| {
            (if &**name == LAST { LAST.to_owned() } else { format!("${name}") }, value)
        })
        .collect();
    for (name, _) in &known {
        widest = widest.max(name.width());
    }
    if known.is_empty() {
        shell.print("no variables yet: `$name = value` makes one");
    }
    for (name, value) in known {
        let width = shell.width.saturating_sub(widest + 3).max(10);
        let options = ShowOptions { width, ..output.options() };
        let gap = " ".repeat(widest - name.width());
        let name = shell.style.paint(Tone::Variable, &name);
        shell.print(&format!("{name}{gap} = {}", show_line(&value, options)));
    }
    Next::Ready
}

/// Runs an input and prints how long it takes.
#[expect(clippy::disallowed_methods, reason = "commands may look at the clock")]
pub(super) fn time(shell: &mut Shell, text: &str) -> Next {
    let start = std::time::Instant::now();
    let next = shell.input(text);
    let took = start.elapsed();
    if next == Next::Ready {
        shell.print(&shell.style.paint(Tone::Faint, &format!("took {took:.1?}")));
    }
    next
}

/// Prints the inputs of this session.
pub(super) fn history(shell: &mut Shell) -> Next {
    let width = shell.inputs.len().to_string().len();
    for (n, input) in shell.inputs.iter().enumerate() {
        let number = shell.style.paint(Tone::Faint, &format!("{:width$}", n + 1));
        let input = shell.style.paint(Tone::Plain, input.trim_end());
        let rest = input.replace('\n', &format!("\n{:width$}  ", ""));
        shell.print(&format!("{number}  {rest}"));
    }
    Next::Ready
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named() {
        assert_eq!(kind_text(&Value::list(vec![Value::Int(1), Value::Int(2)])), "list of 2 int");
        assert_eq!(kind_text(&Value::list(vec![Value::Int(1), Value::Null])), "list of 2 items");
        assert_eq!(kind_text(&Value::str("é")), "string of 1 character");
        assert_eq!(kind_text(&Value::dict(crate::Dict::new())), "dictionary of 0 entries");
    }
}
