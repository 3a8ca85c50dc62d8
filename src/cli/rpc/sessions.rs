//! The sessions of a client, by number: each an object model and the objects loaded from it.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use super::engines::{DeploymentArgs, OpenEnvironment};
use super::error::{INTERNAL_ERROR, NO_SESSION, RpcError};
use super::host_functions::HostFunctions;
use super::packages::PackagePaths;
use super::params::{Params, missing};
use super::pipe::Pipe;
use super::values::{self, RpcResult};
use crate::Value;
use crate::runtime::value::fault::Outcome;
use crate::session::data::{self, Layout, Notation};
use crate::session::model::{ExternalReferences, Form, Model, ModelSession, OwnedElsewhere};
use crate::session::{Access, Call};
use crate::syntax::Text;

/// All sessions of a client.
pub(super) struct Sessions {
    pipe: Rc<Pipe>,
    args: DeploymentArgs,
    packages: PackagePaths,
    open: BTreeMap<u64, (ModelSession, OpenEnvironment)>,
    /// The number of the latest session.
    last: u64,
}

/// Positional and named arguments of a call.
type CallArguments = (Vec<Value>, Vec<(Text, Value)>);

impl Sessions {
    /// A client without sessions.
    pub(super) fn new(pipe: Rc<Pipe>, args: DeploymentArgs) -> Self {
        Self { pipe, args, packages: PackagePaths::default(), open: BTreeMap::new(), last: 0 }
    }

    /// Sets the packages of future sessions.
    pub(super) fn use_packages(&mut self, packages: PackagePaths) {
        self.packages = packages;
    }

    /// `load`.
    pub(super) fn load(&mut self, params: &Params<'_>) -> RpcResult {
        let model = params.find("model").ok_or_else(|| missing("model"))?;
        let number = self.last + 1;
        let references = ExternalReferences::default();
        let functions = HostFunctions::from_params(params, &self.pipe, number, &references)?;
        let session = super::setup::session(params, &self.pipe, functions, references)?;
        let opened = super::engines::bind(session.session(), &self.args, model, &self.pipe);
        self.packages.add_to(session.session());
        if params.flag("testing")? {
            session.session().runtime().begin_testing();
        }
        let model = value(model, &session)?;
        let model = Model::of(&model).map_err(RpcError::params)?;
        let root = outcome(&session, session.load(&model))?;
        let root = root.map_or(Value::Null, Value::Object);
        let root = handed_out(&session, &root)?;
        self.last = number;
        self.open.insert(number, (session, opened));
        Ok(json!({ "session": number, "root": root }))
    }

    /// `call`.
    pub(super) fn call(&self, params: &Params<'_>) -> RpcResult {
        let session = self.find(params)?;
        let (object, method) = (object_id(params)?, params.text("method")?);
        let (args, named) = arguments(params, session)?;
        let call = session.call(object, method).access(access(params)?);
        answer(session, with_arguments(call, args, named).outcome())
    }

    /// `callStatic`.
    pub(super) fn call_static(&self, params: &Params<'_>) -> RpcResult {
        let session = self.find(params)?;
        let (class, method) = (params.text("class")?, params.text("method")?);
        let (args, named) = arguments(params, session)?;
        let call = session.call_static(class, method).access(access(params)?);
        answer(session, with_arguments(call, args, named).outcome())
    }

    /// `getProperty`.
    pub(super) fn property(&self, params: &Params<'_>) -> RpcResult {
        let session = self.find(params)?;
        let (object, property) = (object_id(params)?, params.text("property")?);
        answer(session, session.read(object, property))
    }

    /// `getModel`.
    pub(super) fn model(&self, params: &Params<'_>) -> RpcResult {
        let session = self.find(params)?;
        let model = outcome(session, session.model())?;
        Ok(json!({ "model": plain(session, &model.to_value())? }))
    }

    /// `serialize`.
    pub(super) fn serialize(&self, params: &Params<'_>) -> RpcResult {
        let session = self.find(params)?;
        let form = match params.find_text("format")? {
            None | Some("Serializable") => Form::Serializable,
            Some("Mixed") => Form::Mixed,
            Some("Inline") => Form::Inline,
            Some(other) => return Err(RpcError::params(format!("there is no format `{other}`"))),
        };
        let given = params.0.get("value").ok_or_else(|| missing("value"))?;
        let given = value(given, session)?;
        let elsewhere = match params.find_flag("allowRefs")? {
            Some(false) => OwnedElsewhere::Inline,
            Some(true) | None => OwnedElsewhere::ById,
        };
        let written = outcome(session, session.serialize(&given, form, elsewhere))?;
        Ok(json!({ "value": plain(session, &written)? }))
    }

    /// `schema`: in a session of its own, which ends with the answer.
    pub(super) fn schema(&self, params: &Params<'_>) -> RpcResult {
        let session =
            super::setup::session(params, &self.pipe, None, ExternalReferences::default())?;
        self.packages.add_to(session.session());
        let methods = params.find_list("methods")?.map(|names| {
            let names: Option<Vec<&str>> = names.iter().map(Json::as_str).collect();
            names.ok_or_else(|| RpcError::params("`methods` must be an array of names"))
        });
        let methods = methods.transpose()?;
        let (class, version) = (params.text("class")?, params.find_text("version")?);
        let package = params.find_text("package")?;
        let schemas =
            outcome(&session, session.schemas(class, version, package, methods.as_deref()))?;
        // A schema has keys that begin with `$`: it is plain JSON, not a value of the language.
        let text = outcome(&session, data::json_text(&schemas, Notation::Plain, Layout::Compact))?;
        let schemas: Json = serde_json::from_str(&text)
            .map_err(|error| RpcError::new(INTERNAL_ERROR, error.to_string()))?;
        Ok(json!({ "schemas": schemas }))
    }

    /// `release`.
    pub(super) fn release(&mut self, params: &Params<'_>) -> RpcResult {
        let session = self.find(params)?;
        let finalize = params.flag("finalize")?;
        if let Some(ids) = params.find_list("objects")? {
            let ids: Option<Vec<&str>> = ids.iter().map(Json::as_str).collect();
            let ids = ids.ok_or_else(|| RpcError::params("`objects` must be an array of ids"))?;
            session.release(&ids);
            return Ok(json!({}));
        }
        let ended = if finalize {
            let model = outcome(session, session.finish());
            let model = model.and_then(|model| match model {
                Some(model) => plain(session, &model.to_value()),
                None => Ok(Json::Null),
            });
            model.map(|model| json!({ "model": model }))
        } else {
            Ok(json!({}))
        };
        self.open.remove(&number(params)?);
        ended
    }

    fn find(&self, params: &Params<'_>) -> Result<&ModelSession, RpcError> {
        let number = number(params)?;
        let found = self.open.get(&number);
        found
            .map(|(session, _)| session)
            .ok_or_else(|| RpcError::new(NO_SESSION, format!("there is no session {number}")))
    }
}

fn number(params: &Params<'_>) -> Result<u64, RpcError> {
    let number = params.find_integer("session")?.ok_or_else(|| missing("session"))?;
    u64::try_from(number)
        .map_err(|_| RpcError::new(NO_SESSION, format!("there is no session {number}")))
}

/// The id of an object, given as such or as a reference.
fn object_id<'p>(params: &Params<'p>) -> Result<&'p str, RpcError> {
    let given = params.find("object").ok_or_else(|| missing("object"))?;
    let id = given.as_str().or_else(|| given.get("$object").and_then(Json::as_str));
    id.ok_or_else(|| RpcError::params("`object` must be the id of an object"))
}

fn arguments(params: &Params<'_>, session: &ModelSession) -> Result<CallArguments, RpcError> {
    let (none, nothing) = (Vec::new(), Map::new());
    let args = params.find_list("args")?.unwrap_or(&none);
    let args = args.iter().map(|json| value(json, session)).collect::<Result<_, RpcError>>()?;
    let named = params.find_object("kwargs")?.unwrap_or(&nothing);
    let named = named.iter().map(|(name, json)| Ok((name.as_str().into(), value(json, session)?)));
    Ok((args, named.collect::<Result<_, RpcError>>()?))
}

fn with_arguments<'s>(call: Call<'s>, args: Vec<Value>, named: Vec<(Text, Value)>) -> Call<'s> {
    named.into_iter().fold(call.args(args), |call, (name, value)| call.named(&name, value))
}

fn access(params: &Params<'_>) -> Result<Access, RpcError> {
    Ok(if params.flag("publicOnly")? { Access::Public } else { Access::All })
}

fn value(json: &Json, session: &ModelSession) -> Result<Value, RpcError> {
    values::value(json, session.session())
}

fn outcome<T>(session: &ModelSession, outcome: Outcome<T>) -> Result<T, RpcError> {
    values::outcome(session.session(), outcome)
}

/// The answer with a value that the program returned.
fn answer(session: &ModelSession, returned: Outcome<Value>) -> RpcResult {
    let value = outcome(session, returned)?;
    Ok(json!({ "value": handed_out(session, &value)? }))
}

/// A value as JSON. The client may refer to its objects from now on, so they are kept alive until it releases them.
fn handed_out(session: &ModelSession, value: &Value) -> RpcResult {
    session.references().retain(value);
    plain(session, value)
}

fn plain(session: &ModelSession, value: &Value) -> RpcResult {
    values::json(value, session.session())
}
