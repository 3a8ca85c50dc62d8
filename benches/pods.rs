//! Pods: `cargo bench --bench pods` prints how long an engine works on a container in a pod, beside one with a network of its
//! own: to deploy it, to find it unchanged, and to remove it. Needs a Docker engine with the image `busybox:latest`.
//!
//! The containers of both are deployed one after the other, so the times are those of one container.
#![expect(clippy::print_stdout, reason = "the result is printed")]
#![expect(clippy::disallowed_methods, reason = "it runs commands and measures time")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Containers of one run.
const CONTAINERS: usize = 12;

/// How often each is measured; the fastest counts.
const ROUNDS: usize = 5;

/// Deploys containers that do nothing.
const PROGRAM: &str = "
class Sleeper extends DockerApplication {
    name: string!
    getContainer() {
        return { name: $.name, image: 'busybox:latest', commands: ['sleep', 1000], stopTimeout: 0 }
    }
}
$host = new HOST { settleTime: 0 }
for $i in range(0, COUNT) { new Sleeper { name: `app\\($i)`, host: $host }.deploy() }
";

/// The times of one kind of host, per container.
struct Times {
    deploy: Duration,
    again: Duration,
    down: Duration,
}

fn main() {
    println!(
        "{CONTAINERS} containers, milliseconds per container (the fastest of {ROUNDS} rounds)"
    );
    println!("{:<24}{:>10}{:>12}{:>10}", "host", "deploy", "unchanged", "remove");
    for host in ["DockerStandaloneHost", "DockerPod"] {
        let times = measure(host);
        let shown = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
        let (deploy, again) = (shown(times.deploy), shown(times.again));
        println!("{host:<24}{deploy:>10}{again:>12}{:>10}", shown(times.down));
    }
}

fn measure(host: &str) -> Times {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bench.murano");
    let program = PROGRAM.replace("HOST", host).replace("COUNT", &CONTAINERS.to_string());
    std::fs::write(&file, program.replace('`', "\"")).expect("written");
    let environment = format!("bench{}", std::process::id());
    let rounds: Vec<Times> = (0..ROUNDS).map(|_| round(folder.path(), &environment)).collect();
    let fastest = |time: fn(&Times) -> Duration| rounds.iter().map(time).min().expect("a round");
    Times { deploy: fastest(|t| t.deploy), again: fastest(|t| t.again), down: fastest(|t| t.down) }
}

fn round(folder: &Path, environment: &str) -> Times {
    let run = || murano(folder, &["run", "bench.murano", "--quiet", "--env", environment]);
    Times { deploy: run(), again: run(), down: murano(folder, &["down", "--env", environment]) }
}

/// Runs a command, which must succeed; returns its time per container.
fn murano(folder: &Path, args: &[&str]) -> Duration {
    let began = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_murano"))
        .args(args)
        .current_dir(folder)
        .env("MURANO_STATE", folder.join("state"))
        .output()
        .expect("the binary runs");
    let taken = began.elapsed();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    taken / u32::try_from(CONTAINERS).expect("a small number")
}
