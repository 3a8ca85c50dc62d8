#![expect(clippy::print_stdout, reason = "a benchmark prints its result")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]
//! The time from a keystroke to its diagnostics: an editor replays 1,000 edits in a program of 10,000 lines and 200 classes.
//!
//! `cargo bench --bench lsp` prints the median, the 95th percentile and the slowest, in milliseconds, of all edits and of each kind.
//! It speaks the protocol with the real binary, so that everything counts.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

const CLASSES: usize = 200;
const EDITS: usize = 1000;
const URI: &str = "file:///nowhere/large.murano";

fn main() {
    let program = program();
    println!("{} lines, {CLASSES} classes, {} KB", program.lines().count(), program.len() >> 10);
    let mut editor = Editor::start();
    let opened = editor.open(&program);
    println!("opened in {} ms", milliseconds(opened));
    let mut text = program;
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for (version, edit) in edits().take(EDITS).enumerate() {
        let time = editor.edit(version as i32 + 2, &mut text, &edit);
        times.entry("all").or_default().push(time);
        times.entry(edit.kind).or_default().push(time);
    }
    println!("{:24} {:>6} {:>8} {:>8} {:>8}", "", "edits", "p50", "p95", "max");
    for (kind, mut times) in times {
        times.sort_unstable();
        let at = |percent: usize| milliseconds(times[(times.len() - 1) * percent / 100]);
        println!("{kind:24} {:6} {:>8} {:>8} {:>8}", times.len(), at(50), at(95), at(100));
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// A keystroke: a text inserted at the mark of a class.
struct Edit {
    kind: &'static str,
    /// The class in whose text it is.
    class: usize,
    /// The mark after which it is typed.
    mark: &'static str,
    /// How much was typed after the mark before.
    typed: usize,
    text: String,
}

/// What is typed, key by key, in one class after the other.
fn edits() -> impl Iterator<Item = Edit> {
    const TYPED: &[(&str, &str, &str)] = &[
        ("statement in a body", "// here\n", "        $next = $.label.toUpper() + 'x'\n"),
        ("comment", "// here\n", "        // what comes next\n"),
        ("condition with a block", "// here\n", "        if $n > 2 { $sum = 3 }\n"),
        ("property", "// members\n", "    added: int! = 5\n"),
        ("dictionary", "// here\n", "        $made = { port: 80, scope: 'host' }\n"),
    ];
    (0..).flat_map(|round: usize| {
        let (kind, mark, text) = TYPED[round % TYPED.len()];
        let class = (round * 37) % CLASSES;
        text.char_indices().map(move |(typed, c)| Edit { kind, class, mark, typed, text: c.into() })
    })
}

/// An editor that has the program open.
struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Editor {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_murano"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut editor = Self { child, input, output };
        let params = json!({ "capabilities": {} });
        editor
            .send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }));
        editor.receive();
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Json) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it reads");
        self.input.flush().expect("it reads");
    }

    fn tell(&mut self, method: &str, params: Json) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn receive(&mut self) -> Json {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("headers are text");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("the whole message");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// Waits for the diagnostics of a version.
    fn diagnostics(&mut self, version: i32) {
        while self.receive()["params"]["version"] != version {}
    }

    fn open(&mut self, text: &str) -> Duration {
        let began = Instant::now();
        let document = json!({ "uri": URI, "languageId": "murano", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        self.diagnostics(1);
        began.elapsed()
    }

    fn edit(&mut self, version: i32, text: &mut String, edit: &Edit) -> Duration {
        let class = text.find(&format!("class Part{} ", edit.class)).expect("the class");
        let mark = class + text[class..].find(edit.mark).expect("its mark") + edit.mark.len();
        let at = mark + edit.typed;
        let line = text[..at].matches('\n').count();
        let column = at - text[..at].rfind('\n').map_or(0, |end| end + 1);
        text.insert_str(at, &edit.text);
        let position = json!({ "line": line, "character": column });
        let change = json!({ "range": { "start": position, "end": position }, "text": edit.text });
        let document = json!({ "uri": URI, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        let began = Instant::now();
        self.tell("textDocument/didChange", params);
        self.diagnostics(version);
        began.elapsed()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program whose classes use each other, and classes of the core library.
fn program() -> String {
    let mut text = "/// A generated program.\nnamespace com.example.large\n\n".to_owned();
    (0..CLASSES).for_each(|n| text.push_str(&class(n)));
    for n in (0..CLASSES).step_by(20) {
        text.push_str(&format!("$part{n} = new Part{n} {{ count: {n}, host: $host }}\n"));
        text.push_str(&format!("print($part{n}.describe())\n"));
    }
    text.replacen("$part0 =", "$host = new DockerStandaloneHost { name: 'local' }\n$part0 =", 1)
}

fn class(n: usize) -> String {
    // One class in ten is a base of the nine that follow it.
    let base = match n % 10 {
        0 => "DockerApplication".to_owned(),
        _ => format!("Part{}", n - n % 10),
    };
    let (other, own) = ((n * 7) % CLASSES, n);
    format!(
        r#"/// Part {n} of the program.
class Part{n} extends {base} {{
    // members
    /// How many there are.
    count: int! = {n}
    label: string! = 'part {n}'
    other{own}: Part{other}
    ports{own}: [ApplicationPort]
    out state: string

    /// Adds to the count.
    add(n: int!, m: int = 2) -> int {{
        $sum = $.count + $n * $m
        // here
        if $sum > 100 {{
            $sum = 100
        }} else if $sum < 0 {{
            $sum = 0
        }}
        return $sum
    }}

    describe() -> string {{
        $text = "\($.label): \($.count)"
        for $port in $.ports{own} {{
            $text = "\($text), \($port.port)/\($port.protocol)"
        }}
        $.state = $text
        return $text
    }}

    getContainer() -> DockerContainer {{
        $env = {{ COUNT: "\($.count)", LABEL: $.label }}
        return {{
            name: $.label,
            image: 'image-{n}:1',
            env: $env,
            ports: [{{ port: 8080, scope: 'internal' }}, {{ port: 9090 }}],
        }}
    }}

    search{own}(items: [int]) {{
        $found = $items.where($ > $this.count).select($ * 2).orderBy($)
        try {{
            return $found.first()
        }} catch {{
            return null
        }}
    }}
}}

"#
    )
}
