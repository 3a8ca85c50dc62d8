//! `:doc` and `:contract`: functions from the library's tables, classes from their declarations.

use super::super::highlight::{highlight, highlight_text};
use super::super::shell::{Next, Shell};
use super::super::show::short;
use super::layout::{member_line, wrapped};
use crate::cli::style::Tone;
use crate::compile::ids::ClassId;
use crate::compile::registry::Registry;
use crate::compile::signature;
use crate::diag::suggest;
use crate::ide::language::{self, LanguageEntry};
use crate::ide::symbols;
use crate::runtime::machine::native::Builtin;
use crate::session::Interactive;

/// Whether an argument of `:doc` is a value, and not a name.
pub(super) fn is_value(argument: &str) -> bool {
    argument.starts_with(['$', '[', '{', '\'', '"', '_']) && language::named(argument).is_empty()
}

/// Prints the documentation of a name.
pub(super) fn doc(shell: &mut Shell, name: &str) -> Next {
    match text(shell, name) {
        Some(text) => {
            shell.print(&text);
            Next::Ready
        }
        None => unknown(shell, name),
    }
}

/// The documentation of a function, a class or a member `Class.name`.
pub(super) fn text(shell: &Shell, name: &str) -> Option<String> {
    let mut parts = language(shell, name);
    let name = name.trim_start_matches('.').trim_end_matches(['(', ')']);
    parts.extend(own_functions(shell, name));
    parts.extend(of_class(shell, name));
    parts.extend(of_member(shell, name));
    parts.extend(symbols::rows(name).into_iter().map(|row| builtin(shell, row, name)));
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

pub(super) fn unknown(shell: &Shell, name: &str) -> Next {
    let session = shell.session();
    let mut known: Vec<String> =
        symbols::class_names(registry(&session)).iter().map(|n| short(n).to_owned()).collect();
    let library =
        crate::stdlib::functions().flat_map(|row| signature::declared_names(row.signature));
    known.extend(library.map(str::to_owned));
    known.extend(language::entries().flat_map(|entry| entry.names).map(|&name| name.to_owned()));
    known.extend(session.functions().iter().map(|f| f.name.text.to_string()));
    let hint = suggest::did_you_mean(name, known.iter().map(String::as_str))
        .unwrap_or_else(|| "`:help TOPIC` lists functions".to_owned());
    shell.error(&format!("unknown name `{name}`: {hint}"));
    Next::Failed
}

pub(super) fn registry(session: &Interactive) -> &Registry {
    &session.session().runtime().registry
}

/// The class that a name refers to in the session.
pub(super) fn find_class(session: &Interactive, name: &str) -> Option<ClassId> {
    let found = symbols::class(registry(session), session.scope(), name);
    // Diagnostics of the class are reported when an input uses it.
    drop(registry(session).take_diagnostics());
    found
}

fn own_functions(shell: &Shell, name: &str) -> Option<String> {
    let session = shell.session();
    let function = session.functions().iter().find(|f| &*f.name.text == name)?;
    let member = symbols::method(registry(&session), "", function);
    let signature = member.signature.trim_start_matches("static ");
    Some(entry(shell, &format!("function {signature}"), &member.doc))
}

fn entry(shell: &Shell, signature: &str, doc: &str) -> String {
    highlight(signature, shell.style) + &documentation(shell, doc)
}

/// Markdown of a `///` comment, indented, each line after a line break. Blocks of code are indented once more.
fn documentation(shell: &Shell, doc: &str) -> String {
    let mut text = String::new();
    let mut kind_of_code: Option<&str> = None;
    for line in doc.lines() {
        if let Some(kind) = line.trim_start().strip_prefix("```") {
            kind_of_code = kind_of_code.is_none().then_some(kind);
            if kind_of_code == Some("text") {
                text += &format!("\n    {}", shell.faint("prints:"));
            }
            continue;
        }
        let (indent, line) = match kind_of_code {
            Some(kind) if kind.starts_with("murano") => ("    ", highlight_text(line, shell.style)),
            Some(_) => ("    ", shell.style.paint(Tone::Plain, line)),
            None => ("", shell.style.paint(Tone::Plain, line.trim())),
        };
        text.push('\n');
        if !line.is_empty() {
            text.push_str(&format!("    {indent}{line}"));
        }
    }
    text
}

/// Keywords, contracts and operators of that name.
fn language(shell: &Shell, name: &str) -> Vec<String> {
    let entries = language::named(name).into_iter();
    entries.map(|entry| language_entry(shell, entry)).collect()
}

fn language_entry(shell: &Shell, entry: &LanguageEntry) -> String {
    let width = shell.width.saturating_sub(4);
    let kind = shell.faint(entry.kind.name());
    let mut text = format!("{}   {kind}", highlight_text(entry.form, shell.style));
    wrapped(entry.doc, width).lines().for_each(|line| text.push_str(&format!("\n    {line}")));
    let (program, value) = entry.example;
    let program = highlight_text(program, shell.style).replace('\n', "\n    ");
    let value = highlight_text(value, shell.style);
    text.push_str(&format!("\n    {program}  {}  {value}", shell.faint("→")));
    text
}

/// A library function: how it is called, its documentation, examples.
fn builtin(shell: &Shell, row: &Builtin, name: &str) -> String {
    let mut text =
        format!("{}\n    {}", highlight(&symbols::call_form(row, name), shell.style), row.doc);
    for (expression, result) in row.examples {
        let arrow = shell.style.paint(Tone::Faint, "→");
        // The lines of a program are aligned.
        let expression = highlight(expression, shell.style).replace('\n', "\n    ");
        text.push_str(&format!("\n    {expression}  {arrow}  {}", highlight(result, shell.style)));
    }
    text
}

fn of_class(shell: &Shell, name: &str) -> Option<String> {
    let session = shell.session();
    let class = find_class(&session, name)?;
    let registry = registry(&session);
    let full = registry.entry(class).name.clone();
    let mut text = highlight(&symbols::class_head(registry, class), shell.style);
    if &*full != short(&full) {
        text.push_str(&shell.style.paint(Tone::Faint, &format!("   {full}")));
    }
    text += &documentation(shell, &symbols::class_doc(registry, class));
    // What built-in classes keep for themselves says nothing to their users.
    let is_internal = |member: &symbols::Member| {
        member.name.starts_with('_')
            && registry.find(&member.class).is_some_and(|class| registry.is_core(class))
    };
    for member in symbols::members(registry, class).iter().filter(|member| !is_internal(member)) {
        text.push_str(&member_line(shell, member, &full));
    }
    Some(text)
}

fn of_member(shell: &Shell, name: &str) -> Option<String> {
    let (class, member) = name.rsplit_once('.')?;
    let session = shell.session();
    let class = find_class(&session, class)?;
    let member =
        symbols::members(registry(&session), class).into_iter().find(|m| m.name == member)?;
    let text = entry(shell, &member.signature, &member.doc);
    let from = shell.style.paint(Tone::Faint, &format!("declared in {}", member.class));
    Some(format!("{text}\n    {from}"))
}

/// Prints the contracts of a class, or of one member.
pub(super) fn contract(shell: &mut Shell, name: &str) -> Next {
    let found = of_member(shell, name).or_else(|| contracts(shell, name));
    match found {
        Some(text) => {
            shell.print(&text);
            Next::Ready
        }
        None => unknown(shell, name),
    }
}

fn contracts(shell: &Shell, name: &str) -> Option<String> {
    let session = shell.session();
    let class = find_class(&session, name)?;
    let registry = registry(&session);
    let head = format!("class {}", short(&registry.entry(class).name));
    let mut text = highlight(&head, shell.style);
    for member in symbols::members(registry, class) {
        text.push_str(&format!("\n  {}", highlight(&member.signature, shell.style)));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::repl::show::show;
    use crate::session::{Answer, Session};

    #[test]
    fn examples_of_the_language_have_the_values_shown() {
        let output = Shell::for_tests().output();
        let mut wrong = Vec::new();
        for entry in language::entries() {
            let (program, expected) = entry.example;
            let found = match Interactive::new(Session::new()).input(program) {
                Answer::Value(value) => show(&value, output.options()),
                Answer::Incomplete => "incomplete".to_owned(),
                Answer::Mistakes(found) => found[0].message.clone(),
                Answer::Fault(fault) => fault.text().to_owned(),
            };
            if found != expected {
                wrong.push(format!("{:?}: {program}\n  is {found}, not {expected}", entry.names));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
