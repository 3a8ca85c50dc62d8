//! A client of a real engine (Docker Engine API 1.41 and later).
//!
//! This file and those below it are the only ones that name the client library. Every request has a timeout
//! ([`Deadlines`]); every error is classified by the engine's message and becomes an [`EngineError`]. Each request opens
//! a connection of its own, so an engine that was restarted is found again.

mod archive;
mod connection_error;
mod containers;
mod deadline;
mod exec;
mod failure;
mod files;
mod images;
mod inspect;
mod limits;
mod networks;
mod reply;
mod request;
mod ssh;
mod stats;
mod streams;
mod volumes;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::endpoint::{EngineAddress, TlsFiles};
use super::{
    ContainerDetail, ContainerEvent, ContainerSpec, ContainerStats, ContainerSummary, Credentials,
    Engine, EngineError, EngineErrorKind, EngineVersion, ExecAttachment, ExecOutput, ExecSpec,
    FileContent, Image, ImageNames, LabelFilter, LogChunk, LogQuery, NetworkConnection,
    NetworkSpec, NetworkSummary, ProgressSink, Removal, Replies, Reply, ResourceLimits, VolumeSpec,
    VolumeSummary,
};

pub(crate) use deadline::Deadlines;
use deadline::Liveness;

/// The client library's own timeout, long enough never to matter: every request has one of [`Deadlines`].
const CLIENT_LIMIT_SECONDS: u64 = 24 * 60 * 60;

/// A connection to a Docker engine.
#[derive(Clone)]
pub(crate) struct Docker {
    client: bollard::Docker,
    address: String,
    deadlines: Deadlines,
    liveness: Arc<Liveness>,
    /// Serializes the creation of networks.
    network_lock: Arc<tokio::sync::Mutex<()>>,
    /// The SSH tunnel, open as long as any clone lives.
    tunnel: Option<Arc<ssh::Tunnel>>,
}

impl Docker {
    /// A client of the engine at `endpoint`. Only files are read; whether an engine answers shows with the first request.
    /// An `ssh` endpoint needs an async runtime.
    pub(crate) fn connect(
        endpoint: &EngineAddress,
        deadlines: Deadlines,
    ) -> Result<Self, EngineError> {
        let (client, tunnel) = match endpoint {
            EngineAddress::Unix(path) => (unix(&path.to_string_lossy())?, None),
            EngineAddress::Tcp { authority, tls: None } => (plain(authority)?, None),
            EngineAddress::Tcp { authority, tls: Some(files) } => {
                (secured(authority, files)?, None)
            }
            EngineAddress::Ssh(target) => {
                let tunnel = ssh::Tunnel::open(target)?;
                (unix(&tunnel.socket().to_string_lossy())?, Some(Arc::new(tunnel)))
            }
            EngineAddress::Kubernetes(_) => {
                let why = format!("{endpoint} is a cluster, not a container engine");
                return Err(EngineError::new(EngineErrorKind::Unsupported, why));
            }
        };
        Ok(Self {
            client,
            address: endpoint.to_string(),
            deadlines,
            liveness: Arc::default(),
            network_lock: Arc::default(),
            tunnel,
        })
    }

    /// Imports an image from an archive of its file system, under the name `image`; `changes` are Dockerfile instructions
    /// as `ENV PATH=/bin`.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests bring their image; no command does"))]
    pub(crate) fn import_image<'a>(
        &'a self,
        image: &'a str,
        archive: Vec<u8>,
        changes: &'a [String],
    ) -> Reply<'a, ()> {
        Box::pin(images::import(self, image, archive, changes))
    }

    /// Sends a request that changes nothing.
    async fn ask<T>(
        &self,
        doing: &str,
        request: impl Future<Output = Result<T, bollard::errors::Error>>,
    ) -> Result<T, EngineError> {
        let limit = Some(self.deadlines.question);
        self.within(limit, doing, request).await.map_err(|error| self.explain(error))
    }

    /// Sends a request that creates, changes or removes something.
    async fn change<T>(
        &self,
        doing: &str,
        request: impl Future<Output = Result<T, bollard::errors::Error>>,
    ) -> Result<T, EngineError> {
        let limit = Some(self.deadlines.change);
        self.within(limit, doing, request).await.map_err(|error| self.explain(error))
    }

    fn explain(&self, error: EngineError) -> EngineError {
        match &self.tunnel {
            Some(tunnel) => tunnel.explain(error),
            None => error,
        }
    }

    async fn read_version(&self) -> Result<EngineVersion, EngineError> {
        let found = self.ask("asking for its version", self.client.version()).await?;
        Ok(EngineVersion {
            product: found.platform.map(|platform| platform.name).unwrap_or_default(),
            version: found.version.unwrap_or_default(),
            api_version: found.api_version.unwrap_or_default(),
        })
    }
}

impl fmt::Debug for Docker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Docker").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Engine for Docker {
    fn address(&self) -> &str {
        &self.address
    }

    fn version(&self) -> Reply<'_, EngineVersion> {
        Box::pin(self.read_version())
    }

    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>> {
        Box::pin(containers::list(self, labels))
    }

    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail> {
        Box::pin(inspect::inspect(self, name))
    }

    fn find_image<'a>(&'a self, image: &'a str) -> Reply<'a, Option<Image>> {
        Box::pin(images::find(self, image))
    }

    fn images(&self) -> Reply<'_, Vec<ImageNames>> {
        Box::pin(images::list(self))
    }

    fn pull<'a>(
        &'a self,
        image: &'a str,
        credentials: Option<&'a Credentials>,
        progress: ProgressSink<'a>,
    ) -> Reply<'a, ()> {
        Box::pin(images::pull(self, image, credentials, progress))
    }

    fn create<'a>(&'a self, spec: &'a ContainerSpec) -> Reply<'a, String> {
        Box::pin(containers::create(self, spec))
    }

    fn start<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        Box::pin(containers::start(self, name))
    }

    fn stop<'a>(&'a self, name: &'a str, timeout: Option<Duration>) -> Reply<'a, ()> {
        Box::pin(containers::stop(self, name, timeout))
    }

    fn pause<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        Box::pin(containers::pause(self, name))
    }

    fn unpause<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        Box::pin(containers::unpause(self, name))
    }

    fn update<'a>(&'a self, name: &'a str, limits: &'a ResourceLimits) -> Reply<'a, ()> {
        Box::pin(containers::update(self, name, limits))
    }

    fn rename<'a>(&'a self, name: &'a str, new_name: &'a str) -> Reply<'a, ()> {
        Box::pin(containers::rename(self, name, new_name))
    }

    fn remove<'a>(&'a self, name: &'a str, removal: Removal) -> Reply<'a, ()> {
        Box::pin(containers::remove(self, name, removal))
    }

    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>> {
        Box::pin(streams::logs(self, name, query))
    }

    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput> {
        Box::pin(exec::run(self, name, spec))
    }

    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: ExecAttachment,
    ) -> Reply<'a, i64> {
        Box::pin(exec::attach(self, name, spec, attachment))
    }

    fn put_files<'a>(&'a self, name: &'a str, files: &'a [FileContent]) -> Reply<'a, ()> {
        Box::pin(files::put(self, name, files))
    }

    fn get_files<'a>(&'a self, name: &'a str, path: &'a str) -> Reply<'a, Vec<FileContent>> {
        Box::pin(files::get(self, name, path))
    }

    fn stats<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerStats> {
        Box::pin(stats::stats(self, name))
    }

    fn events<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>> {
        Box::pin(streams::events(self, labels))
    }

    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>> {
        Box::pin(networks::list(self, labels))
    }

    fn ensure_network<'a>(&'a self, spec: &'a NetworkSpec) -> Reply<'a, NetworkSummary> {
        Box::pin(networks::ensure(self, spec))
    }

    fn connect<'a>(&'a self, connection: &'a NetworkConnection) -> Reply<'a, ()> {
        Box::pin(networks::connect(self, connection))
    }

    fn disconnect<'a>(&'a self, network: &'a str, container: &'a str) -> Reply<'a, ()> {
        Box::pin(networks::disconnect(self, network, container))
    }

    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        Box::pin(networks::remove(self, name))
    }

    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>> {
        Box::pin(volumes::list(self, labels))
    }

    fn ensure_volume<'a>(&'a self, spec: &'a VolumeSpec) -> Reply<'a, VolumeSummary> {
        Box::pin(volumes::ensure(self, spec))
    }

    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        Box::pin(volumes::remove(self, name))
    }
}

fn unix(path: &str) -> Result<bollard::Docker, EngineError> {
    let client = bollard::Docker::connect_with_unix(
        path,
        CLIENT_LIMIT_SECONDS,
        bollard::API_DEFAULT_VERSION,
    );
    client.map_err(failure::request_failed)
}

fn plain(authority: &str) -> Result<bollard::Docker, EngineError> {
    let address = format!("tcp://{authority}");
    let client = bollard::Docker::connect_with_http(
        &address,
        CLIENT_LIMIT_SECONDS,
        bollard::API_DEFAULT_VERSION,
    );
    client.map_err(failure::request_failed)
}

fn secured(authority: &str, files: &TlsFiles) -> Result<bollard::Docker, EngineError> {
    let address = format!("tcp://{authority}");
    let client = bollard::Docker::connect_with_ssl(
        &address,
        &files.key,
        &files.certificate,
        &files.authority,
        CLIENT_LIMIT_SECONDS,
        bollard::API_DEFAULT_VERSION,
    );
    client.map_err(failure::request_failed)
}
