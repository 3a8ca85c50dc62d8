//! Dispatches requests to the methods of the protocol.

use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::engines::DeploymentArgs;
use super::error::{INTERNAL_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, RpcError};
use super::evaluate;
use super::message::Request;
use super::packages::PackagePaths;
use super::params::{Params, missing};
use super::pipe::Pipe;
use super::sessions::Sessions;
use super::values::RpcResult;
use crate::Level;

/// The version of the protocol.
const PROTOCOL: i64 = 1;

/// Answers the requests of a client.
pub(super) struct Service {
    pipe: Rc<Pipe>,
    sessions: Sessions,
    stage: Stage,
}

/// What the client may call now.
#[derive(PartialEq, Eq)]
enum Stage {
    /// Only `initialize` is answered.
    Uninitialized,
    /// Requests are answered.
    Open,
    /// `shutdown` was requested.
    ShutDown,
}

impl Service {
    /// A service that waits for `initialize`.
    pub(super) fn new(pipe: Rc<Pipe>, args: DeploymentArgs) -> Self {
        Self { sessions: Sessions::new(pipe.clone(), args), pipe, stage: Stage::Uninitialized }
    }

    /// Whether `shutdown` was requested.
    pub(super) fn is_over(&self) -> bool {
        self.stage == Stage::ShutDown
    }

    /// Answers a request. A panic becomes an error, so that the client can go on.
    pub(super) fn answer(&mut self, request: &Request) -> RpcResult {
        let answer = AssertUnwindSafe(|| self.dispatch(&request.method, &Params(&request.params)));
        panic::catch_unwind(answer).unwrap_or_else(|_| {
            let message = "internal error in murano; standard error has the details";
            Err(RpcError::new(INTERNAL_ERROR, message))
        })
    }

    fn dispatch(&mut self, method: &str, params: &Params<'_>) -> RpcResult {
        match (method, &self.stage) {
            ("initialize", Stage::Uninitialized) => self.initialize(params),
            ("initialize", _) => {
                Err(RpcError::new(INVALID_REQUEST, "`initialize` was already called"))
            }
            ("shutdown", _) => {
                self.stage = Stage::ShutDown;
                Ok(Json::Null)
            }
            (_, Stage::Open) => self.serve(method, params),
            (_, _) => Err(RpcError::new(INVALID_REQUEST, "call `initialize` first")),
        }
    }

    fn serve(&mut self, method: &str, params: &Params<'_>) -> RpcResult {
        let sessions = &mut self.sessions;
        match method {
            "evaluate" => evaluate::evaluate(params),
            "load" => sessions.load(params),
            "call" => sessions.call(params),
            "callStatic" => sessions.call_static(params),
            "getProperty" => sessions.property(params),
            "getModel" => sessions.model(params),
            "serialize" => sessions.serialize(params),
            "schema" => sessions.schema(params),
            "release" => sessions.release(params),
            _ => Err(RpcError::new(METHOD_NOT_FOUND, format!("there is no method `{method}`"))),
        }
    }

    fn initialize(&mut self, params: &Params<'_>) -> RpcResult {
        let protocol = params.find_integer("protocol")?.ok_or_else(|| missing("protocol"))?;
        if protocol != PROTOCOL {
            let message = format!("protocol {protocol} is not supported, only {PROTOCOL}");
            return Err(RpcError::params(message));
        }
        if let Some(name) = params.find_text("logLevel")? {
            let level = Level::named(name);
            if level.is_none() && name != "off" {
                return Err(RpcError::params(format!("there is no level `{name}`")));
            }
            self.pipe.set_level(level);
        }
        let (packages, described) = PackagePaths::from_params(params, &self.pipe)?;
        self.sessions.use_packages(packages);
        self.stage = Stage::Open;
        Ok(json!({
            "protocol": PROTOCOL,
            "engine": { "name": "murano", "version": env!("CARGO_PKG_VERSION") },
            "packages": described,
        }))
    }
}
