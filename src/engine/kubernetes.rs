//! A client of a real cluster (Kubernetes API 1.20 and later), and its namespace as a container engine.
//!
//! This file and those below it are the only ones that name the client library. As an engine, the namespace lists the
//! members of our workloads as containers (see [`super::cluster`]); what only single containers have, such as being
//! stopped or renamed, it refuses with a reason. Every request has a deadline.

mod commands;
pub(crate) mod config;
mod failure;
mod logs;
mod members;
mod objects;
mod strays;
mod watch;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{FutureExt, ready};
use tokio::sync::OnceCell;

use super::cluster::{ApiObject, Cluster, Kind};
use super::{
    ContainerDetail, ContainerEvent, ContainerSpec, ContainerStats, ContainerSummary, Credentials,
    Engine, EngineError, EngineErrorKind, EngineVersion, ExecAttachment, ExecOutput, ExecSpec,
    FileContent, Image, ImageNames, ImageSpec, LabelFilter, LogChunk, LogQuery, NetworkConnection,
    NetworkSpec, NetworkSummary, ProgressSink, Removal, Replies, Reply, ResourceLimits, VolumeSpec,
    VolumeSummary,
};
use config::ClusterConfig;

/// Deadline of one request.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);

/// One namespace of a cluster.
#[derive(Clone)]
pub(crate) struct Kubernetes {
    config: Arc<ClusterConfig>,
    /// `kubernetes://CONTEXT/NAMESPACE`.
    address: String,
    client: Arc<OnceCell<kube::Client>>,
    /// The nodes, once they were asked for.
    nodes: Arc<OnceCell<Vec<ApiObject>>>,
    /// Objects as they were listed or changed last.
    known: Arc<Mutex<BTreeMap<(Kind, String), ApiObject>>>,
}

impl Kubernetes {
    /// A client of the namespace that a configuration names. Nothing is sent yet.
    #[must_use]
    pub(crate) fn new(config: ClusterConfig) -> Self {
        let address = config.address();
        Self {
            config: Arc::new(config),
            address,
            client: Arc::default(),
            nodes: Arc::default(),
            known: Arc::default(),
        }
    }

    /// The client, connected at the first use: an exec plugin may run for that.
    async fn client(&self) -> Result<&kube::Client, EngineError> {
        let connect = || self.config.connect();
        tokio::time::timeout(3 * REQUEST_LIMIT, self.client.get_or_try_init(connect))
            .await
            .unwrap_or_else(|_| Err(failure::too_late(3 * REQUEST_LIMIT, "signing in")))
    }

    /// Sends a request with its deadline.
    async fn ask<T>(
        &self,
        doing: &str,
        request: impl Future<Output = Result<T, kube::Error>>,
    ) -> Result<T, EngineError> {
        match tokio::time::timeout(REQUEST_LIMIT, request).await {
            Ok(done) => done.map_err(failure::request_failed),
            Err(_) => Err(failure::too_late(REQUEST_LIMIT, doing)),
        }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<(Kind, String), ApiObject>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn version(&self) -> Result<EngineVersion, EngineError> {
        let client = self.client().await?;
        let found = self.ask("asking for its version", client.apiserver_version()).await?;
        Ok(EngineVersion {
            product: "Kubernetes".into(),
            version: found.git_version.trim_start_matches('v').to_owned(),
            // Its nodes may have different ones.
            architecture: String::new(),
            api_version: format!("{}.{}", found.major, found.minor),
        })
    }
}

impl fmt::Debug for Kubernetes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Kubernetes").field(&self.address).finish()
    }
}

impl Cluster for Kubernetes {
    fn namespace(&self) -> &str {
        &self.config.namespace
    }

    fn known(&self, kind: Kind, name: &str) -> Option<ApiObject> {
        self.known().get(&(kind, name.to_owned())).cloned()
    }

    fn get<'a>(&'a self, kind: Kind, name: &'a str) -> Reply<'a, Option<ApiObject>> {
        objects::get(self, kind, name).boxed()
    }

    fn select<'a>(&'a self, kind: Kind, selector: &'a str) -> Reply<'a, Vec<ApiObject>> {
        objects::select(self, kind, selector).boxed()
    }

    fn nodes(&self) -> Reply<'_, Vec<ApiObject>> {
        let list = || objects::select(self, Kind::Node, "");
        async move { self.nodes.get_or_try_init(list).await.cloned() }.boxed()
    }

    fn apply<'a>(
        &'a self,
        kind: Kind,
        manifest: &'a ApiObject,
        uid: Option<&'a str>,
    ) -> Reply<'a, ApiObject> {
        objects::apply(self, kind, manifest, uid).boxed()
    }

    fn remove_fields<'a>(
        &'a self,
        kind: Kind,
        name: &'a str,
        fields: &'a ApiObject,
    ) -> Reply<'a, ()> {
        objects::remove_fields(self, kind, name, fields).boxed()
    }

    fn delete<'a>(&'a self, kind: Kind, name: &'a str, uid: &'a str) -> Reply<'a, ()> {
        objects::delete(self, kind, name, uid).boxed()
    }

    fn scale<'a>(&'a self, deployment: &'a str, replicas: u32) -> Reply<'a, ()> {
        objects::scale(self, deployment, replicas).boxed()
    }

    fn last_lines<'a>(
        &'a self,
        pod: &'a str,
        container: &'a str,
        previous: bool,
    ) -> Reply<'a, Vec<String>> {
        logs::last_lines(self, pod, container, previous).boxed()
    }

    fn changes<'a>(&'a self, selector: &'a str) -> Reply<'a, Replies<()>> {
        watch::changes(self, selector).boxed()
    }
}

/// Refuses what Kubernetes has no notion of.
fn refuse<'a, T: Send + 'a>(why: &str) -> Reply<'a, T> {
    ready(Err(EngineError::new(EngineErrorKind::Unsupported, why))).boxed()
}

/// Why a container cannot be stopped or started by itself.
const NO_STOP: &str = "Kubernetes has no stopped containers: `murano scale POD=0` ends the pods of a deployment, `murano down` removes them";
/// Why single containers cannot be created or changed.
const NO_CONTAINERS: &str =
    "Kubernetes runs pods, not single containers: `KubernetesPod` is their host";
/// Why networks cannot be created.
const NO_NETWORKS: &str = "all pods of a cluster are on one network";

impl Engine for Kubernetes {
    fn address(&self) -> &str {
        &self.address
    }

    fn cluster(&self) -> Option<&dyn Cluster> {
        Some(self)
    }

    fn version(&self) -> Reply<'_, EngineVersion> {
        self.version().boxed()
    }

    fn list<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<ContainerSummary>> {
        members::list(self, labels).boxed()
    }

    fn inspect<'a>(&'a self, name: &'a str) -> Reply<'a, ContainerDetail> {
        members::inspect(self, name).boxed()
    }

    fn find_image<'a>(&'a self, _: &'a str) -> Reply<'a, Option<Image>> {
        // Nodes pull images when they start a pod; which ones they hold is not asked.
        ready(Ok(None)).boxed()
    }

    fn images(&self) -> Reply<'_, Vec<ImageNames>> {
        ready(Ok(Vec::new())).boxed()
    }

    fn pull<'a>(
        &'a self,
        _: &'a str,
        _: Option<&'a Credentials>,
        _: ProgressSink<'a>,
    ) -> Reply<'a, ()> {
        refuse("the nodes of a cluster pull images when they start a pod")
    }

    fn create_image<'a>(&'a self, _: &'a ImageSpec) -> Reply<'a, ()> {
        refuse("the nodes of a cluster take images from registries only")
    }

    fn create<'a>(&'a self, _: &'a ContainerSpec) -> Reply<'a, String> {
        refuse(NO_CONTAINERS)
    }

    fn start<'a>(&'a self, _: &'a str) -> Reply<'a, ()> {
        refuse(NO_STOP)
    }

    fn stop<'a>(&'a self, _: &'a str, _: Option<Duration>) -> Reply<'a, ()> {
        refuse(NO_STOP)
    }

    fn pause<'a>(&'a self, _: &'a str) -> Reply<'a, ()> {
        refuse("Kubernetes cannot pause containers")
    }

    fn unpause<'a>(&'a self, _: &'a str) -> Reply<'a, ()> {
        refuse("Kubernetes cannot pause containers")
    }

    fn update<'a>(&'a self, _: &'a str, _: &'a ResourceLimits) -> Reply<'a, ()> {
        refuse(NO_CONTAINERS)
    }

    fn rename<'a>(&'a self, _: &'a str, _: &'a str) -> Reply<'a, ()> {
        refuse("Kubernetes cannot rename pods")
    }

    fn remove<'a>(&'a self, name: &'a str, _: Removal) -> Reply<'a, ()> {
        members::remove(self, name).boxed()
    }

    fn logs<'a>(&'a self, name: &'a str, query: LogQuery) -> Reply<'a, Replies<LogChunk>> {
        logs::logs(self, name, query).boxed()
    }

    fn exec<'a>(&'a self, name: &'a str, spec: &'a ExecSpec) -> Reply<'a, ExecOutput> {
        commands::run(self, name, spec).boxed()
    }

    fn attach<'a>(
        &'a self,
        name: &'a str,
        spec: &'a ExecSpec,
        attachment: ExecAttachment,
    ) -> Reply<'a, i64> {
        commands::attach(self, name, spec, attachment).boxed()
    }

    fn put_files<'a>(&'a self, _: &'a str, _: &'a [FileContent]) -> Reply<'a, ()> {
        refuse("copying files into pods is not supported: `files` of a container places them")
    }

    fn get_files<'a>(&'a self, _: &'a str, _: &'a str) -> Reply<'a, Vec<FileContent>> {
        refuse("copying files out of pods is not supported: `kubectl cp` does it")
    }

    fn stats<'a>(&'a self, _: &'a str) -> Reply<'a, ContainerStats> {
        refuse("the resources that pods use are not measured here: `kubectl top pods` shows them")
    }

    fn events<'a>(&'a self, _: &'a LabelFilter) -> Reply<'a, Replies<ContainerEvent>> {
        refuse("events of a cluster are not followed here: `kubectl get events --watch` shows them")
    }

    fn networks<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<NetworkSummary>> {
        strays::networks(self, labels).boxed()
    }

    fn ensure_network<'a>(&'a self, _: &'a NetworkSpec) -> Reply<'a, NetworkSummary> {
        refuse(NO_NETWORKS)
    }

    fn connect<'a>(&'a self, _: &'a NetworkConnection) -> Reply<'a, ()> {
        refuse(NO_NETWORKS)
    }

    fn disconnect<'a>(&'a self, _: &'a str, _: &'a str) -> Reply<'a, ()> {
        refuse(NO_NETWORKS)
    }

    fn remove_network<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        strays::remove_network(self, name).boxed()
    }

    fn volumes<'a>(&'a self, labels: &'a LabelFilter) -> Reply<'a, Vec<VolumeSummary>> {
        members::volumes(self, labels).boxed()
    }

    fn ensure_volume<'a>(&'a self, _: &'a VolumeSpec) -> Reply<'a, VolumeSummary> {
        refuse(NO_CONTAINERS)
    }

    fn remove_volume<'a>(&'a self, name: &'a str) -> Reply<'a, ()> {
        members::remove_volume(self, name).boxed()
    }
}
