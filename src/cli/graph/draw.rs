//! A graph of applications, and its forms for other programs: a Mermaid flow chart, a Graphviz graph, JSON.

use serde_json::{Value, json};

use crate::deploy::{ApplicationLink, Deployed, DeployedPort};

/// The applications of a program and their connections.
pub(super) struct Graph {
    /// The applications with their hosts and ports, sorted by host, then name.
    pub applications: Vec<Deployed>,
    /// The connections between applications.
    pub links: Vec<ApplicationLink>,
}

/// The graph as data.
pub(super) fn json(graph: &Graph) -> Value {
    let port = |port: &DeployedPort| json!({ "port": port.port, "protocol": port.protocol.name(), "scope": port.scope.name() });
    let application = |application: &Deployed| {
        json!({
            "name": application.application,
            "host": application.host,
            "image": application.image,
            "ports": application.ports.iter().map(port).collect::<Vec<_>>(),
        })
    };
    let connection = |link: &ApplicationLink| {
        let (protocol, scope) = (link.protocol.name(), link.scope.name());
        json!({ "from": link.from, "to": link.to, "port": link.port, "protocol": protocol, "scope": scope })
    };
    json!({
        "applications": graph.applications.iter().map(application).collect::<Vec<_>>(),
        "connections": graph.links.iter().map(connection).collect::<Vec<_>>(),
    })
}

/// A Mermaid flow chart, a subgraph for each host.
pub(super) fn mermaid(graph: &Graph) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (number, (host, applications)) in by_host(graph).into_iter().enumerate() {
        text += &format!("  subgraph host{number}[\"{}\"]\n", escaped(host, "#quot;"));
        for application in applications {
            let label = format!("{}<br/>{}", application.application, application.image);
            let id = id(graph, &application.application);
            text += &format!("    {id}[\"{}\"]\n", escaped(&label, "#quot;"));
        }
        text += "  end\n";
    }
    for link in &graph.links {
        let (from, to) = (id(graph, &link.from), id(graph, &link.to));
        text += &format!("  {from} -->|\"{}\"| {to}\n", link_label(link));
    }
    text
}

/// A Graphviz graph, a cluster for each host.
pub(super) fn dot(graph: &Graph) -> String {
    let mut text = "digraph murano {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
    for (number, (host, applications)) in by_host(graph).into_iter().enumerate() {
        text += &format!("  subgraph cluster_{number} {{\n    label=\"{}\";\n", quoted(host));
        for application in applications {
            let (name, image) = (quoted(&application.application), quoted(&application.image));
            text += &format!("    \"{name}\" [label=\"{name}\\n{image}\"];\n");
        }
        text += "  }\n";
    }
    for link in &graph.links {
        let (from, to) = (quoted(&link.from), quoted(&link.to));
        text += &format!("  \"{from}\" -> \"{to}\" [label=\"{}\"];\n", link_label(link));
    }
    text + "}\n"
}

/// The applications of each host.
pub(super) fn by_host(graph: &Graph) -> Vec<(&str, &[Deployed])> {
    let hosts = graph.applications.chunk_by(|a, b| a.host == b.host);
    hosts.map(|of_host| (&*of_host[0].host, of_host)).collect()
}

/// The ports of an application with their scopes.
pub(super) fn ports(application: &Deployed) -> String {
    let port = |p: &DeployedPort| format!("{}/{} {}", p.port, p.protocol.name(), p.scope.name());
    let ports: Vec<String> = application.ports.iter().map(port).collect();
    ports.join(", ")
}

/// The port and scope of a connection.
pub(super) fn link_label(link: &ApplicationLink) -> String {
    format!("{}/{} {}", link.port, link.protocol.name(), link.scope.name())
}

/// The Mermaid identifier of an application. Those are plain words, so applications are numbered.
fn id(graph: &Graph, application: &str) -> String {
    let same = |d: &Deployed| d.application == application;
    match graph.applications.iter().position(same) {
        Some(number) => format!("app{number}"),
        None => "elsewhere".into(),
    }
}

fn escaped(text: &str, quote: &str) -> String {
    text.replace('"', quote)
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
