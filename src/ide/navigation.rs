//! Definition, references and rename.

use super::analysis::{Analysis, SourceForm};
use super::model_tree;
use super::occurrences::{self, NameOccurrence, Role, Symbol};
use crate::compile::ids::ClassId;
use crate::source::{Sources, Span};

/// Where the name at a position is declared: a span, or another file as a whole for the path of an import.
pub(crate) fn definition(analysis: &Analysis, position: u32) -> Option<Span> {
    if let Some(file) = imported_file(analysis, position) {
        return Some(file);
    }
    let name = occurrences::at(analysis, position)?;
    declaration(analysis, &name.symbol, Some(name.span))
}

/// The beginning of the file that an import at a position names.
fn imported_file(analysis: &Analysis, position: u32) -> Option<Span> {
    let main = analysis.main();
    let imports = main.module.imports.iter();
    let import = imports.into_iter().find(|i| super::cursor::touches(i.span, position))?;
    let path = main.path.parent()?.join(&*import.path.text);
    let same = |other: &std::path::Path| other == path || other.ends_with(normal(&path));
    let file = analysis.files.iter().skip(1).find(|file| same(&file.path))?;
    let start = file.position(0);
    Some(Span::new(start, start))
}

/// The last parts of a path, after the last `..`.
fn normal(path: &std::path::Path) -> std::path::PathBuf {
    use std::path::Component;
    let parts: Vec<Component<'_>> =
        path.components().filter(|c| !matches!(c, Component::CurDir)).collect();
    let up = parts.iter().rposition(|c| matches!(c, Component::ParentDir));
    parts[up.map_or(0, |n| n + 1)..].iter().filter(|c| matches!(c, Component::Normal(_))).collect()
}

/// The span of the declared name of a symbol. `near` is where it is used: of several assignments of a variable the last before it counts.
fn declaration(analysis: &Analysis, symbol: &Symbol, near: Option<Span>) -> Option<Span> {
    let registry = analysis.registry();
    match symbol {
        Symbol::Class(class) => Some(registry.entry(*class).tree.name.span),
        Symbol::Property(class, name) => {
            let entry = registry.entry(*class);
            let property = entry.tree.properties.iter().find(|p| p.name.text == *name)?;
            Some(property.name.span)
        }
        Symbol::Method(class, name) => {
            let entry = registry.entry(*class);
            let method = entry.tree.methods.iter().find(|m| m.name.text == *name)?;
            Some(method.name.span)
        }
        Symbol::Variable(..) => {
            let all = occurrences::all(analysis);
            let same = || all.iter().filter(|other| other.symbol == *symbol);
            let declared = same().find(|other| other.role == Role::Declaration);
            let set = declared.or_else(|| same().find(|other| other.role == Role::Write))?;
            Some(set.span).filter(|span| Some(*span) != near).or(near)
        }
        Symbol::Library(_) => None,
        Symbol::ModelObject(id) => {
            let ids = model_tree::object_ids(analysis);
            ids.into_iter().find(|(known, _)| known == id).map(|(_, span)| span)
        }
    }
}

/// Whether the declaration itself belongs to the references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithDeclaration {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// Every place that refers to what the name at a position refers to, in the files of the program.
pub(crate) fn references(
    analysis: &Analysis,
    position: u32,
    declaration: WithDeclaration,
) -> Vec<NameOccurrence> {
    let Some(name) = occurrences::at(analysis, position) else { return Vec::new() };
    let mut found = occurrences::all(analysis);
    found.retain(|other| {
        other.symbol == name.symbol
            && (declaration == WithDeclaration::Yes || other.role != Role::Declaration)
    });
    // In the order of the text, where that is one file.
    found.sort_by_key(|other| (analysis.main().offset(other.span.start), other.span));
    found.dedup_by_key(|other| other.span);
    found
}

/// The name at a position, if it can be renamed.
///
/// # Errors
///
/// Why it cannot.
pub(crate) fn renamable(analysis: &Analysis, position: u32) -> Result<NameOccurrence, String> {
    let name = occurrences::at(analysis, position)
        .ok_or_else(|| "there is no name here that the program declares".to_owned())?;
    let owner: Option<ClassId> = match &name.symbol {
        Symbol::Class(class) | Symbol::Property(class, _) | Symbol::Method(class, _) => {
            Some(*class)
        }
        Symbol::Variable(..) => None,
        Symbol::Library(function) => {
            return Err(format!("`{function}` is a function of the library"));
        }
        Symbol::ModelObject(id) => {
            return Err(format!(
                "`{id}` identifies what is deployed: with another id it is another object"
            ));
        }
    };
    // The other files of a package are not part of the analysis, and may use its members.
    if analysis.form != SourceForm::Program && owner.is_some() {
        return Err(
            "other files of the package may use it: only variables can be renamed here".to_owned()
        );
    }
    let declared = declaration(analysis, &name.symbol, Some(name.span));
    if declared.is_some_and(|span| span.start >= Sources::LIBRARY_BASE) {
        let class = owner.map(|id| analysis.registry().entry(id).name.clone());
        let class = class.unwrap_or_else(|| "a built-in class".into());
        return Err(format!("it is declared by the built-in class `{class}`"));
    }
    Ok(name)
}

/// The spans to replace by a new name.
///
/// # Errors
///
/// Why the name cannot be changed, or that the new one is not a name.
pub(crate) fn rename(
    analysis: &Analysis,
    position: u32,
    new_name: &str,
) -> Result<Vec<Span>, String> {
    let name = renamable(analysis, position)?;
    let bare = new_name.strip_prefix('$').unwrap_or(new_name);
    let is_name = bare.starts_with(|c: char| c == '_' || c.is_alphabetic())
        && bare.chars().all(|c| c == '_' || c.is_alphanumeric());
    let is_variable = matches!(name.symbol, Symbol::Variable(..));
    if !is_name || (new_name.starts_with('$') && !is_variable) {
        return Err(format!("`{new_name}` is not a name"));
    }
    let found = references(analysis, position, WithDeclaration::Yes);
    Ok(found.into_iter().map(|other| other.span).collect())
}
