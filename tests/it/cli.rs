#![expect(clippy::disallowed_methods, reason = "tests write the files that commands read")]
//! Complete commands: their outputs and exit codes.

mod commands;
mod completions;
mod daily;
mod data;
mod doc;
mod endings;
mod engines;
mod environments;
mod facade;
mod failures;
mod fixes;
mod formatting;
mod interrupts;
mod json;
mod kubernetes;
mod learn;
mod levels;
mod models;
mod order;
mod packages;
mod plans;
mod secrets;
mod simulated;
mod starters;
mod streams;
mod terminals;
mod tests;
mod traces;
mod usage;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A directory with its own home and state.
struct Place(TempDir);

/// The result of a command.
struct Did {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Place {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder for the test"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).expect("the folder can be written to");
        path
    }

    /// A command without the user's home, configuration and engine.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_murano"));
        command.args(args).current_dir(self.path()).env_clear();
        command.env("HOME", self.path()).env("XDG_STATE_HOME", self.path().join("state"));
        command.env("DOCKER_HOST", "unix:///nonexistent/docker.sock");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn murano(&self, args: &[&str]) -> Did {
        Did::of(self.command(args).output().expect("the binary starts"))
    }

    /// Runs a command with text on its standard input.
    fn fed(&self, args: &[&str], input: &str) -> Did {
        let child = self.command(args).stdin(Stdio::piped()).spawn().expect("it starts");
        Did::of(feed(child, input.as_bytes()))
    }
}

/// Writes the input of a process while its output is read, and waits for its end. If all input
/// were written first, both processes would wait for each other once the pipes are full.
pub(crate) fn feed(mut child: Child, input: &[u8]) -> Output {
    let mut stdin = child.stdin.take().expect("a pipe");
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // It may end without having read all.
            let _ = stdin.write_all(input);
        });
        child.wait_with_output().expect("it ends")
    })
}

impl Did {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Requires this exit code; a failure shows what the command wrote.
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e} in {}", self.out))
    }

    /// Requires a text on standard error.
    #[track_caller]
    fn says(self, text: &str) -> Self {
        // Reports wrap long lines.
        let unwrapped = self.err.split_whitespace().collect::<Vec<_>>().join(" ");
        let says = self.err.contains(text) || unwrapped.contains(text);
        assert!(says, "no `{text}` in:\n{}", self.err);
        self
    }
}

/// A program that deploys two applications, one of which calls the other.
const SHOP: &str = r#"
class Redis extends DockerApplication {
    name: string!
    getContainer() {
        return { name: $.name, image: 'redis:7', ports: [{ port: 6379, scope: 'internal' }] }
    }
}

class Web extends DockerApplication {
    name: string!
    redis: Redis!
    getContainer() {
        $redis = $.getConnectionTo($.redis, 6379)
        return {
            name: $.name,
            image: 'web:1',
            env: { REDIS: "\($redis.host):\($redis.port)" },
            ports: [{ port: 80, scope: 'cloud' }],
        }
    }
}

$local = new DockerStandaloneHost { name: 'local' }
$redis = new Redis { name: 'redis', host: $local }
$web = new Web { name: 'web', host: $local, redis: $redis }
$redis.deploy()
$web.deploy()
print('deployed')
"#;
