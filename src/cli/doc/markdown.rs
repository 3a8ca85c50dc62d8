//! Documentation as Markdown: a page for each class, and an index.

use std::fmt::Write as _;

use crate::ide::reference::{ClassReference, MemberReference};
use crate::ide::symbols::{self, Member};

use super::subject::DocumentedSet;

/// The name of the page that lists all classes.
pub(super) const INDEX: &str = "README.md";

/// The pages by their file names.
pub(super) fn pages(set: &DocumentedSet) -> Vec<(String, String)> {
    let pages = set.classes.iter().map(|class| (page_name(set, &class.full), page(set, class)));
    std::iter::once((INDEX.to_owned(), index(set))).chain(pages).collect()
}

/// All classes as one document.
pub(super) fn whole(set: &DocumentedSet) -> String {
    let functions = (!set.functions.is_empty()).then(|| index(set));
    let pages = set.classes.iter().map(|class| page(set, class));
    functions.into_iter().chain(pages).collect::<Vec<_>>().join("\n")
}

/// The file of a class: its short name where no other class of the documentation has it.
pub(super) fn page_name(set: &DocumentedSet, full: &str) -> String {
    let short = symbols::short(full);
    let same = set.classes.iter().filter(|class| symbols::short(&class.full) == short).count();
    format!("{}.md", if same > 1 { full } else { short })
}

fn index(set: &DocumentedSet) -> String {
    let mut text = format!("# {}\n\n", set.title);
    if !set.about.is_empty() {
        let _ = write!(text, "{}\n\n", set.about);
    }
    let mut namespace = None;
    for class in by_namespace(set) {
        let own = class.full.rsplit_once('.').map(|(namespace, _)| namespace);
        if namespace != Some(own) {
            if let Some(name) = own {
                let _ =
                    writeln!(text, "{}## {name}\n", if namespace.is_some() { "\n" } else { "" });
            }
            text += "| class | |\n| --- | --- |\n";
            namespace = Some(own);
        }
        let about = symbols::first_line(&class.doc).replace('|', "\\|");
        let _ = writeln!(text, "| {} | {about} |", link(set, &class.full));
    }
    if !set.functions.is_empty() {
        text += "\n## Functions\n\n";
        for function in &set.functions {
            let _ = write!(text, "### {}\n\n{}", function.name, declaration(&function.signature));
            paragraph(&mut text, &linked(set, "", &function.doc));
        }
    }
    text.trim_end().to_owned() + "\n"
}

/// The classes in the order of their namespaces, then of their names.
pub(super) fn by_namespace(set: &DocumentedSet) -> Vec<&ClassReference> {
    let mut classes: Vec<&ClassReference> = set.classes.iter().collect();
    classes.sort_by_key(|class| class.full.rsplit_once('.').map(|(namespace, _)| namespace));
    classes
}

fn page(set: &DocumentedSet, class: &ClassReference) -> String {
    let mut text = format!("# {}\n\n", symbols::short(&class.full));
    if class.full != symbols::short(&class.full) {
        let _ = writeln!(text, "`{}`\n", class.full);
    }
    text += &declaration(&class.head);
    paragraph(&mut text, &linked(set, &class.full, &class.doc));
    relatives(&mut text, set, "Extends", &class.bases);
    relatives(&mut text, set, "Extended by", &class.subclasses);
    for (title, members) in [("Properties", &class.properties), ("Methods", &class.methods)] {
        if !members.is_empty() {
            let _ = writeln!(text, "## {title}\n");
            members.iter().for_each(|member| text += &own_member(set, class, member));
        }
    }
    if !class.inherited.is_empty() {
        text += "## Inherited\n\n";
        for (base, members) in &class.inherited {
            let _ = writeln!(text, "{}\n", from(set, base, members));
        }
    }
    text.trim_end().to_owned() + "\n"
}

/// A declaration. The fence says that it is no program of its own.
fn declaration(code: &str) -> String {
    format!("```murano,declaration\n{code}\n```\n\n")
}

fn paragraph(text: &mut String, paragraph: &str) {
    if !paragraph.is_empty() {
        let _ = writeln!(text, "{paragraph}\n");
    }
}

fn relatives(text: &mut String, set: &DocumentedSet, word: &str, classes: &[String]) {
    if !classes.is_empty() {
        let links: Vec<String> = classes.iter().map(|class| link(set, class)).collect();
        paragraph(text, &format!("{word} {}.", links.join(", ")));
    }
}

fn own_member(set: &DocumentedSet, class: &ClassReference, own: &MemberReference) -> String {
    let member = &own.member;
    let name = member.name.trim_start_matches('.');
    let mut text = format!("### {name}\n\n{}", declaration(&member.signature));
    paragraph(&mut text, &linked(set, &class.full, &member.doc));
    let mut facts = Vec::new();
    if member.is_required {
        facts.push("It must be given.".to_owned());
    }
    if let Some(base) = &own.overrides {
        facts.push(format!("It overrides that of {}.", link(set, base)));
    }
    if let Some(conversion) = &own.conversion {
        let mut sentence = conversion.clone();
        // `each dictionary …` begins a sentence here.
        sentence[..1].make_ascii_uppercase();
        facts.push(format!("{}.", linked(set, &class.full, &sentence)));
    }
    let named = own.classes.iter().filter(|name| **name != class.full);
    let links: Vec<String> =
        named.filter(|name| set.has(name)).map(|name| link(set, name)).collect();
    if own.conversion.is_none() && !links.is_empty() {
        facts.push(format!("See {}.", links.join(", ")));
    }
    paragraph(&mut text, &facts.join(" "));
    text
}

/// "From `Base`: `a`, `b()`."
fn from(set: &DocumentedSet, base: &str, members: &[Member]) -> String {
    let page = set.has(base).then(|| page_name(set, base));
    let name = |member: &Member| {
        let call = if member.is_method { "()" } else { "" };
        let own = member.name.trim_start_matches('.');
        match &page {
            Some(page) => format!("[`{own}{call}`]({page}#{})", own.to_lowercase()),
            None => format!("`{own}{call}`"),
        }
    };
    let names: Vec<String> = members.iter().map(name).collect();
    format!("From {}: {}.", link(set, base), names.join(", "))
}

/// A link to a class, or its name if it has no page.
fn link(set: &DocumentedSet, full: &str) -> String {
    let short = symbols::short(full);
    match set.has(full) {
        true => format!("[`{short}`]({})", page_name(set, full)),
        false => format!("`{short}`"),
    }
}

/// Documentation in which names of classes between backticks are links, except to its own class.
fn linked(set: &DocumentedSet, own: &str, doc: &str) -> String {
    let mut in_code = false;
    let lines = doc.split_inclusive('\n').map(|line| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        if in_code || is_fence { line.to_owned() } else { linked_line(set, own, line) }
    });
    lines.collect()
}

fn linked_line(set: &DocumentedSet, own: &str, line: &str) -> String {
    // Odd parts stand between backticks. Code that goes on in the next line is left alone.
    if line.matches('`').count() % 2 == 1 {
        return line.to_owned();
    }
    let parts = line.split('`').enumerate().map(|(n, part)| {
        let class = set.classes.iter().find(|c| symbols::short(&c.full) == part);
        match class {
            Some(class) if n % 2 == 1 && class.full != own => link(set, &class.full),
            _ if n % 2 == 1 => format!("`{part}`"),
            _ => part.to_owned(),
        }
    });
    parts.collect()
}
