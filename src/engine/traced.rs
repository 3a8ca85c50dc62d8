#![expect(clippy::disallowed_methods, reason = "a trace has the duration of requests")]
//! An engine that traces each request, its result and its duration. It changes nothing.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::FutureExt;

use super::cluster::Cluster;
use super::{
    ContainerDetail, ContainerEvent, ContainerSpec, ContainerStats, ContainerSummary, Credentials,
    Engine, EngineError, EngineVersion, ExecAttachment, ExecOutput, ExecSpec, FileContent, Image,
    ImageNames, LabelFilter, LogChunk, LogQuery, NetworkConnection, NetworkSpec, NetworkSummary,
    ProgressSink, Removal, Replies, Reply, ResourceLimits, VolumeSpec, VolumeSummary,
};

/// Receives the trace, one line at a time without the line end.
pub(crate) type TraceSink = Arc<dyn Fn(&str) + Send + Sync>;

/// An engine whose requests are traced.
pub(crate) struct Traced {
    inner: Arc<dyn Engine>,
    sink: TraceSink,
}

impl Traced {
    /// Wraps an engine so that its requests are traced.
    #[must_use]
    pub(crate) fn new(inner: Arc<dyn Engine>, sink: TraceSink) -> Self {
        Self { inner, sink }
    }

    fn trace<'a, T: 'a>(&'a self, request: String, reply: Reply<'a, T>) -> Reply<'a, T> {
        let began = Instant::now();
        async move {
            let answer = reply.await;
            (self.sink)(&line(&request, answer.as_ref().err(), began.elapsed()));
            answer
        }
        .boxed()
    }
}

fn line(request: &str, error: Option<&EngineError>, took: Duration) -> String {
    let outcome = error.map_or_else(|| "done".to_owned(), |error| format!("failed: {error}"));
    format!("{request}: {outcome} ({} ms)", took.as_millis())
}

impl fmt::Debug for Traced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Traced").field(&self.inner).finish()
    }
}

impl Engine for Traced {
    fn address(&self) -> &str {
        self.inner.address()
    }

    fn cluster(&self) -> Option<&dyn Cluster> {
        self.inner.cluster()
    }

    fn version(&self) -> Reply<'_, EngineVersion> {
        self.trace("version".into(), self.inner.version())
    }

    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>> {
        self.trace("list containers".into(), self.inner.list(labels))
    }

    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail> {
        self.trace(format!("inspect {name}"), self.inner.inspect(name))
    }

    fn find_image<'a>(&'a self, image: &'a str) -> Reply<'a, Option<Image>> {
        self.trace(format!("find image {image}"), self.inner.find_image(image))
    }

    fn images(&self) -> Reply<'_, Vec<ImageNames>> {
        self.trace("list images".into(), self.inner.images())
    }

    fn pull<'a>(
        &'a self,
        image: &'a str,
        credentials: Option<&'a Credentials>,
        progress: ProgressSink<'a>,
    ) -> Reply<'a, ()> {
        self.trace(format!("pull {image}"), self.inner.pull(image, credentials, progress))
    }

    fn create<'a>(&'a self, spec: &'a ContainerSpec) -> Reply<'a, String> {
        self.trace(format!("create {} from {}", spec.name, spec.image), self.inner.create(spec))
    }

    fn start<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.trace(format!("start {name}"), self.inner.start(name))
    }

    fn stop<'a>(&'a self, name: &'a str, timeout: Option<Duration>) -> Reply<'a, ()> {
        self.trace(format!("stop {name}"), self.inner.stop(name, timeout))
    }

    fn pause<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.trace(format!("pause {name}"), self.inner.pause(name))
    }

    fn unpause<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.trace(format!("unpause {name}"), self.inner.unpause(name))
    }

    fn update<'a>(&'a self, name: &'a str, limits: &'a ResourceLimits) -> Reply<'a, ()> {
        self.trace(format!("update {name}"), self.inner.update(name, limits))
    }

    fn rename<'a>(&'a self, name: &'a str, new_name: &'a str) -> Reply<'a, ()> {
        self.trace(format!("rename {name} to {new_name}"), self.inner.rename(name, new_name))
    }

    fn remove<'a>(&'a self, name: &'a str, removal: Removal) -> Reply<'a, ()> {
        self.trace(format!("remove {name}"), self.inner.remove(name, removal))
    }

    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>> {
        self.trace(format!("logs of {name}"), self.inner.logs(name, query))
    }

    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput> {
        self.trace(format!("exec in {name}"), self.inner.exec(name, spec))
    }

    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: ExecAttachment,
    ) -> Reply<'a, i64> {
        self.trace(format!("exec in {name}"), self.inner.attach(name, spec, attachment))
    }

    fn put_files<'a>(&'a self, name: &'a str, files: &'a [FileContent]) -> Reply<'a, ()> {
        let request = format!("put {} files into {name}", files.len());
        self.trace(request, self.inner.put_files(name, files))
    }

    fn get_files<'a>(&'a self, name: &'a str, path: &'a str) -> Reply<'a, Vec<FileContent>> {
        self.trace(format!("get {path} from {name}"), self.inner.get_files(name, path))
    }

    fn stats<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerStats> {
        self.trace(format!("measure {name}"), self.inner.stats(name))
    }

    fn events<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>> {
        self.trace("watch events".into(), self.inner.events(labels))
    }

    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>> {
        self.trace("list networks".into(), self.inner.networks(labels))
    }

    fn ensure_network<'a>(&'a self, spec: &'a NetworkSpec) -> Reply<'a, NetworkSummary> {
        self.trace(format!("ensure network {}", spec.name), self.inner.ensure_network(spec))
    }

    fn connect<'a>(&'a self, connection: &'a NetworkConnection) -> Reply<'a, ()> {
        let NetworkConnection { network, container, .. } = connection;
        self.trace(format!("connect {container} to {network}"), self.inner.connect(connection))
    }

    fn disconnect<'a>(&'a self, network: &'a str, container: &'a str) -> Reply<'a, ()> {
        let request = format!("disconnect {container} from {network}");
        self.trace(request, self.inner.disconnect(network, container))
    }

    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.trace(format!("remove network {name}"), self.inner.remove_network(name))
    }

    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>> {
        self.trace("list volumes".into(), self.inner.volumes(labels))
    }

    fn ensure_volume<'a>(&'a self, spec: &'a VolumeSpec) -> Reply<'a, VolumeSummary> {
        self.trace(format!("ensure volume {}", spec.name), self.inner.ensure_volume(spec))
    }

    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.trace(format!("remove volume {name}"), self.inner.remove_volume(name))
    }
}
