//! What a session is given when it begins: settings, functions of the client, the log, configuration.

use std::rc::Rc;

use super::host::Functions;
use super::params::Params;
use super::pipe::Pipe;
use super::refusal::Refusal;
use super::sessions::value;
use crate::corelib::{self, Report};
use crate::runtime::machine::host::Host;
use crate::runtime::machine::log::{Level, Record, Sink};
use crate::session::model::{ModelSession, Told};

/// A session without objects yet.
pub(super) fn session(
    params: &Params<'_>,
    pipe: &Rc<Pipe>,
    functions: Option<Rc<Functions>>,
    told: Told,
) -> Result<ModelSession, Refusal> {
    let host = functions.map(|functions| functions as Rc<dyn Host>);
    let session = ModelSession::new(ModelSession::settings(), host, told);
    corelib::bind(session.session().runtime(), session.attributes(), reports(pipe));
    session.session().runtime().set_log(log(pipe));
    configure(params, &session)?;
    Ok(session)
}

/// Messages for people are log messages.
fn reports(pipe: &Rc<Pipe>) -> Rc<dyn Fn(&Report)> {
    let pipe = pipe.clone();
    Rc::new(move |report: &Report| {
        let level = if report.is_error { Level::Error } else { Level::Info };
        pipe.log(level, "io.murano.system.StatusReporter", &report.message);
    })
}

/// What programs note.
fn log(pipe: &Rc<Pipe>) -> Sink {
    let pipe = pipe.clone();
    Box::new(move |record: &Record| pipe.record(record))
}

/// `config`: values of properties, by class.
fn configure(params: &Params<'_>, session: &ModelSession) -> Result<(), Refusal> {
    let Some(config) = params.find_object("config")? else { return Ok(()) };
    for (class, properties) in config {
        let wrong = || Refusal::params("`config` is {class: {property: value}}");
        for (property, given) in properties.as_object().ok_or_else(wrong)? {
            let given = value(given, session)?;
            session.session().runtime().configure(class, None, property, given);
        }
    }
    Ok(())
}
