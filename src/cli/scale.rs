//! `murano scale`: changes the number of pods of a deployed `KubernetesPod`.

use clap::Args;
use serde::Serialize;

use crate::deploy::scale::scale;
use crate::deploy::{EnvironmentLock, SystemClock};
use crate::diag::codes;

use super::command_error::{CommandError, CommandResult};
use super::containers::list;
use super::engine_choice::EngineArgs;
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::style::Tone;
use super::terminal::{Terminal, print_json};

/// `scale`.
#[derive(Debug, Args)]
#[command(after_help = "\
The next `murano run` sets the number of the program again.

Examples:
  murano scale front=5
  murano scale front=0 --env shop    ends the pods and keeps everything else")]
pub(super) struct ScaleArgs {
    /// The name of the `KubernetesPod`, and the number of pods.
    #[arg(value_name = "POD=NUMBER", value_parser = parse)]
    pub pod: (String, u32),
    /// Its environment, if several have a pod of that name.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// The result.
#[derive(Debug, Serialize)]
struct ScaledPod {
    environment: String,
    pod: String,
    from: u32,
    to: u32,
}

fn parse(text: &str) -> Result<(String, u32), String> {
    let expected = || format!("expected a pod and a number, as `front=5`, not `{text}`");
    let (pod, number) = text.split_once('=').ok_or_else(expected)?;
    let number = number.parse().map_err(|_| expected())?;
    if pod.is_empty() { Err(expected()) } else { Ok((pod.to_owned(), number)) }
}

/// Scales a pod.
pub(super) fn run(args: &ScaleArgs, terminal: &Terminal) -> CommandResult {
    let (pod, number) = &args.pod;
    let listing = list(args.env.as_deref(), &args.engine, terminal)?;
    let mut rows: Vec<_> = listing.rows.iter().filter(|row| row.host == *pod).collect();
    rows.dedup_by_key(|row| &row.environment);
    let row = match rows.as_slice() {
        [row] => *row,
        [] => {
            let message = format!("no pod named `{pod}` is deployed");
            let error = CommandError::new(codes::UNKNOWN_ENVIRONMENT, message);
            return Err(error.hint("the column HOST of `murano ps` has the names of pods"));
        }
        several => {
            let names: Vec<_> =
                several.iter().map(|row| format!("`{}`", row.environment)).collect();
            let message = format!("`{pod}` is in several environments: {}", names.join(", "));
            let error = CommandError::new(codes::UNKNOWN_ENVIRONMENT, message);
            return Err(error.hint("`--env NAME` selects one"));
        }
    };
    let engine = listing.engine_of(row)?;
    let _lock = EnvironmentLock::take(&args.engine.engine.store(), &row.environment)?;
    let clock = SystemClock::default();
    let done = wait(scale(&*engine, &row.environment, pod, *number, &clock))??;
    let (environment, pod) = (row.environment.clone(), pod.clone());
    if args.format == OutputFormat::Json {
        print_json(&ScaledPod { environment, pod, from: done.from, to: done.to });
        return Ok(Exit::Done);
    }
    let text = terminal.text().put(Tone::Active, ">").plain(" ").put(Tone::Strong, &pod);
    terminal.say(&text.plain(&format!(": scaled from {} to {}", done.from, done.to)));
    Ok(Exit::Done)
}
