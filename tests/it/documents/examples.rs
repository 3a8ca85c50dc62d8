//! The blocks of a page, run by the binary on the simulated engine, in a directory for that
//! page.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::blocks::{Block, Document};
use super::pictures;
use super::times::without_times;

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
            directory.exports(block);
            continue;
        }
        let following = blocks.get(index + 1);
        let next = following.filter(|b| b.info == "text" && b.from <= block.to + 5);
        let complaint = match block.info.as_str() {
            "murano" if block.is_run_by(following) => {
                directory.write(block.file().unwrap_or_default(), &block.text);
                Ok(())
            }
            "murano" => directory.program(block).and_then(|found| {
                let outcome = same(&found, next.map_or("", |next| &next.text));
                if outcome.is_err() {
                    outputs.extend(next.map(|next| (next.from, next.to, found)));
                }
                outcome
            }),
            "murano,error" => directory.failure(block).and_then(|report| {
                let Some(shown) = next.filter(|b| b.from == block.to + 3) else { return Ok(()) };
                let outcome = same(&report, &shown.text);
                if outcome.is_err() {
                    outputs.push((shown.from, shown.to, report));
                }
                outcome
            }),
            "yaql" => directory.expressions(block),
            "console" | "console,all" => directory.commands(block).and_then(|found| {
                let outcome = same(&found, &block.text);
                if outcome.is_err() {
                    outputs.push((block.from, block.to, found));
                }
                outcome
            }),
            "yaml" if block.file().is_some() => Ok(()),
            "text" | "rust" | "python" | "sh" | "toml" | "json" | "hcl" | "lua" | "vim"
            | "elisp" => Ok(()),
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
    failures + &pictures::check(page, &directory)
}

fn same(found: &str, shown: &str) -> Result<(), String> {
    if without_times(found.trim_end()) == without_times(shown.trim_end()) {
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

/// Lines as a document can have them: without white space at their ends.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The directory of a page, and the variables that its commands export.
pub(super) struct PageDirectory {
    path: PathBuf,
    exported: RefCell<Vec<(String, String)>>,
}

impl PageDirectory {
    pub(super) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("documents-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the directory can be made");
        Self { path, exported: RefCell::default() }
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        let path = self.path.join(file);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("it can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    /// A command without the user's home and without an engine.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let binary = Path::new(env!("CARGO_BIN_EXE_murano"));
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.path).env_clear().stdin(Stdio::null());
        command.env("PATH", format!("{}:{path}", binary.parent().expect("a directory").display()));
        command
            .env("HOME", &self.path)
            .env("XDG_STATE_HOME", self.path.join("state"))
            .env("NO_COLOR", "1");
        command.env("DOCKER_HOST", "unix:///nonexistent/docker.sock");
        command.envs(self.exported.borrow().iter().cloned());
        command.output().expect("the command starts")
    }

    pub(super) fn murano(&self, arguments: &[&str]) -> Output {
        self.run(env!("CARGO_BIN_EXE_murano"), arguments)
    }

    fn start(&self, block: &Block) -> Output {
        let file = block.file().unwrap_or("example.murano");
        self.write(file, &block.text);
        // Environments belong to one program: a file has the one of its name.
        let environment = Path::new(file).file_stem().and_then(|stem| stem.to_str());
        let environment = environment.expect("a name");
        self.murano(&["run", file, "--engine", "simulated", "--env", environment, "--quiet"])
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

    /// The reports of a program that fails with the codes it names; they show the lines of these
    /// comments.
    fn failure(&self, block: &Block) -> Result<String, String> {
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
        let file = block.file().unwrap_or("example.murano");
        for (number, code) in expected {
            // The underlined line, or the place in the header of a snippet.
            let start = format!("{number} │");
            let marked = lines.windows(2).any(|pair| {
                pair[0].trim_start().starts_with(&start)
                    && pair[1].trim_start().starts_with(['·', '╭'])
            });
            let named = stderr.contains(&format!("{file}:{number}:"));
            if !marked && !named {
                return Err(format!("{code} is not reported at line {number}\n{stderr}"));
            }
        }
        Ok(trimmed(&stderr))
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
        let shows_all = block.info == "console,all";
        let mut found = String::new();
        for command in block.text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let _ = writeln!(found, "$ {command}");
            if self.export(command) {
                continue;
            }
            let redirected = format!("exec 2>&1; {command}");
            let output = self.run("sh", &["-c", if shows_all { &redirected } else { command }]);
            if !output.status.success() && !shows_all && !command.contains("||") {
                return Err(format!(
                    "{command}: {}\n{}",
                    output.status,
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
            found += &trimmed(&String::from_utf8_lossy(&output.stdout));
        }
        Ok(found)
    }

    /// The variables that a block exports, without its other commands.
    fn exports(&self, block: &Block) {
        for command in block.text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            self.export(command);
        }
    }

    /// Whether a command is `export NAME=VALUE`. Each command has a shell of its own.
    fn export(&self, command: &str) -> bool {
        let variable = command.strip_prefix("export ").and_then(|rest| rest.split_once('='));
        if let Some((name, value)) = variable {
            self.exported.borrow_mut().push((name.to_owned(), value.to_owned()));
        }
        variable.is_some()
    }
}

impl Drop for PageDirectory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
