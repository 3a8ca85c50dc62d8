//! The native methods of the host classes: they convert the program's objects to plain data, call the
//! [`ContainerHost`] behind an object, and convert the results back.
//!
//! Which classes are hosts is a table ([`kinds`]); this file serves all of them alike. Work on a real engine runs
//! on another thread; when the program is interrupted meanwhile, the program stops at once and the work goes on to
//! a consistent state, for which [`Bridge::settle`] waits. Work on a simulated engine runs in place.

mod container;
mod exception;
mod files;
mod host;
mod in_flight;
pub(crate) mod kinds;
mod kubernetes;
pub(crate) mod literals;
pub(crate) mod provider;
mod read;
mod result;
mod write;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use rustc_hash::FxHashMap;

use crate::diag::{FaultKind, codes};
use crate::engine::Protocol;
use crate::runtime::machine::native::NativeMethod;
use crate::runtime::machine::runtime::Runtime;
use crate::runtime::machine::vm::Vm;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::value::dict::Dict;
use crate::runtime::value::fault::{Fault, Outcome};

use super::connection::{Caller, ConnectionTarget, connect};
use super::container::Container;
use super::endpoints::protocol_of;
use super::error::HostError;
use super::fingerprint::Fingerprint;
use super::host::ContainerHost;

use exception::application_name;
use in_flight::{InFlight, WorkGuard};
use kinds::{HostKind, KINDS};
use provider::{ApplicationLink, LinkEnds, SiteProvider};

pub(crate) use exception::fault;

/// The connected hosts by the id of their object.
type HostsById = FxHashMap<Rc<str>, Arc<dyn ContainerHost>>;

/// What the native methods of one session share.
#[derive(Clone)]
pub(crate) struct Bridge {
    provider: Rc<dyn SiteProvider>,
    kinds: Rc<[HostKind]>,
    /// The hosts opened so far, by the ids of their objects.
    hosts: Rc<RefCell<HostsById>>,
    in_flight: Arc<InFlight>,
}

/// A native method. `args` are converted by the method's contracts.
type Native = fn(&Bridge, &mut Vm<'_>, &Value, &mut [Value]) -> Outcome<Value>;

/// The class of applications.
const APPLICATION: &str = "com.mirantis.docker.DockerApplication";

/// The native methods of every host class.
const HOST_METHODS: [(&str, Native); 7] = [
    ("deploy", Bridge::deploy),
    ("hostContainer", Bridge::host_container),
    ("deleteContainer", Bridge::delete_container),
    ("getEndpoints", Bridge::endpoints),
    ("getInternalScopeId", Bridge::internal_scope_id),
    ("isCurrent", Bridge::is_current),
    ("claim", Bridge::claim),
];

/// Binds the native methods of the built-in host classes, before the first of them is used.
pub(crate) fn bind(runtime: &Runtime, provider: Rc<dyn SiteProvider>) -> Bridge {
    bind_kinds(runtime, provider, KINDS)
}

/// Binds the native methods of these kinds of hosts.
pub(crate) fn bind_kinds(
    runtime: &Runtime,
    provider: Rc<dyn SiteProvider>,
    kinds: &[HostKind],
) -> Bridge {
    let bridge =
        Bridge { provider, kinds: kinds.into(), hosts: Rc::default(), in_flight: Arc::default() };
    let bind = |class: &str, method: &str, native: Native| {
        let bridge = bridge.clone();
        let bound: NativeMethod = Rc::new(move |vm, this, args| native(&bridge, vm, this, args));
        runtime.bind(class, method, bound);
    };
    for kind in kinds {
        for (method, native) in HOST_METHODS {
            bind(kind.class, &format!("{}{method}", kind.prefix), native);
        }
    }
    bind(kinds::POD, "_scaleTo", Bridge::scale);
    bind(kinds::POD, "_recreate", Bridge::recreate);
    bind(APPLICATION, "_connection", Bridge::connect);
    bind(APPLICATION, "_containerOf", Bridge::container_object);
    bind(APPLICATION, "_fingerprint", Bridge::fingerprint);
    bridge
}

/// The number of applications that the program has created so far.
fn applications(vm: &Vm<'_>) -> usize {
    let is_application = |object: &Rc<Object>| {
        let classes = std::iter::once(&object.class).chain(&object.class.ancestors);
        classes.into_iter().any(|class| &*class.name == APPLICATION)
    };
    vm.runtime().store.objects().iter().filter(|object| is_application(object)).count()
}

impl Bridge {
    /// Forgets the connected hosts: each connects again when it is used.
    pub(crate) fn forget_hosts(&self) {
        self.hosts.borrow_mut().clear();
    }

    /// The work that is in flight.
    pub(crate) fn in_flight(&self) -> Arc<InFlight> {
        self.in_flight.clone()
    }

    /// Waits until no work is in flight, at most for `limit`; returns whether that was reached.
    #[must_use]
    pub(crate) fn settle(&self, limit: Duration) -> bool {
        self.in_flight.wait_until_idle(limit)
    }

    fn deploy(&self, vm: &mut Vm<'_>, this: &Value, _: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        self.work(vm, &host, |host| async move { host.connect().await })?;
        Ok(Value::Null)
    }

    fn host_container(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let container = container_of(vm, args)?;
        let name = container.name.clone();
        self.provider.announced(applications(vm));
        let outcome =
            self.work(vm, &host, |host| async move { host.reconcile(&container).await })?;
        for warning in &outcome.warnings {
            self.provider.warn(warning);
        }
        let endpoints = write::endpoints(&outcome.endpoints);
        if let Value::Object(object) = this {
            host::show_container(object, &name, &endpoints);
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
        let application = name.clone();
        self.work(vm, &host, |host| async move { host.remove(&application).await })?;
        if let Value::Object(object) = this {
            host::hide_container(object, &name);
        }
        Ok(Value::Null)
    }

    fn endpoints(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let name = read::text(&args[0]).unwrap_or_default();
        self.work(vm, &host, |host| async move { host.connect().await })?;
        Ok(Value::list(write::endpoints(&host.endpoints(&name).unwrap_or_default())))
    }

    fn internal_scope_id(&self, vm: &mut Vm<'_>, this: &Value, _: &mut [Value]) -> Outcome<Value> {
        Ok(Value::string(self.host(vm, this)?.connection_scope()))
    }

    fn is_current(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let container = container_of(vm, args)?;
        let action = self.work(vm, &host, |host| async move { host.plan(&container).await })?;
        Ok(Value::bool(action == super::action::Action::Unchanged))
    }

    fn claim(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let text = |n: usize| args.get(n).and_then(read::text).unwrap_or_default();
        self.provider.claimed(&text(0), &text(1));
        if host.claim(&text(0), &text(1)).is_err() {
            // The claimant may be an unreachable object: programs create their applications anew in every deployment.
            vm.collect_garbage()?;
            host.claim(&text(0), &text(1)).map_err(|error| fault(&error))?;
        }
        Ok(Value::Null)
    }

    /// `_containerOf(container)`: the object that the result of `getContainer()` becomes.
    fn container_object(
        &self,
        vm: &mut Vm<'_>,
        this: &Value,
        args: &mut [Value],
    ) -> Outcome<Value> {
        let result = args.first_mut().map(std::mem::take).unwrap_or_default();
        result::container(vm, this, result)
    }

    /// `_scaleTo(replicas)`: sets the number of pods of a deployed pod. The host is opened anew when it is used next: its
    /// settings have changed.
    fn scale(&self, vm: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        let replicas = match args.first() {
            Some(Value::Int(count)) => u32::try_from(*count).unwrap_or(u32::MAX),
            _ => 0,
        };
        self.work(vm, &host, |host| async move { host.scale(replicas).await })?;
        self.hosts.borrow_mut().remove(&*object_id(this));
        Ok(Value::Null)
    }

    /// `_recreate()`: replaces all pods by new ones.
    fn recreate(&self, vm: &mut Vm<'_>, this: &Value, _: &mut [Value]) -> Outcome<Value> {
        let host = self.host(vm, this)?;
        self.work(vm, &host, |host| async move { host.recreate().await })?;
        Ok(Value::Null)
    }

    /// `_fingerprint(container)`: equal for equal containers, and tells nothing of its secrets.
    fn fingerprint(&self, vm: &mut Vm<'_>, _: &Value, args: &mut [Value]) -> Outcome<Value> {
        Ok(Value::string(Fingerprint::of(&container_of(vm, args)?, &[]).hash))
    }

    /// `_connection(application, where, port, protocol)` implements the choice of `getConnectionTo`; `where` says on
    /// which hosts caller and target are, see `DockerApplication.murano`.
    fn connect(&self, _: &mut Vm<'_>, this: &Value, args: &mut [Value]) -> Outcome<Value> {
        // The class has checked its arguments with contracts; a value of another kind can only
        // come from an override, and connects to nothing. Caller and target on the same host
        // object are on the same host, whatever its name.
        let [application, location, port, protocol] = args else { return Ok(Value::Null) };
        let Value::Dict(location) = location else { return Ok(Value::Null) };
        let text = |key: &str| location.get_str(key).and_then(read::text).unwrap_or_default();
        let (host, host_name, scope) = (text("host"), text("hostName"), text("internalScope"));
        let (caller_host, caller_scope) = (text("callerHost"), text("callerScope"));
        let deployed = location.get_str("deployed").is_some_and(Value::is_true);
        let endpoints = read::endpoints(location.get_str("endpoints"));
        let (from, to) = (application_name(this), application_name(application));
        let caller =
            Caller { application: &from, host: &caller_host, internal_scope: &caller_scope };
        let target = ConnectionTarget {
            application: &to,
            host: if caller_host == host { &caller_host } else { &host_name },
            internal_scope: &scope,
            endpoints: deployed.then_some(&endpoints[..]),
        };
        let Value::Int(port) = port else { return Ok(Value::Null) };
        let port = u16::try_from(*port).map_err(|_| {
            let message = format!("{port} is not a port: ports are numbered from 1 to 65535");
            Fault::new(FaultKind::ValueError, codes::BAD_VALUE, message)
        })?;
        let protocol = read::text(protocol).and_then(|word| protocol_of(&word));
        let protocol = protocol.unwrap_or(Protocol::Tcp);
        let found = connect(caller, target, port, protocol);
        let found = found.map_err(|error| fault(&error.into()))?;
        let link = ApplicationLink { from, to, port, protocol, scope: found.scope };
        self.provider
            .connected(link, LinkEnds { from: object_id(this), to: object_id(application) });
        let mut answer = Dict::new();
        answer.insert_str("host", Value::string(found.host));
        answer.insert_str("port", Value::Int(found.port.into()));
        Ok(Value::dict(answer))
    }

    /// Returns the host behind an object, opening it at first use. The nearest class that has a row in the table
    /// decides its kind, so subclasses of a program are hosts too.
    fn host(&self, vm: &mut Vm<'_>, this: &Value) -> Outcome<Arc<dyn ContainerHost>> {
        let Value::Object(object) = this else {
            return Err(Fault::new(
                FaultKind::TypeError,
                codes::WRONG_TYPE,
                "expected a host object",
            ));
        };
        let id = object.id();
        if let Some(host) = self.hosts.borrow().get(&id) {
            return Ok(host.clone());
        }
        let kind = kinds::find(&self.kinds, object).ok_or_else(|| {
            let message = format!("`{}` is not a kind of host", object.class.name);
            Fault::new(FaultKind::TypeError, codes::WRONG_TYPE, message)
        })?;
        let opening = (kind.open)(object, &*self.provider)?;
        let host =
            if opening.is_immediate { at_once(opening.host)? } else { vm.wait_for(opening.host)? };
        let host = host.map_err(|error| fault(&error))?;
        self.hosts.borrow_mut().insert(id, host.clone());
        Ok(host)
    }

    /// Works on a host: in place if it is immediate, else on the other thread.
    fn work<T: Send + 'static, W>(
        &self,
        vm: &mut Vm<'_>,
        host: &Arc<dyn ContainerHost>,
        job: impl FnOnce(Arc<dyn ContainerHost>) -> W,
    ) -> Outcome<T>
    where
        W: Future<Output = Result<T, HostError>> + Send + 'static,
    {
        let job = job(host.clone());
        let done = if host.is_immediate() {
            at_once(job)?
        } else {
            let guard = WorkGuard::new(&self.in_flight);
            vm.wait_for_detached(async move {
                let _guard = guard;
                job.await
            })?
        };
        done.map_err(|error| fault(&error))
    }
}

/// Reads the container in the first argument. From now on the session masks its secrets.
fn container_of(vm: &Vm<'_>, args: &[Value]) -> Outcome<Container> {
    let Some(Value::Object(object)) = args.first() else {
        return Err(Fault::new(
            FaultKind::TypeError,
            codes::WRONG_TYPE,
            "expected a container object",
        ));
    };
    let container = container::read(object)?;
    container.add_secrets(&vm.runtime().secrets);
    Ok(container)
}

/// The id of an object; empty for another value.
fn object_id(value: &Value) -> String {
    match value {
        Value::Object(object) => object.id().to_string(),
        _ => String::new(),
    }
}

/// The result of work that is done at the first poll.
fn at_once<T>(work: impl Future<Output = T>) -> Outcome<T> {
    work.now_or_never().ok_or_else(|| {
        Fault::new(FaultKind::Runtime, codes::INTERNAL, "a simulated engine did not answer at once")
    })
}
