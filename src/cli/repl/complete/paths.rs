//! Paths of files, with or without quotes.

use std::path::Path;

use super::candidate::Candidate;

/// Paths that begin as typed: folders, and files of programs and models.
pub(super) fn complete(typed: &str, at: usize) -> (usize, Vec<Candidate>) {
    let quote = usize::from(typed.starts_with(['\'', '"']));
    let typed = &typed[quote..];
    let (folder, name) = typed.rfind('/').map_or(("", typed), |end| typed.split_at(end + 1));
    let start = at + quote + folder.len();
    let listed = Path::new(if folder.is_empty() { "." } else { folder });
    let Ok(entries) = std::fs::read_dir(listed) else { return (start, Vec::new()) };
    let mut found: Vec<Candidate> = entries
        .flatten()
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok()?;
            let is_folder = entry.path().is_dir();
            let shown = is_folder || file.ends_with(".murano");
            let hidden = file.starts_with('.') && !name.starts_with('.');
            let slash = if is_folder { "/" } else { "" };
            (shown && !hidden && file.starts_with(name))
                .then(|| Candidate::new(format!("{file}{slash}"), ""))
        })
        .collect();
    found.sort_by(|a, b| a.text.cmp(&b.text));
    (start, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_folders_are_found() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("apps")).expect("made");
        std::fs::File::create(folder.path().join("app.murano")).expect("made");
        std::fs::File::create(folder.path().join("app.txt")).expect("made");
        let typed = format!("'{}/ap", folder.path().display());
        let (start, found) = complete(&typed, 6);
        assert_eq!(start, 6 + typed.len() - 2);
        assert_eq!(
            found.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(),
            ["app.murano", "apps/"]
        );
    }
}
