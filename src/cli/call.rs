//! `murano call`: calls a public method of an object that `murano deploy` created.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::Value;
use crate::deploy::Identity;
use crate::diag::codes;
use crate::runtime::value::fault::Outcome;
use crate::session::Access;
use crate::session::data::{self, Notation};
use crate::session::model::{Form, ModelSession, OwnedElsewhere};

use super::command_error::{CommandError, CommandResult};
use super::deployment::Purpose;
use super::engine_choice::EngineArgs;
use super::exit::Exit;
use super::model::{self, ModelDeployment, SourceArgs};
use super::terminal::{Terminal, print_document};
use super::variables::parse_pair;

/// The hint for secrets that are in no file.
const MODEL_HINT: &str = "or name the file that has them with `--model`";

/// `call`.
#[derive(Debug, Args)]
#[command(after_help = "\
Only public methods can be called: `action` in `.murano`, `Scope: Public` in YAML. An argument's value is parsed as JSON if it is
valid JSON, and is a string otherwise. The result is printed on standard output as JSON.

Examples:
  murano call front greet whom=Ann --env shop
  murano call db backup target=nightly keep=3 --env shop")]
pub(super) struct CallArgs {
    /// The object: its id, or its name if no other object has it.
    pub object: String,
    /// The method.
    pub method: String,
    /// Named arguments.
    #[arg(value_name = "NAME=VALUE", value_parser = parse_pair)]
    pub arguments: Vec<(String, String)>,
    /// The environment [default: the only one that has a model]
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The file that has the secrets, which the environment's record masks [default: the file that was deployed]
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// The classes; without them, those that the model was deployed with.
    #[command(flatten)]
    pub sources: SourceArgs,
    /// The engine.
    #[command(flatten)]
    pub engine: EngineArgs,
}

/// Calls a method.
pub(super) fn run(args: &CallArgs, terminal: &Terminal) -> CommandResult {
    let name = environment(args)?;
    let origin = Path::new("<call>");
    let mut open = ModelDeployment::open(
        Identity::named(&name),
        origin,
        &args.sources,
        &args.engine,
        Purpose::Deploy,
        terminal,
    )?;
    let Some(recorded) = open.previous()? else { return Err(no_model(&name)) };
    if let Some(file) = &args.model {
        open.file = Some(file.clone());
    }
    let model = open.unmasked(&recorded).map_err(|error| error.hint(MODEL_HINT))?;
    if let Err(fault) = open.session.load(&model) {
        return Err(open.failed(&fault, terminal));
    }
    let object = object(&open.session, &args.object)?;
    // The model is recorded before the result is shown: what a method changed before it failed
    // is kept.
    let (outcome, left) = open.finish(call(&open.session, &object, args));
    open.record(left.map(|left| open.masked(&left, &model)).as_ref())?;
    match outcome {
        Ok(value) => {
            open.progress.print_failures(None);
            print_document(&(model::json_of(&value)? + "\n"));
            Ok(Exit::Done)
        }
        Err(fault) => Err(open.failed(&fault, terminal)),
    }
}

fn call(session: &ModelSession, id: &str, args: &CallArgs) -> Outcome<Value> {
    let call = session.call(id, &args.method).access(Access::Public);
    let named = args.arguments.iter().map(|(name, text)| (name, value(text)));
    let found = named.fold(call, |call, (name, value)| call.named(name, value)).outcome()?;
    session.serialize(&found, Form::Serializable, OwnedElsewhere::ById)
}

/// An argument: parsed as JSON if it is valid JSON, else a string.
fn value(text: &str) -> Value {
    data::text(text, Notation::Exact).unwrap_or_else(|_| Value::str(text))
}

/// The environment of `--env`, or the only one that has a model.
fn environment(args: &CallArgs) -> Result<String, CommandError> {
    if let Some(name) = &args.env {
        return Ok(name.clone());
    }
    let store = args.engine.engine.store();
    let mut found = Vec::new();
    for name in store.environments() {
        if store.load(&name)?.is_some_and(|state| state.model.is_some()) {
            found.push(name);
        }
    }
    match found.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(CommandError::usage("no environment has an object model")
            .hint("`murano deploy MODEL` deploys one")),
        several => Err(CommandError::usage("several environments have an object model")
            .hint(format!("choose with `--env`: {}", several.join(", ")))),
    }
}

fn no_model(name: &str) -> CommandError {
    let message = format!("no object model is deployed in the environment `{name}`");
    CommandError::new(codes::UNKNOWN_ENVIRONMENT, message).hint("`murano deploy MODEL` deploys one")
}

/// The id of the object with this id or name.
fn object(session: &ModelSession, id_or_name: &str) -> Result<String, CommandError> {
    if session.object(id_or_name).is_ok() {
        return Ok(id_or_name.to_owned());
    }
    let objects = session.session().runtime().store.objects();
    let called = |object: &std::rc::Rc<crate::runtime::object::Object>| {
        object.header(|h| h.name.as_deref() == Some(id_or_name))
            || object.declared("name").as_str() == Some(id_or_name)
    };
    let found: Vec<_> = objects.into_iter().filter(called).collect();
    match found.as_slice() {
        [only] => Ok(only.id().to_string()),
        [] => {
            let message = format!("no object has the id or the name `{id_or_name}`");
            Err(CommandError::new(codes::UNKNOWN_OBJECT, message))
        }
        several => {
            let ids: Vec<String> = several.iter().map(|object| object.id().to_string()).collect();
            let message = format!("several objects have the name `{id_or_name}`");
            Err(CommandError::usage(message).hint(format!("choose one by id: {}", ids.join(", "))))
        }
    }
}
