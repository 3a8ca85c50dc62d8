//! A new session: its settings, host functions, log and configuration.

use crate::cli::memory;
use std::rc::Rc;

use super::error::RpcError;
use super::host_functions::HostFunctions;
use super::params::Params;
use super::pipe::Pipe;
use super::values::value;
use crate::corelib::{self, StatusReport};
use crate::runtime::machine::host::Host;
use crate::runtime::machine::log::{Level, Record, Sink};
use crate::session::model::{ExternalReferences, ModelSession};

/// A session without objects.
pub(super) fn session(
    params: &Params<'_>,
    pipe: &Rc<Pipe>,
    functions: Option<Rc<HostFunctions>>,
    references: ExternalReferences,
) -> Result<ModelSession, RpcError> {
    let host = functions.map(|functions| functions as Rc<dyn Host>);
    let session = ModelSession::new(ModelSession::settings(), host, references);
    memory::limit();
    corelib::bind(session.session().runtime(), session.attributes(), reports(pipe));
    session.session().runtime().set_log(log(pipe));
    configure(params, &session)?;
    Ok(session)
}

/// Status reports go to the client's log.
fn reports(pipe: &Rc<Pipe>) -> Rc<dyn Fn(&StatusReport)> {
    let pipe = pipe.clone();
    Rc::new(move |report: &StatusReport| {
        let level = if report.is_error { Level::Error } else { Level::Info };
        pipe.log(level, "io.murano.system.StatusReporter", &report.message);
    })
}

/// The log of programs goes to the client's log.
fn log(pipe: &Rc<Pipe>) -> Sink {
    let pipe = pipe.clone();
    Box::new(move |record: &Record| pipe.record(record))
}

/// Sets the configuration properties that `config` gives, by class.
fn configure(params: &Params<'_>, session: &ModelSession) -> Result<(), RpcError> {
    let Some(config) = params.find_object("config")? else { return Ok(()) };
    for (class, properties) in config {
        let invalid = || RpcError::params("`config` must be {class: {property: value}}");
        for (property, given) in properties.as_object().ok_or_else(invalid)? {
            let given = value(given, session.session())?;
            session.session().runtime().configure(class, None, property, given);
        }
    }
    Ok(())
}
