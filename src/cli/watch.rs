//! Watching programs for changes, by polling: the files below given directories, and single files.
//!
//! Polling works on every file system, over network shares and in containers, where notifications of the kernel do not arrive.
//! A file counts as changed when its modification time or its size is another; one that appears or goes is a change too.

#![expect(
    clippy::disallowed_methods,
    reason = "how long looking takes decides how often it is done"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::session::Session;

/// How often files are looked at, unless there are very many.
pub(super) const INTERVAL: Duration = Duration::from_millis(200);

/// How many times longer than looking at all files the pause after it is at least: a large directory must not occupy a processor.
const REST: u32 = 10;

/// The extensions of files that programs consist of.
const EXTENSIONS: [&str; 4] = ["murano", "yaml", "yml", "json"];

/// What tells a version of a file from another.
type FileVersion = (Option<SystemTime>, u64);

/// The files that are watched, with the version that was seen last.
#[derive(Debug)]
pub(super) struct Watch {
    roots: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, FileVersion>,
}

impl Watch {
    /// Watches files, and the programs below directories. A file that does not exist yet may be created later.
    pub(super) fn new(roots: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut watch = Self { roots: Vec::new(), seen: BTreeMap::new() };
        watch.follow(roots);
        watch
    }

    /// Watches more paths, such as the files that a program imported. What was seen of others stays as it was.
    pub(super) fn follow(&mut self, paths: impl IntoIterator<Item = PathBuf>) {
        for path in paths {
            if !self.roots.contains(&path) {
                let mut found = BTreeMap::new();
                visit(&path, &mut found);
                for (file, version) in found {
                    self.seen.entry(file).or_insert(version);
                }
                self.roots.push(path);
            }
        }
    }

    /// The files that changed, appeared or went since the last call, or since they are watched. Does not wait.
    pub(super) fn changed(&mut self) -> Vec<PathBuf> {
        let now = self.look();
        let mut changed: Vec<PathBuf> =
            now.iter().filter(|(file, is)| self.seen.get(*file) != Some(is)).map(path).collect();
        changed.extend(self.seen.iter().filter(|(file, _)| !now.contains_key(*file)).map(path));
        self.seen = now;
        changed
    }

    /// Waits until files change, and until they stay as they are: an editor may write several, and each in several steps.
    pub(super) fn wait(&mut self) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        let mut pause = INTERVAL;
        loop {
            thread::sleep(pause);
            let started = Instant::now();
            let more = self.changed();
            pause = INTERVAL.max(started.elapsed() * REST);
            if more.is_empty() && !changed.is_empty() {
                return changed;
            }
            changed.extend(more);
        }
    }

    fn look(&self) -> BTreeMap<PathBuf, FileVersion> {
        let mut found = BTreeMap::new();
        self.roots.iter().for_each(|root| visit(root, &mut found));
        found
    }
}

fn path((file, _): (&PathBuf, &FileVersion)) -> PathBuf {
    file.clone()
}

/// The files that a session has read.
pub(super) fn files_of(session: &Session) -> Vec<PathBuf> {
    let names = session.sources().files();
    names.iter().map(|source| PathBuf::from(&source.name)).filter(|path| path.is_file()).collect()
}

/// Adds a file, or the programs below a directory.
fn visit(path: &Path, found: &mut BTreeMap<PathBuf, FileVersion>) {
    let Ok(metadata) = std::fs::metadata(path) else { return };
    if !metadata.is_dir() {
        found.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if if is_directory { is_searched(&path) } else { is_program(&path) } {
            visit(&path, found);
        }
    }
}

/// Whether programs are looked for in a directory: not in hidden ones and build results. Links are not followed, because they
/// may form cycles.
pub(super) fn is_searched(directory: &Path) -> bool {
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && name != "target"
}

/// A link counts by what it leads to; one to a directory is neither searched nor a program.
fn is_program(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default();
    EXTENSIONS.iter().any(|known| extension == *known) && file.is_file()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "tests change the files that are watched")]

    use std::fs::{create_dir, remove_file, write};
    use std::path::PathBuf;
    use std::time::Duration;

    use super::Watch;

    /// A directory with a program, a text and a hidden directory.
    fn project() -> (tempfile::TempDir, impl Fn(&str) -> PathBuf) {
        let place = tempfile::tempdir().expect("a directory");
        let root = place.path().to_owned();
        create_dir(root.join("lib")).expect("made");
        create_dir(root.join(".git")).expect("made");
        for name in ["a.murano", "lib/b.murano", "notes.txt", ".git/c.murano"] {
            write(root.join(name), "1").expect("written");
        }
        (place, move |name: &str| root.join(name))
    }

    #[test]
    fn programs_below_a_directory_are_watched() {
        let (_place, path) = project();
        let mut watch = Watch::new([path("")]);
        assert_eq!(watch.changed(), Vec::<PathBuf>::new());
        for name in ["notes.txt", ".git/c.murano"] {
            write(path(name), "another length").expect("written");
        }
        assert_eq!(watch.changed(), Vec::<PathBuf>::new(), "no programs");
        write(path("lib/b.murano"), "another length").expect("written");
        write(path("lib/new.murano"), "1").expect("written");
        assert_eq!(watch.changed(), [path("lib/b.murano"), path("lib/new.murano")]);
        remove_file(path("a.murano")).expect("removed");
        assert_eq!(watch.changed(), [path("a.murano")]);
        assert_eq!(watch.changed(), Vec::<PathBuf>::new());
    }

    #[test]
    fn single_files_are_watched_before_they_exist() {
        let (_place, path) = project();
        let mut watch = Watch::new([path("later.murano")]);
        write(path("a.murano"), "another length").expect("written");
        watch.follow([path("a.murano"), path("notes.txt")]);
        assert_eq!(watch.changed(), Vec::<PathBuf>::new(), "watched from then on");
        write(path("later.murano"), "1").expect("written");
        write(path("notes.txt"), "another length").expect("written");
        assert_eq!(watch.changed(), [path("later.murano"), path("notes.txt")]);
    }

    #[test]
    fn a_change_within_a_second_is_seen_by_its_time() {
        let (_place, path) = project();
        let file = path("a.murano");
        let mut watch = Watch::new([file.clone()]);
        let opened = std::fs::File::options().write(true).open(&file).expect("opened");
        let before = opened.metadata().expect("it is there").modified().expect("a time");
        opened.set_modified(before + Duration::from_millis(5)).expect("set");
        assert_eq!(watch.wait(), [file]);
    }
}
