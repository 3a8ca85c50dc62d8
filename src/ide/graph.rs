//! The composition of a run: applications, the hosts they run on, and the connections they asked for.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use serde::Serialize;

use crate::hosts::Deployed;
use crate::runtime::method::NativeMethod;
use crate::runtime::object::Object;
use crate::runtime::value::Value;
use crate::runtime::world::World;

/// An application's wish to reach another: `getConnectionTo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// Who asks.
    pub from: String,
    /// Whom it wants to reach.
    pub to: String,
    /// The port inside the other's container.
    pub port: i64,
    /// How far the address reaches that it was given.
    pub scope: String,
}

/// A composition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// Applications: name, host, image, published scopes by port.
    pub applications: Vec<Application>,
    /// Connections in the order they were asked for, each once.
    pub connections: Vec<Connection>,
}

/// An application of a composition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Its image.
    pub image: String,
    /// Its ports with their scopes: `80 cloud`.
    pub ports: Vec<String>,
}

/// Listens to the connections a program asks for.
pub struct Recorder {
    heard: Rc<RefCell<Vec<Connection>>>,
}

impl Recorder {
    /// Listens from now on. After the host classes' native methods were bound, before their first use.
    #[must_use]
    pub fn listen(world: &World) -> Self {
        let heard: Rc<RefCell<Vec<Connection>>> = Rc::default();
        let (class, method) = ("com.mirantis.docker.DockerApplication", "connect");
        if let Some(connect) = world.bound(class, method) {
            let ears = heard.clone();
            let listening: NativeMethod = Rc::new(move |vm, this, args| {
                let answer = connect(vm, this, args)?;
                if let Some(connection) = connection(this, args, &answer) {
                    let mut all = ears.borrow_mut();
                    if !all.contains(&connection) {
                        all.push(connection);
                    }
                }
                Ok(answer)
            });
            world.bind(class, method, listening);
        }
        Self { heard }
    }

    /// The composition of what was deployed.
    #[must_use]
    pub fn graph(&self, deployed: &[Deployed]) -> Graph {
        let mut applications: Vec<Application> = deployed.iter().map(application).collect();
        applications.sort_by(|a, b| (&a.host, &a.name).cmp(&(&b.host, &b.name)));
        Graph { applications, connections: self.heard.borrow().clone() }
    }
}

fn application(deployed: &Deployed) -> Application {
    let port = |p: &crate::hosts::labels::DeployedPort| format!("{} {}", p.port, word(&p.scope));
    Application {
        name: deployed.application.clone(),
        host: deployed.host.clone(),
        image: deployed.image.clone(),
        ports: deployed.ports.iter().map(port).collect(),
    }
}

fn word(data: &impl Serialize) -> String {
    serde_json::to_value(data).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn connection(this: &Value, args: &[Value], answer: &Value) -> Option<Connection> {
    let (Value::Object(from), Some(Value::Object(to))) = (this, args.first()) else { return None };
    let Some(Value::Int(port)) = args.get(2) else { return None };
    Some(Connection {
        from: container_name(from)?,
        to: container_name(to)?,
        port: *port,
        scope: scope(to, *port, answer).unwrap_or_default(),
    })
}

/// The name of an application's container: that of its first endpoint, or its own.
fn container_name(object: &Rc<Object>) -> Option<String> {
    let named = match object.declared("applicationEndpoints") {
        Value::List(items) => items.iter().find_map(|e| match e {
            Value::Dict(e) => e.get_str("applicationName")?.as_str().map(str::to_owned),
            _ => None,
        }),
        _ => None,
    };
    let own = object.declared("name");
    named
        .or_else(|| own.as_str().map(str::to_owned))
        .or_else(|| object.class.name.rsplit('.').next().map(str::to_owned))
}

/// The scope of the endpoint whose address was given.
fn scope(to: &Rc<Object>, port: i64, answer: &Value) -> Option<String> {
    let (Value::List(endpoints), Value::Dict(answer)) =
        (to.declared("applicationEndpoints"), answer)
    else {
        return None;
    };
    let host = answer.get_str("host")?.as_str()?;
    endpoints.iter().find_map(|e| {
        let Value::Dict(e) = e else { return None };
        let here = e.get_str("address")?.as_str()? == host
            && matches!(e.get_str("containerPort")?, Value::Int(p) if *p == port);
        if here { e.get_str("scope")?.as_str().map(str::to_owned) } else { None }
    })
}

impl Graph {
    /// Indented lines: hosts, their applications, what each connects to.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for host in self.hosts() {
            let _ = writeln!(out, "{host}");
            for app in self.applications.iter().filter(|a| a.host == host) {
                let _ = writeln!(out, "  {} ({}) {}", app.name, app.image, app.ports.join(", "));
                for c in self.connections.iter().filter(|c| c.from == app.name) {
                    let _ = writeln!(out, "    -> {}:{} ({})", c.to, c.port, c.scope);
                }
            }
        }
        out
    }

    /// A Mermaid flowchart.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        for (n, host) in self.hosts().iter().enumerate() {
            let _ = writeln!(out, "  subgraph host{n} [\"{}\"]", escaped(host));
            for app in self.applications.iter().filter(|a| a.host == *host) {
                let label = format!("{}<br/>{}", escaped(&app.name), escaped(&app.image));
                let _ = writeln!(out, "    {}[\"{label}\"]", self.id(&app.name));
            }
            out.push_str("  end\n");
        }
        for c in &self.connections {
            let label = format!("{} {}", c.port, c.scope);
            let _ = writeln!(out, "  {} -->|{label}| {}", self.id(&c.from), self.id(&c.to));
        }
        out
    }

    /// Graphviz.
    #[must_use]
    pub fn dot(&self) -> String {
        let mut out = String::from("digraph composition {\n  rankdir=LR;\n  node [shape=box];\n");
        for (n, host) in self.hosts().iter().enumerate() {
            let _ = writeln!(out, "  subgraph cluster_{n} {{\n    label=\"{}\";", escaped(host));
            for app in self.applications.iter().filter(|a| a.host == *host) {
                let label = format!("{}\\n{}", escaped(&app.name), escaped(&app.image));
                let _ = writeln!(out, "    {} [label=\"{label}\"];", self.id(&app.name));
            }
            out.push_str("  }\n");
        }
        for c in &self.connections {
            let (from, to) = (self.id(&c.from), self.id(&c.to));
            let _ = writeln!(out, "  {from} -> {to} [label=\"{} {}\"];", c.port, c.scope);
        }
        out + "}\n"
    }

    fn hosts(&self) -> Vec<&str> {
        let mut hosts: Vec<&str> = self.applications.iter().map(|a| a.host.as_str()).collect();
        hosts.dedup();
        hosts
    }

    /// A name that both notations take as it is.
    fn id(&self, name: &str) -> String {
        match self.applications.iter().position(|a| a.name == name) {
            Some(n) => format!("app{n}"),
            None => format!("other_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "'")
}
