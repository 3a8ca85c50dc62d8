//! MuranoPL's YAML: `cargo bench --bench packages` prints how long a package of 200 classes takes to load, and how fast
//! classes run in YAML beside the same classes in `.murano`.
//!
//! The classes of `benches/programs/{objects,coerce}` are converted, so both notations say the same; the two take turns.
#![expect(clippy::print_stdout, reason = "the result is printed")]
#![expect(clippy::disallowed_methods, reason = "it writes packages and measures time")]

use std::path::Path;
use std::time::{Duration, Instant};

use muranopl::Session;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Classes of the large package.
const CLASSES: usize = 200;

/// Programs that have both notations, and how often their work is done.
const TWINS: [(&str, i64); 2] = [("objects", 100_000), ("coerce", 50_000)];

/// What one class of the large package looks like; `@` becomes its number, `#` that of the one before.
const CLASS: &str = "Namespaces:
  =: com.example.large
  std: io.murano
  docker: com.mirantis.docker

Name: Shop@
Extends: docker:DockerApplication

Properties:
  name:
    Contract: $.string().notNull()
  publish:
    Contract: $.bool().notNull()
    Default: true
  replicas:
    Contract: $.int().notNull().check($ > 0 and $ < 100)
    Default: 1
  environment:
    Contract:
      $.string().notNull(): $.string()
    Default: {}
  before:
    Contract: $.class(Shop#)
  endpoints:
    Contract:
      - port: $.int().notNull()
        address: $.string()
    Usage: Out

Methods:
  deploy:
    Body:
      - If: $.before != null
        Then:
          - $.before.deploy()
      - For: replica
        In: range(0, $.replicas).select($ + 1)
        Do:
          - $name: format('{0}-{1}', $.name, $replica)
          - $.endpoints: $.host.getEndpoints($name).where($.port >= 8000).orderBy($.port)
      - Try:
          - $.find(std:Environment).reporter.report($this, 'deployed')
        Catch:
          - With: std:NotFound
            As: e
            Do:
              - Throw: Failed
                Message: $e.message
  getContainer:
    Arguments:
      - image:
          Contract: $.string().notNull()
          Default: 'shop:@'
    Body:
      - Return:
          name: $.name
          image: $image
          env: $.environment + {NUMBER => '@'}
          ports:
            - port: 80
              scope: switch($.publish => public, true => internal)
";

fn main() {
    // `cargo test --all-targets` starts this too, without the flag that `cargo bench` gives.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    large_package();
    for (name, items) in TWINS {
        twins(name, items);
    }
}

/// Reads, checks and compiles the large package.
fn large_package() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut classes = String::new();
    for number in 0..CLASSES {
        let before = number.saturating_sub(1);
        let text =
            CLASS.replace('@', &number.to_string()).replace("Shop#", &format!("Shop{before}"));
        write(folder.path(), &format!("Classes/Shop{number}.yaml"), &text);
        classes += &format!("  com.example.large.Shop{number}: Shop{number}.yaml\n");
    }
    package(folder.path(), "com.example.large", &classes);
    let times: Vec<Duration> = (0..7).map(|_| load(folder.path())).collect();
    let best = times.iter().min().expect("there were rounds");
    println!(
        "{CLASSES} classes in YAML are read and compiled in {:.1} ms",
        best.as_secs_f64() * 1e3
    );
}

fn load(folder: &Path) -> Duration {
    let began = Instant::now();
    let session = Session::new();
    let added = session.packages().add(folder);
    let mut found = added.problems;
    added.packages.iter().for_each(|package| found.extend(session.packages().check(package)));
    let took = began.elapsed();
    assert!(!found.iter().any(|d| d.is_error()), "{found:#?}");
    took
}

/// One program in both notations, in turns.
fn twins(name: &str, items: i64) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/programs").join(name);
    let text = std::fs::read_to_string(root.join("program.murano")).expect("the program");
    // Its classes without its statements.
    let statement = |line: &&str| line.starts_with('$') || line.starts_with("print(");
    let classes: String =
        text.lines().filter(|line| !statement(line)).map(|line| format!("{line}\n")).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("classes.murano");
    std::fs::write(&file, &classes).expect("the folder can be written to");
    let yaml = Session::new().to_yaml(&file).unwrap_or_else(|found| panic!("{found:#?}"));
    let (first, second) = (folder.path().join("murano"), folder.path().join("yaml"));
    in_package(&first, "classes.murano", &classes);
    in_package(&second, "classes.yaml", &yaml);
    let mut times = [Duration::MAX, Duration::MAX];
    let mut answers = [String::new(), String::new()];
    for _ in 0..7 {
        for (n, folder) in [&first, &second].into_iter().enumerate() {
            let (took, answer) = run(folder, items);
            times[n] = times[n].min(took);
            answers[n] = answer;
        }
    }
    assert_eq!(answers[0], answers[1], "{name}");
    let [murano, in_yaml] = times.map(|t| t.as_secs_f64());
    let each = |time: f64| time * 1e6 / items as f64;
    println!(
        "{name:<8} {:.2} µs each in .murano, {:.2} µs in YAML: {:.2} of it",
        each(murano),
        each(in_yaml),
        in_yaml / murano
    );
}

/// A package of the classes that a file declares.
fn in_package(folder: &Path, file: &str, text: &str) {
    write(folder, &format!("Classes/{file}"), text);
    let names = ["Main", "Item", "Port", "Container"];
    let declared = names.iter().filter(|n| {
        text.contains(&format!("class {n} ")) || text.contains(&format!("Name: {n}\n"))
    });
    let classes: String = declared.map(|n| format!("  {n}: {file}\n")).collect();
    package(folder, "com.example.twin", &classes);
}

/// Calls `Main.run` in a session of its own; what it took without loading.
fn run(folder: &Path, items: i64) -> (Duration, String) {
    let session = Session::new();
    let added = session.packages().add(folder);
    assert!(added.problems.is_empty(), "{:#?}", added.problems);
    let call = |items| session.call_static("Main", "run").arg(items).run();
    call(1).unwrap_or_else(|fault| panic!("{fault:?}"));
    let began = Instant::now();
    let answer = call(items).unwrap_or_else(|fault| panic!("{fault:?}"));
    (began.elapsed(), answer.to_string())
}

fn package(folder: &Path, name: &str, classes: &str) {
    let text = format!(
        "Format: 1.4\nType: Library\nFullName: {name}\nRequire:\n  com.mirantis.docker:\nClasses:\n{classes}"
    );
    write(folder, "manifest.yaml", &text);
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    std::fs::write(path, text).expect("the folder can be written to");
}
