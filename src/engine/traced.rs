#![expect(clippy::disallowed_methods, reason = "a trace says how long requests took")]
//! An engine that tells each request, what came of it and how long that took. It changes nothing.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::FutureExt;

use super::{
    Attachment, ContainerDetail, ContainerEvent, ContainerSpec, ContainerSummary, Credentials,
    Engine, EngineError, EngineVersion, ExecOutput, ExecSpec, FileContent, Image, LabelFilter,
    LogChunk, LogQuery, NetworkSpec, NetworkSummary, ProgressSink, Removal, Replies, Reply,
    VolumeSpec, VolumeSummary,
};

/// Who is told; one line without its end each.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// An engine whose requests are told.
pub struct Traced {
    inner: Arc<dyn Engine>,
    tell: Tell,
}

impl Traced {
    /// Tells the requests to an engine.
    #[must_use]
    pub fn new(inner: Arc<dyn Engine>, tell: Tell) -> Self {
        Self { inner, tell }
    }

    fn watch<'a, T: 'a>(&'a self, request: String, reply: Reply<'a, T>) -> Reply<'a, T> {
        let began = Instant::now();
        async move {
            let answer = reply.await;
            (self.tell)(&line(&request, answer.as_ref().err(), began.elapsed()));
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

    fn version(&self) -> Reply<'_, EngineVersion> {
        self.watch("version".into(), self.inner.version())
    }

    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>> {
        self.watch("list containers".into(), self.inner.list(labels))
    }

    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail> {
        self.watch(format!("inspect {name}"), self.inner.inspect(name))
    }

    fn find_image<'a>(&'a self, image: &'a str) -> Reply<'a, Option<Image>> {
        self.watch(format!("find image {image}"), self.inner.find_image(image))
    }

    fn pull<'a>(
        &'a self,
        image: &'a str,
        credentials: Option<&'a Credentials>,
        progress: ProgressSink<'a>,
    ) -> Reply<'a, ()> {
        self.watch(format!("pull {image}"), self.inner.pull(image, credentials, progress))
    }

    fn create<'a>(&'a self, spec: &'a ContainerSpec) -> Reply<'a, String> {
        self.watch(format!("create {} from {}", spec.name, spec.image), self.inner.create(spec))
    }

    fn start<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.watch(format!("start {name}"), self.inner.start(name))
    }

    fn stop<'a>(&'a self, name: &'a str, timeout: Option<Duration>) -> Reply<'a, ()> {
        self.watch(format!("stop {name}"), self.inner.stop(name, timeout))
    }

    fn rename<'a>(&'a self, name: &'a str, new_name: &'a str) -> Reply<'a, ()> {
        self.watch(format!("rename {name} to {new_name}"), self.inner.rename(name, new_name))
    }

    fn remove<'a>(&'a self, name: &'a str, removal: Removal) -> Reply<'a, ()> {
        self.watch(format!("remove {name}"), self.inner.remove(name, removal))
    }

    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>> {
        self.watch(format!("logs of {name}"), self.inner.logs(name, query))
    }

    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput> {
        self.watch(format!("exec in {name}"), self.inner.exec(name, spec))
    }

    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: Attachment,
    ) -> Reply<'a, i64> {
        self.watch(format!("exec in {name}"), self.inner.attach(name, spec, attachment))
    }

    fn put_files<'a>(&'a self, name: &'a str, files: &'a [FileContent]) -> Reply<'a, ()> {
        let request = format!("put {} files into {name}", files.len());
        self.watch(request, self.inner.put_files(name, files))
    }

    fn events<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>> {
        self.watch("watch events".into(), self.inner.events(labels))
    }

    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>> {
        self.watch("list networks".into(), self.inner.networks(labels))
    }

    fn ensure_network<'a>(&'a self, spec: &'a NetworkSpec) -> Reply<'a, NetworkSummary> {
        self.watch(format!("ensure network {}", spec.name), self.inner.ensure_network(spec))
    }

    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.watch(format!("remove network {name}"), self.inner.remove_network(name))
    }

    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>> {
        self.watch("list volumes".into(), self.inner.volumes(labels))
    }

    fn ensure_volume<'a>(&'a self, spec: &'a VolumeSpec) -> Reply<'a, VolumeSummary> {
        self.watch(format!("ensure volume {}", spec.name), self.inner.ensure_volume(spec))
    }

    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        self.watch(format!("remove volume {name}"), self.inner.remove_volume(name))
    }
}
