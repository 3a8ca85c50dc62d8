//! Where an engine listens, as people write it: `unix://`, `tcp://`, `https://`, `ssh://`.
//!
//! Only the form is judged here; whether anything listens there, a connection finds out.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{EngineError, EngineErrorKind};

/// Where an engine listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A socket of this machine.
    Unix(PathBuf),
    /// A port of some machine.
    Tcp {
        /// Host and port, as `10.0.0.1:2376`.
        authority: String,
        /// What a secured connection needs; `None`: a plain one.
        tls: Option<TlsFiles>,
    },
    /// An engine of another machine, through a login there.
    Ssh(SshTarget),
}

/// The files of a secured connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Who vouches for the engine: `ca.pem`.
    pub authority: PathBuf,
    /// Who we are: `cert.pem`.
    pub certificate: PathBuf,
    /// The proof of it: `key.pem`.
    pub key: PathBuf,
}

/// A login on another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshTarget {
    /// The machine, with the user before an `@` when it is not the usual one.
    pub host: String,
    /// The port, when it is not the usual one.
    pub port: Option<u16>,
    /// The program that connects.
    pub program: PathBuf,
}

impl TlsFiles {
    /// The files of the usual names in a folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            authority: folder.join("ca.pem"),
            certificate: folder.join("cert.pem"),
            key: folder.join("key.pem"),
        }
    }
}

impl Endpoint {
    /// Reads an address; `tls` is for those that can be secured.
    pub fn parse(text: &str, tls: Option<TlsFiles>) -> Result<Self, EngineError> {
        let (scheme, rest) = text
            .split_once("://")
            .ok_or_else(|| refused(text, "expected `unix://`, `tcp://` or `ssh://` before it"))?;
        match scheme {
            "unix" => socket(text, rest),
            "tcp" | "http" => tcp(text, rest, tls),
            "https" => {
                let tls = tls.ok_or_else(|| refused(text, "there are no certificates for it"))?;
                tcp(text, rest, Some(tls))
            }
            "ssh" => ssh(text, rest),
            _ => Err(EngineError::new(
                EngineErrorKind::Unsupported,
                format!("cannot connect to an engine by `{scheme}://`"),
            )),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp { authority, .. } => write!(f, "tcp://{authority}"),
            Self::Ssh(target) => {
                write!(f, "ssh://{}", target.host)?;
                target.port.map_or(Ok(()), |port| write!(f, ":{port}"))
            }
        }
    }
}

fn refused(text: &str, why: &str) -> EngineError {
    let message = format!("`{text}` is no address of an engine: {why}");
    EngineError::new(EngineErrorKind::BadRequest, message)
}

fn socket(text: &str, path: &str) -> Result<Endpoint, EngineError> {
    if path.starts_with('/') {
        return Ok(Endpoint::Unix(path.into()));
    }
    Err(refused(text, "the path of the socket is not absolute"))
}

fn tcp(text: &str, rest: &str, tls: Option<TlsFiles>) -> Result<Endpoint, EngineError> {
    let (host, port) = host_and_port(text, rest)?;
    let port = port.unwrap_or(if tls.is_some() { 2376 } else { 2375 });
    Ok(Endpoint::Tcp { authority: format!("{host}:{port}"), tls })
}

fn ssh(text: &str, rest: &str) -> Result<Endpoint, EngineError> {
    let (host, port) = host_and_port(text, rest)?;
    // Anything else could be taken for an option of the program that connects.
    let bare = host.rsplit('@').next().unwrap_or(host);
    if host.starts_with('-') || bare.starts_with('-') {
        return Err(refused(text, "a host cannot begin with `-`"));
    }
    Ok(Endpoint::Ssh(SshTarget { host: host.to_owned(), port, program: "ssh".into() }))
}

fn host_and_port<'a>(text: &str, rest: &'a str) -> Result<(&'a str, Option<u16>), EngineError> {
    let rest = rest.trim_end_matches('/');
    let strange = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\\');
    if rest.is_empty() || rest.contains(strange) {
        return Err(refused(text, "expected a host and perhaps a port"));
    }
    // The colons of a bracketed address are not the port's.
    match rest.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        None => Ok((rest, None)),
        Some((host, port)) if !host.is_empty() => {
            let port =
                port.parse().map_err(|_| refused(text, "the port is no number up to 65535"))?;
            Ok((host, Some(port)))
        }
        Some(_) => Err(refused(text, "the host is missing")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, TlsFiles};

    #[test]
    fn addresses_are_read_and_written() {
        let cases = [
            ("unix:///run/x.sock", "unix:///run/x.sock"),
            ("tcp://10.0.0.1", "tcp://10.0.0.1:2375"),
            ("tcp://10.0.0.1:99/", "tcp://10.0.0.1:99"),
            ("tcp://[::1]:99", "tcp://[::1]:99"),
            ("tcp://[::1]", "tcp://[::1]:2375"),
            ("ssh://me@far", "ssh://me@far"),
            ("ssh://far:2222", "ssh://far:2222"),
        ];
        for (text, written) in cases {
            assert_eq!(Endpoint::parse(text, None).expect(text).to_string(), written);
        }
        let tls = Some(TlsFiles::in_folder("/c".as_ref()));
        let secured = Endpoint::parse("tcp://h", tls).expect("an address");
        assert_eq!(secured.to_string(), "tcp://h:2376");
    }

    #[test]
    fn what_is_no_address_is_refused() {
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
            assert!(Endpoint::parse(text, None).is_err(), "{text}");
        }
    }
}
