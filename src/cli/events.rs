//! `murano events`: what happens to deployed containers, line by line, until it is interrupted.

use std::pin::pin;

use clap::Args;
use futures_util::stream::{self, StreamExt as _};
use jiff::Timestamp;
use serde_json::json;

use crate::deploy::{ContainerEvent, EventAction, HealthState, container_filter};

use super::command_error::{CommandError, CommandResult, engine_error};
use super::containers::{Listing, list};
use super::engine_choice::EngineArgs;
use super::engine_runtime::wait;
use super::exit::Exit;
use super::output_format::OutputFormat;
use super::style::{Style, Tone};
use super::terminal::{Terminal, print_json_line, print_styled};

/// `events`.
#[derive(Debug, Args)]
#[command(after_help = "\
Each line has the time, the container and what happened. JSON has one object a line.

Examples:
  murano events
  murano events --env shop --format json")]
pub(super) struct EventsArgs {
    /// Only this environment.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The format of the lines.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// Prints events.
pub(super) fn run(args: &EventsArgs, terminal: &Terminal) -> CommandResult {
    let listing = list(args.env.as_deref(), &args.engine, terminal)?;
    terminal.note("waiting for events; Ctrl-C ends");
    wait(follow(&listing, args, terminal.results))??;
    Ok(Exit::Done)
}

async fn follow(listing: &Listing, args: &EventsArgs, style: Style) -> Result<(), CommandError> {
    let filter = container_filter(args.env.as_deref());
    let failed = |address: &str, error| engine_error(address, "waiting for events", error);
    let mut all = Vec::new();
    for engine in listing.engines() {
        let events = engine.events(&filter).await;
        let address = engine.address().to_owned();
        let events = events.map_err(|error| failed(&address, error))?;
        all.push(events.map(move |event| (address.clone(), event)));
    }
    let mut events = pin!(stream::select_all(all));
    while let Some((address, event)) = events.next().await {
        print(&event.map_err(|error| failed(&address, error))?, args.format, style);
    }
    Ok(())
}

fn print(event: &ContainerEvent, format: OutputFormat, style: Style) {
    let time = Timestamp::now();
    let action = describe(&event.action);
    match format {
        OutputFormat::Table => {
            let text = style.text().put(Tone::Faint, &format!("{time:.3} "));
            let text = text.put(Tone::Strong, &event.name).plain(&format!(" {action}\n"));
            print_styled(&text);
        }
        OutputFormat::Json => print_json_line(&json!({
            "time": format!("{time:.3}"), "container": event.name, "id": event.id, "action": action,
        })),
    }
}

/// An event in words.
fn describe(action: &EventAction) -> String {
    match action {
        EventAction::Created => "created".into(),
        EventAction::Started => "started".into(),
        EventAction::Died(Some(code)) => format!("exited with code {code}"),
        EventAction::Died(None) => "exited".into(),
        EventAction::Renamed => "renamed".into(),
        EventAction::Removed => "removed".into(),
        EventAction::Health(HealthState::Healthy) => "healthy".into(),
        EventAction::Health(HealthState::Unhealthy) => "unhealthy".into(),
        EventAction::Health(HealthState::None | HealthState::Starting) => "starting".into(),
        EventAction::Other(action) => action.clone(),
    }
}
