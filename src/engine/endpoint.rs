//! Parses addresses of engines: `unix://`, `tcp://`, `https://`, `ssh://`, `kubernetes://`. Nothing is connected here.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{EngineError, EngineErrorKind};

/// The address of an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EngineAddress {
    /// A Unix socket of this machine.
    Unix(PathBuf),
    /// A TCP port.
    Tcp {
        /// Host and port, as `10.0.0.1:2376`.
        authority: String,
        /// The files for TLS; `None`: no TLS.
        tls: Option<TlsFiles>,
    },
    /// A remote engine over SSH.
    Ssh(SshTarget),
    /// A namespace of a Kubernetes cluster.
    Kubernetes(ClusterName),
}

/// The name of a namespace of a cluster in the user's configuration; what is `None` is left to that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClusterName {
    /// The context.
    pub context: Option<String>,
    /// The namespace.
    pub namespace: Option<String>,
}

/// The files of a TLS connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// The certificate authority: `ca.pem`.
    pub authority: PathBuf,
    /// The client certificate: `cert.pem`.
    pub certificate: PathBuf,
    /// The client's private key: `key.pem`.
    pub key: PathBuf,
}

/// Where to log in with SSH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SshTarget {
    /// The host, with an optional user before an `@`.
    pub host: String,
    /// The port; `None`: the default of `ssh`.
    pub port: Option<u16>,
    /// The `ssh` program.
    pub program: PathBuf,
}

impl TlsFiles {
    /// The files of these names in a directory.
    pub(crate) fn in_directory(directory: &Path) -> Self {
        Self {
            authority: directory.join("ca.pem"),
            certificate: directory.join("cert.pem"),
            key: directory.join("key.pem"),
        }
    }
}

impl EngineAddress {
    /// Parses an address; `tls` applies to TCP addresses.
    pub(crate) fn parse(text: &str, tls: Option<TlsFiles>) -> Result<Self, EngineError> {
        let (scheme, rest) = text
            .split_once("://")
            .ok_or_else(|| refused(text, "expected `unix://`, `tcp://` or `ssh://` before it"))?;
        match scheme {
            "unix" => socket(text, rest),
            "tcp" | "http" => tcp(text, rest, tls),
            "https" => {
                let tls = tls.ok_or_else(|| refused(text, "`https://` needs certificates"))?;
                tcp(text, rest, Some(tls))
            }
            "ssh" => ssh(text, rest),
            "kubernetes" => cluster(text, rest),
            _ => Err(EngineError::new(
                EngineErrorKind::Unsupported,
                format!("cannot connect to an engine by `{scheme}://`"),
            )),
        }
    }
}

impl fmt::Display for EngineAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp { authority, .. } => write!(f, "tcp://{authority}"),
            Self::Ssh(target) => {
                write!(f, "ssh://{}", target.host)?;
                target.port.map_or(Ok(()), |port| write!(f, ":{port}"))
            }
            Self::Kubernetes(ClusterName { context, namespace }) => {
                let context = context.as_deref().unwrap_or_default();
                write!(f, "kubernetes://{context}/{}", namespace.as_deref().unwrap_or_default())
            }
        }
    }
}

fn refused(text: &str, why: &str) -> EngineError {
    let message = format!("`{text}` is not a valid engine address: {why}");
    EngineError::new(EngineErrorKind::BadRequest, message)
}

fn socket(text: &str, path: &str) -> Result<EngineAddress, EngineError> {
    if path.starts_with('/') {
        return Ok(EngineAddress::Unix(path.into()));
    }
    Err(refused(text, "the path of the socket must be absolute"))
}

fn tcp(text: &str, rest: &str, tls: Option<TlsFiles>) -> Result<EngineAddress, EngineError> {
    let (host, port) = host_and_port(text, rest)?;
    let port = port.unwrap_or(if tls.is_some() { 2376 } else { 2375 });
    Ok(EngineAddress::Tcp { authority: format!("{host}:{port}"), tls })
}

fn ssh(text: &str, rest: &str) -> Result<EngineAddress, EngineError> {
    let (host, port) = host_and_port(text, rest)?;
    // `ssh` would parse such a host as an option.
    let bare = host.rsplit('@').next().unwrap_or(host);
    if host.starts_with('-') || bare.starts_with('-') {
        return Err(refused(text, "a host cannot begin with `-`"));
    }
    Ok(EngineAddress::Ssh(SshTarget { host: host.to_owned(), port, program: "ssh".into() }))
}

/// Names of contexts contain all kinds of characters, those of namespaces no slash: the last one separates the two.
fn cluster(text: &str, rest: &str) -> Result<EngineAddress, EngineError> {
    let (context, namespace) = rest.rsplit_once('/').unwrap_or((rest, ""));
    let is_label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !namespace.chars().all(is_label) {
        return Err(refused(text, "a namespace consists of lower-case letters, digits and `-`"));
    }
    let filled = |part: &str| Some(part.to_owned()).filter(|part| !part.is_empty());
    let name = ClusterName { context: filled(context), namespace: filled(namespace) };
    Ok(EngineAddress::Kubernetes(name))
}

fn host_and_port<'a>(text: &str, rest: &'a str) -> Result<(&'a str, Option<u16>), EngineError> {
    let rest = rest.trim_end_matches('/');
    let strange = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\\');
    if rest.is_empty() || rest.contains(strange) {
        return Err(refused(text, "expected a host and optionally a port"));
    }
    // Colons inside brackets belong to an IPv6 address, not to the port.
    match rest.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        None => Ok((rest, None)),
        Some((host, port)) if !host.is_empty() => {
            let port =
                port.parse().map_err(|_| refused(text, "the port must be a number up to 65535"))?;
            Ok((host, Some(port)))
        }
        Some(_) => Err(refused(text, "the host is missing")),
    }
}

#[cfg(test)]
mod tests {
    use super::{EngineAddress, TlsFiles};

    #[test]
    fn addresses_are_parsed_and_formatted() {
        let cases = [
            ("unix:///run/x.sock", "unix:///run/x.sock"),
            ("tcp://10.0.0.1", "tcp://10.0.0.1:2375"),
            ("tcp://10.0.0.1:99/", "tcp://10.0.0.1:99"),
            ("tcp://[::1]:99", "tcp://[::1]:99"),
            ("tcp://[::1]", "tcp://[::1]:2375"),
            ("ssh://me@far", "ssh://me@far"),
            ("ssh://far:2222", "ssh://far:2222"),
            ("kubernetes://", "kubernetes:///"),
            ("kubernetes://prod", "kubernetes://prod/"),
            ("kubernetes://arn:aws:eks/prod/shop", "kubernetes://arn:aws:eks/prod/shop"),
        ];
        for (text, written) in cases {
            assert_eq!(EngineAddress::parse(text, None).expect(text).to_string(), written);
        }
        let tls = Some(TlsFiles::in_directory("/c".as_ref()));
        let secured = EngineAddress::parse("tcp://h", tls).expect("an address");
        assert_eq!(secured.to_string(), "tcp://h:2376");
    }

    #[test]
    fn invalid_addresses_are_refused() {
        for text in [
            "",
            "far",
            "unix://x.sock",
            "tcp://",
            "tcp://:1",
            "tcp://h:99999",
            "tcp://h/x?y",
            "https://h",
            "fd://",
            "ssh://-oProxyCommand=x",
            "ssh://me@-x",
            "npipe:////./pipe/x",
        ] {
            assert!(EngineAddress::parse(text, None).is_err(), "{text}");
        }
    }
}
