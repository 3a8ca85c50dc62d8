//! Compares Murano with Python and Lua: `cargo bench --bench peers [-- NAME... [--rounds N]]`.
//!
//! Each folder of `benches/programs/` holds one program in each language; all print the same checksum. The candidates
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
                let record = records.entry((program.name.clone(), peer.name)).or_default();
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
    peers
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
        let whole: Vec<_> = peers.iter().map(|p| best(records, &program.name, p)).collect();
        for (n, mean) in means.iter_mut().enumerate() {
            let [of_net, of_whole] = mean;
            for (times, mean, width) in [(&net, of_net, 9), (&whole, of_whole, 7)] {
                let ratio = times[0].zip(times[n + 1]).map(|(murano, peer)| murano / peer);
                print!(" {:>width$}", ratio.map_or("-".to_owned(), |r| format!("{r:.2}")));
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
            count => format!("{:.2}", (self.logarithms / f64::from(count)).exp()),
        }
    }
}

/// Seconds an item takes, without start-up (except of `startup` itself); none if the program failed, or if it ended
/// before its start-up could be told apart.
fn item_time(records: &Records, program: &Program, peer: &Peer) -> Option<f64> {
    let whole = best(records, &program.name, peer)?;
    let startup = if program.name == STARTUP { 0.0 } else { best(records, STARTUP, peer)? };
    Some((whole - startup) / f64::from(program.items)).filter(|time| *time > 0.0)
}

/// The median time in seconds of a program's runs, if all of them succeeded.
fn best(records: &Records, program: &str, peer: &Peer) -> Option<f64> {
    let record = records.get(&(program.to_owned(), peer.name))?;
    record.outcome.as_ref()?.as_ref().ok()?;
    record.times.iter().min().map(Duration::as_secs_f64)
}

/// A time with three digits and its unit.
fn readable(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.1} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.2} µs", s * 1e6),
        s => format!("{:.2} ms", s * 1e3),
    }
}

/// Fails with everything that went wrong: programs that failed, and results that differ from the last candidate's.
fn complaints(programs: &[Program], peers: &[Peer], records: &Records) -> Result<(), String> {
    let mut wrong = Vec::new();
    for program in programs {
        let mut printed: Vec<(&str, &str)> = Vec::new();
        for peer in peers {
            match records
                .get(&(program.name.clone(), peer.name))
                .and_then(|record| record.outcome.as_ref())
            {
                Some(Ok(text)) => printed.push((peer.name, text)),
                Some(Err(reason)) => {
                    wrong.push(format!("{} in {}: {reason}", program.name, peer.name));
                }
                None => {}
            }
        }
        if printed.windows(2).any(|pair| pair[0].1 != pair[1].1) {
            wrong.push(format!("{}: results differ: {printed:?}", program.name));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
