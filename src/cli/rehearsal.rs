//! Runs a program, or deploys an object model, where nothing is changed, so that a command can show what would be.

use std::path::PathBuf;
use std::rc::Rc;

use crate::diag::mask::SecretValues;
use crate::session::source_kind::SourceKind;

use super::command_error::CommandError;
use super::deployment::{Deployment, Purpose};
use super::engine_choice::EngineArgs;
use super::model::{ModelRun, SourceArgs};
use super::program::{self, ProgramArgs};
use super::program_output::ControlCharacters;
use super::source_kind::require_program;
use super::terminal::Terminal;

/// A program or model that was run where nothing is changed.
pub(super) struct Rehearsal {
    /// The environment that it deployed into.
    pub deployment: Rc<Deployment>,
    /// The secrets that it met.
    pub secrets: SecretValues,
}

/// Runs a file and returns the environment that it deployed into. `classes` are programs with the classes of a model.
pub(super) fn rehearse(
    args: ProgramArgs,
    classes: Vec<PathBuf>,
    engine: &EngineArgs,
    terminal: &Terminal,
) -> Result<Rehearsal, CommandError> {
    let file = args.file.clone();
    let kind = SourceKind::of(&file);
    if kind == SourceKind::Model {
        args.memory.apply();
        let (sources, environment) =
            (&SourceArgs { packages: args.packages.clone(), classes }, &args.environment);
        let purpose = Purpose::Plan;
        let run = ModelRun { file: &file, changed: None, environment, sources, engine, purpose };
        let done = run.rehearse(terminal)?;
        let secrets = done.session.session().runtime().secrets.clone();
        return Ok(Rehearsal { deployment: done.deployment, secrets });
    }
    require_program(kind, &file)?;
    let controls = ControlCharacters::EscapedOnTerminal;
    let session = program::open(args, &engine.engine, Purpose::Plan, controls, terminal);
    let program = session.compile(&file, terminal)?;
    session.run(&program).map_err(|fault| session.failed(&fault, terminal))?;
    let secrets = session.session.runtime().secrets.clone();
    Ok(Rehearsal { deployment: session.deployment, secrets })
}
