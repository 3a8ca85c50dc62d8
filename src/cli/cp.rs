//! `murano cp`: copies files between an application's container and this machine.

#![expect(clippy::disallowed_methods, reason = "it reads and writes the user's files")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::deploy::FileContent;
use crate::diag::codes;

use super::command_error::{CommandError, CommandResult, engine_error};
use super::containers::{ContainerArgs, find};
use super::engine_choice::EngineArgs;
use super::engine_runtime::wait;
use super::exit::Exit;
use super::style::counted;
use super::terminal::Terminal;

/// `cp`.
#[derive(Debug, Args)]
#[command(after_help = "\
A path in a container is APPLICATION:/PATH. Directories are copied with everything below; links and devices are left out. Where
the target is a directory, or ends with `/`, the copy goes into it.

Examples:
  murano cp web:/etc/nginx/nginx.conf .
  murano cp web:/var/log logs
  murano cp index.html web:/usr/share/nginx/html/")]
pub(super) struct CpArgs {
    /// What is copied: a path, or APPLICATION:/PATH.
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// Where to: APPLICATION:/PATH, or a path.
    #[arg(value_name = "TARGET")]
    pub target: String,
    /// The application's environment, if several have an application of that name.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// Copies files.
pub(super) fn run(args: &CpArgs, terminal: &Terminal) -> CommandResult {
    let count = match (in_container(&args.source), in_container(&args.target)) {
        (Some(source), None) => from_container(args, source, Path::new(&args.target), terminal)?,
        (None, Some(target)) => into_container(args, Path::new(&args.source), target, terminal)?,
        (Some(_), Some(_)) => {
            let error = CommandError::usage("both paths are in containers");
            return Err(error.hint("copy to this machine first, then from there"));
        }
        (None, None) => {
            let error = CommandError::usage("neither path is in a container");
            return Err(error.hint("write APPLICATION:/PATH for a path in a container"));
        }
    };
    terminal.note(&format!("{} copied", counted(count, "file")));
    Ok(Exit::Done)
}

/// A path in a container.
#[derive(Clone, Copy)]
struct ContainerPath<'a> {
    application: &'a str,
    path: &'a str,
}

/// Parses `APPLICATION:/PATH`; anything else is a path of this machine.
fn in_container(text: &str) -> Option<ContainerPath<'_>> {
    let (application, path) = text.split_once(':')?;
    let is_name = !application.is_empty() && !application.contains(['/', '.']);
    (is_name && path.starts_with('/')).then_some(ContainerPath { application, path })
}

fn container_args(args: &CpArgs, application: &str) -> ContainerArgs {
    let (env, engine) = (args.env.clone(), args.engine.clone());
    ContainerArgs { application: application.to_owned(), env, engine }
}

fn from_container(
    args: &CpArgs,
    source: ContainerPath<'_>,
    target: &Path,
    terminal: &Terminal,
) -> Result<usize, CommandError> {
    let (row, engine) = find(&container_args(args, source.application), terminal)?;
    let files = wait(engine.get_files(&row.container, source.path))?;
    let files = files.map_err(|error| engine_error(&row.engine, "reading files", error))?;
    // The copy is named after the source where it goes into a directory, else after the target.
    let source_path = source.path.trim_end_matches('/');
    let name = source_path.rsplit('/').next().unwrap_or_default();
    let goes_into = target.is_dir() || args.target.ends_with('/');
    let root = if goes_into { target.join(name) } else { target.to_owned() };
    for file in &files {
        let below = file.path.strip_prefix(source_path).unwrap_or(&file.path);
        let below = below.trim_start_matches('/');
        let path = if below.is_empty() { root.clone() } else { root.join(below) };
        write(&path, file).map_err(|error| unusable(&path, &error))?;
    }
    Ok(files.len())
}

fn write(path: &Path, file: &FileContent) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, &file.content)?;
    set_mode(path, file.mode)
}

fn into_container(
    args: &CpArgs,
    source: &Path,
    target: ContainerPath<'_>,
    terminal: &Terminal,
) -> Result<usize, CommandError> {
    let name = source.file_name().map(|name| name.to_string_lossy().into_owned());
    let root = match name {
        Some(name) if target.path.ends_with('/') => format!("{}{name}", target.path),
        _ => target.path.trim_end_matches('/').to_owned(),
    };
    let mut files = Vec::new();
    for path in files_of(source)? {
        let content = fs::read(&path).map_err(|error| unusable(&path, &error))?;
        let below = path.strip_prefix(source).unwrap_or(&path).to_string_lossy().into_owned();
        let path_inside = if below.is_empty() { root.clone() } else { format!("{root}/{below}") };
        files.push(FileContent { path: path_inside, content, mode: mode(&path) });
    }
    let (row, engine) = find(&container_args(args, target.application), terminal)?;
    let placed = wait(engine.put_files(&row.container, &files))?;
    placed.map_err(|error| engine_error(&row.engine, "placing files", error))?;
    Ok(files.len())
}

/// The regular files of a directory, or the file itself. Links are not followed below it, so there are no circles.
fn files_of(source: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let mut waiting = vec![source.to_owned()];
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        let found = if path == source { fs::metadata(&path) } else { fs::symlink_metadata(&path) };
        let found = found.map_err(|error| unusable(&path, &error))?;
        if found.is_file() {
            files.push(path);
        } else if found.is_dir() {
            let entries = fs::read_dir(&path).map_err(|error| unusable(&path, &error))?;
            waiting.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    files.sort();
    if files.is_empty() {
        let message = format!("there is no regular file in `{}`", source.display());
        return Err(CommandError::new(codes::UNREADABLE, message));
    }
    Ok(files)
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).map_or(0o644, |found| found.permissions().mode() & 0o7777)
}

/// Sets the permissions of a copy. Set-user-id bits stay in the container: they would name a user of this machine.
#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o777))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0o644
}

fn unusable(path: &Path, error: &io::Error) -> CommandError {
    CommandError::new(codes::UNREADABLE, format!("`{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::in_container;

    #[test]
    fn paths_in_containers_have_an_application() {
        let parsed = |text| in_container(text).map(|path| (path.application, path.path));
        assert_eq!(parsed("web:/etc/hosts"), Some(("web", "/etc/hosts")));
        for here in ["/etc/hosts", "./web:/etc", "web:etc", ":/etc", "a/b:/c"] {
            assert_eq!(parsed(here), None, "{here}");
        }
    }
}
