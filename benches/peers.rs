//! Compares Murano with Python, Lua and YAQL for Python: `cargo bench --bench peers [-- NAME... [--rounds N]]`.
//!
//! Each folder of `benches/programs/` holds one program in each language; all print the same checksum. A program whose
//! first line is `# items: COUNT` does fewer items, because it takes long; its checksum is compared with what Murano prints for
//! as many. YAQL's library is looked for in the Python that `YAQL_PYTHON` names, or in `python3`. The candidates
//! take turns within a round, so that a busy moment of the machine hits all of them, and what counts is the best of
//! the processor time (user and system) of the process, both whole and less that of the candidate's `startup` program.
//! Whoever is not installed is left out. Prints a table; fails when a program fails or checksums differ, never because of a time.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the table and its progress are the result"
)]
#![expect(clippy::disallowed_methods, reason = "the programs' first lines are read from files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// The program whose time is taken from all the others.
const STARTUP: &str = "startup";

/// What the command line asks for.
struct Settings {
    /// How often each program runs.
    rounds: usize,
    /// Programs to run; all of them when empty.
    names: Vec<String>,
}

/// One language implementation.
struct Peer {
    /// The column's title.
    name: &'static str,
    /// The executable and what stands before the program's file.
    command: Vec<String>,
    /// The program's file name in each folder.
    file: &'static str,
}

/// One folder of `benches/programs/`.
struct Program {
    /// The folder's name.
    name: String,
    /// Where it is.
    folder: PathBuf,
    /// How many units of work it does.
    items: u32,
    /// What a unit is, in the plural.
    unit: String,
}

/// What one candidate did with one program, over all rounds.
#[derive(Default)]
struct Record {
    /// How many units of work a run does.
    items: u32,
    /// Processor time of each run.
    times: Vec<Duration>,
    /// What it printed, or why it failed.
    outcome: Option<Result<String, String>>,
}

/// The records of a whole session, by program and candidate.
type Records = BTreeMap<(String, &'static str), Record>;

fn main() -> ExitCode {
    // `cargo test --all-targets` starts this too, without the flag that `cargo bench` gives.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|a| a == "--bench") {
        return ExitCode::SUCCESS;
    }
    match settings(&arguments).and_then(|settings| compare(&settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("peers: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the command line.
fn settings(arguments: &[String]) -> Result<Settings, String> {
    let mut settings = Settings { rounds: 7, names: Vec::new() };
    let mut rest = arguments.iter().filter(|a| *a != "--bench");
    while let Some(argument) = rest.next() {
        if argument != "--rounds" {
            settings.names.push(argument.clone());
            continue;
        }
        let rounds = rest.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
        settings.rounds = rounds.ok_or("`--rounds` takes a positive number")?;
    }
    Ok(settings)
}

/// Runs everything and prints the table.
fn compare(settings: &Settings) -> Result<(), String> {
    let programs = programs(&settings.names)?;
    let peers = peers();
    let mut records = Records::new();
    for round in 1..=settings.rounds {
        for program in &programs {
            eprint!("\rround {round} of {}: {:<12}", settings.rounds, program.name);
            for peer in &peers {
                let Some(items) = items(peer, program)? else { continue };
                let record = records.entry((program.name.clone(), peer.name)).or_default();
                record.items = items;
                if !matches!(record.outcome, Some(Err(_))) {
                    run(peer, program, record);
                }
            }
        }
    }
    eprintln!("\r{:<40}\r", "");
    print_table(&programs, &peers, &records);
    complaints(&programs, &peers, &records)
}

/// The asked-for programs in order of name, `startup` always and first.
fn programs(names: &[String]) -> Result<Vec<Program>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/programs");
    let entries = std::fs::read_dir(&root).map_err(|e| format!("{}: {e}", root.display()))?;
    let mut all = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .map(|folder| program(&folder))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|p| p.name != **name)) {
        return Err(format!("there is no program `{unknown}`"));
    }
    all.retain(|p| names.is_empty() || p.name == STARTUP || names.contains(&p.name));
    all.sort_by_key(|p| (p.name != STARTUP, p.name.clone()));
    Ok(all)
}

/// Reads the first line of a program, `// items: COUNT UNITS`.
fn program(folder: &Path) -> Result<Program, String> {
    let file = folder.join("program.murano");
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let (items, unit) = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("// items: ")?.split_once(' '))
        .ok_or_else(|| {
            format!("{}: the first line is not `// items: COUNT UNITS`", file.display())
        })?;
    let items = items.parse().map_err(|e| format!("{}: {items}: {e}", file.display()))?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Program { name, folder: folder.to_owned(), items, unit: unit.to_owned() })
}

/// Murano, and those of the others that are installed.
fn peers() -> Vec<Peer> {
    let murano = vec![env!("CARGO_BIN_EXE_murano").to_owned(), "run".to_owned()];
    let mut peers = vec![Peer { name: "murano", command: murano, file: "program.murano" }];
    // Python is often a shell script that looks for a version: the real program tells where it is.
    if let Some(path) = output("python3", &["-c", "import sys; print(sys.executable)"]) {
        peers.push(Peer { name: "python3", command: vec![path], file: "python.py" });
    }
    if output("lua5.4", &["-v"]).is_some() {
        peers.push(Peer { name: "lua5.4", command: vec!["lua5.4".to_owned()], file: "lua.lua" });
    }
    let python = std::env::var("YAQL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imports = "import collections.abc, yaql, sys; print(sys.executable)";
    if let Some(path) = output(&python, &["-c", imports]) {
        peers.push(Peer { name: "py-yaql", command: vec![path], file: "python-yaql.py" });
    }
    peers
}

/// How many items a candidate's program does: as many as Murano's, or as its first line says. None where it has no program.
fn items(peer: &Peer, program: &Program) -> Result<Option<u32>, String> {
    let file = program.folder.join(peer.file);
    if !file.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    match text.lines().next().and_then(|line| line.strip_prefix("# items: ")) {
        Some(count) => {
            count.parse().map(Some).map_err(|e| format!("{}: {count}: {e}", file.display()))
        }
        None => Ok(Some(program.items)),
    }
}

/// What a command prints, if it can be run and succeeds.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program once and adds to its record.
fn run(peer: &Peer, program: &Program, record: &mut Record) {
    let mut command = Command::new(&peer.command[0]);
    command.args(&peer.command[1..]).arg(program.folder.join(peer.file)).stdin(Stdio::null());
    let before = children_time();
    let outcome = match command.output() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(output) => {
            Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()))
        }
        Err(error) => Err(error.to_string()),
    };
    record.times.push(children_time().saturating_sub(before));
    record.outcome = Some(outcome);
}

/// The processor time of all child processes that have ended.
fn children_time() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system knows its children");
    let microseconds =
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Duration::from_micros(u64::try_from(microseconds).unwrap_or_default())
}

/// One line a program: the time of one item in each language, and how Murano compares.
fn print_table(programs: &[Program], peers: &[Peer], records: &Records) {
    print!("{:<14} {:>18}", "program", "");
    peers.iter().for_each(|peer| print!(" {:>9}", peer.name));
    for peer in &peers[1..] {
        print!(" {:>9} {:>7}", format!("/{}", peer.name), "whole");
    }
    println!();
    let mut means = vec![[Mean::default(), Mean::default()]; peers.len() - 1];
    for program in programs {
        print!("{:<14} {:>18}", program.name, format!("{} {}", program.items, program.unit));
        let net: Vec<_> = peers.iter().map(|peer| item_time(records, program, peer)).collect();
        net.iter().for_each(|time| print!(" {:>9}", time.map_or("-".to_owned(), readable)));
        let whole: Vec<_> = peers.iter().map(|p| whole_time(records, program, p)).collect();
        for (n, mean) in means.iter_mut().enumerate() {
            let [of_net, of_whole] = mean;
            for (times, mean, width) in [(&net, of_net, 9), (&whole, of_whole, 7)] {
                let ratio = times[0].zip(times[n + 1]).map(|(murano, peer)| murano / peer);
                print!(" {:>width$}", ratio.map_or("-".to_owned(), short));
                if let Some(ratio) = ratio.filter(|_| program.name != STARTUP) {
                    mean.add(ratio);
                }
            }
        }
        println!();
    }
    print!("{:<14} {:>18}", "geometric mean", "");
    peers.iter().for_each(|_| print!(" {:>9}", ""));
    for [net, whole] in &means {
        print!(" {:>9} {:>7}", net.text(), whole.text());
    }
    println!();
    println!(
        "processor time of one item in seconds (n, µ, m), less start-up; `/NAME` is how Murano's compares,"
    );
    println!("`whole` the same with start-up; under 1 Murano is faster");
}

/// A geometric mean in the making.
#[derive(Clone, Default)]
struct Mean {
    logarithms: f64,
    count: u32,
}

impl Mean {
    fn add(&mut self, ratio: f64) {
        self.logarithms += ratio.ln();
        self.count += 1;
    }

    fn text(&self) -> String {
        match self.count {
            0 => "-".to_owned(),
            count => short((self.logarithms / f64::from(count)).exp()),
        }
    }
}

/// Seconds an item takes, without start-up (except of `startup` itself); none if the program failed, or if it ended
/// before its start-up could be told apart.
fn item_time(records: &Records, program: &Program, peer: &Peer) -> Option<f64> {
    let whole = best(records, &program.name, peer)?;
    let startup = if program.name == STARTUP { 0.0 } else { best(records, STARTUP, peer)? };
    let items = records.get(&(program.name.clone(), peer.name))?.items;
    Some((whole - startup) / f64::from(items)).filter(|time| *time > 0.0)
}

/// Seconds of the whole process; none where the candidate does fewer items than Murano, which says nothing then.
fn whole_time(records: &Records, program: &Program, peer: &Peer) -> Option<f64> {
    let items = records.get(&(program.name.clone(), peer.name))?.items;
    best(records, &program.name, peer).filter(|_| items == program.items)
}

/// The best time in seconds of a program's runs, if all of them succeeded.
fn best(records: &Records, program: &str, peer: &Peer) -> Option<f64> {
    let record = records.get(&(program.to_owned(), peer.name))?;
    record.outcome.as_ref()?.as_ref().ok()?;
    record.times.iter().min().map(Duration::as_secs_f64)
}

/// A ratio with at least two digits that say something.
fn short(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.4}") } else { format!("{ratio:.2}") }
}

/// A time with three digits and its unit.
fn readable(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.1} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.2} µs", s * 1e6),
        s => format!("{:.2} ms", s * 1e3),
    }
}

/// Fails with everything that went wrong: programs that failed, and results that are not Murano's.
fn complaints(programs: &[Program], peers: &[Peer], records: &Records) -> Result<(), String> {
    let mut wrong = Vec::new();
    for program in programs {
        for peer in peers {
            let record = records.get(&(program.name.clone(), peer.name));
            let Some((record, outcome)) = record.and_then(|r| Some((r, r.outcome.as_ref()?)))
            else {
                continue;
            };
            let complaint = match outcome {
                Ok(printed) => differs(&peers[0], program, record.items, printed),
                Err(reason) => Some(reason.clone()),
            };
            let at = format!("{} in {}", program.name, peer.name);
            wrong.extend(complaint.map(|reason| format!("{at}: {reason}")));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Is it something else than Murano prints for as many items?
fn differs(murano: &Peer, program: &Program, items: u32, printed: &str) -> Option<String> {
    match printed_for(murano, program, items) {
        Ok(right) if right == printed => None,
        Ok(right) => Some(format!("it printed {printed}, Murano {right}")),
        Err(reason) => Some(reason),
    }
}

/// What Murano's program prints when it does so many items: their number is its variable `$n`.
fn printed_for(murano: &Peer, program: &Program, items: u32) -> Result<String, String> {
    let text = std::fs::read_to_string(program.folder.join(murano.file));
    let text = text.map_err(|e| e.to_string())?;
    let text = text.replace(&format!("\n$n = {}\n", program.items), &format!("\n$n = {items}\n"));
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let file = folder.path().join(murano.file);
    std::fs::write(&file, text).map_err(|e| e.to_string())?;
    let arguments = [&murano.command[1], file.to_string_lossy().as_ref()].map(str::to_owned);
    output(&murano.command[0], &arguments.each_ref().map(|a| &**a))
        .ok_or_else(|| format!("Murano fails for {items} items"))
}
