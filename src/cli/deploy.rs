//! `murano deploy`: an object model is brought about, MuranoPL's own way.

#![expect(clippy::disallowed_methods, reason = "the model at the end may go to a file")]

mod identities;
mod outputs;

use crate::deploy::Run;
use crate::diag::codes;
use crate::runtime::object::class::Found;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::Outcome;
use crate::session::Session;
use crate::session::model::Model;

use super::Ending;
use super::arguments::DeployArgs;
use super::deployed::wait;
use super::deployment::environment_of;
use super::exit::Exit;
use super::failure::Failure;
use super::model::{self, Deployable};
use super::run::{summary, tell_orphans, warn};
use super::terminal::{Terminal, answer};

/// The method that deploys.
const DEPLOY: &str = "deploy";

/// Deploys a model.
pub(super) fn run(args: &DeployArgs, terminal: &Terminal) -> Ending {
    let given = model::read(&args.model)?;
    let name = args.env.clone().unwrap_or_else(|| environment_of(&args.model));
    let open = Deployable::open(name.clone(), &args.model, &args.sources, &args.engine, terminal)?;
    let objects = identities::given(&given.objects, &name);
    let given = Model { objects, ..given };
    let model = beside_previous(given, open.previous()?, open.session.session());
    if let Err(fault) = open.session.load(&model) {
        // What is there stays as it is, and so does its record.
        let fault = fault.hint(format!("the model is `{}`", args.model.display()));
        return Err(open.failed(&fault, terminal));
    }
    // From here on a run that is killed leaves no object unknown.
    open.record(open.session.model().ok().as_ref())?;
    let (outcome, left) = open.finish(deploy(&open));
    open.record(left.as_ref())?;
    let text = model::json_of(&model::shown(&left.unwrap_or_default().to_value()))? + "\n";
    match &args.output {
        Some(path) => std::fs::write(path, text).map_err(|error| {
            let message = format!("cannot write `{}`: {error}", path.display());
            Failure::new(codes::UNREADABLE, message)
        })?,
        None => answer(&text),
    }
    match outcome {
        Ok(()) => {
            if let Some(run) = open.deployment.opened() {
                warn(run, terminal);
                tell_or_remove(run, open.session.root().is_none(), terminal)?;
                summary(run, terminal);
            }
            Ok(Exit::Done)
        }
        Err(fault) => Err(open.failed(&fault, terminal)),
    }
}

/// What an object's header says: its `id`, its `type`.
fn text_in_header(object: &Dict, key: &str) -> Option<String> {
    match object.get_str("?")? {
        Value::Dict(header) => header.get_str(key)?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// What was deployed before is what this model's copy says, unless it says so itself.
fn beside_previous(given: Model, previous: Option<Model>, session: &Session) -> Model {
    let Some(previous) = previous else { return given };
    let alone = given.copy.is_null();
    let objects = if alone {
        outputs::kept(&given.objects, &previous.objects, session)
    } else {
        given.objects
    };
    let copy = if alone { previous.objects } else { given.copy };
    let attributes =
        if given.attributes.is_empty() { previous.attributes } else { given.attributes };
    Model { objects, copy, attributes }
}

/// What is still there though no object wanted it: told; with nothing that shall be, removed. An application whose
/// host went before it cannot remove its container itself.
fn tell_or_remove(run: &Run, all: bool, terminal: &Terminal) -> Result<(), Failure> {
    if !all {
        tell_orphans(&run.environment().orphans(), "model", terminal);
        return Ok(());
    }
    let removed = wait(run.environment().prune(run.engines()))??;
    removed.iter().for_each(|o| terminal.note(&format!("{}: removed", o.application)));
    wait(run.environment().remove_networks(run.engines()))??;
    Ok(())
}

/// Calls `deploy` of the object that everything belongs to, if it has that.
fn deploy(open: &Deployable) -> Outcome<()> {
    let Some(root) = open.session.root() else { return Ok(()) };
    if matches!(root.class.find(DEPLOY), Found::Nothing) {
        return Ok(());
    }
    open.session.call(&root.id(), DEPLOY, Vec::new(), Vec::new(), false).map(|_| ())
}
