//! `murano doc --check`: runs the examples in documentation, each in a session of its own on the simulated engine.
//!
//! An example is a block of Markdown that is marked `murano`: a program that sees what the documented file declares. It must end
//! well, and print what a block marked `text` directly below it shows. One that is marked `murano,error` must fail. Statements of the
//! documented file do not run.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::cli::command_error::{CommandError, CommandResult};
use crate::cli::engine_choice::EngineChoice;
use crate::cli::exit::Exit;
use crate::cli::packages;
use crate::cli::program::interactive_session;
use crate::cli::style::{Tone, counted};
use crate::cli::terminal::Terminal;
use crate::deploy::Identity;
use crate::diag::escape::escape_controls;
use crate::diag::{Diagnostic, codes};
use crate::ide::reference::ClassReference;
use crate::session::Session;
use crate::session::source_kind::SourceKind;
use crate::source::Span;

use super::DocArgs;
use super::subject::DocumentedSet;

/// An example in documentation.
#[derive(Debug, PartialEq, Eq)]
struct DocExample {
    /// What is documented: `Shop.address`.
    subject: String,
    /// The position of the example in its documentation, from 1.
    number: usize,
    /// The namespace in whose classes it is.
    namespace: Option<String>,
    /// The program.
    program: String,
    /// Whether it is marked as one that fails.
    must_fail: bool,
    /// What it prints; `None` if the documentation does not say.
    printed: Option<String>,
}

/// Why an example is not right.
enum ExampleFailure {
    /// It does not compile, or ends with an exception.
    Fails(Vec<Diagnostic>),
    /// It is marked as one that fails, and does not.
    Succeeds,
    /// It prints something else.
    Prints(String),
}

/// Runs the examples of a documentation.
pub(super) fn check(set: &DocumentedSet, args: &DocArgs, terminal: &Terminal) -> CommandResult {
    let examples = examples(set);
    let mut failed = 0;
    for example in &examples {
        let session = session(args, terminal)?;
        if let Err(failure) = run(example, args, &session) {
            failed += 1;
            report(example, failure, &session, terminal);
        }
    }
    let all = counted(examples.len(), "example");
    let (tone, text) = match (examples.len(), failed) {
        (0, _) => (Tone::Plain, "no examples found".to_owned()),
        (_, 0) => (Tone::Good, format!("{all}: all right")),
        _ => (Tone::Bad, format!("{all}: {failed} wrong")),
    };
    terminal.say(&terminal.text().put(tone, &text));
    Ok(if failed == 0 { Exit::Done } else { Exit::Failed })
}

/// A session that knows what is documented.
fn session(args: &DocArgs, terminal: &Terminal) -> Result<Session, CommandError> {
    let quiet = terminal.in_background();
    let session = interactive_session(Identity::named("doc"), &EngineChoice::InMemory, &quiet);
    let path = args.subject.as_deref().map(Path::new).filter(|path| path.exists());
    packages::add_to(&session, &args.packages, path, terminal)?;
    // Errors in what is documented were reported when its documentation was read.
    match path.map(|path| (SourceKind::of(path), path)) {
        Some((kind, path)) if kind.is_package() || kind == SourceKind::Directory => {
            session.packages().add(&kind.package_path(path));
        }
        Some((SourceKind::ClassFile, path)) => drop(session.read_file(path)),
        _ => {}
    }
    Ok(session)
}

fn run(example: &DocExample, args: &DocArgs, session: &Session) -> Result<(), ExampleFailure> {
    let printed = Rc::new(RefCell::new(String::new()));
    let output = printed.clone();
    session.runtime().set_output(Box::new(move |text: &str| output.borrow_mut().push_str(text)));
    let source = args.subject.as_deref().map(Path::new).filter(|path| path.is_file());
    let is_program = |path: &&Path| SourceKind::of(path) == SourceKind::Program;
    let (folder, import) = match source.filter(is_program) {
        Some(path) => (path.parent().unwrap_or(Path::new("")), import_of(path)),
        None => (Path::new(""), String::new()),
    };
    let using = example.namespace.as_ref().map(|name| format!("using {name}; "));
    // They stand in the first line, so that reports count the lines of the example.
    let text = format!("{import}{}{}", using.unwrap_or_default(), example.program);
    let path = folder.join(format!("{} example {}", example.subject, example.number));
    session.add_virtual_file(&path, &text);
    let outcome = session.read_file(&path).and_then(|program| session.run(&program));
    match (outcome, example.must_fail) {
        (Err(_), true) => Ok(()),
        (Ok(_), true) => Err(ExampleFailure::Succeeds),
        (Err(error), false) => Err(ExampleFailure::Fails(error.into_diagnostics())),
        (Ok(_), false) => compare(example, &printed.borrow()),
    }
}

fn import_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("import './{}'; ", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn compare(example: &DocExample, printed: &str) -> Result<(), ExampleFailure> {
    let is_same = |shown: &String| shown.trim_end() == printed.trim_end();
    match &example.printed {
        Some(shown) if !is_same(shown) => Err(ExampleFailure::Prints(printed.to_owned())),
        _ => Ok(()),
    }
}

fn report(example: &DocExample, failure: ExampleFailure, session: &Session, terminal: &Terminal) {
    let DocExample { subject, number, .. } = example;
    let which = format!("example {number} in the documentation of `{subject}`");
    let complain = |text: &str| {
        let found = Diagnostic::error(codes::ASSERTION, Span::NONE, format!("{which} {text}"));
        terminal.report(&found, session.sources());
    };
    match failure {
        ExampleFailure::Fails(found) => {
            complain("fails");
            terminal.report_all(&found, session.sources());
        }
        ExampleFailure::Succeeds => complain("should fail, and does not"),
        ExampleFailure::Prints(printed) => {
            complain("prints something else");
            let shown = example.printed.as_deref().unwrap_or_default();
            let text = terminal.text().put(Tone::Good, "the documentation shows:\n");
            let text = text.plain(&escape_controls(shown)).put(Tone::Bad, "it prints:\n");
            terminal.say(&text.plain(&escape_controls(&printed)));
        }
    }
}

/// The examples of classes, of their own members, and of functions.
fn examples(set: &DocumentedSet) -> Vec<DocExample> {
    let classes = set.classes.iter().flat_map(of_class);
    let functions = set.functions.iter().flat_map(|f| of_text(&f.name, None, &f.doc));
    classes.chain(functions).collect()
}

fn of_class(class: &ClassReference) -> Vec<DocExample> {
    let (namespace, short) = match class.full.rsplit_once('.') {
        Some((namespace, short)) => (Some(namespace), short),
        None => (None, &*class.full),
    };
    let mut found = of_text(short, namespace, &class.doc);
    for own in class.properties.iter().chain(&class.methods) {
        let name = own.member.name.trim_start_matches('.');
        found.extend(of_text(&format!("{short}.{name}"), namespace, &own.member.doc));
    }
    found
}

fn of_text(subject: &str, namespace: Option<&str>, markdown: &str) -> Vec<DocExample> {
    let mut found: Vec<DocExample> = Vec::new();
    // The words after the opening fence, and the text so far, of the block that is open.
    let mut open: Option<(String, String)> = None;
    let mut follows_example = false;
    for event in Parser::new(markdown) {
        match (event, &mut open) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _) => {
                open = Some((info.to_string(), String::new()));
            }
            (Event::Text(text), Some((_, code))) => code.push_str(&text),
            (Event::End(TagEnd::CodeBlock), Some(_)) => {
                let Some((info, code)) = open.take() else { continue };
                let last = found.last_mut().filter(|_| follows_example && info == "text");
                if let Some(example) = last {
                    example.printed = Some(code);
                    follows_example = false;
                } else if matches!(&*info, "murano" | "murano,error") {
                    found.push(DocExample {
                        subject: subject.to_owned(),
                        number: found.len() + 1,
                        namespace: namespace.map(str::to_owned),
                        program: code,
                        must_fail: info == "murano,error",
                        printed: None,
                    });
                    follows_example = true;
                }
            }
            (_, None) => follows_example = false,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_found_with_what_they_print() {
        let text = "Text.\n\n```murano\nprint(1)\n```\n\n```text\n1\n```\n\n```murano,error\nprint(1 / 0)\n```\n\nMore.\n\n```text\n2\n```\n\n```json\n{}\n```\n";
        let found = of_text("Shop", Some("com.example"), text);
        let parts =
            found.iter().map(|e| (e.number, &*e.program, e.must_fail, e.printed.as_deref()));
        let wanted = [(1, "print(1)\n", false, Some("1\n")), (2, "print(1 / 0)\n", true, None)];
        assert_eq!(parts.collect::<Vec<_>>(), wanted);
    }
}
