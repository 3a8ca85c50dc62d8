//! The access to the host's machine that the text of programs requests: mounts, privileges,
//! engines, addresses, registries. Nothing is run.

use std::sync::Arc;

use crate::compile::walk::{all_expressions, expressions};
use crate::engine::reference::{DEFAULT_REGISTRY, Reference};
use crate::hosts::host_access::{gives_engine, is_loopback};
use crate::source::{Source, Sources, Span};
use crate::syntax::{self, Arg, Class, Entry, Expr, ExprKind, Text};

/// The class of mounted paths of a host.
const HOST_VOLUME: &str = "DockerHostVolume";

/// One access that a program requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostRequest {
    /// The position of the request in the program.
    pub span: Span,
    /// The access, as `runs a container with all privileges on the host`.
    pub text: String,
}

/// The requests of all sources of a session, in their order. Models are data, whose hosts are read when they are loaded.
#[must_use]
pub(crate) fn host_requests(sources: &Sources) -> Vec<HostRequest> {
    sources.files().iter().flat_map(requests_of).collect()
}

fn requests_of(source: &Arc<Source>) -> Vec<HostRequest> {
    let mut found = Vec::new();
    let mut look = |expr: &Expr| found.extend(requests_in(expr));
    if source.name.ends_with(".yaml") || source.name.ends_with(".yml") {
        let (file, _) = syntax::yaml::parse_classes(source);
        file.documents.iter().for_each(|document| class_expressions(&document.class, &mut look));
    } else if !source.name.ends_with(".json") {
        let (module, _) = syntax::parse_module(source);
        module.classes.iter().for_each(|class| class_expressions(class, &mut look));
        let bodies = module.functions.iter().filter_map(|function| function.body.as_ref());
        bodies.chain([&module.body]).for_each(|body| all_expressions(body, &mut look));
    }
    found
}

fn class_expressions(class: &Class, look: &mut dyn FnMut(&Expr)) {
    let defaults = class.properties.iter().filter_map(|property| property.default.as_ref());
    defaults.for_each(|default| expressions(default, look));
    let bodies = class.methods.iter().filter_map(|method| method.body.as_ref());
    bodies.for_each(|body| all_expressions(body, look));
}

/// The requests in the direct entries of one dictionary, `new` or call.
fn requests_in(expr: &Expr) -> Vec<HostRequest> {
    let pairs: Vec<(&str, &Expr)> = match &expr.kind {
        ExprKind::New { entries, .. } | ExprKind::Map(entries) => entries
            .iter()
            .filter_map(|Entry { key, value, .. }| Some((word(key)?, value)))
            .collect(),
        ExprKind::Call { args, .. } => args.iter().filter_map(named).collect(),
        _ => return Vec::new(),
    };
    let mounts = names_class(expr, &pairs, HOST_VOLUME);
    let mut found: Vec<HostRequest> = pairs
        .iter()
        .filter_map(|(key, value)| {
            let text = request(key, value, mounts)?;
            Some(HostRequest { span: value.span, text })
        })
        .collect();
    found.sort_by_key(|request| request.span.start);
    found
}

/// The request of an entry; `mounts`: it is an entry of a mounted path.
fn request(key: &str, value: &Expr, mounts: bool) -> Option<String> {
    // One row for each setting that reaches beyond the container. A computed path or address
    // counts too, since its value is not known here.
    let text = string(value);
    match key {
        "privileged" => match value.kind {
            ExprKind::Bool(true) => Some("runs a container with all privileges on the host".into()),
            _ => None,
        },
        "path" if mounts => Some(match text {
            Some(path) if gives_engine(path) => {
                format!("mounts `{path}` of the host, and controls the engine through it")
            }
            Some(path) => format!("mounts `{path}` of the host"),
            None => "mounts a path of the host that is computed".into(),
        }),
        "bindAddress" => match text {
            Some(address) if is_loopback(address) => None,
            Some(address) => {
                Some(format!("publishes ports at {address}: other machines reach them"))
            }
            None => Some("publishes ports at an address that is computed".into()),
        },
        "engine" => {
            text.filter(|text| text.contains("://")).map(|text| format!("uses the engine {text}"))
        }
        "image" => {
            let registry = Reference::parse(text?).registry;
            (registry != DEFAULT_REGISTRY)
                .then(|| format!("takes an image from the registry {registry}"))
        }
        "dockerRegistry" | "dockerMirror" => {
            text.map(|registry| format!("takes images from the registry {registry}"))
        }
        _ => None,
    }
}

/// Whether an expression makes an object of that class: by `new`, by the header of a dictionary, or by a class as argument.
fn names_class(expr: &Expr, pairs: &[(&str, &Expr)], class: &str) -> bool {
    let is_class = |name: &str| name.rsplit(['.', ':']).next() == Some(class);
    let mentions = |expr: &Expr| {
        let mut found = false;
        expressions(expr, &mut |part| {
            found |= simple_name(part).is_some_and(|name| is_class(name));
        });
        found
    };
    match &expr.kind {
        ExprKind::New { class, .. } => is_class(&class.name),
        ExprKind::Call { args, .. } => args.iter().any(|arg| match arg {
            Arg::Positional(value) => mentions(value),
            _ => false,
        }),
        _ => pairs.iter().any(|(key, value)| *key == "?" && mentions(value)),
    }
}

fn named(arg: &Arg) -> Option<(&str, &Expr)> {
    match arg {
        Arg::Named(key, value) => Some((word(key)?, value)),
        _ => None,
    }
}

fn word(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Word(text) | ExprKind::Str(text) => Some(text),
        _ => None,
    }
}

fn string(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Str(text) => Some(text),
        _ => None,
    }
}

/// The name that an expression consists of.
fn simple_name(expr: &Expr) -> Option<&Text> {
    match &expr.kind {
        ExprKind::Word(text) | ExprKind::Str(text) => Some(text),
        ExprKind::TypeName(name) => Some(&name.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(name: &str, text: &str) -> Vec<String> {
        let sources = Sources::new();
        sources.add(name, text).expect("small");
        host_requests(&sources).into_iter().map(|request| request.text).collect()
    }

    #[test]
    fn requests_are_found_in_the_text() {
        let program = "
            class App extends DockerApplication {
                getContainer() {
                    return {
                        name: 'a', image: 'reg.example:5000/a:1', privileged: true,
                        volumes: {
                            '/s': new DockerHostVolume { path: '/var/run/docker.sock' },
                            '/d': { '?': { type: 'com.mirantis.docker.DockerHostVolume' }, path: '/srv' },
                            '/c': new(DockerHostVolume, path => $.path),
                        },
                    }
                }
            }
            new DockerStandaloneHost { engine: 'tcp://10.0.0.1:2375', bindAddress: '0.0.0.0' }";
        let expected = [
            "takes an image from the registry reg.example:5000",
            "runs a container with all privileges on the host",
            "mounts `/var/run/docker.sock` of the host, and controls the engine through it",
            "mounts `/srv` of the host",
            "mounts a path of the host that is computed",
            "uses the engine tcp://10.0.0.1:2375",
            "publishes ports at 0.0.0.0: other machines reach them",
        ];
        assert_eq!(requests("a.murano", program), expected);
    }

    #[test]
    fn an_ordinary_program_requests_nothing() {
        let program = "
            $file = { path: '/srv', image: 'redis:7', privileged: false }
            new DockerStandaloneHost { bindAddress: '127.0.0.1' }";
        assert_eq!(requests("a.murano", program), [""; 0]);
    }

    #[test]
    fn classes_in_yaml_are_read_too() {
        let class = "Name: A\nMethods:\n  f:\n    Body:\n      - Return:\n          privileged: true\n          image: redis\n";
        assert_eq!(requests("A.yaml", class), ["runs a container with all privileges on the host"]);
    }
}
