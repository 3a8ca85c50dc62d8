//! The native methods of the built-in host classes: from the language's objects to plain data, over to the engine, and back.
//!
//! Work on a real engine is done on another thread; a program that is interrupted meanwhile goes on at once, while the work
//! comes to a state that can be left ([`Bridge::settle`] waits for that). Work on an engine in memory is done in place.

mod container;
mod host;
mod read;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rustc_hash::FxHashMap;

use crate::diag::{FaultKind, codes};
use crate::engine::Protocol;
use crate::runtime::machine::native::NativeMethod;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Origin, Outcome};

use super::connection::{Caller, Target, connect};
use super::container::Container;
use super::endpoints::{Endpoint, protocol_name, protocol_of};
use super::error::HostError;
use super::reconcile::Warning;
use super::scope::Scope;
use super::site::Site;
use super::standalone::StandaloneHost;

/// The namespace of the classes.
const NAMESPACE: &str = "com.mirantis.docker";

/// Which engine a host wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its address; `None`: as the user's surroundings say.
    pub engine: Option<String>,
    /// The folder of its certificates.
    pub certificates: Option<String>,
    /// An engine in memory, of this name.
    pub simulated: Option<String>,
}

/// Who gives hosts their engines.
pub trait Sites {
    /// The site of an engine. The future runs on another thread.
    fn site(&self, wanted: &Wanted) -> BoxFuture<'static, Result<Arc<Site>, HostError>>;

    /// Whether that future is ready at the first poll.
    fn is_immediate(&self, wanted: &Wanted) -> bool;

    /// Takes in something that the user should know.
    fn warn(&self, warning: &Warning);

    /// Takes in that an application was given a way to another.
    fn connected(&self, _link: Link) {}
}

/// A way from one application to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Who calls.
    pub from: String,
    /// Who answers.
    pub to: String,
    /// The port inside the container of the one who answers.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// How far the address reaches that was chosen.
    pub scope: Scope,
}

/// What the native methods of one session share.
#[derive(Clone)]
pub struct Bridge {
    sites: Rc<dyn Sites>,
    hosts: Rc<RefCell<FxHashMap<Rc<str>, StandaloneHost>>>,
    busy: Arc<Busy>,
}

/// How much work is under way on the other thread.
#[derive(Debug, Default)]
struct Busy {
    count: Mutex<usize>,
    less: Condvar,
}

/// One piece of work under way.
struct Piece(Arc<Busy>);

impl Piece {
    fn new(busy: &Arc<Busy>) -> Self {
        *busy.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self(busy.clone())
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.less.notify_all();
    }
}

/// Binds the native methods of the host classes, before the first of them is used.
pub fn bind(runtime: &Runtime, sites: Rc<dyn Sites>) -> Bridge {
    let bridge = Bridge { sites, hosts: Rc::default(), busy: Arc::default() };
    let methods: [(&str, &str, Native); 8] = [
        ("DockerStandaloneHost", "deploy", Bridge::deploy),
        ("DockerStandaloneHost", "hostContainer", Bridge::host_container),
        ("DockerStandaloneHost", "deleteContainer", Bridge::delete_container),
        ("DockerStandaloneHost", "getEndpoints", Bridge::endpoints),
        ("DockerStandaloneHost", "getInternalScopeId", Bridge::internal_scope_id),
        ("DockerStandaloneHost", "isCurrent", Bridge::is_current),
        ("DockerStandaloneHost", "claim", Bridge::claim),
        ("DockerApplication", "_connection", Bridge::connect),
    ];
    for (class, method, native) in methods {
        let bridge = bridge.clone();
        let bound: NativeMethod = Rc::new(move |vm, this, args| native(&bridge, vm, this, args));
        runtime.bind(&format!("{NAMESPACE}.{class}"), method, bound);
    }
    bridge
}

type Native = fn(&Bridge, &mut Vm<'_>, &Value, &mut [Value]) -> Outcome<Value>;

impl Bridge {
    /// Waits until no work is under way any more, at most so long; whether that came about.
    #[must_use]
    pub fn settle(&self, limit: Duration) -> bool {
        let count = self.busy.count.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.busy.less.wait_timeout_while(count, limit, |count| *count > 0);
        waited.is_ok_and(|(_, timeout)| !timeout.timed_out())
    }

    fn deploy(&self, vm: &mut Vm<'_>, this: &Value, _: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        self.work(vm, &host.clone(), async move { host.deploy().await })?;
        Ok(Value::Null)
    }

    fn host_container(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let container = container_of(args)?;
        let name = container.name.clone();
        let job = host.clone();
        let outcome =
            self.work(vm, &host, async move { job.host_container(&container, None).await })?;
        for warning in &outcome.warnings {
            self.sites.warn(warning);
        }
        let endpoints = endpoint_list(&outcome.endpoints);
        if let Value::Object(object) = this {
            host::note(object, &name, Some(&endpoints));
        }
        Ok(Value::list(endpoints))
    }

    fn delete_container(
        &self,
        vm: &mut Vm<'_>,
        this: &Value,
        args: &mut [Value],
    ) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let name = read::text(&args[0]).unwrap_or_default();
        let (job, removed) = (host.clone(), name.clone());
        self.work(vm, &host, async move { job.delete_container(&removed).await })?;
        if let Value::Object(object) = this {
            host::note(object, &name, None);
        }
        Ok(Value::Null)
    }

    fn endpoints(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let name = read::text(&args[0]).unwrap_or_default();
        let job = host.clone();
        self.work(vm, &host, async move { job.deploy().await })?;
        Ok(Value::list(endpoint_list(&host.endpoints(&name).unwrap_or_default())))
    }

    fn internal_scope_id(&self, vm: &mut Vm<'_>, this: &Value, _: &mut [Value]) -> Outcome<Value> {
        Ok(Value::string(self.host(vm, this)?.internal_scope_id()))
    }

    fn is_current(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let container = container_of(args)?;
        let job = host.clone();
        let current = self.work(vm, &host, async move { job.is_current(&container).await })?;
        Ok(Value::bool(current))
    }

    fn claim(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let text = |n: usize| args.get(n).and_then(read::text).unwrap_or_default();
        if host.claim(&text(0), &text(1)).is_err() {
            // The name may belong to an object that nothing needs any more: it is made anew in every deployment.
            vm.collect_garbage()?;
            host.claim(&text(0), &text(1)).map_err(|error| fault(&error))?;
        }
        Ok(Value::Null)
    }

    /// `_connection(application, where, port, protocol)`: the choice behind `getConnectionTo`.
    fn connect(&self, _: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let [application, place, port, protocol] = args else { return Ok(Value::Null) };
        let Value::Dict(place) = place else { return Ok(Value::Null) };
        let text = |key: &str| place.get_str(key).and_then(read::text).unwrap_or_default();
        let (host, host_name, scope) = (text("host"), text("hostName"), text("internalScope"));
        let (caller_host, caller_scope) = (text("callerHost"), text("callerScope"));
        let deployed = place.get_str("deployed").is_some_and(Value::is_true);
        let endpoints = read::endpoints(place.get_str("endpoints"));
        let (me, other) = (application_name(this), application_name(application));
        let caller = Caller { application: &me, host: &caller_host, internal_scope: &caller_scope };
        let same = caller_host == host;
        let target = Target {
            application: &other,
            host: if same { &caller_host } else { &host_name },
            internal_scope: &scope,
            endpoints: deployed.then_some(&endpoints[..]),
        };
        let Value::Int(port) = port else { return Ok(Value::Null) };
        let port = u16::try_from(*port).map_err(|_| {
            Fault::new(FaultKind::ValueError, codes::BAD_VALUE, format!("{port} is no port"))
        })?;
        let protocol = read::text(protocol).and_then(|word| protocol_of(&word));
        let protocol = protocol.unwrap_or(Protocol::Tcp);
        let found = connect(caller, target, port, protocol);
        let found = found.map_err(|error| fault(&error.into()))?;
        self.sites.connected(Link { from: me, to: other, port, protocol, scope: found.scope });
        let mut answer = Dict::new();
        answer.insert_str("host", Value::string(found.host));
        answer.insert_str("port", Value::Int(found.port.into()));
        Ok(Value::dict(answer))
    }

    /// The host behind an object, made when first needed.
    fn host(&self, vm: &mut Vm<'_>, this: &Value) -> Outcome<StandaloneHost> {
        let Value::Object(object) = this else {
            return Err(Fault::new(FaultKind::TypeError, codes::WRONG_TYPE, "a host is needed"));
        };
        let id = object.id();
        if let Some(host) = self.hosts.borrow().get(&id) {
            return Ok(host.clone());
        }
        let settings = host::settings(object)?;
        let wanted = host::wanted(object, &settings.name);
        let future = self.sites.site(&wanted);
        let site =
            if self.sites.is_immediate(&wanted) { at_once(future)? } else { vm.wait_for(future)? };
        let host = StandaloneHost::new(settings, site.map_err(|error| fault(&error))?);
        self.hosts.borrow_mut().insert(id, host.clone());
        Ok(host)
    }

    /// Does work on a host: in place for an engine in memory, else on the other thread.
    fn work<T: Send + 'static>(
        &self,
        vm: &mut Vm<'_>,
        host: &StandaloneHost,
        job: impl Future<Output = Result<T, HostError>> + Send + 'static,
    ) -> Outcome<T> {
        let done = if host.site().services().clock.is_virtual() {
            at_once(job)?
        } else {
            let piece = Piece::new(&self.busy);
            // A task of its own: when the program is interrupted, it still comes to a good end.
            let task = async move {
                let work = tokio::spawn(async move {
                    let _piece = piece;
                    job.await
                });
                work.await
            };
            vm.wait_for(task)?.map_err(|error| {
                Fault::new(
                    FaultKind::Runtime,
                    codes::INTERNAL,
                    format!("work on a host ended: {error}"),
                )
            })?
        };
        done.map_err(|error| fault(&error))
    }
}

/// The container in the first argument.
fn container_of(args: &[Value]) -> Outcome<Container> {
    let Some(Value::Object(object)) = args.first() else {
        return Err(Fault::new(FaultKind::TypeError, codes::WRONG_TYPE, "a container is needed"));
    };
    container::read(object)
}

/// The result of work that an engine in memory does at the first poll.
fn at_once<T>(work: impl Future<Output = T>) -> Outcome<T> {
    work.now_or_never().ok_or_else(|| {
        Fault::new(FaultKind::Runtime, codes::INTERNAL, "an engine in memory had to wait")
    })
}

/// What an application is called, for messages and for choices: its name, else its class.
fn application_name(value: &Value) -> String {
    let Value::Object(object) = value else { return String::new() };
    read::text(&object.declared("name")).unwrap_or_else(|| object.class.name.to_string())
}

/// Endpoints as the language sees them.
fn endpoint_list(endpoints: &[Endpoint]) -> Vec<Value> {
    endpoints.iter().map(endpoint_value).collect()
}

fn endpoint_value(endpoint: &Endpoint) -> Value {
    let mut dict = Dict::new();
    dict.insert_str("address", Value::str(&endpoint.address));
    dict.insert_str("port", Value::Int(endpoint.port.into()));
    dict.insert_str("scope", Value::str(endpoint.scope.name()));
    dict.insert_str("portScope", Value::str(endpoint.port_scope.name()));
    dict.insert_str("containerPort", Value::Int(endpoint.container_port.into()));
    dict.insert_str("protocol", Value::str(protocol_name(endpoint.protocol)));
    dict.insert_str("applicationName", Value::str(&endpoint.application_name));
    Value::dict(dict)
}

/// An error of a host as an exception of the program.
#[must_use]
pub fn fault(error: &HostError) -> Fault {
    let mut fault = Fault::named(error.name(), error.code(), error.to_string());
    fault.names.push(format!("{NAMESPACE}.HostError").into());
    if error.is_interrupt() {
        fault.origin = Origin::Uncatchable;
    }
    fault.diagnostic.hints = error.hints();
    let log = error.log_lines();
    if !log.is_empty() {
        fault
            .diagnostic
            .hints
            .push(format!("the last lines it wrote:\n    {}", log.join("\n    ")));
    }
    let mut extra = Dict::new();
    extra.insert_str("code", Value::str(error.code().0));
    extra.insert_str("log", Value::list(log.iter().map(|line| Value::str(line)).collect()));
    fault.extra = Value::dict(extra);
    fault
}

/// A property of an object that cannot be what it is.
fn bad_property(object: &Rc<Object>, property: &str, reason: &str) -> Fault {
    let message =
        format!("`{property}` of `{}`: {reason}", application_name(&Value::Object(object.clone())));
    Fault::new(FaultKind::ValueError, codes::BAD_VALUE, message)
}
