//! The pictures of a page: `![…](pictures/shop.svg)` is what `murano graph` draws of the page's file `shop.murano`. Those in
//! `docs/pictures` are drawn by `scripts/screens`; what they show is what their command prints. `tests/it/repl/guide.rs` is about those in
//! `docs/screens`.

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
            let picture = crate::sources::root().join(here).join(&target);
            let (is_current, remedy) = match target.rsplit('/').nth(1) {
                Some("screens") => (picture.exists(), "`scripts/screens` draws it"),
                _ if target.contains("docs/pictures/") => {
                    (shows_command(&picture, directory), "`scripts/screens` draws it")
                }
                _ => (is_current(&picture, directory), "UPDATE=1 writes it"),
            };
            if !is_current {
                let page = page.path.display();
                let _ = writeln!(failures, "{page}:{number}: {target} is not current: {remedy}");
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

/// Whether a picture of a terminal shows what the command in its first line prints, apart from white space.
fn shows_command(picture: &Path, directory: &PageDirectory) -> bool {
    let svg = std::fs::read_to_string(picture).unwrap_or_default();
    let texts =
        svg.split("<text ").skip(1).filter_map(|rest| rest.split_once('>')?.1.split('<').next());
    // The first one is the title.
    let shown: Vec<String> = texts.skip(1).map(unescaped).collect();
    let Some(command) = shown.first().and_then(|line| line.strip_prefix("$ ")) else {
        return false;
    };
    let line = format!("exec 2>&1; export MURANO_ENGINE=simulated; {command}");
    let output = directory.run("sh", &["-c", &line]);
    let printed = format!("$ {command}\n{}", String::from_utf8_lossy(&output.stdout));
    let visible = |text: &str| text.split_whitespace().collect::<String>();
    visible(&shown.concat()) == visible(&printed)
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#x27;", "'").replace("&amp;", "&")
}

#[test]
fn texts_of_pictures_are_unescaped() {
    assert_eq!(unescaped("a &lt;b&gt; &amp;amp; &quot;&#x27;"), "a <b> &amp; \"'");
}
