//! Paths of files, with or without quotes.

use std::path::Path;

use super::candidate::Completion;

/// Directories and `.murano` files whose paths begin with `typed`.
pub(super) fn complete(typed: &str, at: usize) -> (usize, Vec<Completion>) {
    let quote = usize::from(typed.starts_with(['\'', '"']));
    let typed = &typed[quote..];
    let (directory, name) = typed.rfind('/').map_or(("", typed), |end| typed.split_at(end + 1));
    let start = at + quote + directory.len();
    let listed = Path::new(if directory.is_empty() { "." } else { directory });
    let Ok(entries) = std::fs::read_dir(listed) else { return (start, Vec::new()) };
    let mut found: Vec<Completion> = entries
        .flatten()
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let is_directory = entry.path().is_dir();
            let shown = is_directory || file.ends_with(".murano");
            let hidden = file.starts_with('.') && !name.starts_with('.');
            let slash = if is_directory { "/" } else { "" };
            (shown && !hidden && file.starts_with(name))
                .then(|| Completion::new(format!("{file}{slash}"), ""))
        })
        .collect();
    found.sort_by(|a, b| a.text.cmp(&b.text));
    (start, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_directories_are_found() {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(directory.path().join("apps")).expect("made");
        std::fs::File::create(directory.path().join("app.murano")).expect("made");
        std::fs::File::create(directory.path().join("app.txt")).expect("made");
        let typed = format!("'{}/ap", directory.path().display());
        let (start, found) = complete(&typed, 6);
        assert_eq!(start, 6 + typed.len() - 2);
        assert_eq!(
            found.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(),
            ["app.murano", "apps/"]
        );
    }
}
