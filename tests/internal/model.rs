//! Object models: loading and writing them.
//! See docs/language/models.md#object-models.

mod loading;
mod writing;

use crate::runtime::value::Value;
use crate::runtime::value::fault::Fault;
use crate::session::data::{self, Layout, Notation};
use crate::session::model::{ExternalReferences, Model, ModelSession};
use crate::session::wire;
use serde_json::{Value as Json, json};

/// A session with these classes.
pub(crate) fn session(classes: &str) -> ModelSession {
    let session = ModelSession::new(ModelSession::settings(), None, ExternalReferences::default());
    let runtime = session.session().runtime();
    crate::corelib::bind(runtime, session.attributes(), std::rc::Rc::new(|_| {}));
    let read = session.session().read("demo.murano", classes);
    assert!(read.is_ok(), "{:?}", read.err());
    session
}

/// A model from JSON.
pub(crate) fn model(model: &Json) -> Model {
    let value = data::from_json(model, Notation::Exact).expect("a model");
    Model::of(&value).expect("a model")
}

/// Loads a model in a new session and requires that it succeeds.
#[track_caller]
pub(crate) fn load(session: &ModelSession, objects: &Json) {
    let loaded = session.load(&model(&json!({ "Objects": objects })));
    assert!(loaded.is_ok(), "{}", loaded.err().map_or(String::new(), |fault| fault.text()));
}

/// The message with which a model is refused.
#[track_caller]
pub(crate) fn refused(session: &ModelSession, objects: &Json) -> Fault {
    match session.load(&model(&json!({ "Objects": objects }))) {
        Ok(_) => panic!("the model was not refused"),
        Err(fault) => fault,
    }
}

/// The result of a method, as JSON.
#[track_caller]
pub(crate) fn call(session: &ModelSession, id: &str, method: &str, args: &[Json]) -> Json {
    let args: Vec<Value> = args
        .iter()
        .map(|arg| wire::from_json(arg, session.session().runtime()).expect("a value"))
        .collect();
    match session.call(id, method).args(args).outcome() {
        Ok(value) => shown(session, &value),
        Err(fault) => panic!("{method}: {fault:?}"),
    }
}

/// The current model, as JSON.
#[track_caller]
pub(crate) fn written(session: &ModelSession) -> Json {
    let model = session.model().expect("it can be written").to_value();
    let text = data::json_text(&model, Notation::Exact, Layout::Compact).expect("plain data");
    serde_json::from_str(&text).expect("JSON")
}

/// A value as JSON.
pub(crate) fn shown(session: &ModelSession, value: &Value) -> Json {
    wire::to_json(value, session.session().runtime()).expect("plain data")
}
