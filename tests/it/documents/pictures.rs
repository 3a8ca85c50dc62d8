//! The pictures of a page: `![…](pictures/shop.svg)` is what `murano graph` draws of the page's file `shop.murano`.

use std::fmt::Write as _;
use std::path::Path;

use super::blocks::Document;
use super::examples::PageDirectory;
use super::links;

/// The pictures that are not what `murano graph` draws. `UPDATE=1` writes them.
pub(super) fn check(page: &Document, directory: &PageDirectory) -> String {
    let mut failures = String::new();
    let here = page.path.parent().unwrap_or(Path::new(""));
    for (number, line) in page.prose() {
        let pictures = links::targets(line).into_iter().filter(|target| target.ends_with(".svg"));
        for target in pictures {
            if !is_current(&crate::sources::root().join(here).join(&target), directory) {
                let _ = writeln!(
                    failures,
                    "{}:{number}: {target} is not current: UPDATE=1 writes it",
                    page.path.display()
                );
            }
        }
    }
    failures
}

fn is_current(picture: &Path, directory: &PageDirectory) -> bool {
    let program = picture.with_extension("murano");
    let program = program.file_name().and_then(|name| name.to_str()).expect("a name");
    let output = directory.murano(&["graph", program, "--format", "svg"]);
    if output.status.success() && std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(picture.parent().expect("a directory")).expect("it can be made");
        std::fs::write(picture, &output.stdout).expect("the picture can be written");
    }
    output.status.success() && std::fs::read(picture).is_ok_and(|shown| shown == output.stdout)
}
