//! Markdown as far as the tests need it: headings with their anchors, and fenced blocks.
//!
//! | block | meaning |
//! | --- | --- |
//! | `murano` | a program that ends well; it prints what the `text` block after it shows, and nothing if none follows |
//! | `murano,error` | a program that fails: a comment `// E0201` ends the line that the error report shows with that code; a `text` block directly below is the report |
//! | `yaql` | lines `expression ⇒ result`: the result is JSON, or a code if the expression fails |
//! | `console` | commands after `$ `, each with the standard output it has below it; `export NAME=VALUE` holds for all later commands of the page |
//! | `console,all` | the same with standard error, as a terminal shows both; the commands may fail |
//! | `murano` or `yaml` that begins with a comment of a path | a file of the page's directory: `// shapes.murano`, `# shop/manifest.yaml`. A program is not run if a `console` block that names it follows |
//! | `![…](pictures/shop.svg)`, not a block | what `murano graph` draws of the page's file `shop.murano` |
//! | `text`, `rust`, `python`, `sh`, `toml`, `json`, `hcl`, `lua`, `vim`, `elisp` | not run |

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A Markdown file.
pub(super) struct Document {
    /// Relative to the repository.
    pub path: PathBuf,
    pub lines: Vec<String>,
}

/// A fenced block.
pub(super) struct Block {
    /// The words after the opening fence.
    pub info: String,
    pub text: String,
    /// The lines between the fences, as indices from 0, end exclusive.
    pub from: usize,
    pub to: usize,
}

impl Document {
    pub(super) fn open(path: &Path) -> Self {
        let text = std::fs::read_to_string(crate::sources::root().join(path));
        Self::parse(path, &text.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    pub(super) fn parse(path: &Path, text: &str) -> Self {
        Self { path: path.to_owned(), lines: text.lines().map(str::to_owned).collect() }
    }

    pub(super) fn save(&self) {
        let text = self.lines.join("\n") + "\n";
        std::fs::write(crate::sources::root().join(&self.path), text)
            .expect("the document can be written");
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        let (mut blocks, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
        for (number, line) in self.lines.iter().enumerate() {
            let fence = line.strip_prefix("```");
            match (&mut open, fence) {
                (None, Some(info)) => {
                    let info = info.trim().to_owned();
                    open =
                        Some(Block { info, text: String::new(), from: number + 1, to: number + 1 });
                }
                (Some(block), None) => {
                    let _ = writeln!(block.text, "{line}");
                    block.to = number + 1;
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{}: a block is not closed", self.path.display());
        blocks
    }

    /// Lines outside of blocks, with their numbers from 1.
    pub(super) fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut inside = false;
        self.lines.iter().enumerate().filter_map(move |(number, line)| {
            let fence = line.starts_with("```");
            inside ^= fence;
            (!inside && !fence).then_some((number + 1, line.as_str()))
        })
    }

    /// The anchors of its headings, as GitHub makes them.
    pub(super) fn anchors(&self) -> Vec<String> {
        let mut anchors: Vec<String> = Vec::new();
        for (_, line) in self.prose() {
            let title = line.trim_start_matches('#');
            if title.len() == line.len() || !title.starts_with(' ') {
                continue;
            }
            let anchor = anchor(title.trim());
            let same = anchors.iter().filter(|a| **a == anchor).count();
            anchors.push(if same == 0 { anchor } else { format!("{anchor}-{same}") });
        }
        anchors
    }
}

/// Lower case; spaces become hyphens, punctuation goes.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

impl Block {
    /// The path that the comment in its first line names, if it is a file of the page.
    pub(super) fn file(&self) -> Option<&str> {
        let first = self.text.lines().next()?;
        let path = match self.info.as_str() {
            "murano" | "murano,error" => {
                first.strip_prefix("// ")?.strip_suffix(".murano").and(first.strip_prefix("// "))?
            }
            "yaml" => {
                first.strip_prefix("# ")?.strip_suffix(".yaml").and(first.strip_prefix("# "))?
            }
            _ => return None,
        };
        (!path.contains(' ')).then_some(path)
    }

    /// Whether it is a file that the commands of the block `next` run.
    pub(super) fn is_run_by(&self, next: Option<&Self>) -> bool {
        let commands = next.filter(|next| next.info.starts_with("console"));
        self.file().zip(commands).is_some_and(|(file, next)| next.text.contains(file))
    }
}
