//! Further kinds of hosts: one that this test defines has the same native methods, connections
//! and classes as the built-in ones, with only an implementation of `Host` and a row in the
//! table.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use crate::corelib::{self, AttributeStore, StatusReport};
use crate::engine::Protocol;
use crate::hosts::host::HostWork;
use crate::hosts::natives::bind_kinds;
use crate::hosts::natives::kinds::{HostKind, KINDS, Opening};
use crate::hosts::natives::provider::{EngineRequest, RealEngine, SiteProvider};
use crate::hosts::{
    Action, Container, ContainerHost, Endpoint, HostError, PortScope, Reconciled, Recorded,
    Services, Site, Warning,
};
use crate::session::Session;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

/// Keeps containers in a map, without any engine.
#[derive(Debug, Default)]
struct ShelfHost {
    shelf: Mutex<BTreeMap<String, Container>>,
}

impl ShelfHost {
    fn place(&self, container: &Container) -> Action {
        let mut shelf = self.shelf.lock().expect("no panic");
        match shelf.insert(container.name.clone(), container.clone()) {
            None => Action::Created,
            Some(previous) if previous == *container => Action::Unchanged,
            Some(_) => Action::Replaced { differences: Vec::new(), volumes: Vec::new() },
        }
    }
}

impl ContainerHost for ShelfHost {
    fn connect(&self) -> HostWork<'_, ()> {
        ready(Ok(())).boxed()
    }

    fn claim(&self, _: &str, _: &str) -> Result<(), HostError> {
        Ok(())
    }

    fn plan<'a>(&'a self, container: &'a Container) -> HostWork<'a, Action> {
        let same = self.shelf.lock().expect("no panic").get(&container.name) == Some(container);
        ready(Ok(if same { Action::Unchanged } else { Action::Created })).boxed()
    }

    fn reconcile<'a>(&'a self, container: &'a Container) -> HostWork<'a, Reconciled> {
        let action = self.place(container);
        let endpoints = self.endpoints(&container.name).unwrap_or_default();
        ready(Ok(Reconciled { action, endpoints, warnings: Vec::new() })).boxed()
    }

    fn remove<'a>(&'a self, application: &'a str) -> HostWork<'a, bool> {
        ready(Ok(self.shelf.lock().expect("no panic").remove(application).is_some())).boxed()
    }

    fn endpoints(&self, application: &str) -> Option<Vec<Endpoint>> {
        let shelf = self.shelf.lock().expect("no panic");
        let endpoint = |port: &crate::hosts::Port| Endpoint {
            address: "shelf.example".into(),
            port: port.port,
            scope: PortScope::Internal,
            port_scope: port.scope,
            container_port: port.port,
            protocol: Protocol::Tcp,
            application_name: application.to_owned(),
        };
        Some(shelf.get(application)?.ports.iter().map(endpoint).collect())
    }

    fn connection_scope(&self) -> String {
        "shelf".into()
    }

    fn is_immediate(&self) -> bool {
        true
    }
}

/// Gives every host a simulated engine of its name.
struct Simulated;

impl SiteProvider for Simulated {
    fn site(&self, request: &EngineRequest) -> BoxFuture<'static, Result<Arc<Site>, HostError>> {
        let name = match request {
            EngineRequest::Simulated { name } => name,
            EngineRequest::Docker { .. } => "docker",
        };
        let engine = Arc::new(crate::engine::simulated::Simulated::new(name));
        let site = Site::new(engine, "kinds", Services::default(), Recorded::default());
        ready(Ok(Arc::new(site))).boxed()
    }

    fn real_engine(&self, _: &EngineRequest) -> RealEngine {
        Ok(None)
    }

    fn is_immediate(&self, _: &EngineRequest) -> bool {
        true
    }

    fn warn(&self, warning: &Warning) {
        panic!("{}", warning.message);
    }
}

const PROGRAM: &str = r#"
class ShelfHost extends DockerContainerHost {
    name: string! = 'shelf'
    deploy()
    hostContainer(container: DockerContainer!)
    deleteContainer(name: string!)
    getEndpoints(applicationName: string!)
    getInternalScopeId()
    isCurrent(container: DockerContainer!)
    claim(name: string!, application: string!)
}

class Redis extends DockerApplication {
    name: string!
    getContainer() {
        return { name: $.name, image: 'redis:7', ports: [{ port: 6379, scope: 'internal' }] }
    }
    onInstallationStart() { print("installing \($.name)") }
}

class Front extends DockerApplication {
    redis: Redis!
    getContainer() {
        $at = $.getConnectionTo($.redis, 6379)
        return { name: 'front', image: 'front:1', env: { REDIS: "\($at.host):\($at.port)" } }
    }
    onInstallationStart() { print('installing front') }
}
"#;

/// The output of a program, with the kinds of hosts of this test.
fn run(statements: &str) -> String {
    let shelf = HostKind {
        class: "ShelfHost",
        prefix: "",
        open: |_, _| {
            let host: Arc<dyn ContainerHost> = Arc::new(ShelfHost::default());
            Ok(Opening { host: ready(Ok(host)).boxed(), is_immediate: true })
        },
    };
    let kinds: Vec<HostKind> = KINDS.iter().copied().chain([shelf]).collect();
    let session = Session::new();
    let output = Rc::new(RefCell::new(String::new()));
    let printed = output.clone();
    session.runtime().set_output(Box::new(move |text| printed.borrow_mut().push_str(text)));
    corelib::bind(session.runtime(), &AttributeStore::default(), Rc::new(|_: &StatusReport| ()));
    let _bridge = bind_kinds(session.runtime(), Rc::new(Simulated), &kinds);
    let program = session.read("kinds.murano", &format!("{PROGRAM}\n{statements}"));
    let program = program.expect("a correct program");
    session.run(&program).unwrap_or_else(|fault| panic!("{fault:?}"));
    output.borrow().clone()
}

#[test]
fn a_second_kind_of_host_needs_only_an_implementation_and_a_row() {
    let printed = run(r#"
$shelf = new ShelfHost { }
$redis = new Redis { name: 'redis', host: $shelf }
$front = new Front { host: $shelf, redis: $redis }
$redis.deploy()
$front.deploy()
$front.deploy()
print($redis.applicationEndpoints.select("\($.scope) \($.address):\($.port)").join(', '))
print($shelf.getInternalScopeId())
$shelf.deleteContainer('redis')
print(len($shelf.getEndpoints('redis')))
"#);
    let expected = "installing redis\ninstalling front\ninternal shelf.example:6379\nshelf\n0\n";
    assert_eq!(printed, expected);
}

#[test]
fn a_subclass_is_of_the_kind_of_its_nearest_base_class() {
    let printed = run(r#"
class Lesson extends SimulatedHost { name: string! = 'lesson' }
class Server extends DockerStandaloneHost { name: string! = 'server' }
print((new Lesson { }).getInternalScopeId())
print((new Server { }).getInternalScopeId())
"#);
    assert_eq!(printed, "simulated://lesson/murano-kinds\nsimulated://docker/murano-kinds\n");
}

#[test]
fn applications_on_different_kinds_of_hosts_share_the_rules_of_connections() {
    let printed = run(r#"
$redis = new Redis { name: 'redis', host: new ShelfHost { } }
$front = new Front { host: new SimulatedHost { }, redis: $redis }
$redis.deploy()
try { $front.deploy() } catch com.mirantis.docker.ScopeTooNarrow as $e { print($e.message) }
"#);
    assert!(printed.contains("scope `internal`, but the caller needs `cloud`"), "{printed}");
}
