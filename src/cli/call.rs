//! `murano call`: a public method of an object that `murano deploy` brought about.

use std::path::Path;

use crate::diag::codes;
use crate::runtime::value::Value;
use crate::runtime::value::fault::Outcome;
use crate::session::data::{self, Notation};
use crate::session::model::{Form, ModelSession};
use crate::syntax::Text;

use super::Ending;
use super::arguments::CallArgs;
use super::deployment::store;
use super::exit::Exit;
use super::failure::Failure;
use super::model::{self, Deployable};
use super::terminal::{Terminal, answer};

/// Calls a method.
pub(super) fn run(args: &CallArgs, terminal: &Terminal) -> Ending {
    let name = environment(args)?;
    let origin = Path::new("<call>");
    let open = Deployable::open(name.clone(), origin, &args.sources, &args.engine, terminal)?;
    let Some(model) = open.previous()? else { return Err(nothing_deployed(&name)) };
    if let Err(fault) = open.session.load(&model) {
        return Err(open.failed(&fault, terminal));
    }
    let object = object(&open.session, &args.object)?;
    let (outcome, left) = open.finish(call(&open.session, &object, args));
    open.record(left.as_ref())?;
    match outcome {
        Ok(value) => {
            answer(&(model::json_of(&value)? + "\n"));
            Ok(Exit::Done)
        }
        Err(fault) => Err(open.failed(&fault, terminal)),
    }
}

fn call(session: &ModelSession, id: &str, args: &CallArgs) -> Outcome<Value> {
    let named = args.arguments.iter().map(|(name, text)| (Text::from(name.as_str()), value(text)));
    let found = session.call(id, &args.method, Vec::new(), named.collect(), true)?;
    session.serialize(&found, Form::Serializable, true)
}

/// JSON where it reads as such, else a text.
fn value(text: &str) -> Value {
    data::text(text, Notation::Exact).unwrap_or_else(|_| Value::str(text))
}

/// The environment that is meant: the only one with a model, if none is named.
fn environment(args: &CallArgs) -> Result<String, Failure> {
    if let Some(name) = &args.env {
        return Ok(name.clone());
    }
    let store = store();
    let mut found = Vec::new();
    for name in store.environments() {
        if store.load(&name)?.is_some_and(|state| state.model.is_some()) {
            found.push(name);
        }
    }
    match found.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::usage("no environment has an object model")
            .hint("`murano deploy MODEL` deploys one")),
        several => Err(Failure::usage("several environments have an object model")
            .hint(format!("choose with `--env`: {}", several.join(", ")))),
    }
}

fn nothing_deployed(name: &str) -> Failure {
    let message = format!("no object model is deployed in the environment `{name}`");
    Failure::new(codes::UNKNOWN_ENVIRONMENT, message).hint("`murano deploy MODEL` deploys one")
}

/// The id of the object that is meant, by its id or its name.
fn object(session: &ModelSession, wanted: &str) -> Result<String, Failure> {
    if session.object(wanted).is_ok() {
        return Ok(wanted.to_owned());
    }
    let objects = session.session().runtime().store.objects();
    let called = |object: &std::rc::Rc<crate::runtime::object::Object>| {
        object.header(|h| h.name.as_deref() == Some(wanted))
            || object.declared("name").as_str() == Some(wanted)
    };
    let found: Vec<_> = objects.into_iter().filter(called).collect();
    match found.as_slice() {
        [only] => Ok(only.id().to_string()),
        [] => {
            let message = format!("no object has the id or the name `{wanted}`");
            Err(Failure::new(codes::UNKNOWN_OBJECT, message))
        }
        several => {
            let ids: Vec<String> = several.iter().map(|object| object.id().to_string()).collect();
            let message = format!("several objects are called `{wanted}`");
            Err(Failure::usage(message).hint(format!("choose one by its id: {}", ids.join(", "))))
        }
    }
}
