//! `murano deploy`: deploys an object model, as MuranoPL does it.

#![expect(clippy::disallowed_methods, reason = "the resulting model may be written to a file")]

use std::path::PathBuf;

use clap::Args;

use crate::deploy::Run;
use crate::diag::codes;

use super::command_error::{CommandError, CommandResult};
use super::deployment::Purpose;
use super::engine_choice::EngineArgs;
use super::engine_runtime::wait;
use super::environment::EnvironmentArgs;
use super::exit::Exit;
use super::model::{self, ModelRun, SourceArgs};
use super::summary::{DeployedBy, print_orphans, print_summary, print_warnings};
use super::terminal::{Terminal, print_document};

/// `deploy`.
#[derive(Debug, Args)]
#[command(after_help = "\
The model has `Objects`: an object and all objects it owns, each with its class under `?`. Objects that the previous deployment
of the environment had and this model has not are destroyed; then the method `deploy` of the root object is called. The
resulting model, with output properties and callable methods, is printed on standard output, also after a failure. Objects
without an id are recognized by their path in the model; output properties that the model leaves out keep their values. Host
classes are the built-in ones, even if a package contains classes of the same names. Secrets are `***` in what is printed and
recorded: `call`, and a deployment of the printed model, read them again from the file.

Examples:
  murano deploy shop.json --classes shop.murano
  murano deploy shop.yaml --packages apps/ --env staging --output deployed.json
  echo 'Objects: null' | murano deploy - --env staging    destroy everything")]
pub(super) struct DeployArgs {
    /// The model, JSON or YAML; `-`: standard input.
    pub model: PathBuf,
    /// The environment.
    #[command(flatten)]
    pub environment: EnvironmentArgs,
    /// The classes.
    #[command(flatten)]
    pub sources: SourceArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Write the resulting model to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Deploys a model.
pub(super) fn run(args: &DeployArgs, terminal: &Terminal) -> CommandResult {
    let run = ModelRun {
        changed: None,
        file: &args.model,
        environment: &args.environment,
        sources: &args.sources,
        engine: &args.engine,
        purpose: Purpose::Deploy,
    };
    let (open, model) = run.open(terminal)?;
    open.refuse_errors(terminal)?;
    if let Err(fault) = open.session.load(&model) {
        // Nothing has changed yet: the record stays as it is.
        return Err(open.failed(&fault, terminal));
    }
    // Recorded before it is deployed, so that a killed run leaves no object behind that the record does not know.
    let loaded = open.session.model().ok();
    open.record(loaded.map(|loaded| open.masked(&loaded, &model)).as_ref())?;
    let (outcome, left) = open.finish(open.deploy());
    let left = left.map(|left| open.masked(&left, &model));
    open.record(left.as_ref())?;
    open.deployment.record_connections()?;
    let text = model::json_of(&left.unwrap_or_default().to_value())? + "\n";
    match &args.output {
        Some(path) => std::fs::write(path, text).map_err(|error| {
            let message = format!("cannot write `{}`: {error}", path.display());
            CommandError::new(codes::UNREADABLE, message)
        })?,
        None => print_document(&text),
    }
    match outcome {
        Ok(()) => {
            open.progress.print_failures(None);
            let mut exit = Exit::Done;
            if let Some(run) = open.deployment.opened() {
                if print_warnings(run, open.session.session(), terminal) {
                    exit = Exit::Failed;
                }
                match open.session.root() {
                    Some(_) => {
                        print_orphans(&run.environment().orphans(), DeployedBy::Model, terminal);
                    }
                    None => remove_orphans(run)?,
                }
                print_summary(run, open.progress.elapsed(), terminal);
            }
            Ok(exit)
        }
        Err(fault) => Err(open.failed(&fault, terminal)),
    }
}

/// Removes what an empty model leaves deployed: an application whose host was destroyed before it cannot remove its own container.
fn remove_orphans(run: &Run) -> Result<(), CommandError> {
    wait(run.environment().prune(run.engines()))??;
    wait(run.environment().remove_networks(run.engines()))??;
    Ok(())
}
