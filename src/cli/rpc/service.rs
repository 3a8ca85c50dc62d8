//! What each method of the protocol does.

use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::evaluate;
use super::message::Request;
use super::packages::Packages;
use super::params::{Params, missing};
use super::pipe::Pipe;
use super::refusal::{INTERNAL_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, Refusal};
use super::sessions::Sessions;
use crate::cli::arguments::RpcArgs;
use crate::runtime::machine::log::Level;

/// The version of the protocol.
const PROTOCOL: i64 = 1;

/// What an answer is made of.
pub(super) type Answer = Result<Json, Refusal>;

/// The interpreter as a program sees it.
pub(super) struct Service {
    pipe: Rc<Pipe>,
    sessions: Sessions,
    stage: Stage,
}

/// How far the conversation has come.
#[derive(PartialEq, Eq)]
enum Stage {
    /// `initialize` comes first.
    Begun,
    /// Requests are answered.
    Open,
    /// `shutdown` was asked for.
    Over,
}

impl Service {
    /// Nothing is known yet.
    pub(super) fn new(pipe: Rc<Pipe>, args: RpcArgs) -> Self {
        Self { sessions: Sessions::new(pipe.clone(), args), pipe, stage: Stage::Begun }
    }

    /// Was `shutdown` asked for?
    pub(super) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// Does what a request asks for.
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        let answer = AssertUnwindSafe(|| self.dispatch(&request.method, &Params(&request.params)));
        panic::catch_unwind(answer).unwrap_or_else(|_| {
            let message = "a mistake in murano itself; standard error says more";
            Err(Refusal::new(INTERNAL_ERROR, message))
        })
    }

    fn dispatch(&mut self, method: &str, params: &Params<'_>) -> Answer {
        match (method, &self.stage) {
            ("initialize", Stage::Begun) => self.initialize(params),
            ("initialize", _) => Err(Refusal::new(INVALID_REQUEST, "`initialize` comes once")),
            ("shutdown", _) => {
                self.stage = Stage::Over;
                Ok(Json::Null)
            }
            (_, Stage::Open) => self.serve(method, params),
            (_, _) => Err(Refusal::new(INVALID_REQUEST, "`initialize` comes first")),
        }
    }

    fn serve(&mut self, method: &str, params: &Params<'_>) -> Answer {
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
            _ => Err(Refusal::new(METHOD_NOT_FOUND, format!("there is no method `{method}`"))),
        }
    }

    fn initialize(&mut self, params: &Params<'_>) -> Answer {
        let protocol = params.find_integer("protocol")?.ok_or_else(|| missing("protocol"))?;
        if protocol != PROTOCOL {
            let message = format!("protocol {protocol} is not spoken here, only {PROTOCOL}");
            return Err(Refusal::params(message));
        }
        if let Some(name) = params.find_text("logLevel")? {
            let level = Level::named(name);
            if level.is_none() && name != "off" {
                return Err(Refusal::params(format!("there is no level `{name}`")));
            }
            self.pipe.set_level(level);
        }
        let (packages, described) = Packages::of(params, &self.pipe)?;
        self.sessions.use_packages(packages);
        self.stage = Stage::Open;
        Ok(json!({
            "protocol": PROTOCOL,
            "engine": { "name": "murano", "version": env!("CARGO_PKG_VERSION") },
            "packages": described,
        }))
    }
}
