//! `murano new`: makes a directory with a small project that can be checked, tested and deployed at once.
//!
//! The files in `new/` are working programs of a project called `starter`, whose name is replaced.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::diag::codes;

use super::command_error::{CommandError, CommandResult};
use super::exit::Exit;
use super::terminal::{Terminal, print_result};

/// The files of a project: the name of each, and its text.
const FILES: [(&str, &str); 5] = [
    ("starter.murano", include_str!("new/starter.murano")),
    ("application.murano", include_str!("new/application.murano")),
    ("application_test.murano", include_str!("new/application_test.murano")),
    ("README.md", include_str!("new/README.md")),
    (".gitignore", include_str!("new/gitignore")),
];

/// The name of the project in the texts of [`FILES`].
const STARTER: &str = "starter";

/// The longest name: it becomes the name of a container and of an environment.
const LONGEST_NAME: usize = 40;

/// `new`.
#[derive(Debug, Args)]
#[command(after_help = "\
The project has an application in one container, a program that deploys it, and tests. Nothing is ever overwritten.

Examples:
  murano new shop
  murano new ~/projects/shop")]
pub(super) struct NewArgs {
    /// The directory to make; its last part is the name of the project.
    #[arg(value_name = "NAME")]
    pub path: PathBuf,
}

/// Makes a project.
pub(super) fn run(args: &NewArgs, terminal: &Terminal) -> CommandResult {
    let name = project_name(&args.path)?;
    if is_taken(&args.path) {
        let message = format!("`{}` exists already", args.path.display());
        return Err(
            CommandError::usage(message).hint("choose another name: nothing is overwritten")
        );
    }
    std::fs::create_dir_all(&args.path).map_err(|error| unwritable(&args.path, &error))?;
    for (file, text) in FILES {
        let path = args.path.join(named(file, &name));
        write_new(&path, &named(text, &name)).map_err(|error| unwritable(&path, &error))?;
    }
    let files: Vec<String> = FILES.iter().map(|(file, _)| named(file, &name)).collect();
    terminal.note(&format!("created `{}` with {}", args.path.display(), files.join(", ")));
    print_result(&format!(
        "Next:\n  cd {}\n  murano test\n  murano run {name}.murano\n",
        quoted(&args.path.display().to_string())
    ));
    Ok(Exit::Done)
}

/// The name of the project: lower case, so that it can be that of a container and of an environment.
fn project_name(path: &Path) -> Result<String, CommandError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if is_file_of_all(&name) {
        let message = format!("a project `{name}` would have two files `{name}.murano`");
        return Err(CommandError::usage(message).hint("choose another name"));
    }
    if begins && name.chars().all(allowed) && !name.ends_with('-') && name.len() <= LONGEST_NAME {
        return Ok(name.into_owned());
    }
    let message = format!("`{name}` cannot be the name of a project");
    let hint = format!(
        "a name has at most {LONGEST_NAME} lower case letters, digits and `-`, begins with a letter and does not end with `-`"
    );
    Err(CommandError::usage(message).hint(hint))
}

/// Whether every project has a file of that name, whatever the project is called.
fn is_file_of_all(name: &str) -> bool {
    let names = FILES.iter().filter_map(|(file, _)| file.strip_suffix(".murano"));
    names.filter(|file| *file != STARTER).any(|file| file == name)
}

/// Whether there is something at the path already; an empty directory is nothing.
fn is_taken(path: &Path) -> bool {
    match std::fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => path.symlink_metadata().is_ok(),
    }
}

/// A text of the project `starter` for a project of another name.
fn named(text: &str, name: &str) -> String {
    text.replace("Starter", &class_name(name))
        .replace("$starter", &variable(name))
        .replace(STARTER, name)
}

/// `my-shop` is the class `MyShop`.
fn class_name(name: &str) -> String {
    let capitalized = |part: &str| {
        let mut chars = part.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    };
    name.split('-').map(capitalized).collect()
}

/// `my-shop` is the variable `$myShop`.
fn variable(name: &str) -> String {
    let class = class_name(name);
    let (first, rest) = class.split_at(class.len().min(1));
    format!("${}{rest}", first.to_ascii_lowercase())
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

fn unwritable(path: &Path, error: &io::Error) -> CommandError {
    CommandError::new(codes::UNREADABLE, format!("cannot write `{}`: {error}", path.display()))
}

/// An argument for a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '~');
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{class_name, project_name, quoted, variable};
    use std::path::Path;

    #[test]
    fn names_become_classes_and_variables() {
        assert_eq!(
            (class_name("my-shop2").as_str(), variable("my-shop2").as_str()),
            ("MyShop2", "$myShop2")
        );
        assert_eq!(project_name(Path::new("a/shop")).expect("a right name"), "shop");
        for wrong in
            ["", "application", "Shop", "2shop", "shop-", "sh op", "..", "läden", &"a".repeat(41)]
        {
            assert!(project_name(Path::new(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn paths_are_quoted_for_shells() {
        assert_eq!((quoted("a/b"), quoted("a b's")), ("a/b".into(), "'a b'\\''s'".into()));
    }
}
