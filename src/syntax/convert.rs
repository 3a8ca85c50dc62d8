//! Classes in the other notation: MuranoPL's YAML as `.murano` in its canonical form, and back.
//!
//! Names stay as they are written, comments stay before what they stood before. What the other notation cannot say (documents
//! with different namespaces in one file, statements outside of classes) is refused.

mod as_yaml;
mod contract;
mod declaration;
mod expression;
mod names;
mod rewrite;
mod statement;

pub use as_yaml::to_yaml;
pub use names::Names;

use std::rc::Rc;

use self::names::Prefixes;
use super::print;
use super::yaml::{self, ClassFile, Document};
use super::{Comment, with_room};
use crate::diag::{Diagnostic, codes, has_errors};
use crate::source::{Source, Sources};

/// A YAML class file as `.murano`. A class without a name gets `unnamed`.
///
/// # Errors
///
/// What is wrong with it, or why it cannot be said in `.murano`.
pub fn to_murano(source: &Source, unnamed: Option<&str>) -> Result<String, Vec<Diagnostic>> {
    let (file, found) = yaml::parse_classes(source);
    if has_errors(&found) {
        return Err(found);
    }
    check(source, &file, unnamed).map_err(|found| vec![*found])?;
    let file = with_room(|| renamed(file))?;
    let written = with_room(|| {
        let mut writer = Writer { comments: &file.comments, out: String::new(), indent: 0 };
        writer.file(&file, unnamed);
        writer.out
    });
    let sources = Sources::new();
    let Some(source) = sources.add("converted.murano", written) else { return Ok(String::new()) };
    print::format(&source)
}

/// The file with the names that `.murano` has for classes and exceptions.
fn renamed(mut file: ClassFile) -> Result<ClassFile, Vec<Diagnostic>> {
    let mut found = Vec::new();
    for document in &mut file.documents {
        let prefixes = Prefixes::of_document(&document.namespaces);
        let (classes, wrong) = rewrite::classes(std::iter::once(&*document.class), &prefixes);
        document.class = classes.into_iter().next().map_or(document.class.clone(), Rc::new);
        found.extend(wrong);
    }
    if has_errors(&found) { Err(found) } else { Ok(file) }
}

/// Can one `.murano` file hold it?
fn check(source: &Source, file: &ClassFile, unnamed: Option<&str>) -> Result<(), Box<Diagnostic>> {
    let Some(first) = file.documents.first() else {
        let message = "there is no class in it";
        return Err(Box::new(Diagnostic::error(codes::BAD_CLASS, source.span(), message)));
    };
    let pairs = |d: &Document| -> Vec<(String, String)> {
        d.namespaces.0.iter().map(|(p, n)| (p.text.to_string(), n.text.to_string())).collect()
    };
    if let Some(other) = file.documents.iter().find(|d| pairs(d) != pairs(first)) {
        let message = "this document has other namespaces than those before it";
        let found = Diagnostic::error(codes::BAD_CLASS, other.class.name.span, message);
        return Err(Box::new(found.hint("put it into a file of its own first")));
    }
    let nameless = file.documents.iter().find(|d| d.unnamed && unnamed.is_none());
    if let Some(document) = nameless {
        let message = "this class has no `Name`: only the manifest says what it is called";
        let found = Diagnostic::error(codes::BAD_CLASS, document.class.span, message);
        return Err(Box::new(found.hint("give it a `Name`, or say it with `--name`")));
    }
    Ok(())
}

/// Writes `.murano`; the formatter lays it out.
struct Writer<'a> {
    /// Comments not written yet.
    comments: &'a [Comment],
    out: String,
    indent: usize,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(&"    ".repeat(self.indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Opens a block, writes what is in it, closes it.
    fn braces(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.indent += 1;
        inside(self);
        self.indent -= 1;
        self.line("}");
    }

    /// Is the last line one of documentation?
    fn is_in_docs(&self) -> bool {
        self.out.lines().next_back().is_some_and(|line| line.trim_start().starts_with("///"))
    }

    /// The comments that stand before a place.
    fn comments_before(&mut self, place: u32) {
        while let Some((first, rest)) = self.comments.split_first() {
            if first.span.start >= place {
                break;
            }
            self.comments = rest;
            let (mark, text) = match first.text.strip_prefix("## ") {
                Some(text) => ("///", text),
                // An empty line between two of a documentation.
                None if first.text.trim_end() == "##" && self.is_in_docs() => ("///", ""),
                None => ("//", first.text.trim_start_matches('#')),
            };
            self.line(format!("{mark} {}", text.trim()).trim_end());
        }
    }
}
