//! Tunnels to remote engines over SSH.
//!
//! A private Unix socket forwards to the remote engine: each connection to it runs `docker system dial-stdio` on the
//! remote machine, as the `docker` command does. The SSH sessions share one connection if the `ssh` program supports it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{UnixListener, UnixStream};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::engine::endpoint::SshTarget;
use crate::engine::{EngineError, EngineErrorKind};

/// An open tunnel; it closes when dropped.
pub(super) struct Tunnel {
    directory: TempDir,
    listening: JoinHandle<()>,
    complaint: Complaint,
}

/// The last line that `ssh` wrote to its standard error.
type Complaint = Arc<Mutex<String>>;

impl Tunnel {
    /// Opens the local socket; the remote machine is contacted only when something connects.
    pub(super) fn open(target: &SshTarget) -> Result<Self, EngineError> {
        let failed = |why: String| {
            let message = format!("cannot open an SSH tunnel to `{}`: {why}", target.host);
            EngineError::new(EngineErrorKind::Unreachable, message)
        };
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(failed("there is no async runtime".to_owned()));
        }
        let directory =
            TempDir::with_prefix("murano-ssh-").map_err(|error| failed(error.to_string()))?;
        let listener = UnixListener::bind(socket_in(directory.path()))
            .map_err(|error| failed(error.to_string()))?;
        let complaint = Complaint::default();
        let login = Login {
            target: target.clone(),
            control: directory.path().join("%C"),
            complaint: Arc::clone(&complaint),
        };
        let listening = tokio::spawn(listen(listener, login));
        Ok(Self { directory, listening, complaint })
    }

    /// The path of the local end of the tunnel.
    pub(super) fn socket(&self) -> PathBuf {
        socket_in(self.directory.path())
    }

    /// Adds the error output of `ssh` to the error of a broken connection.
    pub(super) fn explain(&self, mut error: EngineError) -> EngineError {
        let said = self.complaint.lock().unwrap_or_else(PoisonError::into_inner).trim().to_owned();
        if error.kind == EngineErrorKind::ConnectionLost && !said.is_empty() {
            error.kind = EngineErrorKind::Unreachable;
            error.causes.push(said);
        }
        error
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// The parameters of an SSH session.
#[derive(Clone)]
struct Login {
    target: SshTarget,
    control: PathBuf,
    complaint: Complaint,
}

impl Login {
    fn start(&self) -> std::io::Result<Child> {
        let mut command = Command::new(&self.target.program);
        command.args(["-T", "-o", "ConnectTimeout=30"]);
        command.args(["-o", "ControlMaster=auto", "-o", "ControlPersist=10"]);
        command.arg("-o").arg(format!("ControlPath={}", self.control.display()));
        if let Some(port) = self.target.port {
            command.args(["-p", &port.to_string()]);
        }
        command.args(["--", &self.target.host, "docker", "system", "dial-stdio"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true).spawn()
    }

    fn complain(&self, said: String) {
        *self.complaint.lock().unwrap_or_else(PoisonError::into_inner) = said;
    }
}

fn socket_in(directory: &Path) -> PathBuf {
    directory.join("engine.sock")
}

async fn listen(listener: UnixListener, login: Login) {
    while let Ok((near, _)) = listener.accept().await {
        tokio::spawn(carry(near, login.clone()));
    }
}

/// Forwards one connection to its end.
async fn carry(near: UnixStream, login: Login) {
    let mut child = match login.start() {
        Ok(child) => child,
        Err(error) => {
            let program = login.target.program.display();
            return login.complain(format!("cannot run `{program}`: {error}"));
        }
    };
    let (Some(mut far_in), Some(mut far_out), Some(far_said)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return;
    };
    let (mut near_out, mut near_in) = near.into_split();
    let there = async {
        let _ = copy(&mut near_out, &mut far_in).await;
        drop(far_in);
        std::future::pending::<()>().await;
    };
    let back = async {
        let carried = copy(&mut far_out, &mut near_in).await.unwrap_or_default();
        // A rejected login explains itself on standard error only. It is read before the local connection is closed, so
        // that the error of the request can contain it.
        if carried == 0 {
            let mut said = String::new();
            let _ = far_said.take(4096).read_to_string(&mut said).await;
            login.complain(said);
        }
        let _ = near_in.shutdown().await;
    };
    // After the remote side has finished nothing is left to forward.
    tokio::select! {
        () = back => {}
        () = there => {}
    }
    let _ = child.wait().await;
}
