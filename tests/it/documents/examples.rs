//! The blocks of a page, run by the binary on the simulated engine, in a directory for that
//! page.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::blocks::{Block, Document};

/// The failures. Outputs shown on the page are replaced by the actual ones: `UPDATE=1` saves
/// them.
pub(super) fn check(page: &mut Document, name: &str) -> String {
    let directory = PageDirectory::new(name);
    let blocks = page.blocks();
    for block in &blocks {
        if let Some(file) = block.file() {
            directory.write(file, &block.text);
        }
    }
    let only = std::env::var("CASE").unwrap_or_default();
    let mut failures = String::new();
    let mut outputs: Vec<(usize, usize, String)> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        if !block.text.contains(&only) {
            continue;
        }
        let next = blocks.get(index + 1).filter(|b| b.info == "text" && b.from <= block.to + 5);
        let complaint = match block.info.as_str() {
            "murano" => directory.program(block).and_then(|found| {
                outputs.extend(next.map(|next| (next.from, next.to, found.clone())));
                same(&found, next.map_or("", |next| &next.text))
            }),
            "murano,error" => directory.failure(block),
            "yaql" => directory.expressions(block),
            "console" => directory.commands(block).and_then(|found| {
                outputs.push((block.from, block.to, found.clone()));
                same(&found, &block.text)
            }),
            "yaml" if block.file().is_some() => Ok(()),
            "text" | "rust" | "python" | "sh" | "toml" | "json" => Ok(()),
            unknown => Err(format!("unknown kind of block: {unknown:?}")),
        };
        if let Err(complaint) = complaint {
            let at = format!("{}:{}", page.path.display(), block.from + 1);
            let _ = writeln!(failures, "---- {at}\n{}{complaint}", block.text);
        }
    }
    for (from, to, text) in outputs.into_iter().rev() {
        page.lines.splice(from..to, text.lines().map(str::to_owned));
    }
    failures
}

/// The failure of the report that a document shows below one of its programs: `index` counts
/// them from 0.
pub(super) fn check_report(page: &mut Document, index: usize, file: &str) -> String {
    let directory = PageDirectory::new("report");
    let blocks = page.blocks();
    let mut programs = blocks.iter().enumerate().filter(|(_, block)| block.info == "murano");
    let (at, program) = programs.nth(index).expect("the document has that program");
    let shown = blocks.get(at + 1).expect("a block follows");
    directory.write(file, &program.text);
    let output = directory.murano(&["run", file, "--engine", "simulated"]);
    let found = String::from_utf8_lossy(&output.stderr).into_owned();
    page.lines.splice(shown.from..shown.to, found.lines().map(|line| line.trim_end().to_owned()));
    let trimmed: Vec<&str> = found.lines().map(str::trim_end).collect();
    same(&trimmed.join("\n"), &shown.text).err().unwrap_or_default()
}

fn same(found: &str, shown: &str) -> Result<(), String> {
    if found.trim_end() == shown.trim_end() {
        return Ok(());
    }
    Err(format!("it prints\n{found}and the page shows\n{shown}"))
}

/// Whether a word is the code of an error or a warning: `E0201`.
pub(super) fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix(['E', 'W']).unwrap_or("");
    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The codes in comments at the ends of lines, with the numbers of these lines from 1.
fn expected(program: &str) -> Vec<(usize, &str)> {
    let comments = program.lines().enumerate().filter_map(|(number, line)| {
        let (_, comment) = line.rsplit_once("// ")?;
        Some((number + 1, comment.trim()))
    });
    comments.filter(|(_, comment)| is_code(comment)).collect()
}

/// The codes with which reports begin.
fn reported(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let code = |line: &str| {
        let (kind, rest) = line.split_once('[')?;
        let (code, _) = rest.split_once("]:")?;
        (matches!(kind, "error" | "warning") && is_code(code)).then(|| code.to_owned())
    };
    text.lines().filter_map(code).collect()
}

/// The directory of a page.
pub(super) struct PageDirectory(PathBuf);

impl PageDirectory {
    pub(super) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("documents-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the directory can be made");
        Self(path)
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("it can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    /// A command without the user's home and without an engine.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let binary = Path::new(env!("CARGO_BIN_EXE_murano"));
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.0).env_clear().stdin(Stdio::null());
        command.env("PATH", format!("{}:{path}", binary.parent().expect("a directory").display()));
        command
            .env("HOME", &self.0)
            .env("XDG_STATE_HOME", self.0.join("state"))
            .env("NO_COLOR", "1");
        command.env("DOCKER_HOST", "unix:///nonexistent/docker.sock");
        command.output().expect("the command starts")
    }

    pub(super) fn murano(&self, arguments: &[&str]) -> Output {
        self.run(env!("CARGO_BIN_EXE_murano"), arguments)
    }

    fn start(&self, block: &Block) -> Output {
        let file = block.file().unwrap_or("example.murano");
        self.write(file, &block.text);
        self.murano(&["run", file, "--engine", "simulated", "--env", "example", "--quiet"])
    }

    /// The output of a program that succeeds, with the warnings that its comments name.
    fn program(&self, block: &Block) -> Result<String, String> {
        let output = self.start(block);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = expected(&block.text).into_iter().map(|(_, code)| code).collect();
        if !output.status.success() || reported(&output) != said {
            return Err(format!("it fails: {}\n{stderr}", output.status));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// A program fails with the codes it names, and the reports show the lines of these
    /// comments.
    fn failure(&self, block: &Block) -> Result<(), String> {
        let output = self.start(block);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let expected = expected(&block.text);
        if output.status.success() || expected.is_empty() {
            return Err(format!("it does not fail, or names no code\n{stderr}"));
        }
        let mut codes: Vec<&str> = expected.iter().map(|(_, code)| *code).collect();
        let mut found = reported(&output);
        codes.sort_unstable();
        found.sort_unstable();
        if codes != found {
            return Err(format!("it fails with {found:?}\n{stderr}"));
        }
        let lines: Vec<&str> = stderr.lines().collect();
        for (number, code) in expected {
            // The underlined line, or the place in the header of a snippet.
            let start = format!("{number} │");
            let marked = lines.windows(2).any(|pair| {
                pair[0].trim_start().starts_with(&start)
                    && pair[1].trim_start().starts_with(['·', '╭'])
            });
            let named = stderr.contains(&format!("example.murano:{number}:"));
            if !marked && !named {
                return Err(format!("{code} is not reported at line {number}\n{stderr}"));
            }
        }
        Ok(())
    }

    fn expressions(&self, block: &Block) -> Result<(), String> {
        let mut complaints = String::new();
        for line in block.text.lines().filter(|line| !line.trim().is_empty()) {
            let (expression, result) = line.split_once('⇒').ok_or(format!("no ⇒ in {line}"))?;
            let output = self.murano(&["eval", "--yaql", "--compact", "--", expression.trim()]);
            let mut found = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if !output.status.success() {
                found = reported(&output).join(" ");
            }
            if found != result.trim() {
                let _ = writeln!(complaints, "{expression}⇒ {found}");
            }
        }
        if complaints.is_empty() { Ok(()) } else { Err(complaints) }
    }

    /// The commands of a block, each with its output.
    fn commands(&self, block: &Block) -> Result<String, String> {
        let mut found = String::new();
        for command in block.text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let output = self.run("sh", &["-c", command]);
            if !output.status.success() && !command.contains("||") {
                return Err(format!(
                    "{command}: {}\n{}",
                    output.status,
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
            let _ = writeln!(found, "$ {command}");
            found += &String::from_utf8_lossy(&output.stdout);
            if !found.ends_with('\n') {
                found.push('\n');
            }
        }
        Ok(found)
    }
}

impl Drop for PageDirectory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
