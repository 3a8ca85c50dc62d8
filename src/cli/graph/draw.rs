//! Draws a graph of applications as text, as a Mermaid flow chart or as a Graphviz graph.

use crate::hosts::Deployed;
use crate::hosts::endpoints::DeployedPort;
use crate::hosts::natives::provider::ApplicationLink;

/// The applications of a program and their connections.
pub(super) struct Graph {
    /// The applications with their hosts and ports, sorted by host, then name.
    pub applications: Vec<Deployed>,
    /// The connections between applications.
    pub links: Vec<ApplicationLink>,
}

/// Indented text: each host, its applications, and the ports of others that they connect to.
pub(super) fn text(graph: &Graph) -> String {
    let mut text = String::new();
    for (host, applications) in by_host(graph) {
        text += &format!("host {host}\n");
        for application in applications {
            text += &format!(
                "  {} ({}){}\n",
                application.application,
                application.image,
                ports(application)
            );
            for link in graph.links.iter().filter(|link| link.from == application.application) {
                text += &format!("    -> {} {}\n", link.to, link_label(link));
            }
        }
    }
    text
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

fn by_host(graph: &Graph) -> Vec<(&str, &[Deployed])> {
    let hosts = graph.applications.chunk_by(|a, b| a.host == b.host);
    hosts.map(|of_host| (&*of_host[0].host, of_host)).collect()
}

fn ports(application: &Deployed) -> String {
    let port = |p: &DeployedPort| format!(" {}/{} {}", p.port, p.protocol.name(), p.scope.name());
    let ports: Vec<String> = application.ports.iter().map(port).collect();
    if ports.is_empty() { String::new() } else { format!(":{}", ports.join(",")) }
}

fn link_label(link: &ApplicationLink) -> String {
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
