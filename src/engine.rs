//! What a container engine can do, as one trait with plain requests and replies.
//!
//! This layer knows containers, images, networks and volumes. It knows nothing of the language,
//! of hosts or of scopes: it decides nothing, retries nothing and waits for nothing that the engine
//! itself does not wait for. Two implementations keep the same promises, and one suite of tests
//! holds both to them: [`docker::Docker`] speaks to a real engine, [`simulated::Simulated`] keeps
//! everything in memory and answers at the first poll.

pub mod attachment;
pub mod context;
#[cfg(feature = "docker")]
pub mod credentials;
#[cfg(feature = "docker")]
pub mod docker;
pub mod endpoint;
pub mod error;
mod name;
pub mod observed;
pub mod reference;
pub mod secret;
pub mod simulated;
pub mod snapshot;
pub mod spec;
pub mod subnet;
pub mod traced;

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

pub use attachment::{Attachment, TerminalSize};
pub use error::{EngineError, EngineErrorKind};
pub use observed::{
    ContainerDetail, ContainerEvent, ContainerState, ContainerSummary, EngineVersion, EventAction,
    ExecOutput, Health, HealthState, Image, LogChunk, LogSource, NetworkAddress, NetworkSummary,
    PublishedPort, PullProgress, VolumeSummary,
};
pub use secret::{Credentials, Secret};
pub use snapshot::Snapshot;
pub use spec::{
    ContainerSpec, EnvVar, ExecSpec, FileContent, HealthCheck, HostPort, LabelFilter, Labels,
    LogQuery, Mount, MountSource, Network, NetworkSpec, PortSpec, Protocol, Removal, Restart,
    VolumeSpec,
};
pub use subnet::Subnet;

/// The answer of an engine, on its way.
pub type Reply<'a, T> = BoxFuture<'a, Result<T, EngineError>>;

/// Answers that keep coming until the engine or the caller ends them.
pub type Replies<T> = BoxStream<'static, Result<T, EngineError>>;

/// Who is told how far a pull has come.
pub type ProgressSink<'a> = &'a (dyn Fn(PullProgress) + Send + Sync);

/// What a container engine can do.
///
/// Names of containers, networks and volumes are exact. Containers are found whether they run or not.
pub trait Engine: Send + Sync + fmt::Debug {
    /// The address of this engine, as people write it: `unix:///var/run/docker.sock`.
    fn address(&self) -> &str;

    /// Asks whether the engine answers, and which one it is.
    fn version(&self) -> Reply<'_, EngineVersion>;

    /// Every container that carries all of `labels`, sorted by name: one request whatever their number.
    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>>;

    /// All that is known about one container.
    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail>;

    /// The local image of that name, if there is one; nothing is asked of a registry.
    fn find_image<'a>(&'a self, image: &'a str) -> Reply<'a, Option<Image>>;

    /// Fetches an image from its registry; ready when the image is complete.
    fn pull<'a>(
        &'a self,
        image: &'a str,
        credentials: Option<&'a Credentials>,
        progress: ProgressSink<'a>,
    ) -> Reply<'a, ()>;

    /// Creates a container, places its files, does not start it; answers its id.
    /// When the files cannot be placed, the container is removed again.
    fn create<'a>(&'a self, spec: &'a ContainerSpec) -> Reply<'a, String>;

    /// Starts a container; one that runs already stays as it is.
    /// Ready when its process was started, which says nothing of its health.
    fn start<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;

    /// Stops a container, killing it after `timeout` (`None`: what its specification says);
    /// one that does not run stays as it is.
    fn stop<'a>(&'a self, name: &'a str, timeout: Option<Duration>) -> Reply<'a, ()>;

    /// Gives a container another name.
    fn rename<'a>(&'a self, name: &'a str, new_name: &'a str) -> Reply<'a, ()>;

    /// Removes a container and its anonymous volumes.
    fn remove<'a>(&'a self, name: &'a str, removal: Removal) -> Reply<'a, ()>;

    /// What a container wrote, oldest first.
    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>>;

    /// Runs a command in a running container to its end.
    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput>;

    /// Runs a command in a running container with streams of ours, to its end and without a limit of time; its exit code.
    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: Attachment,
    ) -> Reply<'a, i64>;

    /// Places files in a container, running or not; missing folders are made.
    fn put_files<'a>(&'a self, name: &'a str, files: &'a [FileContent]) -> Reply<'a, ()>;

    /// What happens from now on to containers that carry all of `labels`.
    /// Nothing that happens after this reply is missed.
    fn events<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>>;

    /// Every network that carries all of `labels`, sorted by name.
    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>>;

    /// The network of exactly that name: the existing one, whatever its labels, or a new one. Of several, one that
    /// lacks the labels of `spec` comes first, so that the caller notices a foreign one; the oldest of equals is kept.
    fn ensure_network<'a>(&'a self, spec: &'a NetworkSpec) -> Reply<'a, NetworkSummary>;

    /// Removes the network of exactly that name or id, unless a running container uses it. Of several of one name, the
    /// oldest is removed.
    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;

    /// Every volume that carries all of `labels`, sorted by name.
    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>>;

    /// The volume of that name: the present one, whatever its labels, or a new one.
    fn ensure_volume<'a>(&'a self, spec: &'a VolumeSpec) -> Reply<'a, VolumeSummary>;

    /// Removes a volume that no container uses.
    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()>;
}
