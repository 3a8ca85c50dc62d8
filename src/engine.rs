//! Container engines: one trait with plain request and reply types.
//!
//! This layer knows containers, images, networks and volumes. It knows nothing of the language, of hosts or of scopes: it
//! decides nothing, retries nothing and waits for nothing that the engine itself does not wait for. Two implementations
//! are tested by one shared suite: `docker::Docker` is a client of a real engine, [`simulated::Simulated`] keeps
//! everything in memory and answers at the first poll. A third one, `kubernetes::Kubernetes`, is a namespace of a cluster,
//! which can do more ([`cluster`]) and less.

pub(crate) mod attachment;
#[cfg_attr(
    not(feature = "kubernetes"),
    allow(dead_code, reason = "without a client nothing lists what a cluster holds")
)]
pub(crate) mod cluster;
pub(crate) mod context;
#[cfg(feature = "docker")]
pub(crate) mod credentials;
#[cfg(feature = "docker")]
pub(crate) mod docker;
pub(crate) mod endpoint;
pub(crate) mod error;
#[cfg(feature = "kubernetes")]
pub(crate) mod kubernetes;
pub(crate) mod label;
mod name;
pub(crate) mod observed;
mod recorded_time;
pub(crate) mod reference;
pub(crate) mod secret;
pub(crate) mod simulated;
pub(crate) mod snapshot;
pub(crate) mod spec;
pub(crate) mod subnet;
pub(crate) mod traced;

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

pub(crate) use attachment::{ExecAttachment, TerminalSize};
pub(crate) use error::{EngineError, EngineErrorKind};
pub(crate) use observed::{
    AnonymousVolume, ContainerDetail, ContainerEvent, ContainerState, ContainerStats,
    ContainerSummary, EngineVersion, EventAction, ExecOutput, Health, HealthState, Image,
    ImageNames, LogChunk, LogSource, NetworkAddress, NetworkSummary, PublishedPort, PullProgress,
    VolumeSummary,
};
pub(crate) use secret::{Credentials, Secret};
pub(crate) use snapshot::Snapshot;
pub(crate) use spec::{
    ContainerSpec, EnvVar, ExecSpec, FileContent, HealthCheck, HostPort, ImageSpec, LabelFilter,
    Labels, LogQuery, Mount, MountSource, Network, NetworkConnection, NetworkSpec, PortSpec,
    Protocol, Removal, ResourceLimits, Restart, VolumeSpec,
};
pub(crate) use subnet::Subnet;

/// The future reply of an engine.
pub(crate) type Reply<'a, T> = BoxFuture<'a, Result<T, EngineError>>;

/// A stream of replies that lasts until the engine or the caller ends it.
pub(crate) type Replies<T> = BoxStream<'static, Result<T, EngineError>>;

/// Receives the progress of a pull.
pub(crate) type ProgressSink<'a> = &'a (dyn Fn(PullProgress) + Send + Sync);

/// A container engine.
///
/// Names of containers, networks and volumes are exact: no prefix of an id or name matches. Containers are found whether
/// they run or not.
pub(crate) trait Engine: Send + Sync + fmt::Debug {
    /// The address of this engine, as `unix:///var/run/docker.sock`.
    fn address(&self) -> &str;

    /// The cluster behind it, if it is a namespace of one rather than a container engine.
    fn cluster(&self) -> Option<&dyn cluster::Cluster> {
        None
    }

    /// Returns the engine's product and version; also a check that it answers.
    fn version(&self) -> Reply<'_, EngineVersion>;

    /// Lists every container that carries all of `labels`, sorted by name, in one request.
    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>>;

    /// Inspects one container.
    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail>;

    /// Finds the local image of that name; no registry is asked.
    fn find_image<'a>(&'a self, image: &'a str) -> Reply<'a, Option<Image>>;

    /// Lists the local images with their names.
    fn images(&self) -> Reply<'_, Vec<ImageNames>>;

    /// Pulls an image from its registry; completes when the whole image is local.
    fn pull<'a>(
        &'a self,
        image: &'a str,
        credentials: Option<&'a Credentials>,
        progress: ProgressSink<'a>,
    ) -> Reply<'a, ()>;

    /// Makes an image of files, without a registry. The same files make the same image, with the same id, on every engine.
    fn create_image<'a>(&'a self, spec: &'a ImageSpec) -> Reply<'a, ()>;

    /// Creates a container and places its files without starting it; returns its id.
    /// When the files cannot be placed, the container is removed again.
    fn create<'a>(&'a self, spec: &'a ContainerSpec) -> Reply<'a, String>;

    /// Starts a container; does nothing if it runs.
    /// Completes when its process was started, which says nothing about its health.
    fn start<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;

    /// Stops a container, killing it after `timeout` (`None`: the container's own);
    /// does nothing if it does not run.
    fn stop<'a>(&'a self, name: &'a str, timeout: Option<Duration>) -> Reply<'a, ()>;

    /// Pauses the processes of a running container.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "the suite of engines holds it; no command asks for it yet")
    )]
    fn pause<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;

    /// Resumes the processes of a paused container.
    fn unpause<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;

    /// Changes the limits and the restart policy of a container, running or not.
    fn update<'a>(&'a self, name: &'a str, limits: &'a ResourceLimits) -> Reply<'a, ()>;

    /// Renames a container.
    fn rename<'a>(&'a self, name: &'a str, new_name: &'a str) -> Reply<'a, ()>;

    /// Removes a container and the anonymous volumes that were created with it.
    fn remove<'a>(&'a self, name: &'a str, removal: Removal) -> Reply<'a, ()>;

    /// Reads a container's logs, oldest first.
    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>>;

    /// Runs a command in a running container to its end and collects its output.
    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput>;

    /// Runs a command in a running container with the caller's streams, without a timeout; returns its exit code.
    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: ExecAttachment,
    ) -> Reply<'a, i64>;

    /// Places files in a container, running or not; missing directories are created.
    fn put_files<'a>(&'a self, name: &'a str, files: &'a [FileContent]) -> Reply<'a, ()>;

    /// Reads a file of a container, running or not, or all regular files of a directory. Links and devices are left out.
    fn get_files<'a>(&'a self, name: &'a str, path: &'a str) -> Reply<'a, Vec<FileContent>>;

    /// Measures the resources that a running container uses.
    fn stats<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerStats>;

    /// Subscribes to events of containers that carry all of `labels`.
    /// No event after this reply is missed.
    fn events<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>>;

    /// Lists every network that carries all of `labels`, sorted by name; of one name, the oldest first.
    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>>;

    /// The network of exactly that name: the existing one, whatever its labels, or a new one. Of several, one that
    /// lacks the labels of `spec` comes first, so that the caller notices a foreign one; the oldest of equals is kept.
    fn ensure_network<'a>(&'a self, spec: &'a NetworkSpec) -> Reply<'a, NetworkSummary>;

    /// Connects a container to a network. One that runs is reachable there at once.
    fn connect<'a>(&'a self, connection: &'a NetworkConnection) -> Reply<'a, ()>;

    /// Disconnects a container from a network.
    fn disconnect<'a>(&'a self, network: &'a str, container: &'a str) -> Reply<'a, ()>;

    /// Removes the network of exactly that name or id, unless a running container uses it. Of several of one name, the
    /// oldest is removed.
    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;

    /// Lists every volume that carries all of `labels`, sorted by name.
    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>>;

    /// The volume of that name: the existing one, whatever its labels, or a new one.
    fn ensure_volume<'a>(&'a self, spec: &'a VolumeSpec) -> Reply<'a, VolumeSummary>;

    /// Removes a volume that no container uses.
    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;
}
