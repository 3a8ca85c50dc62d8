//! `murano down`: an environment is removed, exactly.

use std::sync::Arc;

use crate::deploy::{Engines, Removed, down};
use crate::diag::codes;
use crate::hosts::Interrupt;

use super::Ending;
use super::arguments::{DownArgs, Format};
use super::deployed::wait;
use super::deployment::{self, environment_of, surroundings};
use super::exit::Exit;
use super::failure::Failure;
use super::interrupt;
use super::progress::Show;
use super::terminal::{Terminal, answer_json};

/// Removes an environment.
pub(super) fn run(args: &DownArgs, terminal: &Terminal) -> Ending {
    let name = match (&args.env, &args.file) {
        (Some(name), _) => name.clone(),
        (None, Some(file)) => environment_of(file),
        (None, None) => return Err(Failure::usage("a program or `--env` is needed")),
    };
    let flag = Arc::default();
    interrupt::obey(&flag);
    let show = Arc::new(Show::new(*terminal));
    let services = deployment::services(show.clone(), Interrupt::from(flag));
    let engines = Engines::new(surroundings());
    let store = deployment::store();
    let recorded = store.load(&name)?.is_some();
    // Where everything is recorded, only the recorded engines need to answer.
    let usual = if recorded { None } else { deployment::engine(&args.engine.engine)? };
    let removed = wait(down(&name, &store, &engines, usual, services))?;
    show.finish();
    let removed = removed?;
    if removed.is_empty() && !recorded {
        return Err(nothing(&name, &store.environments()));
    }
    match args.format {
        Format::Json => answer_json(&removed),
        Format::Table => terminal.note(&summary(&removed)),
    }
    Ok(Exit::Done)
}

fn nothing(name: &str, known: &[String]) -> Failure {
    let message = format!("there is no environment `{name}`");
    let failure = Failure::new(codes::UNKNOWN_ENVIRONMENT, message);
    match known {
        [] => failure.hint("nothing is deployed; `murano run` deploys"),
        _ => failure.hint(format!("there are: {}", known.join(", "))),
    }
}

fn summary(removed: &Removed) -> String {
    let parts = [
        (removed.applications.len(), "container"),
        (removed.volumes.len(), "volume"),
        (removed.networks.len(), "network"),
    ];
    let counted =
        |(n, word): &(usize, &str)| format!("{n} {word}{}", if *n == 1 { "" } else { "s" });
    let told: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(counted).collect();
    let told =
        if told.is_empty() { "only the record was left".to_owned() } else { told.join(", ") };
    format!("environment {} removed: {told}", removed.environment)
}
