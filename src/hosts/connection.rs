//! `getConnectionTo`: chooses the nearest endpoint at which one application's container can reach another.
//!
//! On the same host every endpoint works; within the same connection scope all but the `host` ones; otherwise those
//! of scope `cloud` and wider, except loopback addresses, which mean a different machine to each server. The choice
//! depends only on caller, target and endpoints, so an unchanged program gets the same answer in every run.

use std::fmt;
use std::hash::Hasher;
use std::net::IpAddr;

use crate::diag::{Code, codes};
use crate::engine::Protocol;

use super::endpoints::{Endpoint, protocol_name};
use super::scope::PortScope;

/// The application that connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caller<'a> {
    /// Its name; decides only between equally near endpoints.
    pub application: &'a str,
    /// Its host.
    pub host: &'a str,
    /// The connection scope of its host.
    pub internal_scope: &'a str,
}

/// The application that listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConnectionTarget<'a> {
    /// Its name.
    pub application: &'a str,
    /// Its host.
    pub host: &'a str,
    /// The connection scope of its host.
    pub internal_scope: &'a str,
    /// Its endpoints; `None`: it is not deployed.
    pub endpoints: Option<&'a [Endpoint]>,
}

/// The endpoint through which one application reaches another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Connection {
    /// An address or a name.
    pub host: String,
    /// The port there.
    pub port: u16,
    /// The scope of the endpoint.
    pub scope: PortScope,
}

/// Why an application cannot connect to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionError {
    /// The target is not deployed yet.
    NotDeployed {
        /// The target.
        application: String,
    },
    /// The target declares no such port.
    NoSuchPort {
        /// The target.
        application: String,
        /// The requested port.
        port: u16,
        /// Its protocol.
        protocol: Protocol,
        /// The ports it declares.
        declared: Vec<(u16, Protocol)>,
    },
    /// The declared scope of the port does not reach the caller.
    ScopeTooNarrow {
        /// The target.
        application: String,
        /// The requested port.
        port: u16,
        /// The declared scope.
        declared: PortScope,
        /// The narrowest scope that would reach the caller.
        needed: PortScope,
    },
    /// The declared scope reaches the caller, but the host's only address is a loopback address.
    Unreachable {
        /// The target.
        application: String,
        /// The requested port.
        port: u16,
        /// The target's host.
        host: String,
        /// The loopback address.
        address: String,
    },
}

/// Chooses the address at which `caller` reaches a port of `target`.
///
/// # Errors
/// When there is none; the error's hint says how to get one.
pub(crate) fn connect(
    caller: Caller<'_>,
    target: ConnectionTarget<'_>,
    port: u16,
    protocol: Protocol,
) -> Result<Connection, ConnectionError> {
    // The docs of this module give the rules; the order here decides the error: not deployed,
    // no such port, and only then reachability. Among reachable endpoints the narrowest scope
    // is the nearest.
    let application = || target.application.to_owned();
    let Some(endpoints) = target.endpoints else {
        return Err(ConnectionError::NotDeployed { application: application() });
    };
    let asked = |e: &&Endpoint| e.container_port == port && e.protocol == protocol;
    let of_port: Vec<&Endpoint> = endpoints.iter().filter(asked).collect();
    let Some(declared) = of_port.iter().map(|e| e.port_scope).max() else {
        let declared = declared(endpoints);
        return Err(ConnectionError::NoSuchPort {
            application: application(),
            port,
            protocol,
            declared,
        });
    };
    let needed = needed_scope(caller, target);
    let in_sight = of_port.iter().copied().filter(|e| e.scope >= needed);
    let (usable, loopback): (Vec<_>, Vec<_>) =
        in_sight.partition(|e| needed < PortScope::Cloud || !is_loopback(&e.address));
    if let Some(nearest) = usable.iter().map(|e| e.scope).min() {
        let candidates: Vec<_> = usable.into_iter().filter(|e| e.scope == nearest).collect();
        return Ok(choose(caller, &candidates));
    }
    Err(match loopback.first() {
        Some(endpoint) => ConnectionError::Unreachable {
            application: application(),
            port,
            host: target.host.to_owned(),
            address: endpoint.address.clone(),
        },
        None => {
            ConnectionError::ScopeTooNarrow { application: application(), port, declared, needed }
        }
    })
}

/// The narrowest scope whose endpoints the caller can reach.
fn needed_scope(caller: Caller<'_>, target: ConnectionTarget<'_>) -> PortScope {
    if caller.host == target.host {
        PortScope::Host
    } else if caller.internal_scope == target.internal_scope {
        PortScope::Internal
    } else {
        PortScope::Cloud
    }
}

/// Chooses among equally near endpoints by rendezvous hashing: the same one in every run for the same caller, and an
/// endpoint that comes or goes moves only its own callers.
fn choose(caller: Caller<'_>, candidates: &[&Endpoint]) -> Connection {
    let weight = |e: &&&Endpoint| {
        // `FxHasher` has a fixed key, so the hash is the same in every run.
        let mut hasher = rustc_hash::FxHasher::default();
        for text in [caller.application, &e.application_name, &e.address] {
            hasher.write(text.as_bytes());
        }
        hasher.write_u16(e.port);
        (hasher.finish(), e.address.clone(), e.port)
    };
    let best = candidates.iter().max_by_key(weight);
    let best = best.expect("the caller found at least one");
    Connection { host: best.address.clone(), port: best.port, scope: best.scope }
}

fn declared(endpoints: &[Endpoint]) -> Vec<(u16, Protocol)> {
    let mut found: Vec<_> = endpoints.iter().map(|e| (e.container_port, e.protocol)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether an address is a loopback address, which means the machine that uses it.
#[must_use]
pub(crate) fn is_loopback(address: &str) -> bool {
    address == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl ConnectionError {
    /// Its code.
    #[must_use]
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::NotDeployed { .. } => codes::NOT_DEPLOYED,
            Self::NoSuchPort { .. } => codes::NO_SUCH_PORT,
            Self::ScopeTooNarrow { .. } | Self::Unreachable { .. } => codes::UNREACHABLE_PORT,
        }
    }

    /// The class of the exception that the program sees.
    #[must_use]
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::NotDeployed { .. } => "com.mirantis.docker.NotDeployed",
            Self::NoSuchPort { .. } => "com.mirantis.docker.NoSuchPort",
            Self::ScopeTooNarrow { .. } => "com.mirantis.docker.ScopeTooNarrow",
            Self::Unreachable { .. } => "com.mirantis.docker.Unreachable",
        }
    }

    /// Says how to fix it.
    #[must_use]
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::NotDeployed { application } => {
                format!("call `deploy()` of `{application}` before `getConnectionTo`")
            }
            Self::NoSuchPort { port, protocol, declared, .. } => {
                no_port_hint(*port, *protocol, declared)
            }
            Self::ScopeTooNarrow { port, needed, .. } => {
                format!("declare port {port} with `scope: '{needed}'`, or deploy both on one host")
            }
            Self::Unreachable { host, .. } => format!(
                "set `address` of host `{host}` to one that other machines reach, and `bindAddress` \
                 to that address or '0.0.0.0'; or deploy both on one host"
            ),
        }
    }
}

fn no_port_hint(port: u16, protocol: Protocol, declared: &[(u16, Protocol)]) -> String {
    if let Some((_, other)) = declared.iter().find(|(number, _)| *number == port) {
        let (other, asked) = (protocol_name(*other), protocol_name(protocol));
        return format!("it is declared for {other}, not for {asked}: pass '{other}' as protocol");
    }
    if declared.is_empty() {
        return "its container declares no ports: list them under `ports`".into();
    }
    let list = declared.iter().map(|(number, p)| format!("{number}/{}", protocol_name(*p)));
    format!("it declares {}; add the port to its `ports`", list.collect::<Vec<_>>().join(", "))
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDeployed { application } => write!(f, "`{application}` is not deployed yet"),
            Self::NoSuchPort { application, port, protocol, .. } => {
                write!(f, "`{application}` declares no port {port}/{}", protocol_name(*protocol))
            }
            Self::ScopeTooNarrow { application, port, declared, needed } => write!(
                f,
                "port {port} of `{application}` has scope `{declared}`, but the caller needs `{needed}`"
            ),
            Self::Unreachable { application, port, host, address } => write!(
                f,
                "port {port} of `{application}` is at {address} of host `{host}`, \
                 an address that other hosts cannot reach"
            ),
        }
    }
}

impl std::error::Error for ConnectionError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(scope: PortScope, address: &str, port: u16) -> Endpoint {
        Endpoint {
            address: address.into(),
            port,
            scope,
            port_scope: PortScope::Cloud,
            container_port: 80,
            protocol: Protocol::Tcp,
            application_name: "web".into(),
        }
    }

    fn web() -> Vec<Endpoint> {
        vec![
            endpoint(PortScope::Host, "172.18.0.2", 80),
            endpoint(PortScope::Internal, "web", 80),
            endpoint(PortScope::Cloud, "10.0.0.1", 8080),
        ]
    }

    fn ask(from: (&str, &str), endpoints: Option<&[Endpoint]>) -> Result<String, ConnectionError> {
        let caller = Caller { application: "me", host: from.0, internal_scope: from.1 };
        let target =
            ConnectionTarget { application: "web", host: "h1", internal_scope: "i1", endpoints };
        let found = connect(caller, target, 80, Protocol::Tcp)?;
        Ok(format!("{}:{}", found.host, found.port))
    }

    #[test]
    fn the_nearest_address_that_the_caller_reaches() {
        let web = web();
        assert_eq!(ask(("h1", "i1"), Some(&web)).as_deref(), Ok("172.18.0.2:80"));
        assert_eq!(ask(("h2", "i1"), Some(&web)).as_deref(), Ok("web:80"));
        assert_eq!(ask(("h2", "i2"), Some(&web)).as_deref(), Ok("10.0.0.1:8080"));
        let only_public = [endpoint(PortScope::Public, "1.2.3.4", 80)];
        assert_eq!(ask(("h1", "i1"), Some(&only_public)).as_deref(), Ok("1.2.3.4:80"));
    }

    #[test]
    fn each_reason_has_its_own_error_and_hint() {
        let codes =
            |e: ConnectionError| (e.code().0, !e.hint().is_empty() && !e.to_string().is_empty());
        assert_eq!(ask(("h1", "i1"), None).map_err(codes), Err(("E0507", true)));
        assert_eq!(ask(("h1", "i1"), Some(&[])).map_err(codes), Err(("E0508", true)));
        let near = &web()[..2];
        assert!(matches!(
            ask(("h2", "i2"), Some(near)),
            Err(ConnectionError::ScopeTooNarrow { needed: PortScope::Cloud, .. })
        ));
        let loopback = [endpoint(PortScope::Cloud, "127.0.0.1", 80)];
        let refused = ask(("h2", "i2"), Some(&loopback)).expect_err("other machine");
        assert!(matches!(refused, ConnectionError::Unreachable { .. }), "{refused}");
        assert!(refused.hint().contains("bindAddress"));
        assert_eq!(ask(("h2", "i1"), Some(&loopback)).as_deref(), Ok("127.0.0.1:80"));
    }

    #[test]
    fn the_callers_name_alone_chooses_among_candidates() {
        let many: Vec<_> =
            (1..=8).map(|n| endpoint(PortScope::Cloud, &format!("10.0.0.{n}"), 80)).collect();
        let mut reversed = many.clone();
        reversed.reverse();
        let pick = |name: &str, endpoints: &[Endpoint]| {
            let caller = Caller { application: name, host: "h2", internal_scope: "i2" };
            let target = ConnectionTarget {
                application: "web",
                host: "h1",
                internal_scope: "i1",
                endpoints: Some(endpoints),
            };
            connect(caller, target, 80, Protocol::Tcp).expect("reachable").host
        };
        let names: Vec<String> = (0..50).map(|n| format!("app{n}")).collect();
        let picked: std::collections::BTreeSet<_> = names.iter().map(|n| pick(n, &many)).collect();
        assert!(picked.len() > 3, "callers spread over the candidates: {picked:?}");
        assert!(names.iter().all(|n| pick(n, &many) == pick(n, &reversed)));
    }

    #[test]
    fn a_hint_names_the_other_protocol() {
        let web = web();
        let caller = Caller { application: "me", host: "h1", internal_scope: "i1" };
        let target = ConnectionTarget {
            application: "web",
            host: "h1",
            internal_scope: "i1",
            endpoints: Some(&web),
        };
        let refused = connect(caller, target, 80, Protocol::Udp).expect_err("only TCP");
        assert!(refused.hint().contains("pass 'TCP'"), "{}", refused.hint());
    }
}
